"""What pages show of a film's reviews, and have shown: each copy with its place and its span of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ledger.records import ReviewStatement
from pipelines.fingerprints import ReviewClues, review_clues
from pipelines.folding.choose import PAGE_TYPES
from pipelines.mentions import Mention


@dataclass(frozen=True, slots=True)
class Seen:
    """One review as one page gives it, or once gave it, at its place among the page's reviews."""

    page: str
    position: int
    source: str
    rank: int
    """The place of the page's kind in `PAGE_TYPES`: a review stands best on a page of its own, the last kinds."""
    said: ReviewStatement
    clues: ReviewClues
    """What it is compared by."""
    first: datetime | None = None
    """When it was first seen there as it is; None where nothing is known of that."""
    last: datetime | None = None
    """When it was last seen there; None while it stands there."""
    past: str | None = None
    """Its document in `past_reviews`, if it stands there no more."""
    is_dated: bool = False
    """Whether the times are told by the captures; else they are those of keeping, and no part of what is computed."""


def seen_in(
    mentions: Iterable[Mention], measure: Callable[[ReviewStatement], ReviewClues] = review_clues
) -> list[Seen]:
    """Every review of a film's mentions, those that have gone among them, in the order of pages and places."""
    found = [copy for mention in mentions for copy in (*_standing(mention, measure), *_gone(mention, measure))]
    return sorted(found, key=lambda seen: (seen.page, seen.position, seen.past or ""))


def _standing(mention: Mention, measure: Callable[[ReviewStatement], ReviewClues]) -> Iterator[Seen]:
    for place, (position, review) in enumerate(mention.reviews):
        yield Seen(
            page=mention.page,
            position=position,
            source=mention.source,
            rank=PAGE_TYPES.index(mention.page_type),
            said=review,
            clues=measure(review),
            first=mention.since[place] if mention.since else None,
            is_dated=mention.fetched_at is not None,
        )


def _gone(mention: Mention, measure: Callable[[ReviewStatement], ReviewClues]) -> Iterator[Seen]:
    for one in mention.past:
        yield Seen(
            page=mention.page,
            position=one.position,
            source=mention.source,
            rank=PAGE_TYPES.index(mention.page_type),
            said=one.review,
            clues=measure(one.review),
            first=one.first_seen,
            last=one.last_seen,
            past=one.id,
            is_dated=one.fetched,
        )
