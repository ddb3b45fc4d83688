"""Giving out: which due times begin now, which wait, and what becomes of those that a dead service left.

So many runs are under way at once, and of each schedule one. What has to wait is given out when a place is free, the
longest overdue first; its times that pass meanwhile are one with the latest. Only the service in charge gives out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Protocol

import structlog
from pymongo.errors import DuplicateKeyError, PyMongoError

from ledger import queries
from ledger.database import Ledger
from ledger.errors import LedgerError
from ledger.scheduling import Firing
from scheduler import firings, schedules
from scheduler.lease import Lease
from scheduler.pace import Pace
from scheduler.schedules import Schedule
from scheduler.timetable import Timetable

LOOK_SECONDS = 60.0
"""Schedules that were edited without a word are seen within this; so are runs that ended elsewhere."""
CLOCK_SLACK = timedelta(seconds=2)
"""Clocks that are kept right go back by less."""
_log = structlog.get_logger()


class Starts(Protocol):
    """What starts runs: `scheduler.tasks.Tasks`."""

    @property
    def running(self) -> Collection[str]:
        """The runs that it started and that have not ended."""

    def start(
        self, task: Sequence[str], *, schedule: str | None, due: datetime | None, ended: Callable[[str], None]
    ) -> str:
        """Start a run and give its id; `ended` is called with the id when it has ended. Raises OSError."""

    def adopt(self) -> object:
        """End the runs whose process died, and take up those that can go on."""


class Giving:
    """Gives out what is due, while the lease is held. `after` is called with each run that has ended."""

    def __init__(
        self, ledger: Ledger, lease: Lease, tasks: Starts, pace: Pace, after: Callable[[str], None] = lambda _: None
    ) -> None:
        self._ledger, self._lease, self._tasks, self._after = ledger, lease, tasks, after
        self._clock, self._pace = pace.clock, pace
        self._timetable = Timetable(self._wake, pace.clock)
        self._schedules: dict[str, Schedule] = {}
        self._changes = -1
        self._looked = self._settled = float("-inf")
        self._since = pace.clock()
        """Since when this service is in charge."""
        self._beaten = self._since
        self._awake: dict[str, datetime] = {}
        """{schedule: its due time} of those that are to begin, as they were when they were found."""
        self._waits: dict[str, str] = {}
        """{schedule: why its due time had to wait}."""
        self._busy: dict[str, str] = {}
        """{schedule: its run that is under way}; empty while it is being started."""
        self._left: dict[str, float] = {}
        """{firing that was claimed and has not begun: since when that is known, on the steady clock}."""
        self._guard = threading.Lock()

    def __len__(self) -> int:
        """How many schedules there are that can run."""
        return len(self._schedules)

    def take_charge(self) -> None:
        """Begin to give out."""
        self._since, self._changes = self._clock(), -1
        self._settled = float("-inf")

    def resign(self) -> None:
        """Give nothing out any more; runs that are under way are not touched."""
        self._timetable.clear()
        self._awake.clear()
        self._left.clear()

    def beat(self) -> None:
        """Give out what is due now."""
        now = self._clock()
        if now < self._beaten - CLOCK_SLACK:
            _log.warning("the clock was set back", by=str(self._beaten - now))
            self._timetable.clear()
            self._changes, self._since = -1, min(self._since, now)
        self._beaten = now
        self._look()
        self._timetable.beat()
        if self._pace.steady() - self._settled >= self._pace.lease_seconds:
            self._settle()
            self._settled = self._pace.steady()
        self._give()

    def _look(self) -> None:
        """See the schedules as they are, where they may have changed."""
        changes = schedules.changes(self._ledger)
        if changes == self._changes and self._pace.steady() - self._looked < LOOK_SECONDS:
            return
        self._schedules = {schedule.id: schedule for schedule in schedules.every(self._ledger)}
        self._timetable.place(self._schedules)
        self._changes, self._looked = changes, self._pace.steady()

    def _wake(self, name: str) -> None:
        schedule = self._schedules.get(name)
        if schedule and name not in self._awake and (due := self._due(schedule)):
            self._awake[name] = due

    def _due(self, schedule: Schedule) -> datetime | None:
        """What is to be given out of a schedule now."""
        if schedule.wanted:
            return schedule.wanted
        return None if schedule.paused else schedule.due(self._clock())

    def _give(self) -> None:
        """Give out what is awake, as far as there are places."""
        for name, _ in sorted(self._awake.items(), key=lambda item: (item[1], item[0])):
            schedule = self._schedules.get(name)
            if not self._lease.is_held:
                return  # the beat took long: the next one goes on, if it is still this service's turn
            if name in self._busy:
                self._waits[name] = "the run before it was still under way"
            elif len(self._busy) >= self._pace.places:
                self._waits[name] = f"all {self._pace.places} places for runs were taken"
            else:
                del self._awake[name]
                if schedule and (due := self._due(schedule)):
                    self._try(schedule, due)
                self._waits.pop(name, None)

    def _try(self, schedule: Schedule, due: datetime) -> None:
        """Give a due time out; whatever is wrong with one schedule, the others run."""
        try:
            self._give_out(schedule, due)
        except (PyMongoError, LedgerError):
            self._awake[schedule.id] = due
            raise
        except Exception:  # noqa: BLE001 - its time is looked at again when the next one comes
            _log.exception("could not be given out", schedule=schedule.id, due=due.isoformat())

    def _give_out(self, schedule: Schedule, due: datetime) -> None:
        if firings.claim(self._ledger, schedule.id, due, self._lease.owner, self._clock()):
            self._begin(schedule, due)
        else:
            self._move_on(schedule, due)  # a service before this one took it, and was killed before it said so

    def _begin(self, schedule: Schedule, due: datetime) -> None:
        """Start the run of a due time that was claimed. What is written before it can be written again."""
        self._record_passed(schedule, due)
        self._move_on(schedule, due)
        if not self._lease.is_held:
            return  # this took so long that another service is in charge, and will find the claim
        with self._guard:
            self._busy[schedule.id] = ""
        try:
            run = self._tasks.start(
                schedule.task, schedule=schedule.id, due=due, ended=lambda run: self._ended(schedule.id, due, run)
            )
        except DuplicateKeyError:
            run = firings.run_id(schedule.id, due)  # a service before this one began it, and died before it said so
        except OSError as error:
            self._busy.pop(schedule.id, None)
            firings.gave_up(self._ledger, schedule.id, due, f"its process could not be started: {error}", self._clock())
            _log.error("could not start", schedule=schedule.id, due=due.isoformat(), why=str(error))
            return
        with self._guard:
            if schedule.id in self._busy:
                self._busy[schedule.id] = run
        firings.begun(self._ledger, schedule.id, due, run, self._clock())
        self._note(schedule.id, last_started=self._clock(), last_run=run)
        _log.info("started", schedule=schedule.id, due=due.isoformat(), run=run)

    def _record_passed(self, schedule: Schedule, due: datetime) -> None:
        """Record those times that were not given out before this one, each with why."""
        if schedule.last_due > self._clock():
            return  # the clock was ahead, and what it passed over is recorded
        passed = schedule.times.passed(schedule.since(due), due, schedules.MOST_PASSED)
        for why, dues in groupby(passed, key=lambda one: self._why(schedule, one)):
            said = f"{why}; it is one with the run of {due:%Y-%m-%d %H:%M:%S} UTC"
            firings.missed(self._ledger, schedule.id, list(dues), said, self._clock())

    def _why(self, schedule: Schedule, missed: datetime) -> str:
        if schedule.times.begins(missed) - missed > timedelta(seconds=schedule.jitter_seconds):
            return "it fell into a blackout"
        if schedule.paused:
            return "it was paused"
        if missed < self._since:
            return "no service was in charge"
        return self._waits.get(schedule.id, "the service was late")

    def _move_on(self, schedule: Schedule, due: datetime) -> None:
        """Note that a due time was given out, so that what follows is counted from there."""
        if due == schedule.wanted:
            self._ledger["schedules"].update_one({"_id": schedule.id, "wanted": due}, {"$unset": {"wanted": ""}})
            self._schedules[schedule.id] = schedule.model_copy(update={"wanted": None})
        if due > schedule.last_due or schedule.last_due > self._clock():
            self._note(schedule.id, last_due=due)
            moved = self._schedules.get(schedule.id, schedule).model_copy(update={"last_due": due})
            self._schedules[schedule.id] = moved

    def _ended(self, name: str, due: datetime, run: str) -> None:
        """Note that a run has ended; called by whoever waited for it."""
        with self._guard:
            self._busy.pop(name, None)
        if firings.ended(self._ledger, name, due, run, self._clock()):
            found = self._ledger["runs"].find_one({"_id": run}) or {}
            self._note(name, last_ended=found.get("ended") or self._clock(), last_exit=found.get("exit_code"))
            _log.info("ended", schedule=name, run=run, outcome=found.get("outcome"))
            self._after(run)

    def _note(self, name: str, **values: Any) -> None:
        with suppress(schedules.NoSuchSchedule):  # removed meanwhile: there is nothing left to note it on
            schedules.note(self._ledger, name, **values)

    def _settle(self) -> None:
        """See what became of the due times that other services took, those that were killed among them."""
        self._tasks.adopt()
        busy = {}
        for firing in firings.in_state(self._ledger, "running"):
            run = queries.find_last_run(self._ledger, firing.run) if firing.run else None
            if run and run.state != "ended":
                busy[firing.schedule] = run.id
            elif firing.run not in self._tasks.running:
                self._ended(firing.schedule, firing.due, run.id if run else str(firing.run))
        with self._guard:
            self._busy = busy | {name: run for name, run in self._busy.items() if not run or run in self._tasks.running}
        claimed = {firing.id: firing for firing in firings.in_state(self._ledger, "claimed")}
        self._left = {one: self._left.get(one, self._pace.steady()) for one in claimed}
        for one, firing in claimed.items():
            if self._pace.steady() - self._left[one] >= self._pace.lease_seconds:
                self._settle_claimed(firing)

    def _settle_claimed(self, firing: Firing) -> None:
        """Begin what a service claimed that died before it began, or note the run that it began before it died."""
        now = self._clock()
        run = self._ledger["runs"].find_one({"_id": firings.run_id(firing.schedule, firing.due)}, {"_id": 1})
        schedule = self._schedules.get(firing.schedule)
        why = f"the service {firing.owner} took it and died before it began"
        if run:
            firings.begun(self._ledger, firing.schedule, firing.due, str(run["_id"]), now)
        elif schedule is None:
            firings.gave_up(self._ledger, firing.schedule, firing.due, f"{why}; the schedule is gone since", now)
        elif firing.schedule not in self._busy and firings.take_over(self._ledger, firing, self._lease.owner, now, why):
            self._begin(schedule, firing.due)
