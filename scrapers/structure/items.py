"""Items: schema.org things with their properties, and how to ask them for strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

_BREAK = re.compile(r"<(?:br|/p|/li|/div)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8}\d?);")
_SCHEMA = re.compile(
    r"^(?:https?://(?:www\.)?(?:schema\.org|data-vocabulary\.org|rdf\.data-vocabulary\.org)/#?|schema:|v:)"
)
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One thing. `values` are {property: string, number, mapping, or list of such}; `where` is its place."""

    types: frozenset[str]
    values: Mapping[str, Any]
    where: str
    layer: str


def types_of(value: Mapping[str, Any]) -> frozenset[str]:
    """The short names of a thing's types.

    >>> sorted(types_of({"@type": ["http://schema.org/Movie", "Product"]}))
    ['Movie', 'Product']
    """
    return frozenset(_SCHEMA.sub("", str(name)) for name in many(value.get("@type")) if name)


def get(thing: Mapping[str, Any], *names: str) -> Any:
    """The first of these properties that the thing has; the letters' case does not count, as pages do not heed it.

    >>> get({"@type": "Rating", "ratingvalue": "7"}, "ratingValue")
    '7'
    """
    for name in names:
        if thing.get(name) not in (None, "", []):
            return thing[name]
    wanted = {name.lower() for name in names}
    return next(
        (value for name, value in thing.items() if name.lower() in wanted and value not in (None, "", [])), None
    )


def many(value: Any) -> list[Any]:
    """A property's values, whether it has none, one or several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def clean(text: str) -> str:
    """A string of data as a reader would see it: markup and entities read, spaces folded, lines kept.

    >>> clean("That&amp;apos;s <b>it</b>?<br/>Yes  ")
    "That's it?\\nYes"
    """
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = unescape(text)
    return "\n".join(line for part in text.strip().split("\n") if (line := " ".join(part.split())))


def text_of(value: Any) -> str:
    """The string of a value: itself, or a thing's name, or its @value; "" where it has none."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value}"
    if isinstance(value, Mapping):
        for name in ("name", "@value", "text", "title", "value"):
            if isinstance(value.get(name), str | int | float):
                return text_of(value[name])
        return text_of(value["name"][0]) if isinstance(value.get("name"), list) and value["name"] else ""
    return ""


def is_address(text: str) -> bool:
    """Whether a string is an address, where a name was asked for."""
    return text.startswith(("http://", "https://", "//", "/"))


def walk(value: Any, where: str, depth: int = 0) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every thing at the top of a JSON-LD value: alone, in a list, in @graph."""
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from walk(one, f"{where}[{place}]", depth + 1)
    elif isinstance(value, Mapping) and depth < _MAX_DEPTH:
        if "@graph" in value:
            yield from walk(value["@graph"], f"{where}.@graph", depth + 1)
        if "@type" in value:
            yield value, where
