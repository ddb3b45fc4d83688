"""The heading of a page without headings: the line set large that the document's title repeats.

Pages of the nineties, and those of editors that knew no headings, set their title in a large font.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from scrapers.lines import Line
from scrapers.structure.film import folded

_HEADINGS = frozenset({"h1", "h2", "h3"})
_LARGE = re.compile(
    rb"<font\s[^<>]*size\s*=\s*[\"']?(?:[4-7]|\+[1-5])(?![0-9])|<big[\s>].*<big[\s>]"
    rb"|font-size\s*:\s*(?:(?:1[89]|[2-6][0-9])(?:px|pt)|1[4-9][0-9]%|[2-4][0-9][0-9]%|(?:1\.[4-9]|[2-5])[0-9]*r?em|x{1,2}-large)",
    re.IGNORECASE | re.DOTALL,
)
_MAYBE = (b"<font", b"<FONT", b"<big", b"font-size", b"FONT-SIZE")
_TITLE = re.compile(rb"<title[^<>]{0,200}>(.{1,2000}?)</title", re.IGNORECASE | re.DOTALL)
_CUT = re.compile(r"\s+[-–—|:·•/]+\s+|[|｜：/／»]+|\s*[–—]\s*")
_SEARCHED, _LONGEST, _PARAGRAPH, _TOP = 400, 120, 25, 6
_HEAD = 50_000
"""Bytes of a source in which its title stands."""


def with_heading(lines: tuple[Line, ...], source: bytes) -> tuple[Line, ...]:
    """The lines, of which the large one that is the title is a heading where the page has none.

    >>> large = Line("Up", 1, 1, "p", pieces=(b'<p align="center"><font size="6"', b"Up"))
    >>> [line.tag for line in with_heading((large,), b"<title>Up - a review</title><font size=6>Up</font>")]
    ['h1']
    """
    if not any(mark in source for mark in _MAYBE) or any(line.tag in _HEADINGS for line in lines):
        return lines
    found = _TITLE.search(source, 0, _HEAD)
    title = unescape(found[1].decode("utf-8", "replace")) if found else ""
    at = _heading_at(lines, title) if title else None
    if at is None:
        return lines
    return (*lines[:at], lines[at]._replace(tag="h1", gap=2), *lines[at + 1 :])


def _heading_at(lines: Sequence[Line], title: str) -> int | None:
    """The last large line over the first paragraph that the title holds: a site's name stands above it.

    What stands first on the page and last in the title is that name.
    """
    last: int | None = None
    parts = [part for one in _CUT.split(title) if (part := folded(one))]
    site = parts[-1] if len(parts) > 1 else ""
    whole = f" {folded(title)} "
    for at, line in enumerate(lines[:_SEARCHED]):
        if len(line.text) > _LONGEST or line.href or not line.pieces:
            if last is not None and line.words >= _PARAGRAPH:
                break
            continue
        words = folded(line.text) if _LARGE.search(line.pieces[0]) else ""
        if words and f" {words} " in whole and not (words == site and at < _TOP):
            last = at
    return last
