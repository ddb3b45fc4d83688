"""The typed records of the ledger.

Terms are schema.org's and TMDB's, in snake case. A value that a page does not give is absent (`None` or empty),
never 0, "" or "N/A". Records are frozen; a changed record is a new one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from ledger.evidence import Conflict, Consensus, Doubt, Join, RatingKind, Sighting, Stated, Version
from ledger.values import (
    Awards,
    BoxOffice,
    CastMember,
    Connection,
    ContentRating,
    Helpful,
    Offer,
    PartialDate,
    Quote,
    Record,
    ReleaseDate,
    Score,
    Soundtrack,
)

__all__ = [
    "Awards",
    "BoxOffice",
    "CastMember",
    "Conflict",
    "Connection",
    "Consensus",
    "ContentRating",
    "Doubt",
    "Helpful",
    "Join",
    "Offer",
    "PartialDate",
    "Quote",
    "RatingKind",
    "Record",
    "ReleaseDate",
    "Score",
    "Sighting",
    "Soundtrack",
    "Stated",
    "Version",
]
# Values, and what stands beside them, have files of their own; this is their door, too.

PageType = Literal["title", "catalogue", "roundup", "user_reviews", "review", "column", "other"]
Outcome = Literal["read", "challenge", "login_wall", "soft_404", "error", "empty", "maintenance", "broken"]
ReviewKind = Literal["critic", "audience", "column"]


class FilmStatement(Record):
    """What one page says of its film, in typed values. Lists keep the page's order."""

    title: str | None = None
    original_title: str | None = None
    also_known_as: tuple[str, ...] = ()
    kind: Literal["film", "short", "tv_movie", "tv_series", "tv_episode", "video"] | None = None
    year: int | None = None
    release_dates: tuple[ReleaseDate, ...] = ()
    runtime_minutes: int | None = None
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    cast: tuple[CastMember, ...] = ()
    genres: tuple[str, ...] = ()
    content_rating: ContentRating | None = None
    content_ratings: tuple[ContentRating, ...] = ()
    """Ratings of other countries than the page's own."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2; old states by ISO 3166-3 (SU, DD, YU, CS)."""
    languages: tuple[str, ...] = ()
    """ISO 639-1, or 639-3 where there is none."""
    taglines: tuple[str, ...] = ()
    synopsis: str | None = None
    description: str | None = None
    storyline: str | None = None
    storyline_author: str | None = None
    production_companies: tuple[str, ...] = ()
    box_office: tuple[BoxOffice, ...] = ()
    awards: Awards | None = None
    filming_locations: tuple[str, ...] = ()
    sound_mix: tuple[str, ...] = ()
    color: tuple[str, ...] = ()
    aspect_ratio: str | None = None
    trivia: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    connections: tuple[Connection, ...] = ()
    soundtracks: tuple[Soundtrack, ...] = ()
    offers: tuple[Offer, ...] = ()
    identifiers: dict[str, str] = Field(default_factory=dict)
    """{"imdb": "tt1870529", "tmdb": "87567", "wikidata": "Q1621896", ...}"""


class ReviewStatement(Record):
    """One review as one page gives it."""

    kind: ReviewKind
    author: str | None = None
    publication: str | None = None
    headline: str | None = None
    body: str | None = None
    is_excerpt: bool = False
    rating: Score | None = None
    published_on: PartialDate | None = None
    language: str | None = None
    helpful: Helpful | None = None
    section: str | None = None
    url: str | None = None
    is_spoiler: bool = False
    positive_notes: tuple[str, ...] = ()
    negative_notes: tuple[str, ...] = ()
    of_film: str | None = None


class RatingStatement(Record):
    """One aggregate score as one page gives it."""

    kind: RatingKind
    state: Literal["scored", "pending", "none"] = "scored"
    name: str | None = None
    value: float | None = None
    best: float | None = None
    votes: int | None = None
    critic_reviews: int | None = None
    user_reviews: int | None = None


class Origin(Record):
    """Where a value of a reading was found, and its words."""

    layer: str
    where: str
    words: str


class Issue(Record):
    """Something that could not be read: which page, which field, its words, and why."""

    page: str
    field: str
    words: str = ""
    why: str
    where: str = ""


