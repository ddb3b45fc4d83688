"""Firings: each due time of each schedule is given out once, or recorded as missed with the reason.

A firing's `_id` is its schedule and due time, so that of all services that want it one gets it. Times are in UTC and in
whole seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pymongo.errors import DuplicateKeyError

from ledger.database import Ledger
from ledger.scheduling import Firing
from ledger.validators import document
from pipelines.writes import insert_new

ROWS = 100
"""So many times that were missed together have a row each; more are one row that counts them."""


def firing_id(schedule: str, due: datetime) -> str:
    """The `_id` of a firing.

    >>> firing_id("nightly", datetime(2026, 3, 1, 2, 30, tzinfo=UTC))
    'nightly 2026-03-01T02:30:00+00:00'
    """
    return f"{schedule} {due.astimezone(UTC).isoformat(timespec='seconds')}"


def run_id(schedule: str, due: datetime) -> str:
    """The id of the run of a due time: the same for every service, so that there never are two of one.

    >>> run_id("nightly", datetime(2026, 3, 1, 2, 30, tzinfo=UTC))
    '20260301T023000-0d4ddf7c934d'
    """
    return f"{due.astimezone(UTC):%Y%m%dT%H%M%S}-{hashlib.sha256(firing_id(schedule, due).encode()).hexdigest()[:12]}"


def claim(ledger: Ledger, schedule: str, due: datetime, owner: str, now: datetime) -> bool:
    """Take a due time for oneself: of all services that try, one gets True; a time is given once.

    A time that is recorded as missed in the future was recorded by a clock that was wrong, and is there to be taken.
    """
    firing = Firing(_id=firing_id(schedule, due), schedule=schedule, due=due, state="claimed", at=now, owner=owner)
    try:
        ledger["firings"].insert_one(document(firing))
    except DuplicateKeyError:
        wrong = {"_id": firing.id, "state": "missed", "at": {"$gt": now}}
        return bool(ledger["firings"].replace_one(wrong, document(firing)).modified_count)
    return True


def take_over(ledger: Ledger, firing: Firing, owner: str, now: datetime, why: str) -> bool:
    """Take a time that a service claimed that then died, before a run of it began."""
    mine = {"$set": {"owner": owner, "at": now, "why": why}}
    claimed = {"_id": firing.id, "state": "claimed", "owner": firing.owner}
    return bool(ledger["firings"].update_one(claimed, mine).modified_count)


def begun(ledger: Ledger, schedule: str, due: datetime, run: str, now: datetime) -> None:
    """Note the run of a claimed time; of one whose run has ended already, which of them it was."""
    claimed = {"_id": firing_id(schedule, due), "state": "claimed"}
    ledger["firings"].update_one(claimed, {"$set": {"state": "running", "run": run, "at": now}})


def ended(ledger: Ledger, schedule: str, due: datetime, run: str, now: datetime) -> bool:
    """Note that the run of a due time has ended; False where that was noted before."""
    values = {"$set": {"state": "ended", "run": run, "at": now}}
    found = {"_id": firing_id(schedule, due)}
    return any(
        ledger["firings"].update_one({**found, "state": state}, values).modified_count
        for state in ("running", "claimed")  # a short run may end before it is noted that it began
    )


def missed(ledger: Ledger, schedule: str, dues: Sequence[datetime], why: str, now: datetime) -> None:
    """Record times that have no run, and why; those that have a row already keep it."""
    if not dues:
        return
    each = {"schedule": schedule, "state": "missed", "at": now, "why": why}
    if len(dues) > ROWS:
        many = {"due": dues[-1], "since": dues[0], "times": len(dues)}
        rows = [Firing.model_validate({"_id": firing_id(schedule, dues[-1]), **each, **many})]
    else:
        rows = [Firing.model_validate({"_id": firing_id(schedule, due), **each, "due": due}) for due in dues]
    there = {found["_id"] for found in ledger["firings"].find({"_id": {"$in": [row.id for row in rows]}}, {"_id": 1})}
    insert_new(ledger["firings"], [document(row) for row in rows if row.id not in there])


def gave_up(ledger: Ledger, schedule: str, due: datetime, why: str, now: datetime) -> None:
    """Record that a claimed time has no run after all."""
    values = {"$set": {"state": "missed", "why": why, "at": now}}
    ledger["firings"].update_one({"_id": firing_id(schedule, due), "state": "claimed"}, values)


def in_state(ledger: Ledger, *states: str) -> Iterable[Firing]:
    """The firings in these states, by state and due time."""
    for state in states:
        for found in ledger["firings"].find({"state": state}).sort([("due", 1), ("_id", 1)]):
            yield Firing.model_validate(found)


def of_schedule(ledger: Ledger, schedule: str, most: int = 0) -> Iterable[Firing]:
    """What became of a schedule's due times, the latest first; at most so many, 0 for all."""
    for found in ledger["firings"].find({"schedule": schedule}).sort([("due", -1), ("_id", 1)]).limit(most):
        yield Firing.model_validate(found)
