"""Questions about reviews and scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ledger.database import Ledger
from ledger.queries.question import IN_A_BATCH, Question, ask, ask_in_batches
from ledger.records import RatingPoint
from ledger.stored import StoredRating, StoredReview

NEWEST_FIRST = (("kind", 1), ("published_on", -1), ("_id", 1))


def reviews_of_film(film: str, kind: str | None = None) -> Question:
    """The reviews of a film, kind by kind, the newest first."""
    where = {"film": film} | ({"kind": kind} if kind else {})
    return Question(
        collection="reviews",
        index="film__kind__published_on_desc___id",
        where=where,
        order=NEWEST_FIRST[1:] if kind else NEWEST_FIRST,
        without=("digest",),
    )


def reviews_by_words(words: Sequence[str], kind: str | None = None) -> Question:
    """The reviews that have all these folded words in author, publication and headline, film by film."""
    first, *others = sorted(set(words), key=lambda word: (-len(word), word))
    rest: dict[str, Any] = {"tokens": {"$all": others}} if others else {}
    if kind:
        rest["kind"] = kind
    return Question(
        collection="reviews",
        index="tokens__film___id",
        where={"tokens": first},
        rest=rest,
        order=(("film", 1), ("_id", 1)),
        without=("digest",),
    )


def reviews_by_film() -> Question:
    """All reviews, film by film."""
    keys = ("film", 1), *NEWEST_FIRST
    return Question(
        collection="reviews", index="film__kind__published_on_desc___id", order=tuple(keys), without=("digest",)
    )


def ratings_of_film(film: str) -> Question:
    """The aggregate scores of a film."""
    return Question(
        collection="ratings", index="film___id", where={"film": film}, order=(("_id", 1),), without=("digest",)
    )


def ratings_of_source(source: str) -> Question:
    """The aggregate scores that a site gives."""
    return Question(
        collection="ratings",
        index="source__film___id",
        where={"source": source},
        order=(("film", 1), ("_id", 1)),
        without=("digest",),
    )


def ratings_by_film() -> Question:
    """All aggregate scores, film by film."""
    return Question(collection="ratings", index="film___id", order=(("film", 1), ("_id", 1)), without=("digest",))


def points_of_pages(pages: Sequence[str]) -> Question:
    """What scores these pages (some hundreds) have printed, and when."""
    return Question(
        collection="rating_points", index="page__kind__first_seen___id", where={"page": {"$in": list(pages)}}
    )


def reviews(
    ledger: Ledger,
    film: str | None = None,
    words: Sequence[str] = (),
    kind: str | None = None,
    limit: int | None = None,
) -> Iterator[StoredReview]:
    """Reviews of one film, or by folded words of author, publication and headline, or all, film by film.

    Of a film's reviews `words` are not asked for: there are few enough to look at each.
    """
    if film is not None:
        question = reviews_of_film(film, kind)
    elif words:
        question = reviews_by_words(words, kind)
    else:
        question = reviews_by_film()
    found = map(StoredReview.model_validate, ask(ledger, question))
    yield from islice((review for review in found if kind is None or review.kind == kind), limit)


def ratings(
    ledger: Ledger, film: str | None = None, source: str | None = None, limit: int | None = None
) -> Iterator[StoredRating]:
    """Aggregate scores of one film, or of one source, or all, film by film."""
    if film is not None:
        question = ratings_of_film(film)
    else:
        question = ratings_by_film() if source is None else ratings_of_source(source)
    found = map(StoredRating.model_validate, ask(ledger, question))
    yield from islice((rating for rating in found if source is None or rating.source == source), limit)


def history(ledger: Ledger, ratings: Sequence[StoredRating]) -> Mapping[str, tuple[RatingPoint, ...]]:
    """{rating id: what its pages have printed over time}, earliest first."""
    pages = [page for rating in ratings for page in rating.pages]
    points: defaultdict[tuple[str, str, str | None], list[RatingPoint]] = defaultdict(list)
    for document in ask_in_batches(ledger, points_of_pages(()), "page", pages):
        point = RatingPoint.model_validate(document)
        points[point.page, point.kind, point.name].append(point)
    found = {}
    for rating in ratings:
        own = [point for page in rating.pages for point in points[page, rating.kind, rating.name]]
        found[rating.id] = tuple(sorted(own, key=lambda point: (point.first_seen, point.id)))
    return found


def history_of(ledger: Ledger, ratings: Iterable[StoredRating]) -> Iterator[RatingPoint]:
    """What the pages of each rating have printed over time, rating by rating, earliest first."""
    found = iter(ratings)
    while batch := list(islice(found, IN_A_BATCH)):
        for points in history(ledger, batch).values():
            yield from points
