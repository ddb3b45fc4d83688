"""What came of each request is noted under its page, and what came instead of a page replaces nothing that is known."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from ledger.crawling import Fetch as StoredFetch
from ledger.validators import document
from pipelines.crawling.hosts import LedgerHosts
from pipelines.crawling.revisits import LedgerRevisits, is_read
from pipelines.crawling.sightings import note_same, see_again
from pipelines.keep import page_of
from pipelines.steps import Crawl, Step
from pipelines.visits import Work, in_utc, now
from pipelines.writes import find_all, insert_new, replace_all
from scrapers.outcomes import ABSENT, GOOD, NOT_ASKED, TURNED_AWAY, Fetch, FetchOutcome, Remark, of_page
from scrapers.pages import Page

_log = logging.getLogger(__name__)
GONE_AFTER = timedelta(hours=12)
"""A page is gone when two runs miss it that are so far apart: a site that is being moved is back by then."""
NEVER_KEPT = frozenset[FetchOutcome]({"wrong_type", "redirects"})
"""What a reader would take for a page. All else that stands instead of one is kept where nothing better is known."""
FIRST_PAUSE = timedelta(hours=1)
MOST_PAUSE = timedelta(days=30)
TURNS_AWAY = 3
"""So many pages running that a host turns away, and it is left alone."""


_CARRIED = (
    *("good_at", "content_hash", "changed_at", "full_at", "spared", "etag", "last_modified", "said_hash"),
    *("mark", "told", "false_alarms", "leads", "turns_to"),
)
"""What an answer that is no page leaves as it was."""


class Fetches(Step):
    """Notes what came of each request, and lets those pages pass that are to be kept."""

    gathers = True
    gather_seconds = 0.25
    """What passes here goes on together: pages that wait for each other once are noted and kept in few writes."""

    def __init__(self, work: Work, crawl: Crawl | None = None) -> None:
        super().__init__(work, crawl)
        self._crawler: Crawler | None = None
        self._away: Counter[str] = Counter()
        """{host: pages running that it turned away}."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For this crawl."""
        made = super().from_crawler(crawler)
        made._crawler = crawler
        return made

    async def process_item(self, item: Any) -> Any:
        """Note an item; it goes on if it is a page that is to be kept."""
        page = await super().process_item(item)
        if page is None:
            raise DropItem("it brought no page that is to be kept", log_level="DEBUG")
        return page

    def many(self, items: Sequence[Page | Fetch]) -> list[Page | None]:
        """The pages that are to be kept, and None for all other items."""
        same: list[Fetch] = []
        others: list[Page | Fetch] = []
        for item in items:
            if isinstance(item, Fetch) and self._is_as_it_was(item):
                same.append(item)
            else:
                others.append(item)
        names = {item.name if isinstance(item, Page) else item.page for item in others}
        before = {found["_id"]: found for found in find_all(self.work.ledger["fetches"], "_id", names)}
        known = dict(before)
        seen = {item.page: in_utc(item.at) for item in same}
        passed = {id(item): self._one(item, known, seen) for item in others}
        self._write(before, known)
        self._note_same(same)
        again = self._seen_again(seen) if seen else {}
        return [
            passed.get(id(item)) or (again.pop(item.page, None) if isinstance(item, Fetch) else None) for item in items
        ]

    def _is_as_it_was(self, fetch: Fetch) -> bool:
        """Whether its note stays as it is, but for its times."""
        revisits = LedgerRevisits.of(self._crawler) if self._crawler else None
        return fetch.outcome == "unchanged" and revisits is not None and revisits.is_as_it_was(fetch.page)

    def _note_same(self, same: Sequence[Fetch]) -> None:
        note_same(self.work, same)
        self.work.counts["fetch_unchanged"] += len(same)
        for host in {fetch.host for fetch in same}:
            self._answer(host, "unchanged")

    def _one(self, item: Page | Fetch, known: dict[str, dict[str, Any]], seen: dict[str, datetime]) -> Page | None:
        name = item.name if isinstance(item, Page) else item.page
        before = known.get(name)
        fetch = _fetch(item, before) if isinstance(item, Page) else item
        noted = noted_fetch(fetch, before, self.work.run, self._remark(name))
        if isinstance(item, Page) and fetch.outcome in GOOD:
            noted["content_hash"] = item.content_hash
        known[name] = noted
        self.work.counts[f"fetch_{noted['outcome']}"] += 1
        self._answer(fetch.host, fetch.outcome)
        if fetch.outcome not in GOOD:
            said = f" ({fetch.why})" if fetch.why else f" (status {fetch.status})"
            beside = {"page": name, "host": fetch.host, "outcome": noted["outcome"], "run": self.work.run}
            _log.info("%s: %s%s", fetch.url, noted["outcome"], said, extra=beside)
        if isinstance(item, Page):
            is_kept = fetch.outcome in GOOD or (fetch.outcome not in NEVER_KEPT and not self._is_known(name, noted))
            return item if is_kept else None
        if item.outcome == "unchanged":
            seen[name] = in_utc(fetch.at)
        return None

    def _remark(self, name: str) -> Remark | None:
        revisits = LedgerRevisits.of(self._crawler) if self._crawler else None
        return revisits.taken(name) if revisits else None

    def _seen_again(self, seen: dict[str, datetime]) -> dict[str, Page]:
        """Note the sightings of those pages that were read; the others as they are kept, to be read."""
        only = {"content_hash": 1, "read_hash": 1, "outcome": 1}
        kept = {one["_id"]: one for one in find_all(self.work.ledger["pages"], "_id", seen, only)}
        read = {name for name, one in kept.items() if is_read(one)}
        if read:
            contents = {kept[name]["content_hash"] for name in read}
            see_again(self.work, {name: seen[name] for name in seen if name in read}, contents)
        found: dict[str, Page] = {}
        for one in find_all(self.work.ledger["pages"], "_id", kept.keys() - read):
            if page := page_of(self.work.ledger, one):
                found[one["_id"]] = replace(page, fetched_at=seen[one["_id"]])
        return found

    def _is_known(self, name: str, noted: dict[str, Any]) -> bool:
        """Whether there was a page under this name, fetched or replayed."""
        return "good_at" in noted or self.work.ledger["pages"].find_one({"_id": name, "outcome": "read"}) is not None

    def _answer(self, host: str, outcome: FetchOutcome) -> None:
        """Leave a host alone that turns away one page after the other."""
        hosts = LedgerHosts.of(self._crawler) if self._crawler else None
        if outcome in GOOD:
            self._away[host] = 0
            if hosts:
                hosts.welcomed(host)
        elif outcome in TURNED_AWAY:
            self._away[host] += 1
            if hosts and self._away[host] == TURNS_AWAY:
                hosts.turned_away(host, f"it turned away {TURNS_AWAY} pages running, the last by: {outcome}")

    def _write(self, before: dict[str, dict[str, Any]], known: dict[str, dict[str, Any]]) -> None:
        fetches = self.work.ledger["fetches"]
        insert_new(fetches, [noted for name, noted in known.items() if name not in before])
        changed = [noted for name, noted in known.items() if name in before and noted is not before[name]]
        replace_all(fetches, changed)

    def close_spider(self) -> None:
        """Give the hosts back: nothing more is asked of them. Links that lay too deep are counted with the run."""
        self._go()
        if self._crawler:
            self.work.counts["too_deep"] += int(self._crawler.stats.get_value("depth/request_ignored_count", 0))
        if self._crawler and (hosts := LedgerHosts.of(self._crawler)):
            slots = self._crawler.engine.downloader.slots.items()
            hosts.close({host: float(slot.delay) for host, slot in slots})


