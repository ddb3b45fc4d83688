"""Helpers for tests of the way from readings to the ledger."""

from __future__ import annotations

from typing import Any

import bson
import orjson

from ledger.database import Ledger
from pipelines.link import Linked

COMPUTED = ("films", "reviews", "ratings", "doubts", "review_clues", "text_signatures")


def bytes_of(linked: Linked) -> list[bytes]:
    """The joined records, to the byte."""
    records = (*linked.films, *linked.reviews, *linked.ratings, *linked.doubts)
    return [orjson.dumps(record.plain(), option=orjson.OPT_SORT_KEYS) for record in records]


def computed(ledger: Ledger) -> dict[str, list[bytes]]:
    """The computed collections, to the byte."""
    return {name: [bson.encode(found) for found in ledger[name].find().sort("_id")] for name in COMPUTED}


def everything(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """All documents but those of runs and their figures, without the times at which something was last seen."""
    names = sorted(set(ledger.database.list_collection_names()) - {"runs", "fills", "meta"})
    return {name: [_timeless(found) for found in ledger[name].find().sort("_id")] for name in names}


def empty(ledger: Ledger) -> None:
    """Forget all but what the ledger knows of itself."""
    for name in ledger.database.list_collection_names():
        if name != "meta":
            ledger[name].delete_many({})


def _timeless(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "last_seen"}
