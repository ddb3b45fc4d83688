"""The history of scores: spans of time in which a page printed the same score.

The spans follow from what was seen and when, not from the order in which it became known: an old capture that is read
late puts its score where it belongs, and the same capture read twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ledger.records import RatingPoint, RatingStatement


class Shown(NamedTuple):
    """What a score was: its value, what of, and how many votes."""

    value: float | None
    best: float | None
    votes: int | None


def timeline(points: Iterable[RatingPoint], page: str, score: RatingStatement, seen_at: datetime) -> list[RatingPoint]:
    """The points of one score of one page, in order of time, with one more sight of it.

    `points` are those known of the same page, kind and name.

    >>> from datetime import UTC
    >>> june, july, august = (datetime(2020, month, 1, tzinfo=UTC) for month in (6, 7, 8))
    >>> good, better = (RatingStatement(kind="critic", value=value, best=100) for value in (70, 80))
    >>> once = timeline([], "p", good, june)
    >>> twice = timeline(once, "p", good, august)
    >>> [(point.value, point.first_seen.month, point.last_seen.month) for point in twice]
    [(70.0, 6, 8)]
    >>> [(point.value, point.first_seen.month) for point in timeline(twice, "p", better, july)]
    [(70.0, 6), (80.0, 7), (70.0, 8)]
    """
    sights = {(point.first_seen, _shown(point)) for point in points} | {
        (point.last_seen, _shown(point)) for point in points
    }
    sights.add((seen_at, _shown(score)))
    spans: list[tuple[Shown, datetime, datetime]] = []
    for moment, shown in sorted(sights, key=lambda sight: (sight[0], repr(sight[1]))):
        if spans and spans[-1][0] == shown:
            spans[-1] = (shown, spans[-1][1], moment)
        else:
            spans.append((shown, moment, moment))
    return [_point(page, score, *span) for span in spans]


def _shown(score: RatingPoint | RatingStatement) -> Shown:
    return Shown(score.value, score.best, score.votes)


def _point(page: str, score: RatingStatement, shown: Shown, first: datetime, last: datetime) -> RatingPoint:
    made_of = "\n".join((page, score.kind, score.name or "", first.isoformat(), repr(shown)))
    return RatingPoint(
        _id=hashlib.sha256(made_of.encode()).hexdigest()[:24],
        page=page,
        kind=score.kind,
        name=score.name,
        first_seen=first,
        last_seen=last,
        **shown._asdict(),
    )
