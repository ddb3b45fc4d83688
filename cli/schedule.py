"""`filmledger schedule`: what runs again and when, and the service that runs it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli import schedule_add
from cli.output import Csv, Form, Json, Limit, deliver, opened

if TYPE_CHECKING:
    from ledger.database import Ledger

app = typer.Typer(
    no_args_is_help=True,
    help="Run replays and crawls again and again: add schedules, and leave the service running.",
    epilog="Start with `filmledger schedule add`, then `filmledger schedule run`.",
)
LIST_EXAMPLES = """Examples:

filmledger schedule list

filmledger schedule list --json
"""
NEXT_EXAMPLES = """Examples:

filmledger schedule next

filmledger schedule next nightly -n 5
"""
RUN_EXAMPLES = """Examples:

filmledger schedule run

FILMLEDGER_MONGODB_URI=mongodb://db:27017 filmledger schedule run
"""
Name = Annotated[str, typer.Argument(help="The schedule's name.")]


app.command(epilog=schedule_add.EXAMPLES)(schedule_add.add)


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


@app.command(epilog="Example:\n\nfilmledger schedule pause nightly")
def pause(name: Name) -> None:
    """Let a schedule rest; the times that pass meanwhile are not made up for."""
    from scheduler import schedules

    with opened() as ledger:
        schedules.change(ledger, name, paused=True)
    typer.echo(f"{name}: paused")


@app.command(epilog="Example:\n\nfilmledger schedule resume nightly")
def resume(name: Name) -> None:
    """Take a paused schedule up again, from its next due time on."""
    from scheduler import schedules
    from scheduler.pace import utc_now

    now = utc_now()
    with opened() as ledger:
        schedule = schedules.resume(ledger, name, now)
    typer.echo(f"{name}: resumed, next at {schedule.following(now):%Y-%m-%d %H:%M} UTC")


@app.command(epilog="Example:\n\nfilmledger schedule now nightly")
def now(name: Name) -> None:
    """Run a schedule out of turn, at once; a paused one, too."""
    from scheduler import schedules
    from scheduler.pace import utc_now

    with opened() as ledger:
        schedules.change(ledger, name, wanted=utc_now().replace(microsecond=0))
        typer.echo(f"{name}: {_who_begins(ledger)}")


def _who_begins(ledger: Ledger) -> str:
    from scheduler import lease
    from scheduler.pace import utc_now

    holder = lease.holder(ledger)
    if holder is None or holder.until < utc_now():
        return "begins as soon as a service runs: filmledger schedule run"
    return f"the service {holder.owner} begins it now"


@app.command("next", epilog=NEXT_EXAMPLES)
def next_(
    name: Annotated[str | None, typer.Argument(help="Of one schedule; else of all.")] = None,
    count: Annotated[int, typer.Option("--count", "-n", min=1, max=1000, help="How many due times.")] = 10,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Show the next due times, and when what is due then begins (jitter, blackouts). Paused ones have none."""
    from cli.schedule_screen import DUE_TIMES
    from scheduler import schedules
    from scheduler.pace import utc_now

    form = Form(json=json, csv=csv, limit=count)
    with opened() as ledger:
        found = [schedules.one(ledger, name)] if name else schedules.every(ledger)
    due = schedules.next_due([one for one in found if not one.paused], utc_now(), count)
    deliver(due, DUE_TIMES, form, filtered=False)


@app.command(epilog=RUN_EXAMPLES)
def run() -> None:
    """Serve: run what is due until stopped (Ctrl-C, SIGTERM). Any number may serve; one is in charge."""
    import signal
    from contextlib import ExitStack

    from cli import logs
    from ledger.database import open_ledger
    from ledger.settings import load_settings
    from scheduler import http
    from scheduler.limits import Limits
    from scheduler.pace import Pace
    from scheduler.service import Service, new_owner
    from scheduler.tasks import Tasks

    logs.set_up()
    settings = load_settings()
    with open_ledger(settings) as ledger, ExitStack() as serving:
        owner = new_owner()
        pace = Pace(places=settings.runs_at_once, follows_sources=settings.schedule_sources)
        service = Service(ledger, Tasks(ledger, owner, Limits.of(settings)), owner, pace)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stop())
        if settings.http:
            serving.enter_context(http.serve(ledger, settings.http, service.lives))
        service.run()
