"""What the page says of itself in its head: <title>, <meta>, the canonical address, the language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from scrapers.structure.items import clean

LAYER = "structured.meta"
_HEAD_BYTES = 300_000
_META = re.compile(rb"""<(?:meta|link)\s(?:[^<>"']++|"[^"]*+"|'[^']*+')*>""", re.IGNORECASE)
_TELLING = re.compile(rb"^<[mM]|canonical|hreflang", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE = re.compile(rb"<title(?:\s[^<>]*)?>(.*?)</title", re.IGNORECASE | re.DOTALL)
_HTML_LANG = re.compile(rb"""<html\s[^<>]*?\b(?:xml:)?lang\s*=\s*["']?([a-zA-Z]{2,3})\b""", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """The head's own words; `meta` is {property or name, lower case: first content}."""

    title: str
    meta: Mapping[str, str]
    canonical: str
    html_language: str
    alternates: Mapping[str, str]
    """{address: hreflang}."""

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Everything that the head calls the page."""
        named = (self.title, self.meta.get("og:title", ""), self.meta.get("twitter:title", ""))
        return tuple(dict.fromkeys(title for title in named if title))

    @cached_property
    def address(self) -> str:
        """The page's own address, as it gives it itself."""
        return self.canonical or self.meta.get("og:url", "")

    @cached_property
    def language(self) -> str | None:
        """The page's language (ISO 639-1), where the head tells."""
        told = (
            self.html_language
            or self.meta.get("content-language", "")
            or self.meta.get("og:locale", "")
            or self.alternates.get(self.address, "")
        )
        code = re.split(r"[-_,;]", told.strip().lower())[0]
        return code if len(code) == 2 and code.isalpha() else None


def read(source: bytes, url: str | None) -> Head:
    """Read the head of a source; `url` is the page's address where it is known.

    >>> head = read(b'<html lang="de-AT"><title>Up &amp; on</title><meta name="og:type" content="video.movie">', None)
    >>> head.title, head.meta, head.language
    ('Up & on', {'og:type': 'video.movie'}, 'de')
    """
    end = source.find(b"<body")
    top = source[: end if 0 <= end <= _HEAD_BYTES else _HEAD_BYTES]
    title = _TITLE.search(top)
    lang = _HTML_LANG.search(top)
    meta: dict[str, str] = {}
    alternates: dict[str, str] = {}
    canonical = ""
    for tag in filter(_TELLING.search, _META.findall(top)):
        told = {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(_text(tag))}
        name = told.get("property") or told.get("name") or told.get("http-equiv") or told.get("itemprop")
        if name and told.get("content"):
            meta.setdefault(name.lower(), clean(told["content"]))
        elif "canonical" in told.get("rel", "").lower():
            canonical = canonical or urljoin(url or meta.get("og:url", ""), clean(told.get("href", "")))
        elif told.get("hreflang"):
            alternates[clean(told.get("href", ""))] = told["hreflang"]
    return Head(
        title=clean(_text(title[1])) if title else "",
        meta=meta,
        canonical=canonical,
        html_language=_text(lang[1]).lower() if lang else "",
        alternates=alternates,
    )


def _text(source: bytes) -> str:
    return source.decode("utf-8", "replace")
