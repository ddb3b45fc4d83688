"""What a film took or cost: which sum it is, where, and as of when."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from ledger.records import BoxOffice
from pipelines.normalize import Unreadable
from pipelines.normalize.days import date
from pipelines.normalize.places import country
from pipelines.normalize.rows import table
from pipelines.normalize.sums import Sum, read_sum
from pipelines.normalize.text import fold

Measure = Literal["gross", "opening_weekend", "budget"]

_LONGEST = 300  # characters of a label that are looked at
_SMALL = 1000
_WORLD = "worldwide"


def box_office(words: str, label: str = "") -> BoxOffice | None:
    """What a film took or cost: the measure and the region by the label or the words, the date in the words.

    >>> found = box_office("$2,603,370, 30 September 2012, Wide Release", "Opening Weekend USA:")
    >>> found.measure, found.region, found.amount, found.currency, found.as_of, found.approximate
    ('opening_weekend', 'US', 2603370, 'USD', '2012-09-30', False)
    >>> box_office("£850,000 (estimated)", "Budget").plain()
    {'measure': 'budget', 'amount': 850000, 'currency': 'GBP', 'approximate': True}
    """
    found = read_sum(words)
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


def _check_money(found: Sum, words: str, label: str) -> None:
    """Visitors are no money, money from abroad is no total, and a small sum before an unknown word is no sum."""
    rows = table("money")
    around = f"{fold(label)} {fold(found.rest)}"
    if not found.currency and any(word in around for word in rows["visitors"]):
        raise Unreadable(words, "counts visitors, not money")
    if _abroad().search(around):
        raise Unreadable(words, "counts all countries but one: neither a country's sum nor the world's")
    if found.amount < _SMALL and not found.is_scaled and (found.has_word_behind or not found.currency):
        raise Unreadable(words, "a number without a currency or a scale that is known here")


@cache
def _abroad() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(table('money')['abroad'])})\b")


@cache
def _measures() -> tuple[tuple[Measure, re.Pattern[str]], ...]:
    rows = table("money")["measure"]
    order: tuple[Measure, ...] = ("opening_weekend", "budget", "gross")
    return tuple((name, re.compile("|".join(_beginning(fold(word)) for word in rows[name]))) for name in order)


def _beginning(word: str) -> str:
    """A pattern for words that begin like this one; a short one must be the whole word."""
    end = r"(?!\w)" if len(word) <= 3 and word.isascii() else ""
    return (r"(?<!\w)" if word[0] < "\u3000" else "") + re.escape(word) + end


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
