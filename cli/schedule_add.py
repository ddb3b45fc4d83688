"""`filmledger schedule add`: one schedule by its options, or one for every source by what its TOML says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.output import opened

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.schedules import Schedule
    from scrapers.sources.records import Source

EXAMPLES = """Examples:

filmledger schedule add --all

filmledger schedule add nightly --cron "30 2 * * *" --timezone Europe/Prague -- replay saved/

filmledger schedule add films -- crawl films.example

filmledger schedule add films --adaptive --blackout "mon-fri 08:00-18:00" -- crawl films.example

filmledger schedule add reviews --every 6h --jitter 10min -- crawl roundup https://site.example/film/reviews
"""
_OF_A_SOURCE = (
    *("every_minutes", "cron", "least_minutes", "most_minutes"),
    *("timezone", "jitter_seconds", "blackouts"),
)
"""What the schedule of a source has from its file, where nobody says otherwise."""


def add(
    name: Annotated[str | None, typer.Argument(help="The schedule's name.")] = None,
    task: Annotated[
        list[str] | None, typer.Argument(metavar="TASK...", help="replay PATH..., crawl SOURCE, or crawl SPIDER URL...")
    ] = None,
    every_source: Annotated[
        bool, typer.Option("--all", help="A schedule for every source, as its TOML says.", metavar="")
    ] = False,
    every: Annotated[str | None, typer.Option(help="How often: 30m, 6h, 1d; else as the source says.")] = None,
    cron: Annotated[str | None, typer.Option(help='When: five fields, "30 6 * * mon-fri".')] = None,
    adaptive: Annotated[
        bool, typer.Option("--adaptive", help="As often as the source's pages change.", metavar="")
    ] = False,
    timezone: Annotated[str | None, typer.Option(help="The time zone of --cron and --blackout; else UTC.")] = None,
    jitter: Annotated[str | None, typer.Option(help="Begin each time up to so much late: 10min.")] = None,
    blackout: Annotated[
        list[str] | None, typer.Option(help='When nothing begins: "08:00-18:00", "sat-sun"; may be given again.')
    ] = None,
) -> None:
    """Add a schedule. The first run is at its first due time after now."""
    from datetime import UTC, datetime

    now = datetime.now(UTC).replace(microsecond=0)
    if every_source:
        if name or every or cron or adaptive or timezone or jitter or blackout:
            raise CommandError("--all takes the times from the sources' files; give it alone.", ExitCode.USAGE)
        _add_all(now)
        return
    if not name or not task:
        raise CommandError("Name the schedule and its task: filmledger schedule add NAME -- TASK...", ExitCode.USAGE)
    if sum(map(bool, (every, cron, adaptive))) > 1:
        raise CommandError("Give one of --every, --cron and --adaptive.", ExitCode.USAGE)
    beside = {
        "timezone": timezone,
        "jitter_seconds": int(_minutes(jitter) * 60) if jitter else None,
        "blackouts": blackout or None,
    }
    given = {key: value for key, value in beside.items() if value is not None}
    schedule = _made(name, task, every, cron, now, adaptive=adaptive, given=given)
    from scheduler import schedules

    with opened() as ledger:
        schedules.add(ledger, schedule)
    following = schedule.following(now)
    typer.echo(f"{name}: next at {following:%Y-%m-%d %H:%M} UTC")


def _made(
    name: str, task: list[str], every: str | None, cron: str | None, now: datetime, *, adaptive: bool, given: Any
) -> Schedule:
    from pydantic import ValidationError

    from scheduler import schedules
    from scheduler.sourced import said, schedule_of

    source = _source_of(task)
    if adaptive and not source:
        raise CommandError("--adaptive needs the pages of a source: crawl SOURCE", ExitCode.USAGE)
    times: dict[str, Any] = {"every_minutes": _minutes(every) if every else None, "cron": cron}
    try:
        if not every and not cron:
            if not source:
                raise CommandError('Say when it runs: --every 6h, or --cron "30 6 * * mon-fri".', ExitCode.USAGE)
            wanted = {"adaptive": True, "cron": None} if adaptive else {}
            whole = schedule_of(source.model_copy(update={"visits": source.visits.model_copy(update=wanted)}), now)
            times = {key: getattr(whole, key) for key in _OF_A_SOURCE}
        made = {"_id": name, "task": _whole(task), "created": now, "last_due": now, **times, **given}
        return schedules.Schedule.model_validate(made | ({"source": source.name} if source else {}))
    except (ValidationError, ValueError, LookupError) as error:
        raise typer.BadParameter(said(error) if isinstance(error, ValueError) else str(error)) from error


def _add_all(now: datetime) -> None:
    from cli.words import many
    from scheduler.sourced import follow_sources

    with opened() as ledger:
        told = follow_sources(ledger, now)
    found = (("added", told.added), ("changed", told.changed), ("as they were", [*told.same, *told.own]))
    typer.echo("; ".join(f"{many(len(names), 'schedule')} {how}" for how, names in found))
    sys.stdout.flush()
    for name in told.gone:
        sys.stderr.write(f"{name}: its source is gone; remove it: filmledger schedule remove {name}\n")
    for name, why in told.wrong.items():
        sys.stderr.write(f"{name}: no schedule: {why}\n")
    if told.wrong:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _minutes(words: str) -> float:
    from scrapers.sources.records import span

    try:
        return span(words).total_seconds() / 60
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _source_of(task: list[str]) -> Source | None:
    """The source that a task crawls; None for any other task. Raises SourceError."""
    from scheduler.limits import source_of
    from scheduler.schedules import SPIDERS
    from scrapers.sources import find_source

    name = source_of(task)
    return find_source(name) if name and name not in SPIDERS and "://" not in name else None


def _whole(task: list[str]) -> tuple[str, ...]:
    """The task with whole paths: the service that runs it stands in another folder."""
    if task[0] != "replay":
        return tuple(task)
    return ("replay", *(str(Path(path).expanduser().absolute()) for path in task[1:]))
