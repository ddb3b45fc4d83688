"""The page of one film: its facts with all that was stated and by whom, scores, conflicts, reviews, pages.

Pages are numbered; the numbers stand beside every value, as in a book with notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.facts import Line, facts, marks
from cli.kinds import CONFLICT_CELLS, StatedValue, stated_values
from cli.screens import shown
from cli.tables import Cell, tables
from cli.words import (
    byline,
    certificate_words,
    many,
    page_label,
    past_words,
    review_brief,
    score_words,
    titled,
    value_words,
)
from ledger import queries
from ledger.database import Ledger
from ledger.records import Consensus, Film, Rating, Review
from ledger.stored import StoredReading

KINDS = ("critic", "column", "audience")
MOST_REVIEWS = 40
MOST_PAGES = 40
MOST_LETTERS = 160
INDENT = 2


class Sheet(NamedTuple):
    """All that the page of a film shows. `numbers` are those of its pages, from 1."""

    film: Film
    reviews: Sequence[Review]
    ratings: Sequence[Rating]
    readings: Mapping[str, StoredReading]
    numbers: Mapping[str, int]
    width: int
    full: bool = False
    short: bool = False


def film_page(ledger: Ledger, film: Film, *, width: int, full: bool = False, short: bool = False) -> RenderableType:
    """The page of a film for a screen of so many columns; `full` cuts nothing, `short` tells the main things."""
    most = None if full else MOST_REVIEWS
    sheet = Sheet(
        film=film,
        reviews=[review for kind in KINDS for review in queries.reviews(ledger, film.id, kind=kind, limit=most)][:most],
        ratings=list(queries.ratings(ledger, film.id)),
        readings=queries.readings_by_name(ledger, film.pages[: None if full else MOST_PAGES]),
        numbers=_numbered(film.pages),
        width=width - INDENT,
        full=full,
        short=short,
    )
    parts = (
        _head(film),
        _section("What its pages say (numbers: its pages, below)", facts(film, sheet.numbers, full=full, short=short)),
        _section("Scores", *_scores(sheet)),
        _section("Where its pages disagree", *_conflicts(sheet)),
        _section(_review_counts(film), *_reviews(sheet)),
        _section("Its pages" if short else "Its pages, and why they are of one film", *_pages(sheet)),
        _section("Films that may be the same", *_doubts(film)),
    )
    return Group(*(part for part in parts if part is not None))


def _numbered(names: Sequence[str]) -> Mapping[str, int]:
    """A number for each page, also for the page of a film that is named as one of several on it ("post.html#Up").

    >>> dict(_numbered(("a.html", "post.html#Up")))
    {'a.html': 1, 'post.html#Up': 2, 'post.html': 2}
    """
    found = {name: number for number, name in enumerate(names, 1)}
    for name, number in tuple(found.items()):
        for page in queries.pages_in(name):
            found.setdefault(page, number)
    return found


def _section(name: str, *parts: RenderableType) -> RenderableType | None:
    if not parts:
        return None
    return Group(
        Text(name, style="bold"), *(Padding(part, (0, 0, 0, INDENT), expand=False) for part in parts), Text("")
    )


def _head(film: Film) -> RenderableType:
    certificate = certificate_words(film.content_rating.plain() | {"reason": None}) if film.content_rating else ""
    runtime = f"{film.runtime_minutes} min" if film.runtime_minutes else ""
    by = f"directed by {', '.join(film.directors)}" if film.directors else ""
    named = (certificate, runtime, ", ".join(film.genres), ", ".join(film.countries), by)
    title = shown(titled(film.title or film.original_title, film.year))
    return Group(
        Text.assemble((title, "bold"), "  ", (film.id, "cyan")),
        Text(" · ".join(shown(fact) for fact in named if fact)),
        Text(""),
    )


def _scores(sheet: Sheet) -> list[RenderableType]:
    """The consensus of each kind of voice, and the scores that sites print."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", justify="right", no_wrap=True)
    for one in sheet.film.consensus:
        score = Text(consensus_words(one), style="bold")
        grid.add_row("", Text(f"{one.kind} consensus"), score, Text(_sources(one), style="dim"))
    for rating in sheet.ratings:
        name = shown(" ".join(filter(None, (rating.kind, rating.name))))
        votes = ", ".join(_votes(rating))
        grid.add_row(_numbers(sheet, rating.pages), Text(name), value_words(rating), Text(votes, style="dim"))
    return [grid] if grid.row_count else []


