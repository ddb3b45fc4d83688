"""Which reviews have a text that stands under other films, too, or under many names; each is marked by itself.

Two texts are held against each other where they share a band of their signatures. What a review is marked with follows
from its own text and the first `LOOKED_AT` reviews of each of its bands, so that one review more changes few marks,
and no order of arrival any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ledger.records import Copied, Review
from ledger.stored import TextSignature
from pipelines.fingerprints.bylines import byline
from pipelines.fingerprints.copies import LEAST_LIKENESS, MANY_AUTHORS
from pipelines.fingerprints.shingles import ROWS, Signatures, signatures

BANDS = 12
"""Bands by which texts are looked for: with likeness .5 they meet with probability .80, .64: .97, .8: .9998."""
LOOKED_AT = 21
"""Reviews of one band that are looked at, the first by their ids: one is the review itself."""
MOST_NAMED = 20
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def rows_of(reviews: Sequence[Review]) -> list[TextSignature]:
    """The signatures of the reviews whose texts are long enough to be copied from somebody."""
    if not reviews:
        return []
    rows, long_enough = signatures([review.body or "" for review in reviews])
    bands = _bands(rows)
    return [
        TextSignature.model_construct(
            id=reviews[place].id,
            film=reviews[place].film,
            author=byline(reviews[place].author, reviews[place].publication).key,
            bands=tuple(sorted(set(bands[place].tolist()))),
            minima=rows[place].astype("<u4").tobytes(),
        )
        for place in np.flatnonzero(long_enough).tolist()
    ]


def _bands(rows: Signatures) -> np.typing.NDArray[np.int64]:
    """A number of 63 bits for each band of each row."""
    found = np.empty((len(rows), BANDS), dtype=np.int64)
    for band in range(BANDS):
        columns = rows[:, band * ROWS : (band + 1) * ROWS].astype(np.uint64)
        keys = (columns[:, 0] << np.uint64(32) | columns[:, 1]) ^ (columns[:, 2] * _FACTOR + np.uint64(band))
        found[:, band] = (keys * _FACTOR >> np.uint64(1)).astype(np.int64)
    return found


@dataclass(slots=True)
class Shelf:
    """Signatures by review and by band. What it says of a review is final if all of its bands were filled."""

    rows: dict[str, TextSignature]
    lists: dict[int, list[str]]

    @classmethod
    def of(cls, rows: Iterable[TextSignature]) -> Shelf:
        """Put up signatures; of several of one review the last counts."""
        by_id = {row.id: row for row in rows}
        lists: defaultdict[int, list[str]] = defaultdict(list)
        for name in sorted(by_id):
            for band in by_id[name].bands:
                lists[band].append(name)
        return cls(by_id, dict(lists))

    def first(self, band: int) -> list[str]:
        """The reviews of a band that are looked at."""
        return self.lists.get(band, [])[:LOOKED_AT]

    def mark(self, review: str) -> Copied | None:
        """What a review is to be marked with."""
        row = self.rows.get(review)
        near = {name for band in row.bands for name in self.first(band)} - {review} if row else set()
        if row is None or not near:
            return None
        minima = np.frombuffer(row.minima, dtype="<u4")
        alike = {
            name: likeness
            for name in sorted(near)
            if (likeness := float((np.frombuffer(self.rows[name].minima, dtype="<u4") == minima).mean()))
            >= LEAST_LIKENESS
        }
        return _mark(row, [self.rows[name] for name in alike], alike) if alike else None


def _mark(row: TextSignature, others: Sequence[TextSignature], likeness: Mapping[str, float]) -> Copied | None:
    """The mark of a review; none where the others are of its film and by hardly anyone else."""
    films, authors = sorted({one.film for one in (row, *others)}), {one.author for one in (row, *others)} - {""}
    if len(films) < 2 and len(authors) < MANY_AUTHORS:
        return None
    least = round(min(likeness.values()), 2)
    alike = "one text" if least == 1 else f"texts that share about {round(100 * least)} of 100 runs of words"
    by = f"{len(authors)} named author{'s' * (len(authors) != 1)}"
    return Copied(
        reviews=tuple(sorted(sorted(likeness, key=lambda name: (-likeness[name], name))[:MOST_NAMED])),
        films=tuple(films[:MOST_NAMED]),
        authors=len(authors),
        likeness=least,
        how=f"{alike} in {len(others) + 1} reviews of {len(films)} film{'s' * (len(films) != 1)} by {by}",
    )


def marked(reviews: Iterable[Review]) -> Mapping[str, Copied]:
    """The marks of all reviews of a ledger, {review: mark}, where there is one.

    >>> body = "A slow film, but it stays with you for days, and that is more than can be said of most."
    >>> facts = {"kind": "critic", "body": body, "sightings": ()}
    >>> found = marked(Review(_id=f"up-{n}.ann", film=f"up-{n}", **facts) for n in range(2))
    >>> [(name, mark.reviews, mark.how) for name, mark in found.items()][0]
    ('up-0.ann', ('up-1.ann',), 'one text in 2 reviews of 2 films by 0 named authors')
    """
    shelf = Shelf.of(rows_of(list(reviews)))
    return {name: mark for name in sorted(shelf.rows) if (mark := shelf.mark(name))}
