"""Pairs of mentions: what is compared of each, which pairs are worth comparing, and which mentions are of one film.

Mentions that state the same are one node. Under a key that many nodes share, each is compared with those that say most
there. So the work grows with the number of different statements times the number of films, and never with the square
of a film's pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import NamedTuple

from ledger.records import FilmStatement, Judgement
from pipelines.clusters import Edge, Grouped, Judged, Pair, Question, Terms, group
from pipelines.judgements import pairs_of
from pipelines.matching import FilmClues, block_keys, compare, film_clues
from pipelines.matching.clues import levels
from pipelines.matching.compare import VerdictWord, chance, identified, log_odds, verdict_of
from pipelines.mentions import Mention
from pipelines.naming import id_keys
from pipelines.profiles import profile

ALL_PAIRS = 12
"""Up to so many nodes under one key every pair is compared."""
LEADERS = 3
"""Beyond, each with this many that say most there, and with those that none of them matched."""
TERMS = Terms(margin=1.5, fits=-0.5)
"""In log-odds: to be joined one must fit about 4 times better than a rival film; a mention that says little fits a film
from an equal title on, with nothing against it."""
_MOST_SURE = 0.9999
_LONGEST_TEXT = 5_000
"""Characters of a review in which people of the film are looked for."""
_TELLING = ("year", "directors", "cast", "identifiers")
"""The facts that tell one film from others of its title."""


class NodeKey(NamedTuple):
    """What makes mentions one node: the statement, and the mention's own name where it stands alone."""

    signature: str
    own: str


@dataclass(frozen=True, eq=False)
class Node:
    """Mentions that state the same of their film, in the order of their names; what is compared; their keys."""

    key: NodeKey
    mentions: tuple[Mention, ...]
    clues: FilmClues
    keys: tuple[str, ...]

    @cached_property
    def telling(self) -> int:
        """How many of the facts that tell films apart it states; 0: it says too little to be sure."""
        return telling(self.mentions[0].film)

    @property
    def order(self) -> tuple[int, str]:
        """Those that say most first, and a fixed order among equals."""
        return -self.telling, self.mentions[0].name


def clues_of(mention: Mention) -> FilmClues:
    """What is compared of a mention. Where it says little of its film, its reviews' text is a clue too."""
    texts = [review.body for _, review in mention.reviews if review.body]
    if not texts or telling(mention.film):
        return film_clues(mention.film)
    dates = [review.published_on for _, review in mention.reviews if review.published_on]
    published_on = min((day for day in dates if not day.startswith("--")), default=None)
    return film_clues(mention.film, text="\n".join(texts)[:_LONGEST_TEXT], published_on=published_on)


def node_key(mention: Mention, judged: Iterable[str]) -> NodeKey:
    """The node that a mention belongs to.

    Of those that say little, each is known by its text, too; one that a person has judged stands for itself.
    """
    texts = any(review.body for _, review in mention.reviews)
    alone = mention.name in judged or (texts and not telling(mention.film))
    return NodeKey(mention.signature, mention.name if alone else "")


def telling(film: FilmStatement) -> int:
    """How many of the facts that tell films of one title apart are stated.

    >>> telling(FilmStatement(title="Hero", runtime_minutes=99)), telling(FilmStatement(title="Hero", year=2002))
    (0, 1)
    """
    dated = any(not release.date.startswith("--") for release in film.release_dates)
    return sum(bool(getattr(film, field)) for field in _TELLING) + dated


def keys_of(film: FilmStatement, clues: FilmClues | None = None) -> tuple[str, ...]:
    """The keys under which a film is looked for, sorted. `clues` are those of the film, where they are known."""
    return tuple(sorted({*block_keys(clues or film_clues(film)), *id_keys(film)}))


class Found(NamedTuple):
    """What was found of a pair, without its reasons in words."""

    verdict: VerdictWord
    score: float


def weigh(left: FilmClues, right: FilmClues) -> Found:
    """The verdict of `pipelines.matching.compare`, for a third of its time."""
    if stated := identified(left, right):
        return Found(stated.verdict, stated.score)
    score = chance(log_odds(levels(left, right)))
    return Found(verdict_of(score), round(score, 4))


class Pairs:
    """What was found of pairs of nodes. Each pair is compared once, the node that says more on the left."""

    def __init__(self) -> None:
        self._found: dict[Node, dict[Node, Found]] = {}

    def compare_under_one_key(self, members: Iterable[Node]) -> Iterator[tuple[Node, Node]]:
        """Compare the nodes that share a key; gives those that are not clearly different.

        Of a few nodes all pairs are compared; of many, each with those that lead. Those that say too little come last
        and do not lead, or a film's thousand bare reviews would all lead.
        """
        ordered = sorted(members, key=lambda node: node.order)
        leaders: list[Node] = []
        for node in ordered:
            matched = False
            for leader in leaders:
                verdict = self._verdict(leader, node)
                matched = matched or verdict == "same"
                if verdict != "different":
                    yield leader, node
            if len(ordered) <= ALL_PAIRS or len(leaders) < LEADERS or (node.telling and not matched):
                leaders.append(node)

    def _verdict(self, left: Node, right: Node) -> VerdictWord:
        known = self._found.setdefault(left, {}).get(right)
        if known is None:
            known = weigh(left.clues, right.clues)
            self._found[left][right] = self._found.setdefault(right, {})[left] = known
        return known.verdict

    def of(self, node: Node) -> dict[Node, Found]:
        """Every node that this one was compared with."""
        return self._found.get(node, {})


def reasons(one: Node, other: Node) -> tuple[str, ...]:
    """Why two nodes were found to be one film or not, in words; the heaviest reason first."""
    left, right = sorted((one, other), key=lambda node: node.order)
    return compare(left.clues, right.clues).reasons


def group_nodes(block: Sequence[Node], pairs: Pairs, judgements: Iterable[Judgement]) -> Grouped:
    """The nodes of one block, given in their order, in groups, a film each; judgements outweigh every clue."""
    place = {node: number for number, node in enumerate(block)}
    edges = [
        Edge(place[node], place[other], found.verdict, odds(found.score))
        for node in block
        for other, found in pairs.of(node).items()
        if other in place and place[node] < place[other]
    ]
    by_name = {mention.name: place[node] for node in block for mention in node.mentions}
    judged: dict[str, list[Pair]] = {"same": [], "different": []}
    for judgement in judgements:
        for names in pairs_of(judgement):
            ends = sorted({by_name[name] for name in names if name in by_name})
            if len(ends) == 2:
                judged[judgement.kind].append((ends[0], ends[1]))
    asked = Question(
        count=len(block),
        edges=edges,
        weak=frozenset(number for number, node in enumerate(block) if not node.telling),
        judged=Judged(together=judged["same"], apart=judged["different"]),
    )

    def differ(one: Sequence[int], other: Sequence[int]) -> bool:
        left, right = (profile([block[number].clues for number in some]) for some in (one, other))
        return weigh(left, right).verdict == "different"

    return group(asked, TERMS, differ)


def odds(score: float) -> float:
    """A chance as log-odds, so that 0.99 and 0.9999 are as far apart as they are; bounded at both ends.

    >>> odds(0.5), odds(1.0) == odds(0.9999), odds(0.0) == -odds(1.0)
    (0.0, True, True)
    """
    bounded = min(max(score, 1 - _MOST_SURE), _MOST_SURE)
    return round(log(bounded / (1 - bounded)), 3)
