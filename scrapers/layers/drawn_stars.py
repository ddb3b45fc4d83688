"""A score that is drawn by elements: stars that class words fill, a class word that counts them, the width of a bar."""

from __future__ import annotations

import re

_SIGN = rb"star|stern|stjern|stj\xc3\xa4rn|etoile|estrella|estrela|stella|gwiazd|hvezd|csillag|heart|hjerte"
_CLASS = rb"class\s*=\s*[\"'][^\"']*"
_MAYBE = re.compile(_SIGN + rb"|dice|terning|rating|score", re.IGNORECASE)
_ICONS = re.compile(
    rb"<(?:i|span|svg|li|use|b|em|div)\s[^<>]*?class\s*=\s*[\"']([^\"']*(?:" + _SIGN + rb")[^\"']*)[\"']",
    re.IGNORECASE,
)
_FULL = re.compile(
    rb"full|fill(?:ed)?(?![a-z])|(?<![a-z])(?:active|on|gold|golden|yellow|selected|checked|lit)(?![a-z])",
    re.IGNORECASE,
)
_HALF = re.compile(rb"half|halv|demi|medi[ao]|(?<![a-z])50(?![0-9])", re.IGNORECASE)
_EMPTY = re.compile(
    rb"empty|(?<![a-z])(?:off|o|outline|gr[ae]y|inactive|blank|none|leer|vide|tom)(?![a-z])",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    _CLASS + rb"(?<![a-z])(?:stars?|rating|score|hearts?|stjerner|karakter|betyg)[-_]{0,2}"
    rb"(\d)[-_]?(?:of|af|av|von|out-?of)[-_]?([4-6]|10)(?![0-9])",
    re.IGNORECASE,
)
_DICE = re.compile(_CLASS + rb"(?<![a-z])(?:dice|die|terning(?:kast)?)[-_]{0,2}([1-6])(?![0-9])", re.IGNORECASE)
_WIDTH = re.compile(
    _CLASS + rb"(?:" + _SIGN + rb"|rating)[^\"']*[\"'][^<>]*?style\s*=\s*[\"'][^\"']*width:\s*(\d{1,3})(?:\.\d+)?%",
    re.IGNORECASE,
)
_SCALES = frozenset({4, 5, 6, 10})
_MOST_BYTES = 6000


def drawn(source: bytes) -> str:
    """The score that the tags of this source draw, with its scale; "" where they draw none.

    >>> drawn(b'<i class="star-full"></i><i class="star-full"></i><i class="star-half"></i><i class="star-empty"></i>')
    '2.5/4'
    >>> drawn(b'<div class="stars stars--4of6">'), drawn(b'<div class="dice dice--5">'), drawn(b'<p class="lead">')
    ('4/6', '5/6', '')
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
    return _icons(_ICONS.findall(source)) or _bar(source)


def _bar(source: bytes) -> str:
    width = _WIDTH.search(source)
    return f"{int(width[1]) / 20:g}/5" if width and 0 < int(width[1]) <= 100 else ""


def _icons(classes: list[bytes]) -> str:
    """The score of a row of icons: those that are filled, and how many there are."""
    full = half = empty = 0
    for one in classes:
        if _EMPTY.search(one):
            empty += 1
        elif _HALF.search(one):
            half += 1
        elif _FULL.search(one):
            full += 1
    plain = len(classes) - full - half - empty
    if full and not empty and full + half + plain in _SCALES and plain < full + half + plain:
        empty = plain
    total = full + half + empty
    return f"{full + half / 2:g}/{total}" if total in _SCALES and full + half and total >= len(classes) - 1 else ""
