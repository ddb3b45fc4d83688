"""Two lists of films joined, one to one: candidates by key, a chance for each, and a join only where one fits best.

Where two films fit alike, none is joined. Work is given out by pieces of the left list through an `Executor`.
"""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp
from typing import Any

from pipelines.matching.blocking import Index
from pipelines.matching.clues import levels, worth_comparing
from pipelines.matching.compare import compare, identified, log_odds
from pipelines.matching.films import FilmClues, film_clues
from pipelines.matching.tables import bounds

Record = Mapping[str, Any]
PIECE = 1500
"""Films of the left list in one piece of work."""

_FAINT = -1.5  # log-odds; a fainter candidate takes part in nothing
_ONLY_ONE = 1.5  # log-odds that a title adds which no other candidate on either side has
_CERTAIN = 12.0
_EQUAL_TITLES = frozenset({"equal_long", "equal_short"})
_ONLY_REASON = "no other film of this title in either list"


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """Two places in the lists, the chance that they are one film among all that compete for it, and the reasons."""

    left: int
    right: int
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A candidate: two places, log-odds, and whether the titles are equal."""

    left: int
    right: int
    odds: float
    equal_titles: bool
    reasons: tuple[str, ...]


def join_lists(left: Sequence[Record], right: Sequence[Record], executor: Executor | None = None) -> list[Joined]:
    """Pairs of one film in both lists, in the order of the left list; a film is in one pair at most.

    >>> lefts = [{"title": "Dark Road", "year": 1999}, {"title": "Cousins"}, {"title": "Cousins"}]
    >>> rights = [{"title": "Cousins"}, {"title": "Road, Dark", "year": 1999}]
    >>> [(pair.left, pair.right) for pair in join_lists(lefts, rights)]
    [(0, 1)]
    """
    packed = pickle.dumps([dict(record) for record in right], protocol=5)
    starts = range(0, len(left), PIECE)
    pieces = [[dict(record) for record in left[start : start + PIECE]] for start in starts]
    run = executor.map if executor is not None else map
    found = run(edges_of_piece, pieces, [packed] * len(pieces), starts)
    return chosen([edge for edges in found for edge in edges])


def edges_of_piece(piece: Sequence[Record], packed: bytes, start: int) -> list[Edge]:
    """The candidates of one piece of the left list, whose first film has the place `start`."""
    films, index = _indexed(packed)
    lefts = enumerate(map(film_clues, piece), start)
    return [edge for place, film in lefts for edge in _edges(place, film, films, index)]


@lru_cache(maxsize=1)
def _indexed(packed: bytes) -> tuple[list[FilmClues], Index]:
    """The right list, made once in each process."""
    films = [film_clues(record) for record in pickle.loads(packed)]  # noqa: S301 - packed by `join_lists` itself
    return films, Index(films)


def _edges(place: int, film: FilmClues, films: Sequence[FilmClues], index: Index) -> list[Edge]:
    found = []
    for other in index.candidates(film):
        if worth_comparing(film, films[other]):
            odds, equal_titles = _odds(film, films[other])
            if odds > _FAINT:
                found.append((odds, other, equal_titles))
    found.sort(key=lambda row: (-row[0], row[1]))
    # Only the best candidates can be chosen: the others take part in the competition without reasons.
    return [
        Edge(
            left=place,
            right=other,
            odds=odds,
            equal_titles=equal_titles,
            reasons=compare(film, films[other]).reasons if rank < 2 else (),
        )
        for rank, (odds, other, equal_titles) in enumerate(found)
    ]


def _odds(film: FilmClues, other: FilmClues) -> tuple[float, bool]:
    stated = identified(film, other)
    found = levels(film, other) if stated is None or stated.verdict == "unsure" else {}
    if stated is not None and stated.verdict != "unsure":
        return (_CERTAIN if stated.verdict == "same" else -_CERTAIN), False
    return log_odds(found), found.get("title") in _EQUAL_TITLES


def chosen(edges: Iterable[Edge]) -> list[Joined]:
    """The pairs that are each other's best and that nothing rivals; each round frees the rivals of the pairs chosen."""
    candidates = {(edge.left, edge.right): edge for edge in _with_only_titles(list(edges))}
    odds = {pair: edge.odds for pair, edge in candidates.items()}
    joined: list[Joined] = []
    while odds:
        shares = _shares(odds)
        new = [pair for pair in _mutual_best(odds) if shares[pair] >= bounds()["same"]]
        if not new:
            break
        for left, right in new:
            score, reasons = round(shares[left, right], 4), candidates[left, right].reasons
            joined.append(Joined(left=left, right=right, score=score, reasons=reasons))
        lefts, rights = {left for left, _ in new}, {right for _, right in new}
        odds = {pair: z for pair, z in odds.items() if pair[0] not in lefts and pair[1] not in rights}
    return sorted(joined, key=lambda pair: pair.left)


def _with_only_titles(edges: list[Edge]) -> Iterator[Edge]:
    """The candidates; with more log-odds where neither film has another candidate of the same title."""
    lefts = Counter(edge.left for edge in edges if edge.equal_titles)
    rights = Counter(edge.right for edge in edges if edge.equal_titles)
    for edge in edges:
        if edge.equal_titles and lefts[edge.left] == rights[edge.right] == 1:
            yield replace(edge, odds=edge.odds + _ONLY_ONE, reasons=(*edge.reasons, _ONLY_REASON))
        else:
            yield edge


def _shares(odds: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """The chance of each pair, if a film has one partner at most: its odds among those of all that compete."""
    left_sum: dict[int, float] = defaultdict(lambda: 1.0)
    right_sum: dict[int, float] = defaultdict(lambda: 1.0)
    for (left, right), z in odds.items():
        left_sum[left] += exp(z)
        right_sum[right] += exp(z)
    return {(left, right): exp(z) / max(left_sum[left], right_sum[right]) for (left, right), z in odds.items()}


def _mutual_best(odds: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    best: dict[str, dict[int, tuple[int, int]]] = {"left": {}, "right": {}}
    for pair in sorted(odds, key=lambda pair: (-odds[pair], pair)):
        best["left"].setdefault(pair[0], pair)
        best["right"].setdefault(pair[1], pair)
    return [pair for pair in best["left"].values() if best["right"][pair[1]] == pair]
