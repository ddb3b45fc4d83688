"""The records of what is kept of pages: captures from before, and where bytes stand in WARC files."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from ledger.records import Record


class WarcPlace(Record):
    """Where in the folder of WARC files the bytes of a page stand."""

    file: str
    """Its name within the folder."""
    offset: int
    """Where its record begins, in bytes."""
    length: int
    """How many bytes the compressed record has."""
    record: str
    """The id of the record."""
    address: str
    """The address that the record is of."""
    date: str
    """The time that the record is of, as WARC writes it."""
    digest: str
    """The digest of the bytes as WARC writes it."""


class PastCapture(Record):
    """A capture of a page from before the one that stands in `pages`."""

    id: str = Field(alias="_id")
    """The page's name, when it was first seen so, and the head of its content hash."""
    page: str
    """The page that was captured."""
    url: str | None = None
    """Where it was fetched; absent for a saved file without an address."""
    source: str | None = None
    """The source that it was fetched for."""
    media_type: str
    """Without parameters: "text/html"."""
    status: int = 200
    """The HTTP status."""
    headers: dict[str, str] = Field(default_factory=dict)
    """The response's headers, names in lower case."""
    request_headers: dict[str, str] = Field(default_factory=dict)
    """What was sent to get it, where that is known; never credentials."""
    content_hash: str
    """The `_id` of its body."""
    size: int
    """Bytes before compression."""
    fetched_at: datetime | None = None
    """When it was fetched; absent for a saved file that does not tell."""
    first_seen: datetime
    """When the page was first seen with this content, before it had another."""
    last_seen: datetime
    """When it was last seen so."""
    run: str | None = None
    """The run that kept it."""
