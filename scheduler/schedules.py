"""Schedules: what runs again, and when. They live in MongoDB, so that every service and every command sees the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from pydantic import AwareDatetime, Field, ValidationError, model_validator
from pymongo.errors import DuplicateKeyError

from ledger.database import Ledger
from ledger.errors import LedgerError
from ledger.records import Issue, Record
from ledger.validators import document
from pipelines.writes import delete_all, replace_all

FIELD = "schedule"
"""What the issue of a schedule that cannot run has for its field; its page is the schedule's name."""
SPIDERS = frozenset({"title", "catalogue", "roundup", "column"})
"""Those that crawl addresses; any other name is a source's."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LOOK_BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=40))
"""How far back a missed time is looked for, step by step: only the latest one counts."""


class NoSuchSchedule(LedgerError):  # noqa: N818 - named like the ledger's other errors
    """A schedule was named that does not exist."""


class NameTaken(LedgerError):  # noqa: N818
    """There is a schedule with that name already."""


class Schedule(Record):
    """One task and its times: either every so many minutes, or by a cron line in a time zone."""

    id: str = Field(alias="_id", pattern=r"^[\w][\w.-]{0,79}$")
    """Letters, digits, "_", "-" and ".": it names the file of its output, too."""
    task: tuple[str, ...] = Field(min_length=2)
    """("replay", path, ...) with whole paths, ("crawl", source), or ("crawl", spider, address, ...)."""
    every_minutes: float | None = Field(default=None, gt=0)
    cron: str | None = None
    """Five fields, "30 6 * * mon-fri"."""
    timezone: str = "UTC"
    """Of the cron line: "Europe/Prague"."""
    paused: bool = False
    created: AwareDatetime
    last_due: AwareDatetime = NEVER
    """The due time that was run last: a service claims a time by moving this on."""
    last_started: AwareDatetime | None = None
    last_ended: AwareDatetime | None = None
    last_exit: int | None = None
    """The exit code of the last run."""

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.every_minutes is None) == (self.cron is None):
            raise ValueError("give either every_minutes or cron")
        if self.task[0] not in ("replay", "crawl"):
            raise ValueError(f"a schedule runs replay or crawl, not {self.task[0]!r}")
        if self.task[0] == "crawl" and not _is_crawl(self.task[1], self.task[2:]):
            raise ValueError("crawl one source by its name, or name a spider and at least one address")
        if self.created < NEVER:
            raise ValueError("created is before 1970")
        self.trigger()
        return self

    def trigger(self) -> BaseTrigger:
        """Its times, as APScheduler counts them."""
        if self.cron is not None:
            return CronTrigger.from_crontab(self.cron, timezone=self.timezone)
        return IntervalTrigger(seconds=round((self.every_minutes or 0) * 60), start_date=self.created, timezone=UTC)

    def due(self, now: datetime) -> datetime | None:
        """The latest time that has come and was not run; the ones before it are one with it. None where none has.

        >>> start = datetime(2026, 1, 1, tzinfo=UTC)
        >>> hourly = Schedule(id="a", task=("replay", "x"), every_minutes=60, created=start, last_due=start)
        >>> str(hourly.due(start + timedelta(hours=3, minutes=5)))
        '2026-01-01 03:00:00+00:00'
        >>> hourly.due(start + timedelta(minutes=59)) is None
        True
        """
        earliest = max(self.last_due, self.created - timedelta(seconds=1))
        for span in _LOOK_BACK:
            since = max(earliest, now - span)
            found = self._latest(since, now)
            if found or since == earliest:
                return found
        return None

    def _latest(self, since: datetime, now: datetime) -> datetime | None:
        """The last of its times after `since` and up to `now`."""
        trigger, found = self.trigger(), None
        following = trigger.get_next_fire_time(None, since + timedelta(microseconds=1))
        while following and following <= now:
            found = following
            following = trigger.get_next_fire_time(following, following + timedelta(microseconds=1))
        return found.astimezone(UTC) if found else None

    def following(self, now: datetime) -> datetime | None:
        """The next time after `now`."""
        following = self.trigger().get_next_fire_time(None, now)
        return following.astimezone(UTC) if following else None


def _is_crawl(named: str, addresses: tuple[str, ...]) -> bool:
    """Whether it is one source alone, or a spider with addresses."""
    if addresses:
        return named in SPIDERS and all("://" in one for one in addresses)
    return named not in SPIDERS and "://" not in named


def add(ledger: Ledger, schedule: Schedule) -> None:
    """Store a new schedule. Raises NameTaken where one has that name."""
    try:
        ledger["schedules"].insert_one(schedule.model_dump(by_alias=True))
    except DuplicateKeyError as error:
        todo = f"remove it first: filmledger schedule remove {schedule.id}"
        raise NameTaken("there is a schedule with that name", where=schedule.id, todo=todo) from error


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


def change(ledger: Ledger, name: str, **values: Any) -> None:
    """Set fields of a schedule. Raises NoSuchSchedule."""
    if ledger["schedules"].update_one({"_id": name}, {"$set": values}).matched_count == 0:
        raise _unknown(name)


def remove(ledger: Ledger, name: str) -> None:
    """Delete a schedule. Raises NoSuchSchedule."""
    if ledger["schedules"].delete_one({"_id": name}).deleted_count == 0:
        raise _unknown(name)


def claim(ledger: Ledger, name: str, due: datetime) -> bool:
    """Take a due time for oneself: of all services that try, one gets True; a time is given once."""
    taken = ledger["schedules"].update_one({"_id": name, "last_due": {"$lt": due}}, {"$set": {"last_due": due}})
    return taken.modified_count == 1


def _unknown(name: str) -> NoSuchSchedule:
    return NoSuchSchedule("there is no schedule with that name", where=name, todo="see: filmledger schedule list")
