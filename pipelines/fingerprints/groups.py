"""One film's reviews, parted into those that are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.fingerprints.bylines import relation
from pipelines.fingerprints.candidates import Index, passages
from pipelines.fingerprints.clues import ReviewClues
from pipelines.fingerprints.compare import Verdict, compare
from pipelines.fingerprints.texts import Flags


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Reviews that are one: `members` are their places in the input, ascending; `reasons` say what tied them."""

    members: tuple[int, ...]
    reasons: tuple[str, ...] = ()


def groups(reviews: Sequence[ReviewClues]) -> tuple[Group, ...]:
    """Part the reviews of one film into those that are the same; every review is in one group.

    The parts depend on the reviews alone, not on their order. A review stands in a group where the longest text of the
    group is the same as its own or as that of its neighbours there; two groups whose longest texts are different are
    never joined, so that a passage which many share chains nothing together. A text that fits two different reviews
    equally well stays alone.

    >>> from pipelines.fingerprints import review_clues
    >>> bodies = ("A slow film, but it stays with you for days. Go.", "Great!", "it stays with you for days", "Great!")
    >>> found = groups([review_clues({"author": "Ann Lee" if body[0] != "G" else "", "body": body}) for body in bodies])
    >>> [group.members for group in found]
    [(0, 2), (1,), (3,)]
    """
    places = _identical(reviews)
    found = []
    for group in _Film([reviews[same[0]] for same in places]).parted():
        members = tuple(sorted(place for node in group.members for place in places[node]))
        repeated = any(len(places[node]) > 1 for node in group.members)
        reasons = group.reasons | ({"the same review under the same byline"} if repeated else set())
        found.append(Group(members=members, reasons=tuple(sorted(reasons))))
    return tuple(sorted(found, key=lambda group: group.members))


def _identical(reviews: Sequence[ReviewClues]) -> list[list[int]]:
    """Places of reviews with the same clues, longest text first; apart where even that is not enough to be one."""
    by_content: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, review in enumerate(reviews):
        beside = () if review.text_hash else (review.published_on, review.percent, review.url)
        by_content[review.text_hash, review.byline, beside].append(place)
    found: list[list[int]] = []
    for places in by_content.values():
        ordered = sorted(places, key=lambda place: _order(reviews[place]))
        first = reviews[ordered[0]]
        is_one = len(ordered) == 1 or compare(first, first).verdict == "same"
        found += [ordered] if is_one else [[place] for place in ordered]
    return sorted(found, key=lambda same: _order(reviews[same[0]]))


def _order(review: ReviewClues) -> tuple[object, ...]:
    said = review.words
    return (*review.order, said.weights.tobytes(), said.cut_head, said.cut_tail)


@dataclass(slots=True, eq=False)
class _Growing:
    """A group on its way: its longest text, its members, and why they are in it."""

    longest: int
    members: list[int]
    reasons: set[str]


class _Film:
    """The different reviews of one film, longest first, and every verdict on two of them."""

    def __init__(self, reviews: Sequence[ReviewClues]) -> None:
        self.reviews = reviews
        index = Index(reviews)
        self.pairs = index.pairs()
        self.common = index.common()
        self.nobodys: dict[int, Flags | None] = {}
        self.verdicts: dict[tuple[int, int], Verdict] = {}

    def parted(self) -> list[_Growing]:
        """The groups: first without the reviews that are torn between two of them, then those among themselves."""
        ties = [pair for pair in self.pairs if self._verdict(*pair).verdict == "same"]
        ties.sort(key=lambda pair: (-self._verdict(*pair).score, pair))
        everything = range(len(self.reviews))
        found, torn = self._joined(everything, ties)
        if torn:
            found = self._joined(set(everything) - torn, ties)[0] + self._joined(torn, ties)[0]
        return found

    def _verdict(self, left: int, right: int) -> Verdict:
        """The verdict on two reviews, without the passages that are nobody's own."""
        pair = (min(left, right), max(left, right))
        if pair not in self.verdicts:
            ignored = (self._nobodys(pair[0]), self._nobodys(pair[1]))
            self.verdicts[pair] = compare(self.reviews[pair[0]], self.reviews[pair[1]], ignored=ignored)
        return self.verdicts[pair]

    def _nobodys(self, place: int) -> Flags | None:
        if place not in self.nobodys:
            self.nobodys[place] = passages(self.reviews[place], self.common)
        return self.nobodys[place]

    def _joined(self, places: Collection[int], ties: list[tuple[int, int]]) -> tuple[list[_Growing], set[int]]:
        """Join the strongest ties first, and never two groups whose longest texts are not the same.

        Also the places that tie two such groups, and that belong to one no more than to the other.
        """
        groups = {place: _Growing(place, [place], set()) for place in places}
        torn: set[int] = set()
        for left, right in ties:
            here, there = groups.get(left), groups.get(right)
            if here is None or there is None or here is there:
                continue
            if self._verdict(here.longest, there.longest).verdict != "same":
                torn |= self._torn(left, here, there) | self._torn(right, there, here)
                continue
            large, small = (here, there) if len(here.members) >= len(there.members) else (there, here)
            large.longest = min(large.longest, small.longest)
            large.members += small.members
            large.reasons |= {*small.reasons, "; ".join(self._verdict(left, right).reasons)}
            groups.update(dict.fromkeys(small.members, large))
        return list({id(group): group for group in groups.values()}.values()), torn

    def _torn(self, place: int, own: _Growing, other: _Growing) -> set[int]:
        """The place itself, where it fits the other group's longest text and its byline does not tell them apart."""
        if place == own.longest or self._verdict(place, other.longest).verdict != "same":
            return set()
        bylines = {relation(self.reviews[place].byline, self.reviews[hub.longest].byline) for hub in (own, other)}
        return {place} if len(bylines) == 1 else set()
