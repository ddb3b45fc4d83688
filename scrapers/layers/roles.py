"""Names with their roles behind them: tiles and rows that say "Ann Lee / Director", not "Director / Ann Lee".

The order shows where the repeated blocks begin and end: a run of names and roles that begins with a name and ends
with a role, or a role that stands closer to the name before it than to the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapers.layers.label_table import is_other_label, label_of
from scrapers.lines import Line
from scrapers.shapes import AND, for_lower_case, remembered
from scrapers.tables import table
from scrapers.words import FilmField, Said

LAYER = "labels"
CREWS: frozenset[FilmField] = frozenset({"directors", "writers", "cast"})
"""The facts that name people by their job."""
_PARTS = re.compile(rf"\s*(?:[,/&+·・|、／]|\s(?:{AND})\s)\s*")
LABEL_CELLS = frozenset({"th", "dt"})
"""What stands in one of these is the label of the cell behind it."""
CREW = for_lower_case(table("phrases")["cast"]["crew"])
"""How the heading of a crew begins."""
_JOBS = for_lower_case(rf"(?:{table('phrases')['cast']['jobs']})")
_LONGEST_RUN = 40
_LONGEST = 60


@remembered
def roles_of(text: str) -> tuple[str, ...]:
    """The roles that a line names and nothing else: "Director, Screenplay" names two.

    >>> roles_of("Director, Screenplay"), roles_of("Ann Lee"), roles_of("Novel")
    (('Director', 'Screenplay'), (), ('Novel',))
    """
    if len(text) > _LONGEST:
        return ()
    text = text.partition(" | ")[0]  # a character may follow
    parts = tuple(part for part in _PARTS.split(text) if part)
    return parts if parts and all(_is_role(part) for part in parts) else ()


def _is_role(words: str) -> bool:
    label = label_of(words)
    return (label is not None and label.field in CREWS) or is_other_label(words)


def _is_job(line: Line) -> bool:
    """Whether the line names roles, or a job that no label names, and nothing else."""
    if roles_of(line.text):
        return True
    return len(line.text) <= _LONGEST and all(
        _JOBS.fullmatch(part) or roles_of(part) for part in _PARTS.split(line.low)
    )


def before(lines: Sequence[Line], at: int, field: FilmField, value: str) -> tuple[list[Said], list[int]] | None:
    """The names before the roles of `field` in the run around line `at`; None where names follow their labels there."""
    if value or field not in CREWS or not at or not _stands_behind(lines, at):
        return None
    found: list[Said] = []
    numbers: list[int] = []
    place = at
    while place < min(len(lines), at + _LONGEST_RUN) and _is_job(lines[place]) and lines[place - 1].is_name:
        if any((label := label_of(role)) and label.field == field for role in roles_of(lines[place].text)):
            name, role = lines[place - 1], lines[place]
            found.append(Said(text=name.text, layer=LAYER, where=name.where, label=role.text))
            numbers += [name.number, role.number]
        place += 2
    return found, numbers


def opens_item(line: Line) -> bool:
    """Whether an item of a list begins with the line."""
    return bool(line.pieces) and b"<li" in line.pieces[0].lower()


def in_tile(lines: Sequence[Line], at: int) -> bool:
    """Whether an item of a list begins with a linked name and the role on line `at`: "<li>Ann Lee<dl><dt>Director"."""
    name = lines[at - 1] if at else None
    return name is not None and bool(name.href) and name.is_name and opens_item(name) and not opens_item(lines[at])


def is_tab(lines: Sequence[Line], at: int) -> bool:
    """Whether a label is one of a row shown alike (photos, reviews): the way to the cast, not its head."""
    line = lines[at]
    near = [lines[other] for other in (at - 1, at + 1) if 0 <= other < len(lines)]
    alike = [one for one in near if one.kind == line.kind and one.gap <= 1]
    return any(one.href and line.href for one in alike) or (bool(line.kind[1]) and len(alike) > 1)


def _stands_behind(lines: Sequence[Line], at: int) -> bool:
    """Whether the role on line `at` belongs to the name before it."""
    name, role = lines[at - 1], lines[at]
    following = lines[at + 1] if at + 1 < len(lines) else None
    if not name.is_name or role.text.rstrip().endswith((":", "：")):
        return False
    if role.tag in LABEL_CELLS or _is_role(name.text) or CREW.match(name.low):
        # A role in a cell is the label of the next one, but in a tile; a name that is a role heads the credits.
        return role.tag in LABEL_CELLS and in_tile(lines, at) and (following is None or opens_item(following))
    if following is None or not following.is_name:
        return not (following and following.gap < role.gap) and (at < 2 or not roles_of(lines[at - 2].text))
    if name.href and name.href == role.href != following.href:
        return True
    if role.gap < following.gap and name.gap >= role.gap and name.tag == following.tag:
        return True
    first, last = at - 1, at
    while first >= 2 and _is_job(lines[first - 1]) and lines[first - 2].is_name and at - first < _LONGEST_RUN:
        first -= 2
    while last + 2 < len(lines) and lines[last + 1].is_name and _is_job(lines[last + 2]) and last - at < _LONGEST_RUN:
        last += 2
    before_run = lines[first - 1] if first >= 1 else None
    begins_with_name = before_run is None or before_run.tag[:1] == "h" or not roles_of(before_run.text)
    below = lines[last + 1] if last + 1 < len(lines) else None
    ends_with_role = below is None or not below.is_name or (below.tag != name.tag and label_of(below.text) is not None)
    return begins_with_name and ends_with_role
