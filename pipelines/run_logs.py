"""What the process of a run prints, kept with the run: the first lines and the last, within a bound."""

from __future__ import annotations

from collections import deque

from ledger.database import Ledger
from ledger.runs import RunLog
from ledger.validators import document
from pipelines.visits import now

MEGABYTE = 1024 * 1024
LONGEST_LINE = 8_000
"""Letters; what is longer is cut."""
CHUNK_BYTES = 16 * 1024
"""A document that has so many is full; until then it is written anew with each line that is added."""
HEAD_SHARE = 0.25
"""How much of the bound is for the lines from the beginning; the rest is for the latest."""


class LogBook:
    """Stores the lines of one run. Where there are too many, those in the middle go."""

    def __init__(self, ledger: Ledger, run: str, most_mb: float) -> None:
        self._logs = ledger["run_logs"]
        self._run = run
        self._most = most_mb * MEGABYTE
        self._rest = b""
        self._lines: list[str] = []
        self._size = 0
        """Bytes of the lines of the document that is not full."""
        self._stored = 0
        """How many of them stand in the ledger."""
        self._number = 1
        self._kept = 0
        """Bytes of the documents that are full."""
        self._latest: deque[tuple[str, int, int]] = deque()
        """(id, bytes, lines) of those that go when there are too many, the oldest first."""
        self.count = 0
        self.left_out = 0
        self.last = ""
        """The last line that says anything."""

    def feed(self, printed: bytes) -> None:
        """Take what was printed, whole lines or parts of them."""
        *whole, self._rest = (self._rest + printed).split(b"\n")
        for line in whole:
            self._add(line)
        if len(self._rest) > LONGEST_LINE * 4:
            self._add(self._rest)
            self._rest = b""

    def _add(self, line: bytes) -> None:
        text = line.decode("utf-8", errors="replace").rstrip("\r")[:LONGEST_LINE]
        self._lines.append(text)
        self._size += len(line)
        self.count += 1
        if text.strip():
            self.last = text
        if self._size >= CHUNK_BYTES:
            self._turn_over()

    def flush(self) -> None:
        """Store the lines that came since the last time."""
        if self._stored < len(self._lines):
            log = RunLog(_id=self._id, run=self._run, number=self._number, at=now(), lines=tuple(self._lines))
            self._logs.replace_one({"_id": log.id}, document(log), upsert=True)
            self._stored = len(self._lines)

    @property
    def _id(self) -> str:
        return f"{self._run} {self._number:06d}"

    def _turn_over(self) -> None:
        """Begin a new document; where there are too many, the oldest behind the first ones go."""
        self.flush()
        if self._kept >= self._most * HEAD_SHARE:
            self._latest.append((self._id, self._size, len(self._lines)))
        self._kept += self._size
        self._lines, self._size, self._stored = [], 0, 0
        self._number += 1
        while self._kept > self._most and len(self._latest) > 1:
            gone, size, lines = self._latest.popleft()
            self._logs.delete_one({"_id": gone})
            self._kept -= size
            self.left_out += lines

    def close(self) -> None:
        """Store what is left, a last line without an end among it."""
        if self._rest:
            self._add(self._rest)
            self._rest = b""
        self.flush()
