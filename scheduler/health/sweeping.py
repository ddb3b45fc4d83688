"""What no run tells: a schedule whose time came and went, a run that never ends, a time when no service was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from statistics import median

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
"""A due time that has not been given out for so long is worth a warning, and is failing."""
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
        if run.ended and run.judged is None and subject_of(run):
            judge(ledger, run.id, now)
    known = schedules.every(ledger)
    under_way = queries.runs_in(ledger, "running", "cut_off")
    wanted: _Wanted = defaultdict(list)
    _overdue(wanted, known, under_way, now)
    for name, why in schedules.broken(ledger).items():
        words = f"its document cannot be used: {why}"
        wanted["schedule", name].append(Reason(about="broken", state="failing", words=words, by="time"))
    for run in under_way:
        _never_ends(ledger, wanted, run, now)
    _absent(ledger, wanted, now, is_needed=any(not one.paused for one in known))
    _write(ledger, wanted, now, {one.id for one in known} | schedules.broken(ledger).keys())


def _overdue(wanted: _Wanted, known: Iterable[Schedule], under_way: Iterable[Run], now: datetime) -> None:
    """Schedules whose time has come, and that are neither run nor under way."""
    busy = {run.schedule for run in under_way}
    for schedule in known:
        if schedule.paused or schedule.id in busy or schedule.due(now - LATE) is None:
            continue
        first = schedule.following(max(schedule.last_due, schedule.created - timedelta(seconds=1))) or now
        how = "failing" if now - first >= TOO_LATE else "warning"
        words = f"it was due at {first:%Y-%m-%d %H:%M} UTC and has not run"
        wanted["schedule", schedule.id].append(
            Reason.model_validate({"about": "overdue", "state": how, "words": words, "by": "time"})
        )


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


def _absent(ledger: Ledger, wanted: _Wanted, now: datetime, *, is_needed: bool) -> None:
    """Whether there was a time without a service; noted with the next sweep after it, and told for a while."""
    known = ledger["meta"].find_one({"_id": SWEPT}) or {}
    since = known.get("at")
    gap = {"from": since, "to": now} if since and is_needed and now - since > AWAY else known.get("gap")
    told = {"at": now} | ({"gap": gap} if gap else {})
    ledger["meta"].update_one({"_id": SWEPT}, {"$set": told}, upsert=True)
    if gap and now - gap["to"] < AWAY_TOLD:
        words = f"no service was in charge from {gap['from']:%Y-%m-%d %H:%M} to {gap['to']:%Y-%m-%d %H:%M} UTC"
        wanted["service", "service"].append(Reason(about="absent", state="warning", words=words, by="time"))


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
