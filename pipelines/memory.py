"""What is known of a big film's reviews from the last linking, so that one more page need not begin from nothing.

All of it is found by what it was made of, to the byte: what pages say, how it was compared, and the rules. So it saves
work and never changes a result; where nothing is known, or what is known is not whole, it is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger.records import ReviewKind, ReviewStatement
from pipelines.fingerprints import ReviewClues, review_clues
from pipelines.fingerprints.clues import Measured
from pipelines.fingerprints.kept import key_of

MANY = 1_000
"""Reviews on a film's pages from which on something is kept: fewer are computed in less time than they are found."""


class Kept(NamedTuple):
    """A stored review, as far as its film needs it. `first` is its first page, the place there and `past`."""

    id: str
    digest: str
    kind: ReviewKind
    percent: float | None
    pages: tuple[str, ...]
    text: str
    first: tuple[str, int, str]


class Sheet(NamedTuple):
    """The stored measurements of one mention: the keys of its reviews, in their order, and the document's digest."""

    keys: tuple[bytes, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one film: measurements by their keys, whole pieces by what they were made of, and sheets."""

    measured: Mapping[bytes, Measured] = field(default_factory=dict)
    pieces: Mapping[str, tuple[Kept, ...]] = field(default_factory=dict)
    sheets: Mapping[str, Sheet] = field(default_factory=dict)


Memory = Callable[[str], Known]
"""Gives what is known of a film by its id."""


def forgetful(_film: str) -> Known:
    """Nothing is known of any film."""
    return Known()


@dataclass(slots=True)
class Measuring:
    """Measures reviews that are not known, and remembers the key of each."""

    known: Mapping[bytes, Measured]
    keys: dict[int, bytes] = field(default_factory=dict)
    measured: dict[bytes, Measured] = field(default_factory=dict)

    def __call__(self, review: ReviewStatement) -> ReviewClues:
        """The clues of a review, which must live as long as this."""
        key = self.keys[id(review)] = key_of(review)
        clues = review_clues(review, self.measured.get(key) or self.known.get(key))
        self.measured[key] = clues.measured
        return clues

    def key(self, review: ReviewStatement) -> bytes:
        """The key of a review that was measured here."""
        return self.keys[id(review)]
