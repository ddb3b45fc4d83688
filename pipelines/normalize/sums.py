"""Printed sums: the exact amount, its currency, and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipelines.normalize import Unreadable
from pipelines.normalize.numerals import NUMBER, ascii_digits, decimal, scale_pattern, scales
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean, fold

_LONGEST = 300
_LARGEST = Decimal(10) ** 15
_NUMBER = re.compile(NUMBER)
_SIGN = re.compile(r"(?:^|[^\w\s)])\s?[-−]$")


@dataclass(frozen=True, slots=True)
class Sum:
    """A printed sum: its exact amount, the words around it, and whether a word follows that is no known scale."""

    amount: Decimal
    currency: str | None
    is_scaled: bool
    rest: str
    has_word_behind: bool

    @property
    def is_about(self) -> bool:
        """Whether the page rounds: by a scale word, or by "about"."""
        return self.is_scaled or bool(_about().search(fold(self.rest)))


def read_sum(words: str) -> Sum | None:
    """The first sum with a currency, else the first number; None where the words say nothing.

    >>> found = read_sum("about $2.5 million in May")
    >>> found.amount, found.currency, found.rest, found.is_about
    (Decimal('2500000.0'), 'USD', 'about in May', True)
    """
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 4]).split()))
    if says_nothing(s):
        return None
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a sum of money")
    s = s.rpartition("=")[2]  # "$1 + $2 = $3"
    first: Sum | None = None
    for number in _NUMBER.finditer(s):
        found = _sum_at(number, s, words)
        if found.currency is not None:
            return found
        first = first or found
    if first is None:
        raise Unreadable(words, "no sum of money")
    return first


def _sum_at(number: re.Match[str], s: str, words: str) -> Sum:
    """A number with the scale and the currencies beside it."""
    left, start = _currency_before(s, number.start())
    if s[number.start() - 1 : number.start()] in ("-", "−") and _SIGN.search(s[: number.start()]):
        raise Unreadable(words, "a sum below nought")
    scale = _scale_behind().match(s, number.end())
    right, end = _currency_behind(s, scale.end() if scale else number.end())
    amount = decimal(number[0]) * _times(scale["scale"] if scale else None, left or right)
    if amount > _LARGEST:
        raise Unreadable(words, "more money than there is")
    return Sum(
        amount=amount,
        currency=_told_apart(left, right),
        is_scaled=bool(scale),
        rest=" ".join(f"{s[:start]} {s[end:]}".split()).strip(" ,;:"),
        has_word_behind=bool(re.match(r"\s?[^\W\d_]", s[end:])),
    )


@cache
def _scale_behind() -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<scale>{scale_pattern()})", re.IGNORECASE)


def _currency_before(s: str, at: int) -> tuple[str | None, int]:
    """The currency whose sign or word ends before the number, and where it begins."""
    end = len(s[:at].rstrip())
    for size in range(min(_longest_currency(), end), 0, -1):
        word = s[end - size : end]
        code = _currencies().get(word.casefold())
        if code is not None and not (_joins(word[0]) and end > size and _joins(s[end - size - 1])):
            return code, end - size
    return None, at


def _currency_behind(s: str, at: int) -> tuple[str | None, int]:
    """The currency whose sign or word begins behind the number or its scale, and where it ends."""
    start = at + len(s[at:]) - len(s[at:].lstrip())
    for size in range(min(_longest_currency(), len(s) - start), 0, -1):
        word = s[start : start + size]
        code = _currencies().get(word.casefold())
        if code is not None and not (_joins(word[-1]) and _joins(s[start + size : start + size + 1])):
            return code, start + size
    return None, at


def _joins(letter: str) -> bool:
    """Whether letters like this one are written together as words; the scripts of East Asia part none."""
    return letter.isalpha() and letter < "\u0e00"


def _times(word: str | None, currency: str | None) -> Decimal:
    if not word:
        return Decimal(1)
    word = word.casefold().rstrip(".")
    if word == "mil":  # a thousand in Spanish and Portuguese, a million in English and Czech
        return Decimal(1000) if currency in table("money")["mil_is_thousand"] else Decimal(1_000_000)
    return scales()[word]


def _told_apart(left: str | None, right: str | None) -> str | None:
    """ "$5 CAD": what names one country's money says more than a sign that many share. Crowns alone are no one's."""
    chosen = right if right and (not left or (left in table("money")["shared"] and right != left)) else left
    return chosen or None


@cache
def _currencies() -> dict[str, str]:
    return {word.casefold(): row["code"] for row in table("money")["currency"] for word in row["words"]}


@cache
def _longest_currency() -> int:
    return max(map(len, _currencies()))


@cache
def _about() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{'|'.join(map(re.escape, table('money')['about']))})(?:\s|$)")
