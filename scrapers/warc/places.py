"""Where records begin and end in a WARC file that is broken: by the marks of its compression."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterator
from typing import BinaryIO

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP, ZSTD, DICTIONARY = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18"
"""How a member of gzip begins, a frame of Zstandard, and the frame that holds its dictionary."""
BEGINS = re.compile(rb"WARC/\d\.\d")
MOST_DICTIONARY = 16 * 1024 * 1024
_PIECE = 1024 * 1024
_LOOKED_AT = {GZIP: 4096, ZSTD: 140_000}
"""Bytes from which the beginning of a record can be decompressed; Zstandard gives whole blocks alone."""


def next_record(stream: BinaryIO, start: int, dictionary: bytes = b"") -> int | None:
    """Where the next record begins at or behind `start`; None where there is none."""
    stream.seek(0)
    first = stream.read(4)
    kind = GZIP if first.startswith(GZIP) else ZSTD if first in (ZSTD, DICTIONARY) else b""
    if not kind:
        return next(_found(stream, BEGINS, start), None)
    for place in _found(stream, re.compile(re.escape(kind)), start):
        stream.seek(place)
        if BEGINS.match(_begun(kind, stream.read(_LOOKED_AT[kind]), dictionary)):
            return place
    return None


def _found(stream: BinaryIO, mark: re.Pattern[bytes], start: int) -> Iterator[int]:
    """Where the mark stands, from `start` on."""
    at = start
    while True:
        stream.seek(at)
        piece = stream.read(_PIECE)
        for found in mark.finditer(piece):
            yield at + found.start()
        if len(piece) < _PIECE:
            return
        at += _PIECE - 16  # a mark may stand across two pieces


def _begun(kind: bytes, data: bytes, dictionary: bytes) -> bytes:
    """The first bytes of what is compressed here; b"" where it is not."""
    try:
        if kind == GZIP:
            return zlib.decompressobj(31).decompress(data, 16)
        known = zstd.ZstdDict(dictionary) if dictionary else None
        return zstd.ZstdDecompressor(zstd_dict=known).decompress(data, 16)
    except (zlib.error, zstd.ZstdError):
        return b""


def dictionary_of(stream: BinaryIO) -> bytes:
    """The dictionary that a file of Zstandard begins with; b"" where there is none."""
    stream.seek(0)
    head = stream.read(8)
    if not head.startswith(DICTIONARY) or len(head) < 8:
        return b""
    data = stream.read(min(int.from_bytes(head[4:], "little"), MOST_DICTIONARY))
    if not data.startswith(ZSTD):
        return data
    try:
        return zstd.ZstdDecompressor().decompress(data, MOST_DICTIONARY)
    except zstd.ZstdError:
        return b""


def end_is_missing(stream: BinaryIO, last: int) -> str:
    """Why the file does not end where a member of gzip ends; "" where it does, or is not compressed so.

    `last` is where the last record begins, if that can be told.
    """
    for start in (last, 0):
        stream.seek(start)
        if stream.read(3) == GZIP:
            stream.seek(start)
            return _unended(stream)
    return ""


def _unended(stream: BinaryIO) -> str:
    engine = zlib.decompressobj(31)
    data = stream.read(_PIECE)
    try:
        while data:
            engine.decompress(data, _PIECE)
            data = engine.unused_data if engine.eof else engine.unconsumed_tail
            data = data or stream.read(_PIECE)
            if engine.eof and data:
                engine = zlib.decompressobj(31)
    except zlib.error as error:
        return f"what follows the last record cannot be decompressed ({error})"
    return "" if engine.eof else "the file ends within a record; it may have been cut off"
