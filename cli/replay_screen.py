"""What `filmledger replay` prints at its end: what changed, the films, and where to go from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from cli.film_screen import film_page
from cli.kinds import FILMS
from cli.screens import say, screen
from cli.tables import tables
from cli.words import many, run_words
from ledger import queries
from ledger.database import Ledger
from ledger.runs import Run
from ledger.stored import StoredFilm
from pipelines.fills import in_words

WHOLE_FILMS = 2
"""So many films are shown with their facts; of more, a list."""
LISTED_FILMS = 10


def replay_result(
    ledger: Ledger, run: Run, pages: Sequence[str], broken: int, skipped: Mapping[str, int] | None = None
) -> None:
    """Print what came of a replay of these pages; `skipped` are the records of archives that are none."""
    counts = run.counts
    found = queries.films_on_pages(ledger, pages, LISTED_FILMS + 1)
    say(
        *_told(counts, broken, skipped or {}),
        *(Text(f"Lost: {in_words(one)}.", style="bold red") for one in run.lost),
        Text(""),
        *_films(ledger, found, changed=bool(run_words(counts)[1])),
        *_next(run, found, broken=broken),
    )


def _told(counts: Mapping[str, Any], broken: int, skipped: Mapping[str, int]) -> Iterator[RenderableType]:
    """The run in one or two sentences."""
    read, computed = run_words(counts)
    pages = counts.get("pages", 0)
    if pages and pages == counts.get("unchanged") and not computed:
        yield Text(f"Nothing changed: {many(pages, 'page')}, all known.", style="bold green")
    else:
        yield Text(f"{read}.", style="bold")
        if computed:
            yield Text(f"{computed}.", style="bold green")
    if skipped:
        kinds = ", ".join(
            f"{count:,} {why}" for why, count in sorted(skipped.items(), key=lambda row: (-row[1], row[0]))
        )
        yield Text(f"No page in {many(sum(skipped.values()), 'record')} of archives: {kinds}.", style="dim")
    if broken:
        yield Text(f"{many(broken, 'file')} could not be read.", style="bold yellow")
    if counts.get("issues"):
        yield Text(f"{many(counts['issues'], 'value')} could not be understood.", style="bold yellow")


def _films(ledger: Ledger, found: Sequence[StoredFilm], *, changed: bool) -> Iterator[RenderableType]:
    if changed and 0 < len(found) <= WHOLE_FILMS:
        for film in found:
            yield film_page(ledger, film, width=screen().width, short=True)
    elif found:
        yield from tables(found[:LISTED_FILMS], FILMS.screen, screen().width)
        if len(found) > LISTED_FILMS:
            yield Text("... and more: filmledger films", style="dim")
        yield Text("")


def _next(run: Run, found: Sequence[StoredFilm], *, broken: int) -> Iterator[RenderableType]:
    """The commands to try now."""
    issues = run.counts.get("issues")
    commands = [
        *([("filmledger issues --field file", "the files that could not be read, and why")] if broken else []),
        *([(f"filmledger issues --run {run.id}", "what could not be understood, and why")] if issues else []),
        *(_about(found[0]) if found else [("filmledger films", "the films of the ledger")]),
    ]
    yield Text("Next", style="bold")
    width = max(len(command) for command, _ in commands)
    for command, why in commands:
        yield Text.assemble("  ", (command.ljust(width), "cyan"), f"  {why}")


def _about(film: StoredFilm) -> Iterator[tuple[str, str]]:
    """What can be asked about a film."""
    yield f"filmledger show {film.id}", "every source of every value"
    if film.review_counts:
        kind = max(film.review_counts, key=lambda kind: film.review_counts[kind])
        yield f"filmledger reviews {film.id} --kind {kind}", "its reviews"
    if film.conflicts:
        yield f"filmledger conflicts {film.id}", "what its pages disagree on"
    yield "filmledger export films --format csv", "all films as a table"
