"""Which pages are of films that are just being released: what is written of these changes most."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from ledger.database import Ledger
from pipelines.writes import find_all

BEFORE, AFTER = timedelta(days=14), timedelta(days=60)
"""A film is fresh from so long before one of its release dates until so long after it."""


def fresh_pages(ledger: Ledger, names: Collection[str], now: datetime) -> frozenset[str]:
    """Those of the pages whose film is fresh, by the release dates that they name themselves."""
    only = {"film.release_dates.date": 1}
    read = find_all(ledger["readings"], "_id", names, only)
    return frozenset(found["_id"] for found in read if is_fresh(_dates(found.get("film")), now))


def is_fresh(dates: Iterable[str], now: datetime) -> bool:
    """Whether one of these release dates is near; one without its day says too little.

    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 1, tzinfo=UTC)
    >>> is_fresh(["2009-05-29", "2026-01-20"], now), is_fresh(["2026", "--03-01", "2026-04-01"], now)
    (True, False)
    """
    return any(-BEFORE <= now.date() - day <= AFTER for one in dates if (day := _day(one)))


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:  # "2026", "--09-28"
        return None


def _dates(film: object) -> list[str]:
    if not isinstance(film, dict):
        return []
    return [one["date"] for one in film.get("release_dates", ()) if "date" in one]
