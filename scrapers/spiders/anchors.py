"""The links of a page, as absolute addresses, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy.http import TextResponse
from scrapy.linkextractors import IGNORED_EXTENSIONS
from selectolax.lexbor import LexborHTMLParser
from w3lib.html import strip_html5_whitespace
from w3lib.url import safe_url_string

from scrapers.markup import parse
from scrapers.pages import Page

_REMEMBERED = 8192
"""Links of which it is remembered where they lead: the same menu stands on every page of a site."""
_LEFT_OUT = re.compile(rb"<(?:noscript|template)\b", re.IGNORECASE)
"""What the reader empties, though it may hold links that a crawler goes."""
_NO_PAGES = frozenset(IGNORED_EXTENSIONS)
_WHOLE = re.compile(r"https?://", re.IGNORECASE)


class Anchors:
    """The links of one page. `page` is what came as `response`."""

    def __init__(self, response: TextResponse, page: Page) -> None:
        self._response = response
        self._tree: LexborHTMLParser = page.tree
        if _LEFT_OUT.search(page.body):
            self._tree = parse(page.text.encode("utf-8", "replace"))
        based = self._tree.css_first("base[href]")
        told = based.attributes.get("href") if based else None
        self._base = (_address(response.url, told, "utf-8") if told else None) or response.url
        self._root = "/".join(self._base.split("/", 3)[:3]) + "/"

    @property
    def addresses(self) -> Iterator[str]:
        """Where the links lead, each address once, without fragments; not those that are no pages of the web."""
        said = dict.fromkeys(
            href for tag in ("a", "area") for node in self._tree.css(tag) if (href := node.attributes.get("href"))
        )
        found = (self._led(href) for href in said)
        yield from dict.fromkeys(url for url in found if url)

    def first(self, selector: str) -> str | None:
        """Where the first element leads that this CSS chooses; None where there is none, or it leads nowhere."""
        node = self._tree.css_first(selector)
        href = node.attributes.get("href") if node else None
        return self._led(href) if href else None

    def _led(self, href: str) -> str | None:
        encoding = "utf-8" if href.isascii() else self._response.encoding
        if href.startswith("/") or _WHOLE.match(href):
            return _remembered(self._root, href, encoding)
        return _address(self._base, href, encoding)


def _address(base: str, href: str, encoding: str) -> str | None:
    """Where a link leads; None where that is no page of the web.

    >>> _address("https://a.example/film/1", " cast?x=ä#top", "latin-1")
    'https://a.example/film/cast?x=%E4'
    >>> _address("https://a.example/", "mailto:me@a.example", "utf-8"), _address("https://a.example/", "a.pdf", "utf-8")
    (None, None)
    """
    try:
        url = urldefrag(safe_url_string(urljoin(base, strip_html5_whitespace(href)), encoding)).url
        parts = urlsplit(url)
    except ValueError:
        return None
    name, dot, extension = parts.path.rpartition(".")
    is_file = bool(name and dot) and extension.lower() in _NO_PAGES
    return url if parts.scheme in ("http", "https") and not is_file else None


_remembered = lru_cache(maxsize=_REMEMBERED)(_address)
