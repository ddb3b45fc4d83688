"""What two texts share and what each has of its own, in letters."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipelines.fingerprints.align import SEED, SIGN_SEED, Run, moved_runs, shared_runs
from pipelines.fingerprints.clues import ReviewClues
from pipelines.fingerprints.texts import UNIT, Flags

PASSAGE = 40.0
"""Letters that both have before or behind what they share: from here on no edit but another text."""
OVERLAP = 40.0
"""Letters that two excerpts must share where the end of one is the beginning of the other."""

_WORTH_LOOKING = 12  # words
_FEW_WORDS = 3  # beside a cut, where the other text goes on
_Weights = npt.NDArray[np.int64]
Ignored = tuple[Flags | None, Flags | None]


@dataclass(frozen=True, slots=True)
class Shared:
    """What two texts share, in letters: verbatim; and what the left and the right have beside it.

    `moved` are runs that stand in another order. `facing` are whole passages before or behind what is shared, where the
    other text has another passage; `crossed` are those where the other text has one at its other end: A ends and B
    begins with the sentence that both quote.
    """

    runs: tuple[Run, ...]
    moved: tuple[Run, ...]
    letters: float
    left: float
    right: float
    facing: float
    crossed: float

    @property
    def words(self) -> int:
        """How many words are shared."""
        return sum(run.length for run in (*self.runs, *self.moved))


def weigh(left: ReviewClues, right: ReviewClues, ignored: Ignored = (None, None)) -> Shared:
    """Align two texts, the longer one left, and weigh what they share and what they do not.

    >>> from pipelines.fingerprints.clues import review_clues
    >>> both = weigh(review_clues({"body": "A slow film, and good."}), review_clues({"body": "a slow film"}))
    >>> both.letters, both.left, both.right
    (9.0, 7.0, 0.0)
    """
    runs = _runs(left, right)
    shared_as, unshared = [], []
    for clues, flags in zip((left, right), ignored, strict=True):
        weights, full = clues.words.weights, clues.words.full.astype(np.int64)
        if flags is not None:
            weights, full[flags] = np.where(flags, 0, weights), 0
        shared_as.append(weights)
        unshared.append(full)
    letters = 0
    moved = moved_runs(left.words.tokens.tolist(), right.words.tokens.tolist(), runs) if _may_be_moved(runs) else []
    for run in (*runs, *moved):
        here, there = slice(run.left, run.left + run.length), slice(run.right, run.right + run.length)
        letters += int(np.minimum(shared_as[0][here], shared_as[1][there]).sum())
        unshared[0][here], unshared[1][there] = 0, 0
    beside = [float(side.sum()) / UNIT for side in unshared]
    return Shared(tuple(runs), tuple(moved), letters / UNIT, beside[0], beside[1], *_around(runs, unshared))


def _may_be_moved(runs: list[Run]) -> bool:
    """Whether texts share enough in one order that it is worth looking for more in another."""
    return sum(run.length for run in runs) >= _WORTH_LOOKING


def _runs(left: ReviewClues, right: ReviewClues) -> list[Run]:
    """The shared runs; at once where one text stands whole in the other."""
    long, short = left.words.tokens, right.words.tokens
    place = long.tobytes().find(short.tobytes())
    if place >= 0 and place % long.itemsize == 0:
        return [Run(place // long.itemsize, 0, len(short))]
    in_signs = any(2 * np.count_nonzero(clues.words.signs) > len(clues.words.signs) for clues in (left, right))
    return shared_runs(long.tolist(), short.tolist(), seed=SIGN_SEED if in_signs else SEED)


def _around(runs: list[Run], unshared: list[_Weights]) -> tuple[float, float]:
    """Passages around what is shared, facing and crossed (see `Shared`). Between two shared runs it is an edit."""
    if not runs:
        return 0.0, 0.0
    first, last = runs[0], runs[-1]
    heads = [float(unshared[side][: first[side]].sum()) / UNIT for side in (0, 1)]
    tails = [float(unshared[side][last[side] + last.length :].sum()) / UNIT for side in (0, 1)]
    crossed = max(min(heads[0], tails[1]), min(heads[1], tails[0]))
    return sum(min(ends) for ends in (heads, tails) if min(ends) >= PASSAGE), crossed if crossed >= PASSAGE else 0.0


def own(left: ReviewClues, right: ReviewClues, both: Shared) -> tuple[float, float]:
    """What each has of its own, but for what lies beyond the cut of the other, where two excerpts overlap."""
    if both.letters < OVERLAP:
        return both.left, both.right
    first, last = both.runs[0], both.runs[-1]
    sides, kept = (left.words, right.words), [both.left, both.right]
    tails = [len(sides[side].tokens) - last[side] - last.length for side in (0, 1)]
    for mine, other in ((0, 1), (1, 0)):
        full = sides[mine].full
        if first[other] <= _FEW_WORDS and sides[other].cut_head:
            kept[mine] -= float(full[: first[mine]].sum()) / UNIT
        if tails[other] <= _FEW_WORDS and sides[other].cut_tail:
            kept[mine] -= float(full[len(full) - tails[mine] :].sum()) / UNIT
    return max(0.0, kept[0]), max(0.0, kept[1])


def is_quoted(left: ReviewClues, right: ReviewClues, both: Shared) -> bool:
    """Whether one text has what is shared in quotation marks, and names the author of the other beside it."""
    for side, mine, other in ((0, left, right), (1, right, left)):
        if not mine.words.quoted.any() or len(other.byline.author) < 2:
            continue
        inside = np.zeros(len(mine.words.tokens), dtype=np.bool_)
        for run in both.runs:
            inside[run[side] : run[side] + run.length] = True
        if 2 * np.count_nonzero(inside & mine.words.quoted) > np.count_nonzero(inside):
            name = {crc32(part.encode()) for part in other.byline.author}
            return name <= set(mine.words.tokens[~inside].tolist())
    return False
