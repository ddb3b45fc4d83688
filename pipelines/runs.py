"""Runs: a record of each, from its beginning on, with what it counted.

A service makes the record before the process that does it, and names it to that process by FILMLEDGER_RUN.
"""

from __future__ import annotations

import os
import time
from typing import Any, Literal

from ledger.runs import Run
from ledger.validators import document
from pipelines.fills import store_fills
from pipelines.processes import peak_memory, process
from pipelines.run_logs import MEGABYTE
from pipelines.visits import Work, now

Ending = Literal["done", "stopped", "failed"]
"""done: to its end. stopped: by a person. failed: by an error, which its command tells."""
GIVEN = "FILMLEDGER_RUN"
"""The variable that names the run which this process is to do."""
_taken_before: dict[str, float] = {}
"""{run of this process: seconds of a processor that the process had taken when it began}; ended ones stay."""


def begin(work: Work, kind: Literal["crawl", "replay"], source: str | None = None) -> None:
    """Record that the run has begun; a run without an end is under way, or died.

    The first run of a process that was given one is that one.
    """
    work.run = (None if _taken_before else os.environ.get(GIVEN)) or work.run
    _taken_before[work.run] = time.process_time()
    found = {"kind": kind, "started": work.started, "source": source, "state": "running", **process()._asdict()}
    told = {"$set": {name: value for name, value in found.items() if value}}
    work.ledger["runs"].update_one({"_id": work.run}, told, upsert=True)


def of_this_process() -> str | None:
    """The run of this process; None where it has none, or several side by side."""
    return next(iter(_taken_before)) if len(_taken_before) == 1 else None


def of_source(work: Work, source: str) -> None:
    """Record which source the run crawls, once that is known."""
    work.ledger["runs"].update_one({"_id": work.run}, {"$set": {"source": source}})


def end(work: Work, ending: Ending) -> Run:
    """Record how the run ended and what it counted, and give the record.

    A service that watches over the run ends it when the process has gone.
    """
    lost = [document(one) for one in store_fills(work)]
    counted = {name: count for name, count in sorted(work.counts.items()) if count}
    told: dict[str, Any] = {"ended": now(), "outcome": ending, **_taken(work), **counted, **_rules(work)}
    told |= ({"lost": lost} if lost else {}) | ({} if is_watched(work) else {"state": "ended"})
    work.ledger["runs"].update_one({"_id": work.run}, {"$set": told})
    return Run.model_validate(work.ledger["runs"].find_one({"_id": work.run}))


def is_watched(work: Work) -> bool:
    """Whether a service watches over this run."""
    return os.environ.get(GIVEN) == work.run


def _taken(work: Work) -> dict[str, float]:
    """What the run has taken of the machine; of runs side by side in one process, each has what all took."""
    taken = {"cpu_seconds": round(time.process_time() - _taken_before.get(work.run, 0.0), 2)}
    return taken | ({"peak_mb": round(peak / MEGABYTE, 1)} if (peak := peak_memory()) else {})


def _rules(work: Work) -> dict[str, dict[str, int]]:
    return {"ended_by_rule": work.ended_by_rule} if work.ended_by_rule else {}
