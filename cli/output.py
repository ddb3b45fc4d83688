"""How every list comes out: a table for people, JSON and CSV for programs; --limit; what is said of an empty one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cli.tables import Cell
    from ledger.database import Ledger
    from ledger.export import Columns

ROWS = 50
"""Rows of a table where --limit says nothing; JSON and CSV then have all."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON array, a record a line.", metavar="")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV with a line of names.", metavar="")]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", min=0, metavar="N", help=f"At most N rows; 0 is all. Tables: {ROWS}.")
]


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form that the user asked for."""

    json: bool
    csv: bool
    limit: int | None

    def __post_init__(self) -> None:
        """Only one form at a time."""
        if self.json and self.csv:
            raise CommandError("--json and --csv exclude each other; give one of them.", ExitCode.USAGE)

    @property
    def most(self) -> int | None:
        """How many rows at most, None for all."""
        if self.limit is None and not self.json and not self.csv:
            return ROWS
        return self.limit or None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a list is of: its name in the plural, its columns in CSV and on the screen, its JSON form.

    On the screen rows stand under a heading for each run of one `group`; a kind that no table fits has `draw`, which
    gives what to show of the rows.
    """

    name: str
    csv: Columns
    screen: tuple[Cell, ...]
    public: Callable[[Any], Any]
    group: Callable[[Any], str] | None = None
    draw: Callable[[list[Any]], list[RenderableType]] | None = None


def deliver(records: Iterable[Any], kind: Kind, form: Form, *, filtered: bool) -> None:
    """Print the records in the form that was asked for.

    Where there are none, stderr says so; ends with NOT_FOUND if filters were given.
    """
    from ledger.export import csv_lines, json_array

    found = iter(records)
    first = list(islice(found, 1))
    rows = _first([*first], found, form.most)
    if form.json:
        _write(json_array(map(kind.public, rows)))
    elif form.csv:
        _write(csv_lines(rows, kind.csv))
    elif first:
        from cli.screens import say, screen
        from cli.tables import tables

        shown = list(rows)
        say(*(kind.draw(shown) if kind.draw else tables(shown, kind.screen, screen().width, kind.group)))
    if not first:
        _say_empty(kind, filtered=filtered)
    elif form.most is not None and next(found, None) is not None:
        sys.stdout.flush()
        sys.stderr.write(f"The first {form.most} {kind.name}; there are more: --limit 0 shows all.\n")


def _first(begun: list[Any], rest: Iterator[Any], most: int | None) -> Iterator[Any]:
    yield from begun
    yield from islice(rest, None if most is None else most - len(begun))


def _write(parts: Iterable[str]) -> None:
    for part in parts:
        sys.stdout.write(part)


def _say_empty(kind: Kind, *, filtered: bool) -> None:
    sys.stdout.flush()
    fits = f"No {kind.name} fit these filters." if filtered else f"No {kind.name}."
    sys.stderr.write(f"{fits}\n")
    if filtered:
        raise typer.Exit(ExitCode.NOT_FOUND)


def opened() -> Ledger:
    """The ledger that the environment names; use it in a `with`."""
    from ledger.database import open_ledger

    return open_ledger()
