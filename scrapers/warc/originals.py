"""Where the records are that a revisit may refer to: an index in a file, so that its size does not matter."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from scrapers.warc.pages import address_of
from scrapers.warc.records import Record

Place = tuple[int, int]
"""The number of an archive, and where in it a record begins."""


class Originals:
    """Places of records by their id, address and time, and digest of what they hold; and of revisits that wait."""

    def __init__(self) -> None:
        # "" is a temporary database: in memory as long as it is small, then in a file that goes with the connection.
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16384;"
            "CREATE TABLE places (key INTEGER PRIMARY KEY, archive INTEGER, at INTEGER);"
            "CREATE TABLE waiting (archive INTEGER, at INTEGER);"
        )

    def add(self, record: Record, archive: int) -> None:
        """Note where this record is. Of several with the same content the first is kept."""
        keys = [("id", record.id), *_asked(record, address_of(record), record.fields.get("warc-date", ""))]
        rows = [(_key(*key), archive, record.offset) for key in keys if key[1]]
        self._index.executemany("INSERT OR IGNORE INTO places VALUES (?, ?, ?)", rows)

    def find(self, revisit: Record) -> Place | None:
        """Where the record is that this one repeats; None where it was not met yet."""
        fields = revisit.fields
        address = fields.get("warc-refers-to-target-uri", address_of(revisit)).strip("<>")
        keys = [
            ("id", fields.get("warc-refers-to", "")),
            *_asked(revisit, address, fields.get("warc-refers-to-date", "")),
        ]
        for key in keys:
            if key[1]:
                found = self._index.execute("SELECT archive, at FROM places WHERE key = ?", (_key(*key),)).fetchone()
                if found:
                    return int(found[0]), int(found[1])
        return None

    def wait(self, revisit: Record, archive: int) -> None:
        """Note a revisit whose original may still come."""
        self._index.execute("INSERT INTO waiting VALUES (?, ?)", (archive, revisit.offset))

    def waiting(self) -> Iterator[Place]:
        """The revisits that were noted, in order."""
        for archive, at in self._index.execute("SELECT archive, at FROM waiting ORDER BY rowid"):
            yield int(archive), int(at)

    def close(self) -> None:
        """Give the index up."""
        self._index.close()


def _asked(record: Record, address: str, date: str) -> list[tuple[str, str]]:
    """By address and time, and by digest."""
    digest = record.fields.get("warc-payload-digest", "").lower().replace("sha-", "sha")
    return [("at", f"{address} {date}" if address and date else ""), ("digest", digest)]


def _key(kind: str, value: str) -> int:
    digest = hashlib.blake2b(f"{kind} {value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
