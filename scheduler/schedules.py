"""Schedules: what runs again, and when. They live in MongoDB, so that every service and every command sees the same."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from pydantic import AwareDatetime, Field, ValidationError, model_validator
from pymongo.errors import DuplicateKeyError

from ledger.database import Ledger
from ledger.errors import LedgerError
from ledger.records import Issue, Record
from ledger.scheduling import NEVER, StoredSchedule
from ledger.validators import document
from pipelines.writes import delete_all, replace_all
from scheduler import firings
from scheduler.times import Times
from scheduler.times.blackouts import leave_room

FIELD = "schedule"
"""What the issue of a schedule that cannot run has for its field; its page is the schedule's name."""
SPIDERS = frozenset({"title", "catalogue", "roundup", "column"})
"""Those that crawl addresses; any other name is a source's."""
_MOST_MINUTES = 60.0 * 24 * 3660
MOST_PASSED = 1000
"""So many times that were passed over together are counted; there may have been more."""
CHANGED = "schedules-changed"
"""The document of `meta` that counts the changes of schedules: a service that looks at it sees them at once."""


class NoSuchSchedule(LedgerError):  # noqa: N818 - named like the ledger's other errors
    """A schedule was named that does not exist."""


class NameTaken(LedgerError):  # noqa: N818
    """There is a schedule with that name already."""


class CannotRun(LedgerError):  # noqa: N818
    """A schedule was named that was edited into one that cannot run."""


class Schedule(StoredSchedule):
    """A schedule that can run: its task is one, and its times come."""

    every_minutes: float | None = Field(default=None, gt=0, le=_MOST_MINUTES)
    jitter_seconds: int = Field(default=0, ge=0, le=86_400)
    task: tuple[str, ...] = Field(min_length=2)
    created: AwareDatetime
    anchor: AwareDatetime | None = None
    last_due: AwareDatetime = NEVER

    @model_validator(mode="after")
    def _can_run(self) -> Self:
        if (self.every_minutes is None) == (self.cron is None):
            raise ValueError("give either every_minutes or cron")
        if (self.least_minutes is None) != (self.most_minutes is None):
            raise ValueError("an adaptive schedule has both least_minutes and most_minutes")
        if self.is_adaptive and not 0 < (self.least_minutes or 0) <= (self.every_minutes or 0) <= (
            self.most_minutes or 0
        ):
            raise ValueError("every_minutes of an adaptive schedule lies between least_minutes and most_minutes")
        if self.task[0] not in ("replay", "crawl"):
            raise ValueError(f"a schedule runs replay or crawl, not {self.task[0]!r}")
        if self.task[0] == "crawl" and not _is_crawl(self.task[1], self.task[2:]):
            raise ValueError("crawl one source by its name, or name a spider and at least one address")
        if self.created < NEVER:
            raise ValueError("created is before 1970")
        self._times_come()
        return self

    def _times_come(self) -> None:
        if self.times.following(self.created) is None:
            raise ValueError(f"the cron line {self.cron!r} never comes")
        if not leave_room(self.blackouts):
            raise ValueError("the blackouts leave no minute of the week")

    @property
    def is_adaptive(self) -> bool:
        """Whether its rhythm follows its pages."""
        return self.least_minutes is not None

    @property
    def times(self) -> Times:
        """Its times."""
        return Times(
            name=self.id,
            every=timedelta(seconds=max(round(self.every_minutes * 60), 1)) if self.every_minutes else None,
            anchor=self.anchor or self.created,
            cron=self.cron or "",
            timezone=self.timezone,
            jitter=timedelta(seconds=self.jitter_seconds),
            blackouts=self.blackouts,
        )

    def due(self, now: datetime) -> datetime | None:
        """The latest time that may begin by now and was not given out; the ones before it are one with it.

        >>> start = datetime(2026, 1, 1, tzinfo=UTC)
        >>> hourly = Schedule(id="a", task=("replay", "x"), every_minutes=60, created=start, last_due=start)
        >>> str(hourly.due(start + timedelta(hours=3, minutes=5)))
        '2026-01-01 03:00:00+00:00'
        """
        return self.times.due(self.since(now), now)

    def since(self, now: datetime) -> datetime:
        """The moment after which its next due time is looked for.

        A due time in the future was given out by a clock that was ahead: it holds back none of those before it.
        """
        first = self.created - timedelta(seconds=1)
        return max(self.last_due, first) if self.last_due <= now else first

    def following(self, now: datetime) -> datetime | None:
        """The next due time after `now`."""
        return self.times.following(now)


def _is_crawl(named: str, addresses: tuple[str, ...]) -> bool:
    """Whether it is one source alone, or a spider with addresses."""
    if addresses:
        return named in SPIDERS and all("://" in one for one in addresses)
    return named not in SPIDERS and "://" not in named


