"""The layers: each finds words in its own way and knows nothing of the others.

A layer is a function from a `Page` to `Found`. `scrapers.read` asks them in order; for each film field the
first layer that knows it wins. A layer that meets something it expected and cannot take says so in `troubles`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

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


_NAMES_OF_FILMS: frozenset[FilmField] = frozenset({"title", "original_title", "also_known_as", "year"})
"""What the head of a review may tell of its film, too."""


def beside(found: Found, reviews: Iterable[ReviewWords]) -> Found:
    """What a layer found by its shape alone, without what the lines of these reviews say: a line says one thing.

    The score and the day of the first review below a title have the shape of the film's own.

    >>> day, words = (Said(text=text, layer="cards", where="line 7") for text in ("2013-10-27", "Fine."))
    >>> told = Found(film={"release_dates": (day,), "year": (Said(text="1991", layer="heading", where="line 2"),)})
    >>> beside(told, [ReviewWords(kind="audience", body=words, published_on=day)]).film.keys()
    dict_keys(['year'])
    """
    said = (getattr(one, name) for one in reviews for name in ("author", "headline", "rating", "published_on", "body"))
    claimed = {words.where for words in said if words}
    film = {
        name: tuple(one for one in words if name in _NAMES_OF_FILMS or one.where not in claimed)
        for name, words in found.film.items()
    }
    ratings = tuple(one for one in found.ratings if not (one.value and one.value.where in claimed))
    return replace(found, film={name: words for name, words in film.items() if words}, ratings=ratings)
