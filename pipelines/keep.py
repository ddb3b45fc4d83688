"""Keep pages before anything reads them: bytes once for each content, and for each page when it was seen."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bson.binary import Binary

from ledger.database import Ledger
from pipelines.visits import Standing, Visit, Work, in_utc, now
from pipelines.writes import batches, find_all, insert_new, replace_all
from scrapers.pages import Page
from scrapers.read import READER

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_PAST = 200
"""Captures from before the latest that were read: so many are remembered, so as not to be read again."""
MOST_BYTES = 8 * 1024 * 1024
"""Of compressed bytes in one document: MongoDB takes 16 MB."""
_LEVEL = 9


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
    _keep_bodies(work.ledger, visits)
    changed = {name: page for name, page in known.items() if page is not before.get(name)}
    insert_new(work.ledger["pages"], [page for name, page in changed.items() if name not in before])
    replace_all(work.ledger["pages"], [page for name, page in changed.items() if name in before])
    _touch(work.ledger, visits)
    work.ledger.barrier()
    return visits


def _in_whole_seconds(page: Page) -> Page:
    """The page with its time as the ledger keeps it, so that it is read today as it will be read from there."""
    moment = in_utc(page.fetched_at) if page.fetched_at else None
    return page if moment == page.fetched_at else replace(page, fetched_at=moment)


def _visit(work: Work, page: Page, known: dict[str, dict[str, Any]]) -> Visit:
    """Hold one capture against what is known of its page, and note it there."""
    seen_at = in_utc(page.fetched_at or now())
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
        "url": page.url,
        "source": page.source,
        "media_type": page.media_type,
        "status": page.status,
        "headers": dict(page.headers),
        "content_hash": page.content_hash,
        "size": len(page.body),
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


def _keep_bodies(ledger: Ledger, visits: Sequence[Visit]) -> None:
    bodies = {visit.page.content_hash: visit.page.body for visit in visits if visit.is_to_be_read}
    there = {found["_id"] for found in find_all(ledger["bodies"], "_id", bodies, {"_id": 1})}
    missing = [digest for digest in bodies if digest not in there]
    pieces = [piece for digest in missing for piece in _pieces(digest, bodies[digest])]
    insert_new(ledger["bodies"], [piece for piece in pieces if piece["_id"] not in bodies])
    insert_new(ledger["bodies"], [piece for piece in pieces if piece["_id"] in bodies])


def _pieces(digest: str, body: bytes) -> list[dict[str, Any]]:
    """The documents of some bytes: those that go on, and last the first, which stands for all."""
    packed = zstd.compress(body, level=_LEVEL)
    parts = [packed[start : start + MOST_BYTES] for start in range(0, len(packed), MOST_BYTES)] or [b""]
    first: dict[str, Any] = {"_id": digest, "zstd": Binary(parts[0]), "size": len(body)}
    if len(parts) == 1:
        return [first]
    rest = [{"_id": f"{digest}.{n}", "zstd": Binary(part), "size": 0} for n, part in enumerate(parts[1:], 1)]
    return [*rest, {**first, "parts": len(parts)}]


def _bytes_of(ledger: Ledger, digest: str) -> bytes | None:
    """The bytes with this hash; None where they are gone."""
    first = ledger["bodies"].find_one({"_id": digest})
    if first is None:
        return None
    names = [f"{digest}.{n}" for n in range(1, first.get("parts", 1))]
    rest = {found["_id"]: found["zstd"] for found in find_all(ledger["bodies"], "_id", names)}
    return zstd.decompress(first["zstd"] + b"".join(rest[name] for name in names))


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
            chosen = {"_id": {"$in": names}, "content_hash": {"$in": contents}}
            work.ledger["pages"].update_many(chosen, [{"$set": made}])


def kept_but_not_read(ledger: Ledger) -> Iterator[Visit]:
    """The captures that were kept and whose reading was cut off."""
    unread = [kept["_id"] for kept in ledger["pages"].find({"outcome": None}, {"_id": 1})]
    for kept in find_all(ledger["pages"], "_id", unread):
        if page := page_of(ledger, kept):
            seen_at = in_utc(page.fetched_at or kept["last_seen"])
            yield Visit(page=page, seen_at=seen_at, standing="changed")


def page_of(ledger: Ledger, kept: dict[str, Any]) -> Page | None:
    """The page as it was captured, from a document of `pages`; None where its bytes are gone."""
    body = _bytes_of(ledger, kept["content_hash"])
    if body is None:
        return None
    return Page(
        name=kept["_id"],
        body=body,
        media_type=kept["media_type"],
        url=kept.get("url"),
        status=kept.get("status", 200),
        headers=kept.get("headers", {}),
        fetched_at=kept.get("fetched_at"),
        source=kept.get("source"),
    )
