"""Where a string holds a date, and which: plain forms by pattern, forms with a month's name in 40 languages."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.normalize.rows import table
from pipelines.normalize.text import fold

_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_TURN = 70  # two-digit years from here on are of the 20th century

_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{2})(?:-(?P<d>\d{2}))?(?![\d-])(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)", re.ASCII)
_NO_YEAR = re.compile(r"(?<![\d-])--(?P<m>\d{2})(?:-(?P<d>\d{2}))?(?!\d)", re.ASCII)
_EAST_ASIAN = re.compile(
    r"(?:(?P<y>\d{4})\s*[年년]\s*)?(?<!\d)(?P<m>\d{1,2})\s*[月월](?!間|间)(?:\s*(?P<d>\d{1,2})\s*[日号號일])?"
)
_VIETNAMESE = re.compile(r"(?P<d>\d{1,2}) tháng (?P<m>\d{1,2})(?:[, ]+(?:năm )?(?P<y>\d{4}))?")
_PLAIN = (_ISO, _COMPACT, _NO_YEAR, _EAST_ASIAN, _VIETNAMESE)
_SEPARATED = re.compile(r"(?<![\d./])(\d{1,4})(\s?[./-]\s?)(\d{1,2})(?:\2(\d{4}|\d{2})(?!\d)|(?!\d))", re.ASCII)
_MONTH_YEAR = re.compile(r"(?<![\d./-])(\d{1,2})\s?[./-]\s?(\d{4})(?![\d./-])", re.ASCII)
_TIME = re.compile(
    r"\b\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?(?:\s?[ap]\.?\s?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?|\b\d{1,2}h\d{2}\b|"
    r"[+-]\d{4}(?![\d-])|\b\d{1,2}\s?(?:uhr|時|点)\b(?:\s?\d{1,2}分)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)?")


class Unclear(Exception):
    """Several dates fit; the argument says which question is open."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in ISO 8601 and where it stands in the string."""

    iso: str
    start: int
    end: int


def iso_date(year: int | None, month: int | None, day: int | None) -> str | None:
    """ISO 8601 of the parts that are there, or None where no calendar has such a date.

    >>> iso_date(2012, 9, 28), iso_date(None, 2, 29), iso_date(2011, 2, 29), iso_date(2012, None, None)
    ('2012-09-28', '--02-29', None, '2012')
    """
    if year is not None and not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if month is None:
        return f"{year:04d}" if year is not None and day is None else None
    # A leap year stands in where the year is not known, so that 29 February is a day.
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= calendar.monthrange(year or 2000, month)[1]):
        return None
    head = f"{year:04d}-" if year is not None else "--"
    return f"{head}{month:02d}" + (f"-{day:02d}" if day is not None else "")


def without_times(s: str) -> str:
    """The string with times of the day blanked, every other character in its place."""
    return _TIME.sub(lambda found: " " * len(found[0]), s) if any(c in s for c in ":hHmM+時点uU") else s


def spans(s: str, languages: Collection[str] = ()) -> list[DateSpan]:
    """Every date in the string, in order, the fullest reading of each; `Unclear` where day and month may be swapped."""
    for pattern in _PLAIN:
        found = [span for match in pattern.finditer(s) if (span := _of_groups(match))]
        if found:
            return found
    s = without_times(s)
    return list(_named(s)) or list(_separated(s, languages))


def _of_groups(found: re.Match[str]) -> DateSpan | None:
    year, month, day = (int(found[k]) if k in found.re.groupindex and found[k] else None for k in "ymd")
    iso = iso_date(year, month, day)
    return DateSpan(iso, found.start(), found.end()) if iso else None


def _full_year(digits: str) -> int:
    short = int(digits)
    return short if len(digits) == 4 else short + (1900 if short >= _TURN else 2000)


