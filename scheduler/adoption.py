"""Runs that nobody watches over any more: which are dead, and which are to be taken up where they stopped."""

from __future__ import annotations

import contextlib
import os
import signal
from datetime import datetime, timedelta
from typing import Any

from ledger import queries
from ledger.database import Ledger
from ledger.runs import Run
from pipelines.crawling.revisits import RESUMED_WITHIN
from pipelines.processes import Process, is_dead
from pipelines.visits import in_utc

OWNED = timedelta(seconds=20)
"""How long a run's owner may give no sign."""
LAST_WORDS = timedelta(seconds=40)
"""How long a process may live on when its service is gone, until it has stopped itself; see `child`."""
NO_SIGN = timedelta(days=7)
"""A run that a person began on another machine, and that has not ended for so long, is taken for dead."""
MOST_DEATHS = 3
"""A run that was taken up so often and died again is left alone: it would die again."""


def end_the_dead(ledger: Ledger, now: datetime, mine: set[str]) -> list[Run]:
    """End all runs whose process died, but for those that one watches over oneself. Gives them as they now stand."""
    found = []
    for run in queries.runs_in(ledger, "running"):
        if run.id not in mine and (why := why_dead(run, now)):
            chosen = {"_id": run.id, "state": "running", "owner": run.owner}
            if ledger["runs"].update_one(chosen, {"$set": {"ended": now, **last_words(run, why)}}).matched_count:
                found.append(Run.model_validate(ledger["runs"].find_one({"_id": run.id})))
    return found


def why_dead(run: Run, now: datetime) -> str | None:
    """Why a run is taken for dead; None where it may live."""
    process = Process(run.host or "", run.pid or 0, run.born or "")
    dead = is_dead(process) if run.pid else None
    if run.owner is None:
        if dead:
            return f"its process {process.pid} ended without a word"
        if dead is None and now - run.started > NO_SIGN:
            return f"there was no sign of it for {NO_SIGN.days} days on {run.host or 'its machine'}"
        return None
    silent = in_utc(run.owned_until) if run.owned_until else run.started
    if now <= silent or (not dead and now <= silent + LAST_WORDS):
        return None
    if dead is False:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # it should have stopped itself
    return f"the service {run.owner} that watched over it was gone, and its process with it"


def last_words(run: Run, why: str) -> dict[str, Any]:
    """What stands of a run that nobody ended: what its process said at its end, or that it died."""
    if run.stop_wanted:
        return {"state": "ended", "outcome": "stopped", "why": f"stopped by {run.stop_by}"}
    if run.outcome in ("done", "failed"):
        return {"state": "ended"}
    if run.outcome == "stopped":
        return {"state": "cut_off" if run.task else "ended", "outcome": "stopped", "why": why}
    return died(run, why)


def died(run: Run, why: str) -> dict[str, Any]:
    """What stands of a run that died: it is taken up again, if it has not died too often or was begun by hand."""
    if not run.task:
        return {"state": "ended", "outcome": "died", "why": why}
    if run.deaths + 1 >= MOST_DEATHS:
        why = f"{why}; so did those before it that it took up: it is left alone"
        return {"state": "ended", "outcome": "died", "why": why}
    return {"state": "cut_off", "outcome": "died", "why": why}


def is_worth_it(ledger: Ledger, run: Run, now: datetime) -> bool:
    """Whether a run that was cut off should be taken up: its schedule is in force, and has not run since."""
    if now - run.started > RESUMED_WITHIN:
        return False
    if run.schedule is None:
        return True
    schedule = ledger["schedules"].find_one({"_id": run.schedule}, {"paused": 1})
    latest = next(queries.runs_of(ledger, "schedule", run.schedule, 1), None)
    return schedule is not None and not schedule.get("paused") and (latest is None or latest.id == run.id)


def successor(run: Run) -> str:
    """The id of the run that takes up this one: the same for all services, so that one of them does.

    >>> from datetime import UTC
    >>> began = datetime(2026, 3, 1, tzinfo=UTC)
    >>> successor(Run(_id="20260301T000000-a1b2c3", started=began))
    '20260301T000000-a1b2c3.2'
    >>> successor(Run(_id="20260301T000000-a1b2c3.2", started=began))
    '20260301T000000-a1b2c3.3'
    """
    base, _, number = run.id.partition(".")
    return f"{base}.{int(number or 1) + 1}"
