"""What the ledger remembers of pages between crawls: when to ask again, and what a run that died had done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any, ClassVar, Self
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from ledger.runs import RESUMED_WITHIN
from pipelines.crawling.freshness import fresh_pages
from pipelines.keep import read_hash
from pipelines.steps import Crawl
from pipelines.visits import Work, now
from pipelines.writes import find_all
from scrapers.outcomes import GOOD, Known, Remark

_NOTED = {name: 1 for name in Known.__dataclass_fields__ if not name.startswith("is_")} | {"run": 1, "outcome": 1}


class LedgerRevisits:
    """The memory of one crawl."""

    _all: ClassVar[WeakKeyDictionary[Crawler, LedgerRevisits]] = WeakKeyDictionary()

    def __init__(self, work: Work) -> None:
        self._work = work
        self._remarks: dict[str, Remark] = {}
        self._same: set[str] = set()
        self._resumed: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For this crawl."""
        made = cls(Crawl.of(crawler).work)
        cls._all[crawler] = made
        return made

    @classmethod
    def of(cls, crawler: Crawler) -> LedgerRevisits | None:
        """The memory of this crawl, where it has one."""
        return cls._all.get(crawler)

    def begin(self, what: str) -> None:
        """Note what this run crawls, and take up the runs of the same that ended before their end, since the last one
        that did not.
        """
        runs = self._work.ledger["runs"]
        earlier = runs.find({"started": {"$gte": now() - RESUMED_WITHIN}}, {"what": 1, "outcome": 1}).sort(
            [("started", -1), ("_id", -1)]
        )
        resumed: list[str] = []
        for run in earlier:
            if run.get("what") != what or run["_id"] == self._work.run:
                continue
            if run.get("outcome") == "done":
                break
            resumed.append(run["_id"])
        self._resumed = frozenset(resumed)
        runs.update_one({"_id": self._work.run}, {"$set": {"what": what}})

    def known(self, names: Collection[str]) -> Mapping[str, Known]:
        """What is known of those of these pages that were ever asked for."""
        notes = {one["_id"]: one for one in find_all(self._work.ledger["fetches"], "_id", names, _NOTED)}
        only = {"content_hash": 1, "read_hash": 1, "outcome": 1}
        kept = {one["_id"]: one for one in find_all(self._work.ledger["pages"], "_id", notes, only)}
        fresh = fresh_pages(self._work.ledger, kept.keys(), now())
        return {name: self._known(note, kept.get(name), is_fresh=name in fresh) for name, note in notes.items()}

    def _known(self, note: dict[str, Any], kept: dict[str, Any] | None, *, is_fresh: bool) -> Known:
        content = note.get("content_hash")
        is_kept = kept is not None and kept["content_hash"] == content
        told = {name: note[name] for name in _NOTED if name in note and name not in ("run", "outcome", "leads")}
        return Known(
            **told,
            leads=tuple(note.get("leads", ())),
            is_kept=is_kept,
            is_fresh=is_fresh,
            is_read=is_kept and kept is not None and is_read(kept),
            # What came is noted before it is kept: a run that died in between has not fetched it.
            is_resumed=is_kept and note["outcome"] in GOOD and note["run"] in self._resumed,
        )

    def remark(self, name: str, remark: Remark) -> None:
        """Note this, and what was remarked before, together with what came of the page."""
        said = {name: value for name, value in asdict(remark).items() if value is not None}
        self._remarks[name] = replace(self._remarks.get(name, Remark()), **said)

    def same(self, name: str) -> None:
        """Note of a page that it is as it was, and that there is nothing more to note."""
        self._same.add(name)

    def is_as_it_was(self, name: str) -> bool:
        """Whether that was noted of the page, which is then forgotten here."""
        if name not in self._same:
            return False
        self._same.discard(name)
        return True

    def taken(self, name: str) -> Remark | None:
        """The remark on a page, which is then forgotten here."""
        return self._remarks.pop(name, None)

    def count(self, why: str, pages: int = 1) -> None:
        """Count pages that were not asked for."""
        self._work.counts[f"rested_{why}"] += pages


def is_read(kept: Mapping[str, Any]) -> bool:
    """Whether a page, by its document, was read by today's reader."""
    return bool(kept.get("outcome")) and kept.get("read_hash") == read_hash(kept["content_hash"])