def add(ledger: Ledger, schedule: Schedule) -> None:
    """Store a new schedule. Raises NameTaken where one has that name."""
    try:
        ledger["schedules"].insert_one(document(schedule))
    except DuplicateKeyError as error:
        todo = f"remove it first: filmledger schedule remove {schedule.id}"
        raise NameTaken("there is a schedule with that name", where=schedule.id, todo=todo) from error
    changed(ledger)


def every(ledger: Ledger) -> list[Schedule]:
    """All schedules that can run, by name. One that was edited into none is an issue, until it is mended or removed."""
    found: list[Schedule] = []
    wrong: dict[str, str] = {}
    for row in ledger["schedules"].find().sort("_id"):
        try:
            schedule = Schedule.model_validate(row)
            schedule.following(datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one schedule, the others run
            wrong[str(row["_id"])] = _why(error)
        else:
            found.append(schedule)
    _note(ledger, wrong)
    return found


def broken(ledger: Ledger) -> dict[str, str]:
    """{name: what is wrong} of the schedules that cannot run, as they were when `every` last looked."""
    return {found["page"]: found["why"] for found in ledger["issues"].find({"field": FIELD}).sort("page")}


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"[:500]
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _note(ledger: Ledger, wrong: Mapping[str, str]) -> None:
    """Record what is wrong, where that is news, and forget what was mended."""
    known = broken(ledger)
    news = {name: why for name, why in wrong.items() if known.get(name) != why}
    issues = [(name, Issue(page=name, field=FIELD, why=why)) for name, why in news.items()]
    replace_all(ledger["issues"], [{"_id": f"{name} {FIELD}", **document(issue)} for name, issue in issues])
    delete_all(ledger["issues"], sorted(f"{name} {FIELD}" for name in known.keys() - wrong.keys()))


def one(ledger: Ledger, name: str) -> Schedule:
    """The schedule with this name. Raises NoSuchSchedule, and CannotRun with what is wrong with it."""
    found = ledger["schedules"].find_one({"_id": name})
    if found is None:
        raise _unknown(name)
    try:
        return Schedule.model_validate(found)
    except Exception as error:
        todo = f"mend its document in `schedules`, or remove it: filmledger schedule remove {name}"
        raise CannotRun(f"the schedule cannot run, {_why(error)}", where=name, todo=todo) from error


def resume(ledger: Ledger, name: str, now: datetime) -> Schedule:
    """Take a paused schedule up again; times that passed meanwhile are recorded as missed. Raises NoSuchSchedule."""
    found = one(ledger, name)
    if found.paused:
        passed = found.times.passed(found.since(now), now, MOST_PASSED)
        firings.missed(ledger, name, passed, "it was paused", now)
        change(ledger, name, paused=False, last_due=max(found.last_due, now.replace(microsecond=0)))
    return one(ledger, name)


class DueTime(Record):
    """One due time to come, and when its run begins: after jitter and blackouts."""

    schedule: str
    due: datetime
    begins: datetime


def next_due(found: Iterable[Schedule], now: datetime, count: int) -> list[DueTime]:
    """The next due times of these schedules together, in the order in which they begin."""
    coming: list[tuple[datetime, str, datetime]] = []
    for schedule in found:
        due = schedule.following(now)
        for _ in range(count):
            if due is None:
                break
            coming.append((schedule.times.begins(due), schedule.id, due))
            due = schedule.following(due)
    first = heapq.nsmallest(count, coming)
    return [DueTime(schedule=name, due=due, begins=begins) for begins, name, due in first]


def change(ledger: Ledger, name: str, **values: Any) -> None:
    """Set fields of a schedule; None takes one away. Services see it at once. Raises NoSuchSchedule."""
    note(ledger, name, **values)
    changed(ledger)


def note(ledger: Ledger, name: str, **values: Any) -> None:
    """Set fields that say nothing of its times: no service need look. Raises NoSuchSchedule."""
    given = {field: value for field, value in values.items() if value is not None}
    absent = {field: "" for field, value in values.items() if value is None}
    update = ({"$set": given} if given else {}) | ({"$unset": absent} if absent else {})
    if update and ledger["schedules"].update_one({"_id": name}, update).matched_count == 0:
        raise _unknown(name)


def remove(ledger: Ledger, name: str) -> None:
    """Delete a schedule. Raises NoSuchSchedule."""
    if ledger["schedules"].delete_one({"_id": name}).deleted_count == 0:
        raise _unknown(name)
    changed(ledger)


def changed(ledger: Ledger) -> None:
    """Let every service look at the schedules at its next beat."""
    ledger["meta"].update_one({"_id": CHANGED}, {"$inc": {"count": 1}}, upsert=True)


def changes(ledger: Ledger) -> int:
    """How many changes there have been."""
    return int((ledger["meta"].find_one({"_id": CHANGED}) or {}).get("count", 0))


def _unknown(name: str) -> NoSuchSchedule:
    return NoSuchSchedule("there is no schedule with that name", where=name, todo="see: filmledger schedule list")
