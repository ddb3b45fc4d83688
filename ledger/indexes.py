"""Every index, and the question that it answers. Nothing else makes indexes."""

from __future__ import annotations

from typing import NamedTuple

from pymongo import ASCENDING, DESCENDING


class Index(NamedTuple):
    """An index of `collection` over `keys` (equality first, then the order), for `question`."""

    collection: str
    keys: tuple[tuple[str, int], ...]
    question: str

    @property
    def name(self) -> str:
        """Its name in the database.

        >>> INDEXES[0].name
        'keys'
        """
        return "__".join(key.replace(".", "_") + ("" if order > 0 else "_desc") for key, order in self.keys)


def _by(*fields: str) -> tuple[tuple[str, int], ...]:
    """Keys from names; a leading "-" orders downwards."""
    return tuple((field.lstrip("-"), DESCENDING if field.startswith("-") else ASCENDING) for field in fields)


INDEXES = (
    Index("readings", _by("keys"), "which readings are in this block"),
    Index("readings", _by("stale_keys"), "which readings have left this block"),
    Index("readings", _by("linked"), "which readings are not yet linked"),
    Index("pages", _by("source", "last_seen"), "the pages of this source, by when they were seen"),
    Index("pages", _by("last_seen"), "the pages seen in this time"),
    Index("pages", _by("content_hash"), "which pages have this body"),
    Index("pages", _by("run"), "what did this run keep"),
    Index("pages", _by("outcome"), "which pages are not read, or are no pages"),
    Index("issues", _by("page"), "what went wrong on this page"),
    Index("issues", _by("field"), "what went wrong with this field"),
    Index("issues", _by("run"), "what went wrong in this run"),
    Index("rating_points", _by("page", "kind"), "the history of this page's scores"),
    Index("films", _by("title"), "films in the order of their titles"),
    Index("films", _by("year", "title"), "the films of this year"),
    Index("films", _by("tokens", "title"), "films by words of their titles and people"),
    Index("films", _by("keys"), "the films of this block"),
    Index("films", _by("pages"), "the film of this page"),
    Index("films", _by("identifiers.imdb"), "the film with this IMDb identifier"),
    Index("reviews", _by("film", "kind"), "the reviews of this film"),
    Index("reviews", _by("author"), "the reviews by this author"),
    Index("reviews", _by("publication"), "the reviews in this publication"),
    Index("reviews", _by("sightings.page"), "the reviews on this page"),
    Index("ratings", _by("film"), "the scores of this film"),
    Index("ratings", _by("source"), "the scores of this source"),
    Index("runs", _by("-started"), "the latest runs"),
    Index("film_ids", _by("pages"), "the ids that a film of this page once had"),
)
