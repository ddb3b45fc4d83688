"""Letters that broke on their way: "Larra_n", "Andrթs", "Mu?oz", "Buuel" may all stand for a name with its marks.

Two ways lead back. Where a sign stands in the broken letter's place it is a joker. Where the letter is gone altogether,
both sides are compared by the letters that never break, those of ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Protocol

LOST = "\u01c1"
"""Stands for one broken letter: itself a letter, so that it survives folding, and used by no film's language."""

_LETTER = r"[^\W\d_]"
_PLACEHOLDER = re.compile(
    rf"(?<={_LETTER})[_?\ufffd¿](?={_LETTER})|(?<={_LETTER})[_\ufffd](?=\W|$)|(?<!\S)[_\ufffd](?={_LETTER})"
)
_MIXED_WORD = re.compile(r"[^\W\d_]*[a-zA-Z][^\W\d_]*")
_FEWEST_SURE = 3
_SURE_SHARE = 0.6


class Spelled(Protocol):
    """What can be compared letter by letter."""

    @property
    def key(self) -> str:
        """Folded, broken letters left out."""

    @property
    def wild(self) -> str:
        """Folded, with "?" for each letter that broke; "" where none did."""

    @property
    def sure(self) -> str:
        """Folded, of the letters alone that never break."""


def mark_lost(text: str) -> str:
    """The text with `LOST` in the place of each letter that visibly broke.

    >>> mark_lost("Pablo Larra_n").replace(LOST, "*"), mark_lost("Andrթs").replace(LOST, "*"), mark_lost("Who? Me")
    ('Pablo Larra*n', 'Andr*s', 'Who? Me')
    """
    marked = _PLACEHOLDER.sub(LOST, text)
    return marked if marked.isascii() else _MIXED_WORD.sub(_foreign_letters_lost, marked)


def _foreign_letters_lost(match: re.Match[str]) -> str:
    """In a word with ASCII letters, a letter of another script is a broken one."""
    word = match.group()
    if word.isascii():
        return word
    return "".join(c if c < "\u0250" or not c.isalpha() or _is_latin(c) else LOST for c in word)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER"))


def surviving(text: str) -> str:
    """The text without every letter that may break: those with marks, and `LOST` itself.

    >>> surviving("Luis Buñuel")
    'Luis Buuel'
    """
    return "".join(c for c in text if c.isascii() or not c.isalpha())


def agree(a: Spelled, b: Spelled) -> bool:
    """Whether two spellings are one, if letters broke in one of them.

    >>> from pipelines.matching.titles import title_form
    >>> agree(title_form("Frgiles"), title_form("Frágiles")), agree(title_form("Cachթ"), title_form("Cacha"))
    (True, True)
    >>> agree(title_form("Heat"), title_form("Heart"))
    False
    """
    if (a.wild or b.wild) and _fits(a.wild or a.key, b.wild or b.key):
        return True
    if a.sure == b.sure and (a.sure != a.key or b.sure != b.key):
        return len(a.sure) >= max(_FEWEST_SURE, _SURE_SHARE * max(len(a.key), len(b.key)))
    return False


def _fits(one: str, other: str) -> bool:
    """Same length, and every letter equal or a joker; most must be letters."""
    if len(one) != len(other):
        return False
    pairs = list(zip(one, other, strict=True))
    sure = sum(x == y != "?" for x, y in pairs)
    return sure >= max(_FEWEST_SURE, _SURE_SHARE * len(one)) and all(x == y or "?" in (x, y) for x, y in pairs)
