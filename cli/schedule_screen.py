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
    if schedule.cron:
        return f"{schedule.cron} {schedule.timezone}"
    every = span_words(schedule.every_minutes or 0)
    if schedule.least_minutes is None or schedule.most_minutes is None:
        return f"every {every}"
    return f"every {every} ({span_words(schedule.least_minutes)} to {span_words(schedule.most_minutes)})"


def span_words(minutes: float) -> str:
    """A span of time as short as it goes.

    >>> span_words(90), span_words(60), span_words(2880), span_words(0.5)
    ('90 min', '1 h', '2 d', '30 s')
    """
    for unit, size in (("d", 1440), ("h", 60), ("min", 1)):
        if minutes >= size and minutes % size == 0:
            return f"{minutes / size:g} {unit}"
    return f"{minutes * 60:g} s" if minutes < 1 else f"{round(minutes)} min"


def _following(schedule: Schedule) -> str:
    following = schedule.following(datetime.now(UTC))
    if schedule.wanted:
        return "now"
    return "paused" if schedule.paused else moment(following) if following else "never again"


def _last(schedule: Schedule) -> str:
    if schedule.last_started is None:
        return "not yet run"
    if schedule.last_ended is None or schedule.last_ended < schedule.last_started:
        return "running"
    return "well" if schedule.last_exit == 0 else f"exit code {schedule.last_exit}"


SCHEDULES = Kind(
    name="schedules",
    csv={
        **{
            name: attrgetter(name)
            for name in (
                *("id", "every_minutes", "cron", "timezone", "least_minutes", "most_minutes", "jitter_seconds"),
                *("source", "paused", "last_due", "last_started", "last_ended", "last_exit", "last_run"),
            )
        },
        "task": lambda schedule: " ".join(schedule.task),
        "blackouts": lambda schedule: ", ".join(schedule.blackouts),
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

DUE_TIMES = Kind(
    name="due times",
    csv={name: attrgetter(name) for name in ("schedule", "due", "begins")},
    public=public,
    screen=(
        Cell(head="schedule", text=lambda due: due.schedule, style="cyan"),
        Cell(head="due", text=lambda due: moment(due.due)),
        Cell(head="begins", text=lambda due: f"{due.begins:%Y-%m-%d %H:%M:%S}"),
    ),
)
