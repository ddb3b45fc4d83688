"""One group of mentions becomes one film with its reviews and its scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from anyascii import anyascii

from ledger.records import Doubt, Film, FilmStatement, Join, Rating
from ledger.scores import consensus
from pipelines.folding.film import Folded
from pipelines.folding.film_reviews import FilmReviews, fold_reviews
from pipelines.folding.ratings import fold_ratings
from pipelines.memory import Memory, forgetful
from pipelines.mentions import Mention
from pipelines.normalize.text import fold


class Assembled(NamedTuple):
    """A film with its reviews and its scores, each in the order of their ids."""

    film: Film
    reviews: FilmReviews
    ratings: list[Rating]


class Ties(NamedTuple):
    """What linking found out about a film's mentions: see `ledger.records.Film`."""

    keys: Iterable[str] = ()
    joins: Iterable[Join] = ()
    doubts: Iterable[Doubt] = ()


def assemble(
    film_id: str, facts: Folded, mentions: Sequence[Mention], ties: Ties, memory: Memory = forgetful
) -> Assembled:
    """The records of one film."""
    reviews = fold_reviews(film_id, mentions, memory)
    ratings = fold_ratings(film_id, mentions)
    sources = {mention.page: mention.source for mention in mentions}
    counts = Counter(voice.kind for voice in reviews.voices)
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
            "consensus": consensus(reviews.voices, ratings, sources),
            "review_counts": dict(sorted(counts.items())),
            "keys": tuple(sorted(set(ties.keys))),
            "tokens": film_tokens(facts.film),
        }
    )
    return Assembled(film, reviews, ratings)


def film_tokens(film: FilmStatement) -> tuple[str, ...]:
    """The folded words of a film's titles and people, as written and in Latin letters.

    >>> film_tokens(FilmStatement(title="Брат 2", directors=("Aleksey Balabanov",)))
    ('2', 'aleksey', 'balabanov', 'brat', 'брат')
    """
    names: list[str] = [title for title in (film.title, film.original_title) if title]
    names += [*film.also_known_as, *film.directors, *film.writers, *(member.name for member in film.cast)]
    spelled = {form for name in names for form in (name, anyascii(name))}
    return tuple(sorted({word for form in spelled for word in fold(form).split()}))
