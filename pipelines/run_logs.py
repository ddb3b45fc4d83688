"""What the process of a run prints, kept with the run: the first lines and the last, within a bound."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class _Chunk:
    """The lines of one document."""

    number: int
    lines: list[str] = field(default_factory=list)
    size: int = 0
    stored: int = 0
    """How many of the lines stand in the ledger."""


class LogBook:
    """The lines of one run. Where there are too many, those in the middle go. Only `flush` asks the database."""

    def __init__(self, ledger: Ledger, run: str, most_mb: float) -> None:
        self._logs = ledger["run_logs"]
        self._run = run
        self._most = most_mb * MEGABYTE
        self._rest = b""
        self._chunks = [_Chunk(1)]
        """Those that are not full, or not stored."""
        self._head = 0
        """Bytes of the documents from the beginning, which stay."""
        self._latest: deque[_Chunk] = deque()
        """The others that are full and stored, the oldest first."""
        self.count = 0
        """How many lines came."""
        self.left_out = 0
        """How many of them are not kept."""
        self.last = ""
        """The last line that says anything."""

    def feed(self, printed: bytes) -> None:
        """Take what was printed, whole lines or parts of them."""
        *whole, self._rest = (self._rest + printed).split(b"\n")
        for line in whole:
            self._add(line)
        if len(self._rest) > LONGEST_LINE * 4:
            self.finish()

    def finish(self) -> None:
        """Take what came behind the last line's end as a line."""
        if self._rest:
            self._add(self._rest)
        self._rest = b""

    def _add(self, line: bytes) -> None:
        text = line.decode("utf-8", errors="replace").rstrip("\r")[:LONGEST_LINE]
        chunk = self._chunks[-1]
        chunk.lines.append(text)
        chunk.size += min(len(line), 4 * LONGEST_LINE) + 1
        self.count += 1
        if text.strip():
            self.last = text
        if chunk.size >= CHUNK_BYTES:
            self._chunks.append(_Chunk(chunk.number + 1))
        if sum(one.size for one in self._chunks) > self._most:  # the database has not answered for long
            self.left_out += len(self._chunks.pop(0).lines)

    def flush(self) -> None:
        """Store the lines that came since the last time. Raises PyMongoError; then they are stored the next time."""
        for chunk in list(self._chunks):
            if chunk.stored < len(chunk.lines):
                lines = tuple(chunk.lines)
                log = RunLog(_id=self._id(chunk), run=self._run, number=chunk.number, at=now(), lines=lines)
                self._logs.replace_one({"_id": log.id}, document(log), upsert=True)
                chunk.stored = len(lines)
            if chunk.size >= CHUNK_BYTES:
                self._chunks.remove(chunk)
                self._keep(chunk)

    def _id(self, chunk: _Chunk) -> str:
        return f"{self._run} {chunk.number:06d}"

    def _keep(self, chunk: _Chunk) -> None:
        """Count a full document; where there are too many, the oldest behind the first ones go."""
        if self._head + chunk.size <= self._most * HEAD_SHARE:
            self._head += chunk.size
            return
        self._latest.append(chunk)
        while self._head + sum(one.size for one in self._latest) > self._most:
            gone = self._latest.popleft()
            self._logs.delete_one({"_id": self._id(gone)})
            self.left_out += len(gone.lines)
