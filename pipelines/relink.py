"""Linking in the database: only the blocks that changed, only the documents that differ, and nothing by halves.

A reading that is not yet linked makes its block dirty. The block's films, reviews and scores are computed anew from its
readings, held against those that are stored, and only then is the reading marked as linked: whatever a crash cuts off
is done again at the next start, with the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from ledger.database import Ledger
from ledger.records import Judgement, Reading
from pipelines.alone import Turn, turn
from pipelines.blocks import Blocks, Extent, grow
from pipelines.computed import clear, films_on, write
from pipelines.link import in_force, link_blocks
from pipelines.store import reading_of
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
            found, _ = linker.link(dirty)
            counts += found
            _mark_linked(ledger, dirty)
            mine.renew()
            if progress:
                progress(len(dirty))
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
    for batch in batches(found["_id"] for found in ledger["readings"].find({}, {"_id": 1})):
        left = [page for page in batch if page not in done]
        found, extent = linker.link(list(find_all(ledger["readings"], "_id", left)))
        counts += found
        done |= extent.whole_pages
        mine.renew()
        if progress:
            progress(len(batch))
    ledger["meta"].delete_one({"_id": _REBUILD})
    return counts


def _make_dirty(ledger: Ledger, judgements: Sequence[Judgement]) -> None:
    """Make the blocks of new judgements, and of those undone, dirty."""
    names = {name for judgement in judgements for name in (judgement.left, judgement.right) if name}
    for batch in batches(page for name in sorted(names) for page in pages_in(name)):
        ledger["readings"].update_many({"_id": {"$in": batch}}, {"$set": {"linked": False}})
    for some in batches(judgement.id for judgement in judgements):
        ledger["judgements"].update_many({"_id": {"$in": some}}, {"$set": {"linked": True}})


def pages_in(name: str) -> list[str]:
    """The pages that a mention of this name can be on: a "#" may part page and film, or be in the page's own name.

    >>> pages_in("post.html#Up"), pages_in("up.html")
    (['post.html#Up', 'post.html'], ['up.html'])
    """
    return [name, *(name[:place] for place, sign in enumerate(name) if sign == "#")]


def _mark_linked(ledger: Ledger, dirty: Iterable[dict[str, Any]]) -> None:
    """Mark what was linked, but not a reading that another process has replaced in the meantime."""
    ledger.barrier()
    for batch in batches(dirty):
        names, contents = [found["_id"] for found in batch], list({found["content_hash"] for found in batch})
        chosen = {"_id": {"$in": names}, "content_hash": {"$in": contents}}
        ledger["readings"].update_many(chosen, {"$set": {"linked": True}, "$unset": {"stale_keys": ""}})


class _Linker:
    """Links the blocks of some readings, with all judgements in force."""

    def __init__(self, ledger: Ledger, judgements: Iterable[Judgement]) -> None:
        self._ledger = ledger
        self._judged = in_force(judgements)

    def link(self, dirty: Collection[dict[str, Any]]) -> tuple[Counter[str], Extent]:
        """Compute and write the blocks of these documents of `readings`; what changed, and what was covered."""
        blocks = Blocks(self._judged)
        blocks.add(map(reading_of, dirty))
        pages = {found["_id"] for found in dirty}
        names = blocks.names_on(pages)
        if stale := {key for found in dirty for key in found.get("stale_keys", ())}:
            blocks.add(self._readings(stale, (), set(pages)))
            names |= blocks.names_under(stale)
        old = self._grown(blocks, names, pages)
        linked = link_blocks(blocks, names, self._judged)
        return write(self._ledger, linked, old), blocks.extent(names)

    def _grown(self, blocks: Blocks, names: set[str], pages: Collection[str]) -> dict[str, list[str]]:
        """Grow the blocks until they are complete and hold every film whole that any of their pages was in.

        Adds to `names`. Gives the stored films that the blocks replace, {id: pages}.
        """
        loaded = set(pages)
        old: dict[str, list[str]] = {}
        while True:
            grow(blocks, names, lambda keys, of: self._readings(keys, of, loaded))
            extent = blocks.extent(names)
            found = films_on(self._ledger, extent.pages | set(pages), known=old)
            new = {
                film["_id"]: film
                for film in found
                if extent.keys & set(film["keys"]) or set(pages) & set(film["pages"])
            }
            if not new:
                return old
            for film in new.values():
                old[film["_id"]] = film["pages"]
                blocks.add(self._readings((), film["pages"], loaded))
                names |= blocks.names_on(film["pages"]) & blocks.names_under(film["keys"])

    def _readings(self, keys: Collection[str], mentions: Collection[str], loaded: set[str]) -> list[Reading]:
        """The readings that have one of these keys or one of these mentions, but for those loaded; notes them there."""
        collection = self._ledger["readings"]
        asked = {found["_id"] for found in find_all(collection, "keys", sorted(keys), {"_id": 1})}
        asked |= {page for name in mentions for page in pages_in(name)}
        asked -= loaded
        loaded |= asked
        return [reading_of(found) for found in find_all(collection, "_id", sorted(asked))]
