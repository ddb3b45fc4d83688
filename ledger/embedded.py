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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from ledger.errors import LedgerError, NotWritable, OlderStore, ServerFailed
from ledger.settings import Settings

READY_SECONDS = 60.0
"""How long a start may take: an ordinary one takes about 1 s, one after a kill replays the log."""
STOP_SECONDS = 30.0
"""How long a server may take to stop before it is killed; it waits about 5 s for clients that are connected."""
POLL_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class State:
    """The embedded server as it is now.

    `status` is "ready", "starting", "stopping", "failed" or "stopped"; `said` are the last lines of one that failed.
    `users` are process ids; `port` is 0 where no server is ready.
    """

    status: str
    port: int = 0
    server: int = 0
    supervisor: int = 0
    said: tuple[str, ...] = ()
    users: tuple[int, ...] = ()
    kept: bool = False

    @property
    def uri(self) -> str | None:
        """The address of the server, where it is ready.

        >>> State(status="ready", port=27017).uri
        'mongodb://127.0.0.1:27017/?directConnection=true'
        """
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true" if self.status == "ready" else None


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
    """What runs now; starts nothing, changes nothing."""
    folder = folder_of(settings)
    if not (folder / "supervisor.lock").exists():
        return State(status="stopped")
    lock = _supervisor_lock(folder)
    if lock is not None:
        os.close(lock)
        return State(status="stopped")
    users = [path for path in (folder / "users").iterdir() if embedded_supervisor.is_alive(path)]
    pids = tuple(sorted({int(path.name.partition("-")[0]) for path in users}))
    return _as_state(_read_state(folder), users=pids, kept=(folder / "keep").exists())


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
def _arriving(folder: Path) -> Iterator[None]:
    """Hold `start.lock`: one at a time arrives, starts or stops."""
    opened = os.open(folder / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + 2 * READY_SECONDS
        while not embedded_supervisor.try_lock(opened):
            if time.monotonic() > deadline:
                todo = "end the other filmledger commands, then try again"
                raise ServerFailed("another command has been starting the database", where=str(folder), todo=todo)
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(opened)


def _supervisor_lock(folder: Path) -> int | None:
    """The lock of the supervisor, taken, or None while a supervisor or its server lives."""
    opened = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if embedded_supervisor.try_lock(opened):
        return opened
    os.close(opened)
    return None


def _running(folder: Path, settings: Settings) -> State:
    """A ready server, started if need be. The caller holds `start.lock`."""
    deadline = time.monotonic() + READY_SECONDS
    spawned = False
    while time.monotonic() < deadline:
        lock = _supervisor_lock(folder)
        if lock is None:
            state = _as_state(_read_state(folder))
            if state.uri is not None:
                return state
            _kill_orphan(folder)
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
    while (lock := _supervisor_lock(folder)) is None:
        state = _as_state(_read_state(folder))
        if state.status != "stopping":
            _signal(state.supervisor, signal.SIGTERM)
        _kill_orphan(folder)
        if time.monotonic() > deadline:
            raise ServerFailed("the embedded server does not stop", where=str(folder), todo=f"kill {state.server}")
        time.sleep(5 * POLL_SECONDS)
    os.close(lock)


def _kill_orphan(folder: Path) -> None:
    """End a server whose supervisor was killed, where the kernel has not done so: it still holds the lock."""
    state = _as_state(_read_state(folder))
    if state.supervisor and state.server and not _signal(state.supervisor, 0):
        _signal(state.server, signal.SIGKILL)


def _signal(pid: int, number: int) -> bool:
    """Send a signal; False if there is no such process."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _read_state(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _as_state(raw: dict[str, Any], *, users: tuple[int, ...] = (), kept: bool = False) -> State:
    known = {name: raw[name] for name in ("status", "port", "server", "supervisor") if name in raw}
    return State(**{"status": "starting", **known}, said=tuple(raw.get("said", ())), users=users, kept=kept)


def _failure(folder: Path) -> LedgerError:
    """Why the server that was just started has ended."""
    if full := no_room(folder):
        return full
    said = " ".join(_as_state(_read_state(folder)).said)[-300:] or "it said nothing"
    todo = f"read {folder / 'server.log'}, or {POINT_AT_A_MONGODB}"
    return ServerFailed(f"the embedded server ended at its start ({said})", where=str(folder), todo=todo)
