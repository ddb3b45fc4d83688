"""From review items to review words, and from articles to what they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrapers.structure.film import folded
from scrapers.structure.items import get, is_address, many, text_of, types_of
from scrapers.structure.scores import ratings as aggregate
from scrapers.words import ReviewKind, ReviewWords, Said

REVIEWS = frozenset({"Review", "UserReview", "CriticReview", "MediaReview", "ReviewNewsArticle"})
ARTICLES = frozenset(
    {"Article", "BlogPosting", "NewsArticle", "OpinionNewsArticle", "ReviewNewsArticle", "LiveBlogPosting", "Blog"}
    | {"AnalysisNewsArticle", "SocialMediaPosting", "ReportageNewsArticle"}
)


def review(thing: Mapping[str, Any], where: str, layer: str, site: str) -> ReviewWords | None:
    """One review; `site` is the page's own name, which is not named as the publication of its users.

    None where nothing of the review itself is there.
    """

    def said(words: str, name: str) -> Said | None:
        return Said(text=words, layer=layer, where=f"{where}.{name}", label=name) if words else None

    def text(*names: str) -> str:
        return next((words for value in many(get(thing, *names)) if (words := text_of(value))), "")

    body = text("reviewBody", "articleBody", "description", "text")
    author = _name(thing, "author", "creator")
    publication = _name(thing, "publisher", "publication")
    if folded(publication) == folded(site) or not publication:
        publication = ""
    headline = text("headline", "name")
    if not (body or author or headline):
        return None
    address = next((value for value in many(thing.get("url")) if isinstance(value, str) and is_address(value)), "")
    return ReviewWords(
        kind=_kind(thing, publication),
        body=said(body, "reviewBody"),
        author=said(author, "author"),
        publication=said(publication, "publisher"),
        headline=said(headline, "name"),
        rating=_score(thing, where, layer),
        published_on=said(text("datePublished", "dateCreated", "dateModified"), "datePublished"),
        language=said(text("inLanguage"), "inLanguage"),
        url=said(address, "url"),
        is_excerpt=bool(body and publication and address),
    )


def _kind(thing: Mapping[str, Any], publication: str) -> ReviewKind:
    types = types_of(thing)
    if types & {"CriticReview", "ReviewNewsArticle"}:
        return "critic"
    return "critic" if publication and "UserReview" not in types else "audience"


def _name(thing: Mapping[str, Any], *names: str) -> str:
    words = (text_of(value) for value in many(get(thing, *names)))
    return next((word for word in words if word and not is_address(word)), "")


def _score(thing: Mapping[str, Any], where: str, layer: str) -> Said | None:
    """The score in the form "7/10", as JSON keeps value and scale apart."""
    rating = next(iter(many(get(thing, "reviewRating", "rating"))), None)
    if not isinstance(rating, Mapping):
        rating = {"ratingValue": rating} if isinstance(rating, str | int | float) else thing
    found = aggregate({**rating, "ratingCount": "1"}, f"{where}.reviewRating", layer)
    if not found or found[0].value is None:
        words = text_of(rating.get("ratingValue"))
        return Said(text=words, layer=layer, where=f"{where}.reviewRating", label="reviewRating") if words else None
    value, best = found[0].value, found[0].best
    words = value.text if best is None or "/" in value.text else f"{value.text}/{best.text}"
    return Said(text=words, layer=layer, where=value.where, label="reviewRating")
