"""From pairs to groups: which of many may be one, when some pairs are the same, some are not, and some are unsure.

A pure function of the set of pairs: best pairs first, equal scores by number, so that no order of arrival counts.
Two that are different never stand in one group, unless a person judged so. One that fits two different groups about
equally well joins neither: it stays unsure rather than guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edge:
    """What is held of two items, `left` < `right`; the higher the score, the surer it is that they are the same."""

    left: int
    right: int
    verdict: Literal["same", "unsure", "different"]
    score: float
    reasons: tuple[str, ...] = ()

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
    """Groups in the making: a union-find that also keeps which groups may never be joined."""

    parent: list[int]
    enemies: dict[int, set[int]] = field(default_factory=dict)

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

    def join(self, left: int, right: int) -> None:
        a, b = self.root(left), self.root(right)
        if a == b:
            return
        if len(self.enemies.get(a, ())) < len(self.enemies.get(b, ())):
            a, b = b, a
        self.parent[b] = a
        for enemy in self.enemies.pop(b, ()):
            self.enemies[enemy].discard(b)
            if enemy != a:
                self.enemies[enemy].add(a)
                self.enemies.setdefault(a, set()).add(enemy)
        self.enemies.get(a, set()).discard(a)


def group(
    count: int,
    edges: Iterable[Edge],
    *,
    margin: float,
    together: Sequence[Pair] = (),
    apart: Sequence[Pair] = (),
) -> Grouped:
    """Group the items 0 to `count` - 1.

    `together` and `apart` are judgements, `left` < `right`, and outweigh every edge; of two that contradict each
    other through a chain, the earlier in the sequence is obeyed. An item whose best two groups are different films
    and nearer than `margin` joins neither.

    >>> edges = [Edge(0, 1, "different", -9.0), Edge(0, 2, "same", 5.0), Edge(1, 2, "same", 4.9)]
    >>> group(3, edges, margin=1.0).groups
    ((0,), (1,), (2,))
    >>> group(3, edges, margin=0.01).groups
    ((0, 2), (1,))
    >>> group(3, edges, margin=1.0, together=[(0, 1)]).groups
    ((0, 1, 2),)
    """
    judged = frozenset(apart)
    known = sorted(edges, key=lambda edge: edge.rank)
    same = [edge for edge in known if edge.verdict == "same" and (edge.left, edge.right) not in judged]
    different = {(e.left, e.right) for e in known if e.verdict == "different"} - frozenset(together) | judged
    kept, undecided = _weighed(same, different, margin)
    forest = _Forest(list(range(count)))
    for left, right in sorted(different):
        forest.part(left, right)
    for edge in kept:
        if not forest.are_parted(edge.left, edge.right):
            forest.join(edge.left, edge.right)
    _judge(forest, together, judged)
    _settle(forest, undecided, judged)
    groups: dict[int, list[int]] = {}
    for item in range(count):
        groups.setdefault(forest.root(item), []).append(item)
    found = tuple(tuple(members) for members in groups.values())
    return Grouped(groups=found, doubts=_doubts(forest, known, judged))


def _weighed(same: list[Edge], different: set[Pair], margin: float) -> tuple[list[Edge], dict[int, list[Edge]]]:
    """The pairs to join, best first, and the items that fit two different partners too equally, with their pairs."""
    partners: dict[int, list[Edge]] = {}
    for edge in same:
        partners.setdefault(edge.left, []).append(edge)
        partners.setdefault(edge.right, []).append(edge)
    lost: set[Pair] = set()
    undecided: dict[int, list[Edge]] = {}
    for item, fits in partners.items():
        best = _other(fits[0], item)
        rivals = [edge for edge in fits[1:] if _ordered(best, _other(edge, item)) in different]
        if rivals and rivals[0].score > fits[0].score - margin:
            undecided[item] = fits
        else:
            lost.update((edge.left, edge.right) for edge in rivals)
    kept = [e for e in same if (e.left, e.right) not in lost and e.left not in undecided and e.right not in undecided]
    return kept, undecided


def _other(edge: Edge, item: int) -> int:
    return edge.left + edge.right - item


def _ordered(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _judge(forest: _Forest, together: Sequence[Pair], judged: frozenset[Pair]) -> None:
    """Join what a person joined, whatever the clues say; only another judgement can stand against it."""
    for left, right in together:
        a, b = forest.root(left), forest.root(right)
        if not any({forest.root(x), forest.root(y)} == {a, b} for x, y in judged):
            forest.join(left, right)


def _settle(forest: _Forest, undecided: dict[int, list[Edge]], judged: frozenset[Pair]) -> None:
    """An undecided item joins after all where everything that it fits has turned out to be one group."""
    joins: list[Pair] = []
    for item, fits in sorted(undecided.items()):
        others = [edge for edge in fits if _other(edge, item) not in undecided]
        roots = {forest.root(_other(edge, item)) for edge in others}
        if len(roots) == 1 and not any(
            item in pair and forest.root(_sum_other(pair, item)) in roots for pair in judged
        ):
            joins.append((item, _other(others[0], item)))
    for left, right in joins:
        forest.join(left, right)


def _doubts(forest: _Forest, known: list[Edge], judged: frozenset[Pair]) -> tuple[Edge, ...]:
    """The best pair between any two groups that may after all be one; none where a person has judged."""
    settled = {_ordered(forest.root(left), forest.root(right)) for left, right in judged}
    found: dict[Pair, Edge] = {}
    for edge in known:
        between = _ordered(forest.root(edge.left), forest.root(edge.right))
        if edge.verdict != "different" and between[0] != between[1] and between not in settled:
            found.setdefault(between, edge)
    return tuple(found.values())
