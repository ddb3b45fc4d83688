"""Scores that are drawn on a card: rows of single stars, a bar of some width, tooltips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scrapers.lines import read_source
from scrapers.shapes import for_lower_case
from scrapers.tables import table

_TABLE = table("cards")
_CLASS = re.compile(rb"""<[a-zA-Z][^\s<>]*(?=\s)[^<>]*?\sclass\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)
_IMAGE = re.compile(
    rb"""<(?:amp-)?img\s[^<>]*?(?:data-)?src\s*=\s*["'][^"'<>]{0,200}?([^"'<>/]{1,40})\.(?:gif|png|jpe?g|svg|webp)"""
)
_TOLD = re.compile(
    rb"""\s(?:title|alt|aria-label|aria-valuetext|data-(?:title|tooltip|tip|original-title|label|text))\s*=\s*(?:"([^"<>]{1,60})"|'([^'<>]{1,60})')""",
    re.IGNORECASE,
)
_WIDTH = re.compile(rb"""\sstyle\s*=\s*["'][^"'<>]*?width\s*:\s*(\d{1,3}(?:\.\d{1,3})?)\s*%""", re.IGNORECASE)
_OF = for_lower_case(_TABLE["star"]["of"])
_HALF = for_lower_case(_TABLE["star"]["half"])
_EMPTY = for_lower_case(_TABLE["star"]["empty"])
_FULL = for_lower_case(_TABLE["star"]["full"])
_WORDS = {re.compile(rf"(?:{words})", re.IGNORECASE): stars for stars, words in _TABLE["stars"].items()}
_AUXILIARY = frozenset({"", "is", "has", "are"})
"""What may stand before a state: "is-lit"."""
_FEWEST, _MOST = 4, 10
"""Stars in a row."""
_IS_FULL = 2
_TOPS = frozenset({4, 5, 6, 10})
_PREFIX = 3
"""Letters that the names of a row's icons begin with alike."""
_FIVE = 5
_SCALES = (10, 5, 100)
_NEAR = 0.006
_FAR = 300
"""Bytes before a width in which stars are spoken of."""


def in_a_row(raw: bytes) -> str:
    """The score that a row of full, half and empty stars shows ("3.5/5"); "" where there is none.

    >>> in_a_row(b'<i class="star full"></i><i class="star full"></i><i class="star half"></i>' * 1)
    ''
    >>> in_a_row(b'<i class="star on"></i><i class="star on"></i><i class="star on"></i><i class="star off"></i>')
    '3/4'
    >>> in_a_row(b'<i class="star lit"></i><i class="star lit"></i>' + b'<i class="star"></i>' * 3)
    '2/5'
    >>> in_a_row(b'<img src="/i/star_on.gif">' * 3 + b'<img src="/i/star_off.gif">' * 2)
    '3/5'
    >>> in_a_row(b'<img src="/i/star-black.png">' * 4 + b'<img src="/i/star-grey.png">' * 2)
    '4/6'
    """
    found = _row(words.decode("utf-8", "replace").lower() for words in _CLASS.findall(raw))
    if found or b"img" not in raw:
        return found
    return _row(words.decode("utf-8", "replace").lower() for words in _IMAGE.findall(raw))


def _row(words: Iterable[str]) -> str:
    """The score of a row of icons, of each its class words or its file's name."""
    full = half = empty = 0
    plain: list[str] = []
    stated: list[str] = []
    icons = [low for low in words if _OF.search(low)]
    if of_two := _of_two(icons) or _of_two(icons[1:]):  # the first may be the frame of all
        return of_two
    for low in icons:
        states = (_HALF, _EMPTY, _FULL)
        state = next((at for at, pattern in enumerate(states) if pattern.search(low)), None)
        half, empty, full = half + (state == 0), empty + (state == 1), full + (state == _IS_FULL)
        if state is None:
            plain.append(low)
        elif state != 0:
            stated.append(low)
    if plain and stated and not (full and empty):
        # Icons of one kind, of which only the lit or only the dark ones say so.
        stem = _stem(stated[0])
        others = sum(_stem(low) == stem for low in plain)
        full, empty = (full, others) if full else (others, empty)
    stars = full + half + empty
    if not _FEWEST <= stars <= _MOST or stars in (6, 7, 8, 9) or half > 1:
        return ""
    return f"{full + half / 2:g}/{stars}"


def _of_two(icons: Sequence[str]) -> str:
    """The score of a row of two icons, the bright ones first: one of them says its state, the other need not.

    >>> _of_two(["star-black"] * 5 + ["star-grey"]), _of_two(["star"] * 5 + ["starting"]), _of_two(["star"] * 6)
    ('5/6', '', '')
    """
    if len(icons) not in _TOPS or icons[0] == icons[-1]:
        return ""
    first, last = icons[0], icons[-1]
    full = icons.count(first)
    if icons[full - 1] != first or icons[full:] != [last] * (len(icons) - full) or first[:_PREFIX] != last[:_PREFIX]:
        return ""
    is_dark = _EMPTY.search(last) is not None
    is_told = is_dark != (_EMPTY.search(first) is not None) if is_dark else _FULL.search(first) is not None
    return f"{full}/{len(icons)}" if is_told and not (_HALF.search(first) or _HALF.search(last)) else ""


def _stem(classes: str) -> frozenset[str]:
    """The class words of an icon without what they say of its state.

    >>> _stem("icon-star active") == _stem("icon-star"), _stem("star star--on") == _stem("star"), _stem("stars on")
    (True, True, frozenset({'stars'}))
    """
    for state in (_EMPTY, _FULL):
        classes = state.sub("", classes)
    return frozenset(word for part in classes.split() if (word := part.strip("-_")) not in _AUXILIARY)


def by_width(raw: bytes, numbers: Sequence[float]) -> str:
    """The score that the width of a bar of stars shows, of five, or of the scale of the number beside it.

    >>> by_width(b'<i class="stars"><i style="width: 90.0%;"></i></i>', []), by_width(b'<b style="width:80%">', [])
    ('4.5/5', '')
    >>> by_width(b'<span class="stars"><i style="width: 80%;"></i></span>', [8.0, 31.0])
    '8/10'
    """
    found = list(_WIDTH.finditer(raw))
    if len(found) != 1 or float(found[0][1]) > 100:
        return ""
    near = raw[max(0, found[0].start() - _FAR) : found[0].end()].lower()
    if b"star" not in near and b"rating" not in near:
        return ""
    share = float(found[0][1]) / 100
    beside = ((number, best) for number in numbers for best in _SCALES if abs(share * best - number) < _NEAR * best)
    value, best = next(beside, (share * _FIVE, _FIVE))
    return f"{value:g}/{best}"


def tooltips(raw: bytes) -> list[str]:
    """What the elements of a card say of themselves in attributes, stars in words as their number."""
    said = [read_source(double or single) for double, single in _TOLD.findall(raw)]
    return [next((f"{stars}/5" for word, stars in _WORDS.items() if word.fullmatch(one)), one) for one in said]
