"""`filmledger source`: the sources that are crawled: which there are, whether they are right, what they say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli import source_new
from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from scrapers.sources.records import Source

app = typer.Typer(
    no_args_is_help=True,
    help="The sites that are crawled, each in a TOML file: write one, list them, check them.",
    epilog="Then `filmledger crawl NAME`.",
)
app.command("new", epilog=source_new.EXAMPLES)(source_new.new)
LIST_EXAMPLES = "Example:\n\nfilmledger source list"
CHECK_EXAMPLES = """Examples:

filmledger source check

filmledger source check films.example
"""


@app.command("list", epilog=LIST_EXAMPLES)
def list_() -> None:
    """List the sources: the shipped ones, and those in the folder of FILMLEDGER_SOURCES."""
    from rich.table import Table
    from rich.text import Text

    from cli.screens import say
    from scrapers.sources import VARIABLE, SourceError, every_source

    found = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("source", "kind", "every", "starts", "pages"):
        found.add_column(name)
    wrong = []
    for one in every_source():
        if isinstance(one, SourceError):
            wrong.append(Text(f"! {one}", style="yellow"))
        else:
            found.add_row(one.name, one.kind, one.visits.every, _starts(one), " ".join(one.follow.pages))
    if not found.row_count and not wrong:
        sys.stderr.write(f"There are no sources yet. Name a folder in {VARIABLE}, then: filmledger source new URL\n")
        return
    say(found, *wrong)
    if wrong:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _starts(source: Source) -> str:
    start = source.start
    kinds = {"url": start.urls, "list": start.lists, "sitemap": start.sitemaps, "feed": start.feeds}
    told = [f"{len(some)} {name}{'s' * (len(some) != 1)}" for name, some in kinds.items() if some]
    return ", ".join([*told, *(["search"] if start.search else [])])


@app.command(epilog=CHECK_EXAMPLES)
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Without: every source.")] = None,
) -> None:
    """Tell what is wrong with sources: file, line, key (exit code 1). Nothing is fetched."""
    from scrapers.sources import SourceError, find_source, source_files

    wrong = 0
    for name in names or source_files():
        try:
            source = find_source(name)
        except SourceError as error:
            wrong += 1
            sys.stdout.write(f"{error}\n")
            continue
        sys.stdout.write(f"{name}: right; {_starts(source)}; hosts {', '.join(sorted(source.hosts))}\n")
    if wrong:
        raise typer.Exit(ExitCode.INCOMPLETE)
