"""Questions about the consensus: the counts behind the ledger's mean, and films with their consensus made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ledger.database import Ledger
from ledger.queries.question import Document, Question, ask
from ledger.records import Consensus, RatingKind
from ledger.scores import LedgerMean, answer, settings_in_force
from ledger.stored import ScoreMeans, StoredFilm

BUCKETS = tuple(f"{number:02x}" for number in range(256))
"""Every bucket of films."""


def every_count() -> Question:
    """The counts behind the ledger's mean, at most 256."""
    return Question(collection="score_means", index="_id_", where={"_id": {"$in": list(BUCKETS)}})


def stale_counts() -> Question:
    """The counts that are not up to date."""
    return Question(collection="score_means", index="stale", where={"stale": True})


def films_in_bucket(name: str) -> Question:
    """The films whose means this count adds up."""
    wanted = ("consensus.kind", "consensus.mean")
    return Question(collection="films", index="bucket", where={"bucket": name}, only=wanted)


def stale_means(ledger: Ledger) -> list[ScoreMeans]:
    """The counts that are not up to date."""
    return [ScoreMeans.model_validate(found) for found in ask(ledger, stale_counts())]


def means_of_bucket(ledger: Ledger, name: str) -> Iterator[Consensus]:
    """The kinds and means of the films in this bucket."""
    for film in ask(ledger, films_in_bucket(name)):
        yield from map(Consensus.model_validate, film.get("consensus", ()))


def ledger_means(ledger: Ledger) -> Mapping[RatingKind, LedgerMean]:
    """What the ledger's films have to say together, critics and audience apart."""
    counts = [ScoreMeans.model_validate(found) for found in ask(ledger, every_count())]
    return {
        "critic": LedgerMean(sum(one.critic_films for one in counts), sum(one.critic_sum for one in counts)),
        "audience": LedgerMean(sum(one.audience_films for one in counts), sum(one.audience_sum for one in counts)),
    }


def with_consensus(ledger: Ledger, documents: Iterable[Document]) -> Iterator[StoredFilm]:
    """Films from their documents, the consensus of each made with the ledger's mean."""
    means: Mapping[RatingKind, LedgerMean] = {}
    settings = settings_in_force()
    priors = {"critic": settings.critic, "audience": settings.audience}
    for found in documents:
        film = StoredFilm.model_validate(found)
        if film.consensus:
            means = means or ledger_means(ledger)
            made = tuple(answer(one, means[one.kind], priors[one.kind]) for one in film.consensus)
            film = film.model_copy(update={"consensus": made})
        yield film
