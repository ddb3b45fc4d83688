"""What an answer leads to: the addresses in sitemaps, feeds, lists and pages, each with its role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urldefrag, urlsplit

import scrapy
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.utils.sitemap import Sitemap

from scrapers.fetching.unpack import unpacked
from scrapers.sources.records import Source

Role = Literal["page", "list", "feed", "sitemap"]
"""What an address is asked for: to be kept and read, or to lead to others."""
MOST_SITEMAP_BYTES = 100_000_000
"""Of a sitemap, unpacked; the protocol's own bound is half of it."""
_GZIP = b"\x1f\x8b\x08"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One address to go to. `depth` counts links from a start, `turn` next pages in a row."""

    url: str
    role: Role
    depth: int = 0
    turn: int = 0
    told: str = ""
    """When it last changed, in the words of its sitemap."""


def links_of(response: Response, source: Source) -> Iterator[Link]:
    """What an answer leads to, by its role. Raises NotFetched for a sitemap that does not unpack."""
    role: Role = response.meta.get("role", "page")
    depth: int = response.meta.get("steps", 0)
    turn: int = response.meta.get("turn", 0)
    for link in _LEADS[role](response, source):
        url = urldefrag(link.url).url
        yield Link(
            url=url, role=link.role, depth=depth + (not link.turn), turn=turn + 1 if link.turn else 0, told=link.told
        )


def sitemap_in(response: Response) -> Sitemap | None:
    """The sitemap, unpacked; None where nothing came. Raises NotFetched for one that does not unpack."""
    body = response.body
    if body.startswith(_GZIP):
        body = unpacked(body, "gzip", MOST_SITEMAP_BYTES)
    return Sitemap(body) if body.strip() else None


def feed_in(response: Response) -> list[str]:
    """The addresses of a feed's entries, RSS and Atom alike."""
    feed = scrapy.Selector(text=response.text if isinstance(response, TextResponse) else "", type="xml")
    feed.remove_namespaces()
    links = feed.xpath('//item/link/text() | //entry/link[not(@rel) or @rel="alternate"]/@href').getall()
    return [response.urljoin(link.strip()) for link in links]


def _of_sitemap(response: Response, source: Source) -> Iterator[Link]:
    found = sitemap_in(response)
    for entry in found or ():
        url = entry["loc"]
        if found and found.type == "sitemapindex":
            yield Link(url=url, role="sitemap")
        elif source.is_page(url):
            yield Link(url=url, role="page", told=(entry.get("lastmod") or "").strip())


def _of_feed(response: Response, source: Source) -> Iterator[Link]:
    return (Link(url=url, role="page") for url in feed_in(response) if source.is_page(url))


def _of_markup(response: Response, source: Source) -> Iterator[Link]:
    """The links of a page or list that the source follows; the next page keeps the role of this one."""
    if not isinstance(response, TextResponse) or b"html" not in (response.headers.get("Content-Type") or b"html"):
        return
    following = next_of(response, source)
    for link in _EXTRACTOR.extract_links(response):
        if link.url == following:
            continue
        if source.is_page(link.url):
            yield Link(url=link.url, role="page")
        elif source.is_list(link.url):
            yield Link(url=link.url, role="list")
    if following:
        yield Link(url=following, role=response.meta.get("role", "page"), turn=1)


def next_of(response: TextResponse, source: Source) -> str | None:
    """The address of the next page, on a host of the source. What comes after a film is another film."""
    found = response.css(source.follow.next)
    address = found.attrib.get("href") if found else None
    url = response.urljoin(address) if address else None
    if not url or (urlsplit(url).hostname or "") not in source.hosts:
        return None
    return url if response.meta.get("role") == "list" or is_further(url, response.url) else None


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
_LEADS: Mapping[Role, Callable[[Response, Source], Iterator[Link]]] = {
    "page": _of_markup,
    "list": _of_markup,
    "feed": _of_feed,
    "sitemap": _of_sitemap,
}
