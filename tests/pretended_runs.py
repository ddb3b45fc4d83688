"""Runs that last as long as a test wants: what gives out due times is tried without processes and without waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from ledger.database import Ledger
from scheduler.firings import run_id
from scheduler.giving import Giving
from scheduler.lease import Lease
from scheduler.pace import Pace
from scheduler.schedules import Schedule

LEASE = 15.0
START = datetime(2026, 3, 1, tzinfo=UTC)


def made(name: str = "seeds", **values: object) -> Schedule:
    """A schedule that runs each hour from START on, unless told otherwise."""
    fields = {"_id": name, "task": ("replay", "seeds"), "created": START, "last_due": START, "every_minutes": 60.0}
    return Schedule.model_validate({**fields, **values})


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = START
        self.seconds = 0.0
        """What never jumps: who waits for that has to say so."""

    def __call__(self) -> datetime:
        return self.now

    def steady(self) -> float:
        return self.seconds

    def go(self, **span: float) -> None:
        self.now += timedelta(**span)


class Runs:
    """Starts runs that are documents only; each ends by `end`."""

    def __init__(self, ledger: Ledger) -> None:
        self.running: dict[str, Callable[[str], None]] = {}
        self.began: list[tuple[str, datetime]] = []
        """(schedule, due time) of each, in the order in which they began."""
        self._runs = ledger["runs"]

    def start(
        self, task: Sequence[str], *, schedule: str | None, due: datetime | None, ended: Callable[[str], None]
    ) -> str:
        assert schedule and due
        run = run_id(schedule, due)
        fields = {"kind": task[0], "started": due, "state": "running", "schedule": schedule, "due": due}
        self._runs.insert_one({"_id": run, **fields})
        self.running[run] = ended
        self.began.append((schedule, due))
        return run

    def adopt(self) -> list[str]:
        return []

    def end(self, run: str | None = None) -> None:
        """End one run, or all."""
        for one in [run] if run else list(self.running):
            self._runs.update_one({"_id": one}, {"$set": {"state": "ended", "outcome": "done", "exit_code": 0}})
            self.running.pop(one)(one)


class Servant:
    """What a service does at each beat, by hand."""

    def __init__(self, ledger: Ledger, clock: Clock, name: str = "one", places: int = 4) -> None:
        self.runs = Runs(ledger)
        pace = Pace(clock=clock, steady=clock.steady, lease_seconds=LEASE, places=places)
        self._clock = clock
        self.lease = Lease(ledger, name, LEASE, clock.steady)
        self._giving = Giving(ledger, self.lease, self.runs, pace)
        self._is_in_charge = False

    def beat(self, *, ends: bool = True) -> bool:
        """One beat; what it starts ends at once, if it does not have to go on. Gives whether it is in charge."""
        was, self._is_in_charge = self._is_in_charge, self.lease.hold(self._clock())
        if self._is_in_charge:
            if not was:
                self._giving.take_charge()
            self._giving.beat()
            if ends:
                self.runs.end()
        elif was:
            self._giving.resign()
        return self._is_in_charge
