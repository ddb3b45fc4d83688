"""Scores that are not the film's own: those of other films in a list, and those of single reviews.

Headings, classes and repeated shapes tell; no page's own words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from scrapers.layers.cards import hinted
from scrapers.layers.label_table import label_of
from scrapers.layers.score_rows import LETTER, LONGEST, Row, named
from scrapers.lines import Line
from scrapers.shapes import date_in, for_lower_case, lower
from scrapers.tables import table

_OTHERS = table("scores")["others"]
_HEADING = for_lower_case(rf"(?<!\w)(?:{_OTHERS['heading']})")
_OF_REVIEWS = for_lower_case(_OTHERS["reviews"])
_CLASSES = for_lower_case(_OTHERS["classes"])
_LONGEST_HEADING = 60
_LONGEST_LIST = 60
"""Lines that a list without headings of its own may have."""
_NEAR = 4
"""Lines below a film's link that tell of it."""
_FEWEST = 3
_STEPS = (0.5, 1.0, -0.5, -1.0)
"""Between the values of a widget to rate with."""
_TEXT = 12
"""Words that make a line running text."""


def others(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines that stand in lists of other films: below a heading that says so, to the next one.

    >>> sorted(others([Line("Similar films", 1, 2, "h2"), Line("Moor", 2, 1), Line("Cast", 3, 2, "h2")]))
    [1, 2]
    """
    found: set[int] = set()
    at = 0
    while at < len(lines):
        if not _heads_others(lines, at):
            at += 1
            continue
        end = _end(lines, at)
        found.update(line.number for line in lines[at:end])
        at = end
    return frozenset(found)


def of_others(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of the lines below the links to films in such lists: what they say is said of those.

    >>> films = [Line(name, at, 1, href=f"/films/film-{at}/") for at, name in ((2, "Moor"), (3, "Up"))]
    >>> below = [Line("By Ann Lee", 4, 1), Line("Cast", 5, 2, "h2"), Line("Bo Ek", 6, 1)]
    >>> sorted(of_others([Line("In cinemas", 1, 2, "h2"), *films, *below]))
    [3, 4]
    """
    asides = others(lines)
    starts = [at for at, line in enumerate(lines) if line.number in asides and hinted("film_link", line.href)]
    near = (line for at in starts for line in lines[at + 1 : at + 1 + _NEAR] if not line.is_paragraph)
    return frozenset(line.number for line in near if line.number in asides) if len(starts) > 1 else frozenset()


def _level(line: Line) -> int:
    return int(line.tag[1]) if len(line.tag) == 2 and line.tag[0] == "h" and line.tag[1].isdigit() else 0


@lru_cache(maxsize=4096)
def _are_of_others(classes: str) -> bool:
    return _CLASSES.search(lower(classes)) is not None


def _heads_others(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    level = _level(line)
    if len(line.text) > _LONGEST_HEADING or level == 1:
        return False
    if line.classes and _are_of_others(line.classes):
        return True
    alone = level or (line.gap >= 1 and not line.href and not line.is_paragraph and line.tag != "li")
    if not alone:
        return False
    low = line.low
    found = _HEADING.search(low)
    if not found or _OF_REVIEWS.search(low) or (not level and _is_among_labels(lines, at)):
        return False
    return bool(level) or len(low) - len(found[0]) <= 12


def _is_among_labels(lines: Sequence[Line], at: int) -> bool:
    """Whether it is the label of one of several facts, each with its value below ("Al cinema", in "21 cinemas")."""
    beside = [lines[place] for place in (at - 2, at + 2) if 0 <= place < len(lines)]
    return len(beside) == 2 and all(one.tag == lines[at].tag and label_of(one.text) for one in beside)


def _end(lines: Sequence[Line], start: int) -> int:
    """Where the list ends: at the next heading of its rank; of no rank, at the next heading or section."""
    level = _level(lines[start])
    for at in range(start + 1, len(lines)):
        here = _level(lines[at])
        if here == 1 or (here and not lines[at].href and (not level or here < level)):
            return at
        if here and here == level and not lines[at].href and at > start + 1:
            return at
        if at > start + 1 and not here and lines[at].gap >= 2 and (not level or lines[start + 1].gap < 2):
            return at
        if not level and at - start > _LONGEST_LIST:
            return at
    return len(lines)


def repeated(lines: Sequence[Line], found: Iterable[tuple[int, str, str, bool]]) -> frozenset[int]:
    """The places of scores that come in one shape again and again: below the same kind of line, by one name.

    `found` has the place, the name and the value of each score, and whether it has votes. They are other films' or
    single reviews'; only one that alone has votes is the film's.
    """
    groups: defaultdict[tuple[object, ...], list[tuple[int, str, bool]]] = defaultdict(list)
    for at, name, value, voted in found:
        above = lines[at - 1].kind if at else ("", "")
        groups[lines[at].kind, above, lower(name)].append((at, value, voted))
    several = (
        group
        for group in groups.values()
        if len({value for _, value, _ in group}) >= _FEWEST and len({at for at, _, _ in group}) >= _FEWEST
    )
    spared = ((group, sum(voted for _, _, voted in group) == 1) for group in several)
    return frozenset(at for group, is_spared in spared for at, _, voted in group if not (voted and is_spared))


def is_of_review(rows: Sequence[Row], at: int) -> bool:
    """Whether a date stands with the score, or right beside it: it is one person's.

    >>> rows = [Row(Line(text, n, 1)) for n, text in enumerate(("Ann", "4/5", "3 May 2011", "I liked it."))]
    >>> is_of_review(rows, 1), is_of_review(rows[:2], 1)
    (True, False)
    """
    near = [rows[place].line for place in (at - 1, at + 1) if 0 <= place < len(rows)]
    beside = any(line.gap <= 1 and line.is_date and len(line.text) <= 40 for line in near)
    return beside or date_in(rows[at].text) is not None


def among_reviews(lines: Sequence[Line], at: int) -> bool:
    """Whether the line stands below a heading of reviews, with a text or a date soon after it."""
    after = lines[at + 1 : at + 4]
    if not any(line.is_paragraph or line.is_date for line in after):
        return False
    for line in reversed(lines[max(0, at - _LONGEST_LIST) : at]):
        if 1 < _level(line) < 4 and not line.href and line.words <= 8:
            return bool(_OF_REVIEWS.search(lower(line.text)))
    return False


def is_step(rows: Sequence[Row], at: int) -> bool:
    """Whether the value is one of a row of all that may be given: "0.5", "1", "1.5" ...

    >>> rows = [Row(Line(text, n, 1)) for n, text in enumerate(("0.5", "1", "1.5", "2", "7.4", "8.0"))]
    >>> is_step(rows, 2), is_step(rows, 4)
    (True, False)
    """
    if not rows[at].is_value:
        return False
    numbers = [_bare_number(rows[place]) if 0 <= place < len(rows) else None for place in range(at - 2, at + 3)]
    for one, two, three in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if one is not None and two is not None and three is not None and two - one == three - two in _STEPS:
            return True
    return False


def _bare_number(row: Row) -> float | None:
    return float(row.values[0]["value"].replace(",", ".")) if row.is_value and not row.is_shaped else None


def is_single_mark(lines: Sequence[Line], at: int) -> bool:
    """Whether the value is one of a list of them, each with its own name, which none of the names of scores is.

    So do pages list the marks of papers, or of the parts of a film.

    >>> said = ("Bobines", "4/5", "Revue", "3/5", "Dimanche", "5/5", "IMDb", "7/10", "Users", "6/10", "Press", "8/10")
    >>> lines = [Line(text, n, 1) for n, text in enumerate(said)]
    >>> [is_single_mark(lines, at) for at in (1, 5, 7)], is_single_mark(lines[:4], 1)
    ([True, True, False], False)
    """
    return any(_marks_near(lines, at, step) >= _FEWEST for step in (1, 2))


def _marks_near(lines: Sequence[Line], at: int, step: int) -> int:
    """How many marks of the same scale, each with a name, follow each other `step` lines apart around this one."""
    top = _mark(lines, at, step)
    found = 1 if top else 0
    for way in (step, -step):
        place = at + way
        while found and found < _FEWEST and 0 <= place < len(lines) and _mark(lines, place, step) == top:
            found += 1
            place += way
    return found


def _mark(lines: Sequence[Line], at: int, step: int) -> str:
    """The scale of the value on the line, or "" where it is not a mark with a name beside it or above it."""
    row, name = Row(lines[at]), lines[at - 1] if at and step > 1 else lines[at]
    if len(row.text) > LONGEST or len(row.values) != 1 or not row.is_shaped or row.is_value != (step > 1):
        return ""
    is_named = LETTER.search(name.text) and not (step > 1 and name.has_digit and Row(name).is_shaped)
    if not is_named or name.words > _TEXT or named(name.text):
        return ""
    return row.values[0]["best"] or row.values[0]["percent"] or ""
