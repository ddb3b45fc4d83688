"""What all spiders share: where they start, how a response becomes a Page, and how pages are turned over."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from scrapers.fetching.masking import masked
from scrapers.fetching.operator import Operator
from scrapers.fetching.refusals import NotFetched, Parked, told
from scrapers.fetching.revisits import Revisits, adds_nothing, conditions, remark_on, says_the_same
from scrapers.outcomes import Fetch, FetchOutcome, Known, Remark
from scrapers.pages import Page
from scrapers.words import PageType

MAX_TURNS = 50
"""Pages that are turned over from one start, at most: an endless pagination ends here."""
KNOWN, TOLD = "filmledger_known", "filmledger_told"
"""The keys in a request's `meta` of what is known of its page, and of what the sitemap says when it changed."""
SECRET_HEADERS = frozenset({"set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization"})


def this_second() -> datetime:
    """The time, in UTC and whole seconds, as the ledger keeps it."""
    return datetime.now(UTC).replace(microsecond=0)


def page_of(response: Response, *, fetched_at: datetime, source: str | None = None) -> Page:
    """The response as a Page; its name is the URL that was asked for, without fragment and in canonical order."""
    asked: list[str] = response.meta.get("redirect_urls", [])
    headers = _kept_headers(response.headers)
    media_type = headers.get("content-type", "text/html").split(";")[0].strip().lower()
    name = name_of(asked[0] if asked else response.url)
    return Page(
        name=name,
        url=name,
        body=response.body,
        media_type=media_type,
        status=response.status,
        headers=headers,
        fetched_at=fetched_at,
        source=source,
        request_headers=_kept_headers(response.request.headers) if response.request else {},
    )


@lru_cache(maxsize=16_384)
def name_of(url: str) -> str:
    """The name of the page behind an address: without fragment, its query in canonical order.

    >>> name_of("https://films.example/1?b=2&a=1#cast")
    'https://films.example/1?a=1&b=2'
    """
    return str(canonicalize_url(url))


def _kept_headers(headers: Headers) -> dict[str, str]:
    """Headers with their names in small letters; those that would log somebody in are not kept."""
    named = ((name.decode("latin-1").lower(), values) for name, values in headers.items())
    return {name: b", ".join(values).decode("latin-1") for name, values in named if name not in SECRET_HEADERS}


class PageSpider(scrapy.Spider):
    """A spider for one kind of page.

    Arguments: `url`, one address or several with blanks between; `source`, the name of the source they belong to.
    """

    page_types: ClassVar[frozenset[PageType]]
    """The kinds that this spider is made for; a page of another kind is kept and read all the same, and counted."""
    turns_pages: ClassVar[bool] = False
    revisits: Revisits

    def __init__(self, url: str = "", source: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.addresses = url.split()
        self.source = source
        if not self.addresses:
            raise ValueError(f"spider {self.name}: no address to start from; give one: -a url=https://...")
        for address in self.addresses:
            if urlsplit(address).scheme not in ("http", "https"):
                raise ValueError(f"spider {self.name}: {address!r} is no http(s) address; check -a url=")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *arguments: Any, **named: Any) -> Self:
        """The spider, if its crawl may begin. Raises CrawlRefusedError before anything is fetched."""
        spider = super().from_crawler(crawler, *arguments, **named)
        Operator(crawler.settings).check(spider.addresses)
        spider.revisits = build_from_crawler(load_object(crawler.settings["REVISITS"]), crawler)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """A request for each address; not for those that the run which is taken up again has fetched."""
        told = hashlib.sha256(" ".join(sorted(self.addresses)).encode()).hexdigest()[:16]
        self.revisits.begin(f"addresses {told}")
        for request in self._turned(self.addresses, 0):
            yield request.replace(dont_filter=True)

    def _turned(self, addresses: Sequence[str], turn: int) -> Iterator[scrapy.Request]:
        """Requests for addresses that a person named, or that such a page goes on at: nothing is too early for them."""
        known = self.revisits.known({name_of(url) for url in addresses})
        for url in addresses:
            before = known.get(name_of(url))
            if before and before.is_resumed:
                self.revisits.count("resumed")
                if self.turns_pages and before.turns_to and turn < MAX_TURNS:
                    yield from self._turned([before.turns_to], turn + 1)
                continue
            yield self.ask(url, meta={"turn": turn, KNOWN: before}, headers=conditions(before, this_second()))

    def ask(self, url: str, **details: Any) -> scrapy.Request:
        """A request whose every end is noted: a page by `parse`, all else by `missed`."""
        return scrapy.Request(url, **{"callback": self.parse, "errback": self.missed, **details})

    def missed(self, failure: Failure) -> Iterator[Fetch]:
        """What came of a request that brought no page."""
        if isinstance(failure.value, Parked):
            return
        outcome, why = told(failure.value or NotFetched("it failed"))
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        yield self._fetch(request, outcome, masked(why))

    def _fetch(self, request: scrapy.Request, outcome: FetchOutcome, why: str = "", status: int | None = None) -> Fetch:
        first: str = request.meta.get("redirect_urls", [request.url])[0]
        return Fetch(
            # A name must stay what it is for pages that have it, so only what no page can have is masked in it.
            page=masked(name_of(first)) if "@" in urlsplit(first).netloc else name_of(first),
            url=masked(request.url),
            host=urlsplit(request.url).hostname or "",
            outcome=outcome,
            at=this_second(),
            status=status,
            why=why,
            source=self.source,
        )

    def came(self, response: Response) -> Page | Fetch:
        """The page that came; or that it is as it was, where its host says so, or what it says is the same."""
        known: Known | None = response.meta.get(KNOWN)
        request = response.request or scrapy.Request(response.url)
        page = page_of(response, fetched_at=this_second(), source=self.source)
        is_same = response.status == 304 or says_the_same(page, known)
        remark = remark_on(response, None if is_same else page, response.meta.get(TOLD, ""))
        if is_same and adds_nothing(remark, known):
            self.revisits.same(page.name)
        else:
            self.revisits.remark(page.name, remark)
        return self._fetch(request, "unchanged", status=response.status) if is_same else page

    def parse(self, response: Response, **_: Any) -> Iterator[Page | Fetch | scrapy.Request]:
        """The page, and the next one where this kind of page has a next."""
        known: Known | None = response.meta.get(KNOWN)
        came = self.came(response)
        turn = response.meta.get("turn", 0) + 1
        following = known.turns_to if known and isinstance(came, Fetch) else None
        if isinstance(came, Page) and self.turns_pages and isinstance(response, scrapy.http.TextResponse):
            following = self._next_page(response)
            self.revisits.remark(came.name, Remark(turns_to=following or ""))
        yield came
        if self.turns_pages and following and turn <= MAX_TURNS:
            yield from self._turned([following], turn)

    def _next_page(self, response: scrapy.http.TextResponse) -> str | None:
        """The page that this one calls its next (rel="next"), on the same host."""
        if b"html" not in (response.headers.get("Content-Type") or b""):
            return None
        address = response.css('link[rel~="next"]::attr(href), a[rel~="next"]::attr(href)').get()
        if address and urlsplit(response.urljoin(address)).hostname == urlsplit(response.url).hostname:
            return str(response.urljoin(address))
        return None
