"""The spider of a source: from its starts, lists, feeds and sitemaps to its pages, within its bounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, ClassVar, Literal, Self
from urllib.parse import quote_plus, urlsplit, urlunsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap

from scrapers.fetching.types import PACKED_TYPES, WANTED
from scrapers.outcomes import PAGE_TYPES, Fetch, by_status
from scrapers.pages import Page
from scrapers.sources import find_source
from scrapers.sources.records import Source
from scrapers.spiders.base import PageSpider, page_of, this_second
from scrapers.words import PageType

Role = Literal["page", "list", "feed", "sitemap"]
"""What an address is asked for: to be kept and read, or to lead to others."""
MOST_QUERIES = 500
"""Different queries under one path that are followed: behind it is a filter or a calendar, not a site."""
MOST_REPEATS = 3
"""So often a path may repeat one of its parts: /a/a/a/a is a link that goes wrong."""


class SourceSpider(PageSpider):
    """Crawls a source: `scrapy crawl source -a name=NAME`; with `-a title=... -a year=...` one film, by its search."""

    name = "source"
    page_types: ClassVar[frozenset[PageType]] = frozenset()

    def __init__(
        self, given: Source, film: Mapping[str, str] | None = None, *, dry_run: bool = False, **arguments: Any
    ) -> None:
        self.given = given
        self.film = film or {}
        self.asked = 0
        self.ended: Counter[str] = Counter()
        """{rule: how many addresses it kept the crawl from following}."""
        self.dry_run = dry_run
        self.would_ask: list[str] = []
        """The addresses of pages that a dry run would have asked for."""
        self._queries: Counter[str] = Counter()
        super().__init__(url=" ".join(self.starts), source=given.name, **arguments)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **named: Any) -> Self:
        """The spider of the source `name`, with its manners. Raises SourceError, and CrawlRefusedError."""
        given = find_source(named.pop("name", ""))
        if limit := named.pop("limit", None):
            bounds = given.bounds.model_copy(update={"pages": min(given.bounds.pages, int(limit))})
            given = given.model_copy(update={"bounds": bounds})
        film = {key: named.pop(key) for key in ("title", "year") if key in named}
        manners = {
            "DOWNLOAD_DELAY": given.polite.delay,
            "AUTOTHROTTLE_START_DELAY": given.polite.delay,
            "CONCURRENT_REQUESTS_PER_DOMAIN": given.polite.concurrent,
            "DEPTH_LIMIT": 0,
        }
        crawler.settings.setdict(manners, priority="spider")
        return super().from_crawler(crawler, given=given, film=film, **named)

    @property
    def starts(self) -> tuple[str, ...]:
        """The addresses to begin with: those of one film's search where a film is given."""
        if not self.film:
            return self.given.start.addresses
        pattern = self.given.start.search or ""
        return (pattern.format(title=quote_plus(self.film.get("title", "")), year=self.film.get("year", "")),)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """A request for each start, in its role."""
        start = self.given.start
        roles: Mapping[str, Role] = {
            **dict.fromkeys(start.sitemaps, "sitemap"),
            **dict.fromkeys(start.feeds, "feed"),
            **dict.fromkeys(start.urls, "page"),
        }
        for address in self.starts:
            request = self._request(address, roles.get(address, "list"), 0, 0)
            if request:
                yield request.replace(dont_filter=True)

    def _is_only_told(self, url: str, role: Role) -> bool:
        """In a dry run pages are not asked for, only what leads to them; each is told once."""
        if self.dry_run and role == "page" and url not in self.would_ask:
            self.would_ask.append(url)
        return self.dry_run and role == "page"

    def _request(self, url: str, role: Role, depth: int, turn: int) -> scrapy.Request | None:
        """The request, if no rule ends the crawl before it; else the rule is counted."""
        rule = self._rule_against(url, depth, turn)
        if rule:
            self.ended[rule] += 1
            return None
        if self._is_only_told(url, role):
            self.asked = len(self.would_ask)
            return None
        self.asked += role == "page"
        # A list leads to what is new on it; a page further down can wait.
        priority = {"page": 0, "list": 10, "feed": 20, "sitemap": 10}[role] - depth
        wanted = PAGE_TYPES | PACKED_TYPES if role == "sitemap" else PAGE_TYPES
        return self.ask(url, priority=priority, meta={"role": role, "steps": depth, "turn": turn, WANTED: wanted})

    def _rule_against(self, url: str, depth: int, turn: int) -> str | None:
        bounds = self.given.bounds
        parts = urlsplit(url)
        if self.asked >= bounds.pages:
            return f"pages: more than {bounds.pages:,}"
        if depth > bounds.depth:
            return f"depth: more than {bounds.depth} links from a start"
        if turn > bounds.turns:
            return f"turns: more than {bounds.turns} next pages"
        repeats = Counter(part for part in parts.path.split("/") if part)
        if repeats and max(repeats.values()) > MOST_REPEATS:
            return f"path: one part more than {MOST_REPEATS} times"
        if parts.query:
            self._queries[f"{parts.netloc}{parts.path}"] += 1
            if self._queries[f"{parts.netloc}{parts.path}"] > MOST_QUERIES:
                return f"queries: more than {MOST_QUERIES} under one path"
        return None

    def parse(self, response: Response, **_: Any) -> Iterator[Page | Fetch | scrapy.Request]:
        """What the answer is, by its role: a page to keep, or links to follow."""
        role: Role = response.meta.get("role", "page")
        if response.status == 304 or (response.status != 200 and role != "page"):
            yield from self._without_page(response)
            return
        if role == "page":
            yield page_of(response, fetched_at=this_second(), source=self.source)
        if response.status == 200:
            yield from _LEADS[role](self, response)

    def _without_page(self, response: Response) -> Iterator[Fetch]:
        request = response.request or scrapy.Request(response.url)
        yield self._fetch(request, by_status(response.status), status=response.status)

    def _sitemap(self, response: Response) -> Iterator[scrapy.Request]:
        body = gunzip(response.body, max_size=100_000_000) if gzip_magic_number(response) else response.body
        found = Sitemap(body)
        for entry in found:
            url = entry["loc"]
            if found.type == "sitemapindex":
                yield from self._step(response, url, "sitemap")
            elif self.given.is_page(url):
                yield from self._step(response, url, "page")

    def _feed(self, response: Response) -> Iterator[scrapy.Request]:
        feed = scrapy.Selector(text=response.text if isinstance(response, TextResponse) else "", type="xml")
        feed.remove_namespaces()
        links = feed.xpath('//item/link/text() | //entry/link[not(@rel) or @rel="alternate"]/@href').getall()
        for link in links:
            url = response.urljoin(link.strip())
            if self.given.is_page(url):
                yield from self._step(response, url, "page")

    def _links(self, response: Response) -> Iterator[scrapy.Request]:
        """The links of a page or list that the source follows; the next page keeps the role of this one."""
        if not isinstance(response, TextResponse) or b"html" not in (response.headers.get("Content-Type") or b"html"):
            return
        following = self._next(response)
        for link in _EXTRACTOR.extract_links(response):
            if link.url == following:
                continue
            if self.given.is_page(link.url):
                yield from self._step(response, link.url, "page")
            elif self.given.is_list(link.url):
                yield from self._step(response, link.url, "list")
        if following:
            yield from self._step(response, following, response.meta.get("role", "page"), turns=1)

    def _next(self, response: TextResponse) -> str | None:
        """The address of the next page, on a host of the source. What comes after a film is another film."""
        found = response.css(self.given.follow.next)
        address = found.attrib.get("href") if found else None
        url = response.urljoin(address) if address else None
        if not url or (urlsplit(url).hostname or "") not in self.given.hosts:
            return None
        return url if response.meta.get("role") == "list" or is_further(url, response.url) else None

    def _step(self, response: Response, url: str, role: Role, turns: int = 0) -> Iterator[scrapy.Request]:
        parts = urlsplit(url)
        if (parts.hostname or "") not in self.given.hosts:
            self.ended["hosts: off the source's hosts"] += 1
            return
        depth = response.meta.get("steps", 0) + (0 if turns else 1)
        turn = response.meta.get("turn", 0) + 1 if turns else 0
        request = self._request(urlunsplit(parts._replace(fragment="")), role, depth, turn)
        if request:
            yield request


