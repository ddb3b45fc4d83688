"""`filmledger doctor`: the state of everything that has to work, and why something does not."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.settings import Settings
    from scheduler.checkup import Finding

EXAMPLES = """Examples:

filmledger doctor

filmledger doctor --json | jq -r .state

filmledger doctor --accept films.example

filmledger doctor --try-alarms

Exit codes: 0 all is well; 1 something is worth a warning; 6 something is failing; 4 the database does not answer.
"""
CODES = {"ok": ExitCode.OK, "warning": ExitCode.INCOMPLETE, "failing": ExitCode.FAILING}
STYLES = {"ok": "green", "warning": "yellow", "failing": "bold red"}


def doctor(
    accept: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="Take what a source (or 'schedule NAME') gives now for right."),
    ] = None,
    try_alarms: Annotated[
        bool, typer.Option("--try-alarms", help="Send a message to every address of FILMLEDGER_ALARMS.", metavar="")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.", metavar="")] = False,
) -> None:
    """Tell how everything is: database, disk, service, schedules, sources, runs, linking, alarms.

    Sources and schedules are ok, worth a warning, or failing, with the reasons; docs/alarms.md says what to do.
    """
    from cli.output import opened
    from ledger.settings import load_settings
    from scheduler.checkup import examine

    if accept is not None and (try_alarms or json):
        raise CommandError(f"--accept goes alone: filmledger doctor --accept {accept!r}", ExitCode.USAGE)
    settings, now = load_settings(), datetime.now(UTC)
    with opened() as ledger:
        if accept is not None:
            _accept(ledger, accept, now)
            return
        findings = examine(ledger, settings, now)
    if try_alarms:
        findings.append(_tried(settings))
    _print(findings, json=json)


def _accept(ledger: Ledger, name: str, now: datetime) -> None:
    """Take what the source or the schedule of this name gives for right."""
    from cli import logs
    from scheduler import alarms, health

    logs.set_up()
    named = [row for row in health.states(ledger) if name in (row.name, row.id)]
    # A source and the schedule that was made from it have one name.
    found = min(named, key=lambda row: (row.id != name, row.of != "source"), default=None)
    if found is None:
        line = f"There is no state of {name!r}: `filmledger doctor --json` shows what there is."
        raise CommandError(line, ExitCode.NOT_FOUND)
    health.accept(ledger, found.of, found.name, now)
    alarms.send(ledger, now)
    sys.stdout.write(f"{found.id}: what it gives now is its measure from here on.\n")


def _tried(settings: Settings) -> Finding:
    """What came of a message to every address."""
    from scheduler import alarms
    from scheduler.checkup import Finding

    to = alarms.addresses(settings)
    if not to:
        raise CommandError("FILMLEDGER_ALARMS names no address; set it and try again.", ExitCode.USAGE)
    if not alarms.is_installed():
        raise CommandError(f"{alarms.NO_APPRISE[0].upper()}{alarms.NO_APPRISE[1:]}.", ExitCode.USAGE)
    message = alarms.Message(title="filmledger: a trial", body="Alarms of filmledger reach this address.", kind="info")
    said = [(one.name, alarms.deliver(one, message)) for one in to]
    words = tuple(f"{name} {'took the message' if why is None else f'failed: {why}'}" for name, why in said)
    return Finding(part="trial", state="failing" if any(why for _, why in said) else "ok", words=words)


def _print(findings: list[Finding], *, json: bool) -> None:
    """Print the findings, and end by their state."""
    from dataclasses import asdict

    from cli.screens import say, shown
    from ledger.export import to_json
    from scheduler.checkup import worst_of

    state = worst_of(findings)
    if json:
        sys.stdout.write(to_json({"state": state, "parts": [asdict(one) for one in findings]}) + "\n")
    else:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for one in findings:
            for number, words in enumerate(one.words):
                head = (
                    (Text(one.part), Text(one.state, style=STYLES[one.state])) if not number else (Text(""), Text(""))
                )
                table.add_row(*head, Text(shown(words)))
        say(table)
    sys.stdout.flush()
    if CODES[state]:
        raise typer.Exit(CODES[state])
