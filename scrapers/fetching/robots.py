"""robots.txt, by RFC 9309, and somewhat more careful: a file that cannot be had, or is kept from us, is a no."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from scrapers.fetching.operator import ROBOT
from scrapers.fetching.refusals import NoRobots, Parked, RefusedByRobots, told
from scrapers.fetching.throttle import slow_down
from scrapers.fetching.types import WANTED
from scrapers.outcomes import FetchOutcome, by_status

ROBOTS = "filmledger_robots"
"""The key in a request's `meta` that marks our own request for robots.txt."""
MOST_BYTES = 512 * 1024
_KEPT_FROM_US = frozenset({401, 403})


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a host lets us do: what its file says, or why there is nothing that it says."""

    parser: RobotParser | None = None
    outcome: FetchOutcome = "ok"
    why: str = ""

    def check(self, url: str) -> None:
        """Raise RefusedByRobots or NoRobots where this address may not be fetched."""
        if self.outcome != "ok":
            raise NoRobots(self.outcome, self.why)
        if self.parser and not self.parser.allowed(url, ROBOT):
            raise RefusedByRobots("robots.txt disallows it")


class Robots:
    """Fetches each host's robots.txt once a crawl, before its first page, and obeys it, its crawl-delay too."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._most_delay = crawler.settings.getfloat("CRAWL_DELAY_MAX")
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For this crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let through what robots.txt allows."""
        if request.meta.get(ROBOTS):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._fetched(site))
        (await asyncio.shield(self._rules[site])).check(request.url)

    async def _fetched(self, site: str) -> Rules:
        meta = {ROBOTS: True, WANTED: None, "download_maxsize": MOST_BYTES}
        asked = Request(f"{site}/robots.txt", priority=1000, meta=meta, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(asked)
        except Parked:  # the crawl is being stopped: that says nothing of the file
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the file could not be had
            outcome, why = told(error)
            return Rules(outcome=outcome, why=f"robots.txt could not be had: {why}")
        rules = self._of(response)
        if rules.parser and (delay := rules.parser.crawl_delay(ROBOT)):
            if delay > self._most_delay:
                why = f"robots.txt asks for {delay:g} seconds between pages, and a crawl waits {self._most_delay:g}"
                return Rules(outcome="refused_by_robots", why=why)
            slow_down(self._crawler, urlsplit(site).hostname or "", delay)
        return rules

    def _of(self, response: Response) -> Rules:
        status = response.status
        if status in _KEPT_FROM_US:
            return Rules(outcome="refused_by_robots", why=f"robots.txt is kept from us (status {status})")
        if status == 429 or status >= 500:
            return Rules(outcome=by_status(status), why=f"robots.txt could not be had: status {status}")
        if status >= 300:
            return Rules()
        parser: Any = ProtegoRobotParser.from_crawler(self._crawler, response.body)
        return Rules(parser=parser)
