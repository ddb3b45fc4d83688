"""Doubts as they are shown: the facts of both films side by side, what speaks for and against, how to settle it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import attrgetter

from pydantic import Field
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.output import Kind
from cli.screens import shown
from cli.words import page_label
from ledger import queries
from ledger.database import Ledger
from ledger.export import public
from ledger.records import Record
from ledger.stored import FilmDoubt, StoredDoubt, StoredFilm

TOGETHER = 50
"""Doubts whose films are fetched at once."""
MOST_NAMES = 5
"""People of the cast that are shown."""


class Half(Record):
    """One of two films that may be one: what tells films apart, and how much hangs on it."""

    id: str
    title: str | None = None
    original_title: str | None = None
    year: int | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    runtime_minutes: int | None = None
    identifiers: dict[str, str] = Field(default_factory=dict)
    pages: int = 0
    reviews: int = 0
    page: str
    """Its page of the pair that is compared."""


class SideBySide(Record):
    """A doubt with both of its films, and the commands that settle it."""

    left: Half
    right: Half
    score: float
    worth: int
    reasons: tuple[str, ...] = ()
    judgement: str | None = None
    settle: tuple[str, ...]
    """Commands; one of them is right."""


def side_by_side(ledger: Ledger, doubts: Iterable[StoredDoubt]) -> Iterator[SideBySide]:
    """The doubts with their films, in their order, as they come."""
    rest = iter(doubts)
    while some := list(islice(rest, TOGETHER)):
        films = queries.films_by_id(ledger, [name for doubt in some for name in (doubt.film, doubt.other_film)])
        for doubt in some:
            left = _half(doubt.film, doubt.page, films)
            right = _half(doubt.other_film, doubt.other_page, films)
            yield SideBySide(
                left=left,
                right=right,
                score=doubt.score,
                worth=doubt.worth,
                reasons=doubt.reasons,
                judgement=doubt.judgement,
                settle=settle(doubt),
            )


def settle(doubt: FilmDoubt) -> tuple[str, ...]:
    """The commands that settle a doubt.

    >>> settle(FilmDoubt(_id="a~b", film="a", other_film="b", page="p", other_page="q", score=0.5, worth=2))
    ('filmledger judge films a b --same', 'filmledger judge films a b --different')
    """
    if doubt.judgement:
        return (shlex.join(("filmledger", "judge", "undo", doubt.judgement)),)
    command = shlex.join(("filmledger", "judge", "films", doubt.film, doubt.other_film))
    return f"{command} --same", f"{command} --different"


def _half(name: str, page: str, films: dict[str, StoredFilm]) -> Half:
    """One side; a film that was joined to another a moment ago is but its id."""
    film = films.get(name)
    if film is None:
        return Half(id=name, page=page)
    return Half(
        id=name,
        title=film.title,
        original_title=film.original_title,
        year=film.year,
        directors=film.directors,
        cast=tuple(member.name for member in film.cast[:MOST_NAMES]),
        runtime_minutes=film.runtime_minutes,
        identifiers=film.identifiers,
        pages=len(film.pages),
        reviews=sum(film.review_counts.values()),
        page=page,
    )


def _facts(half: Half) -> dict[str, str]:
    """{name of a fact: its words}, those that are absent empty."""
    return {
        "film": half.id,
        "title": half.title or "",
        "original title": half.original_title or "",
        "year": str(half.year or ""),
        "directed by": ", ".join(half.directors),
        "with": ", ".join(half.cast),
        "minutes": str(half.runtime_minutes or ""),
        "identifiers": ", ".join(f"{kind} {value}" for kind, value in half.identifiers.items()),
        "pages": str(half.pages),
        "reviews": str(half.reviews),
        "compared by": page_label(half.page),
    }


def draw(doubts: list[SideBySide]) -> list[RenderableType]:
    """What the screen shows of some doubts."""
    return [part for doubt in doubts for part in _drawn(doubt)]


def _drawn(doubt: SideBySide) -> Iterator[RenderableType]:
    against = f"judgement {doubt.judgement} against what identifiers say"
    heading = against if doubt.judgement else f"one film or two? chance that they are one: {doubt.score:.3f}"
    yield Text(shown(heading), style="bold")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    left, right = _facts(doubt.left), _facts(doubt.right)
    alone = doubt.left.id == doubt.right.id
    for name in left:
        if left[name] or right[name]:
            style = "cyan" if name == "film" else ""
            sides = (left[name],) if alone and left[name] == right[name] else (left[name], right[name])
            grid.add_row(name, *(Text(shown(side), style=style) for side in sides))
    yield Padding(grid, (0, 0, 0, 2), expand=False)
    for reason in doubt.reasons:
        yield Text(f"  · {shown(reason)}")
    for command in doubt.settle:
        yield Text(f"  {shown(command)}", style="green")
    yield Text("")


DOUBTS = Kind(
    name="doubts",
    csv={
        **{
            name: attrgetter(f"left.{name}")
            for name in ("id", "title", "year", "directors", "pages", "reviews", "page")
        },
        **{
            f"other_{name}": attrgetter(f"right.{name}")
            for name in ("id", "title", "year", "directors", "pages", "reviews", "page")
        },
        **{name: attrgetter(name) for name in ("score", "worth", "reasons", "judgement", "settle")},
    },
    public=public,
    screen=(),
    draw=draw,
)
