"""The process that keeps the embedded server: starts it, watches its users, stops it after the last one.

Run as a file by `ledger.embedded`, with nothing but the standard library, so that it starts in milliseconds and
stays small. It is nobody's child (it forks once and leaves its starter's session), so it outlives the command that
started it, and neither Ctrl-C nor a closed terminal reaches it.

What it may rely on: the descriptor `lock` holds the exclusive flock on `supervisor.lock` from before it was
started. It hands the same descriptor to the server, so the lock is free only when both are gone.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import logging
import os
import re
import select
import signal
import subprocess
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.2
RESTARTS_PER_MINUTE = 3
LOG_BYTES = 1_000_000
LISTENING = re.compile(r"listening on 127\.0\.0\.1:(\d+)")
PANIC = "WT_PANIC"
PR_SET_PDEATHSIG = 1


class Supervisor:
    """One embedded server and the folder in which its users meet. `orders` are made by `ledger.embedded`."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.folder = Path(orders["folder"])
        self.command: list[str] = orders["command"]
        self.environment: dict[str, str] = orders["environment"]
        self.linger: float = orders["linger"]
        self.patience: float = orders["patience"]
        self.lock: int = orders["lock"]
        self.start_lock = os.open(self.folder / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.port = 0
        self.last_words: list[str] = []
        self.stop_asked = False
        self.deaths: list[float] = []
        self.log = _bounded_log(self.folder / "server.log")
        self.wake_read, self.wake_write = os.pipe()

    def run(self) -> None:
        """Keep the server until nobody uses it, somebody stops it, or it will not stay alive."""
        signal.signal(signal.SIGTERM, self._on_term)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        while True:
            server = self._start()
            ended_well = self._watch(server)
            if ended_well or self._dies_too_often():
                break
            self.log.warning("the server ended by itself (%s): starting it again", server.returncode)

    def _on_term(self, _number: int, _frame: object) -> None:
        self.stop_asked = True
        os.write(self.wake_write, b"!")

    def _start(self) -> subprocess.Popen[bytes]:
        self._tell("starting", 0)
        return subprocess.Popen(  # noqa: S603 - the command is made by ledger.embedded
            [*self.command, "--port", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            # Variables of the server's own that lie about could undo what the command asks for.
            env={name: value for name, value in os.environ.items() if not name.startswith("SECANTUS")}
            | self.environment,
            pass_fds=(self.lock,),
            preexec_fn=die_with_parent(os.getpid()),  # noqa: PLW1509 - this process has one thread
        )

    def _watch(self, server: subprocess.Popen[bytes]) -> bool:
        """Read the server's output until it ends. True if it ended because it was no longer wanted."""
        assert server.stdout is not None  # noqa: S101 - for the type checker; the pipe was asked for
        output = server.stdout.fileno()
        rest = b""
        idle_since: float | None = None
        while True:
            ready, _, _ = select.select([output, self.wake_read], [], [], POLL_SECONDS)
            if output in ready:
                chunk = os.read(output, 65536)
                if not chunk:
                    server.wait()
                    return False
                *lines, rest = (rest + chunk).split(b"\n")
                self._take_lines(lines, server)
            if self.stop_asked:
                self._end(server)
                return True
            if self._is_used():
                idle_since = None
                continue
            idle_since = idle_since or time.monotonic()
            if time.monotonic() - idle_since >= self.linger and self._end_if_unused(server):
                return True

    def _take_lines(self, lines: list[bytes], server: subprocess.Popen[bytes]) -> None:
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip()
            self.log.info(text)
            self.last_words = [*self.last_words[-9:], text]
            if found := LISTENING.search(text):
                self.port = int(found[1])
                self._tell("ready", server.pid)
            if PANIC in text:
                # It would live on and refuse everything; started anew it is sound again.
                server.kill()

    def _is_used(self) -> bool:
        """Whether somebody uses the server, asked for it to be kept, or is just arriving."""
        if (self.folder / "keep").exists():
            return True
        if not try_lock(self.start_lock):
            return True
        try:
            return self._a_user_lives()
        finally:
            fcntl.flock(self.start_lock, fcntl.LOCK_UN)

    def _a_user_lives(self) -> bool:
        """Look until one is found; forget the dead ones on the way. Only under `start.lock`."""
        for user in sorted((self.folder / "users").iterdir()):
            if is_alive(user):
                return True
            user.unlink(missing_ok=True)
        return False

    def _end_if_unused(self, server: subprocess.Popen[bytes]) -> bool:
        """Stop the server, unless somebody arrived. Arrivals wait at `start.lock` meanwhile."""
        if self._is_used() or not try_lock(self.start_lock):
            return False
        try:
            if self._a_user_lives():
                return False
            self._end(server)
            return True
        finally:
            fcntl.flock(self.start_lock, fcntl.LOCK_UN)

    def _end(self, server: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(OSError):  # on a full disk it still has to be stopped
            self._tell("stopping", server.pid)
        server.terminate()
        try:
            output, _ = server.communicate(timeout=self.patience)
        except subprocess.TimeoutExpired:
            server.kill()
            output, _ = server.communicate()
        for line in output.splitlines():
            self.log.info(line.decode("utf-8", "replace"))
        (self.folder / "state.json").unlink(missing_ok=True)

    def _dies_too_often(self) -> bool:
        """Note a death. True, and the reason told, if it died before it was ever ready, or again and again."""
        now = time.monotonic()
        self.deaths = [*(death for death in self.deaths if now - death < 60), now]
        if self.port and len(self.deaths) <= RESTARTS_PER_MINUTE:
            return False
        with contextlib.suppress(OSError):  # whoever waits sees that the lock is free, and looks at the disk
            self._tell("failed", 0)
        return True

    def _tell(self, status: str, pid: int) -> None:
        """Write the state, whole or not at all."""
        state = {"status": status, "port": self.port, "server": pid, "supervisor": os.getpid()}
        if status == "failed":
            state["said"] = self.last_words
        new = self.folder / "state.new"
        new.write_text(json.dumps(state), encoding="utf-8")
        new.replace(self.folder / "state.json")


def die_with_parent(parent: int) -> Any:
    """A `preexec_fn` after which the kernel kills the child when its parent dies (Linux; elsewhere nothing)."""

    def ask() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    return ask


def is_alive(user: Path) -> bool:
    """Whether the process that locked this file lives."""
    try:
        opened = os.open(user, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not try_lock(opened)
    finally:
        os.close(opened)


def try_lock(opened: int) -> bool:
    """Take the exclusive flock of an open file, if it is free."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _bounded_log(path: Path) -> logging.Logger:
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("embedded")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    return log


def main() -> None:
    """Leave the starter's process tree, then supervise."""
    orders = json.loads(sys.argv[1])
    if os.fork():
        os._exit(0)
    os.setsid()
    supervisor = Supervisor(orders)
    try:
        supervisor.run()
    except Exception:
        supervisor.log.exception("the supervisor failed")
        raise


if __name__ == "__main__":
    main()
