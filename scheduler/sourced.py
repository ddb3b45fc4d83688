"""Schedules that are made from the sources' TOML, and follow it when it changes.

Such a schedule has the source's name and a hash of what its TOML says of times. One that a person gave times of its own
has no hash, and is left as it is; one that a person paused stays paused. Nothing is removed: the schedule of a source
that is gone is told of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from pydantic import ValidationError

from ledger.database import Ledger
from scheduler import schedules
from scheduler.schedules import Schedule
from scrapers.sources import SourceError, every_source, source_files
from scrapers.sources.records import Source, span

_log = structlog.get_logger()
_TIMES = (
    *("every_minutes", "cron", "timezone", "least_minutes", "most_minutes"),
    *("jitter_seconds", "blackouts", "anchor", "source_digest"),
)
"""What of a schedule follows its source."""


class Following:
    """Follows the sources' files as they change: they are read where one of them is new, gone or written anew."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def look(self, ledger: Ledger, now: datetime) -> Followed | None:
        """What became of the sources' schedules; None where no file has changed."""
        seen = {str(path): path.stat().st_mtime_ns for path in source_files().values()}
        if seen == self._seen:
            return None
        told = follow_sources(ledger, now)
        self._seen = seen
        for name, why in told.wrong.items():
            _log.warning("a source has no schedule", source=name, why=why)
        for name in told.gone:
            _log.warning("the source of a schedule is gone", schedule=name)
        if told.added or told.changed:
            _log.info("followed the sources", added=len(told.added), changed=len(told.changed))
        return told


@dataclass(kw_only=True)
class Followed:
    """What became of the sources' schedules, by name."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    """Those whose times a person gave."""
    gone: list[str] = field(default_factory=list)
    """Schedules made from sources that are there no more."""
    wrong: dict[str, str] = field(default_factory=dict)
    """{source, or its file: why it has no schedule}."""


def follow_sources(ledger: Ledger, now: datetime, sources: Iterable[Source | SourceError] | None = None) -> Followed:
    """Give each source that can be crawled its schedule, and those that have one the times that it says now."""
    told = Followed()
    there = {found["_id"]: found for found in ledger["schedules"].find()}
    crawled = {found["source"]: name for name, found in there.items() if found.get("source")}
    names: set[str] = set()
    for source in every_source() if sources is None else sources:
        if isinstance(source, SourceError):
            told.wrong[str(source).partition(":")[0]] = str(source)
            continue
        names.add(source.name)
        if source.start.addresses:
            try:
                _follow(ledger, source, there.get(crawled.get(source.name, source.name)), now, told)
            except ValueError as error:
                told.wrong[source.name] = said(error)
    told.gone = sorted(name for source, name in crawled.items() if source not in names and _follows(there[name]))
    return told


def said(error: ValueError) -> str:
    """What is wrong with a schedule, in a sentence."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    if first["type"] == "string_pattern_mismatch" and first["loc"] == ("_id",):
        return f"{first['input']!r} is no name of a schedule: take up to 80 letters, digits, _ . -"
    return first["msg"].removeprefix("Value error, ")


def schedule_of(source: Source, now: datetime) -> Schedule:
    """The schedule that a source's TOML says. Raises ValueError where its times are none.

    Sources that are added together do not begin together: within the first span each has a place of its own.
    """
    visits = source.visits
    every = span(visits.every)
    if visits.adaptive:
        every = min(max(every, span(visits.least)), span(visits.most))
    spread = int.from_bytes(hashlib.sha256(source.name.encode()).digest()[:4]) / 2**32
    times = {
        "every_minutes": every.total_seconds() / 60,
        "anchor": (now - every * spread).replace(microsecond=0),
    }
    bounds = {name: span(getattr(visits, name)).total_seconds() / 60 for name in ("least", "most")}
    return Schedule.model_validate(
        {
            "_id": source.name,
            "task": ("crawl", source.name),
            "source": source.name,
            "source_digest": digest_of(source),
            "created": now.replace(microsecond=0),
            "last_due": now.replace(microsecond=0),
            "timezone": visits.timezone,
            "jitter_seconds": int(span(visits.jitter).total_seconds()),
            "blackouts": visits.blackouts,
            **({"cron": visits.cron} if visits.cron else times),
            **({f"{name}_minutes": minutes for name, minutes in bounds.items()} if visits.adaptive else {}),
        }
    )


def digest_of(source: Source) -> str:
    """A hash of what a source says of its times."""
    return hashlib.sha256(source.visits.model_dump_json().encode()).hexdigest()[:16]


def _follows(found: dict[str, object]) -> bool:
    return "source_digest" in found


def _follow(ledger: Ledger, source: Source, found: dict[str, object] | None, now: datetime, told: Followed) -> None:
    """Add the schedule of a source, or bring it up to what the source says."""
    if found is None:
        schedules.add(ledger, schedule_of(source, now))
        told.added.append(source.name)
        return
    name = str(found["_id"])
    if not _follows(found):
        told.own.append(name)
    elif found["source_digest"] == digest_of(source):
        told.same.append(name)
    else:
        new = schedule_of(source, now)
        times = {key: getattr(new, key) or None for key in _TIMES}
        # What the new times would have been before now is not made up for.
        schedules.change(ledger, name, **times, rhythm=None, last_due=new.last_due)
        told.changed.append(name)
