"""Questions about films."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from ledger.database import Ledger
from ledger.queries.about_pages import pages_in
from ledger.queries.about_scores import with_consensus
from ledger.queries.question import Document, Question, ask, ask_in_batches
from ledger.stored import FilmIds, StoredFilm

BY_TITLE = (("title", 1), ("_id", 1))
NOT_LISTED = ("stated", "rules", "joins", "keys", "digest")
"""What only the page of one film shows; a list of films is read without it."""
NOT_SHOWN = ("joins", "keys", "tokens", "digest")
"""What a list of conflicts does without."""
_WHAT_IT_SAYS = ("film", "ratings", "reviews.body", "layers", "issues", "once_said")


def film_by_id(film: str) -> Question:
    """The film with this id."""
    return Question(collection="films", index="_id_", where={"_id": film})


def former_film(film: str) -> Question:
    """The pages of the film that once had this id."""
    return Question(collection="film_ids", index="_id_", where={"_id": film})


def films_of_pages(pages: Sequence[str]) -> Question:
    """The films that these pages (some hundreds) speak of."""
    return Question(collection="films", index="pages", where={"pages": {"$in": list(pages)}})


def films_of_ids(ids: Sequence[str]) -> Question:
    """The films with these ids (some hundreds)."""
    return Question(collection="films", index="_id_", where={"_id": {"$in": list(ids)}}, without=NOT_LISTED)


def films_by_imdb(identifier: str) -> Question:
    """The films with this IMDb identifier."""
    return Question(collection="films", index="identifiers_imdb", where={"identifiers.imdb": identifier})


def films_by_title() -> Question:
    """All films, in the order of their titles."""
    return Question(collection="films", index="title___id", order=BY_TITLE, without=NOT_LISTED)


def films_of_year(year: int) -> Question:
    """The films of a year."""
    return Question(
        collection="films", index="year__title___id", where={"year": year}, order=BY_TITLE, without=NOT_LISTED
    )


def films_by_words(words: Sequence[str], year: int | None = None) -> Question:
    """The films that have all these folded words in their titles and people.

    The longest word leads: it is the rarest, as a rule, and the index bounds by one.
    """
    first, *others = sorted(set(words), key=lambda word: (-len(word), word))
    rest: dict[str, Any] = {"tokens": {"$all": others}} if others else {}
    if year is not None:
        rest["year"] = year
    return Question(
        collection="films",
        index="tokens__title___id",
        where={"tokens": first},
        rest=rest,
        order=BY_TITLE,
        without=NOT_LISTED,
    )


def films_in_conflict(field: str) -> Question:
    """The films whose pages disagree on `field` ("runtime_minutes", "box_office.gross")."""
    return Question(
        collection="films",
        index="conflicts_field__title___id",
        where={"conflicts.field": field},
        order=BY_TITLE,
        without=NOT_SHOWN,
    )


def find_film(ledger: Ledger, film: str) -> StoredFilm | None:
    """The film with this id, or the one that its pages are in today where it once had that id.

    Where the pages of a former id are in several films today, the one that has most of them (then the first by id).
    """
    for found in with_consensus(ledger, ask(ledger, film_by_id(film))):
        return found
    for document in ask(ledger, former_film(film)):
        pages = FilmIds.model_validate(document).pages
        heirs = with_consensus(ledger, ask_in_batches(ledger, films_of_pages(()), "pages", pages))
        return min(heirs, key=lambda heir: (-len(set(heir.pages) & set(pages)), heir.id), default=None)
    return None


def pages_of_former(ledger: Ledger, film: str) -> tuple[str, ...]:
    """The pages of the film that once had this id; none where no film had it."""
    return next((FilmIds.model_validate(found).pages for found in ask(ledger, former_film(film))), ())


def films_named_by(ledger: Ledger, name: str) -> list[StoredFilm]:
    """The films that a page's name or an IMDb identifier ("tt1870529") means."""
    found = [*ask(ledger, films_by_imdb(name)), *ask(ledger, films_of_pages([name]))]
    return list(with_consensus(ledger, {film["_id"]: film for film in found}.values()))


def films(
    ledger: Ledger, words: Sequence[str] = (), year: int | None = None, limit: int | None = None
) -> Iterator[StoredFilm]:
    """Films in the order of their titles, by folded words of titles and people, and by year.

    What `NOT_LISTED` names is left out of them.
    """
    all_or_year = films_by_title() if year is None else films_of_year(year)
    question = films_by_words(words, year) if words else all_or_year
    yield from with_consensus(ledger, ask(ledger, question, limit))


def whole_films(ledger: Ledger) -> Iterator[StoredFilm]:
    """All films with all that they hold, in the order of their titles."""
    yield from with_consensus(ledger, ask(ledger, replace(films_by_title(), without=())))


def films_with_pages_of(ledger: Ledger, site: str) -> Iterator[StoredFilm]:
    """Films that have a page of this site ("rottentomatoes.com"), each once, in the order of the readings."""
    names = [name for reading in ask(ledger, readings_of_site(site)) for name in _films_named(reading)]
    yield from with_consensus(ledger, ask_in_batches(ledger, films_of_pages(()), "pages", names))


def _films_named(reading: Document) -> list[str]:
    """How films name this page: by itself, and with "#" and the film where it speaks of several."""
    of = {review["of_film"] for review in reading.get("reviews", ()) if review.get("of_film")}
    return [reading["_id"], *(f"{reading['_id']}#{film}" for film in sorted(of))]


def readings_of_site(site: str) -> Question:
    """The readings of this site's pages, without what they say."""
    return Question(
        collection="readings",
        index="site",
        where={"site": site},
        without=_WHAT_IT_SAYS,
    )


def conflicting_films(ledger: Ledger, field: str | None = None) -> Iterator[StoredFilm]:
    """Films whose pages disagree, on `field` or on anything, in the order of their titles."""
    every = replace(films_by_title(), without=NOT_SHOWN)
    question = every if field is None else films_in_conflict(field)
    yield from with_consensus(ledger, (film for film in ask(ledger, question) if film.get("conflicts")))


def films_on_pages(ledger: Ledger, pages: Sequence[str], limit: int | None = None) -> list[StoredFilm]:
    """The films that these pages speak of, in the order of the pages."""
    found = ask_in_batches(ledger, films_of_pages(()), "pages", pages)
    return list(with_consensus(ledger, islice(found, limit)))


def is_on_site(ledger: Ledger, film: StoredFilm, site: str) -> bool:
    """Whether one of the film's pages is of this site."""
    names = [page for name in film.pages for page in pages_in(name)]
    readings = ask_in_batches(ledger, sites_of_readings(()), "_id", names)
    return any(reading.get("site") == site for reading in readings)


def sites_of_readings(names: Sequence[str]) -> Question:
    """The readings of these pages (some hundreds), without what they say."""
    return Question(collection="readings", index="_id_", where={"_id": {"$in": list(names)}}, without=_WHAT_IT_SAYS)
