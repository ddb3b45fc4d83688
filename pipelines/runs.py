"""Runs: a record of each, from its beginning on, with what it counted."""

from __future__ import annotations

from typing import Literal

from ledger.stored import Run
from ledger.validators import document
from pipelines.fills import store_fills
from pipelines.visits import Work, now

Ending = Literal["done", "stopped", "failed"]
"""done: to its end. stopped: by a person. failed: by an error, which its command tells."""


def begin(work: Work, kind: Literal["crawl", "replay"], source: str | None = None) -> None:
    """Record that the run has begun; a run without an end is under way, or died."""
    found = {"_id": work.run, "kind": kind, "started": work.started, "source": source}
    work.ledger["runs"].insert_one({name: value for name, value in found.items() if value is not None})


def end(work: Work, ending: Ending) -> Run:
    """Record how the run ended and what it counted, and give the record."""
    lost = [document(one) for one in store_fills(work)]
    counted = {name: count for name, count in sorted(work.counts.items()) if count}
    told = {"ended": now(), "outcome": ending, **counted} | ({"lost": lost} if lost else {}) | _rules(work)
    work.ledger["runs"].update_one({"_id": work.run}, {"$set": told})
    return Run.model_validate(work.ledger["runs"].find_one({"_id": work.run}))


def _rules(work: Work) -> dict[str, dict[str, int]]:
    return {"ended_by_rule": work.ended_by_rule} if work.ended_by_rule else {}
