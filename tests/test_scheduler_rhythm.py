"""Adaptive schedules run as often as their pages change, between their bounds; fresh releases more often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pretended_runs import START, made

from ledger.database import Ledger
from pipelines.crawling.freshness import fresh_pages
from scheduler import rhythm, schedules
from scheduler.schedules import Schedule
from scrapers.fetching.revisits import Rhythm, verdict
from scrapers.outcomes import Known

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def adaptive(**values: Any) -> Schedule:
    bounds = {"least_minutes": 60.0, "most_minutes": 60.0 * 24 * 30, "every_minutes": 1440.0}
    return made("films", **({"task": ("crawl", "films.example"), "source": "films.example"} | bounds | values))


def seen(ledger: Ledger, number: int, still: timedelta, released: str | None = None) -> None:
    """A page of the source that has said the same for so long."""
    name = f"https://films.example/{number}"
    page = {
        "_id": name,
        "source": "films.example",
        "media_type": "text/html",
        "status": 200,
        "content_hash": "0",
        "size": 1,
    }
    ledger["pages"].insert_one({**page, "first_seen": START - still, "last_seen": START})
    fetch = {"_id": name, "url": name, "host": "films.example", "outcome": "ok", "at": START, "run": "r"}
    ledger["fetches"].insert_one({**fetch, "good_at": START, "changed_at": START - still})
    if released:
        reading = {"_id": name, "page": name, "page_type": "title", "content_hash": "0", "reader": "1"}
        ledger["readings"].insert_one({**reading, "film": {"release_dates": [{"date": released}]}})


@pytest.mark.parametrize(
    ("still", "minutes"), [(10 * DAY, 5 * 24 * 60), (timedelta(0), 60), (HOUR, 60), (900 * DAY, 30 * 24 * 60)]
)
def test_a_source_rests_half_as_long_as_it_has_been_as_it_is(ledger: Ledger, still: timedelta, minutes: int) -> None:
    for number in range(10):
        seen(ledger, number, still)
    found = rhythm.rhythm_of(ledger, adaptive(), START)
    assert found and found.minutes == minutes and found.why.startswith("of 10 pages those that change most")


def test_one_page_of_very_many_does_not_tell_the_rhythm(ledger: Ledger) -> None:
    for number in range(100):
        seen(ledger, number, HOUR if number < 2 else 20 * DAY)
    found = rhythm.rhythm_of(ledger, adaptive(), START)
    assert found and found.minutes == 10 * 24 * 60
    seen(ledger, 100, HOUR)
    found = rhythm.rhythm_of(ledger, adaptive(), START)
    assert found and found.minutes == 60


def test_fresh_releases_are_looked_at_more_often(ledger: Ledger) -> None:
    for number in range(10):
        seen(ledger, number, 16 * DAY, "2009-05-29")
    assert rhythm.rhythm_of(ledger, adaptive(), START) == rhythm.Rhythm(
        8 * 24 * 60, "of 10 pages those that change most have been as they are for 16 days"
    )
    seen(ledger, 10, 16 * DAY, f"{START - 10 * DAY:%Y-%m-%d}")
    assert rhythm.rhythm_of(ledger, adaptive(), START) == rhythm.Rhythm(
        2 * 24 * 60, "of 1 pages of fresh releases those that change most have been as they are for 16 days"
    )


def test_a_page_of_a_fresh_release_rests_a_quarter_as_long() -> None:
    times = {"at": START, "good_at": START, "changed_at": START - 16 * DAY, "is_kept": True}
    beat = Rhythm(least=HOUR, most=30 * DAY)
    assert (beat.rest(Known(**times)), beat.rest(Known(**times, is_fresh=True))) == (8 * DAY, 2 * DAY)
    assert verdict(Known(**times, is_fresh=True), beat, START + 3 * DAY) == "ask"
    assert verdict(Known(**times), beat, START + 3 * DAY) == "not_due"


def test_the_pages_of_fresh_releases_are_known(ledger: Ledger) -> None:
    for number, day in enumerate(("2026-02-20", "2026-06-01", "2025-02-20", "2026")):
        seen(ledger, number, DAY, day)
    names = [f"https://films.example/{number}" for number in range(5)]
    assert fresh_pages(ledger, names, START) == {names[0]}


def test_the_schedule_of_a_run_that_ended_is_adapted(ledger: Ledger) -> None:
    schedules.add(ledger, adaptive(last_due=START + DAY))
    seen(ledger, 0, 4 * DAY)
    run = {"_id": "r", "started": START, "schedule": "films", "state": "ended"}
    ledger["runs"].insert_one(run)
    before = schedules.changes(ledger)
    assert rhythm.adapt(ledger, "r", START)
    found = schedules.one(ledger, "films")
    assert (found.every_minutes, found.following(START + DAY)) == (2880.0, START + 3 * DAY)
    assert schedules.changes(ledger) == before + 1
    rhythm.adapt(ledger, "r", START)
    assert schedules.changes(ledger) == before + 1  # nothing new: no service need look


def test_others_are_left_as_they_are(ledger: Ledger) -> None:
    schedules.add(ledger, made("films", task=("crawl", "films.example"), source="films.example"))
    seen(ledger, 0, 4 * DAY)
    ledger["runs"].insert_one({"_id": "r", "started": START, "schedule": "films", "state": "ended"})
    assert rhythm.adapt(ledger, "r", START) is None
    assert rhythm.adapt(ledger, "nothing", START) is None
    assert rhythm.rhythm_of(ledger, adaptive(source="other.example"), START) is None
