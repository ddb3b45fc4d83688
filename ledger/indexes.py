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
    Index("readings", _by("page"), "the readings, in the order of their pages' names"),
    Index("readings", _by("site"), "the readings of this site's pages"),
    Index("pages", _by("source", "-last_seen", "_id"), "the pages of this source, latest first"),
    Index("pages", _by("-last_seen", "_id"), "the pages, latest first"),
    Index("pages", _by("content_hash"), "which pages have this body"),
    Index("pages", _by("run", "-last_seen", "_id"), "what did this run keep"),
    Index("pages", _by("outcome", "-last_seen", "_id"), "which pages are not read, or are no pages"),
    Index("captures", _by("page", "first_seen", "_id"), "the earlier captures of this page"),
    Index("captures", _by("content_hash"), "which earlier captures have this body"),
    Index("issues", _by("page", "_id"), "what went wrong on this page"),
    Index("issues", _by("field", "page", "_id"), "what went wrong with this field"),
    Index("issues", _by("run", "page", "_id"), "what went wrong in this run"),
    Index("rating_points", _by("page", "kind", "first_seen", "_id"), "the history of this page's scores"),
    Index("past_reviews", _by("page", "first_seen", "_id"), "what this page once showed of reviews"),
    Index("films", _by("title", "_id"), "films in the order of their titles"),
    Index("films", _by("year", "title", "_id"), "the films of this year"),
    Index("films", _by("tokens", "title", "_id"), "films by words of their titles and people"),
    Index("films", _by("conflicts.field", "title", "_id"), "the films whose pages disagree on this field"),
    Index("films", _by("keys"), "the films of this block"),
    Index("films", _by("pages"), "the film of this page"),
    Index("films", _by("bucket"), "the means of this bucket's films"),
    Index("films", _by("identifiers.imdb"), "the film with this IMDb identifier"),
    Index("reviews", _by("film", "kind", "-published_on", "_id"), "the reviews of this film, newest first"),
    Index("reviews", _by("tokens", "film", "_id"), "reviews by words of their authors, publications and headlines"),
    Index("reviews", _by("sightings.page"), "the reviews on this page"),
    Index("score_means", _by("stale"), "which counts are not up to date"),
    Index("ratings", _by("film", "_id"), "the scores of this film"),
    Index("ratings", _by("source", "film", "_id"), "the scores of this source"),
    Index("judgements", _by("-at", "_id"), "what was judged, the latest first"),
    Index("doubts", _by("-worth", "_id"), "what a person should settle, the most valuable first"),
    Index("doubts", _by("film"), "the doubts about this film and another"),
    Index("doubts", _by("other_film"), "the doubts about another film and this"),
    Index("doubts", _by("judgement"), "what identifiers say against this judgement"),
    Index("review_clues", _by("film"), "what was measured of the reviews of this film"),
    Index("text_signatures", _by("bands"), "whose texts are like this one"),
    Index("runs", _by("-started", "_id"), "the latest runs"),
    Index("runs", _by("state", "-started", "_id"), "which runs are under way, or were cut off"),
    Index("runs", _by("schedule", "-started", "_id"), "the latest runs of this schedule"),
    Index("runs", _by("source", "-started", "_id"), "the latest runs of this source"),
    Index("run_logs", _by("run", "number", "_id"), "what this run printed"),
    Index("health", _by("of", "_id"), "the states of all sources, or of all schedules"),
    Index("health", _by("untold", "_id"), "which changes of state are not yet told"),
    Index("firings", _by("schedule", "-due", "_id"), "what became of this schedule's due times, the latest first"),
    Index("firings", _by("state", "due", "_id"), "which due times are claimed, or have a run under way"),
    Index("runs", _by("counted", "_id"), "which runs are not yet in the counters"),
    Index("run_logs", _by("at", "_id"), "what was printed before this moment"),
    Index("fills", _by("source", "kind", "-at", "_id"), "how full were this source's pages of this kind, latest first"),
    Index("fills", _by("run", "_id"), "how full were the pages of this run"),
    Index("film_ids", _by("pages"), "the ids that a film of this page once had"),
)
