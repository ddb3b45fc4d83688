"""What two texts share, word by word: the runs that stand in both, in the same order."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

SEED = 3
"""Words in a row that begin a run; fewer are chance."""
SIGN_SEED = 5
"""The same for texts in a script without spaces, in signs."""

_PLACES = 8  # of one seed that are followed; a text that repeats itself more often is followed at its first places
_EDIT = 12  # words between two runs that may be an edit, and are searched for single shared words

_MOVED = 8  # words in a row that are looked for in another place; fewer may stand anywhere

_Seed = tuple[int, ...]


class Run(NamedTuple):
    """`length` words that stand at `left` in one text and at `right` in the other."""

    left: int
    right: int
    length: int


def shared_runs(left: Sequence[int], right: Sequence[int], *, seed: int = SEED) -> list[Run]:
    """The words that two texts share, as runs in order of both.

    First what both begin and end with, then the longest runs between, then single words in the edits between those.

    >>> shared_runs("a b c d e f".split(), "x a b c y e f".split())
    [Run(left=0, right=1, length=3), Run(left=4, right=5, length=2)]
    >>> shared_runs("a b c".split(), "c b a".split())
    []
    """
    head = _alike(left, right, seed)
    tail = _alike(left[head:][::-1], right[head:][::-1], seed)
    ends = len(left) - tail, len(right) - tail
    between = _in_order(_maximal(left[head : ends[0]], right[head : ends[1]], seed))
    chosen = [Run(0, 0, head)] if head else []
    chosen += [Run(run.left + head, run.right + head, run.length) for run in between]
    chosen += [Run(*ends, tail)] if tail else []
    return _with_edits(left, right, chosen) if chosen else []


def moved_runs(left: Sequence[int], right: Sequence[int], runs: list[Run]) -> list[Run]:
    """The longest runs that stand in both texts beside `runs`, in another order: a paragraph that was moved.

    >>> moved_runs([1, 2, 3, 4, 5, 6, 7, 8, 20, 21, 22], [20, 21, 22, 1, 2, 3, 4, 5, 6, 7, 8], [Run(8, 0, 3)])
    [Run(left=0, right=3, length=8)]
    """
    free = [_without_held(text, runs, side) for side, text in enumerate((left, right))]
    if any(sum(word >= 0 for word in text) < _MOVED for text in free):
        return []
    chosen: list[Run] = []
    for run in sorted(_maximal(free[0], free[1], _MOVED), key=lambda run: (-run.length, run.left, run.right)):
        if not any(_overlap(run, other, side) for other in chosen for side in (0, 1)):
            chosen.append(run)
    return chosen


def _without_held(text: Sequence[int], runs: list[Run], side: int) -> list[int]:
    """The words of one text; a word of a run becomes one that the other text has nowhere."""
    free = list(text)
    for run in runs:
        free[run[side] : run[side] + run.length] = [-1 - side] * run.length
    return free


def _overlap(one: Run, other: Run, side: int) -> bool:
    return one[side] < other[side] + other.length and other[side] < one[side] + one.length


def _alike(left: Sequence[int], right: Sequence[int], least: int) -> int:
    """How many words two texts begin with alike; 0 where they are fewer than `least`."""
    length = min(len(left), len(right))
    found = next((place for place in range(length) if left[place] != right[place]), length)
    return found if found >= least else 0


def _maximal(left: Sequence[int], right: Sequence[int], seed: int) -> list[Run]:
    """Every run of at least `seed` words that cannot be made longer."""
    if len(left) > len(right):
        return [Run(run.right, run.left, run.length) for run in _maximal(right, left, seed)]
    first, again = _places(list(zip(*(left[step:] for step in range(seed)), strict=False)))
    growing: dict[int, Run] = {}
    found: list[Run] = []
    seeds = enumerate(zip(*(right[step:] for step in range(seed)), strict=False))
    for place, words in [hit for hit in seeds if hit[1] in first]:
        for start in (first[words], *again.get(words, ())):
            run = growing.get(place - start)
            if run is not None and run.right + run.length - seed + 1 == place:
                growing[place - start] = Run(run.left, run.right, run.length + 1)
                continue
            if run is not None:
                found.append(run)
            growing[place - start] = Run(start, place, seed)
    return found + list(growing.values())


def _places(seeds: list[_Seed]) -> tuple[dict[_Seed, int], dict[_Seed, list[int]]]:
    """Where each seed stands first, and where again."""
    first = dict(zip(reversed(seeds), range(len(seeds) - 1, -1, -1), strict=True))
    again: dict[_Seed, list[int]] = {}
    if len(first) < len(seeds):
        for place, words in enumerate(seeds):
            if first[words] != place and len(again.setdefault(words, [])) < _PLACES:
                again[words].append(place)
    return first, again


def _in_order(runs: list[Run]) -> list[Run]:
    """Runs that stand in one order in both texts: the longest, then the longest that fits beside it, and so on."""
    chosen: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.length, run.left, run.right)):
        place = bisect(chosen, run)
        fitted = _trimmed(run, chosen[place - 1] if place else None, chosen[place] if place < len(chosen) else None)
        if fitted is not None:
            chosen.insert(place, fitted)
    return chosen


def _trimmed(run: Run, before: Run | None, after: Run | None) -> Run | None:
    """The part of a run that lies between two others in both texts; None where nothing is left."""
    cut = max(0, before.left + before.length - run.left, before.right + before.length - run.right) if before else 0
    length = run.length - cut
    if after:
        length = min(length, after.left - run.left - cut, after.right - run.right - cut)
    return Run(run.left + cut, run.right + cut, length) if length > 0 else None


def _with_edits(left: Sequence[int], right: Sequence[int], chosen: list[Run]) -> list[Run]:
    found: list[Run] = []
    start = Run(0, 0, 0)
    for run in [*chosen, Run(len(left), len(right), 0)]:
        i, j = start.left + start.length, start.right + start.length
        if 0 < run.left - i <= _EDIT and 0 < run.right - j <= _EDIT:
            same = [op for op in LCSseq.opcodes(left[i : run.left], right[j : run.right]) if op.tag == "equal"]
            found += [Run(i + op.src_start, j + op.dest_start, op.src_end - op.src_start) for op in same]
        if run.length:
            found.append(run)
        start = run
    return found
