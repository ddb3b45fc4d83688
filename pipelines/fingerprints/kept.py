"""What was measured of many reviews as a few rows of bytes, so that a big film need not be measured again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from struct import Struct
from typing import NamedTuple

import numpy as np

from ledger.records import ReviewStatement
from pipelines.fingerprints.bylines import Byline
from pipelines.fingerprints.clues import Measured
from pipelines.fingerprints.texts import UNIT

_ROW = Struct("<16s16s8sIII")
_NOTHING = bytes(16)
_PARTS = "\t"


class Packed(NamedTuple):
    """Some reviews: a row of fixed length for each (its key, hashes, counts), all fingerprints, and the bylines."""

    rows: bytes
    fingerprints: bytes
    bylines: tuple[str, ...]


def key_of(review: ReviewStatement) -> bytes:
    """16 bytes that are equal for equal statements only."""
    return hashlib.blake2b(review.__pydantic_serializer__.to_json(review), digest_size=16).digest()


def packed(measured: Sequence[tuple[bytes, Measured]]) -> Packed:
    """Rows for reviews, each given with its key.

    >>> from pipelines.fingerprints import review_clues
    >>> found = review_clues({"author": "Lee, Ann", "publication": "The Post", "body": "A slow film, but a good one."})
    >>> back = unpacked(packed([(bytes(16), found.measured)]))[bytes(16)]
    >>> back.byline == found.byline, back.text_hash == found.text_hash, back.letters == found.letters
    (True, True, True)
    >>> back.fingerprints.tolist() == found.fingerprints.tolist()
    True
    """
    rows = (
        _ROW.pack(
            key,
            bytes.fromhex(one.text_hash) or _NOTHING,
            bytes.fromhex(one.seal),
            round(one.letters * UNIT),
            one.length,
            len(one.fingerprints),
        )
        for key, one in measured
    )
    prints = b"".join(one.fingerprints.astype("<u8").tobytes() for _, one in measured)
    signed = (_PARTS.join(map(" ".join, (one.byline.author, one.byline.publication))) for _, one in measured)
    return Packed(b"".join(rows), prints, tuple(signed))


def unpacked(kept: Packed) -> Mapping[bytes, Measured]:
    """The reviews by their keys."""
    fingerprints = np.frombuffer(kept.fingerprints, dtype="<u8").astype(np.uint64, copy=False)
    found: dict[bytes, Measured] = {}
    at = 0
    for (key, text, seal, letters, length, prints), signed in zip(
        _ROW.iter_unpack(kept.rows), kept.bylines, strict=True
    ):
        author, publication = (tuple(part.split()) for part in signed.split(_PARTS))
        found[key] = Measured(
            text_hash="" if text == _NOTHING else text.hex(),
            seal=seal.hex(),
            letters=letters / UNIT,
            length=length,
            fingerprints=fingerprints[at : at + prints],
            byline=Byline(author, publication, " ".join(sorted(author))),
        )
        at += prints
    return found


def keys_in(rows: bytes) -> list[bytes]:
    """The keys of the reviews, in their order."""
    return [rows[at : at + 16] for at in range(0, len(rows), _ROW.size)]
