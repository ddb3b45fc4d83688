"""What a page says, as it says it: strings, untouched, each with the layer that found it and its place.

Nothing here knows what the strings mean; `pipelines.normalize` does. A word that stands in no field of these
records has not been read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

FilmField = Literal[
    "title",
    "original_title",
    "also_known_as",
    "kind",
    "year",
    "release_dates",
    "runtime_minutes",
    "directors",
    "writers",
    "cast",
    "genres",
    "content_rating",
    "countries",
    "languages",
    "taglines",
    "synopsis",
    "description",
    "storyline",
    "storyline_author",
    "production_companies",
    "box_office",
    "awards",
    "filming_locations",
    "sound_mix",
    "color",
    "aspect_ratio",
    "trivia",
    "quotes",
    "connections",
    "soundtracks",
    "offers",
    "identifiers",
]
FILM_FIELDS: tuple[FilmField, ...] = get_args(FilmField)

PageType = Literal["title", "catalogue", "roundup", "user_reviews", "review", "column", "other"]
"""The kinds of page that are read; see `scrapers.kinds`."""
POSTS: frozenset[PageType] = frozenset({"review", "column"})
"""The kinds that are one text about a film."""

NoPage = Literal["challenge", "login_wall", "soft_404", "error", "empty", "maintenance"]
"""What came instead of a page. It is recorded as that and never read for facts."""

ReviewKind = Literal["critic", "audience", "column"]
RatingKind = Literal["critic", "audience"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One string of a page.

    `text` is the string itself ("28 September 2012 (USA)"); `layer` names who found it ("labels", "prose",
    "structured.jsonld", ...); `where` is its place: "line 41", a CSS selector, or a JSON path. `label` is the
    page's own name for it, where it has one ("Opening Weekend USA:"). `parts` holds strings that belong
    together: {"name": "Maggie Gyllenhaal", "character": "Jamie Fitzpatrick"}.
    """

    text: str
    layer: str
    where: str
    label: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewWords:
    """One review of the page's film, or one entry of a roundup. Absent means: not on the page."""

    kind: ReviewKind
    body: Said | None = None
    author: Said | None = None
    publication: Said | None = None
    headline: Said | None = None
    rating: Said | None = None
    published_on: Said | None = None
    helpful: Said | None = None
    language: Said | None = None
    section: Said | None = None
    url: Said | None = None
    is_excerpt: bool = False
    is_spoiler: bool = False
    positive_notes: tuple[Said, ...] = ()
    negative_notes: tuple[Said, ...] = ()
    of_film: Said | None = None
    """The film that this review speaks of, where a post reviews several; None is the page's own film."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RatingWords:
    """One aggregate score of the page's film ("6.4/10", 5,892 votes). A single review's score is not one."""

    kind: RatingKind
    value: Said | None = None
    best: Said | None = None
    votes: Said | None = None
    critic_reviews: Said | None = None
    user_reviews: Said | None = None
    state: Literal["scored", "pending", "none"] = "scored"
    name: str = ""
    """The site's name for this score, where it has several ("Tomatometer", "Top Critics")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Something on the page that a layer met and could not take: `field` (or "page"), the words, and why."""

    field: str
    words: str
    why: str
    where: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PageWords:
    """Everything that was found on one page. Its film facts are {field: strings in the page's order}."""

    page_type: PageType | NoPage
    film: Mapping[FilmField, tuple[Said, ...]] = field(default_factory=dict)
    reviews: tuple[ReviewWords, ...] = ()
    ratings: tuple[RatingWords, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    language: str | None = None
    """The language of the page's text (ISO 639-1), where the page or its text tells."""