def _numbers(sheet: Sheet, pages: Sequence[str]) -> str:
    return marks(Line("", "", tuple(pages)), sheet.numbers)


def _votes(rating: Rating) -> Iterator[str]:
    counts = (
        (rating.votes, "vote"),
        (rating.critic_reviews, "critics' review"),
        (rating.user_reviews, "users' review"),
    )
    for count, noun in counts:
        if count is not None:
            yield many(count, noun)


def consensus_words(consensus: Consensus) -> str:
    """The consensus in words.

    >>> consensus_words(Consensus(kind="critic", percent=61.2, low=50.6, high=71.9, count=12))
    '61 of 100 (51 to 72)'
    """
    if consensus.percent is None or consensus.low is None or consensus.high is None:
        return "no number"
    return f"{consensus.percent:.0f} of 100 ({consensus.low:.0f} to {consensus.high:.0f})"


def _sources(consensus: Consensus) -> str:
    if consensus.percent is None:
        return consensus.formula.removeprefix("no number: ")
    told = f"{many(consensus.count, 'voice')} of {many(len(consensus.inputs), 'source')}"
    films = f", the mean of {many(consensus.prior_films, 'film')}" if consensus.prior_films else ""
    return told if consensus.prior_mean is None else f"{told}; drawn to {consensus.prior_mean:.0f}{films}"


def _conflicts(sheet: Sheet) -> list[RenderableType]:
    pages = Cell(head="pages", text=lambda row: marks(Line("", "", row.pages), sheet.numbers), style="cyan", right=True)
    cells = (pages, *CONFLICT_CELLS[:-1])
    return tables(stated_values(sheet.film), cells, sheet.width, _heading) if sheet.film.conflicts else []


def _heading(row: StatedValue) -> str:
    return f"{row.field}, chosen: {row.rule}"


def _review_counts(film: Film) -> str:
    counts = film.review_counts
    kinds = ", ".join(f"{counts[kind]:,} {kind}" for kind in KINDS if counts.get(kind))
    total = sum(counts.values())
    return f"{many(total, 'review')}: {kinds}"


def _reviews(sheet: Sheet) -> list[RenderableType]:
    def pages(review: Review) -> str:
        return _numbers(sheet, [sighting.page for sighting in review.sightings])

    if not sheet.reviews:
        return []
    cells = (
        Cell(head="pages", text=pages, style="cyan", right=True),
        Cell(head="date", text=lambda review: review.published_on),
        Cell(head="by", text=byline, least=20),
        Cell(head="score", text=lambda review: score_words(review.rating), least=8, right=True),
        Cell(head="since", text=past_words, style="yellow"),
        Cell(head="text", text=review_brief, least=16),
    )
    found = tables(sheet.reviews, cells, sheet.width, lambda review: review.kind)
    missing = sum(sheet.film.review_counts.values()) - len(sheet.reviews)
    if missing > 0:
        found.append(Text(f"{missing:,} more: filmledger reviews {sheet.film.id} --limit 0", style="dim"))
    return found


def _pages(sheet: Sheet) -> list[RenderableType]:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    joins = {join.page: join for join in sheet.film.joins}
    shown_pages = sheet.film.pages if sheet.full else sheet.film.pages[:MOST_PAGES]
    for page in shown_pages:
        reading = next((sheet.readings[name] for name in queries.pages_in(page) if name in sheet.readings), None)
        grid.add_row(
            str(sheet.numbers[page]),
            Text.assemble(shown(page_label(page)), ("  " + reading.page_type if reading else "", "dim")),
        )
        if page in joins and not sheet.short:
            reasons = "; ".join(joins[page].reasons)
            cut = reasons if sheet.full or len(reasons) <= MOST_LETTERS else f"{reasons[:MOST_LETTERS]} ..."
            grid.add_row("", Text(f"{joins[page].score:.3f}  {shown(cut)}", style="dim"))
    if len(shown_pages) < len(sheet.film.pages):
        grid.add_row("", Text(f"{len(sheet.film.pages) - len(shown_pages):,} more: --full", style="dim"))
    return [grid]


def _doubts(film: Film) -> list[Any]:
    return [
        Text.assemble(
            (f"judgement {doubt.judgement}" if doubt.judgement else doubt.film, "cyan"),
            f"  {doubt.score:.3f}  ",
            (shown("; ".join(doubt.reasons))[:MOST_LETTERS], "dim"),
        )
        for doubt in film.doubts
    ]
