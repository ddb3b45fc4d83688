"""Questions about what pages said of reviews over time: what they say now, and what they said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from ledger.database import Ledger
from ledger.queries.about_pages import readings_named
from ledger.queries.question import Question, ask_in_batches
from ledger.records import Review
from ledger.stored import PastReview, ReviewSpan, StoredReading

REVIEWS_AT_ONCE = 200
_NOT_ASKED = ("film", "ratings", "layers", "issues", "keys", "once_said")


def past_named(ids: Sequence[str]) -> Question:
    """What stood on pages once, by the ids that sightings and versions name."""
    return Question(collection="past_reviews", index="_id_", where={"_id": {"$in": list(ids)}})


def past_of_page(page: str) -> Question:
    """What this page showed of reviews and shows no more, the first first."""
    return Question(
        collection="past_reviews",
        index="page__first_seen___id",
        where={"page": page},
        order=(("first_seen", 1), ("_id", 1)),
    )


def reviews_history(ledger: Ledger, reviews: Iterable[Review]) -> Iterator[ReviewSpan]:
    """What pages said of these reviews and when, review by review, earliest first."""
    found = iter(reviews)
    while batch := list(islice(found, REVIEWS_AT_ONCE)):
        places = {review.id: _places(review) for review in batch}
        every = [place for some in places.values() for place in some]
        now = _readings(ledger, sorted({page for page, _, past in every if not past}))
        past = _past(ledger, sorted({past for _, _, past in every if past}))
        for review in batch:
            spans = [_span(review, place, now, past) for place in places[review.id]]
            yield from sorted((span for span in spans if span), key=_order)


def _places(review: Review) -> list[tuple[str, int, str]]:
    """Page, place on it, and the id of what stands there no more, of each time that a page told the review."""
    shown = {(one.page, one.position, one.past or "") for one in review.sightings}
    return sorted(shown | {(one.page, one.position, one.past or "") for one in review.versions})


def _order(span: ReviewSpan) -> tuple[object, ...]:
    return span.first_seen, span.last_seen, span.page, span.position


def _readings(ledger: Ledger, pages: Sequence[str]) -> dict[str, StoredReading]:
    question = Question(collection="readings", index=readings_named(()).index, without=_NOT_ASKED)
    return {one["_id"]: StoredReading.model_validate(one) for one in ask_in_batches(ledger, question, "_id", pages)}


def _past(ledger: Ledger, ids: Sequence[str]) -> dict[str, PastReview]:
    return {one["_id"]: PastReview.model_validate(one) for one in ask_in_batches(ledger, past_named(()), "_id", ids)}


def _span(
    review: Review, place: tuple[str, int, str], now: Mapping[str, StoredReading], past: Mapping[str, PastReview]
) -> ReviewSpan | None:
    """One line of the history; None where its page was read anew just now and is not linked yet."""
    page, position, gone = place
    if gone:
        was = past.get(gone)
        if was is None:
            return None
        return ReviewSpan(
            review=review.id,
            film=review.film,
            page=page,
            position=was.position,
            stands=False,
            first_seen=was.first_seen,
            last_seen=was.last_seen,
            said=was.review,
        )
    reading = now.get(page)
    if reading is None or reading.seen_at is None or position >= len(reading.reviews):
        return None
    return ReviewSpan(
        review=review.id,
        film=review.film,
        page=page,
        position=position,
        stands=True,
        first_seen=reading.since[position] if reading.since else reading.seen_at,
        last_seen=reading.last_seen or reading.seen_at,
        said=reading.reviews[position],
    )
