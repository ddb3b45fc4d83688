"""A look at a site, for a draft of its source: robots.txt, sitemaps, feeds, links, and a few pages of each pattern."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

import scrapy
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.robotstxt import ProtegoRobotParser
from twisted.python.failure import Failure

from scrapers.fetching.masking import masked
from scrapers.fetching.operator import ROBOT
from scrapers.fetching.refusals import NotFetched, Parked, told
from scrapers.fetching.types import PACKED_TYPES, WANTED
from scrapers.outcomes import GOOD, PAGE_TYPES, by_status, of_page
from scrapers.read import read
from scrapers.sources.clusters import clusters
from scrapers.sources.draft import Look, Sample
from scrapers.spiders.base import PageSpider, page_of, this_second
from scrapers.spiders.links import feed_in, sitemap_in
from scrapers.words import PageType

MOST_REQUESTS = 60
"""Of one look, all in all."""
MOST_PATTERNS = 12
EACH_PATTERN = 3
"""Samples of one pattern: the first, one from the middle, the last."""
MOST_PARTS = 3
"""Parts of a sitemap that are looked into."""
_FEEDS = 'link[rel~="alternate"][type*="rss"]::attr(href), link[rel~="alternate"][type*="atom"]::attr(href)'
_EXTRACTOR = LinkExtractor(unique=True)
_ANSWER = "filmledger_answer"


class LookSpider(PageSpider):
    """Looks at the site of one address, and keeps nothing; `look` is what it saw."""

    name = "look"
    page_types: ClassVar[frozenset[PageType]] = frozenset()

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.look: Look | None = None
        self._missed: list[str] = []
        self._asked = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """One request after the other; what they bring decides the next."""
        first = self.addresses[0]
        response = await self._get(first)
        if response is not None:
            self.look = await self._looked(response)
        return
        yield  # it makes this function a generator, as Scrapy wants it

    async def _looked(self, home: Response) -> Look:
        host = urlsplit(home.url).hostname
        named, delay = await self._robots(home)
        sitemaps = {url: await self._sitemap(url, MOST_PARTS) for url in named}
        pages = home.css(_FEEDS).getall() if isinstance(home, TextResponse) else []
        feeds = {url: await self._feed(url) for url in dict.fromkeys(urljoin(home.url, one) for one in pages[:2])}
        start = _sample(home)
        known = [*start.links, *(url for urls in (*sitemaps.values(), *feeds.values()) for url in urls)]
        of_pattern: dict[str, list[Sample]] = {}
        found: dict[str, int] = {}
        # What the samples lead to has patterns, too: the pages behind a list, the reviews behind a film.
        for _ in range(2):
            own = [url for url in known if urlsplit(url).hostname == host]
            for pattern, urls in list(clusters(own).items())[:MOST_PATTERNS]:
                found[pattern] = len(urls)
                if pattern not in of_pattern:
                    of_pattern[pattern] = await self._samples(urls)
            known += [url for some in of_pattern.values() for one in some for url in one.links]
        of_pattern = {pattern: some for pattern, some in of_pattern.items() if some}
        return Look(
            start=start,
            sitemaps={url: urls for url, urls in sitemaps.items() if urls},
            feeds={url: urls for url, urls in feeds.items() if urls},
            found=found,
            of_pattern=of_pattern,
            search=_search(home),
            delay=delay,
            missed=tuple(self._missed),
        )

    async def _robots(self, home: Response) -> tuple[list[str], float | None]:
        response = await self._get(urljoin(home.url, "/robots.txt"), is_needed=False)
        if response is None or response.status != 200:
            guess = urljoin(home.url, "/sitemap.xml")
            return [guess], None
        rules: Any = ProtegoRobotParser.from_crawler(self.crawler, response.body)
        return list(dict.fromkeys(rules.rp.sitemaps))[:MOST_PARTS], rules.crawl_delay(ROBOT)

    async def _sitemap(self, url: str, parts: int) -> list[str]:
        response = await self._get(url, is_needed=False, packed=True)
        if response is None or response.status != 200:
            return []
        try:
            found = sitemap_in(response)
            urls = [entry["loc"] for entry in found or ()]
        except (NotFetched, ValueError, KeyError, AttributeError) as error:
            self._missed.append(f"{url}: no sitemap ({error})")
            return []
        if found is None or found.type != "sitemapindex":
            return urls
        return [one for part in urls[:parts] for one in await self._sitemap(part, 0)]

    async def _feed(self, url: str) -> list[str]:
        response = await self._get(url, is_needed=False)
        return feed_in(response) if response is not None else []

    async def _samples(self, urls: Sequence[str]) -> list[Sample]:
        places = sorted({0, len(urls) // 2, len(urls) - 1})[:EACH_PATTERN]
        found = [await self._get(urls[place]) for place in places]
        return [_sample(response) for response in found if response is not None]

    async def _get(self, url: str, *, is_needed: bool = True, packed: bool = False) -> Response | None:
        """The answer to a request that goes the way of every other, robots.txt and the guard before it."""
        if self._asked >= MOST_REQUESTS:
            return None
        self._asked += 1
        answer: asyncio.Future[Response | None] = asyncio.get_running_loop().create_future()
        meta = {_ANSWER: answer, WANTED: PAGE_TYPES | PACKED_TYPES if packed else PAGE_TYPES}
        request = scrapy.Request(url, callback=self._arrived, errback=self._failed, meta=meta, dont_filter=True)
        self.crawler.engine.crawl(request)
        response = await answer
        if response is not None and response.status != 200 and is_needed:
            self._missed.append(f"{masked(url)}: {by_status(response.status)} (status {response.status})")
            return None
        return response

    def _arrived(self, response: Response) -> None:
        response.meta[_ANSWER].set_result(response)

    def _failed(self, failure: Failure) -> None:
        if isinstance(failure.value, Parked):
            return
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        outcome, why = told(failure.value or NotFetched("it failed"))
        self._missed.append(f"{masked(request.url)}: {outcome} ({masked(why)})")
        request.meta[_ANSWER].set_result(None)


def _sample(response: Response) -> Sample:
    """What a page is, and where it leads."""
    page = page_of(response, fetched_at=this_second())
    outcome = of_page(page)
    if outcome not in GOOD or not isinstance(response, TextResponse):
        return Sample(url=response.url, kind=outcome)
    words = read(page)
    titles = words.film.get("title", ())
    is_markup = b"html" in (response.headers.get("Content-Type") or b"html")
    return Sample(
        url=response.url,
        kind=words.page_type,
        title=titles[0].text if titles else "",
        reviews=len(words.reviews),
        links=tuple(link.url for link in _EXTRACTOR.extract_links(response)) if is_markup else (),
        has_next=is_markup and bool(response.css('link[rel~="next"], a[rel~="next"]')),
    )


def _search(response: Response) -> str | None:
    """The address of the site's search, with {title}: of a form that asks by address and has one field for text."""
    if not isinstance(response, TextResponse):
        return None
    for form in response.css("form"):
        fields = form.css(
            'input[type="search"]::attr(name), input[type="text"]::attr(name), input:not([type])::attr(name)'
        )
        names = fields.getall()
        if len(names) == 1 and form.attrib.get("method", "get").lower() == "get":
            hidden = {one.attrib["name"]: one.attrib.get("value", "") for one in form.css('input[type="hidden"][name]')}
            rest = f"&{urlencode(hidden)}" if hidden else ""
            address = response.urljoin(form.attrib.get("action", "")).split("?")[0]
            return (
                f"{address}?{names[0]}={{title}}{rest}".replace("{", "{{")
                .replace("}", "}}")
                .replace("{{title}}", "{title}")
            )
    return None
