"""WARC files of kept pages written anew without what was dropped; no file that somebody appends to is touched."""

from __future__ import annotations

import io
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pymongo import UpdateOne

from ledger.database import Ledger
from pipelines.keeping.folder import held_alone, new_file, sync_folder
from pipelines.writes import batches
from scrapers.warc.records import Record, records

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 1024 * 1024


def without(ledger: Ledger, places: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Write the files with these records anew without them; gives those that stay, as their file is in use."""
    by_file: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for place in places:
        by_file[place["file"]].append(place)
    left: list[Mapping[str, Any]] = []
    for name, some in sorted(by_file.items()):
        if ledger.keep_in is None:
            left += some
            continue
        path = ledger.keep_in / name
        with held_alone(path) as is_held:
            if is_held is None:
                continue  # gone already
            if is_held:
                _write_anew(ledger, path, some)
            else:
                left += some
    return left


def _write_anew(ledger: Ledger, path: Path, dead: Iterable[Mapping[str, Any]]) -> None:
    """The file under another name; the index follows, and then the old one goes. One that is damaged stays."""
    ids = {place["record"] for place in dead}
    moved: dict[int, int] = {}
    name, file = new_file(path.parent)
    try:
        with path.open("rb") as old, file:
            for start, frame, record in _frames(old):
                if _of(record) not in ids:
                    moved[start] = file.tell()
                    file.write(frame)
            file.flush()
            os.fsync(file.fileno())
    except zstd.ZstdError:
        (path.parent / name).unlink()
        return
    sync_folder(path.parent)
    _follow(ledger, path.name, name, moved)
    ledger.barrier()
    path.unlink()
    sync_folder(path.parent)


def _follow(ledger: Ledger, old: str, new: str, moved: Mapping[int, int]) -> None:
    """Let the index say where the records are now."""
    found = list(ledger["bodies"].find({"warc.file": old}, {"warc.offset": 1}))
    for some in batches(found):
        changes = [
            UpdateOne(
                {"_id": body["_id"], "warc.file": old},
                {"$set": {"warc.file": new, "warc.offset": moved[body["warc"]["offset"]]}},
            )
            for body in some
        ]
        ledger["bodies"].bulk_write(changes, ordered=False)


def _of(record: bytes) -> str:
    """The id of the record, or of that which it belongs to or repeats."""
    found = next(records(io.BytesIO(record)), None)
    if not isinstance(found, Record):
        return ""
    return found.fields.get("warc-concurrent-to") or found.fields.get("warc-refers-to") or found.id


def _frames(stream: BinaryIO) -> Iterator[tuple[int, bytes, bytes]]:
    """(where it begins, the frame, the record in it), up to one that a kill has torn."""
    at, rest = 0, b""
    while True:
        engine = zstd.ZstdDecompressor()
        frame, parts = [], []
        while not engine.eof and (data := rest or stream.read(_PIECE)):
            rest = b""
            parts.append(engine.decompress(data))
            frame.append(data)
        if not engine.eof:
            return
        rest = engine.unused_data
        whole = b"".join(frame)
        whole = whole[: len(whole) - len(rest)]
        yield at, whole, b"".join(parts)
        at += len(whole)
