"""What `filmledger replay` prints at its end: what changed, the films, and where to go from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from cli.film_screen import film_page
from cli.kinds import FILMS
from cli.screens import say, screen
from cli.tables import tables
from ledger import queries
from ledger.database import Ledger
from ledger.stored import Run, StoredFilm

WHOLE_FILMS = 2
"""So many films are shown with their facts; of more, a list."""
LISTED_FILMS = 10
_NOUNS = {"films": "film", "reviews": "review", "ratings": "score"}
"""What is counted, and how one of it is called."""
_DONE = ("added", "changed", "removed")


def replay_result(ledger: Ledger, run: Run, pages: Sequence[str], broken: int) -> None:
    """Print what came of a replay of these pages."""
    counts = run.model_extra or {}
    changed = any(counts.get(f"{kind}_{done}") for kind in _NOUNS for done in _DONE)
    found = queries.films_on_pages(ledger, pages, LISTED_FILMS + 1)
    say(
        *_told(run, broken, changed=changed),
        Text(""),
        *_films(ledger, found, changed=changed),
        *_next(run, found, issues=bool(counts.get("issues") or broken)),
    )


def _told(run: Run, broken: int, *, changed: bool) -> Iterator[RenderableType]:
    """The run in one or two sentences."""
    counts = run.model_extra or {}
    pages, unchanged = counts.get("pages", 0), counts.get("unchanged", 0)
    kinds = ", ".join(
        f"{count:,} {name.replace('_', ' ')}"
        for name in (
            "new",
            "changed",
            "unchanged",
            "challenge",
            "login_wall",
            "soft_404",
            "error",
            "empty",
            "maintenance",
        )
        if (count := counts.get(name))
    )
    if pages and pages == unchanged and not changed:
        yield Text(f"Nothing changed: {_many(pages, 'page')}, all of them known.", style="bold green")
    else:
        yield Text(f"{_many(pages, 'page')}: {kinds or 'nothing to read'}.", style="bold")
        done = (
            f"{_many(count, noun)} {how}"
            for kind, noun in _NOUNS.items()
            for how in _DONE
            if (count := counts.get(f"{kind}_{how}"))
        )
        if said := ", ".join(done):
            yield Text(f"{said}.", style="bold green")
    if broken:
        yield Text(f"{_many(broken, 'file')} could not be read.", style="bold yellow")
    if counts.get("issues"):
        yield Text(f"{_many(counts['issues'], 'value')} could not be understood.", style="bold yellow")


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _films(ledger: Ledger, found: Sequence[StoredFilm], *, changed: bool) -> Iterator[RenderableType]:
    if changed and 0 < len(found) <= WHOLE_FILMS:
        for film in found:
            yield film_page(ledger, film, width=screen().width, short=True)
    elif found:
        yield from tables(found[:LISTED_FILMS], FILMS.screen, screen().width)
        if len(found) > LISTED_FILMS:
            yield Text("... and more: filmledger films", style="dim")
        yield Text("")


def _next(run: Run, found: Sequence[StoredFilm], *, issues: bool) -> Iterator[RenderableType]:
    """The commands to try now."""
    film = found[0].id if found else None
    commands = [
        *([(f"filmledger issues --run {run.id}", "what could not be read, and why")] if issues else []),
        *(
            [
                (f"filmledger show {film}", "every source of every value"),
                (f"filmledger reviews {film} --kind critic", "its reviews"),
                (f"filmledger conflicts {film}", "what its pages disagree on"),
                ("filmledger export reviews --format csv", "all reviews as a table"),
            ]
            if film
            else [("filmledger films", "the films of the ledger")]
        ),
    ]
    yield Text("Next", style="bold")
    width = max(len(command) for command, _ in commands)
    for command, why in commands:
        yield Text.assemble("  ", (command.ljust(width), "cyan"), f"  {why}")
