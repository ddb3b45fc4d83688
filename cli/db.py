"""`filmledger db`: the database itself. The embedded server starts and stops by itself; these are for looking in."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.settings import Settings

app = typer.Typer(
    name="db",
    no_args_is_help=True,
    help="The database: start and stop the embedded server, tell its address and its state.",
)

START_EXAMPLES = """Examples:

filmledger db start

filmledger db start && mongosh "$(filmledger db uri)"

Exit codes: 0 it runs; 2 FILMLEDGER_MONGODB_URI names a MongoDB, which filmledger does not start; 4 it did not start.
"""
STOP_EXAMPLES = """Examples:

filmledger db stop

Exit codes: 0 it is stopped, or did not run; 2 FILMLEDGER_MONGODB_URI names a MongoDB; 4 it does not stop.
"""
URI_EXAMPLES = """Examples:

mongosh "$(filmledger db uri)"

mongodump --uri "$(filmledger db uri)"

Exit codes: 0 printed; 4 no embedded server runs: `filmledger db start` first.
"""
STATUS_EXAMPLES = """Examples:

filmledger db status

filmledger db status --json | jq -r .status

Exit codes: 0 the database answers; 4 it does not, or no embedded server runs.
"""


@app.command("start", epilog=START_EXAMPLES)
def start() -> None:
    """Start the embedded server and keep it running until `db stop`.

    No command needs this: each starts the server if none runs, and the last one to end stops it.
    """
    from ledger import embedded

    state = embedded.start(_embedded_only("start"))
    sys.stdout.write(f"The embedded server runs at {state.uri} until `filmledger db stop`.\n")


@app.command("stop", epilog=STOP_EXAMPLES)
def stop() -> None:
    """Stop the embedded server, also if commands still use it: these end with an error and lose nothing stored."""
    from ledger import embedded

    before = embedded.stop(_embedded_only("stop"))
    if before.status == "stopped":
        sys.stdout.write("No embedded server ran.\n")
        return
    used = f" It was in use by process {', '.join(map(str, before.users))}." if before.users else ""
    sys.stdout.write(f"The embedded server is stopped.{used}\n")


@app.command("uri", epilog=URI_EXAMPLES)
def uri() -> None:
    """Print the address of the database, for `mongosh` and every driver."""
    from ledger import embedded
    from ledger.settings import load_settings

    settings = load_settings()
    if settings.mongodb_uri:
        sys.stdout.write(f"{settings.mongodb_uri}\n")
        return
    state = embedded.state_of(settings)
    if state.uri is None:
        raise CommandError("No embedded server runs: `filmledger db start` starts it.", ExitCode.NO_DATABASE)
    sys.stdout.write(f"{state.uri.replace('/?', f'/{settings.database}?')}\n")


@app.command("status", epilog=STATUS_EXAMPLES)
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.", metavar="")] = False,
) -> None:
    """Tell where the database is, whether it answers, who uses it, and how large it is."""
    from ledger.settings import load_settings

    settings = load_settings()
    found = _named_server(settings) if settings.mongodb_uri else _embedded_server(settings)
    if as_json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
    else:
        _show(found)
    if found["status"] != "ready":
        raise typer.Exit(ExitCode.NO_DATABASE)


def _embedded_only(command: str) -> Settings:
    from ledger.failures import redacted
    from ledger.settings import load_settings

    settings = load_settings()
    if settings.mongodb_uri:
        where = redacted(settings.mongodb_uri)
        line = f"FILMLEDGER_MONGODB_URI names {where}: {command} that server itself, or unset the variable."
        raise CommandError(line, ExitCode.USAGE)
    return settings


def _named_server(settings: Settings) -> dict[str, Any]:
    from ledger.failures import redacted

    uri = str(settings.mongodb_uri)
    return {"server": "MongoDB", "uri": redacted(uri), "database": settings.database, **_answer(uri, settings)}


def _embedded_server(settings: Settings) -> dict[str, Any]:
    from ledger import embedded, embedded_program

    state = embedded.state_of(settings)
    folder = embedded_program.folder_of(settings)
    found: dict[str, Any] = {"server": f"embedded ({folder.name})", "status": state.status, "uri": state.uri}
    found |= {"database": settings.database, "folder": str(folder), "bytes": _size(folder)}
    if state.status != "stopped":
        found |= {"process": state.server, "users": list(state.users), "kept": state.kept}
    return found | (_answer(state.uri, settings) if state.uri else {})


def _answer(uri: str, settings: Settings) -> dict[str, Any]:
    """What the server at `uri` says of itself, or why it says nothing."""
    from pymongo.errors import PyMongoError

    from ledger.database import connect
    from ledger.failures import explained

    try:
        with connect(uri) as client:
            version = client.admin.command("buildInfo")["version"]
            schema = client[settings.database]["meta"].find_one({"_id": "schema"})
    except PyMongoError as error:
        return {"status": "not reachable", "why": str(explained(error, uri) or error)}
    return {"status": "ready", "speaks": f"MongoDB {version}", "schema": schema["version"] if schema else None}


def _size(folder: Path) -> int:
    """Bytes on the disk; a file that goes while it is counted counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_blocks * 512
        except FileNotFoundError:
            continue
    return total


_SAID = {
    "server": "server",
    "status": "status",
    "why": "why",
    "uri": "address",
    "speaks": "speaks",
    "database": "database",
    "schema": "schema version",
    "folder": "folder",
    "bytes": "size on disk",
    "process": "process",
    "users": "used by processes",
    "kept": "kept until `db stop`",
}
"""Each fact, in the order of the screen, and its words there."""


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.filesize import decimal
    from rich.table import Table
    from rich.text import Text

    shown = found | {"bytes": decimal(found["bytes"])} if "bytes" in found else found
    table = Table.grid(padding=(0, 2))
    for name, words in _SAID.items():
        value = shown.get(name)
        if value is None or value == []:
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        text = {"True": "yes", "False": "no"}.get(text, text)
        style = ("green" if value == "ready" else "yellow") if name == "status" else ""
        table.add_row(Text(words, style="dim"), Text(text, style=style, overflow="fold"))
    Console().print(table)
    if found["status"] == "stopped":
        sys.stdout.write("The next command starts it; `filmledger db start` keeps it running.\n")
