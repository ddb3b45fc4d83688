"""A film's document within MongoDB's bounds: 16 MB.

Thousands of pages that each tell of a film in other words make a document that no MongoDB takes. What is left out of it
is counted in `left_out`, by field; the readings of its pages have it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import bson

MOST_BYTES = 14 * 1024 * 1024
"""Of a film's document; what a document needs beside its film must fit in, too."""
NAMED_PAGES = 20
"""Pages that are named beside one value, and values of a conflict, where a document is too large."""
_WHOLE = frozenset({"_id", "pages", "keys", "review_counts", "identifiers", "rules", "left_out"})
"""What is never cut: linking needs it, or it has bounds of its own."""
_ROOM = 48
"""Bytes for the name and the count of one part in `left_out`."""
Document = dict[str, Any]


def fitted(film: Document, most: int = MOST_BYTES) -> Document:
    """The document as it is if it has at most so many bytes, else its largest parts cut to one size that fits.

    >>> told = {"_id": "up", "pages": ["a"], "trivia": ["It flies."] * 90, "title": "Up", "genres": ["Drama"]}
    >>> found = fitted(told, 600)
    >>> len(found["trivia"]), found["left_out"], len(bson.encode(found)) <= 600, fitted(told, 9999) == told
    (18, {'trivia': 72}, True, True)
    """
    if len(bson.encode(film)) <= most:
        return film
    found = _fewer_pages(film)
    parts = {name: _sizes(value) for name, value in _parts(found)}
    fixed = len(bson.encode(found)) - sum(sum(sizes) for sizes in parts.values()) + _ROOM * (len(parts) + 1)
    bound = _bound([sum(sizes) for sizes in parts.values()], most - fixed)
    left_out = dict(found.get("left_out", {}))
    for name, sizes in parts.items():
        if (kept := _kept(sizes, bound)) < len(sizes):
            _cut(found, name, kept)
            left_out[name] = left_out.get(name, 0) + len(sizes) - kept
    found = {name: value for name, value in found.items() if value not in ([], {}, "")}
    return found | {"left_out": dict(sorted(left_out.items()))} if left_out else found


def _fewer_pages(film: Document) -> Document:
    """The film with fewer pages beside each value, and fewer values in a conflict."""
    stated = {name: [_stated(one) for one in values] for name, values in film.get("stated", {}).items()}
    conflicts = [
        {**one, "values": [_stated(value) for value in one["values"][:NAMED_PAGES]]}
        for one in film.get("conflicts", ())
    ]
    values = sum(max(0, len(one["values"]) - NAMED_PAGES) for one in film.get("conflicts", ()))
    consensus = [dict(one) for one in film.get("consensus", ())]
    found = film | {"stated": stated, "conflicts": conflicts, "consensus": consensus}
    found = {name: value for name, value in found.items() if value not in ([], {})}
    return found | ({"left_out": {**film.get("left_out", {}), "conflicts.values": values}} if values else {})


def _stated(value: Document) -> Document:
    more = len(value["pages"]) - NAMED_PAGES
    if more <= 0:
        return value
    return {**value, "pages": value["pages"][:NAMED_PAGES], "more": value.get("more", 0) + more}


def _parts(film: Document) -> Iterator[tuple[str, Sequence[Any]]]:
    """What can be cut, by name: lists, lists within `stated` and `consensus`, and long texts."""
    for name, value in film.items():
        if name == "stated":
            yield from ((f"stated.{field}", values) for field, values in value.items())
        elif name == "consensus":
            yield from ((f"consensus.{one['kind']}", one.get("inputs", ())) for one in value)
        elif name not in _WHOLE and isinstance(value, list | str):
            yield name, value


def _sizes(value: Sequence[Any]) -> list[int]:
    """Bytes of each member in a document, of each letter of a text."""
    if isinstance(value, str):
        return [len(letter.encode("utf-8", "surrogatepass")) for letter in value]
    return [len(bson.encode({str(place): item})) - 5 for place, item in enumerate(value)]


def _bound(sizes: Sequence[int], room: int) -> int:
    """The size to which the largest are cut so that all are at most `room`.

    >>> _bound([10, 50, 90], 100), _bound([10, 20], 100), _bound([10, 20], 0)
    (45, 20, 0)
    """
    left = max(room, 0)
    for place, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - place)
        if size > share:
            return share
        left -= size
    return max(sizes, default=0)


def _kept(sizes: Sequence[int], bound: int) -> int:
    """How many of the first members fit into so many bytes."""
    total = 0
    for place, size in enumerate(sizes):
        total += size
        if total > bound:
            return place
    return len(sizes)


def _cut(film: Document, name: str, kept: int) -> None:
    whole, _, part = name.partition(".")
    if whole == "stated":
        film["stated"] = {**film["stated"], part: film["stated"][part][:kept]}
    elif whole == "consensus":
        film["consensus"] = [
            {**one, "inputs": one["inputs"][:kept]} if one["kind"] == part else one for one in film["consensus"]
        ]
    else:
        film[name] = film[name][:kept]
