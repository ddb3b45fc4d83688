"""Questions about runs, and what their processes printed."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.database import Ledger
from ledger.queries.question import Question, ask
from ledger.runs import Run, RunLog, RunState

LATEST_FIRST = (("started", -1), ("_id", 1))


def runs_latest_first() -> Question:
    """All runs, the latest first."""
    return Question(collection="runs", index="started_desc___id", order=LATEST_FIRST)


def run_by_id(run: str) -> Question:
    """The run with this id."""
    return Question(collection="runs", index="_id_", where={"_id": run})


def runs_where(name: str, value: str) -> Question:
    """The runs whose `name` ("state", "schedule", "source") is `value`, the latest first."""
    index = f"{name}__started_desc___id"
    return Question(collection="runs", index=index, where={name: value}, order=LATEST_FIRST)


def log_of_run(run: str, behind: int = 0) -> Question:
    """What this run printed, in order; only what comes behind that number."""
    where = {"run": run, **({"number": {"$gt": behind}} if behind else {})}
    order = () if behind else (("number", 1), ("_id", 1))
    return Question(collection="run_logs", index="run__number___id", where=where, order=order)


def runs(ledger: Ledger, limit: int | None = None) -> Iterator[Run]:
    """Runs, the latest first."""
    yield from map(Run.model_validate, ask(ledger, runs_latest_first(), limit))


def find_run(ledger: Ledger, run: str) -> Run | None:
    """The run with this id; "latest" is the latest."""
    question = runs_latest_first() if run == "latest" else run_by_id(run)
    return next(map(Run.model_validate, ask(ledger, question, 1)), None)


def find_last_run(ledger: Ledger, run: str) -> Run | None:
    """The run that goes on in the place of this one, at the end of the line; where none does, this one."""
    found = find_run(ledger, run)
    while found and found.taken_up_by:
        found = find_run(ledger, found.taken_up_by)
    return found


def runs_in(ledger: Ledger, *states: RunState) -> list[Run]:
    """The runs in these states, the latest of each first."""
    return [Run.model_validate(found) for state in states for found in ask(ledger, runs_where("state", state))]


def runs_of(ledger: Ledger, name: str, value: str, limit: int | None = None) -> Iterator[Run]:
    """The runs of a "schedule" or a "source", the latest first."""
    yield from map(Run.model_validate, ask(ledger, runs_where(name, value), limit))


def run_log(ledger: Ledger, run: str, behind: int = 0) -> list[RunLog]:
    """What this run printed, in order; only what comes behind that number."""
    found = map(RunLog.model_validate, ask(ledger, log_of_run(run, behind)))
    return sorted(found, key=lambda log: log.number)
