"""Questions about what a person could settle, and has decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.database import Ledger
from ledger.queries.about_films import films_of_ids
from ledger.queries.question import Question, ask, ask_in_batches
from ledger.records import Judgement
from ledger.stored import StoredDoubt, StoredFilm

WORTHIEST = (("worth", -1), ("_id", 1))


def doubts_by_worth() -> Question:
    """All doubts, those that move most first."""
    return Question(collection="doubts", index="worth_desc___id", order=WORTHIEST, without=("digest",))


def doubts_of_film(name: str, film: str) -> Question:
    """The doubts whose `name` ("film" or "other_film") is this film."""
    return Question(collection="doubts", index=name, where={name: film}, without=("digest",))


def doubts_of_judgement(judgement: str) -> Question:
    """What identifiers say against this judgement."""
    return Question(collection="doubts", index="judgement", where={"judgement": judgement}, without=("digest",))


def judgements_latest_first() -> Question:
    """All judgements, the latest first."""
    return Question(collection="judgements", index="at_desc___id", order=(("at", -1), ("_id", 1)))


def doubts(ledger: Ledger, film: str | None = None, limit: int | None = None) -> Iterator[StoredDoubt]:
    """Doubts, of one film or all, those that move most first."""
    if film is None:
        yield from map(StoredDoubt.model_validate, ask(ledger, doubts_by_worth(), limit))
        return
    both = (found for name in ("film", "other_film") for found in ask(ledger, doubts_of_film(name, film)))
    known = {found["_id"]: StoredDoubt.model_validate(found) for found in both}
    yield from sorted(known.values(), key=lambda doubt: (-doubt.worth, doubt.id))[:limit]


def doubts_about(ledger: Ledger, judgement: str) -> list[StoredDoubt]:
    """What identifiers say against this judgement."""
    return [StoredDoubt.model_validate(found) for found in ask(ledger, doubts_of_judgement(judgement))]


def judgements(ledger: Ledger, limit: int | None = None) -> Iterator[Judgement]:
    """Judgements, the latest first; those undone among them."""
    yield from map(Judgement.model_validate, ask(ledger, judgements_latest_first(), limit))


def films_by_id(ledger: Ledger, ids: Sequence[str]) -> dict[str, StoredFilm]:
    """{id: the film} of those that are there, without what a list does not show."""
    found = ask_in_batches(ledger, films_of_ids(()), "_id", ids)
    return {film["_id"]: StoredFilm.model_validate(film) for film in found}
