"""A folder of WARC files with every page that was kept: appended to, synced to the disk, never changed in place.

Each process writes files of its own, a record a Zstandard frame, so that a kill leaves at most one torn record at the
end of a file, which nothing refers to. The ledger's `bodies` say in which file and where a content stands.
"""

from __future__ import annotations

import io
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO
from weakref import WeakKeyDictionary

from ledger.database import Ledger
from ledger.errors import LedgerError
from pipelines.visits import now
from scrapers.warc.pages import page_in
from scrapers.warc.records import Record, records
from scrapers.warc.write import Capture, Original, original_of, records_of, warcinfo

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be taken away
    fcntl = None  # type: ignore[assignment]
if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_BYTES = 1024**3
"""Of one file; then another is begun."""
_LEVEL = 3
_OPEN: WeakKeyDictionary[Ledger, Folder] = WeakKeyDictionary()


class NoFolder(LedgerError):  # noqa: N818 - named as the other failures of the ledger are
    """Pages are kept in a folder that is not named, or not there."""


def folder_of(ledger: Ledger) -> Folder | None:
    """The folder in which this ledger keeps pages; None where it keeps them in the database."""
    if ledger.keep_in is None:
        return None
    if ledger not in _OPEN:
        _OPEN[ledger] = Folder(ledger.keep_in)
    return _OPEN[ledger]


def close_folder(ledger: Ledger) -> None:
    """End the file that this process appends to, so that others may write it anew; the next page begins another."""
    if ledger in _OPEN:
        _OPEN[ledger].close()


class Folder:
    """The folder, and the file in it that this process appends to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        self._size = 0

    def append(self, captures: Iterable[Capture], known: Mapping[str, Original]) -> list[dict[str, Any]]:
        """Write these captures; what is `known` by its content hash is written as a revisit.

        Gives the documents of `bodies` for what is new. When this returns, the disk has it all.
        """
        seen = dict(known)
        made: list[dict[str, Any]] = []
        file: BinaryIO | None = None
        for capture in captures:
            digest = capture.page.content_hash
            first, *others = records_of(replace(capture, again=seen.get(digest)))
            file = self._opened()
            offset, frame = self._size, packed(first)
            self._write(file, frame + b"".join(map(packed, others)))
            if digest not in seen:
                seen[digest] = original_of(capture)
                made.append(_body(capture, seen[digest], Path(file.name).name, offset, len(frame)))
        if file:
            os.fsync(file.fileno())
        return made

    def _opened(self) -> BinaryIO:
        if self._file is None or self._size >= MOST_BYTES:
            self.close()
            self.path.mkdir(parents=True, exist_ok=True)
            name, self._file = new_file(self.path)
            _hold(self._file)
            self._size = 0
            self._write(self._file, packed(warcinfo(name, "filmledger", now())))
            sync_folder(self.path)
        return self._file

    def _write(self, file: BinaryIO, data: bytes) -> None:
        file.write(data)
        file.flush()
        self._size += len(data)

    def close(self) -> None:
        """Close the file; the next append begins another."""
        if self._file:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None


def packed(record: bytes) -> bytes:
    """A record as a Zstandard frame of its own, with a checksum."""
    options: Mapping[int, int] = {
        zstd.CompressionParameter.compression_level: _LEVEL,
        zstd.CompressionParameter.checksum_flag: 1,
    }
    return zstd.compress(record, options=options)


def new_file(folder: Path) -> tuple[str, BinaryIO]:
    """A new file of the folder: its name, and the file, empty."""
    name = f"filmledger-{now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.warc.zst"
    return name, (folder / name).open("xb")


def _hold(file: BinaryIO) -> bool:
    """Tell other processes that this one writes the file, until it is closed; False where another one does."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def held_alone(path: Path) -> Iterator[bool | None]:
    """Hold a file that nobody writes: True; False where somebody does, None where it is gone."""
    try:
        file = path.open("rb+")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield _hold(file)


def sync_folder(path: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _body(capture: Capture, original: Original, name: str, offset: int, length: int) -> dict[str, Any]:
    place = {"file": name, "offset": offset, "length": length, "record": original.id, "digest": original.digest}
    place |= {"address": original.address, "date": original.date}
    return {"_id": capture.page.content_hash, "size": len(capture.page.body), "warc": place}


def read_back(ledger: Ledger, place: Mapping[str, Any], digest: str) -> bytes:
    """The bytes at a place in the folder. Raises NoFolder where the folder is not there, or not as it was left."""
    name = place["file"]
    if ledger.keep_in is None:
        todo = "set FILMLEDGER_KEEP_IN to the folder that has it"
        raise NoFolder("a page is kept in a folder of WARC files, and none is named", where=name, todo=todo)
    path = ledger.keep_in / name
    try:
        with path.open("rb") as file:
            file.seek(place["offset"])
            frame = file.read(place["length"])
        record = next(records(io.BytesIO(zstd.decompress(frame))))
        page = page_in(record) if isinstance(record, Record) else None
    except (OSError, ValueError, zstd.ZstdError, StopIteration) as error:
        raise NoFolder(f"a kept page cannot be read, {error}", where=str(path), todo=_RESTORE) from error
    if page is None or isinstance(page, str) or page.content_hash != digest:
        raise NoFolder("a kept page is not what it was", where=str(path), todo=_RESTORE)
    return page.body


_RESTORE = "bring the folder of FILMLEDGER_KEEP_IN back to its last state"
