"""What the ledger keeps of a big film's reviews, for the next linking (see `pipelines.memory`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ledger.database import Ledger
from pipelines.fingerprints.clues import Measured
from pipelines.fingerprints.kept import Packed, keys_in, unpacked
from pipelines.memory import Kept, Known, Sheet
from pipelines.rules import rules
from pipelines.unswept import unswept

_OF_REVIEWS = ("digest", "made_of", "kind", "rating", "left_out", "versions", "sightings")
"""Whole fields: the embedded server takes longer to find the parts of them than to send them."""
Digests = Mapping[str, str | None]


class StoredMemory:
    """The memory of one ledger. `there` has what is stored of films asked for, {film: {collection: {id: digest}}}."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.there: dict[str, dict[str, Digests]] = {}

    def __call__(self, film: str) -> Known:
        """What is known of a film."""
        with unswept():
            reviews = list(self._ledger["reviews"].find({"film": film}, dict.fromkeys(_OF_REVIEWS, 1)))
            clues = list(self._ledger["review_clues"].find({"film": film}))
            self.there[film] = {"reviews": _digests(reviews), "review_clues": _digests(clues)}
            return known(reviews, [sheet for sheet in clues if sheet["rules"] == rules()])


def _digests(documents: Iterable[Mapping[str, Any]]) -> Digests:
    return {found["_id"]: found.get("digest") for found in documents}


def known(reviews: Iterable[Mapping[str, Any]], clues: Iterable[Mapping[str, Any]]) -> Known:
    """What stored documents tell. A piece of which a crash has left a part is not known."""
    pieces: defaultdict[str, list[Kept]] = defaultdict(list)
    for review in reviews:
        if (made_of := review.get("made_of")) and "left_out" not in review:
            pieces[made_of].append(_kept(review))
    measured: dict[bytes, Measured] = {}
    sheets: dict[str, Sheet] = {}
    for sheet in clues:
        measured |= unpacked(Packed(sheet["rows"], sheet["fingerprints"], tuple(sheet["bylines"])))
        sheets[sheet["_id"]] = Sheet(tuple(keys_in(sheet["rows"])), sheet["digest"])
    whole = (row for row in pieces.items() if row[0].rpartition(".")[2] == str(len(row[1])))
    return Known(measured, {made_of.rpartition(".")[0]: tuple(some) for made_of, some in whole}, sheets)


def _kept(review: Mapping[str, Any]) -> Kept:
    first = review["sightings"][0]
    shown = review.get("versions", ())[:1] or review["sightings"]
    return Kept(
        id=review["_id"],
        digest=review["digest"],
        kind=review["kind"],
        percent=review.get("rating", {}).get("percent"),
        pages=tuple([sighting["page"] for sighting in review["sightings"]]),
        text=min((one["text_hash"] for one in shown if one.get("text_hash")), default=""),
        first=(first["page"], first["position"], first.get("past", "")),
    )
