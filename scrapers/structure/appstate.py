"""The state that script frameworks leave in a page: the object in it that is shaped like a film."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scrapers.markup import Script
from scrapers.structure.film import folded
from scrapers.structure.items import Item, many, text_of
from scrapers.structure.json_text import loads

LAYER = "structured.state"
_STATES = (b"__NEXT_DATA__", b"__NUXT", b"STATE__", b"INITIAL_STATE", b"initialState", b"__INITIAL_DATA__")
"""How the scripts that hold a state name it, in their attributes or before the value."""
_NAME_BYTES = 400
_NO_LETTER = re.compile(r"[^a-z]")
_ASSIGNED = re.compile(rb"=\s*+(?=[{\[])")
_MAX_BYTES = 4_000_000
_MAX_OBJECTS = 100_000
_SMALL_NUMBER = 600
"""A running time below this is in minutes; none is this long, and seconds are more."""
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        ("title", "name", "titletext", "primarytitle", "localizedtitle", "displaytitle", "movietitle"), "name"
    ),
    **dict.fromkeys(("originaltitle", "originaltitletext", "originalname", "titleoriginal"), "alternateName"),
    **dict.fromkeys(("year", "releaseyear", "productionyear", "yearofproduction"), "copyrightYear"),
    **dict.fromkeys(("releasedate", "premieredate", "datepublished"), "datePublished"),
    **dict.fromkeys(("runtime", "duration", "runtimeminutes", "filmlength", "movielength", "length"), "duration"),
    **dict.fromkeys(("genres", "genre"), "genre"),
    **dict.fromkeys(("directors", "director"), "director"),
    **dict.fromkeys(("writers", "writer", "screenwriters"), "writer"),
    **dict.fromkeys(("actors", "cast", "actor"), "actor"),
    **dict.fromkeys(("countries", "country", "productioncountries", "countriesoforigin"), "countryOfOrigin"),
    **dict.fromkeys(("synopsis", "overview", "plot", "description"), "description"),
    **dict.fromkeys(("certificate", "contentrating", "agerating", "mpaarating", "certification"), "contentRating"),
    **dict.fromkeys(("tagline",), "tagline"),
}
"""How frameworks' objects call a film's facts (letters only, lower case), and schema.org's name."""


def find(scripts: Sequence[Script], shown: str) -> Item | None:
    """The richest object that is shaped like a film and bears the title that the page shows (folded)."""
    best: Item | None = None
    for script in scripts:
        top = script.attributes + script.content[:_NAME_BYTES]
        if len(script.content) > _MAX_BYTES or not any(state in top for state in _STATES):
            continue
        for thing, where, root in _objects(script):
            item = _film(thing, where, root, shown)
            if item and (best is None or len(item.values) > len(best.values)):
                best = item
    return best


def _objects(script: Script) -> Iterator[tuple[Mapping[str, Any], str, Mapping[str, Any]]]:
    content = script.content.strip()
    if content[:1] not in {b"{", b"["}:
        assigned = _ASSIGNED.search(content)
        content = content[assigned.end() :] if assigned else b""
    root = loads(content)
    todo: list[tuple[Any, str]] = [(root, "state")]
    for _ in range(_MAX_OBJECTS):
        if not todo:
            return
        value, where = todo.pop()
        if isinstance(value, Mapping):
            yield value, where, root if isinstance(root, Mapping) else {}
            todo.extend((one, f"{where}.{name}") for name, one in value.items() if isinstance(one, dict | list))
        elif isinstance(value, list):
            todo.extend((one, f"{where}[{number}]") for number, one in enumerate(value) if isinstance(one, dict | list))


def _film(thing: Mapping[str, Any], where: str, root: Mapping[str, Any], shown: str) -> Item | None:
    """The object as an item, where it has the page's title and three facts of a film."""
    values: dict[str, Any] = {}
    for key, value in thing.items():
        name = _NAMES.get(_NO_LETTER.sub("", str(key).lower()))
        if name and name not in values and (plain := [words for one in _plain(value, root) if (words := one)]):
            values[name] = plain
    name = folded(text_of(values["name"][0])) if "name" in values else ""
    if not name or len(values) < 4 or f" {name} " not in f" {shown} ":
        return None
    if "duration" in values:
        values["duration"] = [_minutes(one) for one in values["duration"]]
    return Item(frozenset({"Movie"}), values, where, LAYER)


def _plain(value: Any, root: Mapping[str, Any], depth: int = 0) -> Iterator[Any]:
    """The strings and names of a value, through lists, GraphQL's edges and nodes, and Apollo's references."""
    if depth > 6:
        return
    for one in many(value):
        if isinstance(one, Mapping):
            inner = next((one[name] for name in ("edges", "node", "nodes", "items") if name in one), None)
            if "__ref" in one:
                inner = root.get(str(one["__ref"]))
            if inner is not None:
                yield from _plain(inner, root, depth + 1)
                continue
            if isinstance(one.get("seconds"), int):
                yield f"{one['seconds'] // 60} min"
                continue
            names = (text_of(one), *(text_of(one.get(name)) for name in ("name", "title", "label", "year", "fullName")))
            yield next(filter(None, names), "")
        else:
            yield text_of(one)


def _minutes(words: str) -> str:
    return f"{words} min" if words.isdigit() and int(words) < _SMALL_NUMBER else words
