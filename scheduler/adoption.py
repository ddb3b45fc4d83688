"""Runs that nobody watches over any more: which are dead, and which are to be taken up where they stopped."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from datetime import timedelta

from ledger import queries
from ledger.database import Ledger
from ledger.runs import RESUMED_WITHIN, Run
from pipelines.processes import Process, here, is_dead
from pipelines.visits import now
from scheduler.endings import last_words

SILENT_SECONDS = 20.0
"""How long a run's owner may give no sign."""
NOTE_SECONDS = 5.0
"""How long its owner may take to note the end of a process that is seen to be gone."""
LAST_SECONDS = 40.0
"""How long a process may live on when its service is gone, until it has stopped itself; see `child`."""
NO_SIGN = timedelta(days=7)
"""A run that a person began on another machine, and that has not ended for so long, is taken for dead."""


class Silences:
    """For how long the owner of each run has given no sign, as one has seen it oneself."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}
        """{run: its signs, and since when there are so many, on the steady clock}."""

    def of(self, runs: Sequence[Run], steady: float) -> dict[str, float]:
        """{run: seconds}; 0 for one that is seen for the first time.

        >>> from datetime import UTC, datetime
        >>> silences, one = Silences(), Run(_id="a", started=datetime(2026, 3, 1, tzinfo=UTC))
        >>> silences.of([one], 10.0), silences.of([one], 25.0), silences.of([], 30.0), silences.of([one], 40.0)
        ({'a': 0.0}, {'a': 15.0}, {}, {'a': 0.0})
        """
        before = self._seen
        self._seen = {}
        for run in runs:
            signs, since = before.get(run.id, (None, steady))
            self._seen[run.id] = (run.signs, since if signs == run.signs else steady)
        return {name: steady - since for name, (_, since) in self._seen.items()}


def end_the_dead(ledger: Ledger, runs: Mapping[str, Run], silent: Mapping[str, float], patience: float) -> list[Run]:
    """End those of these runs whose process died. Gives them as they now stand.

    `silent` are the seconds for which their owners gave no sign; `patience`, how many they may.
    """
    found = []
    for name, run in runs.items():
        if why := why_dead(run, silent[name], patience):
            chosen = {"_id": name, "state": "running", "owner": run.owner}
            if ledger["runs"].update_one(chosen, {"$set": {"ended": now(), **last_words(run, why)}}).matched_count:
                found.append(Run.model_validate(ledger["runs"].find_one({"_id": name})))
    return found


def why_dead(run: Run, silent: float, patience: float = SILENT_SECONDS) -> str | None:
    """Why a run is taken for dead whose owner gave no sign for so many seconds; None where it may live."""
    process = Process(run.host or "", run.pid or 0, run.born or "")
    dead = is_dead(process) if run.pid else None
    if run.owner is None:
        if dead:
            return f"its process {process.pid} ended without a word"
        if dead is None and now() - run.started > NO_SIGN:
            return f"there was no sign of it for {NO_SIGN.days} days on {run.host or 'its machine'}"
        return None
    if silent < (min(patience, NOTE_SECONDS) if dead else patience + LAST_SECONDS):
        return None
    if dead is False:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # it should have stopped itself
    return f"the service {run.owner} that watched over it was gone, and its process with it"


def is_worth_it(ledger: Ledger, run: Run) -> bool:
    """Whether a cut-off run is to be taken up: nobody stopped it, its schedule is in force, and has not run since."""
    if run.stop_wanted or now() - run.started > RESUMED_WITHIN:
        return False
    if run.schedule is None:
        return True
    schedule = ledger["schedules"].find_one({"_id": run.schedule}, {"paused": 1})
    latest = next(queries.runs_of(ledger, "schedule", run.schedule, 1), None)
    return schedule is not None and not schedule.get("paused") and (latest is None or latest.id == run.id)


def successor(run: Run) -> str:
    """The id of the run that takes up this one: the same for all services, so that one of them does.

    >>> from datetime import UTC, datetime
    >>> began = datetime(2026, 3, 1, tzinfo=UTC)
    >>> successor(Run(_id="20260301T000000-a1b2c3", started=began))
    '20260301T000000-a1b2c3.2'
    >>> successor(Run(_id="20260301T000000-a1b2c3.2", started=began))
    '20260301T000000-a1b2c3.3'
    """
    base, _, number = run.id.partition(".")
    return f"{base}.{int(number or 1) + 1}"


def heir(run: Run, owner: str) -> Run:
    """The run that takes up this one, for the service that does."""
    kept = run.model_dump(by_alias=True, include={"kind", "schedule", "due", "task", "source"}, exclude_none=True)
    deaths = run.deaths + (run.outcome == "died")
    mine = {"owner": owner, "host": here(), "started": now(), "state": "running"}
    return Run.model_validate({**kept, **mine, "_id": successor(run), "takes_up": run.id, "deaths": deaths})
