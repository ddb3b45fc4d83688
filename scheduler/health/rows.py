"""The states as they are stored: read, changed and written so that of two writers at once none undoes the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import structlog
from pymongo.errors import DuplicateKeyError

from ledger.database import Ledger
from ledger.health import STATES, Health, Of, worst
from ledger.validators import document

ATTEMPTS = 50
"""So often a change is tried again because another writer was quicker."""
_log = structlog.get_logger()


def row_id(of: Of, name: str) -> str:
    """The `_id` of a state.

    >>> row_id("source", "films.example"), row_id("service", "service")
    ('source films.example', 'service')
    """
    return of if of == name else f"{of} {name}"


def find(ledger: Ledger, of: Of, name: str) -> Health | None:
    """The state of one source, one schedule, or the service; None where nothing is known of it yet."""
    found = ledger["health"].find_one({"_id": row_id(of, name)})
    return Health.model_validate(found) if found else None


def states(ledger: Ledger, of: Of | None = None) -> Iterator[Health]:
    """Every state, by `_id`; `of` sources alone, or of schedules alone."""
    for found in ledger["health"].find({"of": of} if of else {}).sort("_id", 1):
        yield Health.model_validate(found)


def change(ledger: Ledger, of: Of, name: str, now: datetime, made: Callable[[Health], Health]) -> Health:
    """Change a state by `made`, which gets it as it stands and gives it as it is to be; it may be called again.

    A change of `state` is noted with its moment, logged once, and waits to be told where another one was told last.
    """
    now = now.replace(microsecond=0)  # as the ledger keeps it
    for _ in range(ATTEMPTS):
        before = find(ledger, of, name)
        old = before or Health(_id=row_id(of, name), of=of, name=name, since=now)
        new = _settled(old, made(old), now)
        if before and new == old:
            return old
        new = new.model_copy(update={"version": old.version + 1})
        if _written(ledger, before, new):
            if new.state != old.state:
                _tell_log(old, new)
            return new
    raise RuntimeError(f"{row_id(of, name)}: its state could not be written, {ATTEMPTS} others were quicker")


def _settled(old: Health, new: Health, now: datetime) -> Health:
    """The row with its state by its reasons, and all that follows from a state that changes."""
    reasons = tuple(sorted(new.reasons, key=lambda one: STATES.index(one.state), reverse=True))
    state = worst(one.state for one in reasons)
    # Some addresses had the alarm of the state before, and others did not take it: to those it is what was told last.
    told = old.state if state != old.state and old.reached else new.told
    settled: dict[str, object] = {"reasons": reasons, "state": state, "told": told, "untold": state != told}
    if state != old.state:
        settled |= {"since": now, "reached": (), "attempts": 0, "not_before": None}
    return new.model_copy(update=settled)


def _written(ledger: Ledger, before: Health | None, new: Health) -> bool:
    rows = ledger["health"]
    if before:
        return rows.replace_one({"_id": new.id, "version": before.version}, document(new)).matched_count == 1
    try:
        rows.insert_one(document(new))
    except DuplicateKeyError:
        return False
    return True


def _tell_log(old: Health, new: Health) -> None:
    say = {"failing": _log.error, "warning": _log.warning}.get(new.state, _log.info)
    say(f"{new.id} is {new.state}", was=old.state, reasons=[one.words for one in new.reasons])
