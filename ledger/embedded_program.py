"""Which embedded server: the one place that chooses it (see docs/decisions/0001-embedded-server.md).

Its licence is the GPL, so it is never imported: it is found through the metadata of its package, run as a process of
its own and spoken to over the wire.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from importlib import metadata
from pathlib import Path

from ledger.errors import NoServer, NotWritable
from ledger.settings import Settings

PACKAGE = "secantusdb"
VERSION = "0.6.0b17"
"""Pinned, in `pyproject.toml` too: each version has its own format on disk."""
PROGRAM = "secantusdb.scripts/secantusd-rs"
"""The native server, among the files of the package."""

ENVIRONMENT = {"SECANTUS_WT_CONFIG_EXTRA": "transaction_sync=(enabled=true,method=none)"}
"""Each commit is handed to the operating system before it is acknowledged, so that it outlives a kill of the server.
That it also outlives the machine is `sync_log`'s work, once a batch. The server's own way, `--sync-on-commit`, would
wait for the disk at each document that is replaced."""
LOG_FILE_MB = 32
"""Its write-ahead log is made in files of this size; 2 GB is its own choice."""
FULL_BELOW_BYTES = 2 * LOG_FILE_MB * 1_000_000
"""With less room than this it cannot go on: it makes its log a file ahead."""

POINT_AT_A_MONGODB = 'set FILMLEDGER_MONGODB_URI to a MongoDB, e.g. "mongodb://localhost:27017"'
INSTALL = "install the extra \"embedded\" (`pip install 'filmledger[embedded]'`, CPython 3.11 to 3.13)"


def folder_of(settings: Settings) -> Path:
    """Where the server of this home keeps its data: the version is in the name, for the format changes with it."""
    return settings.home / "embedded" / f"{PACKAGE}-{VERSION}"


def other_stores(settings: Settings) -> list[Path]:
    """Folders with the data of other versions, which this one cannot read."""
    found = (settings.home / "embedded").glob(f"{PACKAGE}-*/data")
    return sorted(data.parent for data in found if data.parent != folder_of(settings))


def no_room(folder: Path) -> NotWritable | None:
    """The error to raise where a server in trouble has no room left on its disk."""
    if shutil.disk_usage(folder).free >= FULL_BELOW_BYTES:
        return None
    todo = "free some room there, or set FILMLEDGER_HOME to a folder with more; what was stored is kept"
    return NotWritable("the disk of the embedded server is full", where=str(folder), todo=todo)


def server_command(folder: Path, settings: Settings) -> list[str]:
    """The command that runs the installed server on `folder`, all but its port. Raises NoServer."""
    return [
        str(_program()),
        *("--config", str(folder / "server.toml")),
        *("--host", "127.0.0.1"),
        *("--storage-path", str(folder / "data")),
        # Without a replica set: no oplog that slows updates down as it grows.
        "--standalone",
        *("--cache-size", f"{settings.embedded_cache_mb}M"),
        *("--log-file-max", f"{LOG_FILE_MB}MB"),
        *("--log-level", "WARNING"),
    ]


def sync_log(folder: Path, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return when the server's log, as far as it is written, is on the disk.

    Gives the names of its files; those in `known` are taken to be entered in their folder already. Raises OSError.
    """
    data = folder / "data"
    logs = frozenset(path.name for path in data.glob("WiredTigerLog.*"))
    for log in sorted(logs):
        # One that is taken away meanwhile holds nothing that is not in the tables already.
        with contextlib.suppress(FileNotFoundError):
            _sync(data / log)
    if logs - known:
        _sync(data)
    return logs


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _program() -> Path:
    """The file of the server in the installed package."""
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        what = "no MongoDB is named, and the embedded server is not installed"
        raise NoServer(what, todo=f"{POINT_AT_A_MONGODB}, or {INSTALL}") from None
    if package.version != VERSION:
        what = f"{PACKAGE} {package.version} is installed, and filmledger runs {VERSION}"
        raise NoServer(what, todo=f"{INSTALL}, or {POINT_AT_A_MONGODB}")
    for file in package.files or ():
        if file.as_posix() == PROGRAM:
            return Path(str(package.locate_file(file)))
    raise NoServer(f"{PACKAGE} {VERSION} has no server for this system", todo=POINT_AT_A_MONGODB)