class Reading(Record):
    """The typed record of one page: the public form of `filmledger read`, stored in `readings`."""

    page: str
    """The page's name: its URL, or for a saved file without one its file name and content hash."""
    page_type: str
    film: FilmStatement = FilmStatement()
    ratings: tuple[RatingStatement, ...] = ()
    reviews: tuple[ReviewStatement, ...] = ()
    layers: dict[str, Origin] = Field(default_factory=dict)
    """{field: where its first value was found}: "title", "cast", "ratings[0].value", "reviews[3].author"."""
    issues: tuple[Issue, ...] = ()
    site: str | None = None
    """The host that published the page, where known: "rottentomatoes.com"."""
    fetched_at: datetime | None = None


class Judgement(Record):
    """What a person decided; it outlives every re-run and is obeyed before every clue.

    "same" and "different" are said of the films of two pages, "pin" of one field of one page's film. Of two that
    contradict each other the later is obeyed.
    """

    id: str = Field(alias="_id")
    kind: Literal["same", "different", "pin"]
    left: str
    """A page of the one film, by its name; for a film of several on one page: page, "#", and the film as named."""
    left_pages: tuple[str, ...] = ()
    """Where a film was named and not a page: some of the pages that it had then. "different" parts all of them."""
    right: str | None = None
    right_pages: tuple[str, ...] = ()
    """The same of the other film."""
    field: str | None = None
    value: Any = None
    who: str | None = None
    why: str | None = None
    at: datetime
    undone: bool = False
    undone_by: str | None = None
    undone_at: datetime | None = None
    linked: bool = False
    """False until the blocks of its pages were linked again."""


class Film(FilmStatement):
    """One film: the chosen values at the top level, and beside them all that was stated, and by whom.

    Computed from readings and judgements; never edited. Holds no clock time, so that it can be computed again
    to the same bytes.
    """

    id: str = Field(alias="_id")
    """Readable and stable: "wont-back-down-2012"."""
    pages: tuple[str, ...]
    stated: dict[str, tuple[Stated, ...]] = Field(default_factory=dict)
    """{field: every value with the pages that state it}; multi-valued facts have one entry a member."""
    rules: dict[str, str] = Field(default_factory=dict)
    """{field: the rule by which the value was chosen}."""
    conflicts: tuple[Conflict, ...] = ()
    joins: tuple[Join, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    """Films that may be the same one, best first."""
    consensus: tuple[Consensus, ...] = ()
    review_counts: dict[str, int] = Field(default_factory=dict)
    keys: tuple[str, ...] = ()
    """The block keys of its pages; see `pipelines.link`."""
    tokens: tuple[str, ...] = ()
    """Folded words of its titles and people, for search by words."""
    left_out: dict[str, int] = Field(default_factory=dict)
    """{field: how many of its members are not here, since a document has bounds}: "trivia", "stated.cast"; of a text
    its letters. The readings of the film's pages have them all."""


class Copied(Record):
    """The text of a review stands in others, too, of other films or by many authors: marked, and never merged."""

    reviews: tuple[str, ...]
    """Other reviews with this text, at most 20."""
    films: tuple[str, ...]
    """The films that such reviews are of, at most 20."""
    authors: int
    """How many authors they name."""
    likeness: float
    """The share of runs of three words that the least alike of them has in common with this one, as estimated."""
    how: str
    """How it was found, in words. Of a text that very many have some are looked at, not all."""


class Review(ReviewStatement):
    """One review: its longest text as it stands now, its best-attested facts, every sighting and every version."""

    id: str = Field(alias="_id")
    film: str
    sightings: tuple[Sighting, ...]
    versions: tuple[Version, ...] = ()
    """Where it was edited: what it said, in order of time. Empty where no page was seen to change it."""
    left_out: dict[str, int] = Field(default_factory=dict)
    """{"sightings": how many are not listed here, since a document has bounds}; also of "versions"."""
    joins: tuple[str, ...] = ()
    """Why its sightings are one review, in words."""
    copied: Copied | None = None
    """Where else its text stands under another film or other names; absent where nowhere."""
    tokens: tuple[str, ...] = ()
    """Folded words of its author, publication and headline, sorted, for search by words."""


class Rating(RatingStatement):
    """One aggregate score of one film by one site, as it is now. Its past is in `rating_points`."""

    id: str = Field(alias="_id")
    film: str
    source: str
    """The site, or where a saved page names none, the page."""
    pages: tuple[str, ...]


class RatingPoint(Record):
    """A score over a span of time. The same value seen again extends the span; another value is a new point."""

    id: str = Field(alias="_id")
    page: str
    kind: RatingKind
    name: str | None = None
    value: float | None = None
    best: float | None = None
    votes: int | None = None
    first_seen: datetime
    last_seen: datetime
