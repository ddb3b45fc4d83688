"""What a person types to find a film or a review: folded words for the index, and what they must fit."""

from __future__ import annotations

from collections.abc import Iterable

from anyascii import anyascii

from ledger.records import Film, Review
from pipelines.normalize.text import fold


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, each once.

    >>> words_of("Won't Back Down, Amélie!")
    ('wont', 'back', 'down', 'amelie')
    """
    return tuple(dict.fromkeys(fold(text).split()))


def holds(text: str | None, words: Iterable[str]) -> bool:
    """Whether a text has all the words, as written or in Latin letters.

    >>> holds("Maggie Gyllenhaal", ["gyllenhaal"]), holds("Maggie", ["gyllenhaal"]), holds(None, ["up"])
    (True, False, False)
    >>> holds("Сталкер", ["stalker"]), holds("Сталкер", ["сталкер"])
    (True, True)
    """
    return bool(text) and set(words) <= {*words_of(text or ""), *words_of(anyascii(text or ""))}


def titles_of(film: Film) -> tuple[str, ...]:
    """Every title under which the film is known."""
    return tuple(title for title in (film.title, film.original_title, *film.also_known_as) if title)


def people_of(film: Film) -> tuple[str, ...]:
    """Everybody whom the film names: directors, writers, cast."""
    return (*film.directors, *film.writers, *(member.name for member in film.cast))


def is_titled(film: Film, words: Iterable[str]) -> bool:
    """Whether one of the film's titles has all the words."""
    wanted = tuple(words)
    return any(holds(title, wanted) for title in titles_of(film))


def is_by(film: Film, words: Iterable[str]) -> bool:
    """Whether one person of the film has all the words in the name."""
    wanted = tuple(words)
    return any(holds(person, wanted) for person in people_of(film))


def fits_review(review: Review, author: Iterable[str], publication: Iterable[str], anywhere: Iterable[str]) -> bool:
    """Whether a review's author, its publication and its text (byline, headline, body) have these words."""
    wanted_author, wanted_publication, wanted = tuple(author), tuple(publication), tuple(anywhere)
    text = " ".join(filter(None, (review.author, review.publication, review.headline, review.body)))
    return (
        (not wanted_author or holds(review.author, wanted_author))
        and (not wanted_publication or holds(review.publication, wanted_publication))
        and (not wanted or holds(text, wanted))
    )
