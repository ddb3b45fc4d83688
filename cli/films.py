"""`filmledger films` and `filmledger show`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.output import Csv, Form, Json, Limit, deliver, opened

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.stored import StoredFilm

FILMS_EXAMPLES = """Examples:

filmledger films --person "viola davis" --year 2012

filmledger films --search "back down barnz" --json

filmledger films --source rottentomatoes.com --csv > films.csv
"""
SHOW_EXAMPLES = """Examples:

filmledger show wont-back-down-2012

filmledger show learning to fly

filmledger show "hero 2002" --json
"""


def films(
    title: Annotated[str, typer.Option(help="Words of one of its titles.")] = "",
    year: Annotated[int | None, typer.Option(help="The year of its release.")] = None,
    person: Annotated[str, typer.Option(help="Words of one name: director, writer, cast.")] = "",
    search: Annotated[str, typer.Option(help="Words of its titles and people.")] = "",
    source: Annotated[str, typer.Option(help="A site that has a page of it: imdb.com.")] = "",
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List films, in the order of their titles."""
    from cli.kinds import FILMS

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        found = _films(ledger, title=title, year=year, person=person, search=search, source=source)
        deliver(found, FILMS, form, filtered=bool(title or year or person or search or source))


def _films(
    ledger: Ledger, *, title: str, year: int | None, person: str, search: str, source: str
) -> Iterator[StoredFilm]:
    """The films that fit: by the index, then by what it cannot tell."""
    from ledger import queries
    from pipelines import search as match

    titled, named, anywhere = match.words_of(title), match.words_of(person), match.words_of(search)
    for given, words in ((title, titled), (person, named), (search, anywhere)):
        if given and not words:
            raise CommandError(f"{given!r} has no word to search for.", ExitCode.USAGE)
    words = (*titled, *named, *anywhere)
    by_site = bool(source) and not words
    found = queries.films_with_pages_of(ledger, source) if by_site else queries.films(ledger, words, year)
    for film in found:
        if (
            (not titled or match.is_titled(film, titled))
            and (not named or match.is_by(film, named))
            and (year is None or film.year == year)
            and (not source or by_site or queries.is_on_site(ledger, film, source))
        ):
            yield film


def show(
    film: Annotated[
        list[str],
        typer.Argument(metavar="FILM", help="Its id or a former one, its IMDb id, a page, or words of a title."),
    ],
    full: Annotated[bool, typer.Option("--full", help="Cut nothing: whole texts, all values.", metavar="")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print all of it as one JSON object.", metavar="")] = False,
) -> None:
    """Show one film: every source of every value, what its pages disagree on, its reviews and scores."""
    from ledger.export import to_json

    with opened() as ledger:
        found = the_film(ledger, " ".join(film))
        if json:
            typer.echo(to_json(_whole(ledger, found), indent=2))
            return
        from cli.film_screen import film_page
        from cli.screens import say, screen

        say(film_page(ledger, found, width=screen().width, full=full))


def _whole(ledger: Ledger, film: StoredFilm) -> dict[str, Any]:
    from ledger import queries
    from ledger.export import public

    return {
        **public(film),
        "reviews": [public(review) for review in queries.reviews(ledger, film.id)],
        "ratings": [public(rating) for rating in queries.ratings(ledger, film.id)],
    }


def the_film(ledger: Ledger, name: str) -> StoredFilm:
    """The film that `name` means: its id or a former one, an IMDb identifier, a page, or words of a title.

    A year may stand behind the words. Raises CommandError where there is no such film, or more than one.
    """
    from ledger import queries

    known = queries.find_film(ledger, name)
    if known:
        return known
    fits = queries.films_named_by(ledger, name) or _by_title(ledger, name)
    if not fits:
        text = f"No film is called {name!r}. `filmledger films --search WORDS` looks in titles and people."
        raise CommandError(text, ExitCode.NOT_FOUND)
    if len(fits) > 1:
        ids = ", ".join(film.id for film in fits[:8]) + (", ..." if len(fits) > 8 else "")
        raise CommandError(f"{name!r} fits {len(fits)} films; name one by its id: {ids}.", ExitCode.USAGE)
    whole = queries.find_film(ledger, fits[0].id)
    if whole is None:
        raise CommandError(f"{fits[0].id} was joined to another film just now; ask again.", ExitCode.NOT_FOUND)
    return whole


def _by_title(ledger: Ledger, name: str) -> list[StoredFilm]:
    """The films with these words in a title; the one that is titled just so before all others."""
    from pipelines import search as match

    words = match.words_of(name)
    found = list(islice(_titled(ledger, words), 200)) if words else []
    if not found and len(words) > 1 and words[-1].isdigit():
        found = [film for film in _titled(ledger, words[:-1]) if film.year == int(words[-1])]
    exact = [film for film in found if any(match.words_of(title) == words for title in match.titles_of(film))]
    return exact if len(exact) == 1 else found


def _titled(ledger: Ledger, words: tuple[str, ...]) -> Iterator[StoredFilm]:
    from ledger import queries
    from pipelines.search import is_titled

    return (film for film in queries.films(ledger, words) if is_titled(film, words))
