"""The answers of a service over HTTP, from what stands in the ledger."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
import structlog
from pymongo.errors import PyMongoError

from ledger.database import Ledger
from ledger.errors import LedgerError
from ledger.health import worst

JSON = "application/json; charset=utf-8"
OK, ILL = 200, 503
_log = structlog.get_logger()


class Answer(NamedTuple):
    """A status of HTTP, a media type, and the body."""

    status: int
    media_type: str
    body: bytes


class Kept:
    """An answer that is good for some seconds: made by one of those who ask at once, while the others wait."""

    def __init__(self, make: Callable[[], Answer], seconds: float) -> None:
        self._make = make
        self._seconds = seconds
        self._guard = threading.Lock()
        self._kept: Answer | None = None
        self._until = 0.0

    def __call__(self) -> Answer:
        """The answer."""
        with self._guard:
            if self._kept is None or time.monotonic() >= self._until:
                self._kept = self._make()
                self._until = time.monotonic() + self._seconds
            return self._kept


def livez(lives: bool) -> Answer:
    """Whether this service beats: 200, or 503 where it hangs."""
    return said({"state": "ok" if lives else "failing"}, is_ill=not lives)


def healthz(ledger: Ledger, lives: bool) -> Answer:
    """The states of sources, schedules and the service; 503 where one is failing, or where nothing can be known."""
    try:
        told = list(ledger["health"].find({}).sort("_id", 1))
    except (PyMongoError, LedgerError) as error:
        _log.warning("the database does not answer", why=str(error))
        return said({"state": "failing", "reasons": ["the database does not answer"]}, is_ill=True)
    rows = [_row(one) for one in told]
    state = worst(row["state"] for row in rows) if lives else "failing"
    found: dict[str, Any] = {"state": state, "of": [row for row in rows if row["state"] != "ok"]}
    found["ok"] = sum(row["state"] == "ok" for row in rows)
    if not lives:
        found["reasons"] = ["this service does not beat"]
    return said(found, is_ill=state == "failing")


def _row(found: dict[str, Any]) -> dict[str, Any]:
    """What is told of one source, schedule or service."""
    reasons = [reason["words"] for reason in found.get("reasons", ())]
    return {"name": found["_id"], "state": found.get("state", "ok"), "since": found["since"], "reasons": reasons}


def said(told: dict[str, Any], *, is_ill: bool) -> Answer:
    """An answer in JSON."""
    return Answer(ILL if is_ill else OK, JSON, orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
