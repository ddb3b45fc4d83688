"""What is kept no longer: old runs, what they printed, old due times, and captures that newer ones have replaced.

What is needed stays, however old it is: the newest runs of each source and schedule, against which the next are judged;
runs that have not ended or are not counted yet; the latest due time of each schedule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from ledger.captures import PastCapture
from ledger.database import Ledger
from ledger.settings import Settings, load_settings
from pipelines.keeping.prune import Retention, prune
from pipelines.writes import batches, delete_all, find_all
from scheduler import tally

EACH = timedelta(hours=6)
"""So often is looked for what is old."""
NEWEST_RUNS, NEWEST_GOOD = 50, 30
"""So many runs of each source, and of each schedule, stay, whatever their age; and so many with which all was well,
for those are what the next run is judged by."""
LAST = "retention"
"""The document in `meta` that says when what is old was last looked for ("at"), and the last sweep ("swept")."""
_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """What was dropped: runs, lines of logs (in chunks), due times, captures."""

    runs: int = 0
    run_logs: int = 0
    firings: int = 0
    captures: int = 0


class Stopped(Exception):  # noqa: N818 - it is no error
    """The service was told to stop while something was being dropped; the next time goes on from there."""


def sweep(
    ledger: Ledger, now: datetime, settings: Settings | None = None, is_stopping: Callable[[], bool] = lambda: False
) -> Gone | None:
    """Some times a day, drop what is older than the settings say.

    Gives what was dropped; None where it was not time yet, or another service does it. Cut off anywhere, the next
    time goes on from there.
    """
    is_time = _is_time(ledger, now)
    ledger["meta"].update_one({"_id": LAST}, {"$set": {"swept": now}})
    if not is_time:
        return None
    settings = settings or load_settings()
    try:
        gone = drop_old(ledger, now, settings, is_stopping)
    except Stopped:
        return None
    if gone != Gone():
        _log.info("dropped", runs=gone.runs, run_logs=gone.run_logs, firings=gone.firings, captures=gone.captures)
    return gone


def drop_old(
    ledger: Ledger, now: datetime, settings: Settings, is_stopping: Callable[[], bool] = lambda: False
) -> Gone:
    """Drop what is older than the settings say. Raises Stopped as soon as `is_stopping`."""

    def watch(items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            if is_stopping():
                raise Stopped
            yield item

    return Gone(
        run_logs=_drop_logs(ledger, now, settings.keep_logs, watch),
        firings=_drop_firings(ledger, now, settings.keep_firings, watch),
        runs=_drop_runs(ledger, now, settings.keep_runs, watch),
        captures=_drop_captures(ledger, settings, watch),
    )


def _is_time(ledger: Ledger, now: datetime) -> bool:
    """Whether it is time; of several services one is told so. A clock that went back does not hold it up for long."""
    values = {"$set": {"at": now}}
    found = ledger["meta"].find_one({"_id": LAST})
    if found is None:
        ledger["meta"].update_one({"_id": LAST}, values, upsert=True)
        return True
    if abs(now - found["at"]) < EACH:
        return False
    return bool(ledger["meta"].update_one({"_id": LAST, "at": found["at"]}, values).modified_count)


_Watch = Callable[[Iterable[Any]], Iterator[Any]]


def _drop_logs(ledger: Ledger, now: datetime, days: int | None, watch: _Watch) -> int:
    """Drop what runs printed, chunk by chunk, by the time at which it was stored."""
    if days is None:
        return 0
    old = ledger["run_logs"].find({"at": {"$lt": now - timedelta(days=days)}}, {"_id": 1})
    return _drop(ledger, "run_logs", watch(one["_id"] for one in old))


def _drop_firings(ledger: Ledger, now: datetime, days: int | None, watch: _Watch) -> int:
    """Drop due times of which nothing more will come, but for the latest of each schedule."""
    if days is None:
        return 0
    oldest, found = now - timedelta(days=days), dict[str, str]()
    for state in ("ended", "missed"):
        stages: list[dict[str, Any]] = [
            {"$match": {"state": state}},
            {"$match": {"due": {"$lt": oldest}}},
            {"$project": {"schedule": 1}},
        ]
        found |= {one["_id"]: one["schedule"] for one in watch(ledger["firings"].aggregate(stages))}
    needed = {_latest_firing(ledger, schedule) for schedule in watch(sorted(set(found.values())))}
    return _drop(ledger, "firings", watch(name for name in found if name not in needed))


def _latest_firing(ledger: Ledger, schedule: str) -> str:
    found = ledger["firings"].find({"schedule": schedule}, {"_id": 1}).sort([("due", -1), ("_id", 1)]).limit(1)
    return "".join(str(one["_id"]) for one in found)


def _drop_runs(ledger: Ledger, now: datetime, days: int | None, watch: _Watch) -> int:
    """Drop runs that ended long ago, with all that is kept of them alone; the newest of each source stay."""
    if days is None:
        return 0
    oldest, dropped = now - timedelta(days=days), 0
    for names in batches(watch(too_old(ledger["runs"].find({}, ONLY).sort([("started", -1), ("_id", 1)]), oldest))):
        for collection in ("run_logs", "fills"):
            found = find_all(ledger[collection], "run", names, {"_id": 1})
            delete_all(ledger[collection], [one["_id"] for one in found])
        delete_all(ledger["runs"], names)
        dropped += len(names)
    return dropped


ONLY = dict.fromkeys(("ended", "source", "schedule", "kind", "state", "judged", tally.MARK), 1)
"""What has to be known of a run to tell whether it is needed."""


def too_old(runs: Iterable[Mapping[str, Any]], oldest: datetime) -> Iterator[str]:
    """Those runs, of all from the newest on, that ended before `oldest` and are not needed."""
    newer: Counter[tuple[str, str]] = Counter()
    good: Counter[tuple[str, str]] = Counter()
    for run in runs:
        of = [(name, str(run[name])) for name in ("source", "schedule") if run.get(name)]
        of = of or [("kind", str(run.get("kind", "")))]
        newer.update(of)
        is_good = run.get("judged") == "ok"
        good.update(of if is_good else [])
        is_needed = any(newer[one] <= NEWEST_RUNS or (is_good and good[one] <= NEWEST_GOOD) for one in of)
        if not is_needed and tally.has_ended(run) and run.get(tally.MARK) and run["ended"] < oldest:
            yield run["_id"]


def _drop_captures(ledger: Ledger, settings: Settings, watch: _Watch) -> int:
    """Drop captures that newer ones have replaced, as `filmledger pages --prune` does."""
    if settings.keep_days is None and settings.keep_captures is None:
        return 0

    def told(capture: PastCapture) -> None:
        next(watch([capture]))

    return prune(ledger, Retention(days=settings.keep_days, captures=settings.keep_captures), told).captures


def _drop(ledger: Ledger, collection: str, names: Iterable[str]) -> int:
    dropped = 0
    for some in batches(names):
        delete_all(ledger[collection], some)
        dropped += len(some)
    return dropped
