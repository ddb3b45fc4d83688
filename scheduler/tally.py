"""Counters that only grow: what all runs together did, kept in the ledger, so that every service tells the same.

Each run that has ended is added once. The sums and the runs that were added last stand in one document, so that a
service which is killed between adding and marking leaves what the next one mends; of two that add at once, one wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, get_args

from pymongo.errors import DuplicateKeyError

from ledger.crawling import FetchOutcome
from ledger.database import Ledger
from ledger.records import Outcome
from ledger.runs import RunOutcome
from pipelines.writes import find_all
from scheduler.expectations import THERE

ID = "tally"
"""The document of the sums in `meta`."""
MARK = "counted"
"""The field of a run that says that it was added."""
AT_ONCE, STEPS = 1000, 10
"""So many runs are added in one step, and so many steps are done at once."""
KINDS = ("crawl", "replay")
OUTCOMES = get_args(RunOutcome)
FETCHED = {f"fetch_{outcome}": outcome for outcome in get_args(FetchOutcome)}
READ = (*get_args(Outcome), "unchanged")
CHANGED = tuple(f"{name}_{how}" for name in ("films", "reviews", "ratings") for how in ("added", "changed", "removed"))
SUMS = ("bytes", "cpu_seconds", "issues")
Sums = dict[str, dict[str, float]]
"""{what is counted: {by which label: how much}}."""


def totals(ledger: Ledger) -> Sums:
    """The sums of all runs that were added so far."""
    found = ledger["meta"].find_one({"_id": ID}) or {}
    return {name: dict(by) for name, by in found.get("sums", {}).items()}


def _one_of(known: tuple[str, ...], name: object) -> str:
    return name if isinstance(name, str) and name in known else "other"


def last_good(ledger: Ledger) -> dict[str, datetime]:
    """{source: when its last run ended that came to its end and found pages}."""
    return _good(ledger["meta"].find_one({"_id": ID}) or {})


def _good(found: Mapping[str, Any]) -> dict[str, datetime]:
    return {one["source"]: one["at"] for one in found.get("good", ())}


def add_ended(ledger: Ledger) -> int:
    """Add the runs that ended since; how many. Another service that does so at the same time does no harm.

    Of very many, as in a ledger from before there were sums, some: the rest is added the next times.
    """
    added = 0
    for _ in range(STEPS):
        found = ledger["meta"].find_one({"_id": ID}) or {"_id": ID, "version": 0, "sums": {}, "last": []}
        _mark(ledger, found["last"])
        runs = list(_not_added(ledger))
        if not runs or not _store(ledger, found, runs):
            return added
        _mark(ledger, [run["_id"] for run in runs])
        added += len(runs)
        if len(runs) < AT_ONCE:
            break
    return added


def sums_of(run: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """What one run adds, {(what is counted, label): how much}.

    >>> sums_of({"kind": "crawl", "outcome": "done", "fetch_ok": 3, "read": 2, "films_added": 2, "bytes": 900})
    ... # doctest: +NORMALIZE_WHITESPACE
    {('runs', 'crawl done'): 1, ('fetched', 'ok'): 3, ('read', 'read'): 2, ('changed', 'films_added'): 2,
     ('sums', 'bytes'): 900}
    """
    kind, outcome = _one_of(KINDS, run.get("kind")), _one_of(OUTCOMES, run.get("outcome"))
    found: dict[tuple[str, str], float] = {("runs", f"{kind} {outcome}"): 1}
    named = [("fetched", FETCHED), ("read", {name: name for name in READ})]
    named += [("changed", {name: name for name in CHANGED}), ("sums", {name: name for name in SUMS})]
    for what, names in named:
        found |= {(what, label): run[name] for name, label in names.items() if run.get(name)}
    return found


def has_ended(run: Mapping[str, Any]) -> bool:
    """Whether nothing more will be said of a run; those from before runs had states have none."""
    return bool(run.get("ended")) and run.get("state", "ended") == "ended"


def is_good(run: Mapping[str, Any]) -> bool:
    """Whether a run of a source came to its end and found pages, whether they had changed or not.

    >>> is_good({"source": "a", "outcome": "done", "fetch_unchanged": 3}), is_good({"source": "a", "outcome": "done"})
    (True, False)
    """
    return bool(run.get("source")) and run.get("outcome") == "done" and any(run.get(name) for name in THERE)


def _not_added(ledger: Ledger) -> Iterable[dict[str, Any]]:
    """Runs that have ended and are not in the sums, some of them; those under way are few."""
    ended = (run for run in ledger["runs"].find({MARK: None}) if has_ended(run))
    return islice(ended, AT_ONCE)


def _store(ledger: Ledger, before: Mapping[str, Any], runs: Iterable[Mapping[str, Any]]) -> bool:
    """Write the sums with these runs in them; False where another service was quicker."""
    summed: Counter[tuple[str, str]] = Counter()
    last, good = [], _good(before)
    for run in runs:
        summed.update(sums_of(run))
        last.append(run["_id"])
        if is_good(run):
            good[run["source"]] = max(run["ended"], good.get(run["source"], run["ended"]))
    sums = {name: dict(by) for name, by in before["sums"].items()}
    for (what, label), much in summed.items():
        sums.setdefault(what, {})[label] = sums.get(what, {}).get(label, 0) + much
    when = [{"source": source, "at": at} for source, at in sorted(good.items())]
    after = {"_id": ID, "version": before["version"] + 1, "sums": sums, "good": when, "last": last}
    if before["version"] == 0:
        try:
            ledger["meta"].insert_one(after)
        except DuplicateKeyError:
            return False
        return True
    return bool(ledger["meta"].replace_one({"_id": ID, "version": before["version"]}, after).modified_count)


def _mark(ledger: Ledger, names: Iterable[str]) -> None:
    """Mark these runs as added, those that are there."""
    there = [run["_id"] for run in find_all(ledger["runs"], "_id", names, {MARK: 1}) if not run.get(MARK)]
    if there:
        ledger["runs"].update_many({"_id": {"$in": there}}, {"$set": {MARK: True}})
