"""Addresses that tell which film the page is about: its own, and links to the film's page at well-known places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scrapers.lines import Line
from scrapers.structure.film import folded
from scrapers.structure.items import clean

_KNOWN = (
    (b"/title/tt", re.compile(rb"/title/(tt\d{7,10})(?!\d)"), "https://www.imdb.com/title/{}/"),
    (
        b"itle?",
        re.compile(rb"imdb\.\w{2,3}/[Tt]itle\?(?:tt)?(\d{1,8})(?![\w+])"),
        "https://www.imdb.com/title/tt{:0>7}/",
    ),
    (b"themoviedb.org/movie/", re.compile(rb"themoviedb\.org/movie/(\d+)"), "https://www.themoviedb.org/movie/{}"),
    (b"wikidata.org/", re.compile(rb"wikidata\.org/(?:wiki|entity)/(Q\d+)"), "https://www.wikidata.org/wiki/{}"),
)
"""What to look for, the identifier in it, and the address that it stands for."""
_OF_SITE = re.compile(r"imdb|tmdb|wikidata|^\W*\d+(?:[.,]\d+)?\s*(?:/\s*10\b|%)?\W*$", re.IGNORECASE)
_WRITTEN = re.compile(r"(?<!\w)tt\d{7,10}(?!\d)")
_LONGEST_LABEL = 60
_LINK_BYTES = 500
_MOST = 0.5
"""A page that links to several films names its own in at least this share of the links, and twice as often as any."""


def addresses(source: bytes, title: str) -> Iterator[str]:
    """The addresses of the one film that the page's links name; `title` tells it from others that are linked, too.

    >>> list(addresses(b'<a href="https://www.imdb.com/title/tt1049413/"><a href="/title/tt1049413/fullcredits">', ""))
    ['https://www.imdb.com/title/tt1049413/']
    >>> list(addresses(b'<a href="http://us.imdb.com/Title?78341">IMDb</a>', ""))
    ['https://www.imdb.com/title/tt0078341/']
    >>> links = b'<a href="//imdb.com/title/tt1049413">Up</a> <a href="//imdb.com/title/tt0910970">WALL-E</a>'
    >>> list(addresses(links, "Up"))
    ['https://www.imdb.com/title/tt1049413/']
    """
    for hint, pattern, address in _KNOWN:
        if hint not in source:
            continue
        counted = Counter(pattern.findall(source)).most_common(2)
        if not counted:
            continue
        (name, most), *others = counted
        total = most + sum(count for _, count in others)
        if not others or (most >= _MOST * total and most >= 2 * others[0][1]):
            yield address.format(name.decode())
        elif own := _own(source, pattern, title):
            yield address.format(own)


def written(lines: Sequence[Line]) -> str:
    """The address of the film at IMDb where its number is written and not linked: "IMDb: tt1049413"; "" where none is.

    >>> written([Line("IMDb ID", 1), Line("tt1049413", 2)]), written([Line("tt1049413", 1)])
    ('https://www.imdb.com/title/tt1049413/', '')
    """
    found: set[str] = set()
    for at, line in enumerate(lines):
        if len(line.text) <= _LONGEST_LABEL and "imdb" in line.low:
            behind = lines[at + 1].text if at + 1 < len(lines) else ""
            number = _WRITTEN.search(line.text) or (_WRITTEN.match(behind) if len(behind) <= _LONGEST_LABEL else None)
            found |= {number[0]} if number else set()
    return f"https://www.imdb.com/title/{found.pop()}/" if len(found) == 1 else ""


def _own(source: bytes, pattern: re.Pattern[bytes], title: str) -> str:
    """The one identifier whose links say the title, a score, or the site's name; "" where there are none or several."""
    found: set[str] = set()
    for place in pattern.finditer(source):
        start, end = source.find(b">", place.end()) + 1, source.find(b"</a", place.end())
        words = clean(source[start:end].decode("utf-8", "replace")) if 0 < start <= end < start + _LINK_BYTES else ""
        if words and (folded(words) == folded(title) or _OF_SITE.search(words)):
            found.add(place[1].decode())
    return found.pop() if len(found) == 1 else ""
