"""A score that only an attribute tells, for a script that draws it: a ring of percents over the words "User Score"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapers.layers.score_rows import named
from scrapers.lines import Line
from scrapers.words import RatingWords, Said

LAYER = "scores"
_HINT = b"data-"
_TAG = re.compile(
    rb"<[a-z][a-z0-9]*\s[^<>]*?\sdata-(?:percent(?:age)?|score|rating|value|average|rate)\s*=[^<>]*", re.I
)
_VALUE = re.compile(
    rb"""\sdata-(?P<name>percent(?:age)?|score|rating|value|average|rate)\s*=\s*["']?(?P<value>\d{1,3}(?:[.,]\d{1,3})?)%?["'\s]""",
    re.IGNORECASE,
)
_TOP = re.compile(
    rb"""\sdata-(?:max|best|total|scale|out-?of|stars|max-?(?:score|rating|value))\s*=\s*["']?(100?|20|[456])["'\s]""",
    re.I,
)
_CLASS = re.compile(
    rb"""\sclass\s*=\s*["'][^"'<>]*(?:score|rating|vote|grade|punt|nota|note|wertung|ocen|betyg)""", re.I
)
_LONGEST_NAME = 40
_TENTHS = re.compile(r"[.,]0+$")


def read(lines: Sequence[Line]) -> tuple[RatingWords, ...]:
    """The one score that an attribute tells right before the words that name it; none where several are told so.

    >>> ring = b'<div class="score_ring" data-percent="64.0"></div><div'
    >>> said = read([Line("User", 1, 1, pieces=(ring, b"User")), Line("Score", 2, 0, pieces=(b"<br>", b"Score"))])
    >>> [(one.kind, one.value.text, one.best.text) for one in said]
    [('audience', '64', '100')]
    """
    told = [(at, line) for at, line in enumerate(lines) if line.pieces and _HINT in line.pieces[0]]
    found = [one for at, line in told for one in _told(lines, at, line.pieces[0])]
    return tuple(found) if len(found) == 1 else ()


def _told(lines: Sequence[Line], at: int, before: bytes) -> list[RatingWords]:
    line = lines[at]
    tags = [tag for tag in _TAG.findall(before) if _CLASS.search(tag)] if len(line.text) <= _LONGEST_NAME else []
    value = _VALUE.search(tags[-1] + b" ") if tags else None
    if value is None or not value["value"].strip(b"0.,"):
        return []
    below = lines[at + 1].text if at + 1 < len(lines) and not lines[at + 1].gap else ""
    name = named(line.text) or (named(f"{line.text} {below}") if below else None)
    top = _TOP.search(tags[-1] + b" ")
    best = "100" if value["name"].lower().startswith(b"percent") else top[1].decode() if top else ""
    words = _TENTHS.sub("", value["value"].decode())
    if name is None or not best or float(words.replace(",", ".")) > float(best):
        return []
    return [
        RatingWords(
            kind=name[1].kind or "audience",
            value=Said(text=words, layer=LAYER, where=line.where, label=name[0]),
            best=Said(text=best, layer=LAYER, where=line.where),
            name=name[0],
        )
    ]
