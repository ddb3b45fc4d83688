"""Countries that a page shows as flags alone: pictures right behind the film's title and year, named for readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scrapers.layers import strips
from scrapers.lines import Line, read_source
from scrapers.words import Said

_PICTURE = re.compile(rb"<img\s[^<>]{1,600}>", re.IGNORECASE)
_OF_FLAG = re.compile(
    rb"flag|countr|(?<![a-z])(?:pais|paese|land|pays)(?:es|i)?[/_-]|drapeau|bandeira|bander|bandier|vlag|vlajk|zastav|bayrak|lippu"
    rb"|fahne|lander/|laender",
    re.IGNORECASE,
)
_NAME = re.compile(rb"""(?<=\s)(?:alt|title)\s*=\s*(?:"([^"<>]{2,40})"|'([^'<>]{2,40})')""", re.IGNORECASE)
_MOST = 8
"""Flags of one film, at most."""


def _behind(lines: Sequence[Line], at: int) -> Iterator[bytes]:
    """The markup behind the first words of the line, up to the next text but one."""
    yield from lines[at].pieces[2::2]
    if at + 1 < len(lines):
        yield from lines[at + 1].pieces[:1]


def countries(lines: Sequence[Line], at: int, layer: str) -> tuple[Said, ...]:
    """The countries whose flags stand behind the title on line `at`, before the next text.

    >>> flag = b'</b><img src="/img/flags/no.png" alt="Norway">'
    >>> [said.text for said in countries([Line("Up", 1, pieces=(b"<b", b"Up")), Line("6.7", 2, pieces=(flag,))], 0, "")]
    ['Norway']
    """
    found: list[str] = []
    for markup in _behind(lines, at):
        for picture in _PICTURE.findall(markup) if b"<img" in markup else ():
            names = (read_source(one or other) for one, other in _NAME.findall(picture))
            name = next((name for name in names if strips.lands(name)), "") if _OF_FLAG.search(picture) else ""
            if name and name not in found:
                found.append(name)
    return tuple(Said(text=name, layer=layer, where=lines[at].where) for name in found[:_MOST])
