"""A film record as any site prints it -> plain values: lists in strings, other field names, dates and numbers as words.

What cannot be read is left out: a clue that is missing speaks neither for nor against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.matching.tables import word_map
from pipelines.normalize import Unreadable
from pipelines.normalize.dates import date
from pipelines.normalize.people import names
from pipelines.normalize.runtimes import runtime_minutes

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_ISO = re.compile(r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?|--\d{2}(?:-\d{2})?)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SHORT_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_LIST = re.compile(r"\s*[,;|\n]\s*")
_MANY_NAMES = re.compile(r"[,;|&/\n•]|\band\b", re.IGNORECASE)
_LONGEST_LIST = 400
_LONGEST_RUNTIME = 2000  # minutes
_MOST_MONEY = 1e13


def known_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record under the field names of `FilmStatement`; empty values and "" left out.

    >>> known_fields({"name": "Up", "director": "Pete Docter", "stars": []})
    {'title': 'Up', 'directors': 'Pete Docter'}
    """
    found: dict[str, Any] = {}
    for name, value in record.items():
        field = word_map("fields").get(name, name)
        if value not in (None, "", [], (), {}) and (field == name or field not in record):
            found[field] = value
    return found


def strings(value: Any) -> list[str]:
    """The strings of a list, or of a string that holds a list.

    >>> strings("Drama, Crime"), strings(["Drama"]), strings(7)
    (['Drama', 'Crime'], ['Drama'], ['7'])
    """
    if isinstance(value, str):
        return [part for part in _LIST.split(value) if part.strip()]
    if isinstance(value, list | tuple):
        return [str(part) for part in value if part not in (None, "")][:_LONGEST_LIST]
    return [] if value is None or isinstance(value, Mapping) else [str(value)]


def titles(value: Any) -> list[str]:
    """Titles: a string is one title, commas and all."""
    return [value] if isinstance(value, str) else strings(value)


def people(value: Any) -> list[str]:
    """Names of people, from strings or from {"name", "character"}; a string may hold several.

    >>> people([{"name": "Viola Davis", "character": "Nona"}, "Will Speck & Josh Gordon"])
    ['Viola Davis', 'Will Speck', 'Josh Gordon']
    """
    found: list[str] = []
    for item in _items(value):
        name = item.get("name") if isinstance(item, Mapping) else item
        if isinstance(name, str) and name:
            found += names(name) if _MANY_NAMES.search(name) else [name]
    return found


def characters(value: Any) -> list[str]:
    """The characters of a cast."""
    return [str(item["character"]) for item in _items(value) if isinstance(item, Mapping) and item.get("character")]


def _items(value: Any) -> list[Any]:
    items = list(value) if isinstance(value, list | tuple) else [value]
    plain = [item.model_dump() if hasattr(item, "model_dump") else item for item in items]
    return plain[:_LONGEST_LIST]


def year(value: Any) -> int | None:
    """The first year in a value.

    >>> year(2012), year("(2012-2014)"), year("n/a"), year(12)
    (2012, 2012, None, None)
    """
    found = _YEAR.search(str(value))
    return int(found.group()) if found else None


def minutes(value: Any) -> tuple[int, ...]:
    """Running times in minutes, each once.

    >>> minutes(112), minutes("1h 52m"), minutes("90 min"), minutes(0)
    ((112,), (112,), (90,), ())
    """
    stated = (_minutes(item) for item in _items(value))
    return tuple(dict.fromkeys(number for number in stated if number and 0 < number < _LONGEST_RUNTIME))


def _minutes(item: Any) -> int | None:
    if isinstance(item, int | float):
        return round(item) if 0 < item < _LONGEST_RUNTIME else None
    if not isinstance(item, str):
        return None
    try:
        return int(item) if _SHORT_NUMBER.fullmatch(item.strip()) else runtime_minutes(item)
    except Unreadable:
        return None


def dates(value: Any) -> list[tuple[str, str | None]]:
    """Release dates as far as they are given, each with its country where it has one.

    >>> dates([{"date": "2012-09-28", "country": "US"}, "September 28", {"date": "??"}])
    [('2012-09-28', 'US'), ('--09-28', None)]
    """
    found: list[tuple[str, str | None]] = []
    for item in _items(value):
        words = item.get("date") or item.get("printed") if isinstance(item, Mapping) else item
        iso = _iso(words) if isinstance(words, str) else None
        if iso:
            country = item.get("country") if isinstance(item, Mapping) else None
            found.append((iso, str(country) if country else None))
    return found


def _iso(words: str) -> str | None:
    if _ISO.fullmatch(words):
        return words
    if slashed := _SLASHED.fullmatch(words.strip()):
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
    for item in _items(value):
        amount = item.get("amount") if isinstance(item, Mapping) else None
        if isinstance(amount, int | float) and 0 < amount < _MOST_MONEY:
            yield str(item.get("measure", "gross")), item.get("region"), item.get("currency"), int(amount)
