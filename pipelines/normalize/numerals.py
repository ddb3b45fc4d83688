"""Numbers as pages print them: "5,892", "1 234 567", "7,5", "12,34,567", "3½", "٤", "1.2万", "427K"."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache

from pipelines.normalize import Unreadable
from pipelines.normalize.rows import table

SPACES = " \u00a0\u2007\u2009\u202f"
NUMBER = rf"\d+(?:[.,'’·{SPACES}]\d+)*"
"""A pattern for one printed number, with its separators and without a sign."""

FRACTIONS = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
_NOT_PLAIN = re.compile(rf"[^0-9.,'’·{SPACES}]")
_LONGEST = 40  # digits and separators; a longer run is no number of this world


def ascii_digits(words: str) -> str:
    """Digits of every script as 0 to 9; all else untouched.

    >>> ascii_digits("８.５ / ١٠")
    '8.5 / 10'
    """
    if words.isascii():
        return words
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in words)


def decimal(words: str, *, grouped: bool = True) -> Decimal:
    """One number whose separators may be of any country, exactly.

    `grouped` says what a single separator before three digits is: of thousands (counts, money), or decimal (scores).

    >>> [str(decimal(w)) for w in ("5,892", "1.234.567,89", "1 234 567", "12,34,567", "7,5", "0.125")]
    ['5892', '1234567.89', '1234567', '1234567', '7.5', '0.125']
    >>> str(decimal("3.725", grouped=False))
    '3.725'
    """
    bare = ascii_digits(words).strip()
    if len(bare) > _LONGEST or not bare or _NOT_PLAIN.search(bare) or not bare[0].isdigit() or not bare[-1].isdigit():
        raise Unreadable(words, "not one number")
    bare = re.sub(rf"['’·{SPACES}]", " ", bare)
    marks = re.findall(r"\D", bare)
    if not marks:
        return Decimal(bare)
    groups = re.split(r"\D", bare)
    fraction = _has_fraction(marks, groups, grouped)
    whole = groups[:-1] if fraction else groups
    grouping = set(marks[: len(whole) - 1])
    if len(grouping) > 1 or (len(whole) > 1 and not _well_grouped(whole)) or (fraction and marks[-1] == " "):
        raise Unreadable(words, "its separators do not fit one number")
    return Decimal("".join(whole) + ("." + groups[-1] if fraction else ""))


def _has_fraction(marks: list[str], groups: list[str], grouped: bool) -> bool:
    """Whether the last group stands after a decimal mark."""
    last = marks[-1]
    if last == " ":
        return False
    if len(marks) > 1:
        return last not in marks[:-1]
    return len(groups[-1]) != 3 or len(groups[0]) > 3 or groups[0].startswith("0") or not grouped


def _well_grouped(whole: list[str]) -> bool:
    """Western groups of three, or Indian ones of two before a last of three."""
    return 1 <= len(whole[0]) <= 3 and len(whole[-1]) == 3 and all(len(g) in (2, 3) for g in whole[1:-1])


@cache
def scales() -> dict[str, Decimal]:
    """Scale words in lower case, without a final dot, and what they multiply by."""
    return {word: Decimal(row["times"]) for row in table("numerals")["scale"] for word in row["words"]}


@cache
def scale_pattern() -> str:
    """A pattern (for `re.IGNORECASE`) for one scale word, the longest first; letters must end where the word ends."""
    words = sorted(scales(), key=len, reverse=True)
    spaced = [rf"{re.escape(w)}(?![^\W\d_])\.?" for w in words if not _is_cjk(w)]
    return "|".join(spaced + [re.escape(w) for w in words if _is_cjk(w)])


def _is_cjk(word: str) -> bool:
    return "\u3040" <= word[0] <= "\u9fff" or "\uac00" <= word[0] <= "\ud7af"
