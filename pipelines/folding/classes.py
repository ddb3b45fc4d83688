"""Values that say the same are one candidate; a value that says less supports those that contain it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from pipelines.folding.choose import Candidate, Witness, choose, in_order
from pipelines.folding.facts import Fact, never

MOST_COMPARED = 400
"""Distinct values of one fact that are held against each other, those that most sites state; of more, each stands for
itself. Thousands of pages with a value each would else be compared for hours."""


def spellings(fact: Fact, witnesses: Iterable[Witness]) -> list[Candidate]:
    """Every distinct value of a fact as it was stated, with those who state it.

    The order is that of the best pages: by kind of page, then the longest list first, then by name.
    """
    whole: dict[tuple[Hashable, ...], list[Witness]] = {}
    for witness in witnesses:
        value = getattr(witness.film, fact.field)
        if value not in (None, ()):
            whole.setdefault(value if fact.many else (value,), []).append(witness)
    lists = sorted(
        whole.items(),
        key=lambda row: (min(w.rank for w in row[1]), -len(row[0]), row[1][0].pages, row[1][0].text),
    )
    found: dict[Hashable, list[Witness]] = {}
    for values, by in lists:
        for value in dict.fromkeys(values):
            found.setdefault(value, []).extend(by)
    return [Candidate(value, tuple(by)) for value, by in found.items()]


def candidates(fact: Fact, spelled: Sequence[Candidate]) -> list[Candidate]:
    """The values that no other contains, each with all its support, in the order in which they were first stated.

    A value that two others contain ("--09-28" in those of two years) supports both.
    """
    place = {id(spelling): number for number, spelling in enumerate(spelled)}
    buckets: dict[Hashable, list[Candidate]] = {}
    for spelling in spelled:
        buckets.setdefault(fact.bucket(spelling.value), []).append(spelling)
    found = [merged for bucket in buckets.values() for merged in _merged_or_alone(fact, bucket)]
    found.sort(key=lambda row: min(place[id(spelling)] for spelling in row[1]))
    return [candidate for candidate, _ in found]


def _merged_or_alone(fact: Fact, bucket: list[Candidate]) -> list[tuple[Candidate, list[Candidate]]]:
    if len(bucket) <= MOST_COMPARED:
        return _merged(fact, bucket)
    best = sorted(bucket, key=lambda spelling: (-len(spelling.sources), spelling.rank, in_order(spelling.plain)))
    alone = [(spelling, [spelling]) for spelling in best[MOST_COMPARED:]]
    return [*_merged(fact, best[:MOST_COMPARED]), *alone]


def _merged(fact: Fact, bucket: list[Candidate]) -> list[tuple[Candidate, list[Candidate]]]:
    """The candidates of one bucket, each with the spellings that support it."""
    if len(bucket) == 1:
        return [(bucket[0], bucket)]
    bucket = sorted(bucket, key=lambda spelling: in_order(spelling.plain))
    found: list[tuple[Candidate, list[Candidate]]] = []
    taken: set[int] = set()
    for i, spelling in enumerate(bucket):
        containing = [j for j, other in enumerate(bucket) if i == j or fact.within(spelling.value, other.value)]
        equals = [j for j in containing if i == j or fact.within(bucket[j].value, spelling.value)]
        if len(containing) > len(equals) or not taken.isdisjoint(equals):
            continue
        taken.update(equals)
        shown, _ = choose([bucket[j] for j in equals], fact.rules)
        support = [other for other in bucket if other is spelling or fact.within(other.value, spelling.value)]
        by = dict.fromkeys(witness for other in support for witness in other.witnesses)
        found.append((Candidate(shown.value, tuple(by)), support))
    return found


def alternatives(fact: Fact, found: Sequence[Candidate]) -> list[list[Candidate]]:
    """The candidates in groups of which one is to be chosen: all, for a fact of one value; else those that rival."""
    if not fact.many:
        return [list(found)] if found else []
    if fact.rivals is never:
        return [[candidate] for candidate in found]
    groups: list[list[Candidate]] = []
    held: list[tuple[list[Candidate], list[Candidate]]] = []
    some = found[:MOST_COMPARED]
    for place, candidate in enumerate(found):
        if place == MOST_COMPARED:
            held = [(group, list(group)) for group in groups]
        among = held if place >= MOST_COMPARED else [(group, group) for group in groups]
        tied = [group for group, others in among if any(fact.rivals(candidate, other, some) for other in others)]
        if not tied:
            groups.append([candidate])
            continue
        if place < MOST_COMPARED:
            for group in tied[1:]:
                tied[0].extend(group)
                groups.remove(group)
        tied[0].append(candidate)
    return groups


def clashing(fact: Fact, group: Sequence[Candidate], among: Sequence[Candidate]) -> list[Candidate]:
    """Those of a group that cannot be true beside another of it; `among` are all the fact's candidates."""
    if fact.clash is never:
        return []
    some = among[:MOST_COMPARED]
    return [a for a in group if any(a is not b and fact.clash(a, b, some) for b in group[:MOST_COMPARED])]


def as_stated(fact: Fact, spelled: Iterable[Candidate]) -> list[Candidate]:
    """Every value with those who state it, in order; a list that is one value by its members."""
    by: dict[Hashable, list[Witness]] = {}
    found = []
    for spelling in spelled:
        if fact.many or not isinstance(spelling.value, tuple):
            found.append(spelling)
            continue
        for member in spelling.value:
            by.setdefault(member, []).extend(spelling.witnesses)
    found += [Candidate(value, tuple(some)) for value, some in by.items()]
    return sorted(found, key=lambda candidate: in_order(candidate.plain))
