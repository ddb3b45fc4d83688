"""The records of the collections as they are stored, where they hold more than those of `ledger.records`."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict, Field

from ledger.captures import WarcPlace
from ledger.records import Film, FilmStatement, Issue, Outcome, Rating, Reading, Record, Review, ReviewStatement


class Open(Record):
    """A record whose further fields are its writer's own."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    id: str = Field(alias="_id")


class Body(Record):
    """The bytes of a page, once for all pages that have the same; or where they stand."""

    id: str = Field(alias="_id")
    """SHA-256 of the bytes before compression, in hex."""
    zstd: bytes | None = None
    """The bytes, compressed by Zstandard; what does not fit in is in the documents "SHA-256.1", "SHA-256.2" ..."""
    size: int
    """How many bytes, before compression; 0 where it goes on from another document."""
    parts: int | None = None
    """Of how many documents the bytes are, where more than one."""
    warc: WarcPlace | None = None
    """Where the bytes stand, if pages are kept in a folder."""


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
    request_headers: dict[str, str] = Field(default_factory=dict)
    """What was sent to get it, where that is known; never credentials."""
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


class OnceSaid(Record):
    """Facts of its film that a page said at one capture, and at none since."""

    fields: tuple[str, ...]
    """Which facts, sorted; each kind of identifier is one: "directors", "identifiers.imdb"."""
    film: FilmStatement
    """Their values; and the names, the year and the identifiers that the page gave its film then."""
    seen_at: datetime
    """The last capture that showed them."""
    content_hash: str
    """The `_id` of its body, in which they can be read again."""
    reader: str
    """The version of the reader that found them."""
    fetched: bool = True
    """Whether the time is that of fetching; false where the capture does not tell, and it is that of keeping."""


class StoredReading(Reading):
    """A reading and its state of linking. `page` and `_id` are the page's name."""

    id: str = Field(alias="_id")
    content_hash: str
    reader: str
    """The version of the reader that made it."""
    seen_at: datetime | None = None
    """When the capture that it was made from was fetched, or kept where that is not known."""
    last_seen: datetime | None = None
    """When the same was last seen: a later capture that says something else replaces the reading."""
    since: tuple[datetime, ...] = ()
    """When each of its reviews was first seen as it is, in their order; empty where that is `seen_at` for all."""
    once_said: tuple[OnceSaid, ...] = ()
    """What the page said of its film and says no more, the earliest first."""
    keys: tuple[str, ...] = ()
    """The block keys under which it is linked."""
    stale_keys: tuple[str, ...] = ()
    """Block keys that it had before its last change and whose blocks must be linked again."""
    linked: bool = False


VERSIONED = tuple(
    name for name in ReviewStatement.model_fields if name not in ("helpful", "published_on", "language", "section")
)
"""What a review says. Counts of readers change by themselves, and "3 days ago" is another date on another day."""


class PastReview(Record):
    """What a page once showed of a review and shows no more, because it was edited there or has gone."""

    id: str = Field(alias="_id")
    """A hash of the page and of what the review said."""
    page: str
    position: int
    """Its place among the page's reviews when it was last seen, from 0."""
    review: ReviewStatement
    """What it said. `of_film` names the film that its page spoke of."""
    first_seen: datetime
    last_seen: datetime
    """The last capture that showed it so."""
    fetched: bool = True
    """Whether the times are those of fetching; false where captures do not tell, and they are those of keeping."""


class ReviewSpan(Record):
    """What one page said of a review over a span of time: a line of its history."""

    review: str
    film: str
    page: str
    position: int
    stands: bool
    """Whether it stands there so in the latest capture of the page."""
    first_seen: datetime
    last_seen: datetime
    said: ReviewStatement


class Remembered(Reading):
    """A reading with what is known of its page from before: what linking works on."""

    since: tuple[datetime, ...] = ()
    """When each review was first seen as it is; empty where nothing is known of that."""
    past: tuple[PastReview, ...] = ()
    """What its page showed of reviews and shows no more."""
    once_said: tuple[OnceSaid, ...] = ()
    """What its page said of its film and says no more, the earliest first."""


class StoredIssue(Issue):
    """An issue and the run that met it."""

    id: str = Field(alias="_id")
    run: str | None = None


class FilmIds(Record):
    """An id that a film once had, and the pages that it was made of: by them the film is found today."""

    id: str = Field(alias="_id")
    pages: tuple[str, ...] = ()


class ScoreMeans(Record):
    """How many films of one bucket have a mean of their own, and the sum of those: so the ledger's mean is known."""

    id: str = Field(alias="_id")
    """The bucket: the first two hex digits of the SHA-256 of a film's id."""
    critic_films: int = 0
    critic_sum: int = 0
    """In ten-thousandths of a percent, so that it is the same in any order."""
    audience_films: int = 0
    audience_sum: int = 0
    """As `critic_sum`."""
    stale: bool = False
    """True while films of the bucket are being written; linking counts them anew when it ends, or begins again."""


class StoredFilm(Film):
    """A film as stored."""

    bucket: str | None = None
    """Where its means are counted (see `score_means`); absent where it has none."""
    digest: str | None = None
    """The hash of all other fields: equal means that nothing need be written."""


class StoredReview(Review):
    """A review as stored."""

    digest: str | None = None
    made_of: str | None = None
    """Of a film with very many: a hash of all that it and those beside it were made of, and how many those are."""


class TextSignature(Record):
    """The signature of one review's text, by which copies of it are found under other films."""

    id: str = Field(alias="_id")
    """The review."""
    film: str
    author: str = ""
    """Its folded author; empty where nobody is named."""
    bands: tuple[int, ...]
    """Numbers of which alike texts share at least one, nearly always."""
    minima: bytes
    """The least hashes of its runs of words, each under another order: see `pipelines.fingerprints.shingles`."""


class KeptClues(Record):
    """What was measured of the reviews that one page gives of a film with very many, so that it is not done again."""

    id: str = Field(alias="_id")
    """The page, as judgements name it."""
    film: str
    rules: bytes
    """A hash of the code and the tables by which it was measured."""
    rows: bytes
    """A row of fixed length for each review: see `pipelines.fingerprints.kept`."""
    fingerprints: bytes
    """The fingerprints of their texts, one after the other."""
    bylines: tuple[str, ...]
    """Their folded bylines."""


class StoredClues(KeptClues):
    """Measurements as stored."""

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
