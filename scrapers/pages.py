"""Page: one captured document. Its text, lines, tree and structured data are made once, when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from scrapers.decode import Decoded, decode_both
from scrapers.lines import Line, Seen, lines_of_markup, lines_of_text
from scrapers.markup import Markup, parse, set_apart
from scrapers.structure.head import Head
from scrapers.structure.head import read as read_head

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, kw_only=True)
class Page:
    """Bytes with what is known of their origin.

    `name` identifies the page in the ledger: its URL, or for a saved file without one its file name and the
    head of its content hash. `media_type` is without parameters ("text/html"); `headers` have lower-case names.
    """

    name: str
    body: bytes
    media_type: str
    url: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    source: str | None = None
    request_headers: Mapping[str, str] = field(default_factory=dict)
    """What was sent to get it, with lower-case names, where that is known; never credentials."""
    seen_at: datetime | None = None
    """When it was kept, where that is known and `fetched_at` is not."""

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def is_html(self) -> bool:
        """Whether the bytes are markup, by media type."""
        return self.media_type in HTML_TYPES

    @cached_property
    def _decoded(self) -> Decoded:
        return decode_both(self.body, self.headers.get("content-type", ""), is_html=self.is_html)

    @cached_property
    def text(self) -> str:
        """The decoded document (for HTML: its source)."""
        return self._decoded.text

    @cached_property
    def markup(self) -> Markup:
        """The source in UTF-8 with its scripts set apart; empty for text."""
        return set_apart(self._decoded.utf8 if self.is_html else b"")

    @cached_property
    def head(self) -> Head:
        """What an HTML page says of itself in its head: titles, <meta>, its own address, its language."""
        return read_head(self.markup.source, self.url)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed document, its scripts and styles empty (see `markup`); an empty one for text."""
        return parse(self.markup.source)

    @cached_property
    def seen(self) -> Seen:
        """The visible lines, and how many were left because the page has more than are read."""
        return lines_of_markup(self.markup) if self.is_html else lines_of_text(self.text)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The visible lines, in reading order, for text and HTML alike; at most `scrapers.lines.MOST_LINES`."""
        return self.seen.lines

    @cached_property
    def site(self) -> str | None:
        """The host without "www.", where the URL is known."""
        host = urlsplit(self.url).hostname if self.url else None
        return host.removeprefix("www.") if host else None
