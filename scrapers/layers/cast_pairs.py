"""A character above its actor on one line: "<small>Mary</small><span>Ann Lee</span>", as tiles of a cast have it."""

from __future__ import annotations

import re

from scrapers.lines import Line, read_source
from scrapers.shapes import is_name
from scrapers.tables import table

_ALT = re.compile(rb"""\salt\s*=\s*(?:"([^"]{2,60})"|'([^']{2,60})')""", re.IGNORECASE)
_SMALL = re.compile(rb"<small(?:\s[^<>]*)?>?\s*$", re.IGNORECASE)
_OF_CHARACTER = re.compile(table("phrases")["cast"]["character_class"].encode(), re.IGNORECASE)
_PAIR = 4
"""Pieces of a line that has two parts."""


def actor_and_character(line: Line) -> tuple[str, str] | None:
    """The actor and the character of a line of two parts whose first is the character; None where nothing says so.

    What says so: the picture is called as the second is, or the first is set small or classed as a role.

    >>> actor_and_character(Line("Mary Ann Lee", 1, pieces=(b"<li><small>", b"Mary", b"</small><b>", b"Ann Lee")))
    ('Ann Lee', 'Mary')
    >>> actor_and_character(Line("Ann Lee Mary", 1, pieces=(b"<li><b>", b"Ann Lee", b"</b><small>", b"Mary")))
    """
    if len(line.pieces) != _PAIR or len(line.parts) != 2:
        return None
    first, second = line.parts
    before, between = line.pieces[0], line.pieces[2]
    if not is_name(second):
        return None
    pictured = {read_source(double or single) for double, single in _ALT.findall(before)} if b"alt" in before else set()
    return (second, first) if second in pictured or _is_character(before, between) else None


def is_small_first(first: Line, second: Line) -> bool:
    """Whether two lines of one link are a character, set small or classed as a role, and below it the actor."""
    if not first.href or first.href != second.href or not (first.pieces and second.pieces and second.is_name):
        return False
    return _is_character(first.pieces[0], second.pieces[0])


def _is_character(before: bytes, between: bytes) -> bool:
    """Whether what opens before the first of two names sets it small or classes it as a role, and not the second."""
    told = _SMALL.search(before) is not None or _OF_CHARACTER.search(before[before.rfind(b"<") :]) is not None
    return told and not _SMALL.search(between)
