"""The one line of a page that says several facts without a label for each: "BEL/FRA, 2021, colour, 118 min."

It stands anywhere: under an odd label ("Other data:"), under the title, beside a poster. Several such lines that differ
are a list of other films.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapers.layers import strips
from scrapers.lines import Line
from scrapers.shapes import date_in, has_year
from scrapers.words import FilmField, Said

LAYER = "heading"
_CUT = re.compile(
    r"\s*[|·•∙‧／;]\s*|\s*,(?!\d)\s*|\s+[–—-]\s+|、|\t+|\s{2,}|\s*/\s*(?=\d)|(?<=[\d年分년분])\s*/\s*|\s*[()（）]\s*"
)
_LABEL = re.compile(r"^[^\W\d][^:：]{2,30}[:：]\s*")
_SECOND = re.compile(r"\s[^\s:：]{2,20}[:：]")
_SLASHES = re.compile(r"[/／|｜・]")
_LONGEST, _SHORTEST = 160, 8
_FEWEST = 2
_MOST = 12
"""Pieces of a line of facts, at most."""

Facts = dict[FilmField, tuple[Said, ...]]


def _behind_day(text: str) -> str:
    """The text, or of one that says a day (when the film opens) the strip without blanks that stands behind it.

    >>> _behind_day("2008年10月11日(土)、全国公開 2008年/日本/112分"), _behind_day("France, 3 May 2019")
    ('2008年／日本／112分', '')
    """
    if not date_in(text):
        return text
    words = text.split(" ")
    strip = (word for word in words[1:] if has_year(word) and len(_SLASHES.findall(word)) >= _FEWEST)
    return next((word.replace("/", "／") for word in strip if not date_in(word)), "")


def _facts(line: Line, text: str) -> Facts:
    """The facts of a line of which at least half the pieces are facts; {} where it is none."""
    text = _LABEL.sub("", text)
    second = _SECOND.search(text)
    text = text[: second.start()] if second else text
    pieces = [piece for cut in _CUT.split(text) if cut and (piece := cut.strip(" .,"))]
    if len(pieces) > _MOST:
        return {}
    told: dict[FilmField, list[str]] = {}
    understood = 0
    for piece in pieces:
        found = strips.among_facts(piece)
        understood += bool(found)
        for field, words in found.items():
            told.setdefault(field, []).extend(words)
    coded = [name for piece in pieces for name in strips.coded_lands(piece)] if "year" in told else []
    if coded and "countries" not in told:
        told["countries"] = coded
        understood += 1
    has_place = "year" in told and bool(told.keys() & {"countries", "runtime_minutes"})
    if len(told) < _FEWEST or not has_place or understood * 2 < len(pieces):
        return {}
    return {
        field: tuple(Said(text=one, layer=LAYER, where=line.where) for one in words) for field, words in told.items()
    }


def read(lines: Sequence[Line]) -> Facts:
    """The facts of the page's only line of several; {} where there is none, or lines that differ."""
    found: dict[frozenset[FilmField], Facts] = {}
    for line in lines:
        text = line.text
        if not _SHORTEST <= len(text) <= _LONGEST or line.href or not line.has_digit or line.is_paragraph:
            continue
        facts = _facts(line, _behind_day(text)) if has_year(text) else {}
        if not facts:
            continue
        same = found.setdefault(frozenset(facts), facts)
        if [said.text for said in same["year"]] != [said.text for said in facts["year"]]:
            return {}
    years = {one["year"][0].text for one in found.values()}
    return {} if len(years) != 1 else {field: said for one in reversed(found.values()) for field, said in one.items()}
