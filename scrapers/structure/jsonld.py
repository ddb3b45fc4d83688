"""JSON-LD: the scripts of type application/ld+json."""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.markup import Script
from scrapers.structure.items import Item, types_of, walk
from scrapers.structure.json_text import loads
from scrapers.words import Trouble

LAYER = "structured.jsonld"


def read(scripts: Sequence[Script]) -> tuple[list[Item], list[Trouble]]:
    """The things at the top of all JSON-LD of a page, and what could not be read.

    >>> items, _ = read([Script(b' type="application/ld+json"', b'{"@graph": [{"@type": "Movie", "name": "Up"}]}')])
    >>> [(sorted(item.types), item.where) for item in items]
    [(['Movie'], 'ld+json[0].@graph[0]')]
    """
    items: list[Item] = []
    troubles: list[Trouble] = []
    found = (script.content for script in scripts if b"ld+json" in script.attributes)
    for number, content in enumerate(found):
        where = f"ld+json[{number}]"
        value = loads(content)
        if value is None and content.strip():
            words = content[:200].decode("utf-8", "replace")
            troubles.append(Trouble(field="page", words=words, why="JSON-LD that no reader of JSON takes", where=where))
        items.extend(Item(types_of(thing), thing, place, LAYER) for thing, place in walk(value, where))
    return items, troubles
