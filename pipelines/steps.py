"""The steps that every page takes, in one order, whoever brought it: Scrapy's spiders or a replay.

Each step works on many visits at once (`many`). Scrapy hands over one item at a time: those that are on their way
together are gathered for a moment and go through a step as one batch, so that the database is asked seldom.
"""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast, get_args
from weakref import WeakKeyDictionary, ref

from ledger.database import open_ledger
from ledger.records import Outcome
from pipelines.keep import keep_pages, kept_but_not_read
from pipelines.relink import link_dirty
from pipelines.runs import Ending, begin, end, of_source
from pipelines.statement import reading
from pipelines.store import store_visits
from pipelines.visits import Visit, Work
from pipelines.writes import batches
from scrapers.pages import Page
from scrapers.read import read
from scrapers.words import NoPage

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

_log = logging.getLogger(__name__)
GATHER_SECONDS = 0.1
"""How long an item waits for others to go with."""
GATHER_ITEMS = 200
NO_PAGES = frozenset(get_args(NoPage))
LINK_EVERY = 2_000
"""Readings stored between two linkings of a long run."""


class Crawl:
    """One crawl of Scrapy's as a run: its ledger is opened with the first step, and closed when the spider is."""

    _all: ClassVar[WeakKeyDictionary[Crawler, Crawl]] = WeakKeyDictionary()

    def __init__(self, crawler: Crawler) -> None:
        from scrapy import signals  # noqa: PLC0415 - a replay takes the same steps, and starts without Scrapy

        self._crawler = ref(crawler)
        self.work = Work(open_ledger())
        self._ending: asyncio.Task[None] | None = None
        begin(self.work, "crawl")
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def of(cls, crawler: Crawler) -> Crawl:
        """The crawl of this crawler."""
        if crawler not in cls._all:
            cls._all[crawler] = cls(crawler)
        return cls._all[crawler]

    @classmethod
    def work_of(cls, crawler: Crawler) -> Work | None:
        """What this crawl counted; None where it never came to a step."""
        crawl = cls._all.get(crawler)
        return crawl.work if crawl else None

    def give_up(self) -> None:
        """Stop fetching: what cannot be stored need not be asked for. What was kept is read at the next start."""
        crawler = self._crawler()
        if crawler and crawler.engine and self._ending is None:
            closing = crawler.engine.close_spider_async(reason="ledger_failed")
            self._ending = asyncio.get_running_loop().create_task(closing)

    def opened(self, spider: Spider) -> None:
        """Note what is crawled."""
        if source := getattr(spider, "source", None):
            of_source(self.work, source)

    def closed(self, reason: str) -> None:
        """End the run as the crawl has ended."""
        crawler = self._crawler()
        if crawler and crawler.stats:
            self.work.counts["bytes"] = int(crawler.stats.get_value("downloader/response_bytes", 0))
        self.work.ended_by_rule = dict(getattr(crawler.spider if crawler else None, "ended", {}))
        endings: dict[str, Ending] = {"finished": "done", "ledger_failed": "failed"}
        try:
            end(self.work, endings.get(reason, "stopped"))
        finally:
            self.work.ledger.close()


class Step(ABC):
    """One step, a Scrapy item pipeline."""

    gathers: ClassVar[bool] = False
    """Whether it asks the database, and so is worth waiting for company."""
    gather_seconds: ClassVar[float] = GATHER_SECONDS

    def __init__(self, work: Work, crawl: Crawl | None = None) -> None:
        self.work = work
        self._crawl = crawl
        self._waiting: list[tuple[Any, asyncio.Future[Any]]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The step for a crawl; all steps of one crawl share one open ledger."""
        crawl = Crawl.of(crawler)
        return cls(crawl.work, crawl)

    @abstractmethod
    def many(self, items: Sequence[Any]) -> list[Any]:
        """Take these items one step further; as many come out as went in, in the same order."""

    async def process_item(self, item: Any) -> Any:
        """Take one item further, together with those that arrive at the same time."""
        if not self.gathers:
            return self.many([item])[0]
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((item, mine))
        if len(self._waiting) >= GATHER_ITEMS:
            self._go()
        elif len(self._waiting) == 1:
            loop.call_later(self.gather_seconds, self._go)
        return await mine

    def _go(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            done = self.many([item for item, _ in waiting])
        except Exception as error:  # noqa: BLE001 - each item's own waiter gets it, and tells Scrapy
            for _, mine in waiting:
                mine.set_exception(error)
            if self._crawl:
                self._crawl.give_up()
            return
        for (_, mine), item in zip(waiting, done, strict=True):
            mine.set_result(item)


class Keep(Step):
    """Pages are kept, before anything reads them."""

    gathers = True

    def many(self, items: Sequence[Page]) -> list[Visit]:
        """Store the pages' bytes; what comes out says what each capture is to the ledger."""
        return keep_pages(self.work, items)


def _broken(visit: Visit, error: Exception) -> Visit:
    """The visit, ended by a failure of the reader; the log has where that was."""
    _log.warning("the reader failed on this page", extra={"page": visit.page.name}, exc_info=error)
    return visit.broken(error)


class Read(Step):
    """What a page says, as it says it."""

    def many(self, items: Sequence[Visit]) -> list[Visit]:
        """Read the visits that are to be read; a page on which the reader fails is recorded as broken."""
        return [self._one(visit) if visit.is_to_be_read else visit for visit in items]

    def _one(self, visit: Visit) -> Visit:
        try:
            words = read(visit.page)
        except Exception as error:  # noqa: BLE001 - one page must not end the run
            return _broken(visit, error)
        # The parsed tree goes here: a batch of them would fill the memory.
        return replace(visit, words=words, page=replace(visit.page))


class Normalize(Step):
    """Words become typed values; what came instead of a page ends here."""

    def many(self, items: Sequence[Visit]) -> list[Visit]:
        """Make the readings."""
        return [self._one(visit) if visit.is_to_be_read else visit for visit in items]

    def _one(self, visit: Visit) -> Visit:
        words = visit.words
        if words is None:
            return visit
        if words.page_type in NO_PAGES:
            return replace(visit, outcome=cast(Outcome, words.page_type))
        try:
            made = reading(visit.page, words)
        except Exception as error:  # noqa: BLE001 - one page must not end the run
            return _broken(visit, error)
        return replace(visit, reading=made, outcome="read", issues=made.issues)


class Store(Step):
    """Readings are stored, and from time to time their blocks are linked."""

    gathers = True
    gather_seconds = 0.5  # its pages are kept: nothing is lost if it waits for more of them

    def many(self, items: Sequence[Visit]) -> list[Visit]:
        """Store what the visits brought."""
        store_visits(self.work, items)
        if self.work.unlinked >= LINK_EVERY:
            link(self.work)
        return list(items)

    def open_spider(self) -> None:
        """Do what an earlier run left behind."""
        finish_kept(self.work)

    def close_spider(self) -> None:
        """Link what the crawl has brought."""
        self._go()
        link(self.work)


STEPS: tuple[type[Step], ...] = (Keep, Read, Normalize, Store)
"""The way of a page, in order."""


def take(steps: Iterable[Step], items: Sequence[Any]) -> None:
    """Take items through steps, one step after the other."""
    for step in steps:
        items = step.many(items)


def link(work: Work) -> None:
    """Link what was stored, and count what came of it."""
    work.counts.update(link_dirty(work.ledger))
    work.unlinked = 0


def finish_kept(work: Work) -> None:
    """Read what an earlier run kept and did not come to read."""
    for batch in batches(kept_but_not_read(work.ledger), GATHER_ITEMS):
        take([step(work) for step in STEPS[1:]], batch)
