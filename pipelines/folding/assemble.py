"""One group of mentions becomes one film with its reviews and its scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from anyascii import anyascii

from ledger.records import Doubt, Film, FilmStatement, Join, Rating, Review
from ledger.scores import consensus
from pipelines.fingerprints import groups
from pipelines.folding.film import Folded
from pipelines.folding.ratings import fold_ratings
from pipelines.folding.reviews import fold_review, seen_in, with_ids
from pipelines.mentions import Mention
from pipelines.normalize.text import fold
from pipelines.unswept import unswept


class Assembled(NamedTuple):
    """A film with its reviews and its scores, each in the order of their ids."""

    film: Film
    reviews: list[Review]
    ratings: list[Rating]


class Ties(NamedTuple):
    """What linking found out about a film's mentions: see `ledger.records.Film`."""

    keys: Iterable[str] = ()
    joins: Iterable[Join] = ()
    doubts: Iterable[Doubt] = ()


def assemble(film_id: str, facts: Folded, mentions: Sequence[Mention], ties: Ties) -> Assembled:
    """The records of one film."""
    reviews = fold_reviews(film_id, mentions)
    ratings = fold_ratings(film_id, mentions)
    sources = {mention.page: mention.source for mention in mentions}
    counts = Counter(review.kind for review in reviews)
    film = Film.model_validate(
        {name: getattr(facts.film, name) for name in FilmStatement.model_fields}
        | {
            "_id": film_id,
            "pages": tuple(sorted(sources)),
            "stated": facts.stated,
            "rules": facts.rules,
            "conflicts": facts.conflicts,
            "joins": tuple(ties.joins),
            "doubts": tuple(ties.doubts),
            "consensus": consensus(reviews, ratings, sources),
            "review_counts": dict(sorted(counts.items())),
            "keys": tuple(sorted(set(ties.keys))),
            "tokens": film_tokens(facts.film),
        }
    )
    return Assembled(film, reviews, ratings)


def fold_reviews(film_id: str, mentions: Iterable[Mention]) -> list[Review]:
    """The reviews of one film, the copies of each as one, in the order of their ids."""
    with unswept():
        seen = seen_in(mentions)
        found = groups([copy.clues for copy in seen])
        return with_ids(fold_review(film_id, [seen[place] for place in same.members], same.reasons) for same in found)


def film_tokens(film: FilmStatement) -> tuple[str, ...]:
    """The folded words of a film's titles and people, as written and in Latin letters.

    >>> film_tokens(FilmStatement(title="Брат 2", directors=("Aleksey Balabanov",)))
    ('2', 'aleksey', 'balabanov', 'brat', 'брат')
    """
    names: list[str] = [title for title in (film.title, film.original_title) if title]
    names += [*film.also_known_as, *film.directors, *film.writers, *(member.name for member in film.cast)]
    spelled = {form for name in names for form in (name, anyascii(name))}
    return tuple(sorted({word for form in spelled for word in fold(form).split()}))
