"""One process at a time: a turn that is taken in the database, and that the dead do not keep."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from ledger.database import Ledger
from ledger.errors import LedgerError
from pipelines.processes import Process, is_dead, process
from pipelines.visits import in_utc, now

LONGEST = timedelta(minutes=10)
"""How long a turn lasts that is not renewed."""
PATIENCE_SECONDS = 900.0
_PAUSE_SECONDS = 0.1


class Busy(LedgerError):  # noqa: N818 - named as the other failures of the ledger are
    """Another process has the turn and keeps it."""


class Turn:
    """A turn that was taken; renew it at least every ten minutes."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self._ledger = ledger
        self._name = name
        self._token = secrets.token_hex(8)

    def renew(self) -> None:
        """Keep the turn for another ten minutes."""
        self._ledger["meta"].update_one(self._mine, {"$set": {"until": now() + LONGEST}})

    def take(self) -> bool:
        """Try to take the turn: a free one, one that ran out, or one whose process is dead."""
        held = self._ledger["meta"].find_one({"_id": self._name})
        mine = {"token": self._token, "until": now() + LONGEST, **process()._asdict()}
        if held is None:
            try:
                self._ledger["meta"].insert_one({"_id": self._name, **mine})
            except DuplicateKeyError:
                return False
            return True
        if in_utc(held["until"]) > now() and not _is_gone(held):
            return False
        found = self._ledger["meta"].update_one({"_id": self._name, "token": held["token"]}, {"$set": mine})
        return found.modified_count == 1

    def leave(self) -> None:
        """Give the turn to whoever waits."""
        self._ledger["meta"].delete_one(self._mine)

    @property
    def _mine(self) -> dict[str, str]:
        return {"_id": self._name, "token": self._token}


@contextmanager
def turn(ledger: Ledger, name: str) -> Iterator[Turn]:
    """Wait for the turn `name`, and have it. Raises Busy after 15 minutes."""
    mine = Turn(ledger, name)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not mine.take():
        if time.monotonic() > deadline:
            todo = "wait until the other filmledger has ended, and give the command again; what was read is kept"
            raise Busy(f"another process has been busy {name} for too long", todo=todo)
        time.sleep(_PAUSE_SECONDS)
    try:
        yield mine
    finally:
        mine.leave()


def _is_gone(held: dict[str, Any]) -> bool:
    """Whether the process that has the turn is seen to be dead; of another machine's it cannot be told."""
    return bool(is_dead(Process(held.get("host", ""), held["pid"], held.get("born") or "")))
