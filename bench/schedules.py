"""What a service costs with 2,000 schedules: its start, its memory, its beats, and what 10,000 firings drift.

    python bench/schedules.py [SCHEDULES]

It measures on a ledger of its own, in a process of its own; nothing is crawled: the schedules are due next year, or
their runs are documents alone.
"""

from __future__ import annotations

import logging
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from ledger.database import Ledger, open_ledger
from ledger.settings import Settings
from ledger.validators import document
from pipelines.writes import insert_new
from scheduler import schedules
from scheduler.firings import run_id
from scheduler.giving import Giving
from scheduler.lease import Lease
from scheduler.pace import Pace
from scheduler.schedules import Schedule
from scheduler.timetable import Timetable

FIRINGS = 10_000
WITH_A_LEDGER = 100
START = datetime(2026, 1, 1, tzinfo=UTC)
LINES = ("30 2 * * *", "*/20 8-18 * * mon-fri", "0 6 1,15 * *")


class Clock:
    """A clock that stands until it is set."""

    now = START

    def __call__(self) -> datetime:
        return self.now


class Runs:
    """Runs that are documents, and end at once."""

    running: frozenset[str] = frozenset()

    def __init__(self, ledger: Ledger) -> None:
        self._runs = ledger["runs"]

    def start(
        self, task: Sequence[str], *, schedule: str | None, due: datetime | None, ended: Callable[[str], None]
    ) -> str:
        run = run_id(schedule or "", due or START)
        self._runs.insert_one({"_id": run, "kind": task[0], "started": due, "state": "ended", "outcome": "done"})
        ended(run)
        return run

    def adopt(self) -> list[str]:
        return []


def made(number: int) -> Schedule:
    """One of each sort: by minutes, adaptive, by cron in a zone with daylight saving; with jitter and blackouts."""
    times = (
        {"every_minutes": 60.0 + number % 1000},
        {"every_minutes": 720.0, "least_minutes": 60.0, "most_minutes": 1440.0, "jitter_seconds": 600},
        {"cron": LINES[number % 3], "timezone": "Europe/Prague", "blackouts": ("sat-sun", "12:00-13:00")},
    )[number % 3]
    task = ("crawl", f"source{number}.example")
    fixed = {"_id": f"s{number:05}", "task": task, "source": task[1], "created": START, "last_due": START}
    return Schedule.model_validate(fixed | times)


def megabytes() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def start_of_a_service(ledger: Ledger, count: int) -> Giving:
    """Measure from an open ledger to the first beat with all schedules in their places."""
    clock = Clock()
    lease = Lease(ledger, "bench", 1000)
    lease.hold(START)
    before, began, cpu = megabytes(), time.monotonic(), time.process_time()
    giving = Giving(ledger, lease, Runs(ledger), Pace(clock=clock))
    giving.take_charge()
    giving.beat()
    took, busy = time.monotonic() - began, time.process_time() - cpu
    print(f"{count:,} schedules: first beat after {took:.2f} s ({busy:.2f} s of a processor)")
    print(f"memory: {megabytes():.0f} MB, {megabytes() - before:.0f} MB of them for the schedules")
    beats = [timed(giving.beat) for _ in range(50)]
    print(f"a beat in which nothing is due: {statistics.median(beats) * 1000:.1f} ms (median of 50)")
    schedules.changed(ledger)
    print(f"a beat that sees all schedules anew: {timed(giving.beat) * 1000:.0f} ms")
    return giving


def timed(do: Callable[[], object]) -> float:
    began = time.monotonic()
    do()
    return time.monotonic() - began


def drift() -> None:
    """10,000 firings of one schedule by the timetable alone, the clock a little late each time."""
    for name, rule in (("every 90 minutes", {"every_minutes": 90.0}), ("by cron", {"cron": "*/7 * * * *"})):
        clock, found = Clock(), Schedule.model_validate(document(made(0)) | {"every_minutes": None} | rule)
        timetable = Timetable(lambda _: None, clock)
        timetable.place({found.id: found})
        timetable.beat()
        began, due, exact = time.monotonic(), START, START
        for number in range(FIRINGS):
            clock.now = (timetable.next_wake(found.id) or START) + timedelta(milliseconds=number % 1900)
            timetable.beat()
            due = found.due(clock.now) or due
            found = found.model_copy(update={"last_due": due})
        step = timedelta(minutes=90) if found.every_minutes else timedelta(0)
        exact = START + FIRINGS * step if step else due.replace(minute=due.minute // 7 * 7, second=0, microsecond=0)
        took = (time.monotonic() - began) / FIRINGS
        print(f"{FIRINGS:,} firings {name}: {abs(due - exact).total_seconds():g} s off, {took * 1e6:.0f} us each")


def firings_with_a_ledger(ledger: Ledger) -> None:
    """What one firing costs with all that is written for it."""
    ledger["schedules"].delete_many({})
    insert_new(ledger["schedules"], [document(made(0))])
    clock, lease = Clock(), Lease(ledger, "bench", 1000)
    lease.hold(START)
    giving = Giving(ledger, lease, Runs(ledger), Pace(clock=clock))
    giving.take_charge()
    began = time.monotonic()
    for _ in range(WITH_A_LEDGER):
        clock.now += timedelta(hours=1)
        giving.beat()
    took = (time.monotonic() - began) / WITH_A_LEDGER
    rows = ledger["firings"].count_documents({"schedule": "s00000", "state": "ended"})
    print(f"a firing with its rows in the ledger: {took * 1000:.1f} ms ({rows} of {WITH_A_LEDGER} given out)")


def main(count: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        uri = os.environ.get("FILMLEDGER_MONGODB_URI")
        settings = Settings(home=Path(folder), mongodb_uri=uri, database="bench_schedules", embedded_linger_seconds=0)
        with open_ledger(settings) as ledger:
            insert_new(ledger["schedules"], [document(made(number)) for number in range(count)])
            start_of_a_service(ledger, count)
            firings_with_a_ledger(ledger)
            if uri:
                ledger.database.client.drop_database(settings.database)
    drift()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
