"""The layers: each finds words in its own way and knows nothing of the others.

A layer is a function from a `Page` to `Found`. `scrapers.read` asks them in order; for each film field the
first layer that knows it wins. A layer that meets something it expected and cannot take says so in `troubles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scrapers.words import FilmField, PageType, RatingWords, ReviewWords, Said, Trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What one layer found. `page_type` is its opinion of the page's kind, if it has one (JSON-LD `Movie`)."""

    film: Mapping[FilmField, tuple[Said, ...]] = field(default_factory=dict)
    reviews: tuple[ReviewWords, ...] = ()
    ratings: tuple[RatingWords, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    page_type: PageType | None = None
    language: str | None = None
    lines: frozenset[int] = frozenset()
    """Numbers of the lines that were understood: other layers leave them out of what they read as text."""
    weak: Mapping[FilmField, tuple[Said, ...]] = field(default_factory=dict)
    """Facts that the word of any other layer beats: a title of <title>, a year out of a date of publication."""
    post: ReviewWords | None = None
    """What the page says of itself as of an article: headline, author, date, score. It may lack its body."""


def first_known(found: Iterable[Found]) -> dict[FilmField, tuple[Said, ...]]:
    """Merge film facts: for each field the first of `found` that knows it wins.

    >>> a = Said(text="Up", layer="labels", where="line 1")
    >>> b = Said(text="UP!", layer="prose", where="line 9")
    >>> first_known([Found(film={"title": (a,)}), Found(film={"title": (b,)})])["title"][0].text
    'Up'
    """
    merged: dict[FilmField, tuple[Said, ...]] = {}
    for one in found:
        for name, said in one.film.items():
            if said:
                merged.setdefault(name, said)
    return merged
