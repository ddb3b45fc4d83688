"""The embedded server: one SecantusDB process on the loopback, shared by all filmledger processes of one home.

How processes meet, in the folder `<home>/embedded/secantusdb-<version>`:

- `start.lock`: held while somebody arrives, and by the supervisor while it stops.
- `supervisor.lock`: held by the supervisor and its server as long as either lives. This lock, and no process id or
  port in a file, decides whether there is a server; so whatever a dead one left behind is never believed.
- `state.json`: what the supervisor says: status, port, process ids. Read only while `supervisor.lock` is held.
- `users/`: one locked file a user. The kernel frees the lock however the user ends.
- `keep`: exists between `start` and `stop`; a server that starts anew forgets it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ledger import embedded_supervisor
from ledger.embedded_program import (
    ENVIRONMENT,
    POINT_AT_A_MONGODB,
    folder_of,
    no_room,
    other_stores,
    server_command,
    sync_log,
)
from ledger.embedded_state import State, kill_orphan, read_state, send_signal, supervisor_lock
from ledger.errors import LedgerError, NotWritable, OlderStore, ServerFailed
from ledger.settings import Settings

READY_SECONDS = 60.0
"""How long a start may take: an ordinary one takes about 1 s, one after a kill replays the log."""
STOP_SECONDS = 30.0
"""How long a server may take to stop before it is killed; it waits about 5 s for clients that are connected."""
GLANCE_SECONDS = 1.0
POLL_SECONDS = 0.02


class Use:
    """One process's use of the running server. As long as it is open (or the process lives), the server stays."""

    def __init__(self, uri: str, path: Path, opened: int) -> None:
        self.uri = uri
        self._path = path
        self._opened = opened
        self._logs: frozenset[str] = frozenset()

    def sync(self) -> None:
        """Return when all that the server acknowledged is on the disk. Raises NotWritable."""
        folder = self._path.parent.parent
        with _folder_errors(folder):
            self._logs = sync_log(folder, self._logs)

    def close(self) -> None:
        """End the use. Twice does no harm."""
        if self._opened >= 0:
            # Unlinked first: a supervisor that meets the file afterwards must find it locked or gone.
            self._path.unlink(missing_ok=True)
            os.close(self._opened)
            self._opened = -1


def use(settings: Settings) -> Use:
    """Start the server if none runs, and register as one of its users.

    Raises NoServer, OlderStore, NotWritable or ServerFailed.
    """
    folder = folder_of(settings)
    with _folder_errors(folder):
        _make_folder(folder, settings)
        with _arriving(folder):
            uri = str(_running(folder, settings).uri)
            path = folder / "users" / f"{os.getpid()}-{time.monotonic_ns()}"
            opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(opened, fcntl.LOCK_EX)
    return Use(uri, path, opened)


def start(settings: Settings) -> State:
    """Start the server if none runs, and keep it until `stop`. Raises as `use` does."""
    folder = folder_of(settings)
    with _folder_errors(folder):
        _make_folder(folder, settings)
        with _arriving(folder):
            _running(folder, settings)
            (folder / "keep").touch(mode=0o600)
    return state_of(settings)


def stop(settings: Settings) -> State:
    """Stop the server, whoever uses it. Gives the state before: its `users` lose their database."""
    before = state_of(settings)
    folder = folder_of(settings)
    if folder.is_dir():
        with _folder_errors(folder), _arriving(folder):
            (folder / "keep").unlink(missing_ok=True)
            _end_supervisor(folder)
            (folder / "state.json").unlink(missing_ok=True)
    return before


def state_of(settings: Settings) -> State:
    """What runs now; starts nothing, changes nothing. A server that takes its time to start is "starting"."""
    folder = folder_of(settings)
    if not (folder / "start.lock").exists():
        return State(status="stopped")
    try:
        # Looking at `supervisor.lock` means to take it for a moment, which nobody must see who arrives.
        with _arriving(folder, GLANCE_SECONDS):
            return _state_now(folder)
    except ServerFailed:
        return State(status="starting")


def _state_now(folder: Path) -> State:
    """The state, for a holder of `start.lock`."""
    lock = supervisor_lock(folder)
    if lock is not None:
        os.close(lock)
        return State(status="stopped")
    users = [path for path in (folder / "users").iterdir() if embedded_supervisor.is_alive(path)]
    pids = tuple(sorted({int(path.name.partition("-")[0]) for path in users}))
    return replace(read_state(folder), users=pids, kept=(folder / "keep").exists())


