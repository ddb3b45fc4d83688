"""`filmledger reviews`, `ratings`, `conflicts`, `issues`, `pages`: lists with filters."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.films import the_film
from cli.output import Csv, Form, Json, Limit, deliver, opened

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.stored import StoredFilm, StoredReview

REVIEWS_EXAMPLES = """Examples:

filmledger reviews wont-back-down-2012 --kind critic

filmledger reviews --author "roger ebert" --json

filmledger reviews wont-back-down-2012 --search "parent trigger" --csv

filmledger reviews wont-back-down-2012 --history
"""
RATINGS_EXAMPLES = """Examples:

filmledger ratings wont-back-down-2012 --history

filmledger ratings --source imdb.com --csv > imdb.csv
"""
CONFLICTS_EXAMPLES = """Examples:

filmledger conflicts

filmledger conflicts wont-back-down-2012 --field box_office.gross

filmledger conflicts --field runtime_minutes --json
"""
ISSUES_EXAMPLES = """Examples:

filmledger issues --run latest

filmledger issues --field published_on --csv > issues.csv
"""
PAGES_EXAMPLES = """Examples:

filmledger pages --outcome challenge

filmledger pages --source imdb --limit 0

filmledger pages --prune --days 365 --most 10 --dry-run
"""
FILM = typer.Argument(metavar="[FILM]", help="As for `show`; all films without it.")


class ReviewKindOption(StrEnum):
    """The kinds of review."""

    CRITIC = "critic"
    AUDIENCE = "audience"
    COLUMN = "column"


class OutcomeOption(StrEnum):
    """What came of a page."""

    READ = "read"
    CHALLENGE = "challenge"
    LOGIN_WALL = "login_wall"
    SOFT_404 = "soft_404"
    ERROR = "error"
    EMPTY = "empty"
    MAINTENANCE = "maintenance"
    BROKEN = "broken"


def _named(ledger: Ledger, words: list[str] | None) -> StoredFilm | None:
    return the_film(ledger, " ".join(words)) if words else None


def reviews(
    film: Annotated[list[str] | None, FILM] = None,
    kind: Annotated[ReviewKindOption | None, typer.Option(help="One kind alone.")] = None,
    author: Annotated[str, typer.Option(help="Words of the author's name.")] = "",
    publication: Annotated[str, typer.Option(help="Words of the publication's name.")] = "",
    search: Annotated[str, typer.Option(help="Words of byline and headline; with FILM, of the text too.")] = "",
    history: Annotated[bool, typer.Option("--history", help="What each page said when.", metavar="")] = False,
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List reviews: of one film the newest first in each kind, else film by film; as they are now or over time."""
    from cli.kinds import REVIEW_HISTORY, REVIEWS
    from ledger import queries

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        about = _named(ledger, film)
        found = _reviews(ledger, about, kind.value if kind else None, (author, publication, search))
        filtered = any((film, kind, author, publication, search))
        if history:
            deliver(queries.reviews_history(ledger, found), REVIEW_HISTORY, form, filtered=filtered)
        else:
            deliver(found, REVIEWS, form, filtered=filtered)


def _reviews(
    ledger: Ledger, film: StoredFilm | None, kind: str | None, texts: tuple[str, str, str]
) -> Iterator[StoredReview]:
    from ledger import queries
    from pipelines.search import fits_review, words_of

    author, publication, anywhere = map(words_of, texts)
    words = (*author, *publication, *anywhere)
    if any(texts) and not words:
        raise CommandError("No word to search for in these filters.", ExitCode.USAGE)
    for review in queries.reviews(ledger, film.id if film else None, words, kind):
        if fits_review(review, author, publication, anywhere):
            yield review


def ratings(
    film: Annotated[list[str] | None, FILM] = None,
    source: Annotated[str | None, typer.Option(help="The site that gives them: imdb.com.")] = None,
    history: Annotated[bool, typer.Option("--history", help="What was seen when.", metavar="")] = False,
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List the scores that sites give films, as they are now or over time."""
    from cli.kinds import POINTS, RATINGS
    from ledger import queries

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        about = _named(ledger, film)
        found = queries.ratings(ledger, about.id if about else None, source)
        filtered = bool(about or source)
        if history:
            deliver(queries.history_of(ledger, found), POINTS, form, filtered=filtered)
        else:
            deliver(found, RATINGS, form, filtered=filtered)


def conflicts(
    film: Annotated[list[str] | None, FILM] = None,
    field: Annotated[str | None, typer.Option(help="One fact alone: runtime_minutes, box_office.gross.")] = None,
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List what pages disagree on: every value, who says it, which one is chosen, and by which rule."""
    from cli.kinds import CONFLICTS, stated_values
    from ledger import queries

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        about = _named(ledger, film)
        films = [about] if about else queries.conflicting_films(ledger, field)
        sides = (side for one in films for side in stated_values(one, field))
        deliver(sides, CONFLICTS, form, filtered=field is not None)


def issues(
    page: Annotated[str | None, typer.Option(help="The name of a page.")] = None,
    field: Annotated[str | None, typer.Option(help="One field alone.")] = None,
    run: Annotated[str | None, typer.Option(help='The id of a run, or "latest".')] = None,
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List what could not be read: the page, the field, its words, and why."""
    from cli.kinds import ISSUES
    from ledger import queries

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        found = queries.issues(ledger, page, field, _run(ledger, run))
        deliver(found, ISSUES, form, filtered=any((page, field, run)))


def _run(ledger: Ledger, name: str | None) -> str | None:
    """The id of the run that was named."""
    from cli.runs import the_run

    return the_run(ledger, name).id if name is not None else None


def pages(
    outcome: Annotated[OutcomeOption | None, typer.Option(help="What came: read, or why not.")] = None,
    source: Annotated[str | None, typer.Option(help="The source that it was fetched for.")] = None,
    run: Annotated[str | None, typer.Option(help='The run that last changed it, or "latest".')] = None,
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Drop earlier captures that are too old or too many.", metavar="")
    ] = False,
    days: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="With --prune: older than N days; else FILMLEDGER_KEEP_DAYS.")
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="With --prune: beyond N of a page; else FILMLEDGER_KEEP_CAPTURES."),
    ] = None,
    also_read: Annotated[
        bool, typer.Option("--also-read", help="With --prune: those on which readings stand, too.", metavar="")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --prune: say what would go, drop nothing.", metavar="")
    ] = False,
) -> None:
    """List the pages that are kept, the latest first; or drop captures that newer ones have replaced."""
    if prune:
        from cli.prune import prune as prune_pages

        prune_pages(days, most, also_read=also_read, dry_run=dry_run, json=json)
        return
    if days or most or also_read or dry_run:
        raise CommandError("--days, --most, --also-read and --dry-run go with --prune.", ExitCode.USAGE)
    from cli.kinds import PAGES
    from ledger import queries

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        found = queries.pages(ledger, outcome.value if outcome else None, source, _run(ledger, run))
        deliver(found, PAGES, form, filtered=any((outcome, source, run)))