def _fetch(page: Page, before: dict[str, Any] | None) -> Fetch:
    """What came as this page. The bytes of the last good answer need no second look."""
    same = before is not None and before.get("content_hash") == page.content_hash and page.status < 300
    outcome: FetchOutcome = "unchanged" if same else of_page(page)
    return Fetch(
        page=page.name,
        url=page.url or page.name,
        host=urlsplit(page.url or "").hostname or "",
        outcome=outcome,
        at=in_utc(page.fetched_at) if page.fetched_at else now(),
        status=page.status,
        source=page.source,
    )


def noted_fetch(fetch: Fetch, before: dict[str, Any] | None, run: str, remark: Remark | None = None) -> dict[str, Any]:
    """The document of a page's fetches after this one, with what its spider remarked."""
    kept = before or {}
    at = in_utc(fetch.at)
    found: dict[str, Any] = {"outcome": fetch.outcome, **{name: kept.get(name) for name in _CARRIED}}
    if fetch.outcome in NOT_ASKED:
        found |= {name: kept.get(name) for name in ("failures", "failing_since", "missing_run", "missing_at")}
        found["not_before"] = kept.get("not_before")
    elif fetch.outcome in GOOD:
        found |= _good(fetch, kept, at, remark)
    else:
        failures = int(kept.get("failures", 0)) + 1
        pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 12), MOST_PAUSE)
        found |= {"failures": failures, "failing_since": kept.get("failing_since", at), "not_before": at + pause}
        found |= _missing(fetch, kept, run, at)
    record = StoredFetch.model_validate(
        {
            "_id": fetch.page,
            "url": fetch.url,
            "host": fetch.host,
            "source": fetch.source,
            "status": fetch.status,
            "why": fetch.why or None,
            "at": at,
            "run": run,
            **{name: value for name, value in found.items() if value is not None},
        }
    )
    return document(record)


def _good(fetch: Fetch, kept: dict[str, Any], at: datetime, remark: Remark | None) -> dict[str, Any]:
    """What a good answer changes."""
    is_same = fetch.outcome == "unchanged"
    is_whole = fetch.status != 304
    found: dict[str, Any] = {
        "good_at": at,
        "changed_at": kept.get("changed_at", kept.get("good_at", at)) if is_same else at,
        "full_at": at if is_whole else kept.get("full_at"),
        "spared": 0 if is_whole else int(kept.get("spared", 0)) + 1,
    }
    if remark is None:
        return found
    alarmed = remark.told and kept.get("told") and remark.told != kept["told"]
    found["false_alarms"] = int(kept.get("false_alarms", 0)) + 1 if is_same and alarmed else 0
    return found | {name: value for name, value in asdict(remark).items() if value is not None}


def _missing(fetch: Fetch, kept: dict[str, Any], run: str, at: datetime) -> dict[str, Any]:
    """Since when the page is missing; "gone" once another run, some time after the first, has missed it too."""
    if fetch.outcome not in ABSENT:
        return {name: kept.get(name) for name in ("missing_run", "missing_at")}
    first_run, first_at = kept.get("missing_run", run), kept.get("missing_at", at)
    is_gone = first_run != run and at - first_at >= GONE_AFTER
    return {"missing_run": first_run, "missing_at": first_at, "outcome": "gone" if is_gone else fetch.outcome}
