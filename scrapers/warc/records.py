"""The records of a WARC file, one after the other: what is broken is a Fault, and reading goes on behind it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from fastwarc.stream_io import ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from scrapers.warc.messages import BadMessageError, message
from scrapers.warc.places import dictionary_of, end_is_missing, next_record

MOST_BLOCK = 64 * 1024 * 1024
"""Bytes of a record that are held in memory; a page is not larger."""
MOST_FAULTS = 1_000
"""After so many, an archive is given up."""
PAGES = frozenset({"response", "resource", "revisit", "conversion"})
"""The kinds of record that may hold a page."""
_READ = (
    WarcRecordType.response
    | WarcRecordType.resource
    | WarcRecordType.revisit
    | WarcRecordType.conversion
    | WarcRecordType.request
)
_PIECE = 1024 * 1024
"""Bytes asked for at once: fastwarc makes room for all that it is asked for, whatever a broken record says."""
_LENGTHS = {"sha1": 20, "sha256": 32, "md5": 16}


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One record. `fields` have lower-case names; `block` is None where the kind is not read, or it is too large.

    `offset` is where it begins in the file, compressed or not.
    """

    kind: str
    fields: Mapping[str, str]
    block: bytes | None
    date: datetime | None
    offset: int

    @property
    def id(self) -> str:
        """Its WARC-Record-ID; "" where it has none."""
        return self.fields.get("warc-record-id", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Something in a WARC file that cannot be read, and where it begins."""

    offset: int
    why: str


class _CutError(Exception):
    """A record that ends before its length."""


def records(stream: BinaryIO, start: int = 0) -> Iterator[Record | Fault]:
    """The records from `start` on; behind a fault reading goes on with the next record that can be found.

    The stream can be read and sought. Two records are held in memory at a time.
    """
    dictionary = dictionary_of(stream)
    at: int | None = start
    faults = 0
    while at is not None:
        begun = behind = at
        fault = None
        for found in _run(stream, at, dictionary):
            fault = found if isinstance(found, Fault) else None
            if not (fault and faults and begun == fault.offset):  # the same damage, met again on the way behind it
                yield found
            behind = max(behind, found.offset)
        if fault is None:
            return
        faults += 1
        if faults == MOST_FAULTS:
            yield Fault(offset=behind, why=f"there are {MOST_FAULTS:,} faults; the rest was not read")
            return
        at = next_record(stream, behind + 1, dictionary)


def _run(stream: BinaryIO, start: int, dictionary: bytes) -> Iterator[Record | Fault]:
    """Records up to the first fault, which ends them. Each is given when what follows has shown that it is whole."""
    held: Record | None = None
    at = start
    stream.seek(start)
    source = ZstdReader(stream, dictionary=dictionary) if dictionary and start else stream
    why = ""
    try:
        for found in ArchiveIterator(source, parse_http=False):
            if held:
                yield held
            # Within one compressed stream the places of records are not told.
            at, held = max(at, found.stream_pos), None
            held = _record(found, at)
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
        held = held if held and is_whole(held) else None
    except _CutError as error:
        why = str(error)
    if held:
        yield held
    if why := why or end_is_missing(stream, at):
        yield Fault(offset=at, why=why)


def _record(found: WarcRecord, offset: int) -> Record:
    is_read = bool(found.record_type & _READ) and found.content_length <= MOST_BLOCK
    date = found.record_date
    return Record(
        kind=str(found.record_type),
        fields={name.lower(): value.strip() for name, value in found.headers.items()},
        block=_block(found, held=is_read),
        date=date.astimezone(UTC) if date else None,
        offset=offset,
    )


def _block(found: WarcRecord, *, held: bool) -> bytes | None:
    """The record's block; one that is not to be held is gone through."""
    total = left = found.content_length
    parts = []
    while not held and left > 0 and (passed := found.reader.consume(min(left, _PIECE))):
        left -= passed
    while left > 0 and (part := found.reader.read(min(left, _PIECE))):
        parts.append(part)
        left -= len(part)
    if left > 0:
        raise _CutError(f"a record ends after {total - left:,} of its {total:,} bytes")
    return b"".join(parts) if held else None


def is_whole(record: Record) -> bool:
    """Whether the record tells that nothing of its block is missing, by its digest or its HTTP length."""
    agrees = agrees_with_digest(record)
    if agrees is not None or record.block is None:
        return bool(agrees)
    try:
        found = message(record.block)
    except BadMessageError:
        return False
    return found.headers.get("content-length", "") == str(len(found.body))


def agrees_with_digest(record: Record) -> bool | None:
    """Whether the block has the digest that the record states; None where it states none that can be computed."""
    name, _, stated = record.fields.get("warc-block-digest", "").partition(":")
    name = name.strip().lower().replace("-", "")
    if name not in _LENGTHS or record.block is None:
        return None
    digest = hashlib.new(name, record.block, usedforsecurity=False).digest()
    stated = stated.strip()
    if len(stated) == 2 * _LENGTHS[name]:
        return stated.lower() == digest.hex()
    return stated.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")
