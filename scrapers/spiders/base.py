"""What all spiders share: where they start, how a response becomes a Page, and how pages are turned over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response
from w3lib.url import canonicalize_url

from scrapers.pages import Page
from scrapers.words import PageType

MAX_TURNS = 50
"""Pages that are turned over from one start, at most: an endless pagination ends here."""


def page_of(response: Response, *, fetched_at: datetime, source: str | None = None) -> Page:
    """The response as a Page; its name is the URL that was asked for, without fragment and in canonical order."""
    asked: list[str] = response.meta.get("redirect_urls", [])
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    media_type = headers.get("content-type", "text/html").split(";")[0].strip().lower()
    name = canonicalize_url(asked[0] if asked else response.url)
    return Page(
        name=name,
        url=name,
        body=response.body,
        media_type=media_type,
        status=response.status,
        headers=headers,
        fetched_at=fetched_at,
        source=source,
    )


class PageSpider(scrapy.Spider):
    """A spider for one kind of page.

    Arguments: `url`, one address or several with blanks between; `source`, the name of the source they belong to.
    """

    page_types: ClassVar[frozenset[PageType]]
    """The kinds that this spider is made for; a page of another kind is kept and read all the same, and counted."""
    turns_pages: ClassVar[bool] = False

    def __init__(self, url: str = "", source: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.addresses = url.split()
        self.source = source
        if not self.addresses:
            raise ValueError(f"spider {self.name}: no address to start from; give one: -a url=https://...")
        for address in self.addresses:
            if urlsplit(address).scheme not in ("http", "https"):
                raise ValueError(f"spider {self.name}: {address!r} is no http(s) address; check -a url=")

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """A request for each address."""
        for address in self.addresses:
            yield scrapy.Request(address, callback=self.parse, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> Iterator[Page | scrapy.Request]:
        """The page, and the next one where this kind of page has a next."""
        yield page_of(response, fetched_at=datetime.now(UTC), source=self.source)
        turn = response.meta.get("turn", 0)
        if self.turns_pages and turn < MAX_TURNS and isinstance(response, scrapy.http.TextResponse):
            yield from self._next_page(response, turn + 1)

    def _next_page(self, response: scrapy.http.TextResponse, turn: int) -> Iterator[scrapy.Request]:
        """The page that this one calls its next (rel="next"), on the same host."""
        if b"html" not in (response.headers.get("Content-Type") or b""):
            return
        address = response.css('link[rel~="next"]::attr(href), a[rel~="next"]::attr(href)').get()
        if address and urlsplit(response.urljoin(address)).hostname == urlsplit(response.url).hostname:
            yield response.follow(address, callback=self.parse, meta={"turn": turn})
