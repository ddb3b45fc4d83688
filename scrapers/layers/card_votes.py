"""The voices on a review: how many found it helpful. They look like scores: "6 / 6" under "Was this helpful?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapers.layers.card_pieces import Piece
from scrapers.layers.card_scores import RATIO
from scrapers.lines import Line
from scrapers.shapes import for_lower_case
from scrapers.tables import table

_ENTRY = table("phrases")["entry"]
_HELPFUL = for_lower_case(rf"^(?:{_ENTRY['helpful']})$")
_ASKS = for_lower_case(rf"^[^?？]{{0,60}}{_ENTRY['votes']}[^?？]{{0,60}}[?？]")
_OF = re.compile(r"^\W*\d{1,5}\s*(?:/|of|von|sur|de|su|из|з|av|z|van)\s*\d{1,5}\W*$")
_BELOW = 3
"""Lines below the question in which the voices stand."""


def is_whole(line: Line) -> bool:
    """Whether a line is one piece whatever its elements: a score with its scale, a count of helpful votes."""
    return (line.has_digit and RATIO.match(line.text) is not None) or _HELPFUL.match(line.low) is not None


def places(pieces: Sequence[Piece]) -> frozenset[int]:
    """Which of a card's pieces count the voices on it: by their words, or right below the question for them.

    >>> lines = [Line("8/10", 1), Line("War das hilfreich?", 2), Line("Ja / Nein", 3), Line("5 / 6", 4)]
    >>> sorted(places([Piece(line.text, line, (False, "p", "", 0, 0)) for line in lines]))
    [3]
    """
    found: set[int] = set()
    asked = -_BELOW
    for at, piece in enumerate(pieces):
        line = piece.line
        if _HELPFUL.match(line.low):
            found.add(at)
            asked = line.number
        elif ("?" in line.text or "？" in line.text) and _ASKS.match(line.low):
            asked = line.number
        elif asked < line.number <= asked + _BELOW and not piece.place[0] and _OF.match(line.low):
            found.add(at)
    return frozenset(found)
