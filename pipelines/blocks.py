"""Blocks: which mentions must be looked at together, and no others.

Mentions that share a key are compared. A block is what hangs together by pairs that are not clearly different, by equal
slugs (two films must not get one id), by judgements, and by keys of so many statements that not every pair is
compared. A block's films follow from the block alone; a key that different films share (a director's year, the title of
a series) does not tie them together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from ledger.records import Judgement, Reading
from pipelines.judgements import pairs_of
from pipelines.matching import FilmClues
from pipelines.mentions import Mention, mentions
from pipelines.naming import ID_KEY
from pipelines.pairs import ALL_PAIRS, Node, NodeKey, Pairs, clues_of, keys_of, node_key

Load = Callable[[Collection[str], Collection[str]], Iterable[Reading]]
"""Gives every reading that has one of these keys, and those of these pages."""


class Extent(NamedTuple):
    """What some blocks cover: keys, pages, and those of the pages that speak of no film outside of them."""

    keys: frozenset[str]
    pages: frozenset[str]
    whole_pages: frozenset[str]


class Blocks:
    """The neighbourhood of some mentions, grown key by key; what it says of complete blocks is final."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self.pairs = Pairs()
        self._judged: dict[str, set[str]] = {}
        for judgement in judgements:
            if judgement.kind != "pin" and judgement.right:
                self._judged.setdefault(judgement.left, set()).add(judgement.right)
                self._judged.setdefault(judgement.right, set()).add(judgement.left)
            for name in {name for pair in pairs_of(judgement) for name in pair}:
                self._judged.setdefault(name, set())  # stands for itself, and ties nothing
        self._where: dict[str, NodeKey] = {}
        self._on: dict[str, list[str]] = {}
        self._members: dict[NodeKey, list[Mention]] = {}
        self._clues: dict[NodeKey, FilmClues] = {}
        self._keys: dict[NodeKey, tuple[str, ...]] = {}
        self._under: dict[str, list[NodeKey]] = {}
        self._nodes: dict[NodeKey, Node] = {}
        self._complete: set[str] = set()
        self._ties: dict[NodeKey, set[NodeKey]] = {}

    def add(self, readings: Iterable[Reading]) -> None:
        """Take in the mentions of these readings; those that are known already stay as they are."""
        for reading in readings:
            for mention in mentions(reading):
                if mention.name not in self._where:
                    self._add(mention)

    def _add(self, mention: Mention) -> None:
        key = node_key(mention, self._judged)
        self._where[mention.name] = key
        self._on.setdefault(mention.page, []).append(mention.name)
        if key in self._members:
            self._members[key].append(mention)
            return
        self._members[key] = [mention]
        self._clues[key] = clues_of(mention)
        self._keys[key] = keys_of(mention.film, self._clues[key])
        for name in self._keys[key]:
            self._under.setdefault(name, []).append(key)

    def complete(self, keys: Iterable[str]) -> None:
        """Compare what shares these keys, now that every mention that has one of them was added."""
        for key in keys:
            if key not in self._complete:
                self._complete.add(key)
                self._compare([self._node(member) for member in self._under.get(key, ())], key)

    def _node(self, key: NodeKey) -> Node:
        if key not in self._nodes:
            ordered = sorted(self._members[key], key=lambda mention: mention.name)
            self._nodes[key] = Node(key, tuple(ordered), self._clues[key], self._keys[key])
        return self._nodes[key]

    def _compare(self, members: list[Node], key: str) -> None:
        for one, other in self.pairs.compare_under_one_key(members):
            self._tie(one.key, other.key)
        if key.startswith(ID_KEY) or len(members) > ALL_PAIRS:
            for member in members[1:]:
                self._tie(members[0].key, member.key)

    def _tie(self, one: NodeKey, other: NodeKey) -> None:
        self._ties.setdefault(one, set()).add(other)
        self._ties.setdefault(other, set()).add(one)

    def reached(self, names: Iterable[str]) -> set[NodeKey]:
        """Every node that hangs together with these mentions, as far as is known."""
        found: set[NodeKey] = set()
        ahead = [self._where[name] for name in names if name in self._where]
        while ahead:
            key = ahead.pop()
            if key not in found:
                found.add(key)
                ahead += self._ties.get(key, ())
                ahead += (self._where[name] for name in self._judged_with(key) if name in self._where)
        return found

    def _judged_with(self, key: NodeKey) -> Iterator[str]:
        """The mentions that a person held against this node's."""
        return iter(self._judged.get(key.own, ()))

    def wanted(self, names: Iterable[str]) -> tuple[set[str], set[str]]:
        """The keys and the mentions that must still be loaded before the blocks of these mentions are complete."""
        reached = self.reached(names)
        keys = {name for key in reached for name in self._keys[key]} - self._complete
        return keys, {name for key in reached for name in self._judged_with(key)} - self._where.keys()

    def blocks_of(self, names: Iterable[str]) -> list[list[Node]]:
        """The complete blocks of these mentions, each with its nodes in order."""
        found: list[list[Node]] = []
        seen: set[NodeKey] = set()
        for name in sorted(names):
            if name in self._where and self._where[name] not in seen:
                reached = self.reached([name])
                seen |= reached
                found.append(sorted((self._node(key) for key in reached), key=lambda node: node.order))
        return found

    @property
    def names(self) -> Collection[str]:
        """The mentions that were added."""
        return self._where.keys()

    @property
    def keys(self) -> Collection[str]:
        """All keys of the mentions that were added."""
        return self._under.keys()

    def names_under(self, keys: Iterable[str]) -> set[str]:
        """The mentions, among those added, that have one of these keys."""
        nodes = {node for key in keys for node in self._under.get(key, ())}
        return {mention.name for node in nodes for mention in self._members[node]}

    def names_on(self, pages: Iterable[str]) -> set[str]:
        """The mentions, among those added, on these pages."""
        return {name for page in pages for name in self._on.get(page, ())}

    def extent(self, names: Iterable[str]) -> Extent:
        """What the blocks of these mentions cover."""
        reached = self.reached(names)
        found = {mention.name for key in reached for mention in self._members[key]}
        pages = {mention.page for key in reached for mention in self._members[key]}
        return Extent(
            keys=frozenset(name for key in reached for name in self._keys[key]),
            pages=frozenset(pages),
            whole_pages=frozenset(page for page in pages if found.issuperset(self._on[page])),
        )


def grow(blocks: Blocks, names: Collection[str], load: Load) -> None:
    """Load what is needed until the blocks of these mentions are complete."""
    asked: set[str] = set()
    while True:
        keys, pages = blocks.wanted(names)
        pages -= asked
        if not keys and not pages:
            return
        asked |= pages
        blocks.add(load(keys, pages))
        blocks.complete(sorted(keys))
