"""Judging: what a person decides is kept in `judgements`, named by pages, and linked.

A judgement says of pages and not of films what it says, so that it holds whatever the films are called tomorrow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Literal

from pydantic import ValidationError

from ledger.database import Ledger
from ledger.queries import pages_in
from ledger.records import Film, FilmStatement, Judgement, Reading
from ledger.validators import document
from pipelines.folding.choose import plain
from pipelines.judgements import MOST_PAGES, in_force
from pipelines.mentions import Mention, mentions
from pipelines.pairs import telling
from pipelines.readings import reading_of
from pipelines.writes import find_all

LOOKED_AT = 500
"""Pages of a film among which those that say most are looked for."""
UNDOING = frozenset({"undone", "undone_by", "undone_at", "linked"})
"""What may change of a judgement."""
_LARGEST = 2**63
_OF_CONTENT = ("kind", "left", "left_pages", "right", "right_pages", "field", "value", "who", "why")


class JudgementError(ValueError):
    """What was asked cannot be kept as a judgement; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """What a person named: a film, with its mentions, those that say most first; or one mention alone."""

    film: str
    names: tuple[str, ...]
    is_page: bool = False


def side_of_film(ledger: Ledger, film: Film, among: Collection[str] = ()) -> Side:
    """A film as a side of a judgement; of its pages only those `among` some, where these are given.

    Raises JudgementError where none of its pages is kept any more.
    """
    pages = [page for page in film.pages if not among or page in among][:LOOKED_AT]
    own = _own_mentions(ledger, film.id, _readings(ledger, pages))
    ordered = sorted(own, key=lambda mention: (-telling(mention.film), mention.name))
    if not ordered:
        raise JudgementError(
            f"{film.id} has no page that names it today; `filmledger link` joins what is not joined yet"
        )
    return Side(film=film.id, names=tuple(mention.name for mention in ordered))


def side_of_page(ledger: Ledger, name: str) -> Side | None:
    """A page, or one of several films on it ("post.html#Up"), as a side; None where no page has this name.

    Raises JudgementError for a page that speaks of several films and has none of its own.
    """
    found = {mention.name: mention for reading in _readings(ledger, pages_in(name)) for mention in mentions(reading)}
    if name not in found:
        if any(mention.page == name for mention in found.values()):
            several = ", ".join(sorted(found)[:8])
            raise JudgementError(f"{name} speaks of several films; name one of them: {several}")
        return None
    for film in ledger["films"].find({"pages": found[name].page}, {"_id": 1}):
        reading = _readings(ledger, [found[name].page])
        if name in {mention.name for mention in _own_mentions(ledger, film["_id"], reading)}:
            return Side(film=film["_id"], names=(name,), is_page=True)
    raise JudgementError(f"{name} is not joined yet; `filmledger link` does it")


def _readings(ledger: Ledger, pages: Sequence[str]) -> list[Reading]:
    return [reading_of(found) for found in find_all(ledger["readings"], "_id", pages)]


def _own_mentions(ledger: Ledger, film: str, readings: Iterable[Reading]) -> list[Mention]:
    """The mentions on these pages, all of this film, that are of it: a post's others are told by its reviews."""
    several: dict[str, tuple[Mention, ...]] = {}
    own: list[Mention] = []
    for reading in readings:
        found = mentions(reading)
        if len(found) > 1:
            several[reading.page] = found
        else:
            own += found
    seen: dict[str, set[int]] = {page: set() for page in several}
    for review in find_all(ledger["reviews"], "sightings.page", several, {"film": 1, "sightings": 1}):
        for sighting in review["sightings"] if review["film"] == film else ():
            seen.get(sighting["page"], set()).add(sighting["position"])
    for page, found in several.items():
        told = [mention for mention in found if any(position in seen[page] for position, _ in mention.reviews)]
        own += told or [mention for mention in found if mention.of is None]
    return own


def parted(left: Side, right: Side) -> tuple[Side, Side]:
    """Two sides that share no page: what one of them names alone is not the other's.

    Raises JudgementError where both name the same.

    >>> whole, former = Side(film="up", names=("a", "b", "c")), Side(film="up", names=("b",))
    >>> [side.names for side in parted(former, whole)]
    [('b',), ('a', 'c')]
    """
    shared = set(left.names) & set(right.names)
    if not shared:
        return left, right
    for one, other in ((left, right), (right, left)):
        rest = tuple(name for name in one.names if name not in shared)
        if rest:
            less = replace(one, names=rest)
            return (less, other) if one is left else (other, less)
    raise JudgementError(
        f"both are {left.film} today; name a page of each side, as `filmledger show {left.film}` lists them"
    )


