"""Pages of a person or of a member: an actor's films, a reader's profile. They tell no film's facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import urlsplit

from scrapers.layers.label_table import label_of
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.tables import table

_ADDRESS = table("persons")["address"]
_PERSON, _MEMBER, _THEIRS = (re.compile(_ADDRESS[name], re.IGNORECASE) for name in ("person", "member", "of_theirs"))
_LONGEST_LABEL, _LONGEST_LINE = 24, 160
_BEFORE = 2
"""Parts of an address before the word that says that it is a person's ("/en/")."""
_BEHIND = 2
"""Parts behind it, at most: a number, a name."""
_SURE, _SURE_OF_MEMBER = 2, 3
"""Kinds of facts from which a page without such an address is a person's, a member's."""
_BORN = frozenset({"birth", "place"})


@cache
def _kinds(group: str) -> Mapping[str, str]:
    """{label in lower case: the kind of fact that it names}."""
    return {word: kind for kind, words in table("persons")[group].items() for word in words}


def is_about(page: Page) -> bool:
    """Whether an HTML page is about a person or a member; one that states a running time is a film's."""
    return is_person(page.lines, page.head.address or page.url or "") and not any(map(_tells_runtime, page.lines))


def _tells_runtime(line: Line) -> bool:
    label = label_of(line.labelled()[0]) if line.has_digit and len(line.text) <= _LONGEST_LABEL * 2 else None
    return label is not None and label.field == "runtime_minutes"


def is_person(lines: Sequence[Line], address: str) -> bool:
    """Whether the page is about someone: by where and when they were born, or by when a member was last seen.

    `address` is the page's own, "" where it is not known: one that names persons needs one such fact beside it.

    >>> box = [Line("Ann Lee", 1, tag="h1"), Line("Geburtsdatum: 3. Mai 1970", 2), Line("Größe: 1,70 m", 3)]
    >>> is_person(box, ""), is_person(box[:2], ""), is_person(box[:2], "https://films.example/personen/12-ann-lee")
    (True, False, True)
    """
    persons, members = _count(lines, "person"), _count(lines, "member")
    if _names(_PERSON, address) and persons:
        return True
    if _names(_MEMBER, address) and members.keys() - {"home"}:
        return True
    if len(persons) >= _SURE and persons.keys() & _BORN:
        return True
    return "seen" in members and len(members) >= _SURE_OF_MEMBER


def _count(lines: Sequence[Line], group: str) -> Counter[str]:
    """The kinds of a person's facts that the page labels once; what it says of many belongs to its entries."""
    kinds = _kinds(group)
    said = (kind for line in lines if len(line.text) <= _LONGEST_LINE and (kind := kinds.get(line.labelled()[0])))
    return Counter({kind: count for kind, count in Counter(said).items() if count == 1})


def _names(words: re.Pattern[str], address: str) -> bool:
    parts = [part for part in urlsplit(address).path.split("/") if part]
    for at, part in enumerate(parts[: _BEFORE + 1]):
        if words.fullmatch(part) and 0 < len(parts) - at - 1 <= _BEHIND:
            return not any(_THEIRS.match(more) for more in parts[at + 1 :][1:])
    return False
