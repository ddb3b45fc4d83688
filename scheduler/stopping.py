"""Asking for a run to be stopped, from any machine: a wish in its document, which its service sees within a beat."""

from __future__ import annotations

import contextlib
import os
import signal
from enum import Enum

from ledger.database import Ledger
from ledger.runs import Run
from pipelines.processes import Process, here, is_dead
from pipelines.visits import now
from scheduler.adoption import SILENT_SECONDS, end_the_dead


class Asked(Enum):
    """What came of asking."""

    HEARD = "it stops: running pages end first"
    CUT_OFF = "it had been cut off, and is not taken up again"
    ENDED = "it had ended already"
    DEAD = "its process was gone without an end, which is noted now"
    ELSEWHERE = "it was begun by hand on another machine, and can be stopped there alone"


def ask_to_stop(ledger: Ledger, run: Run, by: str) -> Asked:
    """Ask for a run to be stopped; `by` is told as who did. One that a person began here is told by a signal."""
    wish = {"$set": {"stop_wanted": now(), "stop_by": by}}
    if run.state == "cut_off":
        given_up = {"$set": {"state": "ended", **wish["$set"]}}
        if ledger["runs"].update_one({"_id": run.id, "state": "cut_off"}, given_up).matched_count:
            return Asked.CUT_OFF
    if run.state != "running":
        return Asked.ENDED
    if run.owner is None and run.host != here():
        return Asked.ELSEWHERE
    ledger["runs"].update_one({"_id": run.id, "state": "running"}, wish)
    if run.owner is not None or _is_signalled(Process(run.host or "", run.pid or 0, run.born or ""), run.kind):
        return Asked.HEARD
    end_the_dead(ledger, {run.id: run}, {run.id: 0.0}, SILENT_SECONDS)
    return Asked.DEAD


def _is_signalled(process: Process, kind: str) -> bool:
    """Tell a process of this machine to end; False where it is gone."""
    if not process.pid or is_dead(process):
        return False
    # A replay ends well by Ctrl-C's signal; a crawl also by the one that a shell does not withhold from what it began
    # in the background.
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGTERM if kind == "crawl" else signal.SIGINT)
        return True
    return False
