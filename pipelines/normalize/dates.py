"""Dates as far as the words give them: nothing is filled in, least of all from today."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ledger.records import ReleaseDate
from pipelines.normalize import Unreadable
from pipelines.normalize.date_spans import DateSpan, Unclear, iso_date, spans, without_times
from pipelines.normalize.numerals import ascii_digits
from pipelines.normalize.places import countries_and_rest
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean, fold

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LONGEST = 200
_LONE_YEAR = re.compile(r"\d{4}")


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
    found = _one(_spans(s, languages, words), words)
    if found and not _has_digits(_outside(s, found)):
        return found.iso
    return _lone_year(s) or _relative(s, fetched, words) or _by_library(s, tuple(languages), words)


def _prepared(words: str) -> str:
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 2]).split()))
    if says_nothing(s):
        return ""
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a date")
    return s


def _spans(s: str, languages: Collection[str], words: str) -> list[DateSpan]:
    try:
        return spans(s, languages)
    except Unclear as unclear:
        raise Unreadable(words, str(unclear)) from None


def _one(found: list[DateSpan], words: str) -> DateSpan | None:
    if len({span.iso for span in found}) > 1:
        raise Unreadable(words, "holds several dates")
    return found[0] if found else None


def _outside(s: str, span: DateSpan) -> str:
    return without_times(s[: span.start]) + " " + without_times(s[span.end :])


def _has_digits(s: str) -> bool:
    return any(c.isdigit() for c in s)


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


@cache
def _relatives() -> tuple[re.Pattern[str], dict[str, str], dict[str, int]]:
    rows = table("relative")
    units = {word: unit for unit, words in rows["units"].items() for word in words}
    either = lambda words: "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # noqa: E731
    pattern = re.compile(
        rf"(?:(?P<before>{either(rows['before'])}) )?(?P<n>\d{{1,4}}|{either(rows['one'])}) ?(?P<unit>{either(units)})"
        rf"(?: ?(?P<after>{either(rows['after'])}))?"
    )
    return pattern, units, rows["days_back"]


def _relative(s: str, fetched: datetime | None, words: str) -> str | None:
    """Counted back from `fetched`: to the day for days and weeks, to the month for months, to the year for years."""
    pattern, units, days_back = _relatives()
    folded = fold(without_times(s))
    found = pattern.fullmatch(folded)
    back = days_back.get(folded)
    if back is None and (not found or not (found["before"] or found["after"] or len(found["unit"]) <= 2)):
        return None
    if fetched is None:
        raise Unreadable(words, "counts from the day the page was fetched, which is not known")
    if back is not None or found is None:
        return (fetched - timedelta(days=back or 0)).date().isoformat()
    return _counted_back(int(found["n"]) if found["n"].isdecimal() else 1, units[found["unit"]], fetched, words)


def _counted_back(n: int, unit: str, fetched: datetime, words: str) -> str:
    try:
        if unit == "year":
            return f"{fetched.replace(year=fetched.year - n, day=1).year:04d}"
        if unit == "month":
            months = fetched.year * 12 + fetched.month - 1 - n
            return f"{datetime(months // 12, months % 12 + 1, 1):%Y-%m}"
        return (fetched - timedelta(**{f"{unit}s": n})).date().isoformat()
    except (ValueError, OverflowError):
        raise Unreadable(words, "lies before the calendar begins") from None


def _by_library(s: str, languages: tuple[str, ...], words: str) -> str:
    """The last resort: dateparser, for languages that no table here knows. It must find what the words hold."""
    if not (_has_digits(s) and any(c.isalpha() for c in s)) or len(s) > 60:
        raise Unreadable(words, "not a date")
    known = tuple(language.replace("_", "-").split("-")[0].casefold() for language in languages)
    for parts in (("day", "month", "year"), ("month", "year")):
        found = _dateparser_says(s, known, parts)
        if found and str(found.year)[2:] in s and found.year >= 1800:
            return found.strftime("%Y-%m-%d" if len(parts) == 3 else "%Y-%m")
    raise Unreadable(words, "not a date")


@lru_cache(maxsize=4096)
def _dateparser_says(s: str, languages: tuple[str, ...], parts: tuple[str, ...]) -> datetime | None:
    parser = _dateparser(languages, parts)
    return parser.get_date_data(s).date_obj if parser else None


@cache
def _dateparser(languages: tuple[str, ...], parts: tuple[str, ...]) -> DateDataParser | None:
    from dateparser.date import DateDataParser

    settings = {"REQUIRE_PARTS": list(parts), "PARSERS": ["absolute-time"], "RELATIVE_BASE": datetime(2000, 1, 1)}
    try:
        return DateDataParser(languages=list(languages) or None, settings=settings)
    except ValueError:  # a language that dateparser does not know
        return DateDataParser(settings=settings) if languages else None
