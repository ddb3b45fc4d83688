"""Keep pages before anything reads them: bytes once for each content, and for each page when it was seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ledger.database import Ledger
from pipelines.keeping.bodies import bytes_of, keep_bodies, keep_missing
from pipelines.keeping.captures import note_captures, origin_of, page_with
from pipelines.visits import Standing, Visit, Work, in_utc, now
from pipelines.writes import batches, find_all, if_content, insert_new, replace_all
from scrapers.pages import Page
from scrapers.read import READER
from scrapers.warc.write import Capture

MOST_PAST = 200
"""Captures from before the latest that were read: so many are remembered, so as not to be read again."""


def read_hash(content_hash: str) -> str:
    """What marks a content as read by today's reader."""
    return f"{content_hash}:{READER}"


def past_mark(mark: str, seen_at: datetime) -> str:
    """What marks one capture of before as read: another capture of the same bytes tells of another day."""
    return f"{mark}@{in_utc(seen_at):%Y-%m-%dT%H:%M:%SZ}"


def keep_pages(work: Work, pages: Sequence[Page]) -> list[Visit]:
    """Store the pages' bytes and what is known of their origin; say of each what it is to the ledger."""
    known = {page["_id"]: page for page in find_all(work.ledger["pages"], "_id", {page.name for page in pages})}
    before = dict(known)
    visits = [_visit(work, _in_whole_seconds(page), known) for page in pages]
    noted = note_captures(work.ledger, before, visits, work.run)
    captures = [Capture(page=visit.page, at=visit.seen_at, run=work.run) for visit in noted.new]
    new = {capture.page.content_hash for capture in captures}
    unread = [Capture(page=visit.page, at=visit.seen_at, run=work.run) for visit in visits if visit.is_to_be_read]
    keep_bodies(work.ledger, captures)
    keep_missing(work.ledger, [capture for capture in unread if capture.page.content_hash not in new])
    insert_new(work.ledger["captures"], noted.past)
    changed = {name: page for name, page in known.items() if page is not before.get(name)}
    insert_new(work.ledger["pages"], [page for name, page in changed.items() if name not in before])
    replace_all(work.ledger["pages"], [page for name, page in changed.items() if name in before])
    _touch(work.ledger, visits)
    keep_missing(work.ledger, captures)  # what was there may have been dropped, as long as nothing referred to it
    work.ledger.barrier()
    return visits


def _in_whole_seconds(page: Page) -> Page:
    """The page with its time as the ledger keeps it, so that it is read today as it will be read from there."""
    moment = in_utc(page.fetched_at) if page.fetched_at else None
    return page if moment == page.fetched_at else replace(page, fetched_at=moment)


def _visit(work: Work, page: Page, known: dict[str, dict[str, Any]]) -> Visit:
    """Hold one capture against what is known of its page, and note it there."""
    seen_at = in_utc(page.fetched_at or page.seen_at or now())
    kept = known.get(page.name)
    standing = _standing(page, seen_at, kept)
    is_earlier = kept is not None and seen_at < in_utc(kept["last_seen"])
    if standing in ("new", "changed") and (kept is None or kept["content_hash"] != page.content_hash):
        known[page.name] = _document(work, page, seen_at, kept)
    elif standing == "changed" and kept and "outcome" in kept:
        # The same bytes for another reader: not read, until it is.
        known[page.name] = {name: value for name, value in kept.items() if name != "outcome"}
    return Visit(page=page, seen_at=seen_at, standing=standing, is_earlier=is_earlier)


def _standing(page: Page, seen_at: datetime, kept: dict[str, Any] | None) -> Standing:
    if kept is None:
        return "new"
    mark = read_hash(page.content_hash)
    if kept["content_hash"] == page.content_hash:
        return "unchanged" if kept.get("read_hash") == mark else "changed"
    if (seen_at, page.content_hash) >= (in_utc(kept["last_seen"]), kept["content_hash"]):
        return "changed"
    return "past" if past_mark(mark, seen_at) in kept.get("past", ()) else "older"


def _document(work: Work, page: Page, seen_at: datetime, kept: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "_id": page.name,
        **origin_of(page),
        "fetched_at": in_utc(page.fetched_at) if page.fetched_at else None,
        "first_seen": min(seen_at, in_utc(kept["first_seen"])) if kept else seen_at,
        "last_seen": seen_at,
        "run": work.run,
    }
    if kept and kept.get("read_hash"):
        found["read_hash"] = kept["read_hash"]
        before = past_mark(kept["read_hash"], kept.get("fetched_at") or kept["first_seen"])
        found["past"] = [*kept.get("past", ()), before][-MOST_PAST:]
    return {name: value for name, value in found.items() if value not in (None, {}, [])}


def _touch(ledger: Ledger, visits: Sequence[Visit]) -> None:
    """Note when pages were seen whose documents stay as they are."""
    seen: dict[datetime, list[str]] = defaultdict(list)
    for visit in visits:
        if visit.standing != "new":
            seen[visit.seen_at].append(visit.page.name)
    for moment, names in sorted(seen.items()):
        for batch in batches(names):
            span = {"$max": {"last_seen": moment}, "$min": {"first_seen": moment}}
            ledger["pages"].update_many({"_id": {"$in": batch}}, span)


def mark_read(work: Work, visits: Sequence[Visit]) -> None:
    """Note that these captures were read, and what they were; not of a page that has changed in the meantime."""
    latest: dict[str, Visit] = {}
    for visit in sorted(visits, key=lambda visit: (visit.seen_at, visit.page.content_hash)):
        if visit.standing != "older":
            latest[visit.page.name] = visit
    outcomes: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit is latest.get(visit.page.name):
            outcomes[str(visit.outcome)].append(visit)
        else:
            mark = past_mark(read_hash(visit.page.content_hash), visit.seen_at)
            past = {"past": {"$each": [mark], "$slice": -MOST_PAST}}
            work.ledger["pages"].update_one({"_id": visit.page.name}, {"$push": past})
    for outcome, read in sorted(outcomes.items()):
        made = {"outcome": outcome, "read_hash": {"$concat": ["$content_hash", f":{READER}"]}}
        for batch in batches(read):
            names, contents = [visit.page.name for visit in batch], [visit.page.content_hash for visit in batch]
            work.ledger["pages"].update_many({"_id": {"$in": names}}, if_content(contents, made))


def kept_but_not_read(ledger: Ledger) -> Iterator[Visit]:
    """The captures that were kept and whose reading was cut off."""
    unread = [kept["_id"] for kept in ledger["pages"].find({"outcome": None}, {"_id": 1})]
    for kept in find_all(ledger["pages"], "_id", unread):
        if page := page_of(ledger, kept):
            seen_at = in_utc(page.fetched_at or page.seen_at or kept["last_seen"])
            yield Visit(page=page, seen_at=seen_at, standing="changed")


def page_of(ledger: Ledger, kept: dict[str, Any]) -> Page | None:
    """The page as it was captured, from a document of `pages`; None where its bytes are gone."""
    body = bytes_of(ledger, kept["content_hash"])
    return None if body is None else page_with(kept["_id"], kept, body)
