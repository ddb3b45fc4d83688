"""Scores that go by a mark: the logo of the service that gathered them, or the link to its page, names them."""

from __future__ import annotations

import re

from scrapers.layers.score_rows import Name, named
from scrapers.lines import Line, read_source

_PICTURE = re.compile(rb"""<img\s[^<>]*?(?<=\s)alt\s*=\s*(?:"([^"<>]{2,40})"|'([^'<>]{2,40})')""", re.IGNORECASE)
_BEFORE = 600
"""Bytes before a value in which its logo stands."""
_HOST = re.compile(r"https?://(?:[\w-]+\.)*?([\w-]+)\.(?:com?\.)?[a-z]{2,4}(?:[/?#:]|$)", re.IGNORECASE)


def service_of(line: Line) -> tuple[str, Name] | None:
    """The service whose logo stands right before the line's number, or to which the number links.

    >>> service_of(Line("7.1 (12k)", 1, pieces=(b'<img src="i.png" alt="IMDb"><span', b"7.1 (12k)")))[1].best
    '10'
    >>> service_of(Line("7.1", 1, href="https://www.imdb.com/title/tt1", pieces=(b"<a", b"7.1")))[0]
    'imdb'
    """
    if not line.pieces or not line.text[0].isdigit():
        return None
    before = line.pieces[0][-_BEFORE:]
    pictures = _PICTURE.findall(before) if b"<img" in before else []
    found = named(read_source(pictures[-1][0] or pictures[-1][1])) if pictures else None
    if found and found[1].is_service:
        return found
    words, address = line.links[0] if line.links else ("", "")
    host = _HOST.match(address) if words[:1].isdigit() else None
    found = named(host[1]) if host else None
    return found if found and found[1].is_service else None
