"""Which reviews of one film are worth comparing: an inverted index of fingerprints, never all pairs.

Two reviews are a pair where they share a fingerprint that few others have, or an author. What so many reviews carry
that it tells nothing apart (a stock phrase, the film's title, a notice of the site) makes no pairs by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from pipelines.fingerprints.clues import ReviewClues
from pipelines.fingerprints.texts import Flags
from pipelines.fingerprints.winnow import GRAM, SIGN_GRAM, Grams

FEW = 32
"""Texts that may share a fingerprint, or an author, and still all be compared with each other."""
NEIGHBOURS = 4
"""Of the reviews that share what many have, so many are compared with each: the next shorter ones that share most."""
MANY_VOICES = 10
"""Authors from which on a passage is nobody's own."""
LEAST_SHARE = 0.15
"""Share of the shorter text's fingerprints that a pair must share to be compared word by word."""

_Keys = npt.NDArray[np.int64]
_Counts = npt.NDArray[np.int64]
_AT_ONCE = 1 << 22  # pairs that are counted at a time, to bound the memory


class Index:
    """The fingerprints of many reviews, sorted, so that equal ones lie side by side."""

    def __init__(self, reviews: Sequence[ReviewClues]) -> None:
        self.reviews = reviews
        self.count = max(1, len(reviews))
        lengths = np.array([len(review.fingerprints) for review in reviews], dtype=np.int64)
        hashes = np.concatenate([review.fingerprints for review in reviews]) if reviews else np.array([], np.uint64)
        self._ends = np.cumsum(lengths)
        self._hashes = hashes
        order = np.argsort(hashes, kind="stable")  # the owners of each hash stay in their order
        hashes, self.owners = hashes[order], np.repeat(np.arange(len(reviews)), lengths)[order]
        fresh = np.ones(len(hashes), dtype=np.bool_)
        fresh[1:] = (hashes[1:] != hashes[:-1]) | (self.owners[1:] != self.owners[:-1])
        hashes, self.owners = hashes[fresh], self.owners[fresh]
        self.hashes, self.starts, self.sizes = np.unique(hashes, return_index=True, return_counts=True)

    def pairs(self) -> list[tuple[int, int]]:
        """The pairs (left < right) that are worth comparing, in order."""
        telling = np.bincount(self.owners[np.repeat(self.sizes <= FEW, self.sizes)], minlength=len(self.reviews))
        keys, counts = self._shared(self.sizes <= FEW)
        fewest = np.minimum(telling[keys // self.count], telling[keys % self.count])
        found = np.union1d(keys[counts + 1 >= LEAST_SHARE * (fewest + 1)], self._nearest(telling))
        pairs = zip((found // self.count).tolist(), (found % self.count).tolist(), strict=True)
        return sorted(set(pairs) | self._of_one_author())

    def _nearest(self, telling: _Counts) -> _Keys:
        """For texts that are mostly what many have: the neighbours in the long lists that share most with each."""
        keys, counts = self._shared(self.sizes > FEW)
        mostly = 2 * telling < np.bincount(self.owners, minlength=len(self.reviews))
        left, right = keys // self.count, keys % self.count
        wanted = mostly[left] | mostly[right]
        keys, counts, left = keys[wanted], counts[wanted], left[wanted]
        order = np.lexsort((keys, -counts, left))
        place = np.arange(len(order)) - np.searchsorted(left[order], left[order])
        nearest: _Keys = keys[order][place < NEIGHBOURS]
        return nearest

    def _shared(self, chosen: npt.NDArray[np.bool_]) -> tuple[_Keys, _Counts]:
        """Pairs that share the chosen fingerprints, as left * n + right, and how many of them they share."""
        keys, counts = np.array([], dtype=np.int64), np.array([], dtype=np.int64)
        waiting: list[_Keys] = []
        for size in np.unique(self.sizes[chosen & (self.sizes > 1)]).tolist():
            starts = self.starts[self.sizes == size]
            step = max(1, _AT_ONCE // (size * min(size, FEW)))
            for at in range(0, len(starts), step):
                waiting.append(self._of_size(starts[at : at + step], size))
                if sum(map(len, waiting)) > _AT_ONCE:
                    keys, counts, waiting = *_counted(keys, counts, waiting), []
        return _counted(keys, counts, waiting)

    def _of_size(self, starts: _Keys, size: int) -> _Keys:
        """The pairs of postings of one size: all, or where there are too many, neighbours in the order of length."""
        lists: _Keys = self.owners[starts[:, None] + np.arange(size)]
        left, right = np.triu_indices(size, 1) if size <= FEW else (np.arange(size - 1), np.arange(1, size))
        keys: _Keys = (lists[:, left] * self.count + lists[:, right]).ravel()
        return keys

    def _of_one_author(self) -> set[tuple[int, int]]:
        by_author: defaultdict[str, list[int]] = defaultdict(list)
        for place, review in enumerate(self.reviews):
            if review.byline.author:
                by_author[review.byline.key].append(place)
        return {pair for places in by_author.values() if len(places) <= FEW for pair in combinations(places, 2)}

    def is_common(self, place: int) -> bytes:
        """For each fingerprint of a review, a byte that tells whether it is nobody's own."""
        end = int(self._ends[place])
        return self._common[end - len(self.reviews[place].fingerprints) : end].tobytes()

    @cached_property
    def _common(self) -> Flags:
        return _are_in(self._hashes, self.common)

    @cached_property
    def common(self) -> Grams:
        """The fingerprints that are nobody's own: so many authors have them. Sorted."""
        many = self.sizes >= MANY_VOICES
        hashes = np.repeat(np.flatnonzero(many), self.sizes[many])
        voices = self._voices()[self.owners[np.repeat(many, self.sizes)]]
        order = np.lexsort((voices, hashes))
        hashes, voices = hashes[order], voices[order]
        fresh = np.ones(len(hashes), dtype=np.bool_)
        fresh[1:] = (hashes[1:] != hashes[:-1]) | (voices[1:] != voices[:-1])
        common: Grams = self.hashes[np.bincount(hashes[fresh], minlength=len(self.hashes)) >= MANY_VOICES]
        return common

    def _voices(self) -> _Keys:
        """A number for each author; where nobody is named, for each text, the same for most versions of one."""
        names = {key: place for place, key in enumerate(sorted({review.byline.key for review in self.reviews}))}
        lowest = [
            int(review.fingerprints.min() >> np.uint64(2)) if len(review.fingerprints) else 0 for review in self.reviews
        ]
        return np.array(
            [names[r.byline.key] if r.byline.author else -low - 1 for r, low in zip(self.reviews, lowest, strict=True)],
            dtype=np.int64,
        )


def _counted(keys: _Keys, counts: _Counts, more: list[_Keys]) -> tuple[_Keys, _Counts]:
    """Add pairs to those counted so far."""
    fresh = np.concatenate(more) if more else np.array([], dtype=np.int64)
    keys = np.concatenate([keys, fresh])
    counts = np.concatenate([counts, np.ones(len(fresh), dtype=np.int64)])
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    found, starts = np.unique(keys, return_index=True)
    return found, np.add.reduceat(counts, starts) if len(found) else counts


def _are_in(hashes: Grams, common: Grams) -> Flags:
    """Which of the hashes are among those that are common."""
    if not len(common):
        return np.zeros(len(hashes), dtype=np.bool_)
    found: Flags = common[np.minimum(np.searchsorted(common, hashes), len(common) - 1)] == hashes
    return found


def passages(review: ReviewClues, common: Grams) -> Flags | None:
    """The words of a review that stand in passages which are nobody's own; None where there are none."""
    if not len(common) or not len(review.fingerprints):
        return None
    is_common = _are_in(review.fingerprints, common)
    if not is_common.any():
        return None
    flags = np.zeros(len(review.words.tokens), dtype=np.bool_)
    before = -1
    for number in np.flatnonzero(is_common).tolist():
        place = int(review.places[number])
        start = int(review.places[before]) if before >= 0 and before == number - 1 else place
        flags[start : place + (SIGN_GRAM if review.words.signs[place] else GRAM)] = True
        before = number
    return flags
