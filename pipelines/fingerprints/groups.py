"""One film's reviews, parted into those that are the same."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipelines.fingerprints.bylines import Relation, relation
from pipelines.fingerprints.candidates import Index, passages
from pipelines.fingerprints.clues import ReviewClues
from pipelines.fingerprints.compare import Verdict, compare
from pipelines.fingerprints.components import components
from pipelines.fingerprints.texts import Flags

VERSION = 0.7
"""Share of the longer text's words from which on two texts are versions of one, and neither is a part of the other."""
DRIFT = 0.4
"""Share that the longest versions of two groups must have in common, however near the versions between them are."""
FITS: tuple[Relation, ...] = ("same", "alike", "unknown", "elsewhere", "other")
_VOICES = 4  # authors of a group that are held against those of another


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Reviews that are one: `members` are their places in the input, ascending; `reasons` say what tied them."""

    members: tuple[int, ...]
    reasons: tuple[str, ...] = ()


def groups(reviews: Sequence[ReviewClues]) -> tuple[Group, ...]:
    """Part the reviews of one film into those that are the same; every review is in one group.

    The parts depend on the reviews alone, not on their order. Versions of one text are one group, and so are they and
    their excerpts. What is only a part of a review ties it to nothing else, so that a passage which many share chains
    nothing together; two named authors are in one group only where their own texts are the same; and a text that fits
    two groups equally well stays out of both.

    >>> from pipelines.fingerprints import review_clues
    >>> bodies = ("A slow film, but it stays with you for days. Go.", "Great!", "it stays with you for days", "Great!")
    >>> found = groups([review_clues({"author": "Ann Lee" if body[0] != "G" else "", "body": body}) for body in bodies])
    >>> [group.members for group in found]
    [(0, 2), (1,), (3,)]
    """
    return tuple(
        sorted((group for part in parted(reviews) for group in part.groups()), key=lambda group: group.members)
    )


class Part:
    """Reviews that may be one, and hang together by pairs that are worth comparing; no other review counts for them.

    `members` are their places in the input, ascending. What becomes of them follows from them and from `seal`.
    """

    def __init__(self, film: _Film, nodes: Sequence[int], pairs: Sequence[tuple[int, int]]) -> None:
        self._film = film
        self._nodes = nodes
        self._pairs = pairs
        self.members = tuple(sorted(place for node in nodes for place in film.places[node]))

    @property
    def seal(self) -> bytes:
        """What their groups follow from beside themselves: which are compared, and what of them is nobody's own."""
        if not self._pairs:
            return bytes((len(self._nodes),))
        number = {node: place for place, node in enumerate(self._nodes)}
        found = [place for left, right in self._pairs for place in (number[left], number[right])]
        common = b"".join(self._film.index.is_common(node) for node in self._nodes)
        return array("I", [len(self._nodes), *found]).tobytes() + common

    def groups(self) -> list[Group]:
        """Their groups."""
        found = []
        for group in self._film.parted(self._nodes, self._pairs):
            members = tuple(sorted(place for node in group.members for place in self._film.places[node]))
            repeated = any(len(self._film.places[node]) > 1 for node in group.members)
            reasons = group.reasons | ({"the same review under the same byline"} if repeated else set())
            found.append(Group(members=members, reasons=tuple(sorted(reasons))))
        return found

    def of_many(self) -> Iterable[int]:
        """The places of those whose texts are mostly what many authors have."""
        index = self._film.index
        for node in self._nodes if len(index.common) else ():
            flags = index.is_common(node)
            if flags and 2 * sum(flags) >= len(flags):
                yield from self._film.places[node]


def parted(reviews: Sequence[ReviewClues]) -> list[Part]:
    """The reviews of one film in parts that can be grouped one by one: each review is in one part."""
    film = _Film(reviews, _identical(reviews))
    first = components(len(film.places), film.pairs)
    nodes: defaultdict[int, list[int]] = defaultdict(list)
    for node, of in enumerate(first):
        nodes[of].append(node)
    pairs: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in film.pairs:
        pairs[first[pair[0]]].append(pair)
    return [Part(film, some, pairs.get(of, ())) for of, some in nodes.items()]


def _identical(reviews: Sequence[ReviewClues]) -> list[list[int]]:
    """Places of reviews with the same clues, longest text first; apart where even that is not enough to be one."""
    by_content: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, review in enumerate(reviews):
        beside = () if review.text_hash else (review.published_on, review.percent, review.url)
        by_content[review.text_hash, review.byline, beside].append(place)
    found: list[list[int]] = []
    for places in by_content.values():
        ordered = sorted(places, key=lambda place: reviews[place].order)
        is_one = len(ordered) == 1 or _is_like_itself(reviews[ordered[0]])
        found += [ordered] if is_one else [[place] for place in ordered]
    return sorted(found, key=lambda same: reviews[same[0]].order)


def _is_like_itself(review: ReviewClues) -> bool:
    """Whether two reviews with these clues are one; known without a look at the words where one author is named."""
    signed = review.text_hash and relation(review.byline, review.byline) == "same"
    return bool(signed) or compare(review, review).verdict == "same"


