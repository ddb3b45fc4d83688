"""The ids of films: readable, stable, and each film's own.

An id is the slug of the title and the year. Films that would share one are told apart by their director's family
name, else by a seal of their first page; all of them, so that none has the bare id by coming first. Two films can
share a slug only within one block, because the slug's words are a block key, too (`id_keys`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.records import FilmStatement
from pipelines.normalize.titles import slug

_YEARS_AT_END = re.compile(r"(?:-(?:1[89]|2[01])\d\d)+$")
"""Numbers at the end of a slug that may be the film's year: no year outside of these is read from a page."""
_SHORTEST_SEAL = 6
ID_KEY = "slug:"
"""How the keys begin that films with one slug share."""
_JOINT = "--"
"""Stands in no slug, so that no title can look like a title with a name behind it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """What a film's id is made of; `anchor` is the first of its mentions by name."""

    slug: str
    director: str | None
    anchor: str


def named(film: FilmStatement, anchor: str) -> Named:
    """What the id of a film with these facts is made of.

    >>> named(FilmStatement(title="Hero", year=2002, directors=("Zhang Yimou",)), "p")
    Named(slug='hero-2002', director='yimou', anchor='p')
    """
    words = film.title or film.original_title or _identifier(film)
    family = slug(film.directors[0]).rpartition("-")[2] if film.directors else None
    return Named(slug=slug(words, film.year), director=family, anchor=anchor)


def _identifier(film: FilmStatement) -> str:
    """The first identifier as words, for a film without any title."""
    return " ".join(min(film.identifiers.items(), default=("", "")))


def film_ids(films: Sequence[Named]) -> list[str]:
    """An id for each film of a block, in their order.

    >>> first = Named(slug="hero-2002", director="zhang", anchor="a")
    >>> film_ids([first]), film_ids([first, Named(slug="hero-2002", director="smith", anchor="b")])
    (['hero-2002'], ['hero-2002--zhang', 'hero-2002--smith'])
    >>> film_ids([first, Named(slug="hero-2002", director=None, anchor="b")])
    ['hero-2002--zhang', 'hero-2002--3e23e8']
    """
    slugs = Counter(film.slug for film in films)
    directed = Counter((film.slug, film.director) for film in films)
    found = []
    for film in films:
        if slugs[film.slug] == 1:
            found.append(film.slug)
        elif film.director and directed[film.slug, film.director] == 1:
            found.append(f"{film.slug}{_JOINT}{film.director}")
        else:
            found.append(f"{film.slug}{_JOINT}{_seal(film, films)}")
    return found


def _seal(film: Named, films: Sequence[Named]) -> str:
    """The head of the hash of its first page, long enough to be no director's name and no other film's seal."""
    whole = hashlib.sha256(film.anchor.encode()).hexdigest()
    others = [hashlib.sha256(other.anchor.encode()).hexdigest() for other in films if other is not film]
    names = {other.director for other in films}
    length = _SHORTEST_SEAL
    while length < len(whole) and (
        whole[:length] in names or any(other.startswith(whole[:length]) for other in others)
    ):
        length += 1
    return whole[:length]


def id_keys(film: FilmStatement) -> tuple[str, ...]:
    """Block keys that films with one slug share, whichever of their titles is chosen.

    A year at the end may be a part of the title or the film's year: "Death Race 2000" and "Death Race" of 2000.

    >>> id_keys(FilmStatement(title="Death Race 2000")), id_keys(FilmStatement(title="Death Race"))
    (('slug:death-race',), ('slug:death-race',))
    >>> id_keys(FilmStatement(title="Area 5150"))  # no film's year, so it stays
    ('slug:area-5150',)
    """
    titles = [title for title in (film.title, film.original_title) if title] or [_identifier(film)]
    slugs = (slug(title) for title in titles)
    return tuple(dict.fromkeys(f"{ID_KEY}{_YEARS_AT_END.sub('', name)}" for name in slugs))
