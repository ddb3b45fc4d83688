"""How one value is chosen among several: rows of rules, tried in order; the first that tells two apart decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import BaseModel

from ledger.records import FilmStatement
from pipelines.mentions import Mention

PAGE_TYPES = ("title", "catalogue", "roundup", "user_reviews", "review", "column", "other")
"""The kinds of page, the one whose film facts are most to be trusted first."""
ONLY_VALUE = "the only value stated"


@dataclass(frozen=True, eq=False)
class Witness:
    """Pages that say the same of a film, letter for letter: one statement and everyone who makes it."""

    film: FilmStatement
    pages: tuple[str, ...]
    sources: frozenset[str]
    rank: int
    """The place of its best page in `PAGE_TYPES`."""
    is_former: bool = False
    """Whether they said it once and say it no more."""
    last_said: datetime | None = None
    """When they said it last, in that case, and if their captures tell."""

    @cached_property
    def text(self) -> str:
        """The statement as text, to put witnesses in order."""
        return self.film.model_dump_json(exclude_defaults=True)


def witnesses(mentions: Iterable[Mention]) -> tuple[Witness, ...]:
    """What the mentions of one film say now, those with equal statements as one, in the order of their first pages."""
    return _in_order(_witness(group, group[0].stated) for group in _alike(mentions))


def former_witnesses(mentions: Iterable[Mention]) -> tuple[Witness, ...]:
    """What the mentions of one film said once and say no more, each capture's facts for themselves."""
    return _in_order(
        replace(_witness(group, former.film), is_former=True, last_said=former.last_said)
        for group in _alike(mention for mention in mentions if mention.former)
        for former in group[0].former
    )


def _alike(mentions: Iterable[Mention]) -> Iterable[list[Mention]]:
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.signature, []).append(mention)
    return groups.values()


def _witness(group: Sequence[Mention], film: FilmStatement) -> Witness:
    return Witness(
        film=film,
        pages=tuple(sorted({mention.page for mention in group})),
        sources=frozenset(mention.source for mention in group),
        rank=min(PAGE_TYPES.index(mention.page_type) for mention in group),
    )


def _in_order(found: Iterable[Witness]) -> tuple[Witness, ...]:
    return tuple(sorted(found, key=lambda witness: (witness.pages, witness.text)))


def plain(value: Any) -> Any:
    """A value as JSON would hold it, absent parts left out.

    >>> from ledger.records import CastMember
    >>> plain((CastMember(name="Viola Davis"), 3))
    [{'name': 'Viola Davis'}, 3]
    """
    if isinstance(value, BaseModel):
        return plain(value.model_dump(mode="json", exclude_none=True))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item not in (None, [], {}, ())}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def in_order(value: Any) -> tuple[float, str]:
    """A sort key for plain values: numbers by size, all else by its letters."""
    number = float(value) if isinstance(value, int | float) else 0.0
    return number, json.dumps(value, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, eq=False)
class Candidate:
    """A value and the witnesses who state it, or state a part of it that it contains."""

    value: Any
    witnesses: tuple[Witness, ...]

    @cached_property
    def plain(self) -> Any:
        """The value as JSON would hold it."""
        return plain(self.value)

    @cached_property
    def sources(self) -> frozenset[str]:
        """The sites that state it. A site that says it on many pages is one."""
        return frozenset().union(*(witness.sources for witness in self.witnesses))

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The pages that state it, in order, each once."""
        return tuple(sorted({page for witness in self.witnesses for page in witness.pages}))

    @property
    def is_former(self) -> bool:
        """Whether its pages said it once and say it no more."""
        return self.witnesses[0].is_former

    @cached_property
    def last_said(self) -> datetime | None:
        """When its pages said it last, if they say it no more and that is known."""
        return max((witness.last_said for witness in self.witnesses if witness.last_said), default=None)

    @cached_property
    def rank(self) -> int:
        """The place of its best page in `PAGE_TYPES`."""
        return min(witness.rank for witness in self.witnesses)


class Rule(NamedTuple):
    """A reason to prefer a value, in words, and how it measures one: more is better."""

    words: str
    measure: Callable[[Candidate], Any]


EXACT = Rule("an exact value before a rounded one", lambda c: not getattr(c.value, "approximate", False))
LATEST = Rule("the sum of the latest day", lambda c: getattr(c.value, "as_of", None) or "")
MOST_SITES = Rule("stated by most sites", lambda c: len(c.sources))
COMPLETE = Rule("the most complete", lambda c: _size(c.plain))
PAGE_KIND = Rule("stated on the best kind of page: " + ", ".join(PAGE_TYPES), lambda c: -c.rank)
LONGEST = Rule("the longest text", lambda c: len(c.plain) if isinstance(c.plain, str) else 0)
HIGHEST = Rule("the highest count", lambda c: sum(v for v in c.plain.values() if isinstance(v, int)))

USUAL = (MOST_SITES, COMPLETE, PAGE_KIND)
PROSE = (MOST_SITES, PAGE_KIND, LONGEST)
MONEY = (EXACT, LATEST, MOST_SITES, COMPLETE, PAGE_KIND)
COUNTS = (MOST_SITES, PAGE_KIND, HIGHEST)
TIED = "nothing tells them apart: the first in order"


def _size(value: Any) -> int:
    """How much a value says: its members and their members, counted; a partial date says less than a full one.

    >>> _size({"date": "2012-09", "country": "US"}), _size({"date": "2012-09-28", "country": "US"})
    (4, 5)
    """
    if isinstance(value, dict):
        return sum(map(_size, value.values())) + sum(_date_parts(value[k]) for k in ("date", "as_of") if k in value)
    return sum(map(_size, value)) if isinstance(value, list) else 1


def _date_parts(date: str) -> int:
    return date.removeprefix("--").count("-") + (not date.startswith("--"))


def choose(candidates: Sequence[Candidate], rules: Sequence[Rule]) -> tuple[Candidate, str]:
    """The candidate that the rules prefer, and the words of the rule that set it above the last of the others.

    The order of `candidates` does not count. Raises ValueError where there is none.
    """
    left = sorted(candidates, key=lambda candidate: in_order(candidate.plain))
    if not left:
        raise ValueError("there is no value to choose among")
    if len(left) == 1:
        return left[0], ONLY_VALUE
    for rule in rules:
        measured = [(rule.measure(candidate), candidate) for candidate in left]
        best = max(measure for measure, _ in measured)
        left = [candidate for measure, candidate in measured if measure == best]
        if len(left) == 1:
            return left[0], rule.words
    return left[0], TIED
