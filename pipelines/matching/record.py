"""A film record as any site prints it -> plain values: lists in strings, other field names, dates and numbers as words.

What cannot be read is left out: a clue that is missing speaks neither for nor against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.matching.printed import by_field, is_nothing, unfolded
from pipelines.normalize import Unreadable
from pipelines.normalize.dates import date
from pipelines.normalize.runtimes import runtime_minutes
from pipelines.normalize.text import clean

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_ISO = re.compile(r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?|--\d{2}(?:-\d{2})?)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_LOOSE_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_DATES = ("date", "printed", "iso", "released", "year")
_LIST = re.compile(r"\s*[,;|\n]\s*")
_TITLES = re.compile(r"\s+\|\s+")
_NAMING = ("name", "title", "value", "code")
_DECIMALS = re.compile(r"(\d{1,9})\.0+", re.ASCII)
_LONGEST_RUNTIME = 2000  # minutes; more are seconds or milliseconds
_SECONDS, _MILLISECONDS = 60, 60_000
_MOST_MONEY = 1e13


def known_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record under the field names of `FilmStatement`; empty values left out.

    >>> known_fields({"name": "Up", "director": "Pete Docter", "stars": []})
    {'title': 'Up', 'directors': 'Pete Docter'}
    """
    return by_field(record)


def strings(value: Any) -> list[str]:
    """The strings of a list, or of a string that holds a list.

    >>> strings("Drama, Crime"), strings(["Drama"]), strings(7), strings("['Drama', 'Crime']")
    (['Drama', 'Crime'], ['Drama'], ['7'], ['Drama', 'Crime'])
    """
    items = unfolded(value)
    if len(items) == 1 and isinstance(items[0], str) and isinstance(value, str):
        return [part for part in _LIST.split(clean(items[0])) if part.strip()]
    return [said for item in items if not is_nothing(item) and (said := _string(item))]


def _string(item: Any) -> str:
    """A value in words; of a mapping ({"name": "Drama"}, {"title": ...}) what it names."""
    if isinstance(item, Mapping):
        return next((str(item[key]) for key in _NAMING if isinstance(item.get(key), str)), "")
    return str(item)


def titles(value: Any) -> list[str]:
    """Titles: a string is one title, commas and all, or several with bars or lines between them.

    >>> titles("Hello, Dolly!"), titles("La niñera | The Sitter")
    (['Hello, Dolly!'], ['La niñera', 'The Sitter'])
    """
    if isinstance(value, str) and not value.strip().startswith(("['", '["')):
        return [part for part in _TITLES.split(value) if part.strip()] or [value]
    return strings(value) if not isinstance(value, str) else list(map(str, unfolded(value)))


def year(value: Any) -> int | None:
    """The first year in a value.

    >>> year(2012), year("(2012-2014)"), year("n/a"), year(12)
    (2012, 2012, None, None)
    """
    found = _YEAR.search(str(value))
    return int(found.group()) if found else None


def minutes(value: Any) -> tuple[int, ...]:
    """Running times in minutes, each once; a number that no film runs for is one of seconds or milliseconds.

    >>> minutes(112), minutes("1h 52m"), minutes("90 min"), minutes(0), minutes("112.0"), minutes(6720)
    ((112,), (112,), (90,), (), (112,), (112,))
    """
    stated = (_minutes(item) for item in unfolded(value))
    return tuple(dict.fromkeys(number for number in stated if number and 0 < number < _LONGEST_RUNTIME))


def _minutes(item: Any) -> int | None:
    if isinstance(item, Mapping):
        item = next((item[key] for key in ("minutes", "value", "printed") if key in item), None)
    if isinstance(item, int | float):
        return _whole_minutes(item)
    if not isinstance(item, str):
        return None
    number = _without_decimals(item)
    try:
        return _whole_minutes(int(number)) if _NUMBER.fullmatch(number) else runtime_minutes(item)
    except Unreadable:
        return None


def _whole_minutes(number: float) -> int | None:
    if not 0 < number < _LONGEST_RUNTIME * _MILLISECONDS:
        return None
    for part in (1, _SECONDS, _MILLISECONDS):
        if number < _LONGEST_RUNTIME * part:
            return round(number / part)
    return None


def dates(value: Any) -> list[tuple[str, str | None]]:
    """Release dates as far as they are given, each with its country where it has one.

    >>> dates([{"date": "2012-09-28", "country": "US"}, "September 28", {"date": "??"}, 2012])
    [('2012-09-28', 'US'), ('--09-28', None), ('2012', None)]
    """
    found: list[tuple[str, str | None]] = []
    for item in unfolded(value):
        words = next((item[key] for key in _DATES if item.get(key)), None) if isinstance(item, Mapping) else item
        iso = _iso(_without_decimals(str(words))) if isinstance(words, str | int | float) else None
        if iso:
            country = item.get("country") if isinstance(item, Mapping) else None
            found.append((iso, str(country) if country else None))
    return found


def _without_decimals(printed: str) -> str:
    """ "112" of "112.0", which is how tables print a whole number; other words as they are."""
    whole = _DECIMALS.fullmatch(printed.strip())
    return whole[1] if whole else printed.strip()


def _iso(words: str) -> str | None:
    if loose := _LOOSE_ISO.fullmatch(words):
        # A month or a day of 0 is one that is not known.
        parts = [loose["year"], *(f"{int(part):02}" for part in (loose["month"], loose["day"]) if part and int(part))]
        return "-".join(parts)
    if _ISO.fullmatch(words):
        return words
    if slashed := _SLASHED.fullmatch(words):
        # Month first where it can be so: the sites that print dates with slashes are American ones.
        month, day, stated_year = map(int, slashed.groups())
        month, day = (day, month) if month > 12 else (month, day)
        return f"{stated_year}-{month:02}-{day:02}"
    try:
        return date(words)
    except Unreadable:
        return None


def money(value: Any) -> Iterator[tuple[str, str | None, str | None, int]]:
    """Sums of money: measure, region, currency and amount."""
    for item in unfolded(value):
        amount = item.get("amount") if isinstance(item, Mapping) else None
        if isinstance(amount, int | float) and 0 < amount < _MOST_MONEY:
            yield str(item.get("measure", "gross")), item.get("region"), item.get("currency"), int(amount)
