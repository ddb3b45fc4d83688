"""The paragraphs of a catalogue page that has no heads: tagline, synopsis, description, in that order.

They stand before the table of facts: a short line is the tagline, the first paragraph the synopsis, the
second the description.
"""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.layers import Found
from scrapers.lines import Line
from scrapers.shapes import is_date, is_furniture, is_name, is_notice, is_score, word_count
from scrapers.words import FilmField, Said

LAYER = "overview"


def _said(line: Line) -> Said:
    return Said(text=line.text, layer=LAYER, where=line.where)


def read(lines: Sequence[Line], taken: frozenset[int], title: str) -> Found:
    """What stands before the first labelled fact of a catalogue page."""
    first_fact = min((line.number for line in lines if line.number in taken), default=0)
    before = [line for line in lines if line.number < first_fact and line.number not in taken]
    paragraphs = [line for line in before if line.is_paragraph and not is_notice(line.text)]
    film: dict[FilmField, tuple[Said, ...]] = {}
    for name, line in zip(("synopsis", "description"), paragraphs, strict=False):
        film[name] = (_said(line),)  # type: ignore[index]
    if paragraphs:
        shorts = [line for line in before if line.number < paragraphs[0].number and _is_tagline(line.text, title)]
        if shorts:
            film["taglines"] = (_said(shorts[-1]),)
    return Found(film=film)


def _is_tagline(text: str, title: str) -> bool:
    """A phrase of some words that is neither the title nor anything else that stands at the top of a page."""
    other = is_furniture(text) or is_date(text) or is_score(text) or is_name(text)
    return 3 <= word_count(text) <= 20 and not other and title.casefold() not in text.casefold()
