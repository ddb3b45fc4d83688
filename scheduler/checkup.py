"""The checkup: the state of everything that has to work, part by part, for `filmledger doctor`.

It writes nothing. Where no service is in charge, what a service would have seen is looked at here.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger import queries
from ledger.database import Ledger
from ledger.health import STATES, Health, State, worst
from ledger.settings import Settings
from scheduler import alarms, lease, schedules
from scheduler.health.rows import states
from scrapers.sources import SourceError, every_source

GIGABYTE = 1_000_000_000
LITTLE, TOO_LITTLE = 2 * GIGABYTE, GIGABYTE // 5
"""So little room on a disk is worth a warning, and is failing."""
SILENT = timedelta(minutes=1)
"""A service whose lease ran out so long ago is not in charge."""
MOST_COUNTED = 10_000
SHOWN = 20
"""So many that are ill are told one by one."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How one part is: its name, its state, and in sentences what was seen; the first says it in short."""

    part: str
    state: State
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What every part is looked at with."""

    ledger: Ledger
    settings: Settings
    now: datetime
    in_charge: str | None
    rows: tuple[Health, ...]


def worst_of(findings: list[Finding]) -> State:
    """The state of the worst part.

    >>> worst_of([Finding(part="disk", state="warning", words=()), Finding(part="runs", state="ok", words=())])
    'warning'
    """
    return worst(one.state for one in findings)


def examine(ledger: Ledger, settings: Settings, now: datetime) -> list[Finding]:
    """How every part is, in a fixed order. Raises what the database raises when it does not answer."""
    holder = lease.holder(ledger)
    in_charge = holder.owner if holder and holder.until + SILENT > now else None
    look = _Look(ledger=ledger, settings=settings, now=now, in_charge=in_charge, rows=tuple(states(ledger)))
    return [part(look) for part in PARTS]


def _database(look: _Look) -> Finding:
    what = "the embedded server" if look.ledger.is_embedded else "MongoDB"
    look.ledger["meta"].find_one({"_id": "schema"})
    return Finding(part="database", state="ok", words=(f"{what} answers",))


def _disk(look: _Look) -> Finding:
    folders = [look.settings.home, *([look.settings.keep_in] if look.settings.keep_in else [])]
    found: list[tuple[State, str]] = []
    for folder in folders:
        there = next(one for one in (folder, *folder.parents) if one.exists())
        free = shutil.disk_usage(there).free
        state: State = "failing" if free < TOO_LITTLE else "warning" if free < LITTLE else "ok"
        if not os.access(there, os.W_OK):
            found.append(("failing", f"{there} cannot be written to: who runs filmledger needs the right to"))
        found.append((state, f"{_size(free)} are free for {folder}"))
    return _finding("disk", found)


def _size(free: int) -> str:
    return f"{free / GIGABYTE:,.1f} GB" if free >= GIGABYTE else f"{free / 1_000_000:,.0f} MB"


def _service(look: _Look) -> Finding:
    told = _ill(look, "service")
    waiting = sum(not one.paused for one in schedules.every(look.ledger))
    if look.in_charge:
        return _finding("service", [("ok", f"{look.in_charge} is in charge"), *told])
    if not waiting:
        return _finding("service", [("ok", "none runs, and there is no schedule that needs one"), *told])
    words = f"none is in charge, and {waiting:,} schedules wait for one: filmledger schedule run"
    return _finding("service", [("failing", words), *told])


def _schedules(look: _Look) -> Finding:
    known, wrong = schedules.every(look.ledger), schedules.broken(look.ledger)
    resting = sum(one.paused for one in known)
    found: list[tuple[State, str]] = [("ok", f"{len(known) + len(wrong):,}, of which {resting:,} are paused")]
    if not look.in_charge and (due := sum(not one.paused and one.due(look.now) is not None for one in known)):
        found.append(("warning", f"{due:,} are due and not run, since no service is in charge"))
    told = {row.name for row in look.rows if row.of == "schedule" and row.state != "ok"}
    found += [("failing", f"{name} cannot run: {why}") for name, why in wrong.items() if name not in told]
    return _finding("schedules", [*found, *_ill(look, "schedule")])


def _sources(look: _Look) -> Finding:
    every = list(every_source())
    found: list[tuple[State, str]] = [("ok", f"{len(every):,} sources are defined on this machine")]
    found += [("failing", str(one)) for one in every if isinstance(one, SourceError)]
    return _finding("sources", [*found, *_ill(look, "source")])


def _runs(look: _Look) -> Finding:
    outcomes: Counter[str] = Counter()
    for run in queries.runs(look.ledger, 1_000):
        if look.now - run.started > DAY:
            break
        outcomes["under way" if not run.ended else run.outcome or "ended"] += 1
    said = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in outcomes.most_common()) or "none"
    return _finding("runs", [("ok", f"of the last 24 hours: {said}")])


def _linking(look: _Look) -> Finding:
    count = look.ledger["readings"].count_documents({"linked": False}, limit=MOST_COUNTED)
    if not count:
        return _finding("linking", [("ok", "every reading is linked")])
    more = "more than " if count == MOST_COUNTED else ""
    if queries.runs_in(look.ledger, "running"):
        return _finding("linking", [("ok", f"{more}{count:,} readings wait for a run that is under way")])
    return _finding("linking", [("warning", f"{more}{count:,} readings are not linked: filmledger link")])


def _alarms(look: _Look) -> Finding:
    to = alarms.addresses(look.settings)
    if not to:
        return _finding("alarms", [("ok", "they go to the log alone; FILMLEDGER_ALARMS says where else")])
    if not alarms.is_installed():
        return _finding("alarms", [("failing", alarms.NO_APPRISE)])
    found: list[tuple[State, str]] = [("ok", f"{len(to):,} addresses; --try-alarms sends each a message")]
    found += [("failing", f"{one.name} is no address that apprise knows") for one in to if not alarms.is_known(one)]
    late = sum(row.untold and row.attempts > 0 for row in look.rows)
    if late:
        found.append(("warning", f"{late:,} alarms could not be sent so far; the log says why"))
    return _finding("alarms", found)


def _ill(look: _Look, of: str) -> list[tuple[State, str]]:
    """The sources or schedules that are ill, the failing before the others, each with its reasons."""
    ill = [row for row in look.rows if row.of == of and row.state != "ok"]
    ill.sort(key=lambda row: (-STATES.index(row.state), row.name))
    found: list[tuple[State, str]] = []
    for row in ill[:SHOWN]:
        name = "" if row.of == row.name else f"{row.name} is {row.state} since {row.since:%Y-%m-%d %H:%M} UTC: "
        found.append((row.state, name + "; ".join(one.words for one in row.reasons)))
    if len(ill) > SHOWN:
        rest = ill[SHOWN:]
        found.append((rest[0].state, f"... and {len(rest):,} more"))
    return found


def _finding(part: str, found: list[tuple[State, str]]) -> Finding:
    return Finding(part=part, state=worst(one for one, _ in found), words=tuple(words for _, words in found))


PARTS: tuple[Callable[[_Look], Finding], ...] = (
    _database,
    _disk,
    _service,
    _schedules,
    _sources,
    _runs,
    _linking,
    _alarms,
)
"""Every part, in the order in which it is told."""
