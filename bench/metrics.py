"""What it costs to tell how the scheduler is, in a ledger of its own with many schedules and runs.

    python bench/metrics.py [SCHEDULES [RUNS]]

Prints seconds for an answer of /metrics and of /healthz, for counting all runs anew, for a look at what is late,
and for one at what is old.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from ledger.database import Ledger, open_ledger
from ledger.health import Health
from ledger.scheduling import Firing, StoredSchedule
from ledger.settings import Settings
from ledger.validators import document
from pipelines.writes import batches
from scheduler import retention, tally
from scheduler.health import sweep
from scheduler.metrics import exposition
from scheduler.telling import healthz

NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE = timedelta(minutes=1)


def fill(ledger: Ledger, schedules: int, runs: int) -> None:
    """Schedules, each of a source with a state, and their runs with the due times of these."""
    names = [f"s{number}.example" for number in range(schedules)]
    created, last = NOW - 3000 * MINUTE, NOW - 30 * MINUTE
    made: dict[str, list[dict[str, Any]]] = {"schedules": [], "health": [], "runs": [], "firings": []}
    for name in names:
        made["schedules"].append(
            document(
                StoredSchedule(
                    _id=name, task=("crawl", name), source=name, every_minutes=60.0, created=created, last_due=last
                )
            )
        )
        made["health"].append(document(Health(_id=f"source {name}", of="source", name=name, state="ok", since=NOW)))
    for number in range(runs):
        name, at = names[number % schedules], NOW - number * MINUTE / 10
        of = {"_id": f"r{number}", "kind": "crawl", "source": name, "schedule": name, "started": at, "ended": at}
        made["runs"].append({**of, "state": "ended", "outcome": "done", "judged": "ok", "fetch_ok": 20, "read": 20})
        firing = Firing(_id=f"{name} {number}", schedule=name, due=at, state="ended", at=at, run=f"r{number}")
        made["firings"].append(document(firing))
    for collection, documents in made.items():
        for some in batches(documents, 2000):
            ledger[collection].insert_many(some)


def timed(what: str, how: Callable[[], object]) -> None:
    """Print how long it takes."""
    began = time.monotonic()
    how()
    print(f"{what:<28}{time.monotonic() - began:8.2f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schedules", nargs="?", type=int, default=2_000)
    parser.add_argument("runs", nargs="?", type=int, default=20_000)
    arguments = parser.parse_args()
    schedules, runs = arguments.schedules, arguments.runs
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), mongodb_uri=None, keep_firings=1)
        with open_ledger(settings) as ledger:
            timed(f"{schedules:,} schedules, {runs:,} runs", lambda: fill(ledger, schedules, runs))
            while True:
                began = time.monotonic()
                if not (added := tally.add_ended(ledger)):
                    break
                print(f"{added:,} runs counted{'':<10}{time.monotonic() - began:8.2f} s")
            timed("no run to count", lambda: tally.add_ended(ledger))
            for _ in range(3):
                timed("/metrics", lambda: exposition(ledger))
            timed("/healthz", lambda: healthz(ledger, lives=True))
            timed("what is late is looked for", lambda: sweep(ledger, NOW))
            timed("what is old is dropped", lambda: retention.drop_old(ledger, NOW, settings))


if __name__ == "__main__":
    main()
