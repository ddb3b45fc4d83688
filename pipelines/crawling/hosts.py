"""One owner and one delay for each host over all processes: a lease in the ledger.

It runs out when its owner gives no sign, and at once where its owner's process is seen to be dead.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self
from weakref import WeakKeyDictionary

from pymongo.errors import DuplicateKeyError
from scrapy.crawler import Crawler

from ledger.database import Ledger
from pipelines.processes import Process, here, is_dead
from pipelines.steps import Crawl

LEASE_SECONDS = 30.0
"""How long a host stays with an owner that gives no sign. An owner that was silent for longer asks again first."""
FIRST_HOLD = timedelta(hours=1)
MOST_HOLD = timedelta(days=1)
IDLE = timedelta(seconds=60)
"""A host that was not asked for so long is given back."""


def _now() -> datetime:
    return datetime.now(UTC)


def _this_process() -> str:
    return f"{here()} {os.getpid()}"


def _is_gone(process: str) -> bool:
    """Whether a process of this place is seen to have ended; of another place nothing is seen."""
    place, _, number = process.rpartition(" ")
    return number.isdigit() and bool(is_dead(Process(place, int(number), "")))


class LedgerHosts:
    """The hosts of one process. What it owns it knows without asking, until shortly before the lease runs out."""

    _all: ClassVar[WeakKeyDictionary[Crawler, LedgerHosts]] = WeakKeyDictionary()

    def __init__(
        self, ledger: Ledger, owner: str, *, lease_seconds: float = LEASE_SECONDS, least_delay: float = 0.0
    ) -> None:
        self._ledger = ledger
        self._owner = owner
        self._least_delay = least_delay
        self._lease = timedelta(seconds=lease_seconds)
        self._known: dict[str, dict[str, Any]] = {}
        """The documents of the hosts that are owned."""
        self._asked: dict[str, datetime] = {}
        self._closed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The hosts of this crawl; its run is their owner."""
        work = Crawl.of(crawler).work
        made = cls(work.ledger, work.run, least_delay=crawler.settings.getfloat("DOWNLOAD_DELAY"))
        cls._all[crawler] = made
        return made

    @classmethod
    def of(cls, crawler: Crawler) -> LedgerHosts | None:
        """The hosts of this crawl, where it has any."""
        return cls._all.get(crawler)

    def claim(self, host: str) -> float | None:
        """Seconds until this process may ask the host, mostly 0; None while another process owns it."""
        moment = _now()
        known = self._known.get(host)
        if known is None or known["until"] - self._lease / 2 < moment:
            known = self._take(host, moment)
        if known is None:
            return None
        self._asked[host] = moment
        begin: datetime = max(known.get("free_at", moment), known.get("held_until", moment))
        return max((begin - moment).total_seconds(), 0.0)

    def _take(self, host: str, moment: datetime) -> dict[str, Any] | None:
        """Take the lease, or prolong one's own; None while another holds it."""
        self._known.pop(host, None)
        hosts = self._ledger["hosts"]
        values = {"owner": self._owner, "until": moment + self._lease, "process": _this_process()}
        before = hosts.find_one({"_id": host})
        if before is None:
            try:
                hosts.insert_one({"_id": host, **values})
            except DuplicateKeyError:
                return None  # Another was quicker; it is asked again in a moment.
        elif not self._change(before, moment, values):
            return None
        self._known[host] = hosts.find_one({"_id": host}) or {"_id": host, **values}
        return self._known[host]

    def _change(self, before: dict[str, Any], moment: datetime, values: dict[str, Any]) -> bool:
        """Put our name where nobody's stands, or our own, or that of one who has lost it; False if it is another's."""
        owner = before.get("owner")
        if owner not in (None, self._owner):
            if before["until"] > moment and not _is_gone(before.get("process", "")):
                return False
            # When it asked the host last is not known: it may have been just now.
            delay = max(before.get("delay", 0.0), self._least_delay)
            values = {**values, "free_at": moment + timedelta(seconds=delay)}
        chosen = {"_id": before["_id"], "owner": owner, "until": before.get("until")}
        return self._ledger["hosts"].update_one(chosen, {"$set": values}).matched_count == 1

    def hold_off(self, host: str, seconds: float, why: str) -> None:
        """Let nobody ask the host for so long; a longer rest that is under way stays."""
        until = _now() + timedelta(seconds=seconds)
        known = self._known.setdefault(host, {"_id": host, "until": _now()})
        if until <= known.get("held_until", _now()):
            return
        known |= {"held_until": until, "why": why}
        self._ledger["hosts"].update_one({"_id": host}, {"$set": {"held_until": until, "why": why}})

    def turned_away(self, host: str, why: str) -> None:
        """The host turned us away again and again: leave it alone for an hour, the next time for two, up to a day."""
        known = self._known.get(host) or self._ledger["hosts"].find_one({"_id": host}) or {}
        holds = int(known.get("holds", 0))
        self._ledger["hosts"].update_one({"_id": host}, {"$set": {"holds": holds + 1}})
        self.hold_off(host, min(FIRST_HOLD * 2**holds, MOST_HOLD).total_seconds(), why)

    def welcomed(self, host: str) -> None:
        """The host gave a page: what it did before is forgotten."""
        known = self._known.get(host, {})
        if known.pop("holds", 0):
            self._ledger["hosts"].update_one({"_id": host}, {"$unset": {"holds": ""}})

    def why_held(self, host: str) -> str:
        """Why the host is held off."""
        return str(self._known.get(host, {}).get("why", "it was asked a moment ago"))

    def keep(self, delays: Mapping[str, float]) -> None:
        """Prolong what is owned, and note how fast it is asked; give back what was not asked for a while."""
        moment = _now()
        for host, known in list(self._known.items()) if not self._closed else ():
            if moment - self._asked.get(host, moment) > IDLE:
                self.rest(host, delays.get(host, 0.0))
                continue
            values = {"until": moment + self._lease, "delay": delays.get(host, known.get("delay", 0.0))}
            if self._ledger["hosts"].update_one({"_id": host, "owner": self._owner}, {"$set": values}).matched_count:
                known.update(values)
            else:
                del self._known[host]  # Another took it over while this process was silent.

    def rest(self, host: str, seconds: float) -> None:
        """Give the host back; whoever owns it next waits for so long."""
        self._known.pop(host, None)
        self._asked.pop(host, None)
        free_at = _now() + timedelta(seconds=seconds)
        values = {"$set": {"free_at": free_at, "delay": seconds}, "$unset": {"owner": "", "until": "", "process": ""}}
        self._ledger["hosts"].update_one({"_id": host, "owner": self._owner}, values)

    def close(self, delays: Mapping[str, float]) -> None:
        """Give everything back, each host with the delay that lies between its requests."""
        self._closed = True
        for host in list(self._known):
            self.rest(host, delays.get(host, 0.0))
