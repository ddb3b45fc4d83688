"""A cast in a table whose first row names its columns: "Character | Actor | Notes"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from scrapers.layers.label_table import label_of
from scrapers.lines import Line
from scrapers.shapes import for_lower_case
from scrapers.tables import table

_COLUMNS = table("phrases")["cast_columns"]
_ACTOR = for_lower_case(rf"(?:{_COLUMNS['actor']})")
_CHARACTER = for_lower_case(rf"(?:{_COLUMNS['character']})")
_MOST_COLUMNS = 5
RANK = re.compile(r"\d{1,3}\.?")
"""The number of a row."""
LEADER = re.compile(r"^(?:\.{2,}|…)\s*\S")
"""Dots that lead from an actor to the character."""
FEE = re.compile(r",\s*(?:[$€£¥₽]\s?\d[\d\s.,]*|\d[\d\s.,]*\s?[$€£¥₽])$")
"""What an actor was paid, behind the character."""
_FEWEST = 3
_LONGEST_RANK = 4


def rows(block: Sequence[Line]) -> list[tuple[Line, str, str]]:
    """The actors of a table with their characters, as its heading cells name the columns; none where no column is it.

    >>> cells = ("Role", "Actor", "Mary", "Ann Lee", "John", "Bo Dahl")
    >>> [row[1:] for row in rows([Line(text, n, 1, "th" if n < 2 else "td") for n, text in enumerate(cells)])]
    [('Ann Lee', 'Mary'), ('Bo Dahl', 'John')]
    """
    width = next((at for at, line in enumerate(block) if line.tag != "th"), 0)
    heads = [line.low.strip(" :：") for line in block[:width]]
    actor = next((at for at, head in enumerate(heads) if _is_actor(head)), None)
    if actor is None or not 1 < width <= _MOST_COLUMNS:
        return []
    character = next((at for at, head in enumerate(heads) if at != actor and _CHARACTER.fullmatch(head)), None)
    cells = block[width:]
    end = next((at for at, line in enumerate(cells) if line.tag != "td"), len(cells))
    found = []
    for start in range(0, end - end % width, width):
        row = cells[start : start + width]
        found.append((row[actor], row[actor].text, row[character].text if character is not None else ""))
    return found if end % width == 0 else []


def numbered(block: Sequence[Line]) -> list[int]:
    """The lines below the numbers of a table whose rows are counted from one; none where they are not.

    >>> cells = ("1.", "Ann Lee", "... Mary", "Voice: Eva", "2.", "Bo Dahl", "3.", "Jo Fox", "... John")
    >>> numbered([Line(text, n, 1, "td") for n, text in enumerate(cells)])
    [1, 5, 7]
    """
    places = [at for at, line in enumerate(block[:-1]) if len(line.text) <= _LONGEST_RANK and RANK.fullmatch(line.text)]
    counts = [int(block[at].text.rstrip(".")) for at in places]
    runs_on = counts[:1] == [1] and all(after == before + 1 for before, after in pairwise(counts))
    return [at + 1 for at in places] if runs_on and len(places) >= _FEWEST else []


def _is_actor(head: str) -> bool:
    label = label_of(head)
    named = label is not None and label.field == "cast" and not _CHARACTER.fullmatch(head)
    return named or _ACTOR.fullmatch(head) is not None
