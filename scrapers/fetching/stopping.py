"""A crawl that is told to stop: pages that are on their way come, within a bound, and those that wait are let go."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from typing import Any, ClassVar, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from scrapers.fetching.refusals import Parked

LAST_SECONDS = 12.0
"""How long a page that is on its way may take when the crawl is told to stop; linking and storing come after."""
LOOK_SECONDS = 0.25
WHY = "the crawl is being stopped"
_log = logging.getLogger(__name__)


class Stopping:
    """Watches for the stop of one crawl. Scrapy alone would let all that is queued come, each after its delay.

    What is let go is noted nowhere: the next crawl finds that its time has come, as if it had not been asked for.
    """

    _all: ClassVar[WeakKeyDictionary[Crawler, Stopping]] = WeakKeyDictionary()

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._downloads: set[asyncio.Task[Any]] = set()
        self._told = asyncio.Event()
        self._is_late = False
        self._watching: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Watch over this crawl."""
        made = cls(crawler)
        cls._all[crawler] = made
        crawler.signals.connect(made.opened, signal=signals.spider_opened)
        crawler.signals.connect(made.closed, signal=signals.spider_closed)
        return made

    @classmethod
    def of(cls, crawler: Crawler) -> Stopping:
        """The watch over this crawl."""
        return cls._all[crawler]

    def opened(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    def closed(self) -> None:
        """There is nothing left to stop."""
        if self._watching:
            self._watching.cancel()

    async def sleep(self, seconds: float) -> None:
        """Wait. Raises Parked as soon as the crawl is told to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._told.wait(), seconds)
        if self._told.is_set():
            raise Parked(WHY)

    @contextlib.contextmanager
    def download(self) -> Iterator[None]:
        """A page on its way. Raises Parked where it must not begin, or did not come in time."""
        if self._told.is_set():
            raise Parked(WHY)
        task: Any = asyncio.current_task()
        self._downloads.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if not self._is_late:
                raise
            raise Parked(WHY) from None
        finally:
            self._downloads.discard(task)

    async def _watch(self) -> None:
        # Scrapy sends no signal when it is told to stop.
        while self._crawler.crawling:
            await asyncio.sleep(LOOK_SECONDS)
        self._told.set()
        slots = self._crawler.engine.downloader.slots.values()
        waiting = [waits for slot in slots for _, waits in slot.queue]
        for slot in slots:
            slot.queue.clear()
        _log.info("stopping: %d pages are on their way, %d that wait are let go", len(self._downloads), len(waiting))
        for waits in waiting:
            waits.errback(Failure(Parked(WHY)))  # type: ignore[no-untyped-call]  # Twisted's
        await asyncio.sleep(LAST_SECONDS)
        self._is_late = True
        for task in list(self._downloads):
            task.cancel()
