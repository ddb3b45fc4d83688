"""What no run tells: a schedule whose time came and went, a run that never ends, a time when no service was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from ledger import queries
from ledger.database import Ledger
from ledger.health import Of, Reason
from ledger.runs import Run
from scheduler import schedules
from scheduler.health.judging import good_runs, judge, subject_of
from scheduler.health.rows import change, row_id, states
from scheduler.health.volumes import in_words
from scheduler.schedules import Schedule

LATEST_RUNS = 300
"""Among so many of the latest runs those are looked for that ended and were not judged: a service was killed then."""
LATE, TOO_LATE = timedelta(minutes=15), timedelta(hours=2)
"""A schedule that is seen to be due for so long and is not run is worth a warning, and is failing."""
LONG_LEAST, LONG_TIMES = timedelta(hours=6), 5
"""A run should have ended that goes on for so long, and so many times as long as its like."""
AWAY = timedelta(minutes=10)
"""If nobody swept for so long, no service was in charge."""
AWAY_TOLD = timedelta(hours=1)
"""So long it stands in the state of the service that there was none."""
SWEPT = "health-swept"
"""The document in `meta` that says when was swept last."""
_Wanted = dict[tuple[Of, str], list[Reason]]


def sweep(ledger: Ledger, now: datetime) -> None:
    """Look at every schedule and every run that is under way; judge what ended and was not judged.

    Called each minute by the service in charge. By several at once it does no harm. It tells nobody: see `alarms`.
    """
    for run in queries.runs(ledger, LATEST_RUNS):
        # A run that has ended may still be watched over: then how it ended is not settled.
        if run.ended and run.judged is None and run.state != "running" and subject_of(run):
            judge(ledger, run.id, now)
    known, broken = schedules.every(ledger), schedules.broken(ledger)
    under_way = queries.runs_in(ledger, "running", "cut_off")
    before = ledger["meta"].find_one({"_id": SWEPT}) or {}
    wanted: _Wanted = defaultdict(list)
    waiting = _overdue(wanted, known, under_way, before.get("waiting", ()), now)
    for name, why in broken.items():
        words = f"its document cannot be used: {why}"
        wanted["schedule", name].append(Reason(about="broken", state="failing", words=words, by="time"))
    for run in under_way:
        _never_ends(ledger, wanted, run, now)
    gap = _absent(wanted, before, now, is_needed=any(not one.paused for one in known))
    told = {"at": now, "waiting": waiting} | ({"gap": gap} if gap else {})
    ledger["meta"].update_one({"_id": SWEPT}, {"$set": told}, upsert=True)
    _write(ledger, wanted, now, {one.id for one in known} | broken.keys())


def _overdue(
    wanted: _Wanted,
    known: Iterable[Schedule],
    under_way: Iterable[Run],
    waited: Iterable[Mapping[str, Any]],
    now: datetime,
) -> list[dict[str, Any]]:
    """Schedules that are due, and neither run nor under way, since when; those that were seen so for long are told.

    Since when they were *seen* so counts, and not their due time: one that was paused, or had no service, is due from
    long ago, and is run at once when it may.
    """
    busy = {run.schedule for run in under_way}
    seen = {(one["name"], one["since"]): one["seen"] for one in waited}
    found = []
    for schedule in known:
        if schedule.paused or schedule.id in busy or schedule.due(now) is None:
            continue
        since = schedule.since(now)
        first = min(seen.get((schedule.id, since), now), now)
        found.append({"name": schedule.id, "since": since, "seen": first})
        if now - first >= LATE:
            how = "failing" if now - first >= TOO_LATE else "warning"
            words = f"it was due at {schedule.following(since):%Y-%m-%d %H:%M} UTC and has not run"
            reason = {"about": "overdue", "state": how, "words": words, "by": "time"}
            wanted["schedule", schedule.id].append(Reason.model_validate(reason))
    return found


def _never_ends(ledger: Ledger, wanted: _Wanted, run: Run, now: datetime) -> None:
    """A run that goes on for much longer than its like."""
    subject, took = subject_of(run), now - run.started
    if subject is None or run.state != "running" or took < LONG_LEAST:
        return
    latest = next(queries.runs_of(ledger, subject.of, subject.name, 1), run)
    usual = [(one.ended - one.started).total_seconds() for one in good_runs(ledger, subject) if one.ended]
    typical = timedelta(seconds=median(usual)) if usual else timedelta(0)
    if latest.id != run.id or took < LONG_TIMES * typical:
        return
    words = f"run {run.id} has been going on for {in_words(took)}" + (f", usually {in_words(typical)}" if usual else "")
    wanted[subject.of, subject.name].append(Reason(about="not_ended", state="failing", words=words, by="time"))


def _absent(
    wanted: _Wanted, before: Mapping[str, Any], now: datetime, *, is_needed: bool
) -> dict[str, datetime] | None:
    """The last time without a service, as seen by the next sweep after it; told for a while."""
    since = before.get("at")
    gap = {"from": since, "to": now} if since and is_needed and now - since > AWAY else before.get("gap")
    if gap and now - gap["to"] < AWAY_TOLD:
        words = f"no service was in charge from {gap['from']:%Y-%m-%d %H:%M} to {gap['to']:%Y-%m-%d %H:%M} UTC"
        wanted["service", "service"].append(Reason(about="absent", state="warning", words=words, by="time"))
    return gap


def _write(ledger: Ledger, wanted: Mapping[tuple[Of, str], list[Reason]], now: datetime, known: set[str]) -> None:
    """Write what time tells into the states, where that is news; drop the states of schedules that are no more."""
    rows = {(row.of, row.name): row for row in states(ledger)}
    for key in sorted(wanted.keys() | rows.keys()):
        of, name = key
        if of == "schedule" and name not in known:
            ledger["health"].delete_one({"_id": row_id(of, name)})
            continue
        told = tuple(wanted.get(key, ()))
        if told == tuple(one for one in (rows[key].reasons if key in rows else ()) if one.by == "time"):
            continue
        change(
            ledger,
            of,
            name,
            now,
            lambda row, told=told: row.model_copy(  # type: ignore[misc]
                update={"reasons": (*(one for one in row.reasons if one.by != "time"), *told)}
            ),
        )
