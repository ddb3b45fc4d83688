"""The supervisor with programs that behave badly in the server's place."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger import embedded_supervisor

LIMIT_SECONDS = 60.0
READY = "print('listening on 127.0.0.1:9', flush=True)\n"
DIES_AT_ONCE = "print('no such thing'); raise SystemExit(3)"
DIES_WHEN_READY = READY + "raise SystemExit(3)"
PANICS_ONCE = (
    READY
    + """
import pathlib, time
seen = pathlib.Path("seen")
if not seen.exists():
    seen.touch()
    print("WT_PANIC: library panic", flush=True)
time.sleep(60)
"""
)
DEAF = (
    """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
"""
    + READY
    + "time.sleep(60)"
)
TALKS = (
    READY
    + """
import time
for number in range(60_000):
    print("x" * 100)
print("the end", flush=True)
time.sleep(60)
"""
)


class Supervised:
    """A folder with a supervisor in it, as `ledger.embedded` makes it."""

    def __init__(self, folder: Path, code: str) -> None:
        self.folder = folder
        (folder / "users").mkdir(parents=True)
        self.user = os.open(folder / "users" / f"{os.getpid()}-1", os.O_RDWR | os.O_CREAT)
        fcntl.flock(self.user, fcntl.LOCK_EX)
        lock = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT)
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = [sys.executable, "-c", code]
        orders = {"folder": str(folder), "command": server, "environment": {}, "linger": 0, "patience": 1, "lock": lock}
        command = [sys.executable, "-I", "-S", embedded_supervisor.__file__, json.dumps(orders)]
        subprocess.run(command, pass_fds=(lock,), check=True, timeout=LIMIT_SECONDS)
        os.close(lock)

    @property
    def state(self) -> dict[str, object]:
        try:
            found: dict[str, object] = json.loads((self.folder / "state.json").read_text())
        except FileNotFoundError:
            return {}
        return found

    @property
    def log(self) -> str:
        text = ""
        for path in self.folder.glob("server.log*"):
            with contextlib.suppress(FileNotFoundError):  # just being renamed
                text += path.read_text()
        return text

    def is_gone(self) -> bool:
        """Whether both are: the lock that they share is free."""
        with (self.folder / "supervisor.lock").open("r+") as opened:
            return embedded_supervisor.try_lock(opened.fileno())

    def leave(self) -> None:
        if self.user >= 0:
            os.close(self.user)
            self.user = -1


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[[str], Supervised]]:
    made: list[Supervised] = []

    def make(code: str) -> Supervised:
        made.append(Supervised(tmp_path / str(len(made)), code))
        return made[-1]

    yield make
    for one in made:
        one.leave()
        until(one.is_gone)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def test_a_server_that_dies_at_once_is_given_up_with_its_words(supervise: Callable[[str], Supervised]) -> None:
    one = supervise(DIES_AT_ONCE)
    until(one.is_gone)
    assert one.state["status"] == "failed"
    assert one.state["said"] == ["no such thing"]


def test_a_server_that_dies_again_and_again_is_given_up(supervise: Callable[[str], Supervised]) -> None:
    one = supervise(DIES_WHEN_READY)
    until(one.is_gone)
    assert one.state["status"] == "failed"
    assert one.log.count("listening") == embedded_supervisor.RESTARTS_PER_MINUTE + 1


def test_a_server_in_panic_is_started_anew(supervise: Callable[[str], Supervised]) -> None:
    one = supervise(PANICS_ONCE)
    until(lambda: one.log.count("listening") == 2 and one.state.get("status") == "ready")


def test_a_server_that_ignores_its_end_is_killed(supervise: Callable[[str], Supervised]) -> None:
    one = supervise(DEAF)
    until(lambda: one.state.get("status") == "ready")
    one.leave()
    until(one.is_gone)


def test_the_log_is_bounded_and_keeps_the_end(supervise: Callable[[str], Supervised]) -> None:
    one = supervise(TALKS)
    until(lambda: "the end" in one.log)
    assert len(one.log) <= 2 * embedded_supervisor.LOG_BYTES
    assert one.state["status"] == "ready"


def test_a_user_that_died_is_forgotten_and_one_that_lives_is_not(supervise: Callable[[str], Supervised]) -> None:
    one = supervise(READY + "import time; time.sleep(60)")
    dead = one.folder / "users" / "1-1"
    dead.touch()
    until(lambda: one.state.get("status") == "ready")
    # The living user sorts before or after the dead one, so a round may end at it.
    time.sleep(3 * embedded_supervisor.POLL_SECONDS)
    assert not one.is_gone()
    one.leave()
    until(one.is_gone)
    assert not dead.exists()
    assert one.state == {}
