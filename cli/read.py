"""`filmledger read`: what a page says, as JSON. Writes nothing, needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from ledger.records import Reading
    from scrapers.unread import Unread

EXAMPLES = """Examples:

filmledger read page.html

filmledger read --explain page.html

filmledger read --jsonl folder/ more/*.html > readings.jsonl
"""
PUBLIC = ("page", "page_type", "film", "ratings", "reviews", "layers", "issues")
"""The keys of a printed reading, always all of them, in this order."""


Missed = Callable[[], Iterable["Unread"]]
"""Finds what of the page was not taken; asked only where it is shown."""


def read(
    paths: Annotated[list[Path], typer.Argument(metavar="PAGE...", help="Saved pages, or folders of them.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, a line a page.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell who found each value and where, and what was left.")
    ] = False,
    no_sites: Annotated[bool, typer.Option("--no-sites", help="Ask no site's own table, only the layers.")] = False,
) -> None:
    """Print what saved pages say: film facts, ratings, reviews, and where each value stands.

    A page that cannot be read is named on stderr and the rest goes on (exit code 1).
    """
    from cli.screens import explanation

    read_any = incomplete = False
    for name, found, missed in _readings(paths, no_sites=no_sites):
        if isinstance(found, str):
            incomplete = True
            sys.stderr.write(f"{name}: {found}\n")
            continue
        read_any = True
        if explain:
            explanation(name, found, missed())
        else:
            text = json.dumps(public_form(name, found), ensure_ascii=False, indent=None if jsonl else 2)
            sys.stdout.write(f"{text}\n")
    if incomplete:
        raise typer.Exit(ExitCode.INCOMPLETE if read_any or any(map(Path.exists, paths)) else ExitCode.NOT_FOUND)


def public_form(name: str, reading: Reading) -> dict[str, Any]:
    """The reading as it is printed: JSON-ready, with `name` for its page and every key of `PUBLIC`."""
    plain = reading.plain()
    empty: dict[str, Any] = {"film": {}, "layers": {}}
    return {key: name if key == "page" else plain.get(key, empty.get(key, [])) for key in PUBLIC}


def _readings(paths: Iterable[Path], *, no_sites: bool) -> Iterator[tuple[str, Reading | str, Missed]]:
    """Each file under the paths with its reading, or the reason why there is none; and what to call for the rest."""
    from pipelines.statement import reading
    from scrapers.archive import Broken, page_files, page_of
    from scrapers.read import read as read_words
    from scrapers.sites import NO_SITES, known_sites
    from scrapers.unread import unread

    sites = NO_SITES if no_sites else known_sites()
    for file in chain.from_iterable(map(page_files, paths)):
        page = page_of(file)
        if isinstance(page, Broken):
            yield str(file), page.why, lambda: ()
            continue
        words = read_words(page, sites)
        yield str(file), reading(page, words), partial(unread, page, words)
