"""`filmledger runs`: the runs, what one of them did and printed, and stopping one."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.output import Csv, Form, Json, Limit, deliver, opened

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.runs import Run

LIST_EXAMPLES = """Examples:

filmledger runs --limit 5

filmledger runs --source films.example --json

filmledger runs show latest
"""
SHOW_EXAMPLES = """Examples:

filmledger runs show latest

filmledger runs show 20260301T023000-a1b2c3 --json
"""
LOGS_EXAMPLES = """Examples:

filmledger runs logs latest

filmledger runs logs 20260301T023000-a1b2c3 -f
"""
POLL_SECONDS = 1.0
STOP_SECONDS = 45.0
"""How long a run is waited for that was asked to stop."""
app = typer.Typer(
    invoke_without_command=True,
    help="List runs, the latest first; show one, read what it printed, or stop it.",
    epilog=LIST_EXAMPLES,
)
RunId = Annotated[str, typer.Argument(metavar="RUN", help='The run\'s id, or "latest".')]


@app.callback(epilog=LIST_EXAMPLES)
def runs(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="Those that crawled this source.")] = None,
    schedule: Annotated[str | None, typer.Option(help="Those of this schedule.")] = None,
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List runs, the latest first: what each read and changed, and how it ended."""
    if context.invoked_subcommand:
        return
    from cli.kinds import RUNS
    from ledger import queries

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        if schedule:
            found = queries.runs_of(ledger, "schedule", schedule)
        elif source:
            found = queries.runs_of(ledger, "source", source)
        else:
            found = queries.runs(ledger)
        if schedule and source:
            found = (run for run in found if run.source == source)
        deliver(found, RUNS, form, filtered=bool(source or schedule))


@app.command(epilog=SHOW_EXAMPLES)
def show(run: RunId, json: Json = False) -> None:
    """Show one run: how it ended and why, what it asked for, read and changed, how full its pages were."""
    from cli.run_screen import run_page
    from cli.screens import say
    from ledger import queries
    from ledger.export import public, to_json

    with opened() as ledger:
        found = the_run(ledger, run)
        fills = list(queries.fills_in(ledger, found.id))
    if json:
        sys.stdout.write(to_json({**public(found), "fills": [public(fill) for fill in fills]}) + "\n")
    else:
        say(*run_page(found, fills))


@app.command(epilog=LOGS_EXAMPLES)
def logs(
    run: RunId,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the run ends, with each line as it comes.", metavar="")
    ] = False,
) -> None:
    """Print what the process of a run printed; from any machine, also while it runs."""
    with opened() as ledger:
        found = the_run(ledger, run)
        said = False
        for line in _lines(ledger, found.id, follow=follow):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            said = True
        if not said and not found.task:
            where = f"{found.id} was begun by hand on {_machine(found)}"
            text = f"{where}; a crawl logs to FILMLEDGER_HOME/logs/crawl.log there."
            raise CommandError(text, ExitCode.NOT_FOUND)


@app.command(epilog="Example:\n\nfilmledger runs stop 20260301T023000-a1b2c3")
def stop(run: RunId) -> None:
    """Stop a run, from any machine: its running pages end, and what it has is kept. It is not taken up again."""
    from cli.run_screen import how_it_ended
    from ledger import queries
    from scheduler.stopping import Asked, ask_to_stop

    with opened() as ledger:
        named = the_run(ledger, run)
        found = queries.find_last_run(ledger, named.id) or named
        asked = ask_to_stop(ledger, found, _who())
        if asked is Asked.ELSEWHERE:
            text = f"{found.id} was not stopped: {asked.value}; say it on {_machine(found)}."
            raise CommandError(text, ExitCode.INCOMPLETE)
        if asked is not Asked.HEARD:
            typer.echo(f"{found.id}: {asked.value}.")
            return
        end = time.monotonic() + STOP_SECONDS
        while found.state == "running" and time.monotonic() < end:
            time.sleep(POLL_SECONDS / 4)
            found = queries.find_run(ledger, found.id) or found
    if found.state == "running":
        by_hand = f"its process goes on; on {_machine(found)}, kill {found.pid} ends it"
        todo = "its service gives no sign; `filmledger doctor` tells more" if found.owner else by_hand
        raise CommandError(
            f"{found.id} has not stopped within {STOP_SECONDS:.0f} seconds: {todo}.", ExitCode.INCOMPLETE
        )
    typer.echo(f"{found.id}: {how_it_ended(found)}.")


def _who() -> str:
    """Who says the command."""
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a container may run as a number without a name
        return "somebody"


def _machine(run: Run) -> str:
    """The machine of a run, without the number of the container in it."""
    return run.host.split()[0] if run.host else "its machine"


def the_run(ledger: Ledger, name: str) -> Run:
    """The run that was named. Raises CommandError where there is none."""
    from ledger import queries

    found = queries.find_run(ledger, name)
    if found is None:
        raise CommandError(f"There is no run {name!r}; `filmledger runs` lists them.", ExitCode.NOT_FOUND)
    return found


def _lines(ledger: Ledger, run: str, *, follow: bool) -> Iterator[str]:
    """The lines that a run printed, with a word where some were left out; to its end if it is followed."""
    from cli.logs import tamed
    from ledger import queries

    number, count = 0, 0
    while True:
        state = queries.find_run(ledger, run)
        for log in queries.run_log(ledger, run, max(number - 1, 0)):
            if log.number > number + 1 and number:
                yield "... lines are left out here; FILMLEDGER_RUN_LOG_MB says how much is kept"
            new = log.lines[count:] if log.number == number else log.lines
            yield from map(tamed, new)
            number, count = log.number, len(log.lines)
        if not follow or state is None or state.state != "running":
            return
        time.sleep(POLL_SECONDS)
