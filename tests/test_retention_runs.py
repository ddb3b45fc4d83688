"""Runs, logs and due times are dropped when they are old, and never what is needed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st
from linked import everything
from test_kept import film
from test_retention import DAYS, JUNE, UP

from ledger.database import Ledger, open_ledger
from ledger.errors import WrongSetting
from ledger.runs import Fill, RunLog
from ledger.scheduling import Firing
from ledger.settings import Settings, load_settings
from ledger.validators import document
from pipelines.replay import replay
from scheduler import tally
from scheduler.retention import EACH, NEWEST_GOOD, NEWEST_RUNS, Gone, drop_old, sweep

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BOUNDS = Settings(mongodb_uri=None, keep_runs=100, keep_logs=10, keep_firings=20)
FOR_EVER = Settings(mongodb_uri=None, keep_runs=0, keep_logs=0, keep_firings=0)
EVERY = ("runs", "fills", "run_logs", "firings")


def run_of(number: int, days: float, **more: Any) -> dict[str, Any]:
    """A run that ended so many days ago."""
    ended = NOW - days * DAY
    given = {"_id": f"r{number:04}", "kind": "crawl", "source": "a.example", "schedule": "a", "outcome": "done"}
    return {**given, "started": ended - DAY / 24, "ended": ended, "state": "ended", **more}


def put(ledger: Ledger, *runs: dict[str, Any]) -> None:
    """Runs, each with how full its pages were and what it printed."""
    for run in runs:
        name, at = run["_id"], run["started"]
        fill = Fill(_id=f"{name} a title", run=name, at=at, source="a.example", kind="title", pages=3)
        log = RunLog(_id=f"{name} 000001", run=name, number=1, at=at, lines=("begun",))
        for collection, one in (("runs", run), ("fills", document(fill)), ("run_logs", document(log))):
            ledger[collection].insert_one(one)


def fire(ledger: Ledger, schedule: str, days: float, state: str) -> None:
    due = NOW - days * DAY
    firing = Firing.model_validate(
        {"_id": f"{schedule} {due.isoformat()}", "schedule": schedule, "due": due, "state": state, "at": due}
    )
    ledger["firings"].insert_one(document(firing))


def names(ledger: Ledger, collection: str) -> set[str]:
    return {str(found["_id"]) for found in ledger[collection].find({}, {"_id": 1})}


def test_old_runs_go_with_all_that_is_theirs_and_the_newest_stay(ledger: Ledger) -> None:
    many = NEWEST_RUNS + 40
    put(ledger, *(run_of(number, 90 + number) for number in range(many)))
    tally.add_ended(ledger)
    gone = drop_old(ledger, NOW, BOUNDS)
    newest = {f"r{number:04}" for number in range(NEWEST_RUNS)}
    assert names(ledger, "runs") == newest and gone.runs == 40
    assert names(ledger, "fills") == {f"{name} a title" for name in newest}
    assert names(ledger, "run_logs") == set() and gone.run_logs == many
    assert drop_old(ledger, NOW, BOUNDS) == Gone()


def test_a_young_run_stays_however_many_there_are(ledger: Ledger) -> None:
    put(ledger, *(run_of(number, 1 + number / 10) for number in range(NEWEST_RUNS + 10)))
    tally.add_ended(ledger)
    assert drop_old(ledger, NOW, BOUNDS).runs == 0 and len(names(ledger, "runs")) == NEWEST_RUNS + 10


def test_what_is_needed_is_never_dropped(ledger: Ledger) -> None:
    """Good runs behind a year of bad ones; runs that may go on; what the counters do not have yet."""
    bad = NEWEST_RUNS + 20
    put(ledger, *(run_of(number, 200 + number, judged="failing") for number in range(bad)))
    put(ledger, *(run_of(1000 + number, 600 + number, judged="ok") for number in range(NEWEST_GOOD + 5)))
    tally.add_ended(ledger)
    put(ledger, run_of(2000, 900, state="cut_off", outcome="died"), run_of(2001, 901, state="running"))
    put(ledger, {name: value for name, value in run_of(2002, 902).items() if name not in ("ended", "state")})
    put(ledger, run_of(2003, 903))
    assert drop_old(ledger, NOW, BOUNDS).runs == bad - NEWEST_RUNS + 5
    left = names(ledger, "runs")
    assert {f"r{1000 + number}" for number in range(NEWEST_GOOD)} <= left
    assert {"r2000", "r2001", "r2002", "r2003"} <= left
    tally.add_ended(ledger)
    assert drop_old(ledger, NOW, BOUNDS).runs == 1 and "r2003" not in names(ledger, "runs")


def test_a_source_with_few_runs_keeps_them_beside_one_with_many(ledger: Ledger) -> None:
    put(ledger, *(run_of(number, 200 + number) for number in range(NEWEST_RUNS + 3)))
    put(ledger, run_of(3000, 800, source="rare.example", schedule="rare"))
    put(ledger, *({**run_of(4000 + number, 700 + number), "source": "by.hand"} for number in range(2)))
    tally.add_ended(ledger)
    assert drop_old(ledger, NOW, BOUNDS).runs == 3
    assert {"r3000", "r4000", "r4001"} <= names(ledger, "runs")


def test_due_times_go_by_age_but_the_latest_of_a_schedule(ledger: Ledger) -> None:
    for days in (1, 19, 21, 30):
        fire(ledger, "a", days, "ended")
    fire(ledger, "a", 40, "missed")
    for days, state in ((50, "ended"), (60, "running"), (61, "claimed"), (62, "missed")):
        fire(ledger, "b", days, state)
    assert drop_old(ledger, NOW, BOUNDS).firings == 4
    left = {(one["schedule"], (NOW - one["due"]).days) for one in ledger["firings"].find()}
    assert left == {("a", 1), ("a", 19), ("b", 50), ("b", 60), ("b", 61)}


def test_without_bounds_nothing_goes(ledger: Ledger) -> None:
    put(ledger, *(run_of(number, 5000 + number) for number in range(NEWEST_RUNS + 3)))
    fire(ledger, "a", 5000, "ended")
    fire(ledger, "a", 5001, "ended")
    tally.add_ended(ledger)
    assert drop_old(ledger, NOW, FOR_EVER) == Gone()


def test_the_settings_are_days_and_0_is_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RUNS", "LOGS", "FIRINGS"):
        monkeypatch.delenv(f"FILMLEDGER_KEEP_{name}", raising=False)
    unset = load_settings()
    assert (unset.keep_runs, unset.keep_logs, unset.keep_firings) == (365, 30, 90)
    monkeypatch.setenv("FILMLEDGER_KEEP_RUNS", "7")
    monkeypatch.setenv("FILMLEDGER_KEEP_LOGS", "0")
    assert (load_settings().keep_runs, load_settings().keep_logs) == (7, None)
    monkeypatch.setenv("FILMLEDGER_KEEP_RUNS", "-3")
    with pytest.raises(WrongSetting, match="FILMLEDGER_KEEP_RUNS is '-3'"):
        load_settings()


def test_captures_go_by_the_settings_and_nothing_else_changes(ledger: Ledger) -> None:
    for number, day in enumerate(DAYS):
        replay(ledger, [film(f"{number}.5", day)])
    before = everything(ledger)
    assert drop_old(ledger, JUNE + 100 * DAY, FOR_EVER) == Gone() and everything(ledger) == before
    two = FOR_EVER.model_copy(update={"keep_captures": 2})
    assert drop_old(ledger, JUNE + 100 * DAY, two) == Gone(captures=2)
    after = everything(ledger)
    assert {name for name in after if after[name] != before[name]} == {"captures", "bodies"}
    assert ledger["captures"].count_documents({"page": UP}) == 1


def test_of_several_services_one_sweeps_and_not_each_minute(ledger: Ledger, ledger_settings: Settings) -> None:
    others = [open_ledger(ledger_settings) for _ in range(3)]
    first = sweep(ledger, NOW, BOUNDS)
    assert first == Gone()
    assert sweep(ledger, NOW + DAY / 1440, BOUNDS) is None
    later = NOW + EACH
    with ThreadPoolExecutor(4) as pool:
        swept = list(pool.map(lambda one: sweep(one, later, BOUNDS), [ledger, *others]))
    for one in others:
        one.close()
    assert sorted(found is None for found in swept) == [False, True, True, True]
    assert (ledger["meta"].find_one({"_id": "retention"}) or {})["swept"] == later
    assert sweep(ledger, NOW - 30 * DAY, BOUNDS) == Gone(), "a clock that went back does not hold it up"


@tried(deadline=None, max_examples=15)
@given(stops=st.lists(st.integers(0, 90), max_size=4))
def test_stopped_anywhere_the_next_time_ends_the_same(server: Settings, stops: list[int]) -> None:
    with open_ledger(server.model_copy(update={"database": "test_retention_stops"})) as ledger:
        for name in EVERY:
            ledger[name].delete_many({})
        ledger["meta"].delete_many({"_id": tally.ID})
        put(ledger, *(run_of(number, 90 + number) for number in range(NEWEST_RUNS + 20)))
        for days in range(15, 30):
            fire(ledger, "a", days, "ended")
        tally.add_ended(ledger)
        for after in stops:
            steps: Iterator[int] = count()
            told = sweep(ledger, NOW, BOUNDS, is_stopping=lambda after=after, steps=steps: next(steps) >= after)  # type: ignore[misc]
            assert told is None or after > 0
            ledger["meta"].delete_many({"_id": "retention"})
        assert sweep(ledger, NOW, BOUNDS) is not None
        assert names(ledger, "runs") == {f"r{number:04}" for number in range(NEWEST_RUNS)}
        assert len(names(ledger, "fills")) == NEWEST_RUNS and len(names(ledger, "firings")) == 6
        ledger.database.client.drop_database("test_retention_stops")
