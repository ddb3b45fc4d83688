"""Dates of release, with the country and what else is said of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from functools import cache

from ledger.records import ReleaseDate
from pipelines.normalize import places
from pipelines.normalize.date_spans import LONE_YEAR, DateSpan, iso_date, without_times
from pipelines.normalize.days import NUMBERS, date, one_date, prepared
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import fold

_BRACKETED = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_PIECES = re.compile(r"\s*[,;:|/«»\"“”•·]\s*|\s+[-–—]\s+|^\s*[-–—]\s*|\s*[-–—]\s*$")


def release_date(words: str, *, fetched: datetime | None = None, languages: Collection[str] = ()) -> ReleaseDate | None:
    """A date of release with its country and what else is said of it; None where the words say nothing.

    >>> release_date("10 January 2013 (Brazil) (limited)")
    ReleaseDate(date='2013-01-10', country='BR', note='limited')
    >>> release_date("In theaters 2012-09-28"), release_date("September 28").date, release_date("USA: 1997").country
    (ReleaseDate(date='2012-09-28', country=None, note=None), '--09-28', 'US')
    """
    s = prepared(words)
    if not s:
        return None
    s, found = one_date(s, languages, words)
    lone = None if found else _lone_span(s)
    if span := found or lone:
        country, note = _beside_release(s[: span.start], s[span.end :])
        return ReleaseDate(date=span.iso, country=country, note=note)
    iso = date(words, fetched=fetched, languages=languages)
    return ReleaseDate(date=iso) if iso else None


def _lone_span(s: str) -> DateSpan | None:
    years = list(LONE_YEAR.finditer(s))
    if len(years) != 1 or not (iso := iso_date(int(years[0][0]), None, None)):
        return None
    rest = s[: years[0].start()] + s[years[0].end() :]
    return None if NUMBERS.search(rest) else DateSpan(iso, years[0].start(), years[0].end())


@cache
def _dropped() -> frozenset[str]:
    return frozenset(map(fold, table("dates")["release"]["drop"]))


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(table("months")["weekdays"])


def _is_weekday(piece: str) -> bool:
    return all(word in _weekdays() for word in fold(piece).split())


def _beside_release(before: str, after: str) -> tuple[str | None, str | None]:
    """The country and the note in the words on both sides of a date of release."""
    pieces: list[str] = []
    for side in (without_times(before), without_times(after)):
        pieces += [piece.strip(" .,") for piece in _PIECES.split(_BRACKETED.sub(" , ", side))]
        pieces += [inner.strip() for inner in _BRACKETED.findall(side)]
    country: str | None = None
    notes: list[str] = []
    for piece in pieces:
        if not piece or fold(piece) in _dropped() or says_nothing(piece) or _is_weekday(piece):
            continue
        code = places.country(piece) if country is None and not piece[0].islower() else None
        if code:
            country = code
        else:
            notes.append(piece)
    return country, ", ".join(dict.fromkeys(notes)) or None
