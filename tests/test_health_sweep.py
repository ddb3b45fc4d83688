"""What no run tells is seen by the sweep: schedules that are overdue, runs without an end, times without a service."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from crawled_here import FILM, MAY, SOURCE, crawl, film_pages, state_after

from ledger.database import Ledger
from scheduler import health, schedules
from scheduler.health.sweeping import AWAY, AWAY_TOLD, LATE, LONG_LEAST, TOO_LATE
from scheduler.schedules import Schedule

HOUR = timedelta(hours=1)


def scheduled(ledger: Ledger, name: str = "nightly", **values: object) -> None:
    fields = {"id": name, "task": ("crawl", SOURCE), "every_minutes": 60.0, "created": MAY, "last_due": MAY}
    schedules.add(ledger, Schedule.model_validate({**fields, **values}))


def states(ledger: Ledger, now: datetime) -> dict[str, tuple[str, str]]:
    """{what: its state and reasons} after a sweep, of all that is or was ill."""
    health.sweep(ledger, now)
    return {row.id: (row.state, "; ".join(one.words for one in row.reasons)) for row in health.states(ledger)}


def under_way(ledger: Ledger, day: float, **values: object) -> None:
    started = MAY + timedelta(days=day)
    run = {"_id": f"r{day}", "kind": "crawl", "started": started, "state": "running", "source": SOURCE}
    ledger["runs"].insert_one(run | values)


def test_a_schedule_that_is_overdue_is_told_and_is_well_once_it_ran(ledger: Ledger) -> None:
    scheduled(ledger)
    due = MAY + HOUR
    assert states(ledger, due) == states(ledger, due + LATE / 2) == {}
    why = f"it was due at {due:%Y-%m-%d %H:%M} UTC and has not run"
    assert states(ledger, due + LATE) == {"schedule nightly": ("warning", why)}
    assert states(ledger, due + TOO_LATE)["schedule nightly"] == ("failing", why)
    assert states(ledger, due + TOO_LATE + HOUR)["schedule nightly"] == ("failing", why)
    schedules.change(ledger, "nightly", last_due=due + TOO_LATE + HOUR)
    assert states(ledger, due + TOO_LATE + HOUR)["schedule nightly"] == ("ok", "")


@pytest.mark.parametrize("is_paused", [True, False])
def test_what_rests_or_is_under_way_is_not_overdue(ledger: Ledger, is_paused: bool) -> None:
    scheduled(ledger, paused=is_paused)
    if not is_paused:
        under_way(ledger, 0.04, schedule="nightly")
    assert "schedule nightly" not in states(ledger, MAY + 3 * HOUR)


def test_what_is_due_from_long_ago_is_not_overdue_at_once(ledger: Ledger) -> None:
    """It was paused, or there was no service; now it is run in the next beat, or when there is a place for it."""
    scheduled(ledger)
    now = MAY + timedelta(days=3)
    assert states(ledger, now) == states(ledger, now + LATE / 2) == {}
    schedules.change(ledger, "nightly", last_due=now)
    assert "schedule nightly" not in states(ledger, now + LATE + HOUR), "it ran in between, and is due again"


def test_a_schedule_that_cannot_run_is_failing_until_it_is_mended_or_removed(ledger: Ledger) -> None:
    scheduled(ledger)
    ledger["schedules"].update_one({"_id": "nightly"}, {"$set": {"cron": "every day"}})
    state, why = states(ledger, MAY)["schedule nightly"]
    assert state == "failing" and why.startswith("its document cannot be used: ")
    schedules.remove(ledger, "nightly")
    assert states(ledger, MAY) == {}


def test_a_run_that_never_ends_is_told_by_its_like(ledger: Ledger) -> None:
    for day in range(4):
        state_after(ledger, day, film_pages(FILM, day), took=3 * HOUR)
    under_way(ledger, 4)
    began = MAY + timedelta(days=4)
    of_source = f"source {SOURCE}"
    assert states(ledger, began + LONG_LEAST)[of_source] == ("ok", "")
    told = states(ledger, began + 15 * HOUR)[of_source]
    assert told == ("failing", "run r4 has been going on for 15 hours, usually 3 hours")
    assert states(ledger, began + 15 * HOUR)[of_source] == told
    ledger["runs"].update_one({"_id": "r4"}, {"$set": {"state": "ended"}})
    assert states(ledger, began + 16 * HOUR)[of_source] == ("ok", "")


def test_a_run_that_was_left_behind_by_a_later_one_is_no_news(ledger: Ledger) -> None:
    under_way(ledger, 0)
    assert states(ledger, MAY + LONG_LEAST)[f"source {SOURCE}"][0] == "failing"
    state_after(ledger, 1, film_pages(FILM, 1))
    assert states(ledger, MAY + timedelta(days=1, hours=8))[f"source {SOURCE}"] == ("ok", "")


def test_what_ended_while_nobody_judged_is_judged(ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    run = crawl(ledger, 1)
    ledger["runs"].update_one({"_id": run.id}, {"$set": {"state": "running"}})
    assert states(ledger, MAY + timedelta(days=1))[f"source {SOURCE}"][0] == "ok", "how it ended is not settled"
    ledger["runs"].update_one({"_id": run.id}, {"$set": {"state": "ended"}})
    assert states(ledger, MAY + timedelta(days=1))[f"source {SOURCE}"][0] == "failing"


def test_a_time_without_a_service_is_told_for_a_while(ledger: Ledger) -> None:
    scheduled(ledger, paused=True, every_minutes=60.0 * 24 * 30)
    assert states(ledger, MAY) == states(ledger, MAY + AWAY * 2) == {}, "nothing was to be run"
    schedules.change(ledger, "nightly", paused=False)
    back = MAY + timedelta(days=1)
    why = f"no service was in charge from {MAY + AWAY * 2:%Y-%m-%d %H:%M} to {back:%Y-%m-%d %H:%M} UTC"
    assert states(ledger, back) == {"service": ("warning", why)}
    assert states(ledger, back + AWAY) == {"service": ("warning", why)}
    for minutes in range(10, 70, 10):
        found = states(ledger, back + timedelta(minutes=minutes))
    assert timedelta(minutes=60) >= AWAY_TOLD and found == {"service": ("ok", "")}


def test_a_schedule_of_a_replay_is_judged_by_its_end(ledger: Ledger) -> None:
    scheduled(ledger, task=("replay", "/saved"))
    run = {"kind": "replay", "schedule": "nightly", "started": MAY, "ended": MAY + HOUR, "state": "ended"}
    ledger["runs"].insert_one({"_id": "r", **run, "outcome": "failed", "why": "exit code 5: no space left"})
    assert states(ledger, MAY + HOUR)["schedule nightly"] == ("failing", "run r failed: exit code 5: no space left")
    ledger["runs"].insert_one({"_id": "s", **run, "started": MAY + HOUR, "outcome": "done"})
    assert states(ledger, MAY + HOUR)["schedule nightly"] == ("ok", "")