def is_further(url: str, than: str) -> bool:
    """Whether an address is of a further page of the same thing: another query, a number more, another number.

    >>> is_further("https://a.example/up/reviews?page=2", "https://a.example/up/reviews")
    True
    >>> is_further("https://a.example/up/reviews/3", "https://a.example/up/reviews/2")
    True
    >>> is_further("https://a.example/title/8/", "https://a.example/title/7/")
    False
    """
    new, old = (urlsplit(one).path.rstrip("/") for one in (url, than))
    if new == old:
        return True
    stem = _NUMBERED.sub("", old)
    return _NUMBERED.sub("", new) in (old, stem) and stem.rpartition("/")[2].lower() in _TURNED


_NUMBERED = re.compile(r"/(?:page|p|seite|pagina|strana)?[-/]?\d+$", re.IGNORECASE)
_TURNED = frozenset(
    {"reviews", "review", "comments", "opinions", "criticas", "kritiken", "critiques", "recensioni", "recenzje"}
    | {"recenze", "avis", "user-reviews", "meinungen", "opiniones", "kommentare"}
)
"""Last parts of a path behind which a number is that of a page, and not of a film."""
_EXTRACTOR = LinkExtractor(unique=True, deny_extensions=None)
_LEADS: Mapping[Role, Callable[[SourceSpider, Response], Iterator[scrapy.Request]]] = {
    "page": SourceSpider._links,
    "list": SourceSpider._links,
    "feed": SourceSpider._feed,
    "sitemap": SourceSpider._sitemap,
}
