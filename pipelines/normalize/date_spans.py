"""Where a string holds a date, and which: plain forms by pattern, forms with a month's name in 40 languages."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

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
_PLAIN = (
    ("-", _ISO),
    ("", _COMPACT),
    ("--", _NO_YEAR),
    ("月", _EAST_ASIAN),
    ("월", _EAST_ASIAN),
    ("tháng", _VIETNAMESE),
)
"""Each with what a string must hold for it: a look is cheaper than a search."""
_SEPARATED = re.compile(r"(?<![\d./])(\d{1,4})(\s?[./-]\s?)(\d{1,2})(?:\2(\d{4}|\d{1,2})(?!\d)|(?!\d))", re.ASCII)
_MONTH_YEAR = re.compile(r"(?<![\d./-])(\d{1,2})\s?[./-]\s?(\d{4})(?![\d./-])", re.ASCII)
_TIME = re.compile(
    r"\b\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?(?:\s?[ap]\.?\s?m\b\.?)?(?:\s?[+-]\d{2}:?\d{2}\b)?|"
    r"\b\d{1,2}\s?[ap]\.?m\b\.?|\b\d{1,2}h\d{2}\b|"
    r"\b\d{1,2}\s?(?:uhr|時|点)\b(?:\s?\d{1,2}分)?|\bklo?\.?\s?\d{1,2}[.:]\d{2}\b",
    re.IGNORECASE,
)
_MAY_BE_TIME = re.compile(r"\d[:h]|\d\s?(?:[ap]\.?\s?m|uhr|時|点)|klo?\b", re.IGNORECASE)
LONE_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
"""Four digits by themselves, which may be a year."""
# Vowels and tones of Indic and Thai letters are no word characters to `re`, but belong to the word.
_TOKEN = re.compile("\\d+|[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e])*")


class Unclear(Exception):  # noqa: N818 - says what the words are
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
    return _TIME.sub(lambda found: " " * len(found[0]), s) if _MAY_BE_TIME.search(s) else s


def spans(s: str, languages: Collection[str] = ()) -> list[DateSpan]:
    """Every date in the string, in order, the fullest reading of each; `Unclear` where day and month may be swapped."""
    for sign, pattern in _PLAIN:
        if sign not in s:
            continue
        found = [span for match in pattern.finditer(s) if (span := _of_groups(match))]
        if found:
            return found
    s = without_times(s)
    return _named(s, languages) or list(_separated(s, languages)) or list(_month_and_year(s))


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
        if len(first) == 4 and year and len(year) <= 2:
            iso = iso_date(int(first), int(second), int(year))
        elif len(first) <= 2 and (len(year) > 1 if year else mark != "-"):
            iso = _day_and_month(int(first), int(second), _full_year(year) if year else None, mark, languages)
        else:
            iso = None
        if iso:
            yield DateSpan(iso, match.start(), match.end())


def _month_and_year(s: str) -> Iterator[DateSpan]:
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


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    return fold(word)


@cache
def _months(language: str = "") -> dict[str, int]:
    """Months by their folded names, with what the words mean in this language."""
    rows = table("months")
    months: dict[str, int] = {word: row["number"] for row in rows["month"] for word in row["words"]}
    return {**months, **rows.get(language, {})}


@cache
def _fillers() -> frozenset[str]:
    return frozenset(table("dates")["fillers"])


@dataclass(frozen=True, slots=True)
class _Token:
    """A number or a word, folded, and where it stands; `month` is 1 to 12 where the word names one."""

    text: str
    start: int
    end: int
    month: int = 0
    is_short_year: bool = False

    def is_a(self, kind: str) -> bool:
        """Whether it can be a day (D), a year (Y), or a year of two digits (Z)."""
        if not self.text.isdecimal():
            return False
        if kind == "D":
            return len(self.text) <= 2 and 1 <= int(self.text) <= 31
        return len(self.text) == (4 if kind == "Y" else 2)


def _tokens(s: str, months: dict[str, int]) -> list[_Token]:
    """Numbers, months and words that part them; what may stand between the parts of a date is left out."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(s):
        start, end = match.span()
        if match[0][0].isdigit():
            found.append(_Token(match[0], start, end, is_short_year=s[start - 1 : start] in ("'", "’")))
            continue
        folded = _folded(match[0])
        is_ending = bool(found) and found[-1].end == start and found[-1].text.isdecimal() and len(folded) <= 2
        if folded not in _fillers() and not (is_ending and folded not in months):
            found.append(_Token(folded, start, end, months.get(folded, 0)))
    return found


def _named(s: str, languages: Collection[str]) -> list[DateSpan]:
    """Dates around the name of a month; where two readings overlap, the one with more parts."""
    special = next((language for language in languages if language in table("months")), "")
    tokens = _tokens(s, _months(special))
    readings = [span for i, token in enumerate(tokens) if token.month and (span := _around(tokens, i))]
    readings.sort(key=lambda span: (-len(span.iso), span.start))
    chosen: list[DateSpan] = []
    for span in readings:
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


# What stands before a month and after it, the fullest first: day (D), year (Y), year of two digits (Z).
_SHAPES = (
    ("D", "Y"), ("", "DY"), ("Y", "D"), ("YD", ""), ("D", "Z"), ("", "DZ"), ("", "Y"), ("Y", ""), ("D", ""), ("", "D"),
)  # fmt: skip


def _around(tokens: list[_Token], i: int) -> DateSpan | None:
    """The date of the month at `i` and the numbers beside it."""
    for before, after in _SHAPES:
        parts = tokens[max(0, i - len(before)) : i] + tokens[i + 1 : i + 1 + len(after)]
        if len(parts) == len(before + after) and all(map(_Token.is_a, parts, before + after)):
            if before + after == "DZ" and not before and not parts[1].is_short_year:
                continue
            kinds = dict(zip(before + after, parts, strict=True))
            return _dated(tokens[i], kinds.get("D"), kinds.get("Y") or kinds.get("Z"))
    return _dated(tokens[i], None, None) if len(tokens) == 1 else None


def _dated(month: _Token, day: _Token | None, year: _Token | None) -> DateSpan | None:
    full = _full_year(year.text) if year else None
    if full and full > _BUDDHIST and "\u0e00" <= month.text[0] <= "\u0e7f":
        full -= 543
    iso = iso_date(full, month.month, int(day.text) if day else None)
    there = [token for token in (month, day, year) if token]
    return DateSpan(iso, min(t.start for t in there), max(t.end for t in there)) if iso else None


_BUDDHIST = 2400  # years from here on are counted in Thailand's era
