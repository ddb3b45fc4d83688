"""`filmledger schedule`: what runs again and when, and the service that runs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import Csv, Form, Json, Limit, deliver, opened

if TYPE_CHECKING:
    from scrapers.sources.records import Source

app = typer.Typer(
    no_args_is_help=True,
    help="Run replays and crawls again and again: add schedules, and leave the service running.",
    epilog="Start with `filmledger schedule add`, then `filmledger schedule run`.",
)
ADD_EXAMPLES = """Examples:

filmledger schedule add nightly --cron "30 2 * * *" --timezone Europe/Prague -- replay saved/

filmledger schedule add films -- crawl films.example

filmledger schedule add reviews --every 6h -- crawl roundup https://site.example/film/reviews
"""
LIST_EXAMPLES = """Examples:

filmledger schedule list

filmledger schedule list --json
"""
RUN_EXAMPLES = """Examples:

filmledger schedule run

FILMLEDGER_MONGODB_URI=mongodb://db:27017 filmledger schedule run
"""
Name = Annotated[str, typer.Argument(help="The schedule's name.")]


def _minutes(words: str) -> float:
    from scrapers.sources.records import span

    try:
        return span(words).total_seconds() / 60
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@app.command(epilog=ADD_EXAMPLES)
def add(
    name: Name,
    task: Annotated[
        list[str], typer.Argument(metavar="TASK...", help="replay PATH..., crawl SOURCE, or crawl SPIDER URL...")
    ],
    every: Annotated[str | None, typer.Option(help="How often: 30m, 6h, 1d; else as the source says.")] = None,
    cron: Annotated[str | None, typer.Option(help='When: five fields, "30 6 * * mon-fri".')] = None,
    timezone: Annotated[str, typer.Option(help="The time zone of the cron line.")] = "UTC",
) -> None:
    """Add a schedule. The first run is at its first due time after now."""
    from datetime import UTC, datetime

    from pydantic import ValidationError

    from scheduler import schedules

    source = _source_of(task)
    if source and not every and not cron:
        every = source.visits.every
    minutes = _minutes(every) if every else None
    now = datetime.now(UTC).replace(microsecond=0)
    try:
        schedule = schedules.Schedule(
            _id=name, task=_whole(task), every_minutes=minutes, cron=cron, timezone=timezone, created=now, last_due=now
        )
    except (ValidationError, ValueError, LookupError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise typer.BadParameter(first) from error
    with opened() as ledger:
        schedules.add(ledger, schedule)
    typer.echo(f"{name}: next at {schedule.following(now):%Y-%m-%d %H:%M} UTC")


def _source_of(task: list[str]) -> Source | None:
    """The source that a task crawls; None for any other task. Raises SourceError."""
    from scheduler.schedules import SPIDERS
    from scrapers.sources import find_source

    is_source = task[0] == "crawl" and len(task) == 2 and task[1] not in SPIDERS and "://" not in task[1]
    return find_source(task[1]) if is_source else None


def _whole(task: list[str]) -> tuple[str, ...]:
    """The task with whole paths: the service that runs it stands in another folder."""
    if task[0] != "replay":
        return tuple(task)
    return ("replay", *(str(Path(path).expanduser().absolute()) for path in task[1:]))


@app.command("list", epilog=LIST_EXAMPLES)
def list_(limit: Limit = None, json: Json = False, csv: Csv = False) -> None:
    """List the schedules: what, when next, and how the last run went."""
    from cli.schedule_screen import SCHEDULES
    from scheduler import schedules

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        deliver(schedules.every(ledger), SCHEDULES, form, filtered=False)
        sys.stdout.flush()
        for name, why in schedules.broken(ledger).items():
            sys.stderr.write(f"{name} cannot run: {why}. Mend its document in `schedules`, or remove it.\n")


@app.command(epilog="Example:\n\nfilmledger schedule remove nightly")
def remove(name: Name) -> None:
    """Remove a schedule; what it brought into the ledger stays."""
    from scheduler import schedules

    with opened() as ledger:
        schedules.remove(ledger, name)
    typer.echo(f"{name}: removed")


def _pause(name: str, *, paused: bool) -> None:
    from scheduler import schedules

    with opened() as ledger:
        schedules.change(ledger, name, paused=paused)
    typer.echo(f"{name}: {'paused' if paused else 'resumed'}")


@app.command(epilog="Example:\n\nfilmledger schedule pause nightly")
def pause(name: Name) -> None:
    """Let a schedule rest; the times that pass meanwhile are not made up for one by one."""
    _pause(name, paused=True)


@app.command(epilog="Example:\n\nfilmledger schedule resume nightly")
def resume(name: Name) -> None:
    """Take a paused schedule up again."""
    _pause(name, paused=False)


@app.command(epilog=RUN_EXAMPLES)
def run() -> None:
    """Serve: run what is due until stopped (Ctrl-C, SIGTERM). Any number may serve; one is in charge."""
    import signal

    from ledger.database import open_ledger
    from ledger.settings import load_settings
    from scheduler.service import Service

    settings = load_settings()
    with open_ledger(settings) as ledger:
        service = Service(ledger, settings.home / "logs")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stop())
        service.run()
