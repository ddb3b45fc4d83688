"""Sums of money: amount, currency, and whether the page rounds; and what a sum at the box office means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from ledger.records import BoxOffice
from pipelines.normalize import Unreadable
from pipelines.normalize.dates import date
from pipelines.normalize.numerals import NUMBER, ascii_digits, decimal, scale_pattern, scales
from pipelines.normalize.places import country
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean, fold

_LONGEST = 300
_LARGEST = Decimal(10) ** 15

Measure = Literal["gross", "opening_weekend", "budget"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """A sum in whole units of `currency` (ISO 4217; None where the words name none).

    `approximate` is true where the page rounds: with a scale word ("$2.7 million") or "about".
    """

    amount: int
    currency: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class _Sum:
    """A printed sum: its exact amount, what stands around it, and whether a word follows that is no known scale."""

    amount: Decimal
    currency: str | None
    is_scaled: bool
    rest: str
    has_word_behind: bool

    @property
    def is_about(self) -> bool:
        return self.is_scaled or bool(_about().search(fold(self.rest)))


def money(words: str) -> Money | None:
    """The sum of money in the words, the first of several; None where they say nothing.

    >>> money("$2.7 million"), money("5310554$")
    (Money(amount=2700000, currency='USD', approximate=True), Money(amount=5310554, currency='USD', approximate=False))
    >>> [(m.amount, m.currency) for w in ("1,5 Mio. €", "₹120 crore", "1 234 567 руб.", "$12.5bn") if (m := money(w))]
    [(1500000, 'EUR'), (1200000000, 'INR'), (1234567, 'RUB'), (12500000000, 'USD')]
    """
    found = _sum(words)
    if found is None:
        return None
    return Money(amount=int(found.amount), currency=found.currency, approximate=found.is_about)


def price(words: str) -> tuple[float, str | None] | None:
    """A price with its cents, and the currency; None where the words say nothing.

    >>> price("From $3.99 (HD)"), price("4,99 €"), price("-")
    ((3.99, 'USD'), (4.99, 'EUR'), None)
    """
    found = _sum(words)
    return (float(found.amount), found.currency) if found else None


def _sum(words: str) -> _Sum | None:
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 4]).split()))
    if says_nothing(s):
        return None
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a sum of money")
    s = s.rpartition("=")[2]  # "$1 + $2 = $3"
    first: _Sum | None = None
    for number in _NUMBER.finditer(s):
        found = _read_sum(number, s)
        if found.currency is not None:
            return found
        first = first or found
    if first is None:
        raise Unreadable(words, "no sum of money")
    return first


_NUMBER = re.compile(NUMBER)
_SIGN = re.compile(r"(?:^|[^\w\s)])\s?[-−]$")


def _read_sum(number: re.Match[str], s: str) -> _Sum:
    """A number with the scale and the currencies beside it."""
    left, start = _currency_before(s, number.start())
    if s[number.start() - 1 : number.start()] in ("-", "−") and _SIGN.search(s[: number.start()]):
        raise Unreadable(s, "a sum below nought")
    scale = _scale_behind().match(s, number.end())
    right, end = _currency_behind(s, scale.end() if scale else number.end())
    amount = decimal(number[0]) * _times(scale["scale"] if scale else None, left or right)
    if amount > _LARGEST:
        raise Unreadable(s, "more money than there is")
    return _Sum(
        amount=amount,
        currency=_told_apart(left, right),
        is_scaled=bool(scale),
        rest=f"{s[:start]} {s[end:]}".strip(" ,;:"),
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


def box_office(words: str, label: str = "") -> BoxOffice | None:
    """What a film took or cost: the measure and the region by the label or the words, the date in the words.

    >>> found = box_office("$2,603,370, 30 September 2012, Wide Release", "Opening Weekend USA:")
    >>> found.measure, found.region, found.amount, found.currency, found.as_of, found.approximate
    ('opening_weekend', 'US', 2603370, 'USD', '2012-09-30', False)
    >>> box_office("£850,000 (estimated)", "Budget").plain()
    {'measure': 'budget', 'amount': 850000, 'currency': 'GBP', 'approximate': True}
    """
    found = _sum(words)
    if found is None or found.amount == 0:
        return None
    _check_money(found, words, label)
    measure = _measure(label) or _measure(found.rest)
    if measure is None:
        raise Unreadable(words, f"neither {label!r} nor the words say what was counted")
    return BoxOffice(
        measure=measure,
        region=None if measure == "budget" else _region(label, found.rest),
        amount=int(found.amount),
        currency=found.currency,
        as_of=_as_of(found.rest),
        approximate=found.is_about,
    )


def _check_money(found: _Sum, words: str, label: str) -> None:
    """Visitors are no money, money from abroad is no total, and a small sum before an unknown word is no sum."""
    rows = table("money")
    around = f"{fold(label)} {fold(found.rest)}"
    if not found.currency and any(word in around for word in rows["visitors"]):
        raise Unreadable(words, "counts visitors, not money")
    if _abroad().search(around):
        raise Unreadable(words, "counts all countries but one: neither a country's sum nor the world's")
    if found.amount < _SMALL and not found.is_scaled and (found.has_word_behind or not found.currency):
        raise Unreadable(words, "a number without a currency or a scale that is known here")


_SMALL = 1000


@cache
def _abroad() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(table('money')['abroad'])})\b")


@cache
def _measures() -> tuple[tuple[Measure, re.Pattern[str]], ...]:
    rows = table("money")["measure"]
    order: tuple[Measure, ...] = ("opening_weekend", "budget", "gross")
    return tuple((name, re.compile("|".join(re.escape(fold(word)) for word in rows[name]))) for name in order)


@lru_cache(maxsize=4096)
def _measure(words: str) -> Measure | None:
    folded = fold(words[:_LONGEST])
    return next((name for name, pattern in _measures() if pattern.search(folded)), None)


def _region(label: str, rest: str) -> str | None:
    """The country that the label names, or brackets or commas in the words; worldwide has no code."""
    where: str | None = _region_of_label(label[:_LONGEST])
    if where == "":
        pieces = (piece.strip() for piece in re.split(r"[,;()\[\]|]", rest))
        where = _worldwide_or_home(fold(rest)) or next((code for p in pieces if (code := _one_country(p))), None)
    return None if where == _WORLD else where


_WORLD = "worldwide"


@lru_cache(maxsize=4096)
def _region_of_label(label: str) -> str:
    """The country's code, `_WORLD`, or nothing."""
    tokens = re.findall(r"[^\W\d_][\w.]*", label)
    grams = (" ".join(tokens[i : i + size]) for size in (3, 2, 1) for i in range(len(tokens) - size + 1))
    return _worldwide_or_home(fold(label)) or next((code for gram in grams if (code := _one_country(gram))), "")


def _worldwide_or_home(folded: str) -> str:
    rows = table("money")
    if any(f" {word}" in f" {folded}" for word in rows["worldwide"]):
        return _WORLD
    return "US" if any(f" {word} " in f" {folded} " for word in rows["domestic"]) else ""


def _one_country(piece: str) -> str | None:
    """The country of these words, which must name it with a capital letter."""
    if not piece or piece[0].islower() or len(piece) > 40 or (len(piece) <= 2 and piece not in ("US", "UK")):
        return table("money")["inflected"].get(fold(piece)) if piece else None
    inflected: str | None = table("money")["inflected"].get(fold(piece))
    return inflected or country(piece)


def _as_of(rest: str) -> str | None:
    for piece in [rest, *re.split(r"[,;()]\s+(?=\D)|[()]", rest)]:
        if any(c.isdigit() for c in piece):
            try:
                return date(piece.strip(" ,;()"))
            except Unreadable:
                continue
    return None
