"""What a user names to be read: saved pages, folders, globs, archives, "-" for the standard input; as Pages."""

from __future__ import annotations

import glob
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from scrapers.archive import Broken, page_files, page_of
from scrapers.pages import Page
from scrapers.warc.archives import Archive, Archives
from scrapers.warc.places import BEGINS, DICTIONARY, GZIP, ZSTD
from scrapers.warc.streams import WARC_SUFFIXES, Spool, of_file, of_wacz

STDIN = "-"
SUFFIXES = (*WARC_SUFFIXES, ".wacz")
_ZIP = b"PK\x03\x04"
_GLOB = frozenset("*?[")


def found(names: Iterable[Path | str]) -> tuple[list[Path], list[Path]]:
    """The paths that are there, globs written out, and those that are not."""
    there: list[Path] = []
    missing: list[Path] = []
    for name in map(str, names):
        path = Path(name)
        matches = [path] if name == STDIN or path.exists() else []
        if not matches and _GLOB & set(name):
            matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))]  # noqa: PTH207 - may be absolute
        there += matches
        missing += [] if matches else [path]
    return there, missing


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file under the paths that is a page or an archive, in order, each once; "-" as it is."""
    seen: set[Path] = set()
    for path in paths:
        for file in sorted({*page_files(path), *_archive_files(path)}) if path.is_dir() else (path,):
            whole = file if str(file) == STDIN else file.resolve()
            if whole not in seen:
                seen.add(whole)
                yield file


def _archive_files(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if not hidden and file.name.lower().endswith(SUFFIXES) and file.is_file():
            yield file


class Given:
    """The pages under some paths, each read once; what cannot be read comes as Broken, and the rest goes on.

    `skipped` counts the records of archives that are no pages, {what they are instead: how many}.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._archives = Archives()
        self._held = ExitStack()
        self.skipped = self._archives.skipped

    @property
    def expected(self) -> int | None:
        """How many pages there are; None where there are archives, which do not tell."""
        count = 0
        for file in files(self._paths):
            if str(file) == STDIN or file.name.lower().endswith(SUFFIXES):
                return None
            count += 1
        return count

    def pages(self) -> Iterator[tuple[Path, Page | Broken]]:
        """Each page with the file that it is in."""
        last = Path(STDIN)
        with self._held:
            self._held.callback(self._archives.close)
            for file in files(self._paths):
                last = file
                for page in self._of_stdin() if str(file) == STDIN else self._of(file):
                    yield file, page
            for page in self._archives.left():
                yield last, page

    def _of(self, file: Path) -> Iterator[Page | Broken]:
        """The pages of one file."""
        try:
            with file.open("rb") as opened:
                head = opened.read(4096)
        except OSError:
            head = b""  # `page_of` says what is the matter
        if head.startswith(_ZIP) or file.name.lower().endswith(".wacz"):
            yield from self._of_wacz(file)
        elif is_archive(head) or file.name.lower().endswith(WARC_SUFFIXES):
            yield from self._of_archive(file, of_file(file))
        else:
            yield page_of(file)

    def _of_wacz(self, file: Path) -> Iterator[Page | Broken]:
        try:
            parts = of_wacz(file)
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            yield Broken(path=file, why=f"is no whole WACZ file ({error}); get it again")
            return
        if not parts:
            yield Broken(path=file, why="is a ZIP file without a WARC in it; give HTML, text, WARC, WET or WACZ")
        for part in parts:
            yield from self._of_archive(file, part)

    def _of_archive(self, file: Path, archive: Archive) -> Iterator[Page | Broken]:
        try:
            yield from self._archives.pages(archive)
        except OSError as error:
            archive.fault(0, error.strerror or str(error))
        if archive.trouble:
            inside = archive.label.removeprefix(str(file)).removeprefix(": ")
            yield Broken(path=file, why=f"{inside} {archive.trouble}".strip())

    def _of_stdin(self) -> Iterator[Page | Broken]:
        spool = Spool(sys.stdin.buffer)
        self._held.callback(spool.discard)
        head = b""
        while len(head) < 4096 and (more := spool.read(4096 - len(head))):
            head += more
        spool.seek(0)
        if is_archive(head):
            yield from self._of_archive(Path(STDIN), Archive(label=STDIN, open=spool.opened))
            return
        whole = spool.whole()
        for page in self._of_wacz(whole) if head.startswith(_ZIP) else [page_of(whole, called="stdin")]:
            yield Broken(path=Path(STDIN), why=page.why) if isinstance(page, Broken) else page


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so is a WARC or WET file.

    >>> is_archive(b"WARC/1.1\\r\\n"), is_archive(b"<html>")
    (True, False)
    """
    if head.startswith(GZIP):
        try:
            return bool(BEGINS.match(zlib.decompressobj(31).decompress(head, 16)))
        except zlib.error:
            return False
    return bool(BEGINS.match(head)) or head.startswith((ZSTD, DICTIONARY))
