"""Where the name of a score stands below its value: "8.1" over "Metascore"."""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.layers.score_rows import Name, Row

_RUN = 12
"""Lines that a run of scores and names has, at most."""
_APART = 3
"""Lines by which a name may stand above its value, where words that tell of the score stand between."""


def name_below(rows: Sequence[Row], at: int) -> tuple[str, Name] | None:
    """The name on the line below, where values and names take turns and a value begins."""
    if at + 1 >= len(rows) or not rows[at].is_value or rows[at + 1].line.gap > 2:
        return None
    found = rows[at + 1].name
    if not found:
        return None
    if not found[1].is_service and _is_named_above(rows, at):
        return None
    above = _first_of_run(rows, at)
    is_unknown = above != at and not rows[above].is_value and not rows[above].name
    if is_unknown or _ends_in_value(rows, at):
        return None  # names stand above their values here
    first = rows[above].name
    return found if first is None or (found[1].is_service and not first[1].is_service) else None


def _is_named_above(rows: Sequence[Row], at: int) -> bool:
    """Whether whose score it is stands above the value, with words between: "User score" "Based on 36 votes" "7.2".

    So it is of the values before, too: one of them right above that name would be what it names.
    """
    for _ in range(_RUN):
        near = range(at - 2, max(-1, at - _APART - 1), -1)
        if rows[at - 1].is_value or rows[at - 1].name or rows[at - 1].line.tag in ("h1", "h2"):
            return False
        above = next((place for place in near if rows[place].is_value or rows[place].name), None)
        if above is None:
            return False
        name = rows[above].name
        if rows[above].is_value or not name or not (name[1].kind or name[1].is_service):
            return False
        if not above or not rows[above - 1].is_value:
            return True
        at = above - 1
    return False


def _first_of_run(rows: Sequence[Row], at: int) -> int:
    """Where the values and names (and lines of the names' kind) begin among which the value stands."""
    start, kind = at, rows[at + 1].line.kind
    for place in range(at - 1, max(-1, at - _RUN - 1), -1):
        row = rows[place]
        if not (row.is_value or row.name or (kind[1] and row.line.kind == kind)):
            break
        start = place
    return start


def _ends_in_value(rows: Sequence[Row], at: int) -> bool:
    """Whether values and names take turns from here on, and the last of them is a value, with no name below."""
    for place in range(at + 2, min(len(rows), at + _RUN), 2):
        if not rows[place].begins_with_value:
            return False
        if place + 1 >= len(rows) or not rows[place + 1].name:
            return True
    return False
