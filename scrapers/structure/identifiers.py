"""Addresses that tell which film the page is about: its own, and links to the film's page at well-known places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_KNOWN = (
    (b"/title/tt", re.compile(rb"/title/(tt\d{7,10})(?!\d)"), "https://www.imdb.com/title/{}/"),
    (b"themoviedb.org/movie/", re.compile(rb"themoviedb\.org/movie/(\d+)"), "https://www.themoviedb.org/movie/{}"),
    (b"wikidata.org/", re.compile(rb"wikidata\.org/(?:wiki|entity)/(Q\d+)"), "https://www.wikidata.org/wiki/{}"),
)
"""What to look for, the identifier in it, and the address that it stands for."""
_MOST = 0.5
"""A page that links to several films names its own in at least this share of the links, and twice as often as any."""


def addresses(source: bytes) -> Iterator[str]:
    """The addresses of the one film that the page's links name.

    >>> list(addresses(b'<a href="https://www.imdb.com/title/tt1049413/"><a href="/title/tt1049413/fullcredits">'))
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
