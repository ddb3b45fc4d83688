"""One owner for each host over all processes, and requests that wait for their time without holding up the others."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping
from typing import NoReturn, Protocol, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request
from scrapy.utils.misc import build_from_crawler, load_object

from scrapers.fetching.refusals import HeldOff, HostBusy, OverBound, Parked
from scrapers.fetching.robots import ROBOTS
from scrapers.fetching.stopping import Stopping

_log = logging.getLogger(__name__)
POLL_SECONDS = 2.0
"""How often a host that another process has is asked for."""
KEEP_SECONDS = 5.0
"""How often what is owned is prolonged."""
_SINCE = "filmledger_waits_since"


class Hosts(Protocol):
    """Who may ask which host, and from when on; shared by all processes. `HOST_OWNERSHIP` names what does it."""

    def claim(self, host: str) -> float | None:
        """Seconds until this process may ask the host, mostly 0; None while another process owns it."""

    def hold_off(self, host: str, seconds: float, why: str) -> None:
        """Let nobody ask the host for so long."""

    def why_held(self, host: str) -> str:
        """Why the host is held off."""

    def keep(self, delays: Mapping[str, float]) -> None:
        """Prolong what is owned; `delays` are the seconds between requests to each host now."""


class Gate:
    """Lets a request through to a host that this process owns, when its time has come; parks it until then."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self.hosts: Hosts = build_from_crawler(load_object(settings["HOST_OWNERSHIP"]), crawler)
        self.most_wait = settings.getfloat("HOST_WAIT")
        self._most_pages = settings.getint("PAGES_PER_HOST")
        self._pages: Counter[str] = Counter()
        self._parked: dict[Request, asyncio.TimerHandle] = {}
        self._said: set[tuple[str, str]] = set()
        self._keeping: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For this crawl."""
        made = cls(crawler)
        crawler.signals.connect(made.opened, signal=signals.spider_opened)
        crawler.signals.connect(made.idle, signal=signals.spider_idle)
        crawler.signals.connect(made.closed, signal=signals.spider_closed)
        return made

    @classmethod
    def of(cls, crawler: Crawler) -> Gate:
        """The gate of this crawl."""
        gate = crawler.get_downloader_middleware(Gate)
        if gate is None:
            raise RuntimeError("the crawl has no Gate among its DOWNLOADER_MIDDLEWARES; see scrapers.settings")
        return gate

    async def process_request(self, request: Request) -> None:
        """Let the request through, count it, or raise what `admit` raises; OverBound where there were too many."""
        await self.admit(request)
        if not request.meta.get(ROBOTS):
            self._count(host_of(request))

    async def admit(self, request: Request) -> None:
        """Raise Parked where the request must wait; HeldOff or HostBusy where that is longer than a crawl waits.

        Asked twice: before a request enters its host's queue, and when it leaves it, for the queue may be long.
        """
        host = host_of(request)
        if request.meta.get(ROBOTS):
            await self._inline(host)
            return
        wait, why = self._wait(host)
        if wait is None:
            since = request.meta.setdefault(_SINCE, time.monotonic())
            if time.monotonic() - since + POLL_SECONDS > self.most_wait:
                raise HostBusy(f"another process crawls {host}, and did not end within {self.most_wait:g} seconds")
            self._say(host, "another process crawls it")
            self.park(request, min(POLL_SECONDS, self.most_wait))
        elif wait > self.most_wait:
            raise HeldOff(f"{host} is left alone for {wait:.0f} more seconds: {why}")
        elif wait > 0:
            self._say(host, why)
            self.park(request, wait)

    def _say(self, host: str, why: str) -> None:
        """Say once why nothing happens."""
        if (host, why) not in self._said:
            self._said.add((host, why))
            _log.info("waiting for %s: %s", host, why)

    def park(self, request: Request, seconds: float) -> NoReturn:
        """Ask this request again after so many seconds. Raises Parked, which ends it for now."""
        again = request.replace(dont_filter=True)
        again.meta.pop("download_slot", None)
        loop = asyncio.get_running_loop()
        self._parked[again] = loop.call_later(max(seconds, 0.001), self._again, again)
        raise Parked(f"asked again in {seconds:.0f} seconds")

    def _again(self, request: Request) -> None:
        self._parked.pop(request, None)
        self._crawler.engine.crawl(request)

    def _wait(self, host: str) -> tuple[float | None, str]:
        wait = self.hosts.claim(host)
        return wait, self.hosts.why_held(host) if wait else ""

    async def _inline(self, host: str) -> None:
        """Wait here: robots.txt is asked for on behalf of a page that waits itself."""
        until = time.monotonic() + self.most_wait
        while (wait := self._wait(host)[0]) != 0:
            pause = POLL_SECONDS if wait is None else wait
            if time.monotonic() + pause > until:
                raise HeldOff(f"{host} is left alone for longer than {self.most_wait:g} seconds")
            await Stopping.of(self._crawler).sleep(pause)

    def _count(self, host: str) -> None:
        if self._most_pages and self._pages[host] >= self._most_pages:
            raise OverBound(f"{self._most_pages} pages of {host} were asked for, which is the bound of one crawl")
        self._pages[host] += 1

    def opened(self) -> None:
        """Begin to prolong what is owned."""
        self._keeping = asyncio.get_running_loop().create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            self.hosts.keep(slot_delays(self._crawler))

    def idle(self) -> None:
        """The crawl is not at its end while requests wait."""
        if self._parked:
            raise DontCloseSpider

    def closed(self) -> None:
        """Let go of what waits."""
        for timer in self._parked.values():
            timer.cancel()
        self._parked.clear()
        if self._keeping:
            self._keeping.cancel()


def host_of(request: Request) -> str:
    """The host that a request asks, as owners and delays are kept by it."""
    return urlsplit(request.url).hostname or ""


def slot_delays(crawler: Crawler) -> dict[str, float]:
    """Seconds that lie between two requests to each host at the moment."""
    return {host: float(slot.delay) for host, slot in crawler.engine.downloader.slots.items()}
