"""The same text on several films, or by many authors: found over all reviews at once, to be marked, never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from pipelines.fingerprints.bylines import byline
from pipelines.fingerprints.components import components
from pipelines.fingerprints.shingles import BANDS, ROWS, Signatures, signatures

LEAST_LIKENESS = 0.4
"""Share of the shingles that two texts must share to be copies: one word in eight may have been changed."""
MANY_AUTHORS = 3
"""Authors from which on a text of one film is copied, and not printed in two places."""

_BATCH = 4096  # texts that are hashed at a time
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedText:
    """A review's text and where it stands. `review` and `film` are identifiers, `author` the byline or ""."""

    review: str
    film: str
    author: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """Reviews whose texts are copies of one another, and the films that they are of; both in order."""

    reviews: tuple[str, ...]
    films: tuple[str, ...]
    authors: int
    """How many authors are named."""

    @property
    def reason(self) -> str:
        """Why they are marked, in words."""
        return f"one text in {len(self.reviews)} reviews of {len(self.films)} films by {self.authors} named authors"


def copies(texts: Iterable[PlacedText]) -> tuple[Copied, ...]:
    """Find texts that stand under several films, or under many authors of one film.

    Takes any number of texts and keeps about half a kilobyte of each. Short texts are nobody's copies. The answer does
    not depend on the order of the texts.

    >>> body = "A slow film, but it stays with you for days, and that is more than can be said of most."
    >>> found = copies(PlacedText(review=f"r{n}", film=f"f{n % 2}", author="", text=body) for n in range(3))
    >>> [(copied.reviews, copied.films) for copied in found]
    [(('r0', 'r1', 'r2'), ('f0', 'f1'))]
    """
    shelf = _Shelf()
    batches = [shelf.put(batch) for batch in _batches(texts)]
    if not shelf.reviews:
        return ()
    rows = np.concatenate(batches)
    batches.clear()
    order = _by_content(rows)
    by_first: defaultdict[int, list[int]] = defaultdict(list)
    for place, first in enumerate(components(len(order), _alike(rows[order]).tolist())):
        by_first[first].append(int(order[place]))
    found = [shelf.copied(places) for places in by_first.values() if len(places) > 1]
    wide = [copied for copied in found if len(copied.films) > 1 or copied.authors >= MANY_AUTHORS]
    return tuple(sorted(wide, key=lambda copied: copied.reviews))


def _batches(texts: Iterable[PlacedText]) -> Iterator[list[PlacedText]]:
    waiting = iter(texts)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


class _Shelf:
    """What is kept of the texts that have a signature, beside it."""

    def __init__(self) -> None:
        self.reviews: list[str] = []
        self.films: list[str] = []
        self.authors: list[str] = []
        self.names: dict[str, str] = {}

    def put(self, batch: list[PlacedText]) -> Signatures:
        rows, long_enough = signatures([placed.text for placed in batch])
        for placed, kept in zip(batch, long_enough.tolist(), strict=True):
            if kept:
                self.reviews.append(placed.review)
                self.films.append(self.names.setdefault(placed.film, placed.film))
                self.authors.append(self.names.setdefault(placed.author, placed.author))
        return rows[long_enough]

    def copied(self, places: list[int]) -> Copied:
        authors = {byline(self.authors[place], None).key for place in places} - {""}
        return Copied(
            reviews=tuple(sorted(self.reviews[place] for place in places)),
            films=tuple(sorted({self.films[place] for place in places})),
            authors=len(authors),
        )


def _by_content(rows: Signatures) -> npt.NDArray[np.int64]:
    """An order of the rows in which equal ones stand together, whatever order they came in."""
    keys = np.zeros(len(rows), dtype=np.uint64)
    for column in range(rows.shape[1]):
        keys = (keys ^ rows[:, column]) * _FACTOR
        keys ^= keys >> np.uint64(29)
    return np.argsort(keys, kind="stable")


def _alike(rows: Signatures) -> _Pairs:
    """Pairs of rows that have a band in common and are alike as a whole."""
    found: list[_Pairs] = []
    for band in range(BANDS):
        columns = rows[:, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        keys = columns[:, 0] << np.uint64(32) | columns[:, 1]
        keys ^= columns[:, 2] * _FACTOR
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        begins = np.concatenate([[True], ordered[1:] != ordered[:-1]])
        first = order[np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))]
        again = np.flatnonzero(~begins)
        # Each row of a list is held against the list's first row and the row before it: no list costs more than it has.
        found += [_verified(rows, first[again], order[again]), _verified(rows, order[again - 1], order[again])]
    return np.unique(np.concatenate(found), axis=0)


def _verified(rows: Signatures, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> _Pairs:
    """The pairs whose signatures agree often enough, in slices that bound the memory."""
    kept: list[_Pairs] = [np.empty((0, 2), dtype=np.int64)]
    for at in range(0, len(left), _BATCH):
        one, other = left[at : at + _BATCH], right[at : at + _BATCH]
        likeness = (rows[one] == rows[other]).mean(axis=1)
        kept.append(np.stack([one, other], axis=1)[likeness >= LEAST_LIKENESS])
    return np.concatenate(kept)
