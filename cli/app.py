"""`filmledger`: the table of its commands, and what holds for all of them (errors, exit codes, --debug, --version).

The modules of the commands import only typer at their top, so that `--help` and shell completion answer at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import (
    crawl,
    db,
    doctor,
    doubts,
    export,
    films,
    judge,
    link,
    lists,
    logs,
    match,
    read,
    replay,
    runs,
    schedule,
    source,
)
from cli.errors import explain
from cli.exit_codes import ExitCode
from cli.main import INTERRUPTED


class Commands(TyperGroup):
    """The group of all commands: ends each with one clear line and its exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a reader that went away (`| head`) ends it quietly."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            drop_output()
            raise typer.Exit(ExitCode.OK) from None
        return result

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line `args` and exit. `--debug` and `--log-json` may stand anywhere before `--`."""
        _speak_utf8()
        words, debug = without(sys.argv[1:] if args is None else args, "--debug")
        words, as_json = without(words, "--log-json")
        with logs.asked_for(as_json=as_json):
            code = self._ended(words, prog_name or "filmledger", complete_var, windows_expand_args, extra, debug)
        if standalone_mode:
            sys.exit(int(code))
        return int(code)

    def _ended(
        self, words: list[str], name: str, complete_var: str | None, expand: bool, extra: dict[str, Any], debug: bool
    ) -> int:
        """Run the command line; what went wrong is told, and is the code."""
        try:
            code = super().main(words, name, complete_var, False, expand, **extra)
            sys.stdout.flush()  # what a full disk refuses is told before the exit code says "done"
        except (typer.Abort, KeyboardInterrupt):
            code = ExitCode.INTERRUPTED
        except BrokenPipeError:
            drop_output()
            code = ExitCode.OK
        except Exception as error:  # noqa: BLE001 - the one place where every error becomes a line and a code
            code = tell(error, debug=debug)
            settle_output()
        code = code if isinstance(code, int) else ExitCode.OK
        if code == ExitCode.INTERRUPTED:
            _say(f"\n{INTERRUPTED}", code)
        return code


def settle_output() -> None:
    """Write what stdout still holds; what cannot be written is given up."""
    try:
        sys.stdout.flush()
    except OSError:
        drop_output()


def drop_output() -> None:
    """Give up what stdout still holds: the interpreter flushes once more at its end, and that must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def without(words: Sequence[str], option: str) -> tuple[list[str], bool]:
    """The words of a command line without an option that may stand anywhere, and whether it was there.

    >>> without(["films", "--debug", "--", "--debug"], "--debug")
    (['films', '--', '--debug'], True)
    """
    end = words.index("--") if "--" in words else len(words)
    head = [word for word in words[:end] if word != option]
    return [*head, *words[end:]], len(head) < end


def _speak_utf8() -> None:
    """UTF-8 into pipes and files, whatever the locale; a terminal is spared what its own encoding cannot say."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def tell(error: Exception, *, debug: bool) -> ExitCode:
    """Write the line for `error` to stderr, under its traceback if `debug`; give its exit code."""
    failure = explain(error)
    if debug and not logs.is_json():
        traceback.print_exception(error)
    _say(f"filmledger: {failure.line}", failure.code, error if debug else None)
    return failure.code


def _say(line: str, code: int, error: Exception | None = None) -> None:
    """Write how the command ended to stderr, as the logs are written; there with the traceback of `error`."""
    if logs.is_json():
        logs.tell(line.strip().removeprefix("filmledger: "), exit=int(code), **({"exc_info": error} if error else {}))
    else:
        sys.stderr.write(f"{line}\n")


app = typer.Typer(
    name="filmledger",
    cls=Commands,
    no_args_is_help=True,
    help="Reads what is written and scored about films into MongoDB. Every value names the page that said it.",
    epilog="Start with `filmledger replay`, then `filmledger films`.",
)
READ, ASK, KEEP = "Read pages", "Ask the ledger", "Keep the ledger"
app.command("crawl", epilog=crawl.EXAMPLES, rich_help_panel=READ)(crawl.crawl)
app.command("replay", epilog=replay.EXAMPLES, rich_help_panel=READ)(replay.replay)
app.command("read", epilog=read.EXAMPLES, rich_help_panel=READ)(read.read)
app.command("films", epilog=films.FILMS_EXAMPLES, rich_help_panel=ASK)(films.films)
app.command("show", epilog=films.SHOW_EXAMPLES, rich_help_panel=ASK)(films.show)
app.command("reviews", epilog=lists.REVIEWS_EXAMPLES, rich_help_panel=ASK)(lists.reviews)
app.command("ratings", epilog=lists.RATINGS_EXAMPLES, rich_help_panel=ASK)(lists.ratings)
app.command("conflicts", epilog=lists.CONFLICTS_EXAMPLES, rich_help_panel=ASK)(lists.conflicts)
app.command("doubts", epilog=doubts.EXAMPLES, rich_help_panel=ASK)(doubts.doubts)
app.command("issues", epilog=lists.ISSUES_EXAMPLES, rich_help_panel=ASK)(lists.issues)
app.command("pages", epilog=lists.PAGES_EXAMPLES, rich_help_panel=ASK)(lists.pages)
app.add_typer(runs.app, name="runs", rich_help_panel=ASK)
app.command("export", epilog=export.EXAMPLES, rich_help_panel=ASK)(export.export)
app.command("link", epilog=link.EXAMPLES, rich_help_panel=KEEP)(link.link)
app.add_typer(judge.app, name="judge", rich_help_panel=KEEP)
app.add_typer(match.app, name="match", rich_help_panel=KEEP)
app.add_typer(source.app, name="source", rich_help_panel=READ)
app.add_typer(schedule.app, name="schedule", rich_help_panel=KEEP)
app.command("doctor", epilog=doctor.EXAMPLES, rich_help_panel=KEEP)(doctor.doctor)
app.add_typer(db.app, name="db", rich_help_panel=KEEP)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"filmledger {version('filmledger')}")
        raise typer.Exit


@app.callback()
def _for_all(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Write logs as JSON, an event a line.")] = False,
) -> None:
    del version, debug, log_json  # taken by their callback and by Commands.main
    logs.await_the_first()
