"""Writers, their server and its supervisor are killed at random moments: nothing acknowledged is missing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ledger import embedded
from ledger.database import open_ledger
from ledger.settings import Settings

LIMIT_SECONDS = 60.0

WRITER = """
import itertools, sys
from pymongo import ReplaceOne
from pymongo.errors import PyMongoError
from ledger.database import open_ledger
from ledger.errors import LedgerError
name = sys.argv[1]
numbers = itertools.count()
while True:
    try:
        with open_ledger() as ledger:
            for number in numbers:
                ids = [f"{name}-{number}-{part}" for part in range(20)]
                ledger["judgements"].insert_many([{"_id": one} for one in ids[:10]])
                ledger["judgements"].bulk_write([ReplaceOne({"_id": one}, {"n": 1}, upsert=True) for one in ids[10:]])
                ledger.barrier()
                print(number, flush=True)
    except (LedgerError, PyMongoError):
        pass
"""


class Writer:
    """A process that writes batches for ever, and what it was told is stored."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.told: list[int] = []
        clean = {name: value for name, value in os.environ.items() if not name.startswith("FILMLEDGER_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, name],
            env={**clean, "FILMLEDGER_HOME": str(settings.home), "FILMLEDGER_EMBEDDED_LINGER_SECONDS": "0"},
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.told.append(int(line))

    def kill(self) -> set[str]:
        """End it; the ids that it was told are stored."""
        self.process.kill()
        self.process.wait()
        self.listener.join()
        return {f"{self.name}-{number}-{part}" for number in self.told for part in range(20)}


def wait_for_more(writers: list[Writer]) -> None:
    """Wait until one of them was told again that a batch is stored."""
    before = sum(len(writer.told) for writer in writers)
    deadline = time.monotonic() + LIMIT_SECONDS
    while sum(len(writer.told) for writer in writers) == before:
        assert time.monotonic() < deadline, "nobody can write any more"
        time.sleep(0.02)


@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=pytest.mark.trust)])
def test_nothing_acknowledged_is_missing(tmp_path: Path, kills: int) -> None:
    settings = Settings(home=tmp_path / "home", mongodb_uri=None, embedded_linger_seconds=0)
    dice = random.Random(kills)
    writers = [Writer(f"writer {number}", settings) for number in range(2)]
    stored: set[str] = set()
    for number in range(kills):
        wait_for_more(writers)
        time.sleep(dice.uniform(0, 1))
        whom = ("writer", "server", "supervisor")[number % 3]
        state = embedded.state_of(settings)
        if whom == "writer":
            stored |= writers.pop(0).kill()
            writers.append(Writer(f"writer {number + 2}", settings))
        elif state.status == "ready":
            os.kill(state.server if whom == "server" else state.supervisor, signal.SIGKILL)
    wait_for_more(writers)
    for writer in writers:
        stored |= writer.kill()
    with open_ledger(settings) as ledger:
        found = {one["_id"] for one in ledger["judgements"].find({}, {"_id": 1})}
    embedded.stop(settings)
    assert stored
    assert not stored - found
