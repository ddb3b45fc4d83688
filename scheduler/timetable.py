"""The timetable: APScheduler with a memory job store that is built anew from the ledger's `schedules`.

One job a schedule wakes it when its next time begins. The jobs hold nothing of their own: a job that is woken asks the
ledger what is due, and is built anew whenever its schedule changes. It has no thread; the service gives it each beat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger

from scheduler.pace import Clock, utc_now
from scheduler.schedules import Schedule
from scheduler.times import Times

_PLACE = ("every_minutes", "cron", "timezone", "jitter_seconds", "blackouts", "anchor", "paused", "wanted")
"""What of a schedule its place in the timetable depends on."""


class _ClockZone(tzinfo):
    """UTC by a clock: APScheduler asks for the time in its zone, and is told the clock's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def fromutc(self, _: datetime) -> datetime:
        """The clock's time, whatever the machine's is."""
        return self._clock().astimezone(UTC)

    def utcoffset(self, _: datetime | None) -> timedelta:
        """None from UTC."""
        return timedelta(0)

    def dst(self, _: datetime | None) -> timedelta:
        """It has none."""
        return timedelta(0)

    def tzname(self, _: datetime | None) -> str:
        """Its name."""
        return "UTC"


class _Wakes(BaseTrigger):  # type: ignore[misc]  # APScheduler 3.11 has no types
    """When a schedule is to be looked at. Times that were passed are one: only what comes after now counts."""

    __slots__ = ("_times",)

    def __init__(self, times: Times) -> None:
        self._times = times

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The next moment at which one of its times begins."""
        return self._times.wakes(max(previous, now) if previous else now)


class _Beaten(BaseScheduler):  # type: ignore[misc]
    """APScheduler without a thread: it does what is due when it is told to."""

    def shutdown(self, wait: bool = True) -> None:
        """Forget all jobs."""
        super().shutdown(wait=wait)

    def wakeup(self) -> None:
        """Nothing sleeps that had to be woken."""

    def beat(self) -> None:
        """Do what is due."""
        self._process_jobs()


class Timetable:
    """Wakes schedules when their times begin: `wake` is called with the name of each."""

    def __init__(self, wake: Callable[[str], None], clock: Clock = utc_now) -> None:
        self._wake = wake
        self._clock = clock
        self._placed: dict[str, tuple[Any, ...]] = {}
        # No grace: a job only asks what is due, and that is decided by the ledger however late it is.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = _Beaten(
            jobstores={"default": MemoryJobStore()},
            executors={"default": DebugExecutor()},
            job_defaults=defaults,
            timezone=_ClockZone(clock),
        )
        self._scheduler.start()

    def __len__(self) -> int:
        return len(self._placed)

    def place(self, schedules: Mapping[str, Schedule]) -> None:
        """Take these for all schedules that there are: new and changed ones are looked at in the next beat."""
        for name in self._placed.keys() - schedules.keys():
            self._remove(name)
        for name, schedule in schedules.items():
            place = tuple(getattr(schedule, field) for field in _PLACE)
            if self._placed.get(name) != place:
                self._remove(name)
                self._placed[name] = place
                trigger = _Wakes(schedule.times)
                self._scheduler.add_job(
                    self._wake, trigger, args=(name,), id=name, next_run_time=self._clock(), replace_existing=True
                )

    def clear(self) -> None:
        """Forget all schedules."""
        self.place({})

    def beat(self) -> None:
        """Wake those whose times have begun."""
        self._scheduler.beat()

    def next_wake(self, name: str) -> datetime | None:
        """When a schedule is looked at next; None where there is none of that name, or it never comes again."""
        job = self._scheduler.get_job(name)
        return job.next_run_time.astimezone(UTC) if job else None

    def _remove(self, name: str) -> None:
        self._placed.pop(name, None)
        if self._scheduler.get_job(name):
            self._scheduler.remove_job(name)
