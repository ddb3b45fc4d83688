"""Captures that are kept no longer: those that are too old, or too many, of pages that have newer ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from ledger.captures import PastCapture
from ledger.database import Ledger
from pipelines.keeping.bodies import drop_bodies
from pipelines.keeping.compact import without
from pipelines.visits import in_utc, now
from pipelines.writes import batches, delete_all, find_all, insert_new

_PAGES_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """How long captures are kept, and how many of a page, its latest included; None: without bound.

    Unless `also_read`, a capture stays on which its page's reading stands, and one on which a fact stands that the page
    said once and says no more.
    """

    days: int | None = None
    captures: int | None = None
    also_read: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropped:
    """What a pruning dropped: captures, and contents that no other capture has, with their bytes as stored."""

    captures: int
    contents: int
    size: int


def too_many(ledger: Ledger, bounds: Retention, at: datetime | None = None) -> Iterator[PastCapture]:
    """The captures that the bounds drop, page by page, the oldest first. The latest of a page is never among them."""
    in_order = ledger["captures"].find({}, {"page": 1}).sort([("page", 1), ("first_seen", 1), ("_id", 1)])
    pages = (name for name, _ in groupby(str(found["page"]) for found in in_order))
    oldest = (at or now()) - timedelta(days=bounds.days) if bounds.days else None
    for names in batches(pages, _PAGES_AT_ONCE):
        readings = find_all(ledger["readings"], "_id", names, {"content_hash": 1, "once_said.content_hash": 1})
        read = {} if bounds.also_read else {found["_id"]: _needed(found) for found in readings}
        captures: dict[str, list[dict[str, Any]]] = {}
        for found in find_all(ledger["captures"], "page", names):
            captures.setdefault(found["page"], []).append(found)
        for name in names:
            some = sorted(captures.get(name, ()), key=lambda one: (one["last_seen"], one["_id"]))
            yield from map(PastCapture.model_validate, _over(some, bounds.captures, oldest, read.get(name, set())))


def _needed(reading: Mapping[str, Any]) -> set[str]:
    """The contents on which this reading, and what its page once said, stand."""
    return {reading["content_hash"], *(one["content_hash"] for one in reading.get("once_said", ()))}


def _over(
    captures: Sequence[Mapping[str, Any]], most: int | None, oldest: datetime | None, read: Collection[str]
) -> Iterator[Mapping[str, Any]]:
    """Those of one page's captures, in order of time, that are over the bounds; its latest stands in `pages`."""
    surplus = 0 if most is None else len(captures) - (most - 1)
    for place, capture in enumerate(captures):
        is_old = oldest is not None and in_utc(capture["last_seen"]) < oldest
        if (place < surplus or is_old) and capture["content_hash"] not in read:
            yield capture


def prune(ledger: Ledger, bounds: Retention, tell: Callable[[PastCapture], None] | None = None) -> Dropped:
    """Drop what is over the bounds, and the bytes that nothing else refers to. Films and readings stay as they are.

    `tell` hears of each capture before it goes. Cut off anywhere, the next pruning goes on from there.
    """
    begun = ledger["meta"].find_one({"_id": "dropping"}) or {}
    contents, places = set(begun.get("contents", ())), list(begun.get("places", ()))
    count = 0
    for some in batches(list(too_many(ledger, bounds)), _PAGES_AT_ONCE):
        for capture in some:
            if tell:
                tell(capture)
        contents |= {capture.content_hash for capture in some}
        _note(ledger, contents, places)
        delete_all(ledger["captures"], [capture.id for capture in some])
        count += len(some)
    gone = _drop_contents(ledger, sorted(contents))
    places += [body["warc"] for body in gone if "warc" in body]
    _note(ledger, (), places)
    _note(ledger, (), without(ledger, places))
    ledger.barrier()
    first = [body for body in gone if body["size"]]
    size = sum(body["warc"]["length"] if "warc" in body else len(body["zstd"]) for body in gone)
    return Dropped(captures=count, contents=len(first), size=size)


def _note(ledger: Ledger, contents: Iterable[str], places: Sequence[Mapping[str, Any]]) -> None:
    """What is being dropped, so that a pruning that is cut off is ended by the next."""
    note = {"_id": "dropping", "contents": sorted(contents), "places": list(places)}
    if note["contents"] or places:
        ledger["meta"].replace_one({"_id": "dropping"}, note, upsert=True)
    else:
        ledger["meta"].delete_one({"_id": "dropping"})


def _drop_contents(ledger: Ledger, digests: Sequence[str]) -> list[dict[str, Any]]:
    """Drop the bytes of those contents that nothing refers to; gives the documents that held them."""
    gone: list[dict[str, Any]] = []
    for some in batches(digests):
        unused = set(some) - _referred(ledger, some)
        taken = drop_bodies(ledger, unused)
        # A crawl may have met such a content in this moment, and have found it kept.
        wanted = _referred(ledger, sorted(unused))
        insert_new(ledger["bodies"], [body for digest in sorted(wanted) for body in taken.get(digest, ())])
        gone += [body for digest in sorted(taken.keys() - wanted) for body in taken[digest]]
    return gone


def _referred(ledger: Ledger, digests: Sequence[str]) -> set[str]:
    """Those contents that a page or a capture has."""
    return {
        found["content_hash"]
        for name in ("pages", "captures")
        for found in find_all(ledger[name], "content_hash", digests, {"content_hash": 1})
    }
