"""What each list shows: its columns on the screen, in CSV, and its records in JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cli.output import Cell, Kind
from cli.words import brief, day, money_words, page_label, score_words, value_words
from ledger import columns
from ledger.columns import consensus_of
from ledger.export import public
from ledger.records import Film, RatingKind, Record


def _percent(kind: RatingKind) -> Callable[[Film], str]:
    def text(film: Film) -> str:
        found = consensus_of(film, kind)
        return "" if found is None or found.percent is None else f"{found.percent:.0f} %"

    return text


def _moment(value: datetime | None) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if value else ""


FILMS = Kind(
    name="films",
    csv=columns.FILMS,
    public=public,
    screen=(
        Cell(head="id", text=lambda film: film.id, keep=True, style="cyan"),
        Cell(head="title", text=lambda film: film.title or film.original_title),
        Cell(head="year", text=lambda film: film.year, keep=True),
        Cell(head="director", text=lambda film: ", ".join(film.directors)),
        Cell(head="critics", text=_percent("critic"), keep=True, right=True),
        Cell(head="audience", text=_percent("audience"), keep=True, right=True),
        Cell(head="reviews", text=lambda film: sum(film.review_counts.values()) or "", keep=True, right=True),
        Cell(head="pages", text=lambda film: len(film.pages), keep=True, right=True),
        Cell(head="≠", text=lambda film: len(film.conflicts) or "", keep=True, right=True, style="yellow"),
    ),
)
REVIEWS = Kind(
    name="reviews",
    csv=columns.REVIEWS,
    public=public,
    screen=(
        Cell(head="film", text=lambda review: review.film, style="cyan"),
        Cell(head="kind", text=lambda review: review.kind, keep=True),
        Cell(head="date", text=lambda review: review.published_on, keep=True),
        Cell(head="by", text=lambda review: ", ".join(filter(None, (review.author, review.publication))) or "unsigned"),
        Cell(head="score", text=lambda review: score_words(review.rating), keep=True, right=True),
        Cell(head="text", text=lambda review: brief(review.headline, review.body)),
    ),
)
RATINGS = Kind(
    name="scores",
    csv=columns.RATINGS,
    public=public,
    screen=(
        Cell(head="film", text=lambda rating: rating.film, style="cyan"),
        Cell(head="source", text=lambda rating: page_label(rating.source)),
        Cell(head="kind", text=lambda rating: " ".join(filter(None, (rating.kind, rating.name))), keep=True),
        Cell(head="score", text=value_words, keep=True, right=True),
        Cell(head="votes", text=lambda rating: f"{rating.votes:,}" if rating.votes else "", keep=True, right=True),
        Cell(head="pages", text=lambda rating: len(rating.pages), keep=True, right=True),
    ),
)
POINTS = Kind(
    name="points in time",
    csv=columns.POINTS,
    public=public,
    screen=(
        Cell(head="page", text=lambda point: page_label(point.page), style="cyan"),
        Cell(head="kind", text=lambda point: " ".join(filter(None, (point.kind, point.name))), keep=True),
        Cell(head="score", text=value_words, keep=True, right=True),
        Cell(head="votes", text=lambda point: f"{point.votes:,}" if point.votes else "", keep=True, right=True),
        Cell(head="first seen", text=lambda point: _moment(point.first_seen), keep=True),
        Cell(head="last seen", text=lambda point: _moment(point.last_seen), keep=True),
    ),
)


class StatedValue(Record):
    """One side of a conflict: one value that pages of a film state against others."""

    film: str
    title: str | None = None
    year: int | None = None
    field: str
    value: Any
    chosen: bool
    pages: tuple[str, ...]
    rule: str


CONFLICTS = Kind(
    name="conflicts",
    csv={**columns.CONFLICTS, "value": lambda row: money_words(row.field, row.value)},
    public=public,
    screen=(
        Cell(head="film", text=lambda row: row.film, style="cyan"),
        Cell(head="field", text=lambda row: row.field, keep=True),
        Cell(head="", text=lambda row: "✓" if row.chosen else "", keep=True, style="green"),
        Cell(head="value", text=lambda row: money_words(row.field, row.value)),
        Cell(head="said by", text=lambda row: ", ".join(map(page_label, row.pages))),
        Cell(head="chosen as", text=lambda row: row.rule if row.chosen else ""),
    ),
)
ISSUES = Kind(
    name="issues",
    csv=columns.ISSUES,
    public=public,
    screen=(
        Cell(head="page", text=lambda issue: page_label(issue.page), style="cyan"),
        Cell(head="field", text=lambda issue: issue.field, keep=True),
        Cell(head="words", text=lambda issue: issue.words),
        Cell(head="why", text=lambda issue: issue.why),
        Cell(head="where", text=lambda issue: issue.where),
    ),
)
RUNS = Kind(
    name="runs",
    csv=columns.RUNS,
    public=public,
    screen=(
        Cell(head="run", text=lambda run: run.id, keep=True, style="cyan"),
        Cell(head="started", text=lambda run: _moment(run.started), keep=True),
        Cell(head="took", text=lambda run: _took(run.started, run.ended), keep=True, right=True),
        Cell(head="what it did", text=lambda run: _counts(run.model_extra or {})),
    ),
)
PAGES = Kind(
    name="pages",
    csv=columns.PAGES,
    public=public,
    screen=(
        Cell(head="page", text=lambda page: page.id, style="cyan"),
        Cell(head="outcome", text=lambda page: page.outcome or "not read", keep=True),
        Cell(head="source", text=lambda page: page.source),
        Cell(head="bytes", text=lambda page: f"{page.size:,}", keep=True, right=True),
        Cell(head="first seen", text=lambda page: day(page.first_seen), keep=True),
        Cell(head="last seen", text=lambda page: _moment(page.last_seen), keep=True),
    ),
)


def _took(started: datetime, ended: datetime | None) -> str:
    return f"{(ended - started).total_seconds():.1f} s" if ended else "not ended"


def _counts(extra: dict[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in extra.items() if isinstance(value, int))
