"""Scores that a page announces and does not have: "No score yet", "Users: - / 10", "Be the first to rate"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal

from scrapers.layers.score_rows import MISSING, named, pure_name
from scrapers.lines import Line
from scrapers.shapes import for_lower_case
from scrapers.tables import table
from scrapers.words import RatingKind, RatingWords

_STATE = table("scores")["state"]
_PENDING = for_lower_case(rf"(?<!\w)(?:{_STATE['pending']})(?!\w)")
_NOUN = for_lower_case(rf"(?<!\w)(?:{_STATE['noun']})|{_STATE['signs']}")
_BOARDS = for_lower_case(r"(?<!\w)(?:mpaa?|bbfc|fsk|cbfc|certif\w*|rated)(?!\w)")
"""Words of certificates: a film not yet rated by a board has no score for that."""
_BEHIND_NAME = re.compile(r"[:：]\s*(?P<value>\S{1,6}(?: \S{1,3})?)$")
_DASH = re.compile(r"(?:[-–—?]{1,3}|n\.? ?/ ?a\.?|n\.? ?d\.?|s\.? ?/ ?n\.?|k\.? ?a\.?|t\.?b\.?[dc]\.?)", re.IGNORECASE)
_SCALE = re.compile(r"(?:[-–—?]{1,3}|n\.?/?a\.?)\s*/\s*(?:100?|20|[456])", re.IGNORECASE)
_MARKS = frozenset("-–—?./")
"""One of these stands in whatever `_DASH` and `_SCALE` find."""
_KINDS, _OFTEN = 2, 2
"""Kinds of scores, and how often a film's page says of one that it has none."""
_LONGEST = 70

_State = Literal["pending", "none"]


def _state_of(line: Line) -> _State | None:
    """What the words of a line say of a score that is missing; None where they say nothing of one."""
    low = line.low
    if not _MARKS.isdisjoint(low):
        behind = _BEHIND_NAME.search(low)
        values = (*line.parts, behind["value"] if behind else "")
        if _SCALE.search(low) or any(_DASH.fullmatch(one.strip(" :")) for one in values):
            return "none"
    if not MISSING.search(low):
        return None
    return "pending" if _PENDING.search(low) else "none"


def _name(lines: Sequence[Line], at: int) -> tuple[str, RatingKind] | None:
    """The name of the missing score: on its line, or alone right above or below it; None where nothing tells of one."""
    line = lines[at]
    found = named(line.text)
    if found and found[1].kind:
        return found[0], found[1].kind
    if _BOARDS.search(line.low):
        return None
    is_bare = _DASH.fullmatch(line.text) is not None
    for place in (at - 1, at + 1) if not line.href else ():
        beside = lines[place] if 0 <= place < len(lines) else None
        name = pure_name(beside.text) if beside and not beside.href else None
        if beside and name and (found or name[1].kind) and (name[1].is_service or _NOUN.search(beside.low)):
            return name[0], name[1].kind or "audience"
    tells = not is_bare and (found or _SCALE.fullmatch(line.text) or _NOUN.search(line.low))
    return (found[0] if found else "", "audience") if tells else None


def missing(lines: Sequence[Line], strange: Collection[int], known: Collection[RatingKind]) -> list[RatingWords]:
    """The scores that the page says it has not, one of each kind, but for `known` ones; `strange` lines tell of others.

    A film's page says so once or twice; a list of films that have none says it again and again, and tells nothing.
    """
    if len(set(known)) == _KINDS:
        return []
    found: dict[RatingKind, list[RatingWords]] = {}
    for at, line in enumerate(lines):
        if len(line.text) > _LONGEST or line.number in strange or line.is_paragraph:
            continue
        state = _state_of(line)
        name = _name(lines, at) if state else None
        if state and name:
            found.setdefault(name[1], []).append(RatingWords(kind=name[1], state=state, name=name[0]))
    return [each[0] for kind, each in found.items() if kind not in known and len(each) <= _OFTEN]
