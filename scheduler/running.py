"""One run under way: its process, what that prints, and what it took when it has ended."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import IO

import structlog
from pymongo.errors import PyMongoError

from ledger.runs import Run
from pipelines.processes import peak_memory
from pipelines.run_logs import MEGABYTE, LogBook
from scheduler.child import STOP_SECONDS
from scheduler.endings import Ended, Ending
from scheduler.limits import Limits, source_of

LOOK_SECONDS = 0.25
FLUSH_SECONDS = 1.0
PIECE = 64 * 1024
_log = structlog.get_logger()


def words_of(task: Sequence[str]) -> list[str]:
    """The command of filmledger that does a task.

    >>> words_of(("replay", "/pages")), words_of(("crawl", "films.example"))
    (['replay', '--json', '--', '/pages'], ['crawl', '--log', '--', 'films.example'])
    >>> words_of(("crawl", "roundup", "https://a.example/reviews"))
    ['crawl', '--log', '--spider', 'roundup', '--', 'https://a.example/reviews']
    """
    if task[0] == "replay":
        return ["replay", "--json", "--", *task[1:]]
    if source := source_of(task):
        return ["crawl", "--log", "--", source]
    return ["crawl", "--log", "--spider", task[1], "--", *task[2:]]


class Running:
    """A run's process. A thread reads what it prints and waits for its end; then `ended` is called from there."""

    def __init__(self, run: Run, limits: Limits, log: LogBook, ended: Callable[[Running, Ended], None]) -> None:
        self.run, self.limits = run, limits
        self.ending: Ending | None = None
        """Why it was told to end; None while it may go on."""
        self._log, self._ended = log, ended
        self._began = time.monotonic()
        self._kill_at = float("inf")
        self._peak = 0
        self._is_down = False
        self._leave = threading.Lock()
        """Held while it is taken leave of: from then on its number may be another's."""
        self._process = _started(run)
        self.pid = self._process.pid
        self._thread = threading.Thread(target=self._follow, name=f"run {run.id}", daemon=True)

    def begin(self) -> None:
        """Follow the process from here on."""
        self._thread.start()

    def end(self, ending: Ending, seconds: float = STOP_SECONDS) -> None:
        """Tell the process to end, and kill what still runs after so many seconds. The first reason counts."""
        if self.ending is None:
            self.ending = ending
            _log.info("told to end", run=self.run.id, outcome=ending.outcome, why=ending.why)
            self._signal(os.kill, signal.SIGTERM)
        self._kill_at = min(self._kill_at, time.monotonic() + seconds)

    def look(self, held: int) -> None:
        """Hold the run to its bounds; `held` are the bytes of memory that its processes hold now."""
        self._peak = max(self._peak, held, peak_memory(self.pid))
        took, megabytes = time.monotonic() - self._began, held / MEGABYTE
        if took > self.limits.seconds:
            self.end(Ending(outcome="too_long", why=f"it took longer than {_span(self.limits.seconds)}"))
        elif megabytes > self.limits.megabytes:
            why = f"its processes held {megabytes:,.0f} MB of memory, {self.limits.megabytes:,.0f} MB are allowed"
            # It may grow as long as it lives: there is no time to wait for its pages.
            self.end(Ending(outcome="too_big", why=why), seconds=5.0)
        if time.monotonic() > self._kill_at:
            self._signal(os.killpg, signal.SIGKILL)

    def _signal(self, send: Callable[[int, int], None], number: int) -> None:
        """Send a signal to the process, or to its session, while its number is its own."""
        with self._leave:
            if self._process.returncode is None:
                send(self.pid, number)

    def wait(self, seconds: float) -> bool:
        """Wait until all is noted that is to be noted of its end; False if that takes longer."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _follow(self) -> None:
        printed = self._process.stdout
        if printed is None:
            raise RuntimeError("the process was started without a pipe")
        os.set_blocking(printed.fileno(), False)
        with selectors.DefaultSelector() as selector:
            selector.register(printed, selectors.EVENT_READ)
            flushed = time.monotonic()
            while not _has_ended(self.pid):
                if selector.select(LOOK_SECONDS) and not self._read(printed):
                    time.sleep(LOOK_SECONDS)  # it has closed what it prints to, and goes on
                if time.monotonic() - flushed > FLUSH_SECONDS:
                    self._store()
                    flushed = time.monotonic()
        while self._read(printed):
            pass
        with self._leave:
            _, status, used = os.wait4(self.pid, 0)
            code = self._process.returncode = os.waitstatus_to_exitcode(status)
        printed.close()
        if self._process.stdin:
            self._process.stdin.close()
        self._log.finish()
        self._store()
        # Without a single look at it, all that is known includes what this process held when it made that one.
        peak = self._peak or used.ru_maxrss * 1024
        took = used.ru_utime + used.ru_stime
        self._ended(
            self, Ended(code=code, cpu_seconds=round(took, 2), peak_mb=round(peak / MEGABYTE, 1), log=self._log)
        )

    def _read(self, printed: IO[bytes]) -> bool:
        """Take what was printed; False where there is nothing, now or any more."""
        try:
            piece = os.read(printed.fileno(), PIECE)
        except BlockingIOError:
            return False
        self._log.feed(piece)
        return bool(piece)

    def _store(self) -> None:
        try:
            self._log.flush()
        except PyMongoError as error:  # the lines wait until the next time
            if not self._is_down:
                why = str(error).partition(" (")[0]
                _log.warning("what a run prints cannot be stored for now", run=self.run.id, why=why)
            self._is_down = True
        else:
            self._is_down = False


def _started(run: Run) -> subprocess.Popen[bytes]:
    """The process of a run, in a session of its own; it ends with this one (see `child`)."""
    told = {"FILMLEDGER_RUN": run.id, "FILMLEDGER_SCHEDULE": run.schedule, "FILMLEDGER_DUE": run.due and _iso(run.due)}
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-u", "-m", "scheduler.child", *words_of(run.task)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **{name: value for name, value in told.items() if value}},
        start_new_session=True,
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _has_ended(pid: int) -> bool:
    """Whether a process of ours has ended; it is not yet taken leave of."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _span(seconds: float) -> str:
    """A span of time in words.

    >>> _span(86400), _span(5400), _span(2)
    ('24 hours', '1.5 hours', '2 seconds')
    """
    return f"{seconds / 3600:g} hours" if seconds >= 3600 else f"{seconds:g} seconds"
