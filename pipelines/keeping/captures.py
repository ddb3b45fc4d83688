"""Each time that a page was captured: the latest stands in `pages`, those from before in `captures`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ledger.database import Ledger
from pipelines.keeping.bodies import bytes_of
from pipelines.visits import Visit, in_utc
from pipelines.writes import find_all
from scrapers.pages import Page

_SHARED = ("url", "source", "media_type", "status", "headers", "request_headers", "content_hash", "size", "run")
_READ_AS = ("fetched_at",)


def began(kept: Mapping[str, Any]) -> datetime:
    """When the capture in a document of `pages` or `captures` was first seen."""
    if kept.get("fetched_at"):
        return in_utc(kept["fetched_at"])
    return in_utc(kept["last_seen"] if kept.get("past") else kept["first_seen"])


class Noted(NamedTuple):
    """What some visits add to what is known: captures that were not, and documents of `captures`."""

    new: list[Visit]
    past: list[dict[str, Any]]


def note_captures(ledger: Ledger, before: Mapping[str, Mapping[str, Any]], visits: Iterable[Visit], run: str) -> Noted:
    """Which of these visits are captures of their own: other bytes, or known ones at a time that no capture covers.

    `before` are the documents of `pages` before these visits. What a later capture replaces becomes past.
    """
    visits = list(visits)
    latest = {name: _of_page(kept) for name, kept in before.items()}
    past = _known_past(ledger, latest, visits)
    noted = Noted([], [])
    for visit in visits:
        name, known = visit.page.name, latest.get(visit.page.name)
        one = _of_visit(visit, run)
        is_same = known is not None and known["content_hash"] == visit.page.content_hash
        if known and is_same and visit.seen_at >= known["first_seen"]:
            known["last_seen"] = max(known["last_seen"], visit.seen_at)
            continue
        if known is None or (not is_same and visit.standing == "changed"):
            noted.past.extend([known] if known else [])
            latest[name] = one
        elif any(_covers(other, one) for other in past[name]):
            continue
        else:
            noted.past.append(one)
            past[name].append(one)
        noted.new.append(visit)
    return noted


def _known_past(
    ledger: Ledger, latest: Mapping[str, Mapping[str, Any]], visits: Iterable[Visit]
) -> defaultdict[str, list[dict[str, Any]]]:
    """{page: its past captures} of the pages of which a capture from before has come."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    asked = {v.page.name for v in visits if v.page.name in latest and v.seen_at < latest[v.page.name]["last_seen"]}
    for capture in find_all(ledger["captures"], "page", sorted(asked)):
        found[capture["page"]].append(capture)
    return found


def _covers(capture: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    is_within = in_utc(capture["first_seen"]) <= other["first_seen"] <= in_utc(capture["last_seen"])
    return is_within and bool(capture["content_hash"] == other["content_hash"])


def _of_page(kept: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: kept[name] for name in (*_SHARED, *_READ_AS) if name in kept}
    first = began(kept)
    return {"_id": capture_id(kept["_id"], first, kept["content_hash"]), "page": kept["_id"], **found} | {
        "first_seen": first,
        "last_seen": in_utc(kept["last_seen"]),
    }


def origin_of(page: Page) -> dict[str, Any]:
    """What a document of `pages` or `captures` says of where its bytes came from."""
    return {
        "url": page.url,
        "source": page.source,
        "media_type": page.media_type,
        "status": page.status,
        "headers": dict(page.headers),
        "request_headers": dict(page.request_headers),
        "content_hash": page.content_hash,
        "size": len(page.body),
    }


def _of_visit(visit: Visit, run: str) -> dict[str, Any]:
    page = visit.page
    found: dict[str, Any] = {
        "_id": capture_id(page.name, visit.seen_at, page.content_hash),
        "page": page.name,
        **origin_of(page),
        "run": run,
        "fetched_at": page.fetched_at,
        "first_seen": visit.seen_at,
        "last_seen": visit.seen_at,
    }
    return {name: value for name, value in found.items() if value not in (None, {})}


def capture_id(page: str, first_seen: datetime, content_hash: str) -> str:
    """The name of a capture: its page, when it was first seen, and the head of its content hash."""
    return f"{page} {in_utc(first_seen):%Y-%m-%dT%H:%M:%SZ} {content_hash[:12]}"


def captures_of(ledger: Ledger, kept: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All captures of a page that are kept: those from before in order of time, and at last that in `pages`."""
    past = find_all(ledger["captures"], "page", [kept["_id"]])
    yield from sorted(past, key=lambda one: (one["first_seen"], one["_id"]))
    yield _of_page(kept)


def page_in_capture(ledger: Ledger, capture: Mapping[str, Any], body: bytes | None = None) -> Page | None:
    """The page as it was captured; None where its bytes are gone."""
    body = bytes_of(ledger, capture["content_hash"]) if body is None else body
    if body is None:
        return None
    return page_with(capture["page"], capture, body)


def page_with(name: str, kept: Mapping[str, Any], body: bytes) -> Page:
    """The page from what its document tells, and its bytes."""
    fetched_at = kept.get("fetched_at")
    return Page(
        name=name,
        body=body,
        media_type=kept["media_type"],
        url=kept.get("url"),
        status=kept.get("status", 200),
        headers=kept.get("headers", {}),
        fetched_at=fetched_at,
        source=kept.get("source"),
        request_headers=kept.get("request_headers", {}),
        seen_at=None if fetched_at else began(kept),
    )
