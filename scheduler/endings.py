"""How runs end: by their own word, because they were told to, or by a death; and whether another takes them up."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Any

from ledger.runs import Run, RunOutcome
from pipelines.run_logs import LogBook

INTERRUPTED = 130
"""The exit code of a command that was stopped."""
MOST_DEATHS = 3
"""A run that was taken up so often and died again is left alone: it would die again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """Why a run was told to end before its end."""

    outcome: RunOutcome
    why: str
    is_to_go_on: bool = False
    """Whether another run is to take it up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a process ended, and what it took."""

    code: int
    cpu_seconds: float
    peak_mb: float
    log: LogBook
    """What it printed, stored as far as that was possible."""


def said(run: Run, ending: Ending | None, how: Ended) -> dict[str, Any]:
    """How a run ended: by its own word, by why it was told to, or by the way in which its process went."""
    if run.outcome == "done" or (run.outcome is None and ending is None and how.code == 0):
        return {"state": "ended", "outcome": "done"}
    if ending:
        state = "cut_off" if ending.is_to_go_on else "ended"
        return {"state": state, "outcome": ending.outcome, "why": ending.why}
    if run.outcome == "stopped" or how.code == INTERRUPTED:
        return {"state": "cut_off", "outcome": "stopped", "why": "its process was told to stop by a signal"}
    if how.code < 0:
        return died(run, f"its process was killed by {signal.Signals(-how.code).name}")
    why = how.log.last[:500] or "its process said nothing"
    return {"state": "ended", "outcome": "failed", "why": f"exit code {how.code}: {why}"}


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
