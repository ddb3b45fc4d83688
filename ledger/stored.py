"""The records of the collections as they are stored, where they hold more than those of `ledger.records`."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict, Field

from ledger.records import Film, Issue, Outcome, Rating, Reading, Record, Review


class Open(Record):
    """A record whose further fields are its writer's own."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    id: str = Field(alias="_id")


class Body(Record):
    """The bytes of a page, once for all pages that have the same."""

    id: str = Field(alias="_id")
    """SHA-256 of the bytes before compression, in hex."""
    zstd: bytes
    """The bytes, compressed by Zstandard."""
    size: int
    """How many bytes, before compression."""


class KeptPage(Record):
    """One captured document and when it was seen."""

    id: str = Field(alias="_id")
    """The page's name: its URL, or for a saved file without one its file name and the head of its content hash."""
    url: str | None = None
    source: str | None = None
    media_type: str
    """Without parameters: "text/html"."""
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    content_hash: str
    """The `_id` of its body."""
    size: int
    outcome: Outcome | None = None
    """None until it was read."""
    fetched_at: datetime | None = None
    first_seen: datetime
    last_seen: datetime
    run: str | None = None
    """The run that last changed it."""
    read_hash: str | None = None
    """The content hash and reader that its reading was made from; another value means: to be read."""
    past: tuple[str, ...] = ()
    """The same of captures from before, each with its time, so that they need not be read again."""


class StoredReading(Reading):
    """A reading and its state of linking. `page` and `_id` are the page's name."""

    id: str = Field(alias="_id")
    content_hash: str
    reader: str
    """The version of the reader that made it."""
    seen_at: datetime | None = None
    """When the capture that it was made from was fetched, or kept where that is not known: a later one replaces it."""
    keys: tuple[str, ...] = ()
    """The block keys under which it is linked."""
    stale_keys: tuple[str, ...] = ()
    """Block keys that it had before its last change and whose blocks must be linked again."""
    linked: bool = False


class StoredIssue(Issue):
    """An issue and the run that met it."""

    id: str = Field(alias="_id")
    run: str | None = None


class Run(Open):
    """One crawl or replay; its counts are its writer's."""

    started: datetime
    ended: datetime | None = None


class FilmIds(Record):
    """An id that a film once had, and the pages that it was made of: by them the film is found today."""

    id: str = Field(alias="_id")
    pages: tuple[str, ...] = ()


class StoredFilm(Film):
    """A film as stored."""

    digest: str | None = None
    """The hash of all other fields: equal means that nothing need be written."""


class StoredReview(Review):
    """A review as stored."""

    digest: str | None = None


class StoredRating(Rating):
    """A rating as stored."""

    digest: str | None = None


class FilmDoubt(Record):
    """Two films that may be one, or a judgement that contradicts their identifiers: what a person could settle."""

    id: str = Field(alias="_id")
    """The two films, and the judgement if it is about one, joined by "~"."""
    film: str
    other_film: str
    """The same as `film` where a judgement joined what has two identifiers."""
    page: str
    """The page of `film` in the best pair of pages between the two, as judgements name it."""
    other_page: str
    score: float
    worth: int
    """The reviews and pages of both films: how much moves when it is settled."""
    reasons: tuple[str, ...] = ()
    judgement: str | None = None


class StoredDoubt(FilmDoubt):
    """A doubt as stored."""

    digest: str | None = None
