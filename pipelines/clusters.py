"""From pairs to groups: which of many may be one, when some pairs are the same, some are not, and some are unsure.

A pure function of the set of pairs: best pairs first, equal scores by number, so that no order of arrival counts.
Two that are different never stand in one group, unless a person judged so. One that fits two different groups about
equally well joins neither: it stays unsure rather than guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Pair = tuple[int, int]
_LEADERS = 40
"""Items of a group that are looked at when it is held against another: those of the lowest numbers."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What is held of two items, `left` < `right`; the higher the score, the surer it is that they are the same."""

    left: int
    right: int
    verdict: Literal["same", "unsure", "different"]
    score: float

    @property
    def rank(self) -> tuple[float, int, int]:
        """Best pairs first, and a fixed order among equals."""
        return -self.score, self.left, self.right


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouped:
    """The groups, each sorted, in the order of their first items; and the pairs that leave a doubt between groups."""

    groups: tuple[tuple[int, ...], ...]
    doubts: tuple[Edge, ...]


@dataclass
class _Forest:
    """Groups in the making: a union-find that also keeps which groups seem different, and who leads each group."""

    parent: list[int]
    enemies: dict[int, set[int]] = field(default_factory=dict)
    leaders: dict[int, list[int]] = field(default_factory=dict)

    def root(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def part(self, left: int, right: int) -> None:
        a, b = self.root(left), self.root(right)
        self.enemies.setdefault(a, set()).add(b)
        self.enemies.setdefault(b, set()).add(a)

    def are_parted(self, left: int, right: int) -> bool:
        return self.root(right) in self.enemies.get(self.root(left), ())

    def led_by(self, item: int) -> tuple[int, ...]:
        """The first items of the item's group, at most as many as are looked at."""
        root = self.root(item)
        return tuple(self.leaders.get(root, [root]))

    def join(self, left: int, right: int) -> None:
        a, b = self.root(left), self.root(right)
        if a == b:
            return
        led = sorted((*self.led_by(a), *self.led_by(b)))[:_LEADERS]
        if len(self.enemies.get(a, ())) < len(self.enemies.get(b, ())):
            a, b = b, a
        self.parent[b] = a
        self.leaders.pop(b, None)
        self.leaders[a] = led
        for enemy in self.enemies.pop(b, ()):
            self.enemies[enemy].discard(b)
            if enemy != a:
                self.enemies[enemy].add(a)
                self.enemies.setdefault(a, set()).add(enemy)
        self.enemies.get(a, set()).discard(a)


class Terms(NamedTuple):
    """`margin` is how much better than a rival one must fit to join; `fits` the score by which a weak item fits."""

    margin: float
    fits: float


class Judged(NamedTuple):
    """What a person decided of pairs, `left` < `right`, the latest first."""

    together: Sequence[Pair] = ()
    apart: Sequence[Pair] = ()


Differ = Callable[[Sequence[int], Sequence[int]], bool]
"""Whether two groups of items are clearly different when all that is known of each is put together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is known of the items 0 to `count` - 1.

    `weak` ones say too little to be sure. Judgements outweigh every edge; of two that contradict each other through a
    chain the parting one is obeyed.
    """

    count: int
    edges: Sequence[Edge]
    weak: frozenset[int] = frozenset()
    judged: Judged = field(default_factory=Judged)


def group(asked: Question, terms: Terms, differ: Differ) -> Grouped:
    """Group the items.

    Two that seem different stand in one group only if others between them show that they are not: `differ` is asked.
    An item that fits two different groups about equally well joins neither. A weak item joins the one group that it
    fits, and where it fits none but other weak ones, it joins those.

    >>> edges = [Edge(0, 1, "different", -9.0), Edge(0, 2, "same", 5.0), Edge(1, 2, "same", 4.9)]
    >>> terms = Terms(margin=1.0, fits=0.0)
    >>> group(Question(count=3, edges=edges), terms, lambda one, other: True).groups
    ((0,), (1,), (2,))
    >>> group(Question(count=3, edges=edges), terms, lambda one, other: False).groups
    ((0, 1, 2),)
    >>> group(Question(count=3, edges=edges, judged=Judged(together=[(0, 1)])), terms, lambda one, other: True).groups
    ((0, 1, 2),)
    >>> group(Question(count=2, edges=[Edge(0, 1, "unsure", 0.5)], weak=frozenset({1})), terms, max).groups
    ((0, 1),)
    """
    together, apart = asked.judged.together, _parted(asked.judged)
    known = sorted((edge for edge in asked.edges if (edge.left, edge.right) not in apart), key=lambda edge: edge.rank)
    different = {(e.left, e.right) for e in known if e.verdict == "different"} - frozenset(together) | apart
    likely = [edge for edge in known if edge.verdict != "different"]
    forest = _Forest(list(range(asked.count)))
    for left, right in sorted(different):
        forest.part(left, right)
    question = _Asked(differ)
    undecided = _undecided(likely, different, apart, terms.margin, question)
    for edge in likely:
        decided = edge.left not in undecided and edge.right not in undecided
        if edge.verdict == "same" and decided and _may_join(forest, edge, apart, question):
            forest.join(edge.left, edge.right)
    _judge(forest, together, apart)
    _settle(forest, undecided, apart)
    fitting = [
        edge for edge in likely if edge.score >= terms.fits and undecided.keys().isdisjoint((edge.left, edge.right))
    ]
    _place_weak(forest, fitting, asked.weak, terms.margin)
    groups: dict[int, list[int]] = {}
    for item in range(asked.count):
        groups.setdefault(forest.root(item), []).append(item)
    found = tuple(tuple(members) for members in groups.values())
    return Grouped(groups=found, doubts=_doubts(forest, likely, apart, question))


def _parted(judged: Judged) -> frozenset[Pair]:
    """All pairs that judgements part: those said, and with each item those that were judged to be the same as it."""
    apart = frozenset(_ordered(left, right) for left, right in judged.apart)
    alike: dict[int, set[int]] = {}
    for left, right in judged.together if apart else ():
        one, other = alike.setdefault(left, {left}), alike.setdefault(right, {right})
        if one is not other and not any(_ordered(x, y) in apart for x in one for y in other):
            one |= other
            alike.update(dict.fromkeys(other, one))
    return frozenset(
        _ordered(x, y) for left, right in apart for x in alike.get(left, {left}) for y in alike.get(right, {right})
    )


class _Asked:
    """Whether groups differ, each two asked once."""

    def __init__(self, differ: Differ) -> None:
        self._differ = differ
        self._answers: dict[tuple[tuple[int, ...], ...], bool] = {}

    def differ(self, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
        both = tuple(sorted((one, other)))
        if both not in self._answers:
            self._answers[both] = self._differ(*both)
        return self._answers[both]


def _undecided(
    likely: list[Edge], different: set[Pair], apart: frozenset[Pair], margin: float, asked: _Asked
) -> dict[int, list[Edge]]:
    """The items that fit two different partners too equally, with their pairs, best first.

    A partner that seems different from the best one is none if the item itself shows that they are the same.
    """
    partners: dict[int, list[Edge]] = {}
    for edge in likely:
        partners.setdefault(edge.left, []).append(edge)
        partners.setdefault(edge.right, []).append(edge)
    found: dict[int, list[Edge]] = {}
    for item, fits in partners.items():
        best = _other(fits[0], item)
        near = (edge for edge in fits[1:] if edge.score > fits[0].score - margin)
        rivals = [_other(edge, item) for edge in near if _ordered(best, _other(edge, item)) in different]
        ours = _ordered(item, best)
        if fits[0].verdict == "same" and any(_ordered(best, r) in apart or asked.differ(ours, (r,)) for r in rivals):
            found[item] = fits
    return found


def _may_join(forest: _Forest, edge: Edge, apart: frozenset[Pair], asked: _Asked) -> bool:
    """Whether nothing is between two groups: no judgement, and no difference that is left when all is put together."""
    if not forest.are_parted(edge.left, edge.right):
        return True
    return not _are_judged(forest, edge.left, edge.right, apart) and not asked.differ(
        forest.led_by(edge.left), forest.led_by(edge.right)
    )


def _are_judged(forest: _Forest, left: int, right: int, apart: frozenset[Pair]) -> bool:
    """Whether a person parted the groups of these two items."""
    roots = {forest.root(left), forest.root(right)}
    return any({forest.root(x), forest.root(y)} == roots for x, y in apart)


def _other(edge: Edge, item: int) -> int:
    return edge.left + edge.right - item


def _ordered(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _judge(forest: _Forest, together: Sequence[Pair], apart: frozenset[Pair]) -> None:
    """Join what a person joined, whatever the clues say; only another judgement can stand against it."""
    for left, right in together:
        if not _are_judged(forest, left, right, apart):
            forest.join(left, right)


def _settle(forest: _Forest, undecided: dict[int, list[Edge]], judged: frozenset[Pair]) -> None:
    """An undecided item joins after all where everything that it fits has turned out to be one group."""
    joins: list[Pair] = []
    for item, fits in sorted(undecided.items()):
        others = [edge for edge in fits if _other(edge, item) not in undecided]
        roots = {forest.root(_other(edge, item)) for edge in others}
        barred = {forest.root(sum(pair) - item) for pair in judged if item in pair}
        if len(roots) == 1 and roots.isdisjoint(barred):
            joins.append((item, _other(others[0], item)))
    for left, right in joins:
        forest.join(left, right)


def _place_weak(forest: _Forest, fitting: list[Edge], weak: frozenset[int], margin: float) -> None:
    """Join groups of weak items to the one group that they fit; those that fit none, to each other."""
    told = {forest.root(item) for item in range(len(forest.parent)) if item not in weak}
    scores: dict[int, dict[int, Edge]] = {}
    for edge in fitting:
        a, b = forest.root(edge.left), forest.root(edge.right)
        if a != b and not forest.are_parted(a, b) and (a in told) != (b in told):
            scores.setdefault(b if a in told else a, {}).setdefault(a if a in told else b, edge)
    for _, fits in sorted(scores.items()):
        best, *rivals = sorted(fits.values(), key=lambda edge: edge.rank)
        if not rivals or rivals[0].score <= best.score - margin:
            forest.join(best.left, best.right)
    lone = [edge for edge in fitting if not {forest.root(edge.left), forest.root(edge.right)} & (told | scores.keys())]
    for edge in lone:
        if not forest.are_parted(edge.left, edge.right):
            forest.join(edge.left, edge.right)


def _doubts(forest: _Forest, likely: list[Edge], judged: frozenset[Pair], asked: _Asked) -> tuple[Edge, ...]:
    """The best pair between any two groups that may after all be one.

    None where a person has judged, or where two groups hold a pair that seems different and are so as wholes.
    """
    settled = {_ordered(forest.root(left), forest.root(right)) for left, right in judged}
    found: dict[Pair, Edge] = {}
    for edge in likely:
        between = _ordered(forest.root(edge.left), forest.root(edge.right))
        if between[0] != between[1] and between not in settled:
            found.setdefault(between, edge)
    return tuple(edge for edge in found.values() if not _are_different(forest, edge, asked))


def _are_different(forest: _Forest, edge: Edge, asked: _Asked) -> bool:
    return forest.are_parted(edge.left, edge.right) and asked.differ(
        forest.led_by(edge.left), forest.led_by(edge.right)
    )
