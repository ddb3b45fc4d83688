"""The score that a post states: "Rating 3/5", "★★★½", "Grade: B+", stars behind the title in its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scrapers.layers.score_rows import is_service
from scrapers.lines import Line
from scrapers.tables import table
from scrapers.words import Said

LAYER = "stated"
_LABEL = table("scores")["stated"]["label"]
_STARS = r"[★☆⭐✮✭*]{2,10}\s?[½¼¾]?|★\s?[½¼¾]?"
_RATIO = r"-?\d{1,3}(?:[.,]\d{1,2})?\s?[½¼¾]?\s*(?:/|out of|von|sur|de|av|z|из|su|van)\s*(?:100?|20|[4-6])(?![\d/])"
_ALONE = re.compile(
    rf"^(?:{_STARS}|{_RATIO})(?:\s*(?:stars?|sterne|étoiles|estrellas|stjärnor|gwiazdek))?[.)]?$", re.IGNORECASE
)
_LABELLED = re.compile(
    rf"^.{{0,40}}?(?<!\w)(?:{_LABEL})\s*[:：–—-]?\s*"
    rf"(?P<score>{_STARS}|{_RATIO}|\d(?:[.,]\d)? stars?|[A-F][+–−-]?(?!\w))[.)]?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\)\s*[-–—:|]?\s*(?P<score>{_STARS}|{_RATIO})$", re.IGNORECASE)
_BEFORE, _AFTER = 15, 6
_LONGEST = 90


def _score(line: Line) -> str | None:
    text = " ".join(line.parts)
    found = _LABELLED.match(text) or _BEHIND.search(text)
    return found["score"].strip() if found else text if _ALONE.match(text) else None


def _near(lines: Sequence[Line], first: int, last: int) -> Iterator[int]:
    """The places where a post states its score: over its body, nearest to the headline last, and under it."""
    yield from range(max(0, first - _BEFORE), first)
    yield from range(first, min(len(lines), last + 1 + _AFTER))


def find(lines: Sequence[Line], first: int, last: int) -> Said | None:
    """The score stated near or in the text that goes from line `first` to line `last`; no service's score."""
    for at in _near(lines, first, last):
        line = lines[at]
        if len(line.text) > _LONGEST or is_service(line.text) or (at and is_service(lines[at - 1].text)):
            continue
        score = _score(line)
        if score:
            return Said(text=score, layer=LAYER, where=line.where)
    return None
