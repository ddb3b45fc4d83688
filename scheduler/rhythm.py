"""How often an adaptive schedule runs: by how long its source has said the same, as its pages do.

A page rests for half of the time for which it has been as it is. A source does so by those of its pages that change
most, one in fifty of them; by the pages of fresh releases for a quarter of that. Both stay within the source's bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ledger.database import Ledger
from pipelines.crawling.freshness import fresh_pages
from pipelines.writes import find_all
from scheduler import schedules
from scheduler.health.volumes import in_words
from scheduler.schedules import Schedule

LATEST_PAGES = 2000
"""So many of the pages that were seen last tell the rhythm of a source."""
ONE_IN = 50
"""The rhythm is that of the page which one in so many changes more often than: a single counter does not tell it."""
REST = 0.5
"""Of the time for which it has been as it is."""


class Rhythm(NamedTuple):
    """How often a source is crawled, and why."""

    minutes: float
    why: str


def adapt(ledger: Ledger, run: str, now: datetime) -> Rhythm | None:
    """Let the schedule of a run run as often as its source's pages change; None where it is not adaptive."""
    found = ledger["runs"].find_one({"_id": run}, {"schedule": 1}) or {}
    try:
        schedule = schedules.one(ledger, str(found.get("schedule")))
    except (schedules.NoSuchSchedule, schedules.CannotRun):  # removed or edited while it ran
        return None
    rhythm = rhythm_of(ledger, schedule, now) if schedule.is_adaptive else None
    if rhythm and (rhythm.minutes, rhythm.why) != (schedule.every_minutes, schedule.rhythm):
        values = {"every_minutes": rhythm.minutes, "rhythm": rhythm.why, "anchor": schedule.last_due}
        with suppress(schedules.NoSuchSchedule):
            schedules.change(ledger, schedule.id, **values)
    return rhythm


def rhythm_of(ledger: Ledger, schedule: Schedule, now: datetime) -> Rhythm | None:
    """How often a source is to be crawled by what is known of its pages; None where nothing is."""
    latest = ledger["pages"].find({"source": schedule.source}, {"_id": 1}).sort([("last_seen", -1), ("_id", 1)])
    names = [page["_id"] for page in latest.limit(LATEST_PAGES)]
    notes = list(find_all(ledger["fetches"], "_id", names, {"changed_at": 1, "good_at": 1}))
    still = {note["_id"]: as_it_is(note) for note in notes if note.get("good_at")}
    if not still or schedule.least_minutes is None or schedule.most_minutes is None:
        return None
    # Scrapy comes with it, which takes half a second: a service starts without, and most schedules are not adaptive.
    from scrapers.fetching.revisits import FRESH  # noqa: PLC0415

    fresh = fresh_pages(ledger, still, now)
    quiet = [(_quickest(still.values()), REST, f"{len(still):,} pages")]
    if fresh:
        of_fresh = _quickest(still[name] for name in fresh)
        quiet.append((of_fresh, REST / FRESH, f"{len(fresh):,} pages of fresh releases"))
    same, share, of = min(quiet, key=lambda one: one[0] * one[1])
    minutes = min(max(same * share / timedelta(minutes=1), schedule.least_minutes), schedule.most_minutes)
    return Rhythm(round(minutes, 1), f"of {of} those that change most have been as they are for {in_words(same)}")


def as_it_is(note: Mapping[str, Any]) -> timedelta:
    """For how long a page has been seen to say the same."""
    still: timedelta = note["good_at"] - note.get("changed_at", note["good_at"])
    return max(still, timedelta(0))


def _quickest(still: Iterable[timedelta]) -> timedelta:
    """For how long those have been as they are that change most."""
    ordered = sorted(still)
    return ordered[len(ordered) // ONE_IN]
