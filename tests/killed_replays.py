"""Replays that kill themselves: forked from one process that has imported everything, so that a death costs little.

Each line on stdin is a number of commands and a delay in seconds: after so many commands to the database the replay
kills itself, as kill -9 would, that much later. Each line on stdout is how many commands there were and the signal
that ended the replay, 0 for none.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from pymongo import monitoring

from ledger.database import open_ledger
from pipelines.replay import replay
from scrapers.archive import page_of
from scrapers.given import files
from scrapers.pages import Page


class Counter(monitoring.CommandListener):
    """Counts commands, before they are sent and after they are answered; kills at the one that is named."""

    def __init__(self, fatal: int, delay: float) -> None:
        self.count = 0
        self.fatal = fatal
        self.delay = delay

    def started(self, event: Any) -> None:
        self._tick()

    def succeeded(self, event: Any) -> None:
        self._tick()

    def failed(self, event: Any) -> None:
        """Counts as an answer."""
        self._tick()

    def _tick(self) -> None:
        self.count += 1
        if self.count == self.fatal:
            threading.Thread(target=self._die, daemon=True).start() if self.delay else self._die()

    def _die(self) -> None:
        time.sleep(self.delay)
        os.kill(os.getpid(), signal.SIGKILL)


def replay_until(fatal: int, delay: float, folder: Path, told: int) -> None:
    counter = Counter(fatal, delay)
    monitoring.register(counter)
    with open_ledger() as ledger:
        replay(ledger, (page for page in map(page_of, files([folder])) if isinstance(page, Page)))
    os.write(told, str(counter.count).encode())


def main() -> None:
    for line in sys.stdin:
        fatal, delay = line.split()
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            replay_until(int(fatal), float(delay), Path(sys.argv[1]), tell)
            os._exit(0)
        os.close(tell)
        _, status = os.waitpid(child, 0)
        with os.fdopen(told) as counted:
            print(counted.read() or "-", os.WTERMSIG(status) if os.WIFSIGNALED(status) else status, flush=True)


if __name__ == "__main__":
    main()
