"""The lease: of any number of services one is in charge, and another takes over when it falls silent.

Clocks are not compared. A service watches the lease by its own steady clock, and takes it over when it has not moved
for the lease time: a clock that jumps, or one that is wrong, neither ends a lease nor keeps one alive.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pymongo.errors import DuplicateKeyError

from ledger.database import Ledger

ID = "scheduler-lease"
"""The lease's document in `meta`."""


class Holder(NamedTuple):
    """Which service is in charge: `until` is when it loses the lease by its own clock, if it falls silent now."""

    owner: str
    until: datetime


def holder(ledger: Ledger) -> Holder | None:
    """The service that holds the lease, or held it last and was killed; None where none does."""
    found = ledger["meta"].find_one({"_id": ID})
    return Holder(found["owner"], found["until"]) if found else None


class Lease:
    """The lease as one service sees it. `steady` gives seconds that never jump."""

    def __init__(
        self, ledger: Ledger, owner: str, seconds: float, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self.owner = owner
        self.seconds = seconds
        self._meta = ledger["meta"]
        self._steady = steady
        self._seen: tuple[str, int] | None = None
        """The holder and its beat as last seen, and below when that began to be so."""
        self._since = 0.0
        self._held_at: float | None = None

    @property
    def is_held(self) -> bool:
        """Whether nobody else can have taken it: it was prolonged within the lease time."""
        return self._held_at is not None and self._steady() - self._held_at < self.seconds

    def hold(self, now: datetime) -> bool:
        """Prolong the lease, or take it where it is free or its holder silent; False while another holds it."""
        began = self._steady()
        held = self._prolong(now) or self._take(now)
        self._held_at = began if held else None
        return held

    def release(self) -> None:
        """Give the lease back, if one holds it."""
        self._held_at = None
        self._meta.delete_one({"_id": ID, "owner": self.owner})

    def _prolong(self, now: datetime) -> bool:
        beat = {"$set": {"until": now + timedelta(seconds=self.seconds)}, "$inc": {"beats": 1}}
        return bool(self._meta.update_one({"_id": ID, "owner": self.owner}, beat).matched_count)

    def _take(self, now: datetime) -> bool:
        found = self._meta.find_one({"_id": ID})
        if found is None:
            return self._insert(now)
        seen = (str(found["owner"]), int(found.get("beats", 0)))
        if seen != self._seen:
            self._seen, self._since = seen, self._steady()
        if self._steady() - self._since < self.seconds:
            return False
        silent = {"_id": ID, "owner": found["owner"], "beats": found.get("beats")}
        return bool(self._meta.update_one(silent, {"$set": self._mine(now)}).modified_count)

    def _insert(self, now: datetime) -> bool:
        try:
            self._meta.insert_one({"_id": ID, **self._mine(now)})
        except DuplicateKeyError:
            return False
        return True

    def _mine(self, now: datetime) -> dict[str, Any]:
        return {"owner": self.owner, "until": now + timedelta(seconds=self.seconds), "beats": 0}
