"""Every kept page as records of a WARC file, in an order in which a replay makes the same ledger of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ledger.database import Ledger
from pipelines.keeping.bodies import bytes_of
from pipelines.keeping.captures import captures_of, page_with
from pipelines.visits import in_utc, now
from pipelines.writes import batches
from scrapers.warc.write import Capture, Original, original_of, records_of, warcinfo

MOST_REMEMBERED = 200_000
"""Contents of which it is remembered where in the file they stand; the same again is written in full beyond that."""
_MOST_AT_ONCE = 200


def warc_records(ledger: Ledger, name: str, tell: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """The records of a file `name`, uncompressed, that holds every kept page. `tell` hears of each page.

    Pages come in the order of their names; of each page the captures in order of time, then when else its latest
    content was seen, as revisits. A content that was written before is a revisit, too. Pages whose bytes are gone
    are left out.
    """
    yield warcinfo(name, "filmledger", now())
    written: dict[str, Original] = {}
    for capture in _captures(ledger, tell):
        digest = capture.page.content_hash
        yield from records_of(replace(capture, again=written.get(digest)))
        if digest not in written and len(written) < MOST_REMEMBERED:
            written[digest] = original_of(capture)


def _captures(ledger: Ledger, tell: Callable[[int], None] | None) -> Iterator[Capture]:
    names = (kept["_id"] for kept in ledger["pages"].find({}, {"_id": 1}).sort("_id"))
    for batch in batches(names, _MOST_AT_ONCE):
        for kept in sorted(ledger["pages"].find({"_id": {"$in": batch}}), key=lambda kept: str(kept["_id"])):
            for document in captures_of(ledger, kept):
                yield from _sights(ledger, document)
            if tell:
                tell(1)


def _sights(ledger: Ledger, document: Mapping[str, Any]) -> Iterator[Capture]:
    """A capture, and when it was last seen to be the same."""
    body = bytes_of(ledger, document["content_hash"])
    if body is None:
        return
    page = page_with(document["page"], document, body)
    first, last = in_utc(document["first_seen"]), in_utc(document["last_seen"])
    for moment in dict.fromkeys((first, last)):
        yield Capture(page=_at(page, moment), at=moment, run=document.get("run"))


def _at(page: Any, moment: datetime) -> Any:
    return replace(page, fetched_at=moment) if page.fetched_at else replace(page, seen_at=moment)
