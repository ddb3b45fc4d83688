"""What the list of schedules shows: its columns on the screen, in CSV, and its records in JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from operator import attrgetter

from cli.output import Kind
from cli.tables import Cell
from cli.words import moment
from ledger.export import public
from scheduler.schedules import Schedule


def _when(schedule: Schedule) -> str:
    return f"every {schedule.every_minutes:g} min" if schedule.every_minutes else f"{schedule.cron} {schedule.timezone}"


def _following(schedule: Schedule) -> str:
    following = schedule.following(datetime.now(UTC))
    return "paused" if schedule.paused else moment(following) if following else "never again"


def _last(schedule: Schedule) -> str:
    if schedule.last_exit is None:
        return "not yet run" if schedule.last_started is None else "running"
    return "well" if schedule.last_exit == 0 else f"exit code {schedule.last_exit}"


SCHEDULES = Kind(
    name="schedules",
    csv={
        **{
            name: attrgetter(name)
            for name in ("id", "every_minutes", "cron", "timezone", "paused", "last_started", "last_ended", "last_exit")
        },
        "task": lambda schedule: " ".join(schedule.task),
    },
    public=public,
    screen=(
        Cell(head="name", text=lambda schedule: schedule.id, style="cyan"),
        Cell(head="when", text=_when),
        Cell(head="next", text=_following),
        Cell(head="last run", text=_last),
        Cell(head="task", text=lambda schedule: " ".join(schedule.task), least=20),
    ),
)
