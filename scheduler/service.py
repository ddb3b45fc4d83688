"""The service: holds the lease, sees which schedules are due, and runs each due time once, in a process of its own.

APScheduler beats the time with a memory job store: two schedulers on one shared store would run every job twice.
What is due is decided by the ledger (`schedules.claim`), so that a restart, a second service or a clock that jumps
runs nothing twice; times that were missed together are run once.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from ledger.database import Ledger
from scheduler import lease, schedules
from scheduler.schedules import Schedule

SOURCE_WORDS = 2
"""A task of so many words is the crawl of a source: ("crawl", name)."""
BEAT_SECONDS = 1.0
LEASE_SECONDS = 15.0
STOP_SECONDS = 25.0
"""How long a running task may go on after the service was told to stop."""
KILL_SECONDS = 4.0
"""How long it may take after that to end by itself; what then still runs is killed, which loses nothing stored."""
_log = structlog.get_logger()


def command(task: Sequence[str]) -> list[str]:
    """The process that does a task: a command of filmledger, or a crawl of Scrapy by one spider.

    >>> command(("replay", "/pages"))[1:]
    ['-m', 'cli.main', 'replay', '--', '/pages']
    >>> command(("crawl", "films.example"))[1:]
    ['-m', 'cli.main', 'crawl', '--', 'films.example']
    """
    if task[0] == "replay":
        return [sys.executable, "-m", "cli.main", "replay", "--", *task[1:]]
    if len(task) == SOURCE_WORDS:
        return [sys.executable, "-m", "cli.main", "crawl", "--", task[1]]
    return [sys.executable, "-m", "scrapy", "crawl", task[1], "-a", f"url={' '.join(task[2:])}"]


class Service:
    """One scheduler service on an open ledger. `logs` is the folder of the tasks' output."""

    def __init__(self, ledger: Ledger, logs: Path) -> None:
        self.ledger = ledger
        self.logs = logs
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"
        self.stopping = threading.Event()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._guard = threading.Lock()
        self._beat = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(8)})

    def run(self) -> None:
        """Serve until told to stop (`stop`, SIGTERM, Ctrl-C); what still runs then may end, for a while."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self._beat.add_job(self.tick, "interval", seconds=BEAT_SECONDS, max_instances=1, coalesce=True)
        self._beat.start()
        _log.info("in service", owner=self.owner)
        try:
            self.stopping.wait()
        finally:
            self._beat.shutdown(wait=True)
            self._end_tasks()
            lease.release(self.ledger, self.owner)
            _log.info("out of service", owner=self.owner)

    def stop(self) -> None:
        """End `run` soon."""
        self.stopping.set()

    def tick(self) -> None:
        """One beat: prolong the lease, and start what is due."""
        now = datetime.now(UTC)
        if self.stopping.is_set() or not lease.hold(self.ledger, self.owner, now, LEASE_SECONDS):
            return
        for schedule in schedules.every(self.ledger):
            due = None if schedule.paused or schedule.id in self._running else schedule.due(now)
            if due and schedules.claim(self.ledger, schedule.id, due):
                self._start(schedule, due)

    def _start(self, schedule: Schedule, due: datetime) -> None:
        """Start the task; a thread waits for its end."""
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scrapers.settings"}
        with (self.logs / f"{schedule.id}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                command(schedule.task), stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True
            )
        with self._guard:
            self._running[schedule.id] = process
        schedules.change(self.ledger, schedule.id, last_started=datetime.now(UTC))
        _log.info("started", schedule=schedule.id, due=due.isoformat(), process=process.pid)
        threading.Thread(target=self._await, args=(schedule.id, process), daemon=True).start()

    def _await(self, name: str, process: subprocess.Popen[bytes]) -> None:
        code = process.wait()
        with suppress(schedules.NoSuchSchedule):  # removed while it ran: there is nothing left to note it on
            schedules.change(self.ledger, name, last_ended=datetime.now(UTC), last_exit=code)
        with self._guard:
            self._running.pop(name, None)
        _log.info("ended", schedule=name, exit=code)

    def _end_tasks(self) -> None:
        """Let running tasks end, then tell them to, then end them; a task's steps are safe to end at any moment."""
        with self._guard:
            running = list(self._running.values())
        for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
            end = time.monotonic() + seconds
            for process in running:
                with suppress(subprocess.TimeoutExpired):  # those that still run are told below
                    process.wait(max(0.0, end - time.monotonic()))
            running = [process for process in running if process.poll() is None]
            for process in running:
                os.killpg(process.pid, number)
