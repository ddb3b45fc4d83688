"""What a page said of its film and says no more: a layout that breaks, or a page saved by half, takes nothing away.

What a page says now is its reading. Of each fact that it does not state at all any more, the last capture that stated
it is remembered with the reading. Which capture that is follows from the captures and their times, not from the order
in which they became known. A value that was changed is not remembered: the new one stands in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ledger.records import FilmStatement, Reading
from ledger.stored import OnceSaid
from pipelines.matching.tables import word_set
from pipelines.normalize.titles import title_keys

IDENTIFIERS = "identifiers"
IDENTITY = ("title", "original_title", "year", IDENTIFIERS)
"""What tells of which film a page speaks: kept with what is remembered, as it belongs to that film alone."""
_BELONGS_TO = {"storyline_author": "storyline"}
"""A fact that is one of another fact's value: without that it says nothing."""
_YEARS_APART = 1
"""Of one film: a page may mend its year, or have it from another country's release."""


def facts_of(film: FilmStatement) -> frozenset[str]:
    """The facts that are stated; each kind of identifier is one.

    >>> sorted(facts_of(FilmStatement(title="Up", genres=(), identifiers={"imdb": "tt1049413"})))
    ['identifiers.imdb', 'title']
    """
    held = film.__dict__
    stated = [name for name, value in held.items() if name != IDENTIFIERS and value is not None and value != ()]
    return frozenset((*stated, *(f"{IDENTIFIERS}.{kind}" for kind in film.identifiers)))


def names_a_film(film: FilmStatement) -> bool:
    """Whether it can be told which film is meant."""
    return bool(film.title or film.original_title or film.identifiers)


def told_by(reading: Reading, content_hash: str, reader: str, at: datetime) -> OnceSaid:
    """All facts that a capture showed of a film; none where it does not name any, for whose would they be."""
    return OnceSaid.model_construct(
        fields=tuple(sorted(facts_of(reading.film))) if names_a_film(reading.film) else (),
        film=reading.film,
        seen_at=at,
        content_hash=content_hash,
        reader=reader,
        fetched=reading.fetched_at is not None,
    )


def remembered_facts(once: Sequence[OnceSaid], told: OnceSaid, now: FilmStatement) -> tuple[OnceSaid, ...]:
    """What is remembered of a page whose latest capture says `now`, when it is known what one capture more told.

    Where today's reader does not find a fact in the bytes in which an older one found it, the page never said it.
    """
    # What is said now of no film may be another's, so what was said of one is remembered beside it.
    stated = facts_of(now) if names_a_film(now) else frozenset[str]()
    if not once and stated.issuperset(told.fields):
        return ()
    known = {
        field: one for one in once for field in one.fields if field not in stated and not _misread(one, told, field)
    }
    for field in told.fields:
        if field not in stated and (field not in known or _when(told) >= _when(known[field])):
            known[field] = told
    captures: dict[tuple[datetime, str], dict[str, OnceSaid]] = {}
    for field, one in sorted(known.items()):
        captures.setdefault(_when(one), {})[field] = one
    return tuple(_one(captures[when]) for when in sorted(captures))


def _misread(one: OnceSaid, told: OnceSaid, field: str) -> bool:
    return one.content_hash == told.content_hash and one.reader != told.reader and field not in told.fields


def _when(one: OnceSaid) -> tuple[datetime, str]:
    return one.seen_at, one.content_hash


def _one(facts: Mapping[str, OnceSaid]) -> OnceSaid:
    """The facts of one capture, {field: where it stands}, with those that tell of which film it spoke."""
    values: dict[str, Any] = {}
    for field, one in facts.items():
        for name in (*IDENTITY, field.partition(".")[0]):
            values[name] = getattr(one.film, name)
    latest = next(iter(facts.values()))
    film = FilmStatement.model_construct(**values)
    return latest.model_copy(update={"fields": tuple(sorted(facts)), "film": film})


class Former(NamedTuple):
    """Facts that a page said last at one capture, and when that was, if its captures tell."""

    film: FilmStatement
    last_said: datetime | None


class Filled(NamedTuple):
    """A page's word about its film: what it says now, and what it once said of which it says nothing now."""

    film: FilmStatement
    former: tuple[Former, ...] = ()


def filled(now: FilmStatement, once: Sequence[OnceSaid]) -> Filled:
    """What a page says of its film, with what it once said of the same film and says no more.

    >>> from datetime import UTC
    >>> def then(title):
    ...     film = FilmStatement(title=title, directors=("Pete Docter",))
    ...     return OnceSaid(fields=("directors",), film=film, seen_at=datetime(2020, 6, 1, tzinfo=UTC), content_hash="",
    ...                     reader="")
    >>> up = FilmStatement(title="Up")
    >>> filled(up, [then("Up")]).film.directors, filled(up, [then("Oslo")]).film.directors
    (('Pete Docter',), ())
    """
    film, former = now, list[Former]()
    for one in sorted(once, key=_when, reverse=True):
        if is_another(film, one.film):
            continue
        values = _values(one, film)
        if values:
            former.append(Former(FilmStatement.model_construct(**values), one.seen_at if one.fetched else None))
            identifiers = {**values.get(IDENTIFIERS, {}), **film.identifiers}
            film = film.model_copy(update={**values, IDENTIFIERS: identifiers})
    return Filled(film, tuple(former))


def _values(one: OnceSaid, now: FilmStatement) -> dict[str, Any]:
    """The values of those of the facts that are not stated now."""
    stated, values = facts_of(now), dict[str, Any]()
    for field in one.fields:
        name, _, kind = field.partition(".")
        if field in stated or _BELONGS_TO.get(field, field) not in one.fields:
            continue
        if kind:
            values.setdefault(IDENTIFIERS, {})[kind] = one.film.identifiers[kind]
        else:
            values[name] = getattr(one.film, name)
    return values


def is_another(now: FilmStatement, then: FilmStatement) -> bool:
    """Whether a page spoke of another film then: identifiers decide, else a year or names that cannot be one film's.

    Where it says nothing of that now, it is taken to speak of the film that it spoke of.

    >>> up = FilmStatement(title="Up", year=2009)
    >>> is_another(up, FilmStatement(title="Up", year=1976)), is_another(up, FilmStatement(title="Oslo"))
    (True, True)
    >>> is_another(up, FilmStatement(title="Up!", year=2010)), is_another(FilmStatement(), up)
    (False, False)
    """
    kinds = now.identifiers.keys() & then.identifiers.keys()
    equal = {kind for kind in kinds if now.identifiers[kind] == then.identifiers[kind]}
    if (kinds - equal) & word_set("identifiers.one"):
        return True
    if equal:
        return False
    if now.year and then.year and abs(now.year - then.year) > _YEARS_APART:
        return True
    names, others = _names(now), _names(then)
    return bool(names and others) and not any(_is_one(name, other) for name in names for other in others)


def _names(film: FilmStatement) -> list[tuple[str, ...]]:
    names = (film.title, film.original_title, *film.also_known_as)
    return [title_keys(name) or (name,) for name in names if name]


def _is_one(name: Collection[str], other: Collection[str]) -> bool:
    """Whether one of two titles is the other, or the other without its subtitle: parts of a series share theirs."""
    return next(iter(name)) in other or next(iter(other)) in name
