"""`filmledger read`: what a page says, as JSON. Writes nothing, needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from ledger.records import Reading
    from scrapers.archive import Broken

EXAMPLES = """Examples:

filmledger read page.html

filmledger read --explain page.html

filmledger read --jsonl folder/ more/*.html > readings.jsonl
"""
PUBLIC = ("page", "page_type", "film", "ratings", "reviews", "layers", "issues")
"""The keys of a printed reading, always all of them, in this order."""


def read(
    paths: Annotated[list[Path], typer.Argument(metavar="PAGE...", help="Saved pages, or folders of them.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, a line a page.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Tell who found each value, and where.")] = False,
) -> None:
    """Print what saved pages say: film facts, ratings, reviews, and where each value stands.

    A page that cannot be read is named on stderr and the rest goes on (exit code 1).
    """
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path}: no such file or folder. Check the path.", ExitCode.NOT_FOUND)
    incomplete = False
    for name, found in _readings(_files(paths)):
        if isinstance(found, str):
            incomplete = True
            sys.stderr.write(f"{name}: {found}\n")
        elif explain:
            _explain(name, found)
        else:
            text = json.dumps(public_form(name, found), ensure_ascii=False, indent=None if jsonl else 2)
            sys.stdout.write(f"{text}\n")
    if incomplete:
        raise typer.Exit(ExitCode.INCOMPLETE)


def public_form(name: str, reading: Reading) -> dict[str, Any]:
    """The reading as it is printed: JSON-ready, with `name` for its page and every key of `PUBLIC`."""
    plain = reading.plain()
    empty: dict[str, Any] = {"film": {}, "layers": {}}
    return {key: name if key == "page" else plain.get(key, empty.get(key, [])) for key in PUBLIC}


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files at `paths`, folders recursively, in a stable order; hidden ones only where named."""
    for path in paths:
        if path.is_dir():
            yield from _files(child for child in sorted(path.iterdir()) if not child.name.startswith("."))
        else:
            yield path


def _readings(files: Iterable[Path]) -> Iterator[tuple[str, Reading | str]]:
    """Each page's name with its reading, or with the reason why there is none."""
    from pipelines.statement import reading
    from scrapers.archive import Broken, pages_from
    from scrapers.read import read as read_words

    for file in files:
        for page in pages_from([file]):
            if isinstance(page, Broken):
                yield str(file), page.why
            else:
                yield str(file), reading(page, read_words(page))


def _explain(name: str, reading: Reading) -> None:
    from cli.screens import explanation

    explanation(name, reading)
