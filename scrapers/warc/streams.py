"""Where an archive's bytes come from: a file, a part of a ZIP file (WACZ), a pipe; all can be read and sought."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from scrapers.warc.archives import Archive

WARC_SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wet", ".wet.gz", ".wet.zst")
_LOCAL_HEADER = 30
"""Bytes before the name in the header of a part of a ZIP file."""
_PIECE = 1024 * 1024


class Spool(io.RawIOBase):
    """A pipe that can be sought: what was read of it stands in a temporary file, whose `path` others may read, too."""

    def __init__(self, pipe: BinaryIO) -> None:
        super().__init__()
        self._pipe = pipe
        self._copy = tempfile.NamedTemporaryFile(prefix="filmledger-", buffering=0)  # noqa: SIM115 - closed with it
        self._size = 0
        self._is_given = False
        self.path = Path(self._copy.name)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; beyond what was read, the pipe is read up to there."""
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end of a pipe is not known")
        wanted = offset + (self.tell() if whence == io.SEEK_CUR else 0)
        self._copy.seek(min(wanted, self._size))
        while self.tell() < wanted and self.read(min(wanted - self.tell(), _PIECE)):
            pass
        return self.tell()

    def tell(self) -> int:
        """Where it stands."""
        return self._copy.tell()

    def read(self, size: int = -1) -> bytes:
        """What was read before, and then more of the pipe."""
        if self.tell() < self._size:
            return self._copy.read(size)
        data = self._pipe.read(size)
        self._copy.write(data)
        self._size += len(data)
        return data

    def whole(self) -> Path:
        """The file with all of the pipe in it."""
        self._copy.seek(self._size)
        shutil.copyfileobj(self._pipe, cast(BinaryIO, self._copy), _PIECE)
        return self.path

    def opened(self) -> BinaryIO:
        """The pipe to be read from its beginning; later times what was read of it so far."""
        if self._is_given:
            return self.path.open("rb")
        self._is_given = True
        return cast(BinaryIO, self)

    def discard(self) -> None:
        """Remove the file; closing leaves it to those who read it."""
        self._copy.close()


class Window(io.RawIOBase):
    """A part of a file as a file of its own."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._start, self._size = start, size
        self._file.seek(start)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place within the part."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: self._size}[whence]
        self._file.seek(self._start + min(max(base + offset, 0), self._size))
        return self.tell()

    def tell(self) -> int:
        """Where it stands in the part."""
        return self._file.tell() - self._start

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, and none behind the part."""
        left = self._size - self.tell()
        return self._file.read(left if size < 0 else min(size, left))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def of_file(path: Path) -> Archive:
    """A WARC or WET file."""
    return Archive(label=str(path), open=lambda: path.open("rb"))


def of_wacz(path: Path) -> list[Archive]:
    """The archives in a WACZ file. Raises zipfile.BadZipFile where it is no whole ZIP file."""
    with zipfile.ZipFile(path) as whole:
        parts = [part for part in whole.infolist() if part.filename.endswith(WARC_SUFFIXES)]
    return [Archive(label=f"{path}: {part.filename}", open=_part(path, part)) for part in parts]


def _part(path: Path, part: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def stored() -> BinaryIO:
        with path.open("rb") as file:
            file.seek(part.header_offset)
            head = file.read(_LOCAL_HEADER)
        names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        return cast(BinaryIO, Window(path, part.header_offset + _LOCAL_HEADER + names, part.compress_size))

    def deflated() -> BinaryIO:
        return cast(BinaryIO, Spool(cast(BinaryIO, zipfile.ZipFile(path).open(part))))

    return stored if part.compress_type == zipfile.ZIP_STORED else deflated
