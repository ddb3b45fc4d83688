"""What tables and programs make of a value: lists printed as text, words for nothing, columns of one field each.

A record that comes straight from a page's reading needs none of this and passes quickly.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from math import isnan
from typing import Any

from pipelines.matching.tables import word_map, word_set

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"(?<=[a-z])_?\d+(?=_|$)")
_RESOURCE = re.compile(r"https?://\S*/([^/\s]+)/?")
_UNDERSCORED = re.compile(r"_+(?=[\dA-ZÀ-Þ(&])|(?<=[.,)])_+|(?<=_(?:of|in|to))_+|_(?=(?:the|of|in|a|and|de|la|to)_)")
_LONGEST_LIST = 100_000  # letters of a printed list; more is read as the words that it is
_BRACKETS = {"[": "]", "{": "}", "(": ")"}
_MANY_VALUES = 400


@lru_cache(maxsize=1024)
def field_name(column: str) -> tuple[str, bool]:
    """The field of `FilmStatement` that a column holds, and whether it is one of several (numbered) columns of it.

    >>> field_name("ReleaseDate"), field_name("Movie Name"), field_name("actor_2_name"), field_name("votes")
    (('release_dates', False), ('title', False), ('cast', True), ('votes', False))
    """
    plain = _NOT_A_WORD.sub("_", _CAMEL.sub("_", column)).strip("_").lower()
    counted = _NUMBER.sub("", plain)
    name = counted if counted != plain and counted in word_map("fields") else plain
    return word_map("fields").get(name, name), name != plain


def by_field(record: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record by field, without those that say nothing; a field's own name goes before all others.

    >>> by_field({"Title": "Up", "Star1": "Ed Asner", "Star2": "Jordan Nagai", "Year": None, "genres": "[]"})
    {'title': 'Up', 'cast': ['Ed Asner', 'Jordan Nagai']}
    """
    found: dict[str, Any] = {}
    named: set[str] = set()
    for column, value in record.items():
        field, is_counted = field_name(str(column))
        if is_nothing(value):
            continue
        if field == column:
            found[field] = value
            named.add(field)
        elif field not in found:
            found[field] = [value] if is_counted else value
        elif is_counted and field not in named and isinstance(found[field], list):
            found[field] = [*found[field], value]
    return found


def is_nothing(value: Any) -> bool:
    """Whether a table's cell is empty in any of the ways that programs write it.

    >>> [is_nothing(value) for value in (None, "", float("nan"), "nan", "[]", "\\\\N", 0, "Nan Goldin")]
    [True, True, True, True, True, True, False, False]
    """
    if isinstance(value, str):
        bare = value.strip()
        return len(bare) < 12 and (not bare or bare.casefold() in word_set("empty_cells"))
    if isinstance(value, float):
        return isnan(value)
    return value is None or (isinstance(value, list | tuple | Mapping) and not value)


def unfolded(value: Any) -> list[Any]:
    """The values of a list however it is given: nested, as a mapping of places, or printed by a program.

    >>> unfolded("['Ann Lee', 'Bo Ek']"), unfolded({"0": "Ann Lee"}), unfolded([["Ann Lee"], "Bo Ek"])
    (['Ann Lee', 'Bo Ek'], ['Ann Lee'], ['Ann Lee', 'Bo Ek'])
    """
    if isinstance(value, str):
        return printed_list(value) or [value]
    if isinstance(value, Mapping) and value and all(str(place).isdigit() for place in value):
        value = list(value.values())
    if not isinstance(value, list | tuple | set | frozenset):
        return [value]
    found: list[Any] = []
    for item in list(value)[:_MANY_VALUES]:
        if isinstance(item, list | tuple):
            found += item[:_MANY_VALUES]
        elif isinstance(item, str) and item[:1] in _BRACKETS:
            found += printed_list(item) or [item]
        else:
            found.append(item)
    return found[:_MANY_VALUES]


def spaced(name: str) -> str:
    """A name out of an address or of one with underscores for blanks, as knowledge bases write them.

    >>> spaced("http://example.org/resource/Ann_Lee_(actress)"), spaced("Rise_of_the_Lanterns"), spaced("Larra_n")
    ('Ann Lee (actress)', 'Rise of the Lanterns', 'Larra_n')
    """
    if "_" not in name and "://" not in name:
        return name
    found = _RESOURCE.fullmatch(name.strip())
    bare = found[1] if found else name
    return bare if " " in bare.strip() else _UNDERSCORED.sub(" ", bare)


def printed_list(text: str) -> list[Any]:
    """The values of a list that a program printed, in JSON or as Python shows it; none where the text is no list.

    >>> printed_list('["Ann Lee", "Bo Ek"]'), printed_list("[Ann Lee, Bo Ek]"), printed_list("(500) Days of Summer")
    (['Ann Lee', 'Bo Ek'], ['Ann Lee', 'Bo Ek'], [])
    """
    bare = text.strip()
    if len(bare) < 2 or bare[0] not in "[{(" or bare[-1] != _BRACKETS[bare[0]] or len(bare) > _LONGEST_LIST:
        return []
    found = _parsed(bare)
    if isinstance(found, Mapping):
        return [found] if not all(str(place).isdigit() for place in found) else list(found.values())
    if isinstance(found, list | tuple | set):
        return sorted(found, key=str) if isinstance(found, set) else list(found)
    return [part for piece in bare[1:-1].split(",") if (part := piece.strip(" \"'"))] if bare[0] != "(" else []


def _parsed(text: str) -> Any:
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue  # the next form; where none fits, the text is read as it stands
    return None
