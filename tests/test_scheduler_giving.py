"""Due times are given out once each, late ones as one, and what has no run is recorded with the reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pretended_runs import LEASE, START, Clock, Servant, made

from ledger.database import Ledger
from ledger.scheduling import Firing
from scheduler import firings, giving, lease, schedules
from scheduler.lease import Lease
from scheduler.timetable import Timetable

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def of(ledger: Ledger, name: str = "seeds") -> list[Firing]:
    return sorted(firings.of_schedule(ledger, name), key=lambda one: one.due)


def whys(ledger: Ledger) -> list[str]:
    return [(one.why or "").partition(";")[0] for one in of(ledger) if one.state == "missed"]


def test_a_due_time_is_given_once(ledger: Ledger) -> None:
    for hour in range(1, 4):
        due = START + hour * HOUR
        with ThreadPoolExecutor(6) as pool:
            tried = [pool.submit(firings.claim, ledger, "a", due, name, due) for name in "uvwxyz"]
            claims = [one.result() for one in tried]
        assert sum(claims) == 1


def test_the_lease_has_one_holder_and_passes_on(ledger: Ledger) -> None:
    seconds = [0.0]
    one, two = (Lease(ledger, name, 10, steady=lambda: seconds[0]) for name in ("one", "two"))
    assert one.hold(START) and one.is_held and not two.hold(START)
    seconds[0] = 9
    assert one.hold(START) and not two.hold(START)
    seconds[0] = 18.9
    assert not two.hold(START)
    seconds[0] = 19.1
    assert not one.is_held and two.hold(START) and not one.hold(START)
    assert lease.holder(ledger) == ("two", START + timedelta(seconds=10))
    two.release()
    assert lease.holder(ledger) is None and one.hold(START)


def test_a_wrong_clock_neither_takes_the_lease_nor_keeps_it(ledger: Ledger) -> None:
    seconds = [0.0]
    one, two = (Lease(ledger, name, 10, steady=lambda: seconds[0]) for name in ("one", "two"))
    assert one.hold(START)
    assert not two.hold(START + 1000 * DAY)
    assert one.hold(START + 2000 * DAY) and not two.hold(START)
    seconds[0] = 10
    assert two.hold(START)


def test_times_are_given_out_when_they_come(ledger: Ledger) -> None:
    schedules.add(ledger, made())
    clock = Clock()
    servant = Servant(ledger, clock)
    for _ in range(12):
        servant.beat()
        clock.go(minutes=20)
    assert servant.runs.began == [("seeds", START + hour * HOUR) for hour in (1, 2, 3)]
    assert [one.state for one in of(ledger)] == ["ended"] * 3
    stored = schedules.one(ledger, "seeds")
    assert (stored.last_due, stored.last_exit) == (START + 3 * HOUR, 0) and stored.last_run


def test_times_that_passed_without_a_service_are_one(ledger: Ledger) -> None:
    schedules.add(ledger, made())
    clock = Clock()
    clock.go(hours=5, minutes=5)
    servant = Servant(ledger, clock)
    servant.beat()
    servant.beat()
    assert servant.runs.began == [("seeds", START + 5 * HOUR)]
    assert [one.due for one in of(ledger)] == [START + hour * HOUR for hour in range(1, 6)]
    assert whys(ledger) == ["no service was in charge"] * 4
    assert "it is one with the run of 2026-03-01 05:00:00 UTC" in str(of(ledger)[0].why)


def test_very_many_times_that_passed_have_one_row(ledger: Ledger) -> None:
    schedules.add(ledger, made(every_minutes=1))
    clock = Clock()
    clock.go(hours=10)
    Servant(ledger, clock).beat()
    missed, ran = of(ledger)
    assert (missed.state, missed.times, missed.since) == ("missed", 599, START + timedelta(minutes=1))
    assert (ran.state, ran.due) == ("ended", START + 10 * HOUR)


def test_a_run_that_goes_on_is_not_overlapped(ledger: Ledger) -> None:
    schedules.add(ledger, made())
    clock = Clock()
    servant = Servant(ledger, clock)
    servant.beat()
    for _ in range(4):
        clock.go(hours=1)
        servant.beat(ends=False)
    assert len(servant.runs.began) == 1
    servant.runs.end()
    servant.beat()
    assert [due for _, due in servant.runs.began] == [START + HOUR, START + 4 * HOUR]
    assert whys(ledger) == ["the run before it was still under way"] * 2


def test_a_restart_brings_no_burst(ledger: Ledger) -> None:
    for number in range(30):
        schedules.add(ledger, made(f"s{number:02}", created=START + timedelta(minutes=number)))
    clock = Clock()
    clock.go(days=2)
    servant = Servant(ledger, clock, places=3)
    for _ in range(10):
        servant.beat(ends=False)
        assert len(servant.runs.running) == 3
        servant.runs.end()
    servant.beat()
    assert sorted(name for name, _ in servant.runs.began) == [f"s{number:02}" for number in range(30)]
    dues = [due for _, due in servant.runs.began]
    assert dues == sorted(dues)  # the longest overdue first
    assert all(clock.now - HOUR < due for due in dues)


def test_what_waits_for_a_place_is_one_with_what_comes_meanwhile(ledger: Ledger) -> None:
    for name in ("first", "seeds"):
        schedules.add(ledger, made(name))
    clock = Clock()
    servant = Servant(ledger, clock, places=1)
    for _ in range(3):
        clock.go(hours=1)
        servant.beat(ends=False)
    servant.runs.end()
    servant.beat()
    assert whys(ledger) == ["all 1 places for runs were taken"] * 2


def test_in_a_blackout_nothing_begins(ledger: Ledger) -> None:
    schedules.add(ledger, made(blackouts=("08:00-18:00",)))
    clock = Clock()
    servant = Servant(ledger, clock)
    for _ in range(40):
        servant.beat()
        clock.go(minutes=30)
    assert [due.hour for _, due in servant.runs.began] == [1, 2, 3, 4, 5, 6, 7, 18, 19]
    assert whys(ledger) == ["it fell into a blackout"] * 10


def test_a_clock_that_jumps_ahead_and_back_runs_nothing_twice_and_stops_nothing(ledger: Ledger) -> None:
    schedules.add(ledger, made())
    clock = Clock()
    servant = Servant(ledger, clock)
    servant.beat()
    for jump in (HOUR, 400 * DAY, HOUR - 400 * DAY, HOUR, 5 * HOUR, HOUR - 5 * HOUR, HOUR, HOUR, HOUR, HOUR):
        clock.now += jump
        servant.beat()
        servant.beat()
    assert len(set(servant.runs.began)) == len(servant.runs.began)
    told = [due for _, due in servant.runs.began if due < START + DAY]
    assert told == [START + hour * HOUR for hour in (1, 2, 3, 8, 4, 5, 6, 7)]


def test_what_a_service_claimed_that_died_before_it_began_is_begun_by_another(ledger: Ledger) -> None:
    schedules.add(ledger, made())
    firings.claim(ledger, "seeds", START + HOUR, "dead", START + HOUR)
    clock = Clock()
    clock.go(hours=1)
    servant = Servant(ledger, clock)
    servant.beat()
    assert not servant.runs.began
    clock.seconds += LEASE
    servant.beat()
    assert servant.runs.began == [("seeds", START + HOUR)]
    (ran,) = of(ledger)
    assert (ran.state, ran.why) == ("ended", "the service dead took it and died before it began")
    assert schedules.one(ledger, "seeds").last_due == START + HOUR


def test_what_a_service_began_that_died_is_not_begun_again(ledger: Ledger) -> None:
    schedules.add(ledger, made())
    clock = Clock()
    clock.go(hours=1)
    first = Servant(ledger, clock, "first")
    first.beat(ends=False)
    (run,) = first.runs.running
    second = Servant(ledger, clock, "second")
    assert not second.beat()
    clock.seconds += LEASE
    assert second.beat()
    clock.go(hours=1)
    second.beat()
    assert not second.runs.began  # the first one's run is still under way
    ledger["runs"].update_one({"_id": run}, {"$set": {"state": "ended", "outcome": "died"}})
    clock.seconds += LEASE
    second.beat()
    assert second.runs.began == [("seeds", START + 2 * HOUR)]
    assert [one.state for one in of(ledger)] == ["ended", "ended"]


def test_a_service_that_lost_the_lease_gives_nothing_out(ledger: Ledger) -> None:
    schedules.add(ledger, made())
    clock = Clock()
    servant = Servant(ledger, clock)
    servant.beat()
    ledger["meta"].update_one({"_id": lease.ID}, {"$set": {"owner": "another"}})
    clock.go(hours=1)
    assert not servant.beat() and not servant.runs.began


def test_changes_are_seen_at_the_next_beat(ledger: Ledger) -> None:
    clock = Clock()
    servant = Servant(ledger, clock)
    servant.beat()
    schedules.add(ledger, made())
    clock.go(hours=1)
    servant.beat()
    schedules.change(ledger, "seeds", every_minutes=10.0)
    clock.go(minutes=10)
    servant.beat()
    schedules.change(ledger, "seeds", paused=True)
    clock.go(hours=5)
    servant.beat()
    schedules.remove(ledger, "seeds")
    servant.beat()
    assert [due for _, due in servant.runs.began] == [START + HOUR, START + HOUR + timedelta(minutes=10)]


def test_a_change_by_hand_is_seen_when_the_service_looks_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving, "LOOK_SECONDS", 0.0)
    schedules.add(ledger, made(every_minutes=60 * 24 * 30))
    clock = Clock()
    servant = Servant(ledger, clock)
    servant.beat()
    ledger["schedules"].update_one({"_id": "seeds"}, {"$set": {"every_minutes": 60.0}})
    clock.go(hours=1)
    servant.beat()
    assert servant.runs.began == [("seeds", START + HOUR)]


def test_a_run_out_of_turn_is_one_with_what_was_due(ledger: Ledger) -> None:
    schedules.add(ledger, made(paused=True))
    clock = Clock()
    servant = Servant(ledger, clock)
    clock.go(hours=2, minutes=30)
    servant.beat()
    schedules.change(ledger, "seeds", wanted=clock.now)
    servant.beat()
    servant.beat()
    assert servant.runs.began == [("seeds", clock.now)]
    assert schedules.one(ledger, "seeds").wanted is None
    assert whys(ledger) == ["it was paused"] * 2


def test_what_passed_in_a_pause_is_not_made_up_for(ledger: Ledger) -> None:
    schedules.add(ledger, made(paused=True))
    clock = Clock()
    clock.go(hours=3, minutes=30)
    assert not schedules.resume(ledger, "seeds", clock.now).paused
    servant = Servant(ledger, clock)
    servant.beat()
    assert not servant.runs.began and whys(ledger) == ["it was paused"] * 3
    clock.go(minutes=30)
    servant.beat()
    assert servant.runs.began == [("seeds", START + 4 * HOUR)]


@pytest.mark.parametrize("rule", [{"every_minutes": 90.0}, {"every_minutes": None, "cron": "*/7 * * * *"}])
def test_nothing_drifts_over_ten_thousand_firings(rule: dict[str, object]) -> None:
    """The clock goes on by uneven steps, as it does when a machine is busy; each time is found, and is exact."""
    clock, woken, found = Clock(), [], made(**rule)
    timetable = Timetable(lambda _: woken.append(clock.now), clock)
    timetable.place({"seeds": found})
    timetable.beat()
    dues, last = [], START
    for number in range(10_000):
        clock.now = (timetable.next_wake("seeds") or START) + timedelta(milliseconds=number % 1900)
        timetable.beat()
        due = found.times.due(last, clock.now)
        assert due and timedelta(0) <= clock.now - due < timedelta(seconds=2)
        dues.append(due)
        last = due
    assert len(woken) == 10_001
    if found.every_minutes:
        assert dues == [START + step * timedelta(minutes=90) for step in range(1, 10_001)]
    else:
        assert all(due.minute % 7 == 0 and due.second == due.microsecond == 0 for due in dues)
        assert len(dues) == len(set(dues)) and dues[-1] == found.times.passed(START, dues[-1] + HOUR / 60, 1)[0]
