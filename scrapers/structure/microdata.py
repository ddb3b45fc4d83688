"""Microdata and RDFa: things whose properties stand in attributes of the visible page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.structure.items import Item, types_of

_TYPED = (re.compile(rb"""itemtype\s*=\s*["']?([^"'<>\s]+)"""), re.compile(rb"""typeof\s*=\s*["']?([^"'<>\s]+)"""))
_WANTED = re.compile(
    rb"(?:Movie|Film|Review|Rating|TV\w*|BlogPosting|Article|ItemList|ScreeningEvent)(?:-aggregate)?$", re.IGNORECASE
)
_MAX_PROPERTIES = 4000
_MAX_ANCESTORS = 200
_ADDRESSES = {"a": "href", "area": "href", "link": "href", "img": "src", "iframe": "src", "object": "data"}
_RDFA_NAMES = {
    "itemreviewed": "name",
    "directedby": "director",
    "starring": "actor",
    "runtime": "duration",
    "initialreleasedate": "datePublished",
    "average": "ratingValue",
    "best": "bestRating",
    "votes": "ratingCount",
    "summary": "description",
    "reviewer": "author",
    "dtreviewed": "datePublished",
}
"""Properties of the vocabularies that came before schema.org, by their schema.org names."""


@dataclass(frozen=True, slots=True)
class _Notation:
    """How a notation marks a thing, its type, and a property of it."""

    layer: str
    thing: str
    type: str
    property: str
    properties: str


_MICRODATA = _Notation("structured.microdata", "[itemscope]", "itemtype", "itemprop", "[itemprop]")
_RDFA = _Notation("structured.rdfa", "[typeof]", "typeof", "property", "[property], [rel^='v:']")


@dataclass(slots=True)
class _Property:
    """One property of a thing, while the things are put together."""

    owner: dict[str, Any]
    names: list[str]
    value: Any


def may_hold(source: bytes) -> bool:
    """Whether it is worth to parse the page for this: a cheap look for types that tell of films or reviews."""
    return any(_WANTED.search(name) for typed in _TYPED for name in set(typed.findall(source)))


def read(tree: LexborHTMLParser) -> list[Item]:
    """The things at the top, with the things in them as mappings, like those of JSON-LD."""
    return [item for notation in (_MICRODATA, _RDFA) for item in _things(tree, notation)]


def _things(tree: LexborHTMLParser, notation: _Notation) -> list[Item]:
    nodes = tree.css(notation.thing)
    if not nodes:
        return []
    things: dict[int, dict[str, Any]] = {}
    for node in nodes:
        named = (node.attributes.get(notation.type) or "").split()
        things[node.mem_id] = {"@type": named}
    nested: set[int] = set()
    properties: dict[int, _Property] = {}
    for node in tree.css(notation.properties)[:_MAX_PROPERTIES]:
        attributes = node.attributes
        own = things.get(node.mem_id)
        said = (attributes.get(notation.property) or attributes.get("rel") or "").split()
        names = [_name(name, is_thing=own is not None) for name in said]
        owner = _owner(node, things, properties, names)
        if owner is None:
            continue
        if own is not None:
            nested.add(node.mem_id)
        properties[node.mem_id] = _Property(owner, names, own if own is not None else _value(node))
    for found in properties.values():
        for name in found.names:
            _put(found.owner, name, found.value)
    return [
        Item(types_of(things[node.mem_id]), things[node.mem_id], _place(node, notation, number), notation.layer)
        for number, node in enumerate(nodes)
        if node.mem_id not in nested and len(things[node.mem_id]) > 1
    ]


def _place(node: LexborNode, notation: _Notation, number: int) -> str:
    return f"{node.tag}{notation.thing}[{number}]"


def _owner(
    node: LexborNode, things: dict[int, dict[str, Any]], properties: dict[int, _Property], names: list[str]
) -> dict[str, Any] | None:
    """The thing around a node. A property around it that has its names is only their frame, and says them no more."""
    around = node.parent
    for _ in range(_MAX_ANCESTORS):
        if around is None:
            return None
        owner = things.get(around.mem_id)
        if owner is not None:
            return owner
        frame = properties.get(around.mem_id)
        if frame is not None:
            frame.names = [name for name in frame.names if name not in names]
        around = around.parent
    return None


def _put(owner: dict[str, Any], name: str, value: Any) -> None:
    if name not in owner:
        owner[name] = value
    elif isinstance(owner[name], list):
        owner[name].append(value)
    else:
        owner[name] = [owner[name], value]


def _name(name: str, *, is_thing: bool) -> str:
    """A property's schema.org name: "v:starring" is "actor". What a review is of is its name where it is a string."""
    short = name.rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return short if is_thing and short.lower() == "itemreviewed" else _RDFA_NAMES.get(short.lower(), short)


def _value(node: LexborNode) -> str:
    """What the property says: its content attribute, its text, or what it links to where it has none."""
    attributes = node.attributes
    if attributes.get("content") is not None:
        return attributes["content"] or ""
    tag = node.tag or ""
    if tag == "time" and attributes.get("datetime"):
        return attributes["datetime"] or ""
    text = " ".join(node.text(deep=True, separator=" ").split()) if tag not in {"img", "link"} else ""
    return text or attributes.get(_ADDRESSES.get(tag, ""), None) or ""
