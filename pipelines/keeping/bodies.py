"""The bytes of pages, once for each content: in the database, or in a folder of WARC files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from bson.binary import Binary

from ledger.database import Ledger
from pipelines.keeping.folder import folder_of, read_back
from pipelines.writes import delete_all, find_all, insert_new, replace_all
from scrapers.warc.write import Capture, Original

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_BYTES = 8 * 1024 * 1024
"""Of compressed bytes in one document: MongoDB takes 16 MB."""
_LEVEL = 3


def keep_bodies(ledger: Ledger, captures: Sequence[Capture]) -> None:
    """Keep the bytes of these captures where they are not kept yet, each content once; all of it before this returns.

    A folder of WARC files gets a record of each capture, so that it tells all by itself.
    """
    if not captures:
        return
    wanted = {capture.page.content_hash for capture in captures}
    there = {found["_id"]: found for found in find_all(ledger["bodies"], "_id", sorted(wanted), {"zstd": 0})}
    folder = folder_of(ledger)
    if folder is None:
        new = {capture.page.content_hash: capture.page.body for capture in captures}
        missing = sorted(new.keys() - there.keys())
        insert_new(ledger["bodies"], [piece for digest in missing for piece in _pieces(digest, new[digest])])
        return
    known = {digest: _original(body["warc"]) for digest, body in there.items() if "warc" in body}
    written = folder.append(captures, known)
    insert_new(ledger["bodies"], [body for body in written if body["_id"] not in there])
    replace_all(ledger["bodies"], [body for body in written if body["_id"] in there])
    delete_all(ledger["bodies"], [name for body in written for name in _rest(there.get(body["_id"], {}))])


def keep_missing(ledger: Ledger, captures: Sequence[Capture]) -> None:
    """Keep the bytes of those captures whose content is not there at all."""
    wanted = {capture.page.content_hash: capture for capture in captures}
    there = {found["_id"] for found in find_all(ledger["bodies"], "_id", sorted(wanted), {"_id": 1})}
    keep_bodies(ledger, [capture for digest, capture in wanted.items() if digest not in there])


def _original(place: dict[str, Any]) -> Original:
    return Original(place["record"], place["address"], place["date"], place["digest"])


def _pieces(digest: str, body: bytes) -> list[dict[str, Any]]:
    """The documents of some bytes: one, or those that go on and then the first, which stands for all."""
    packed = zstd.compress(body, level=_LEVEL)
    parts = [packed[start : start + MOST_BYTES] for start in range(0, len(packed), MOST_BYTES)] or [b""]
    first: dict[str, Any] = {"_id": digest, "zstd": Binary(parts[0]), "size": len(body)}
    if len(parts) == 1:
        return [first]
    rest = [{"_id": f"{digest}.{n}", "zstd": Binary(part), "size": 0} for n, part in enumerate(parts[1:], 1)]
    return [*rest, {**first, "parts": len(parts)}]


def _rest(first: dict[str, Any]) -> list[str]:
    """The names of the documents that go on from this one."""
    return [f"{first['_id']}.{n}" for n in range(1, first.get("parts", 1))]


def bytes_of(ledger: Ledger, digest: str) -> bytes | None:
    """The bytes with this hash; None where they are gone. Raises NoFolder where their folder is not named."""
    first = ledger["bodies"].find_one({"_id": digest})
    if first is None:
        return None
    if "warc" in first:
        return read_back(ledger, first["warc"], digest)
    rest = {found["_id"]: found["zstd"] for found in find_all(ledger["bodies"], "_id", _rest(first))}
    return zstd.decompress(first["zstd"] + b"".join(rest[name] for name in _rest(first)))


def drop_bodies(ledger: Ledger, digests: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Take these contents out of the database; gives {content hash: its documents} of those that were there."""
    taken: dict[str, list[dict[str, Any]]] = {}
    for first in find_all(ledger["bodies"], "_id", sorted(digests)):
        taken[first["_id"]] = [*find_all(ledger["bodies"], "_id", _rest(first)), first]
    delete_all(ledger["bodies"], [body["_id"] for some in taken.values() for body in some])
    return taken