def _make_folder(folder: Path, settings: Settings) -> None:
    if not folder.is_dir() and (others := other_stores(settings)):
        raise OlderStore(
            f"the ledger here was written by another embedded server ({', '.join(path.name for path in others)})",
            where=str(folder.parent),
            todo="export it with the filmledger that wrote it, move that folder away, and import",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "users").mkdir(mode=0o700, exist_ok=True)
    # An explicit, empty configuration: without one the server takes whatever lies in the current folder.
    (folder / "server.toml").touch(mode=0o600)


@contextlib.contextmanager
def _folder_errors(folder: Path) -> Iterator[None]:
    """An error of the file system leaves as NotWritable."""
    try:
        yield
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        todo = f"free some room or set FILMLEDGER_HOME to a folder that can be written, or {POINT_AT_A_MONGODB}"
        what = f"the ledger's folder cannot be written, {why}"
        raise NotWritable(what, where=str(error.filename or folder), todo=todo) from error


@contextlib.contextmanager
def _arriving(folder: Path, patience: float = 2 * READY_SECONDS) -> Iterator[None]:
    """Hold `start.lock`: one at a time arrives, starts or stops. Raises ServerFailed after `patience` seconds."""
    opened = os.open(folder / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + patience
        while not embedded_supervisor.try_lock(opened):
            if time.monotonic() > deadline:
                todo = "end the other filmledger commands, then try again"
                raise ServerFailed("another command has been starting the database", where=str(folder), todo=todo)
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(opened)


def _running(folder: Path, settings: Settings) -> State:
    """A ready server, started if need be. The caller holds `start.lock`."""
    deadline = time.monotonic() + READY_SECONDS
    spawned = False
    while time.monotonic() < deadline:
        lock = supervisor_lock(folder)
        if lock is None:
            state = read_state(folder)
            if state.uri is not None:
                return state
            kill_orphan(folder)
        elif spawned:
            os.close(lock)
            raise _failure(folder)
        else:
            _spawn(folder, settings, lock)
            spawned = True
        time.sleep(POLL_SECONDS)
    raise ServerFailed(
        f"the embedded server was not ready within {READY_SECONDS:.0f} s",
        where=str(folder / "server.log"),
        todo="it may still be recovering from a kill: try again, and read that log if it stays so",
    )


def _spawn(folder: Path, settings: Settings, lock: int) -> None:
    """Start a supervisor that inherits `lock`; this process lets go of it."""
    try:
        # What a dead one left must be gone before the lock makes it believable.
        for left in ("state.json", "keep"):
            (folder / left).unlink(missing_ok=True)
        command = server_command(folder, settings)
        orders = {
            "folder": str(folder),
            "command": command,
            "environment": ENVIRONMENT,
            "linger": settings.embedded_linger_seconds,
            "patience": STOP_SECONDS,
            "lock": lock,
        }
        subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", "-S", embedded_supervisor.__file__, json.dumps(orders)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(lock,),
            check=True,
        )
    except subprocess.CalledProcessError as error:
        todo = f"try again, or {POINT_AT_A_MONGODB}"
        raise ServerFailed("the embedded server's supervisor did not start", where=str(folder), todo=todo) from error
    finally:
        os.close(lock)


def _end_supervisor(folder: Path) -> None:
    """Ask the supervisor to stop and wait until it and its server are gone."""
    deadline = time.monotonic() + READY_SECONDS
    while (lock := supervisor_lock(folder)) is None:
        state = read_state(folder)
        if state.status != "stopping":
            send_signal(state.supervisor, signal.SIGTERM)
        kill_orphan(folder)
        if time.monotonic() > deadline:
            raise ServerFailed("the embedded server does not stop", where=str(folder), todo=f"kill {state.server}")
        time.sleep(5 * POLL_SECONDS)
    os.close(lock)


def _failure(folder: Path) -> LedgerError:
    """Why the server that was just started has ended."""
    if full := no_room(folder):
        return full
    said = " ".join(read_state(folder).said)[-300:] or "it said nothing"
    todo = f"read {folder / 'server.log'}, or {POINT_AT_A_MONGODB}"
    return ServerFailed(f"the embedded server ended at its start ({said})", where=str(folder), todo=todo)
