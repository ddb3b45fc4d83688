"""The service: holds the lease, and while it does gives out what is due; judges what has ended, and sweeps.

Any number may run: one is in charge, and another takes over when it falls silent. One thread beats; judging and
sweeping, which may take long, have another, so that the lease never waits. What fails in a beat is tried in the next.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from functools import partial

import structlog
from pymongo.errors import PyMongoError

from ledger.database import Ledger
from ledger.errors import LedgerError
from scheduler import alarms, health, retention, rhythm, tally
from scheduler.aside import Aside
from scheduler.giving import Giving
from scheduler.lease import Lease
from scheduler.pace import Pace
from scheduler.sourced import Following
from scheduler.tasks import Tasks

STOP_SECONDS = 25.0
"""How long running tasks may take to end after the service was told to stop."""
LAST_SECONDS = 1.0
"""How long judging and sweeping may take then, if the tasks took all of that."""
SWEEP_SECONDS = 60.0
SILENT_SECONDS = 30.0
"""A service that has not beaten for so long hangs."""
_log = structlog.get_logger()


def new_owner() -> str:
    """A name for one service, which no other has: machine, process, and a number by chance."""
    return f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"


class Service:
    """One scheduler service on an open ledger; `tasks` start its runs."""

    def __init__(self, ledger: Ledger, tasks: Tasks, owner: str, pace: Pace) -> None:
        self.ledger, self.owner = ledger, owner
        self.stopping = threading.Event()
        self._tasks, self._pace = tasks, pace
        self._lease = Lease(ledger, owner, pace.lease_seconds, pace.steady)
        self._giving = Giving(ledger, self._lease, tasks, pace, after=self._judge)
        self._is_in_charge = False
        self._is_down = False
        self._beaten = time.monotonic()
        self._swept = float("-inf")
        self._aside = Aside()
        self._dropping = Aside()
        """What drops what is old: of a large folder of pages that may take an hour, and alarms do not wait for it."""
        self._following = Following()

    def lives(self) -> bool:
        """Whether it beats."""
        return time.monotonic() - self._beaten < SILENT_SECONDS

    def stop(self) -> None:
        """End `run` soon."""
        self.stopping.set()

    def run(self) -> None:
        """Serve until told to stop (`stop`, SIGTERM, Ctrl-C); what still runs then may end, for a while."""
        _log.info("in service", owner=self.owner)
        try:
            while not self.stopping.is_set():
                self.tick()
                self.stopping.wait(self._pace.beat_seconds)
        finally:
            self._end()
            _log.info("out of service", owner=self.owner)

    def _end(self) -> None:
        """Let another service take over at once, and running pages end; what was judged late is judged."""
        try:
            self._lease.release()
        except (PyMongoError, LedgerError) as error:
            _log.warning("the lease could not be given back; it runs out by itself", why=str(error))
        began = time.monotonic()
        self._tasks.end_all(STOP_SECONDS)
        self._aside.close(max(LAST_SECONDS, STOP_SECONDS - (time.monotonic() - began)))
        self._dropping.close(LAST_SECONDS)

    def tick(self) -> None:
        """One beat. The database may be away for a while: then nothing is given out, and the lease passes on."""
        try:
            self._beat()
        except (PyMongoError, LedgerError) as error:
            if not self._is_down:
                _log.warning("the database does not answer; it is asked again each beat", why=str(error))
            self._is_down = True
        except Exception:  # noqa: BLE001 - a service that is left alone for months goes on, and says so
            if not self._is_down:
                _log.exception("a beat failed; the next one tries again")
            self._is_down = True
        else:
            self._is_down = False
        self._beaten = time.monotonic()

    def _beat(self) -> None:
        if not self._lease.hold(self._pace.clock()):
            if self._is_in_charge:
                _log.warning("another service has taken over", owner=self.owner)
                self._giving.resign()
            self._is_in_charge = False
            return
        if not self._is_in_charge:
            self._is_in_charge = True
            self._giving.take_charge()
            self._giving.beat()
            _log.info("in charge", owner=self.owner, schedules=len(self._giving))
        else:
            self._giving.beat()
        self._sweep()

    def _sweep(self) -> None:
        """Have the sweeps made each minute, one after the other."""
        if time.monotonic() - self._swept < SWEEP_SECONDS or self._aside.is_busy:
            return
        self._swept = time.monotonic()
        now = self._pace.clock()
        if self._pace.follows_sources:
            self._aside.do("sources", lambda: self._following.look(self.ledger, now))
        self._aside.do("health", lambda: health.sweep(self.ledger, now))
        self._aside.do("alarms", lambda: alarms.send(self.ledger, now))
        self._aside.do("counters", lambda: tally.add_ended(self.ledger))
        if not self._dropping.is_busy:
            sweep = partial(retention.sweep, self.ledger, now, is_stopping=self.stopping.is_set)
            self._dropping.do("retention", sweep)

    def _judge(self, run: str) -> None:
        """Have a run judged that has ended, and what it changed told."""
        self._aside.do("judge", lambda: health.judge(self.ledger, run))
        self._aside.do("rhythm", lambda: rhythm.adapt(self.ledger, run, self._pace.clock()))
        self._aside.do("alarms", lambda: alarms.send(self.ledger, self._pace.clock()))
