"""The columns of the CSV tables: flat, with names that say their unit."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from ledger.export import Columns
from ledger.records import BoxOffice, Consensus, ContentRating, Film, RatingKind

DONE = ("added", "changed", "removed")
"""What a run counts of each kind of computed record."""


def _named(*names: str) -> Columns:
    """Columns that are fields of the record; a dotted name is a field of a field, where there is one."""
    return {name.replace(".", "_"): _maybe(name) for name in names}


def _maybe(name: str) -> Any:
    first, _, second = name.partition(".")
    if not second:
        return attrgetter(name)
    return lambda record: getattr(getattr(record, first), second, None)


def money(sums: Iterable[BoxOffice]) -> list[str]:
    """Sums as words that are still easy to take apart.

    >>> money([BoxOffice(measure="gross", region="US", amount=5308553, currency="USD", as_of="2012-11-18")])
    ['gross US 5308553 USD 2012-11-18']
    """
    parts = ((one.measure, one.region, str(one.amount), one.currency, one.as_of) for one in sums)
    return [" ".join(part for part in row if part) for row in parts]


def certificate(rating: ContentRating | None) -> str | None:
    """Who rated, and how: "MPA PG-13"."""
    return " ".join(filter(None, (rating.system, rating.value))) if rating else None


def consensus_of(film: Film, kind: RatingKind) -> Consensus | None:
    """The consensus of the film's critics or of its audience, where there is one."""
    return next((one for one in film.consensus if one.kind == kind), None)


def _consensus(kind: RatingKind, name: str) -> Any:
    return lambda film: getattr(consensus_of(film, kind), name, None)


def _reviews(kind: str) -> Any:
    return lambda film: film.review_counts.get(kind, 0)


def _counted(name: str) -> Any:
    return lambda run: run.counts.get(name)


def _names(name: str) -> Any:
    return lambda film: [member.name for member in getattr(film, name)]


FILMS: Columns = {
    **_named("id", "title", "original_title", "also_known_as", "year", "runtime_minutes", "directors", "writers"),
    "cast": _names("cast"),
    **_named("genres", "countries", "languages"),
    "content_rating": lambda film: certificate(film.content_rating),
    "release_dates": lambda film: [" ".join(filter(None, (one.date, one.country))) for one in film.release_dates],
    "box_office": lambda film: money(film.box_office),
    "production_companies": attrgetter("production_companies"),
    "imdb": lambda film: film.identifiers.get("imdb"),
    "critics_percent": _consensus("critic", "percent"),
    "critics_low": _consensus("critic", "low"),
    "critics_high": _consensus("critic", "high"),
    "audience_percent": _consensus("audience", "percent"),
    "audience_low": _consensus("audience", "low"),
    "audience_high": _consensus("audience", "high"),
    "critic_reviews": _reviews("critic"),
    "audience_reviews": _reviews("audience"),
    "columns": _reviews("column"),
    "conflicts": lambda film: len(film.conflicts),
    "pages": attrgetter("pages"),
}
REVIEWS: Columns = {
    **_named("id", "film", "kind", "author", "publication", "headline", "rating.words", "rating.percent"),
    **_named("published_on", "language", "is_excerpt", "is_spoiler", "helpful.up", "helpful.total", "url"),
    "pages": lambda review: [sighting.page for sighting in review.sightings],
    "versions": lambda review: len(review.versions) + review.left_out.get("versions", 0) or 1,
    "copied_in": lambda review: review.copied.reviews if review.copied else [],
    "body": attrgetter("body"),
}
REVIEW_HISTORY: Columns = {
    **_named("review", "film", "page", "stands", "first_seen", "last_seen", "said.author", "said.publication"),
    **_named("said.headline"),
    "rating_words": lambda span: span.said.rating.words if span.said.rating else None,
    "rating_percent": lambda span: span.said.rating.percent if span.said.rating else None,
    "body": lambda span: span.said.body,
}
RATINGS: Columns = _named(
    *("id", "film", "source", "kind", "name", "state", "value", "best", "votes", "critic_reviews", "user_reviews"),
    "pages",
)
POINTS: Columns = _named("page", "kind", "name", "value", "best", "votes", "first_seen", "last_seen")
CONFLICTS: Columns = _named("film", "title", "year", "field", "value", "words", "chosen", "pages", "rule")
ISSUES: Columns = _named("page", "field", "words", "why", "where", "run")
RUNS: Columns = {
    **_named("id", "kind", "source", "schedule", "due", "started", "ended", "state", "outcome", "why", "exit_code"),
    **_named("cpu_seconds", "peak_mb", "bytes"),
    **{name: _counted(name) for name in ("pages", "new", "changed", "unchanged", "issues")},
    **{f"{kind}_{done}": _counted(f"{kind}_{done}") for kind in ("films", "reviews", "ratings") for done in DONE},
}
PAGES: Columns = _named(
    *(
        "id",
        "url",
        "source",
        "media_type",
        "status",
        "outcome",
        "size",
        "content_hash",
        "first_seen",
        "last_seen",
        "run",
    )
)
