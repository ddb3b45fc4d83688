"""Linking in the database: only the blocks that changed, only the documents that differ, and nothing by halves.

A reading that is not yet linked makes its block dirty. The block's films, reviews and scores are computed anew from its
readings, held against those that are stored, and only then is the reading marked as linked: whatever a crash cuts off
is done again at the next start, with the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pymongo import UpdateOne

from ledger.database import Ledger
from ledger.queries import pages_in
from ledger.records import Judgement, Reading
from pipelines.alone import Turn, turn
from pipelines.blocks import Blocks, grow
from pipelines.computed import clear, films_on, write
from pipelines.judgements import names_in
from pipelines.link import in_force, link_blocks
from pipelines.means import count_stale
from pipelines.past import remembered
from pipelines.remembered import StoredMemory
from pipelines.unswept import unswept
from pipelines.visits import now
from pipelines.writes import batches, find_all

DIRTY_AT_ONCE = 500
"""Readings whose blocks are computed together."""
Progress = Callable[[int], None]
"""Told after each batch how many readings it linked."""
_REBUILD = "rebuild"


def link_dirty(ledger: Ledger, progress: Progress | None = None) -> Counter[str]:
    """Link every block that changed. Gives what became of the computed records: {"films_added": 1, ...}."""
    counts: Counter[str] = Counter()
    with turn(ledger, "linking") as mine:
        judgements = [Judgement.model_validate(found) for found in ledger["judgements"].find()]
        linker = _Linker(ledger, judgements)
        if ledger["meta"].find_one({"_id": _REBUILD}):
            counts += _from_nothing(ledger, linker, mine, progress)
        _make_dirty(ledger, [judgement for judgement in judgements if not judgement.linked])
        while dirty := list(ledger["readings"].find({"linked": False}).limit(DIRTY_AT_ONCE)):
            with unswept():
                found = linker.link(dirty)
            counts += found.counts
            _mark_linked(ledger, found.clean)
            mine.renew()
            if progress:
                progress(len(found.clean))
        count_stale(ledger)
    return counts


def rebuild(ledger: Ledger, progress: Progress | None = None) -> Counter[str]:
    """Drop films, reviews and ratings, and compute them again, to the same bytes.

    If it is cut off, the next linking begins it anew.
    """
    ledger["meta"].replace_one({"_id": _REBUILD}, {"_id": _REBUILD, "since": now()}, upsert=True)
    ledger.barrier()
    return link_dirty(ledger, progress)


def _from_nothing(ledger: Ledger, linker: _Linker, mine: Turn, progress: Progress | None) -> Counter[str]:
    """Compute every block once, some at a time, so that memory holds no more than those."""
    counts: Counter[str] = Counter()
    clear(ledger)
    done: set[str] = set()
    for batch in batches(reading["_id"] for reading in ledger["readings"].find({}, {"_id": 1})):
        left = [page for page in batch if page not in done]
        with unswept():
            found = linker.link(list(find_all(ledger["readings"], "_id", left)))
        counts += found.counts
        done |= found.whole_pages
        mine.renew()
        if progress:
            progress(len(batch))
    ledger["meta"].delete_one({"_id": _REBUILD})
    return counts


def _make_dirty(ledger: Ledger, judgements: Sequence[Judgement]) -> None:
    """Make the blocks of new judgements, and of those undone, dirty."""
    names = {name for judgement in judgements for name in names_in(judgement)}
    for batch in batches(page for name in sorted(names) for page in pages_in(name)):
        ledger["readings"].update_many({"_id": {"$in": batch}}, {"$set": {"linked": False}})
    for undone in (True, False):  # not what was undone in the meantime: it is to be linked once more
        for some in batches(judgement.id for judgement in judgements if judgement.undone is undone):
            chosen = {"_id": {"$in": some}, "undone": True if undone else {"$ne": True}}
            ledger["judgements"].update_many(chosen, {"$set": {"linked": True}})


def _mark_linked(ledger: Ledger, clean: Mapping[str, str]) -> None:
    """Mark what was linked, {page: content hash}, but not what another process has replaced in the meantime."""
    ledger.barrier()
    for batch in batches(sorted(clean.items())):
        # Asked for by name alone: by name and content, the embedded server looks at every reading.
        marks = [UpdateOne({"_id": page}, [{"$set": _linked(content)}]) for page, content in batch]
        ledger["readings"].bulk_write(marks, ordered=False)


def _linked(content_hash: str) -> dict[str, Any]:
    """What marks a reading as linked, if it still is of this content."""
    is_same = {"$eq": ["$content_hash", content_hash]}
    return {
        "linked": {"$or": ["$linked", is_same]},
        "stale_keys": {"$cond": [is_same, "$$REMOVE", "$stale_keys"]},
    }


class _Done(NamedTuple):
    """What linking some readings came to. `clean` are the readings that need no more linking, {page: content hash}."""

    counts: Counter[str]
    clean: dict[str, str]
    whole_pages: frozenset[str]


class _Linker:
    """Links the blocks of some readings, with all judgements in force."""

    def __init__(self, ledger: Ledger, judgements: Iterable[Judgement]) -> None:
        self._ledger = ledger
        self._judged = in_force(judgements)
        self._loaded: dict[str, dict[str, Any]] = {}

    def link(self, dirty: Collection[dict[str, Any]]) -> _Done:
        """Compute and write the blocks of these documents of `readings`."""
        self._loaded = {}
        blocks = Blocks(self._judged)
        blocks.add(self._noted(dirty))
        pages = set(self._loaded)
        names = blocks.names_on(pages)
        if stale := {key for found in dirty for key in found.get("stale_keys", ())}:
            blocks.add(self._readings(stale, ()))
            names |= blocks.names_under(stale)
        old = self._grown(blocks, names, pages)
        memory = StoredMemory(self._ledger)
        linked = link_blocks(blocks, names, self._judged, memory)
        whole = blocks.extent(names).whole_pages
        unmarked = {page for page in whole if not self._loaded[page]["linked"] and not self._loaded[page]["stale_keys"]}
        return _Done(
            counts=write(self._ledger, linked, old, memory.there),
            clean={page: self._loaded[page]["content_hash"] for page in sorted(pages | unmarked)},
            whole_pages=whole,
        )

    def _grown(self, blocks: Blocks, names: set[str], pages: Collection[str]) -> dict[str, list[str]]:
        """Grow the blocks until they are complete and hold every film whole that any of their pages was in.

        Adds to `names`. Gives the stored films that the blocks replace, {id: pages}.
        """
        old: dict[str, list[str]] = {}
        while True:
            grow(blocks, names, self._readings)
            extent = blocks.extent(names)
            found = films_on(self._ledger, extent.pages | set(pages), known=old)
            new = [f for f in found if extent.keys & set(f["keys"]) or not set(pages).isdisjoint(f["pages"])]
            if not new:
                return old
            for film in new:
                old[film["_id"]] = film["pages"]
                blocks.add(self._readings((), film["pages"]))
                names |= blocks.names_on(film["pages"]) & blocks.names_under(film["keys"])

    def _readings(self, keys: Collection[str], mentions: Collection[str]) -> list[Reading]:
        """The readings, not yet loaded, that have one of these keys or are of one of these mentions' pages."""
        collection = self._ledger["readings"]
        asked = {found["_id"] for found in find_all(collection, "keys", sorted(keys), {"_id": 1})}
        asked |= {page for name in mentions for page in pages_in(name)}
        return self._noted(find_all(collection, "_id", sorted(asked - self._loaded.keys())))

    def _noted(self, documents: Iterable[dict[str, Any]]) -> list[Reading]:
        found = list(documents)
        for document in found:
            self._loaded[document["_id"]] = {
                "content_hash": document["content_hash"],
                "stale_keys": document.get("stale_keys", []),
                "linked": document.get("linked", False),
            }
        return list(remembered(self._ledger, found))
