"""What a site's own table selects (see `scrapers.sites`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.layers import Found
from scrapers.markup import set_apart
from scrapers.pages import Page
from scrapers.sites import FIELDS_OF_A_REVIEW, Expected, Place, ReviewPlaces, Site
from scrapers.walk import visible_lines
from scrapers.words import FilmField, RatingWords, ReviewWords, Said, Trouble

LAYER = "site"
_FITS: dict[Expected, range] = {"one": range(1, 2), "maybe": range(2), "some": range(1, 1 << 30), "any": range(1 << 30)}


def without(page: Page, site: Site) -> Page:
    """The page without what the site's table leaves out; the same page where it leaves out nothing."""
    if not site.leave_out:
        return page
    tree = LexborHTMLParser(page.text)
    for selector in site.leave_out:
        for node in tree.css(selector):
            node.decompose()
    headers = {**page.headers, "content-type": "text/html; charset=utf-8"}
    return replace(page, body=(tree.html or "").encode(), headers=headers)


def read(page: Page, site: Site) -> Found:
    """The film's fields, scores and reviews at the places that the table names."""
    troubles: list[Trouble] = []
    film: dict[FilmField, tuple[Said, ...]] = {}
    for place in site.film:
        said = _many(page.tree.root, place, place.field, troubles)
        if said:
            film[place.field] = film.get(place.field, ()) + said
    ratings = []
    for row in site.rating:
        value = _one(page.tree.root, row.value, "ratings", troubles)
        if value:
            best = Said(text=row.best, layer=LAYER, where=value.where) if row.best else None
            votes = _one(page.tree.root, row.votes, "ratings", troubles) if row.votes else None
            ratings.append(RatingWords(kind=row.kind, value=value, best=best, votes=votes, name=row.name))
    reviews = tuple(_review(node, places, troubles) for places in site.review for node in page.tree.css(places.each))
    return Found(film=film, ratings=tuple(ratings), reviews=reviews, troubles=tuple(troubles))


def _review(node: LexborNode, places: ReviewPlaces, troubles: list[Trouble]) -> ReviewWords:
    found: dict[str, Any] = {
        name: _one(node, place, f"reviews.{name}", troubles)
        for name in FIELDS_OF_A_REVIEW
        if (place := getattr(places, name))
    }
    return ReviewWords(kind=places.kind, is_excerpt=places.is_excerpt, **found)


def _one(node: LexborNode | None, place: Place, name: str, troubles: list[Trouble]) -> Said | None:
    return next(iter(_many(node, place, name, troubles)), None)


def _many(node: LexborNode | None, place: Place, name: str, troubles: list[Trouble]) -> tuple[Said, ...]:
    """What stands at the place; nothing, and a trouble, where it is not as often there as the table says."""
    nodes = node.css(place.select) if node else []
    said = tuple(
        Said(text=words, layer=LAYER, where=place.select) for one in nodes if (words := _words(one, place.attribute))
    )
    if len(said) in _FITS[place.expect]:
        return said
    why = f"the site's table expects {place.expect}, and {len(said)} were found"
    troubles.append(Trouble(field=name, words="", why=why, where=place.select))
    return ()


def _words(node: LexborNode, attribute: str) -> str:
    """The attribute, or the lines that a reader sees there."""
    if attribute:
        return " ".join((node.attributes.get(attribute) or "").split())
    return "\n".join(line.text for line in visible_lines(set_apart((node.html or "").encode())))
