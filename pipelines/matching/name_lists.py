"""Names of people out of the lists of tables: any separator, family names first, parts and roles beside the names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipelines.matching.printed import is_nothing, spaced, unfolded
from pipelines.matching.tables import word_set
from pipelines.normalize.people import names
from pipelines.normalize.text import clean, fold

_NAME_KEYS = ("name", "actor", "person", "full_name", "director", "writer", "credited_as")
_PART_KEYS = ("character", "role", "as", "character_name")
_PLAIN = re.compile(r"[^\W\d_]+(?:[ '’.-]{1,2}[^\W\d_]+)*\.?")
_MANY_NAMES = re.compile(r"[,&/+\u30fb\u3001]|\b(?:and|und|et|y)\b", re.IGNORECASE)
_JOINT = re.compile(r"\s*(?:[|;\n•]|::|\s·\s|(?<=[a-z])\+(?=[A-Z]))\s*")
_PART = re.compile(r"\s+(?:as|\.{2,}|…|\.\.\.)\s+[^,]*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?<=\S)\s*\([^()]*\)")
_MANY_LETTERS = 20_000


def people(value: Any) -> list[str]:
    """Names of people, from strings or from {"name", "character"}; a string may hold several.

    >>> people([{"name": "Viola Davis", "character": "Nona"}, "Will Speck & Josh Gordon"])
    ['Viola Davis', 'Will Speck', 'Josh Gordon']
    >>> people("Davis, Viola; Speck, Will"), people("Viola Davis as Nona, Will Speck as Tom")
    (['Viola Davis', 'Will Speck'], ['Viola Davis', 'Will Speck'])
    """
    items = unfolded(value)
    is_list = len(items) > 1 or not isinstance(value, str)
    found: list[str] = []
    for item in items:
        name = _value_of(item, _NAME_KEYS) if isinstance(item, Mapping) else item
        if isinstance(name, str) and name:
            found += (
                [name]
                if _PLAIN.fullmatch(name) and not _MANY_NAMES.search(name)
                else _named(name[:_MANY_LETTERS], in_list=is_list)
            )
    return found


def characters(value: Any) -> list[str]:
    """The characters of a cast."""
    parts = (_value_of(item, _PART_KEYS) for item in unfolded(value) if isinstance(item, Mapping))
    return [str(part) for part in parts if not is_nothing(part)]


def _value_of(item: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    """The first of some keys that a record has, however it spells them."""
    found = next((item[key] for key in keys if key in item), None)
    if found is not None:
        return found
    plain = {str(key).lower(): value for key, value in item.items()}
    return next((plain[key] for key in keys if key in plain), None)


def _named(text: str, *, in_list: bool) -> list[str]:
    """The names of one string; an item of a list holds its name in one line."""
    text = spaced(text)
    shown = clean(text if in_list else text.replace("\t", "\n"))
    pieces = [piece for piece in _JOINT.split(" ".join(shown.split()) if in_list else shown) if piece]
    if len(pieces) > 1 and all(" " not in piece for piece in pieces) and not re.search(r"[|;•·]", shown):
        pieces = [" ".join(pieces)]  # one name over several lines
    in_list = in_list or len(pieces) > 1
    found: list[str] = []
    for piece in pieces:
        turned = _family_name_first(piece, in_list=in_list)
        bare = turned or _PART.sub("", _IN_BRACKETS.sub("", piece))
        found += names(bare) if not turned and _MANY_NAMES.search(bare) else [bare]
    return found


def _family_name_first(piece: str, *, in_list: bool) -> str:
    """ "Viola Davis" of "Davis, Viola"; "" where the words are two names, or one name and its "Jr."."""
    family, comma, given = piece.partition(", ")
    sizes = len(family.split()), len(given.split())
    if not comma or "," in given or fold(given) in word_set("name_endings"):
        return ""
    is_name = sizes == (1, 1) or (in_list and sizes in ((1, 2), (2, 1), (3, 1)))
    return f"{given} {family}" if is_name else ""
