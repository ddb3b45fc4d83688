"""Mentions: what one page says of one film. A post that reviews three films is three mentions; most pages are one.

Films are joined by mentions and not by pages, so that a post about several films does not tie them to each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.records import FilmStatement, RatingStatement, Reading, ReviewStatement
from ledger.stored import PastReview, Remembered
from pipelines.normalize.titles import title_keys, title_year
from pipelines.once_said import Filled, Former, filled, names_a_film


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One page's words about one film.

    `of` is the film's title as the page's reviews name it, None for the page's own film. `film` is what it says of it,
    and what it once said where it says nothing now. `reviews` are numbered by their place on the page, from 0.
    `signature` is equal for mentions that state, and once stated, the same of their film.
    """

    page: str
    of: str | None
    page_type: str
    site: str | None
    film: FilmStatement
    reviews: tuple[tuple[int, ReviewStatement], ...]
    ratings: tuple[RatingStatement, ...]
    fetched_at: datetime | None
    signature: str
    stated: FilmStatement
    """What of `film` the page says now."""
    since: tuple[datetime, ...] = ()
    """When each of `reviews` was first seen as it is; empty where nothing is known of that."""
    past: tuple[PastReview, ...] = ()
    """What the page once showed of the film's reviews and shows no more."""
    former: tuple[Former, ...] = ()
    """What of `film` it said once and says no more, the latest first."""

    @property
    def name(self) -> str:
        """What identifies it: the page's name, and behind a "#" the film where that is not the page's own."""
        return self.page if self.of is None else f"{self.page}#{self.of}"

    @property
    def names_a_film(self) -> bool:
        """Whether it can be told which film is meant; where not, nothing is computed from it."""
        return names_a_film(self.film)

    @property
    def names_it_now(self) -> bool:
        """Whether it would be told which film is meant by what the page says now alone."""
        return names_a_film(self.stated)

    @property
    def source(self) -> str:
        """Whose word it is: the site's; where a saved page names none, the page stands for itself."""
        return self.site or self.page


def mentions(reading: Reading) -> tuple[Mention, ...]:
    """The mentions of one page, its own film first.

    >>> from ledger.records import ReviewStatement
    >>> post = Reading(page="p", page_type="review", film=FilmStatement(title="Up"), reviews=(
    ...     ReviewStatement(kind="critic", body="Fine."),
    ...     ReviewStatement(kind="critic", body="Finer.", of_film="Brave (2012)")))
    >>> [(m.name, m.film.title, m.film.year, len(m.reviews)) for m in mentions(post)]
    [('p', 'Up', None, 1), ('p#Brave (2012)', 'Brave', 2012, 1)]
    """
    whole = filled(reading.film, reading.once_said) if isinstance(reading, Remembered) else Filled(reading.film)
    own: list[tuple[int, ReviewStatement]] = []
    others: dict[str, list[tuple[int, ReviewStatement]]] = {}
    for position, review in enumerate(reading.reviews):
        if review.of_film is None or _is_own(review.of_film, whole.film):
            own.append((position, review))
        else:
            others.setdefault(review.of_film, []).append((position, review))
    past = _past(reading, whole.film, others)
    found = [_mention(reading, None, whole, own, past.pop(None, []))]
    for of in dict.fromkeys((*others, *past)):
        if of is not None:
            title, year = title_year(of)
            film = Filled(FilmStatement(title=title, year=year))
            found.append(_mention(reading, of, film, others.get(of, []), past.get(of, [])))
    return tuple(mention for mention in found if mention.names_a_film)


def _past(reading: Reading, film: FilmStatement, others: Mapping[str, object]) -> dict[str | None, list[PastReview]]:
    """What the page showed before of its own film, under None, and of others, which it may have been about then."""
    found: dict[str | None, list[PastReview]] = {}
    for one in reading.past if isinstance(reading, Remembered) else ():
        of = one.review.of_film
        names = (film.title, film.original_title, *film.also_known_as)
        own = of is None or any(_is_own(of, film.model_copy(update={"title": name})) for name in names if name)
        found.setdefault(None if own and of not in others else of, []).append(one)
    return found


def _is_own(of: str, film: FilmStatement) -> bool:
    title, year = title_year(of)
    if film.title is None or (year and film.year and year != film.year):
        return False
    return title_keys(title)[:1] == title_keys(film.title)[:1]


def _mention(
    reading: Reading,
    of: str | None,
    whole: Filled,
    reviews: list[tuple[int, ReviewStatement]],
    past: list[PastReview],
) -> Mention:
    since = reading.since if isinstance(reading, Remembered) else ()
    stated = whole.film if not whole.former else reading.film
    said = [stated.model_dump_json(exclude_defaults=True)]
    said += [f"{one.last_said}{one.film.model_dump_json(exclude_defaults=True)}" for one in whole.former]
    return Mention(
        page=reading.page,
        of=of,
        page_type=reading.page_type,
        site=reading.site,
        film=whole.film,
        reviews=tuple(reviews),
        ratings=reading.ratings if of is None else (),
        fetched_at=reading.fetched_at,
        signature=hashlib.sha256("\n".join(said).encode()).hexdigest(),
        since=tuple(since[position] for position, _ in reviews) if since else (),
        past=tuple(past),
        stated=stated,
        former=whole.former,
    )
