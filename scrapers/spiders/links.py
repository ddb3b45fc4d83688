"""What an answer leads to: the addresses in sitemaps, feeds, lists and pages, each with its role."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urldefrag, urljoin, urlsplit

import scrapy
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url
from scrapy.utils.sitemap import Sitemap

from scrapers.fetching.unpack import unpacked
from scrapers.pages import Page
from scrapers.sources.records import Follow, Source
from scrapers.spiders.anchors import Anchors

_log = logging.getLogger(__name__)

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


class Leads:
    """What the answers of one source lead to."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.role_of = lru_cache(maxsize=_REMEMBERED)(self._role)

    def of_page(self, response: Response, page: Page) -> Iterator[Link]:
        """What a page or a list leads to; `page` is what came as the answer. A next page keeps the role of this one."""
        if not isinstance(response, TextResponse) or b"html" not in (response.headers.get("Content-Type") or b"html"):
            return
        anchors = Anchors(response, page)
        following = self._next_of(response, anchors)
        depth, turn = response.meta.get("steps", 0), response.meta.get("turn", 0)
        for url in anchors.addresses:
            if url != following and (role := self.role_of(url)):
                yield Link(url=url, role=role, depth=depth + 1)
        if following:
            yield Link(url=following, role=response.meta.get("role", "page"), depth=depth, turn=turn + 1)

    def of_sitemap(self, response: Response) -> Iterator[Link]:
        """The pages in a sitemap, or its parts. Raises NotFetched for one that does not unpack."""
        found, depth = sitemap_in(response), response.meta.get("steps", 0) + 1
        for entry in found or ():
            url = _sound(response.url, entry["loc"])
            if url is None:
                continue
            if found and found.type == "sitemapindex":
                yield Link(url=url, role="sitemap", depth=depth)
            elif self.role_of(url) == "page":
                yield Link(url=url, role="page", depth=depth, told=(entry.get("lastmod") or "").strip())

    def of_feed(self, response: Response) -> Iterator[Link]:
        """The pages in a feed."""
        depth = response.meta.get("steps", 0) + 1
        for url in feed_in(response):
            if self._source.is_page(url):
                yield Link(url=url, role="page", depth=depth)

    def _role(self, url: str) -> Role | None:
        """What an address on a page is asked for; None where it is not followed."""
        return "page" if self._source.is_page(url) else "list" if self._source.is_list(url) else None

    def _next_of(self, response: TextResponse, anchors: Anchors) -> str | None:
        """The address of the next page, on a host of the source. What comes after a film is another film."""
        chosen = self._source.follow.next
        if chosen == _NEXT:
            url = anchors.first(chosen)
        else:
            found = response.css(chosen)
            address = found.attrib.get("href") if found else None
            url = _sound(get_base_url(response), address) if address else None
        if not url or (urlsplit(url).hostname or "") not in self._source.hosts:
            return None
        return url if response.meta.get("role") == "list" or is_further(url, response.url) else None


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
    return [url for link in links if (url := _sound(response.url, link))]


def _sound(base: str, address: str) -> str | None:
    """Where an address leads, without its fragment; None for one that no page can have: it must not end the others.

    >>> _sound("https://a.example/sitemap.xml", " /film/1#top"), _sound("https://a.example/", "http://a.example:port/1")
    ('https://a.example/film/1', None)
    """
    try:
        # Sitemaps name hundreds of whole addresses: nothing is to be joined there.
        url = address if _WHOLE.fullmatch(address) else urldefrag(urljoin(base, address.strip())).url
        _ = urlsplit(url).port  # raises where it is no number
    except ValueError:
        _log.info("%s names an address that cannot be understood: %r", base, address[:200])
        return None
    return url


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
_WHOLE = re.compile(r"https?://[\w.:-]+/[\w/.~%@!$&'()*+,=-]*(?:\?[\w/.~%@!$&'()*+,=-]+)?", re.ASCII)
"""An address with its host, and with nothing in it that joining would change."""
_NEXT: str = Follow.model_fields["next"].default
_REMEMBERED = 8192
"""Addresses of which it is remembered what they are asked for."""
