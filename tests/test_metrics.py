"""Metrics: whatever service is asked, whatever was killed, whatever was dropped, the counters are what the runs did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from test_kept import film

from ledger.database import Ledger, open_ledger
from ledger.health import Health
from ledger.scheduling import Firing, StoredSchedule
from ledger.settings import Settings
from ledger.validators import document
from pipelines.replay import replay
from scheduler import metrics, tally
from scheduler.metrics import LedgerMetrics, exposition

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
Told = dict[tuple[str, ...], float]


def told(ledger: Ledger, now: datetime = NOW) -> Told:
    """{(name, value of each label): value} of all metrics, as Prometheus takes them."""
    registry = CollectorRegistry()
    registry.register(LedgerMetrics(ledger, lambda: now))
    return {
        (sample.name.removeprefix("filmledger_"), *sample.labels.values()): sample.value
        for metric in registry.collect()
        for sample in metric.samples
    }


def crawled(number: int, outcome: str = "done", **more: Any) -> dict[str, Any]:
    """A run of a crawl that has ended."""
    started = NOW - timedelta(minutes=1000 - number)
    given = {"_id": f"r{number}", "kind": "crawl", "started": started, "ended": started + timedelta(minutes=1)}
    return {**given, "state": "ended", "outcome": outcome, **more}


def test_the_counters_are_what_the_runs_did(ledger: Ledger) -> None:
    run = replay(ledger, [film("8.2"), film("7.0", name="https://b.example/heir")])
    replay(ledger, [film("8.2")])
    ledger["runs"].insert_many(
        [
            crawled(1, fetch_ok=3, fetch_block=2, read=3, bytes=1000, source="a.example"),
            crawled(2, "failed", fetch_ok=1, read=1, bytes=10, source="b.example"),
        ]
    )
    assert tally.add_ended(ledger) == 4
    found = told(ledger)
    assert found["runs_total", "replay", "done"] == 2
    assert (found["runs_total", "crawl", "done"], found["runs_total", "crawl", "failed"]) == (1, 1)
    assert (found["pages_asked_total", "ok"], found["pages_asked_total", "block"]) == (4, 2)
    assert (found["pages_read_total", "read"], found["pages_read_total", "unchanged"]) == (6, 1)
    assert found["changes_total", "films", "added"] == (run.model_extra or {})["films_added"]
    assert found["run_bytes_total",] >= 1010
    assert found["documents", "films"] == ledger["films"].count_documents({})
    assert found["database_bytes", "data"] > 0 and found["unlinked_readings",] == 0
    assert tally.last_good(ledger) == {"a.example": crawled(1)["ended"]}


def test_a_run_under_way_counts_when_it_has_ended(ledger: Ledger) -> None:
    ledger["runs"].insert_one({**crawled(1, fetch_ok=2), "state": "running"})
    ledger["runs"].insert_one({"_id": "r2", "kind": "crawl", "started": NOW - HOUR, "state": "running"})
    assert tally.add_ended(ledger) == 0
    found = told(ledger)
    assert found["runs_under_way", "running"] == 2 and found["oldest_run_seconds",] == 999 * 60
    assert ("runs_total", "crawl", "done") not in found
    ledger["runs"].update_one({"_id": "r1"}, {"$set": {"state": "ended"}})
    assert tally.add_ended(ledger) == 1 and tally.add_ended(ledger) == 0
    assert told(ledger)["pages_asked_total", "ok"] == 2


def test_what_was_dropped_stays_counted(ledger: Ledger) -> None:
    ledger["runs"].insert_many([crawled(number, fetch_ok=1) for number in range(5)])
    tally.add_ended(ledger)
    before = told(ledger)
    ledger["runs"].delete_many({})
    tally.add_ended(ledger)
    after = told(ledger)
    assert {name: value for name, value in before.items() if name[0].endswith("_total")} == {
        name: value for name, value in after.items() if name[0].endswith("_total")
    }


def test_services_that_count_at_once_count_once(ledger: Ledger, ledger_settings: Settings) -> None:
    ledger["runs"].insert_many([crawled(number, fetch_ok=1) for number in range(200)])
    others = [open_ledger(ledger_settings) for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(tally.add_ended, [ledger, *others] * 3))
    for one in others:
        one.close()
    tally.add_ended(ledger)
    assert sum(added) <= 200 and told(ledger)["runs_total", "crawl", "done"] == 200


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_service_killed_anywhere_counts_each_run_once(ledger: Ledger, data: st.DataObject) -> None:
    """Every write of it may be the last: what it wrote to the sums and did not mark is mended by the next."""
    for name in ("runs", "meta"):
        ledger[name].delete_many({"_id": {"$ne": "schema"}})
    outcomes = data.draw(st.lists(st.sampled_from(["done", "failed"]), min_size=1, max_size=12))
    for number, outcome in enumerate(outcomes):
        ledger["runs"].insert_one(crawled(number, outcome, fetch_ok=number))
        if data.draw(st.booleans()):
            tally.add_ended(ledger)
            last = (ledger["meta"].find_one({"_id": tally.ID}) or {})["last"]
            unmarked = data.draw(st.lists(st.sampled_from(last), unique=True)) if last else []
            ledger["runs"].update_many({"_id": {"$in": unmarked}}, {"$unset": {tally.MARK: ""}})
    tally.add_ended(ledger)
    sums = tally.totals(ledger)
    assert sums["runs"] == {f"crawl {name}": count for name, count in Counter(outcomes).items()}
    assert sums.get("fetched", {}).get("ok", 0) == sum(range(len(outcomes)))


def test_labels_are_those_that_were_foreseen(ledger: Ledger) -> None:
    odd = {"fetch_odd": 5, "films_exploded": 2, "ended_by_rule": {"films": 3}, "kind": 'x\n{"'}
    old = {name: value for name, value in crawled(1).items() if name not in ("state", "outcome")}
    ledger["runs"].insert_one({**old, **odd})
    tally.add_ended(ledger)
    families = {one.name: one for one in text_string_to_metric_families(exposition(ledger).body.decode())}
    assert families["filmledger_pages_asked"].samples == [] and families["filmledger_changes"].samples == []
    (run,) = families["filmledger_runs"].samples
    assert run.labels == {"kind": "other", "outcome": "other"}


def put(ledger: Ledger, records: Iterable[Any]) -> None:
    for record in records:
        name = {Health: "health", Firing: "firings", StoredSchedule: "schedules"}[type(record)]
        ledger[name].insert_one(document(record))


def schedule(name: str, **more: Any) -> StoredSchedule:
    given = {"_id": name, "task": ("crawl", name), "source": name, "every_minutes": 60.0}
    return StoredSchedule(**{**given, "created": NOW - 10 * HOUR, "last_due": NOW - HOUR / 2, **more})


def test_schedules_that_are_late_and_sources_that_give_nothing(ledger: Ledger) -> None:
    put(ledger, [schedule("a.example"), schedule("late.example", last_due=NOW - 3 * HOUR - HOUR / 2)])
    put(ledger, [schedule("rests.example", paused=True, last_due=NOW - 9 * HOUR)])
    put(ledger, [schedule("bent", every_minutes=None, cron="never")])
    ledger["runs"].insert_one(crawled(940, source="a.example", fetch_unchanged=1))
    ledger["runs"].insert_one(crawled(950, source="late.example", fetch_block=1))
    tally.add_ended(ledger)
    found = told(ledger, NOW + timedelta(minutes=2))
    assert [found["schedules", state] for state in ("active", "paused", "broken")] == [2, 1, 1]
    assert found["schedules_late",] == 2 and found["late_seconds",] == 120
    assert found["source_seconds_since_good_run", "a.example"] == 61 * 60
    assert found["source_seconds_since_good_run", "late.example"] == (10 * HOUR).total_seconds() + 120
    assert ("source_seconds_since_good_run", "rests.example") not in found


def test_due_times_of_the_last_day(ledger: Ledger) -> None:
    def firing(hours: float, state: Any, times: int = 1) -> Firing:
        due = NOW - hours * HOUR
        return Firing(_id=f"a {due.isoformat()}", schedule="a", due=due, state=state, at=NOW, times=times)

    put(ledger, [firing(1, "running"), firing(2, "ended"), firing(3, "ended"), firing(4, "missed", 7)])
    put(ledger, [firing(30, "missed"), firing(40, "ended")])
    found = told(ledger)
    assert [found["due_last_day", one] for one in ("claimed", "running", "ended", "missed")] == [0, 1, 2, 7]


def test_health_is_a_number_for_each_and_counted_for_all(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"a": "ok", "b": "warning", "c": "failing", "d": "failing"}
    put(ledger, [Health(_id=f"source {n}", of="source", name=n, state=s, since=NOW) for n, s in states.items()])  # type: ignore[arg-type]
    found = told(ledger)
    assert [found["health", "source", name] for name in states] == [0, 1, 2, 2]
    assert found["health_states", "source", "failing"] == 2 and found["health_states", "schedule", "failing"] == 0
    monkeypatch.setattr(metrics, "MOST_SOURCES", 2)
    found = told(ledger)
    assert ("health", "source", "c") not in found and found["health_states", "source", "failing"] == 2


def test_the_lease_is_seen(ledger: Ledger) -> None:
    assert told(ledger)["lease_held",] == 0
    lease = {"_id": "scheduler-lease", "owner": "one", "until": NOW + timedelta(seconds=10), "beats": 3}
    ledger["meta"].insert_one(lease)
    assert told(ledger)["lease_held",] == 1 and told(ledger, NOW + HOUR)["lease_held",] == 0