def _separated(s: str, languages: Collection[str]) -> Iterator[DateSpan]:
    for match in _SEPARATED.finditer(s):
        first, mark, second, year = match[1], match[2].strip(), match[3], match[4]
        if len(first) == 4 and year and len(year) == 2:
            iso = iso_date(int(first), int(second), int(year))
        elif len(first) <= 2 and (year or mark != "-"):
            iso = _day_and_month(int(first), int(second), _full_year(year) if year else None, mark, languages)
        else:
            iso = None
        if iso:
            yield DateSpan(iso, match.start(), match.end())
    for match in _MONTH_YEAR.finditer(s):
        if iso := iso_date(int(match[2]), int(match[1]), None):
            yield DateSpan(iso, match.start(), match.end())


def _day_and_month(first: int, second: int, year: int | None, mark: str, languages: Collection[str]) -> str | None:
    """Day first with dots; with other marks as the languages have it, unless only one order is a date."""
    day_first, month_first = iso_date(year, second, first), iso_date(year, first, second)
    if not day_first or not month_first or day_first == month_first:
        return day_first or month_first
    orders = {_is_month_first(language) for language in languages}
    if mark == "." and orders != {True}:
        return day_first
    if mark == "." and not any("US" in language for language in languages):
        return day_first
    if len(orders) != 1:
        raise Unclear("day or month first?")
    return month_first if orders.pop() else day_first


def _is_month_first(language: str) -> bool:
    """English of no stated country is taken for that of the United States; so much of the web is."""
    return language.replace("_", "-").casefold() in ("en", "en-us", "en-ph", "fil", "en-latn-us")


@cache
def _months() -> dict[str, int]:
    return {word: row["number"] for row in table("months")["month"] for word in row["words"]}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(table("dates")["fillers"])


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    month: int = 0

    @property
    def number(self) -> int | None:
        return int(self.text) if self.text.isdecimal() and len(self.text) in (1, 2, 4) else None

    @property
    def is_year(self) -> bool:
        return len(self.text) == 4 and self.number is not None

    @property
    def is_day(self) -> bool:
        return len(self.text) <= 2 and self.number is not None and 1 <= self.number <= 31


def _tokens(s: str) -> list[_Token]:
    """Numbers, months and words that part them; what may stand between the parts of a date is left out."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(s):
        word = match[0]
        if word[0].isdigit():
            found.append(_Token(word, match.start(), match.end()))
            continue
        folded = fold(word)
        after_number = bool(found) and found[-1].end == match.start() and found[-1].number is not None
        if folded in _fillers() or (after_number and len(folded) <= 2 and folded not in _months()):
            continue
        found.append(_Token(folded, match.start(), match.end(), _months().get(folded, 0)))
    return found


def _named(s: str) -> Iterator[DateSpan]:
    """Dates around the name of a month; where two readings overlap, the one with more parts."""
    tokens = _tokens(s)
    readings = [span for i, token in enumerate(tokens) if token.month and (span := _around(tokens, i))]
    readings.sort(key=lambda span: (-len(span.iso), span.start))
    chosen: list[DateSpan] = []
    for span in readings:
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
    yield from sorted(chosen, key=lambda span: span.start)


def _around(tokens: list[_Token], i: int) -> DateSpan | None:
    """The date of the month at `i` and the numbers beside it."""
    before, month, *after = [*([tokens[i - 1]] if i else [_NONE]), tokens[i], *tokens[i + 1 : i + 3], _NONE, _NONE]
    first, second = after[0], after[1]
    if before.is_day and first.number is not None and not (first.is_day and second.is_year):
        year, day, last = _full_year(first.text) if len(first.text) > 1 else None, before, first
    elif first.is_day and second.is_year:
        year, day, last, before = second.number, first, second, _NONE
    elif before.is_year and first.is_day:
        year, day, last = before.number, first, first
    elif first.is_year:
        year, day, last, before = first.number, _NONE, first, _NONE
    elif before.is_year:
        year, day, last = before.number, _NONE, month
    elif before.is_day:
        year, day, last = None, before, month
    elif first.is_day:
        year, day, last, before = None, first, first, _NONE
    elif len(tokens) == 1:
        year, day, last, before = None, _NONE, month, _NONE
    else:
        return None
    iso = iso_date(year, month.month, day.number)
    start = before.start if before is not _NONE else month.start
    return DateSpan(iso, start, last.end) if iso else None


_NONE = _Token("", 0, 0)
