"""Metrics for Prometheus, from what stands in the ledger: whichever service is asked, it tells the same.

Labels have few values: outcomes, states and collections are closed lists, and sources are those that were crawled, up
to `MOST_SOURCES` of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from pymongo.errors import PyMongoError

from ledger.database import Ledger
from ledger.errors import LedgerError
from ledger.scheduling import FiringState
from ledger.validators import COLLECTIONS
from scheduler import lease, schedules, tally
from scheduler.telling import Answer

MOST_SOURCES = 5_000
"""Series by source are told of so many; a metric says how many were left out."""
STATES = {"ok": 0, "warning": 1, "failing": 2}
LATE = timedelta(minutes=1)
"""A schedule is late when its time came so long ago and was not given out."""
_DAY = timedelta(days=1)
_log = structlog.get_logger()


class LedgerMetrics(Collector):
    """Collects when it is asked."""

    def __init__(self, ledger: Ledger, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._ledger = ledger
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """All metrics; where the database does not answer, that alone."""
        try:
            found = [metric for part in PARTS for metric in part(self._ledger, self._now())]
        except (PyMongoError, LedgerError) as error:
            _log.warning("no metrics: the database does not answer", why=str(error))
            found = []
        yield _gauge(
            "filmledger_database_up", "Whether the database answered (1) or not (0).", [((), float(bool(found)))]
        )
        yield from found


def exposition(ledger: Ledger) -> Answer:
    """All metrics in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(LedgerMetrics(ledger))
    return Answer(200, CONTENT_TYPE_LATEST, generate_latest(registry))


Row = tuple[tuple[str, ...], float]


def _gauge(name: str, said: str, rows: Iterable[Row], labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, said, labels=labels)
    for values, value in rows:
        family.add_metric(values, value)
    return family


def _counter(name: str, said: str, rows: Iterable[Row], labels: tuple[str, ...] = ()) -> CounterMetricFamily:
    family = CounterMetricFamily(name, said, labels=labels)
    for values, value in rows:
        family.add_metric(values, value)
    return family


def _sums(ledger: Ledger, _now: datetime) -> Iterator[Metric]:
    """What all runs did."""
    sums = tally.totals(ledger)

    def rows(what: str) -> list[Row]:
        return [(tuple(label.split(" ")), much) for label, much in sorted(sums.get(what, {}).items())]

    yield _counter("filmledger_runs", "Runs that have ended.", rows("runs"), ("kind", "outcome"))
    yield _counter(
        "filmledger_pages_asked", "Pages that crawls asked for, by what came.", rows("fetched"), ("outcome",)
    )
    yield _counter("filmledger_pages_read", "Pages that runs met, by what they were.", rows("read"), ("outcome",))
    changed = [(tuple(label.split("_")), much) for label, much in sorted(sums.get("changed", {}).items())]
    yield _counter("filmledger_changes", "Films, reviews and scores written.", changed, ("what", "change"))
    each = sums.get("sums", {})
    yield _counter("filmledger_run_bytes", "Bytes that came to runs.", [((), each.get("bytes", 0))])
    yield _counter("filmledger_run_cpu_seconds", "Processor time of runs.", [((), each.get("cpu_seconds", 0))])
    yield _counter("filmledger_issues", "Values and pages that could not be understood.", [((), each.get("issues", 0))])


def _under_way(ledger: Ledger, now: datetime) -> Iterator[Metric]:
    """Runs that have not ended, and the age of the oldest."""
    begun = [run["started"] for run in ledger["runs"].find({tally.MARK: None}) if not run.get("ended")]
    oldest = max(((now - moment).total_seconds() for moment in begun), default=0.0)
    yield _gauge("filmledger_runs_under_way", "Runs that have not ended.", [((), len(begun))])
    yield _gauge("filmledger_oldest_run_seconds", "For how long the oldest of them has been running.", [((), oldest)])


def _firings(ledger: Ledger, now: datetime) -> Iterator[Metric]:
    """Due times of the last day, by what became of them."""
    found: Counter[str] = Counter()
    for state in get_args(FiringState):
        for one in ledger["firings"].find({"state": state, "due": {"$gte": now - _DAY}}, {"times": 1, "_id": 0}):
            found[state] += int(one.get("times", 1))
    rows = [((state,), float(found[state])) for state in get_args(FiringState)]
    yield _gauge("filmledger_due_last_day", "Due times of the last 24 hours, by what became of them.", rows, ("state",))


def _schedules(ledger: Ledger, now: datetime) -> Iterator[Metric]:
    """Schedules by state, and those whose time has come without being given out."""
    every = schedules.every(ledger)
    late = [(now - due).total_seconds() for one in every if not one.paused and (due := one.due(now - LATE))]
    states = Counter("paused" if one.paused else "active" for one in every)
    states["broken"] = len(schedules.broken(ledger))
    rows = [((state,), float(states[state])) for state in ("active", "paused", "broken")]
    yield _gauge("filmledger_schedules", "Schedules, by whether they can run.", rows, ("state",))
    yield _gauge("filmledger_schedules_late", "Schedules whose time came over a minute ago.", [((), len(late))])
    yield _gauge("filmledger_late_seconds", "How late the latest of them is.", [((), max(late, default=0.0))])


def _health(ledger: Ledger, _now: datetime) -> Iterator[Metric]:
    """The state of each source and schedule, and when a source last had a good run."""
    rows = list(ledger["health"].find({}).sort("_id", 1).limit(MOST_SOURCES))
    states = [((str(row.get("of", "")), str(row.get("name", row["_id"]))), float(STATES[row["state"]])) for row in rows]
    left = max(ledger["health"].estimated_document_count() - len(rows), 0)
    yield _gauge("filmledger_health", "0 ok, 1 warning, 2 failing.", states, ("of", "name"))
    yield _gauge("filmledger_health_left_out", "States that are not told, for there are too many.", [((), left)])
    good = [((name,), moment.timestamp()) for name, moment in sorted(tally.last_good(ledger).items())][:MOST_SOURCES]
    said = "When the source last had a run to its end in which pages came."
    yield _gauge("filmledger_source_last_good_timestamp_seconds", said, good, ("source",))


def _ledger(ledger: Ledger, _now: datetime) -> Iterator[Metric]:
    """How large the ledger is, and what waits to be joined."""
    rows = [((one.name,), float(ledger[one.name].estimated_document_count())) for one in COLLECTIONS]
    yield _gauge("filmledger_documents", "Documents, by collection.", rows, ("collection",))
    said: Mapping[str, Any] = ledger.database.command({"dbStats": 1})
    sizes = [((part,), float(said[f"{part}Size"])) for part in ("data", "storage", "index") if f"{part}Size" in said]
    yield _gauge("filmledger_database_bytes", "The size of the database.", sizes, ("part",))
    waiting = ledger["readings"].count_documents({"linked": False})
    yield _gauge("filmledger_unlinked_readings", "Readings that are not yet joined to films.", [((), waiting)])


def _lease(ledger: Ledger, now: datetime) -> Iterator[Metric]:
    """Whether a service is in charge."""
    held = lease.holder(ledger)
    left = (held.until - now).total_seconds() if held else 0.0
    yield _gauge("filmledger_lease_held", "Whether a service is in charge (1).", [((), float(left > 0))])


PARTS = (_sums, _under_way, _firings, _schedules, _health, _ledger, _lease)
"""What is told, in order."""
