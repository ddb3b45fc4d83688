"""What each list shows: its columns on the screen, in CSV, and its records in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cli.output import Kind
from cli.tables import Cell
from cli.words import (
    brief,
    byline,
    day,
    moment,
    page_label,
    past_words,
    review_brief,
    run_words,
    score_words,
    stated_words,
    value_words,
)
from ledger import columns
from ledger.columns import consensus_of
from ledger.export import public
from ledger.records import Film, RatingKind, Record
from ledger.runs import Run


def _percent(kind: RatingKind) -> Callable[[Film], str]:
    def text(film: Film) -> str:
        found = consensus_of(film, kind)
        return "" if found is None or found.percent is None else f"{found.percent:.0f} %"

    return text


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _took(run: Run) -> str:
    return f"{(run.ended - run.started).total_seconds():.0f} s" if run.ended else ""


def _of_run(name: str) -> Callable[[Run], Any]:
    return lambda run: run.counts.get(name)


def _ending(run: Run) -> str:
    said = (run.outcome or "").replace("_", " ")
    return said if run.ended else "running" if run.state == "running" else "not ended"


def _did(run: Run) -> str:
    counts = run.counts
    if run.why and not counts.get("pages"):
        return run.why
    return "; ".join(words for words in (*run_words(counts), run.why) if words)


FILMS = Kind(
    name="films",
    csv=columns.FILMS,
    public=public,
    screen=(
        Cell(head="id", text=lambda film: film.id, style="cyan"),
        Cell(head="title", text=lambda film: film.title or film.original_title, least=16),
        Cell(head="year", text=lambda film: film.year, spare=1),
        Cell(head="director", text=lambda film: ", ".join(film.directors), least=14, spare=2),
        Cell(head="critics", text=_percent("critic"), right=True),
        Cell(head="audience", text=_percent("audience"), right=True),
        Cell(head="reviews", text=lambda film: sum(film.review_counts.values()) or "", right=True),
        Cell(head="pages", text=lambda film: len(film.pages), right=True),
        Cell(head="≠", text=lambda film: len(film.conflicts) or "", right=True, style="yellow"),
    ),
)
REVIEWS = Kind(
    name="reviews",
    csv=columns.REVIEWS,
    public=public,
    group=lambda review: review.film,
    screen=(
        Cell(head="kind", text=lambda review: review.kind),
        Cell(head="date", text=lambda review: review.published_on),
        Cell(head="by", text=byline, least=20),
        Cell(head="score", text=lambda review: score_words(review.rating), least=8, right=True),
        Cell(head="since", text=past_words, style="yellow"),
        Cell(head="text", text=review_brief, least=20),
    ),
)
REVIEW_HISTORY = Kind(
    name="points in time",
    csv=columns.REVIEW_HISTORY,
    public=public,
    group=lambda span: span.review,
    screen=(
        Cell(head="first seen", text=lambda span: moment(span.first_seen)),
        Cell(head="last seen", text=lambda span: moment(span.last_seen)),
        Cell(head="", text=lambda span: "" if span.stands else "gone", style="yellow"),
        Cell(head="score", text=lambda span: score_words(span.said.rating), least=8, right=True),
        Cell(head="text", text=lambda span: brief(span.said.headline, span.said.body), least=20),
        Cell(head="page", text=lambda span: page_label(span.page), least=16, style="cyan"),
    ),
)
RATINGS = Kind(
    name="scores",
    csv=columns.RATINGS,
    public=public,
    group=lambda rating: rating.film,
    screen=(
        Cell(head="kind", text=lambda rating: " ".join(filter(None, (rating.kind, rating.name)))),
        Cell(head="score", text=value_words, right=True),
        Cell(head="votes", text=lambda rating: _count(rating.votes), right=True),
        Cell(head="critics' reviews", text=lambda rating: _count(rating.critic_reviews), right=True, spare=1),
        Cell(head="users' reviews", text=lambda rating: _count(rating.user_reviews), right=True, spare=1),
        Cell(head="source", text=lambda rating: page_label(rating.source), least=20),
    ),
)
POINTS = Kind(
    name="points in time",
    csv=columns.POINTS,
    public=public,
    group=lambda point: point.page,
    screen=(
        Cell(head="kind", text=lambda point: " ".join(filter(None, (point.kind, point.name)))),
        Cell(head="score", text=value_words, right=True),
        Cell(head="votes", text=lambda point: _count(point.votes), right=True),
        Cell(head="first seen", text=lambda point: moment(point.first_seen)),
        Cell(head="last seen", text=lambda point: moment(point.last_seen)),
    ),
)


class StatedValue(Record):
    """One side of a conflict: one value that pages of a film state against others. `words` are for people."""

    film: str
    title: str | None = None
    year: int | None = None
    field: str
    value: Any
    words: str
    chosen: bool
    pages: tuple[str, ...]
    rule: str


def stated_values(film: Film, field: str | None = None) -> tuple[StatedValue, ...]:
    """What the pages of a film disagree on, in `field` or in all; the chosen value first."""
    found = [
        StatedValue(
            film=film.id,
            title=film.title,
            year=film.year,
            field=conflict.field,
            value=said.value,
            words=stated_words(film, conflict.field, said.value),
            chosen=said.value == conflict.chosen,
            pages=said.pages,
            rule=conflict.rule,
        )
        for conflict in film.conflicts
        for said in sorted(conflict.values, key=lambda said: said.value != conflict.chosen)
        if field in (None, conflict.field)
    ]
    return tuple(found)


CONFLICT_CELLS = (
    Cell(head="", text=lambda row: "✓" if row.chosen else "≠", style="yellow"),
    Cell(head="value", text=lambda row: row.words, least=24),
    Cell(head="said by", text=lambda row: ", ".join(map(page_label, row.pages)), least=16),
)
CONFLICTS = Kind(
    name="conflicts",
    csv=columns.CONFLICTS,
    public=public,
    group=lambda row: f"{row.film}  {row.field}, chosen: {row.rule}",
    screen=CONFLICT_CELLS,
)
ISSUES = Kind(
    name="issues",
    csv=columns.ISSUES,
    public=public,
    group=lambda issue: page_label(issue.page),
    screen=(
        Cell(head="field", text=lambda issue: issue.field),
        Cell(head="words", text=lambda issue: issue.words, least=16),
        Cell(head="why", text=lambda issue: issue.why, least=24),
        Cell(head="where", text=lambda issue: issue.where, least=8, spare=1),
    ),
)
RUNS = Kind(
    name="runs",
    csv=columns.RUNS,
    public=public,
    screen=(
        Cell(head="run", text=lambda run: run.id, style="cyan"),
        Cell(head="of", text=lambda run: run.schedule or run.source or run.kind, least=8, spare=1),
        Cell(head="started", text=lambda run: moment(run.started)),
        Cell(head="took", text=_took, right=True),
        Cell(head="ended", text=_ending),
        Cell(head="issues", text=lambda run: _count(_of_run("issues")(run)), right=True, style="yellow"),
        Cell(head="what it did", text=_did, least=24),
    ),
)
PAGES = Kind(
    name="pages",
    csv=columns.PAGES,
    public=public,
    screen=(
        Cell(head="page", text=lambda page: page.id, least=24, style="cyan"),
        Cell(head="outcome", text=lambda page: page.outcome or "not read"),
        Cell(head="source", text=lambda page: page.source, least=8, spare=2),
        Cell(head="bytes", text=lambda page: f"{page.size:,}", right=True, spare=3),
        Cell(head="first seen", text=lambda page: day(page.first_seen), spare=1),
        Cell(head="last seen", text=lambda page: moment(page.last_seen)),
    ),
)
