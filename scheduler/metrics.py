"""Metrics for Prometheus, from what stands in the ledger: whichever service is asked, it tells the same.

Labels have few values: outcomes, states and collections are closed lists, and sources are those that were crawled, up
to `MOST_SOURCES` of them.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any, get_args

import structlog
from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from pymongo.errors import PyMongoError

from ledger.database import Ledger
from ledger.errors import LedgerError
from ledger.health import STATES, Of
from ledger.runs import RunState
from ledger.scheduling import FiringState
from ledger.settings import load_settings
from ledger.validators import COLLECTIONS
from scheduler import lease, retention, schedules, tally
from scheduler.health.sweeping import SWEPT
from scheduler.telling import Answer

MOST_SOURCES = 5_000
"""Series by source, and by what health is told of, are no more than so many; counts by state are of all."""
UNDER_WAY = tuple(state for state in get_args(RunState) if state != "ended")
TEXT = "text/plain; version=0.0.4; charset=utf-8"
"""What every Prometheus takes."""
LATE = timedelta(minutes=1)
"""A schedule is late when its time came so long ago and was not given out."""
SWEEPS = {"health": (SWEPT, "at"), "retention": (retention.LAST, "swept")}
"""{what is looked after each minute: the document of `meta` and its field that say when}."""
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
    ProcessCollector(registry=registry)
    return Answer(200, TEXT, generate_latest(registry))


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
    found = {state: list(ledger["runs"].find({"state": state}, {"started": 1})) for state in UNDER_WAY}
    oldest = max(((now - run["started"]).total_seconds() for run in found["running"]), default=0.0)
    rows = [((state,), float(len(runs))) for state, runs in found.items()]
    yield _gauge("filmledger_runs_under_way", "Runs that have not ended.", rows, ("state",))
    yield _gauge("filmledger_oldest_run_seconds", "For how long the oldest of them has been running.", [((), oldest)])


def _due(ledger: Ledger, now: datetime) -> Iterator[Metric]:
    """Due times of the last day, by what became of them."""
    rows = []
    for state in get_args(FiringState):
        counted = ledger["firings"].aggregate(
            [
                {"$match": {"state": state}},
                {"$match": {"due": {"$gte": now - _DAY}}},
                {"$group": {"_id": None, "times": {"$sum": "$times"}}},
            ]
        )
        rows.append(((state,), float(next((one["times"] for one in counted), 0))))
    yield _gauge("filmledger_due_last_day", "Due times of the last 24 hours, by what became of them.", rows, ("state",))


def _schedules(ledger: Ledger, now: datetime) -> Iterator[Metric]:
    """Schedules by state, those whose time has come without being given out, and how long their sources are without."""
    every = schedules.every(ledger)
    active = [one for one in every if not one.paused]
    late = [(now - due).total_seconds() for one in active if (due := one.due(now - LATE))]
    states = {"active": len(active), "paused": len(every) - len(active), "broken": len(schedules.broken(ledger))}
    rows = [((state,), float(count)) for state, count in states.items()]
    yield _gauge("filmledger_schedules", "Schedules, by whether they can run.", rows, ("state",))
    yield _gauge("filmledger_schedules_late", "Schedules whose time came over a minute ago.", [((), len(late))])
    yield _gauge("filmledger_late_seconds", "How late the latest of them is.", [((), max(late, default=0.0))])
    good = tally.last_good(ledger)
    since = {one.source: good.get(one.source, one.created) for one in active if one.source}
    told = [((source,), (now - moment).total_seconds()) for source, moment in sorted(since.items())]
    said = "For how long a source with a schedule has had no run to its end in which pages came."
    yield _gauge("filmledger_source_seconds_since_good_run", said, told[:MOST_SOURCES], ("source",))


def _health(ledger: Ledger, _now: datetime) -> Iterator[Metric]:
    """The state of each source, of each schedule and of the service."""
    rows = list(ledger["health"].find({}, {"of": 1, "name": 1, "state": 1}).sort("_id", 1))
    states = [((row["of"], row["name"]), float(STATES.index(row["state"]))) for row in rows]
    yield _gauge("filmledger_health", "0 ok, 1 warning, 2 failing.", states[:MOST_SOURCES], ("of", "name"))
    counted = Counter((row["of"], row["state"]) for row in rows)
    each = [((of, state), float(counted[of, state])) for of in get_args(Of) for state in STATES]
    yield _gauge("filmledger_health_states", "How many are in each state.", each, ("of", "state"))


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
    swept = {what: (ledger["meta"].find_one({"_id": name}) or {}).get(at) for what, (name, at) in SWEEPS.items()}
    rows = [((what,), (now - moment).total_seconds()) for what, moment in swept.items() if moment]
    yield _gauge("filmledger_seconds_since_sweep", "For how long nobody has looked after this.", rows, ("what",))


def _machine(ledger: Ledger, _now: datetime) -> Iterator[Metric]:
    """What is free where this service keeps what it keeps outside the database."""
    folders = {"home": load_settings().home, "pages": ledger.keep_in}
    rows = [((name,), float(shutil.disk_usage(path).free)) for name, path in folders.items() if path and path.exists()]
    yield _gauge("filmledger_disk_free_bytes", "Free on the disk of a folder of this machine.", rows, ("folder",))
    built = [((version("filmledger"),), 1.0)]
    yield _gauge("filmledger_build_info", "The version of this service.", built, ("version",))


PARTS = (_sums, _under_way, _due, _schedules, _health, _ledger, _lease, _machine)
"""What is told, in order."""