def judgement(
    kind: Literal["same", "different"], left: Side, right: Side, *, who: str | None, why: str | None = None
) -> Judgement:
    """The decision that two films, or the films of two pages, are one or not, made now."""
    if left.film == right.film:
        left, right = parted(left, right)
    return _new(
        kind=kind,
        left=left.names[0],
        left_pages=left.names[1 : MOST_PAGES + 1],
        right=right.names[0],
        right_pages=right.names[1 : MOST_PAGES + 1],
        who=who,
        why=why,
    )


def pin(side: Side, field: str, words: str, *, who: str | None, why: str | None = None) -> Judgement:
    """The decision that a field of a film has this value, made now. Raises JudgementError for what is no such value."""
    return _new(kind="pin", left=side.names[0], field=field, value=pin_value(field, words), who=who, why=why)


def _new(**said: Any) -> Judgement:
    now = datetime.now(UTC)
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the database keeps it
    return Judgement(_id=id_of(said, at), at=at, **said)


def id_of(said: Mapping[str, Any], at: datetime) -> str:
    """The id of a judgement with this content: the same for the same, wherever it is made."""
    content = [[said.get(name) or None for name in _OF_CONTENT], at.astimezone(UTC).isoformat(timespec="milliseconds")]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:10]


def pin_value(field: str, words: str) -> Any:
    """A value of a field from what a person wrote: as it is, as JSON, or several parted by ";".

    >>> pin_value("year", "2012"), pin_value("directors", "Ann Lee; Bo Nilsson"), pin_value("identifiers.imdb", "tt1")
    (2012, ['Ann Lee', 'Bo Nilsson'], 'tt1')
    >>> pin_value("content_rating", '{"system": "MPA", "value": "PG"}')
    {'system': 'MPA', 'value': 'PG'}
    """
    tries: list[Any] = [words]
    try:
        tries.append(json.loads(words))
    except (ValueError, RecursionError):
        tries.append([part.strip() for part in words.split(";") if part.strip()])
    for value in tries:
        try:
            return checked_value(field, value)
        except JudgementError as error:
            failed = error
    raise failed


def checked_value(field: str, value: Any) -> Any:
    """A value as the database keeps it. Raises JudgementError where the field cannot have it, or is none."""
    whole, _, part = field.partition(".")
    if whole not in FilmStatement.model_fields or (part and whole != "identifiers"):
        names = ", ".join(FilmStatement.model_fields)
        raise JudgementError(f"{field!r} is no field of a film; take one of: {names}, or identifiers.imdb and the like")
    try:
        film = FilmStatement.model_validate({whole: {part: value} if part else value})
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in found["loc"])
        raise JudgementError(f"{field} cannot be {str(value)[:80]!r}: {place}: {found['msg']}") from error
    kept = plain(getattr(film, whole))
    if not kept:
        raise JudgementError(f"a pin of {field} needs a value")
    if isinstance(kept, int) and abs(kept) >= _LARGEST:
        raise JudgementError(f"{field} cannot be so large a number")
    return kept[part] if part else kept


def keep(ledger: Ledger, made: Judgement) -> Judgement:
    """Store a judgement; where the one in force on the same pages says the same, give that one and store nothing."""
    known = all_judgements(ledger)
    for one in in_force(known):
        if all(getattr(one, name) == getattr(made, name) for name in _OF_CONTENT[:-2]):
            return one
    ledger["judgements"].replace_one({"_id": made.id}, document(made), upsert=True)
    return made


def all_judgements(ledger: Ledger) -> list[Judgement]:
    """Every judgement, those undone among them."""
    return [Judgement.model_validate(found) for found in ledger["judgements"].find()]


def undo(ledger: Ledger, named: str, *, who: str | None) -> Judgement:
    """Take back the judgement with this id, or the only one whose id begins so.

    Raises JudgementError where there is none, or several.
    """
    fits = [found for found in all_judgements(ledger) if found.id.startswith(named)] if named else []
    exact = [found for found in fits if found.id == named] or fits
    if len(exact) != 1:
        many = ", ".join(found.id for found in islice(exact, 8))
        what = f"{named!r} begins the ids of several judgements: {many}" if exact else f"no judgement has id {named!r}"
        raise JudgementError(f"{what}; `filmledger judge list` shows them")
    (found,) = exact
    if found.undone:
        return found
    now = datetime.now(UTC).replace(microsecond=0)
    gone = found.model_copy(update={"undone": True, "undone_by": who, "undone_at": now, "linked": False})
    ledger["judgements"].replace_one({"_id": gone.id}, document(gone))
    return gone
