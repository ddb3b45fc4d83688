"""Dates as far as the words give them: nothing is filled in, least of all from today."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ledger.records import ReleaseDate
from pipelines.normalize import Unreadable, places
from pipelines.normalize.date_spans import DateSpan, Unclear, iso_date, spans, without_times
from pipelines.normalize.numerals import ascii_digits
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean, fold

if TYPE_CHECKING:
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

_LONGEST = 200
_LONE_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMBERS = re.compile(r"(?<!\w)\d+(?!\w)")


def date(words: str, *, fetched: datetime | None = None, languages: Collection[str] = ()) -> str | None:
    """A date as ISO 8601, as far as it is given: "2012-09-28", "2012-09", "2012", "--09-28"; None for nothing.

    `fetched` is when the page was fetched: "3 days ago" counts from it. `languages` (ISO 639-1, or "en-US") tell how
    "01/09/2023" is meant: month first in English of no country but the United States', else day first. Dots mean day
    first. What stays unclear is Unreadable.

    >>> date("28 September 2012"), date("Monday, October 8, 2012"), date("September 28"), date("Sept. 2012")
    ('2012-09-28', '2012-10-08', '--09-28', '2012-09')
    >>> date("1997"), date("2012年9月28日"), date("28 сентября 2012 г."), date("le 1er août 2003"), date("TBA")
    ('1997', '2012-09-28', '2012-09-28', '2003-08-01', None)
    >>> date("01.09.2023"), date("01/09/2023", languages=["fr"]), date("01/09/2023", languages=["en-US"])
    ('2023-09-01', '2023-09-01', '2023-01-09')
    >>> date("vor 2 Tagen", fetched=datetime(2024, 3, 1))
    '2024-02-28'
    """
    s = _prepared(words)
    if not s:
        return None
    if back := _relative(s, fetched, words):
        return back
    s, found = _one(s, languages, words)
    if found and not _NUMBERS.search(_outside(s, found)):
        return found.iso
    return _lone_year(s) or _by_library(s, tuple(languages), words)


def _prepared(words: str) -> str:
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 2]).split()))
    if says_nothing(s):
        return ""
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a date")
    return s


def _one(s: str, languages: Collection[str], words: str) -> tuple[str, DateSpan | None]:
    """The one date in the words; of several, the one that is not said to be of a later change (blanked, then)."""
    try:
        found = spans(s, languages)
    except Unclear as unclear:
        raise Unreadable(words, str(unclear)) from None
    if len({span.iso for span in found}) > 1:
        for span in [span for span in found if _changed().search(fold(s[: span.start]))]:
            found.remove(span)
            s = s[: span.start] + " " * (span.end - span.start) + s[span.end :]
        if len({span.iso for span in found}) != 1:
            raise Unreadable(words, "holds several dates")
    return s, found[0] if found else None


@cache
def _changed() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{'|'.join(table('dates')['changed']['words'])})(?: on)?$")


def _outside(s: str, span: DateSpan) -> str:
    """What stands beside the date, up to the bars that part it from other facts."""
    before, after = re.split(r"[|•·]", s[: span.start])[-1], re.split(r"[|•·]", s[span.end :])[0]
    return without_times(before) + " " + without_times(after)


def _lone_year(s: str) -> str | None:
    """ "1997", "circa 1997", "Summer 1997": the year, where nothing else of weight stands beside it."""
    years = _LONE_YEAR.findall(s)
    if len(years) != 1:
        return None
    others = fold(_LONE_YEAR.sub(" ", s)).split()
    return iso_date(int(years[0]), None, None) if all(word in _beside() for word in others) else None


@cache
def _beside() -> frozenset[str]:
    return frozenset(table("dates")["beside"])


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _relatives() -> tuple[re.Pattern[str], dict[str, str], dict[str, int]]:
    rows = table("relative")
    units = {word: unit for unit, words in rows["units"].items() for word in words}
    counted = rf"(?P<n>\d{{1,4}}|{_either(rows['one'])}) ?(?P<unit>{_either(units)})"
    before, after = _either(rows["before"]), _either(rows["after"])
    compact = rf"(?P<few>\d{{1,3}})(?P<short>{_either(rows['compact'])})"
    phrase = rf"(?:(?P<before>{before}) )?{counted}(?: ?(?P<after>{after}))?"
    return re.compile(f"{compact}|{phrase}"), units, rows["days_back"]


def _relative(s: str, fetched: datetime | None, words: str) -> str | None:
    """Counted back from `fetched`: to the day for days and weeks, to the month for months, to the year for years."""
    if len(s) > _LONGEST_PHRASE or _LONE_YEAR.search(s):
        return None
    pattern, units, days_back = _relatives()
    folded = fold(without_times(s))
    found = pattern.fullmatch(folded)
    is_phrase = found is not None and bool(found["short"] or found["before"] or found["after"])
    back = days_back.get(folded)
    if back is None and not is_phrase:
        return None
    if fetched is None:
        raise Unreadable(words, "counts from the day the page was fetched, which is not known")
    if back is not None or found is None:
        return (fetched - timedelta(days=back or 0)).date().isoformat()
    n = found["few"] or found["n"]
    return _counted_back(int(n) if n.isdecimal() else 1, units[found["short"] or found["unit"]], fetched, words)


_LONGEST_PHRASE = 40


def _counted_back(n: int, unit: str, fetched: datetime, words: str) -> str:
    back: tuple[int | None, int | None, int | None]
    try:
        if unit == "year":
            back = fetched.year - n, None, None
        elif unit == "month":
            year, month = divmod(fetched.year * 12 + fetched.month - 1 - n, 12)
            back = year, month + 1, None
        else:
            day = fetched - timedelta(**{f"{unit}s": n})
            back = day.year, day.month, day.day
    except OverflowError:
        back = 0, None, None
    if found := iso_date(*back):
        return found
    raise Unreadable(words, "lies before all films")


_WORDS_OF_A_DATE = re.compile(
    r"\W*(?:[^\W\d]+\W+){0,2}(?:\d{1,2}\W+[^\W\d]+|[^\W\d]+\W+\d{1,2})\W+(?:[^\W\d]+\W+)?\d{4}\W*"
)


def _by_library(s: str, languages: tuple[str, ...], words: str) -> str:
    """The last resort: dateparser, for languages whose months no table here knows.

    Its first failure costs seconds, so that it is asked only for what has the shape of a date, and not for languages
    that are known here.
    """
    asked = tuple(sorted({language.replace("_", "-").split("-")[0].casefold() for language in languages}))
    if not set(asked) & set(table("months")["languages"]) and _WORDS_OF_A_DATE.fullmatch(s):
        found = _dateparser_says(s, asked)
        if found and str(found.year) in s and (iso := iso_date(found.year, found.month, found.day)):
            return iso
    raise Unreadable(words, "not a date")


@lru_cache(maxsize=4096)
def _dateparser_says(s: str, languages: tuple[str, ...]) -> datetime | None:
    found: datetime | None = _dateparser(languages).get_date_data(s).date_obj
    return found


@cache
def _dateparser(languages: tuple[str, ...]) -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - heavy, and rarely needed

    # Nothing may be filled in from the clock: every part must be in the words.
    settings = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }
    try:
        return DateDataParser(languages=list(languages) or None, settings=settings)
    except ValueError:  # a language that dateparser does not know
        return DateDataParser(settings=settings)


_BRACKETED = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_PIECES = re.compile(r"\s*[,;:|/«»\"“”•·]\s*|\s+[-–—]\s+|^\s*[-–—]\s*|\s*[-–—]\s*$")


def release_date(words: str, *, fetched: datetime | None = None, languages: Collection[str] = ()) -> ReleaseDate | None:
    """A date of release with its country and what else is said of it; None where the words say nothing.

    >>> release_date("10 January 2013 (Brazil) (limited)")
    ReleaseDate(date='2013-01-10', country='BR', note='limited')
    >>> release_date("In theaters 2012-09-28"), release_date("September 28").date, release_date("USA: 1997").country
    (ReleaseDate(date='2012-09-28', country=None, note=None), '--09-28', 'US')
    """
    s = _prepared(words)
    if not s:
        return None
    s, found = _one(s, languages, words)
    lone = None if found else _lone_span(s)
    if span := found or lone:
        country, note = _beside_release(s[: span.start], s[span.end :])
        return ReleaseDate(date=span.iso, country=country, note=note)
    iso = date(words, fetched=fetched, languages=languages)
    return ReleaseDate(date=iso) if iso else None


def _lone_span(s: str) -> DateSpan | None:
    years = list(_LONE_YEAR.finditer(s))
    if len(years) != 1 or not (iso := iso_date(int(years[0][0]), None, None)):
        return None
    rest = s[: years[0].start()] + s[years[0].end() :]
    return None if _NUMBERS.search(rest) else DateSpan(iso, years[0].start(), years[0].end())


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
