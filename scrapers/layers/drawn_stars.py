"""A score that a post draws by elements: a class word that counts stars or eyes, else a row of stars or a bar."""

from __future__ import annotations

import re

from scrapers.layers.card_stars import by_width, in_a_row
from scrapers.lines import Line
from scrapers.tables import table

_CLASS = rb"class\s*=\s*[\"'][^\"']*"
_MAYBE = re.compile(f"{table('cards')['star']['of']}|terning|score".encode(), re.IGNORECASE)
"""What no source is without that draws a score."""
_COUNTED = re.compile(
    _CLASS + rb"(?<![a-z])(?:stars?|rating|score|hearts?|stjerner|karakter|betyg)[-_]{0,2}"
    rb"(\d)[-_]?(?:of|af|av|von|out-?of)[-_]?([4-6]|10)(?![0-9])",
    re.IGNORECASE,
)
_DICE = re.compile(_CLASS + rb"(?<![a-z])(?:dice|die|terning(?:kast)?)[-_]{0,2}([1-6])(?![0-9])", re.IGNORECASE)
_TENS = re.compile(
    _CLASS + rb"(?<![a-z])(?:allstar|stars?)"
    rb"(?:[-_]{0,2}|[^\"'<>]{0,30}\s(?:val|rate|rank|n|v|s)[-_]?)([1-5][05]|05)(?![0-9])"
    rb"|" + _CLASS + rb"(?<![a-z])(?:rating|note|score)[^\"'<>]{0,20}\s(?:n|v|val|rate)[-_]?([0-5][05])(?=[\s\"'])",
    re.IGNORECASE,
)
"""Tenths of five stars: "allstar40", "rating-star val35"."""
_MOST_BYTES = 6000


def drawn(source: bytes) -> str:
    """The score that the tags of this source draw, with its scale; "" where they draw none.

    >>> drawn(b'<i class="star-full"></i><i class="star-full"></i><i class="star-half"></i><i class="star-empty"></i>')
    '2.5/4'
    >>> drawn(b'<div class="stars stars--4of6">'), drawn(b'<div class="dice dice--5">'), drawn(b'<p class="lead">')
    ('4/6', '5/6', '')
    >>> drawn(b'<div class="rating-mdl n35 big-stars"><i class="star"></i>')
    '3.5/5'
    >>> drawn(b'<span class="allstar40">'), drawn(b'<b class="rating-star val35">')
    ('4/5', '3.5/5')
    """
    source = source[:_MOST_BYTES]
    if not _MAYBE.search(source):
        return ""
    counted = _COUNTED.search(source)
    if counted:
        return f"{counted[1].decode()}/{counted[2].decode()}"
    die = _DICE.search(source)
    if die:
        return f"{die[1].decode()}/6"
    tens = _TENS.findall(source)
    if len(tens) == 1:
        return f"{int(tens[0][0] or tens[0][1]) / 10:g}/5"
    low = source.lower()
    return in_a_row(low) or by_width(low, ())


def scale_of(line: Line, value: str) -> str:
    """The top of the scale to which a bar of stars is drawn before the value on a line; "" where it fits none.

    >>> scale_of(Line("3,4", 1, pieces=(b'<i class="stars" style="width:68%"></i><b', b"3,4")), "3,4")
    '5'
    """
    before = line.pieces[0] if line.pieces else b""
    number = float(value.replace(",", "."))
    shown, _, best = by_width(before, [number]).partition("/") if b"width" in before else ("", "", "")
    return best if shown == f"{number:g}" else ""
