"""What the service does beside its beat, one thing after the other, in a thread that holds nothing up when it ends."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger()


class Aside:
    """Does what it is given, in its order. What fails is told, and the rest goes on."""

    def __init__(self) -> None:
        self._given: queue.Queue[tuple[str, Callable[[], object]] | None] = queue.Queue()
        # No executor: its threads are waited for at the end of the process, however long that takes.
        self._thread = threading.Thread(target=self._work, name="aside", daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether something is left to do, or being done."""
        return self._given.unfinished_tasks > 0

    def do(self, what: str, how: Callable[[], object]) -> None:
        """Have something done soon; `what` it is, is told where it fails."""
        self._given.put((what, how))

    def close(self, seconds: float) -> None:
        """Have what was given done, as far as that takes no longer."""
        self._given.put(None)
        self._thread.join(seconds)

    def _work(self) -> None:
        while (given := self._given.get()) is not None:
            what, how = given
            try:
                how()
            except Exception:  # noqa: BLE001 - whatever fails in it, the others are done
                _log.exception("failed", what=what)
            self._given.task_done()
