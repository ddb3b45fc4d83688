"""The records of scheduling: what runs again and when, and what became of each due time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from ledger.records import Record

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LETTERS = "0-9A-Za-z_\u00c0-\u167f\u1681-\u1fff\u3040-\ud7ff"
"""Written out: by ``\\w`` Python, pydantic and MongoDB each mean something else."""
FiringState = Literal["claimed", "running", "ended", "missed"]


class StoredSchedule(Record):
    """One task and its times: every so many minutes, by a cron line, or adaptive between two bounds."""

    id: str = Field(alias="_id", pattern=rf"^[{_LETTERS}][{_LETTERS}.-]{{0,79}}$")
    """Its name: letters of any script, digits, "_", "-" and "."; not "-" or "." at its beginning."""
    task: tuple[str, ...]
    """("replay", path, ...) with whole paths, ("crawl", source), or ("crawl", spider, address, ...)."""
    every_minutes: float | None = None
    """How often it runs; of an adaptive one, how often at present."""
    cron: str | None = None
    """Five fields as crontab has them, "30 6 * * mon-fri"; in its place of `every_minutes`."""
    timezone: str = "UTC"
    """Of the cron line and the blackouts: "Europe/Prague"."""
    least_minutes: float | None = None
    """Of an adaptive one: the shortest time between two runs."""
    most_minutes: float | None = None
    """Of an adaptive one: the longest time between two runs."""
    rhythm: str | None = None
    """Of an adaptive one: why it runs as often as it does at present, in a sentence."""
    jitter_seconds: int = 0
    """Each due time begins up to so many seconds late: by how many, its name and the due time tell."""
    blackouts: tuple[str, ...] = ()
    """When nothing begins: "08:00-18:00", "sat-sun", "mon-fri 22:00-06:00"."""
    source: str | None = None
    """The source that it crawls."""
    source_digest: str | None = None
    """A hash of the source's times that it was made from; absent where a person said the times."""
    paused: bool = False
    """Whether it rests."""
    created: datetime
    """When it was made: its first due time is after that."""
    anchor: datetime | None = None
    """From when on the minutes are counted; else from `created`."""
    last_due: datetime = NEVER
    """The due time that was given out last."""
    wanted: datetime | None = None
    """When a person asked for a run out of turn that has not yet begun."""
    last_started: datetime | None = None
    """When its last run began."""
    last_ended: datetime | None = None
    """When its last run ended."""
    last_exit: int | None = None
    """The exit code of its last run."""
    last_run: str | None = None
    """Its last run."""


class Firing(Record):
    """One due time of one schedule, and what became of it: given out once, by its `_id`, or missed, and why."""

    id: str = Field(alias="_id")
    """The schedule and the due time, with a blank between: "nightly 2026-03-01T02:30:00+00:00"."""
    schedule: str
    """The schedule's name."""
    due: datetime
    """The due time by the schedule, before jitter and blackouts."""
    state: FiringState
    """claimed: a service took it. running: its run has begun. ended: its run has ended. missed: it has no run."""
    at: datetime
    """When that was last said."""
    owner: str | None = None
    """The service that took it."""
    run: str | None = None
    """Its run."""
    why: str | None = None
    """Why it was missed, or why it was taken for another service's, in a sentence."""
    times: int = 1
    """How many due times this stands for, `due` the last of them: many that were missed together are one."""
    since: datetime | None = None
    """The first of them, where it stands for several."""
