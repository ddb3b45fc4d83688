"""What computed records keep beside their values: who stated what, what was when, and why things belong together."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ledger.values import Record, Score

RatingKind = Literal["critic", "audience"]
NO_LONGER = ", and no longer"
"""Ends, before a colon, what a rule says of when a fact was stated that no page states any more."""


class Stated(Record):
    """One value and every page that states it."""

    value: Any
    pages: tuple[str, ...]
    more: int | None = None
    """How many pages state it beside those named, where they are too many for one document; `readings` has them."""
    last_said: datetime | None = None
    """When they stated it last, where no page states the fact any more; absent, too, where captures do not tell their
    time: `rules` says so either way."""


class Conflict(Record):
    """Values of one fact that cannot all be true. `field` is dotted: "runtime_minutes", "box_office.gross"."""

    field: str
    values: tuple[Stated, ...]
    chosen: Any = None
    rule: str


class Join(Record):
    """Why a page belongs to a film: the score of the best clue-sum that tied it, and its reasons in words."""

    page: str
    score: float
    reasons: tuple[str, ...] = ()


class Doubt(Record):
    """Another film that may be the same one: the best pair of pages between the two, and what speaks for it."""

    film: str
    page: str
    """This film's page of the pair."""
    other: str
    """The other film's."""
    score: float
    reasons: tuple[str, ...] = ()
    judgement: str | None = None
    """The judgement that was obeyed against what the identifiers of its films say; its film may then be this one."""


class Consensus(Record):
    """The consensus of one kind of voice, with all that is needed to compute it again (see `ledger.scores`).

    A film holds its kind, count, mean, weight and inputs; the rest is computed when asked for, with the ledger's mean.
    """

    kind: RatingKind
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0
    mean: float | None = None
    """The weighed mean of its sources, on 0 to 100, before it is drawn to the ledger's; absent with too few voices."""
    weight: float | None = None
    """The sum of the weights of its sources."""
    prior_mean: float | None = None
    """To what it was drawn: the mean of the ledger's films, or what a setting says."""
    prior_films: int | None = None
    """The mean of how many films that is; absent where a setting says it."""
    formula: str = ""
    inputs: tuple[dict[str, Any], ...] = ()


class Sighting(Record):
    """One place where a review was seen, and what stood there where it differs."""

    page: str
    position: int
    """Its place among the page's reviews, from 0."""
    author: str | None = None
    publication: str | None = None
    headline: str | None = None
    is_excerpt: bool = False
    text_hash: str = ""
    """Equal for texts that differ in typography and a site's furniture only; empty where there is no text."""
    first_seen: datetime | None = None
    """When a version of it was first seen there; absent where the page's captures do not tell their time."""
    last_seen: datetime | None = None
    """When it was last seen there, if a later capture of the page shows it no more; absent while it stands there."""
    past: str | None = None
    """Its document in `past_reviews`, if it stands there no more."""


class Version(Record):
    """What an edited review said on one page over a span of time; its last version is what the page shows now."""

    page: str
    position: int
    """Its place among the page's reviews when it was last seen, from 0."""
    author: str | None = None
    publication: str | None = None
    headline: str | None = None
    body: str | None = None
    is_excerpt: bool = False
    text_hash: str = ""
    """As of a sighting."""
    rating: Score | None = None
    is_spoiler: bool = False
    positive_notes: tuple[str, ...] = ()
    negative_notes: tuple[str, ...] = ()
    first_seen: datetime | None = None
    """Absent where the page's captures do not tell their time."""
    last_seen: datetime | None = None
    """Absent while it stands there."""
    past: str | None = None
    """Its document in `past_reviews`, if it stands there no more."""
