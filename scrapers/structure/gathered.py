"""Pages whose data are many things: lists of films, the showings of a cinema."""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.structure.film import FILMS, folded
from scrapers.structure.items import Item, get, many, text_of

MANY = 5
"""So many films or scores, none of them the page's own, make a list."""
_LISTS = frozenset({"ItemList", "CollectionPage", "SearchResultsPage"})
_CINEMAS = frozenset({"MovieTheater"})


def gathers(items: Sequence[Item]) -> bool:
    """Whether the data of a page, none of which is its film, are those of many films."""
    return _is_list(items) or _is_programme(items)


def _is_list(items: Sequence[Item]) -> bool:
    """Whether the page's things are many films, or a list of things."""
    films = sum(1 for item in items if item.types & (FILMS | {"AggregateRating"}))
    listed = (len(many(item.values.get("itemListElement"))) for item in items if item.types & _LISTS)
    return films >= MANY or max(listed, default=0) >= MANY


def _is_programme(items: Sequence[Item]) -> bool:
    """Whether they are showings of several films, or a cinema."""
    showings = (get(item.values, "workPresented", "name") for item in items if "ScreeningEvent" in item.types)
    films = {folded(text_of(film)) for film in showings if film}
    return len(films) > 1 or any(item.types & _CINEMAS for item in items)
