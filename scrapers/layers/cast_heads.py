"""What stands between the heading of a cast and its first actor: the crew behind labels, the way to all of the cast."""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.layers.card_texts import HEADINGS
from scrapers.layers.card_words import is_button
from scrapers.layers.label_table import is_other_label, label_of
from scrapers.layers.roles import LABEL_CELLS
from scrapers.lines import Line
from scrapers.shapes import is_name

_VALUE_CELLS = frozenset({"dd", "td"})
_LONGEST = 400
"""Lines of a crew, at most."""
_LINK = 20
"""Characters of a link to the whole list."""


def _is_of_crew(words: str) -> bool:
    label = label_of(words)
    return is_other_label(words) or (label is not None and label.field != "cast")


def is_crew_line(line: Line) -> bool:
    """Whether a line names one of the crew behind a label: "Director: Ann Lee"."""
    head, colon, names = line.text.replace("：", ":").partition(":")
    return bool(colon and names) and line.tag not in HEADINGS and _is_of_crew(head)


def past_crew(lines: Sequence[Line], start: int) -> int:
    """The line below the labels with their values ("Director", "Ann Lee") that stand first under such a heading."""
    at = start
    while at + 1 < len(lines) and at - start < _LONGEST:
        if is_crew_line(lines[at]):
            at += 1
            continue
        if lines[at].tag not in LABEL_CELLS or lines[at + 1].tag not in _VALUE_CELLS or not _is_of_crew(lines[at].text):
            break
        at += 2
        while at < len(lines) and lines[at].tag in _VALUE_CELLS:
            at += 1
    return at


def past_link(lines: Sequence[Line], start: int, head: str) -> int:
    """The line below the way to the whole cast ("View all"), where names set as smaller headings follow it."""
    if start + 2 >= len(lines) or not head or not lines[start].href:
        return start
    link, name = lines[start : start + 2]
    is_name_below = name.tag in HEADINGS and name.tag > head and name.is_name
    is_link = len(link.text) <= _LINK and (is_button(link.text) or not is_name(link.text))
    return start + 1 if is_name_below and is_link else start
