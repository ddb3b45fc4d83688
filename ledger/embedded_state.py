"""What the embedded server's processes tell each other in their folder: the lock that decides, and the state."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger import embedded_supervisor


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


def supervisor_lock(folder: Path) -> int | None:
    """The lock of the supervisor, taken, or None while a supervisor or its server lives."""
    opened = os.open(folder / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if embedded_supervisor.try_lock(opened):
        return opened
    os.close(opened)
    return None


def kill_orphan(folder: Path) -> None:
    """End a server whose supervisor was killed, where the kernel has not done so: it still holds the lock."""
    state = read_state(folder)
    if state.supervisor and state.server and not send_signal(state.supervisor, 0):
        send_signal(state.server, signal.SIGKILL)


def send_signal(pid: int, number: int) -> bool:
    """Send a signal; False if there is no such process."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def read_state(folder: Path) -> State:
    """What the supervisor last said; "starting" where it has said nothing yet. Only while its lock is held."""
    try:
        found: Any = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        found = {}
    known = {name: found[name] for name in ("status", "port", "server", "supervisor") if name in found}
    return State(**{"status": "starting", **known}, said=tuple(found.get("said", ())))