@dataclass(slots=True, eq=False)
class _Growing:
    """A group on its way. `whole` are the versions of its text (the others are parts of it), longest first; `voices`
    has one member for each author that is named."""

    members: list[int]
    whole: set[int]
    voices: dict[str, int]
    reasons: set[str]


class _Film:
    """The different reviews of one film, longest first, and every verdict on two of them.

    `places` are, for each, the places of its copies in the input.
    """

    def __init__(self, reviews: Sequence[ReviewClues], places: list[list[int]]) -> None:
        self.places = places
        self.reviews = [reviews[same[0]] for same in places]
        self.index = Index(self.reviews)
        self.pairs = self.index.pairs()
        self.nobodys: dict[int, Flags | None] = {}
        self.verdicts: dict[tuple[int, int], Verdict] = {}

    def parted(self, nodes: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[_Growing]:
        """The groups: first without the reviews that are torn between two of them, then those among themselves."""
        ties = [pair for pair in pairs if self._verdict(*pair).verdict == "same"]
        ties.sort(key=self._strength)
        tied = {place for pair in ties for place in pair}
        groups = self._joined(tied, ties)
        if torn := self._torn(groups, ties):
            groups = self._joined(tied - torn, ties) | self._joined(torn, ties)
        alone = [_Growing([place], {place}, {}, set()) for place in nodes if place not in tied]
        return [*{id(group): group for group in groups.values()}.values(), *alone]

    def _verdict(self, left: int, right: int) -> Verdict:
        """The verdict on two reviews, without the passages that are nobody's own."""
        pair = (min(left, right), max(left, right))
        if pair not in self.verdicts:
            ignored = (self._nobodys(pair[0]), self._nobodys(pair[1]))
            self.verdicts[pair] = compare(self.reviews[pair[0]], self.reviews[pair[1]], ignored=ignored)
        return self.verdicts[pair]

    def _nobodys(self, place: int) -> Flags | None:
        if place not in self.nobodys:
            self.nobodys[place] = passages(self.reviews[place], self.index.common)
        return self.nobodys[place]

    def _strength(self, pair: tuple[int, int]) -> tuple[bool, float, tuple[int, int]]:
        """Versions of one text first, then parts; the surer first."""
        found = self._verdict(*pair)
        return found.likeness < VERSION, -found.score, pair

    def _joined(self, places: Collection[int], ties: list[tuple[int, int]]) -> dict[int, _Growing]:
        """For each place its group, after all ties between these places that may join two groups."""
        groups = {place: _Growing([place], {place}, self._voice(place), set()) for place in places}
        for left, right in ties:
            here, there = groups.get(left), groups.get(right)
            if here is None or there is None or here is there or not self._may_join(left, right, here, there):
                continue
            large, small = (here, there) if len(here.members) >= len(there.members) else (there, here)
            large.members += small.members
            # The left text is the longer one; what is a part of it ties it to no third text.
            large.whole = here.whole | there.whole if self._verdict(left, right).likeness >= VERSION else here.whole
            large.voices = {**large.voices, **small.voices}
            large.reasons |= {*small.reasons, "; ".join(self._verdict(left, right).reasons)}
            groups.update(dict.fromkeys(small.members, large))
        return groups

    def _voice(self, place: int) -> dict[str, int]:
        return {self.reviews[place].byline.key: place} if self.reviews[place].byline.author else {}

    def _may_join(self, left: int, right: int, here: _Growing, there: _Growing) -> bool:
        """Whether a tie holds two groups together: not by a part of one of them, nor against two authors' texts."""
        if left not in here.whole or right not in there.whole:
            return False
        is_version = self._verdict(left, right).likeness >= VERSION
        if is_version and self._verdict(min(here.whole), min(there.whole)).likeness < DRIFT:
            return False
        return all(self._verdict(*voices).verdict == "same" for voices in self._two_voices(here, there))

    def _two_voices(self, here: _Growing, there: _Growing) -> list[tuple[int, int]]:
        """Members of two groups that are by two authors."""
        return [
            (one, other)
            for one in list(here.voices.values())[:_VOICES]
            for other in list(there.voices.values())[:_VOICES]
            if relation(self.reviews[one].byline, self.reviews[other].byline) == "other"
        ]

    def _torn(self, groups: dict[int, _Growing], ties: list[tuple[int, int]]) -> set[int]:
        """The places that are tied to two groups, and whose byline fits one no better than the other."""
        torn: set[int] = set()
        for pair in ties:
            for place, other in (pair, pair[::-1]):
                own, foreign = groups[place], groups[other]
                if own is foreign or len(own.members) == 1 or other not in foreign.whole:
                    continue
                is_part = self._verdict(*pair).likeness < VERSION
                if (is_part or self._two_voices(own, foreign)) and self._fit(place, own) >= self._fit(place, foreign):
                    torn.add(place)
        return torn

    def _fit(self, place: int, group: _Growing) -> int:
        """How well the byline of a review fits a group: 0 best."""
        bylines = [self.reviews[voice].byline for voice in group.voices.values() if voice != place]
        return min(
            (FITS.index(relation(self.reviews[place].byline, found)) for found in bylines),
            default=FITS.index("unknown"),
        )
