"""Signatures of many texts at once: overlapping runs of words, hashed in numpy over whole batches of bytes.

A signature is `ROWS * BANDS` minima, each under another order of the hashes (Broder, "On the resemblance and
containment of documents", 1997): the share of equal minima estimates the share of runs that two texts have in common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Signatures = npt.NDArray[np.uint32]
_Places = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]
_Flags = npt.NDArray[np.bool_]

WORDS = 3
"""Words in one shingle."""
SIGNS = 6
"""Signs in one shingle that begins with a sign of a script without spaces."""
ROWS = 3
"""Minima in one band; two texts meet where a whole band is equal."""
BANDS = 21
"""With 21 bands of 3, two texts that share half of their shingles meet with probability .94, six tenths: .99."""
LEAST_WORDS = 12
"""Words (or signs) under which a text has no signature: "Great movie!" is copied from nobody."""

# A byte is a part of a word, or parts words. U+0080-00BF (lead C2) and U+2000-2FFF (lead E2) are signs and punctuation.
_IS_WORD = np.zeros(256, dtype=np.bool_)
_IS_WORD[[byte for byte in range(256) if chr(byte).isalnum() and byte < 128]] = True
_IS_WORD[0xC3:] = True
_IS_WORD[0xE2] = False
_WIDE = re.compile("[\u3000-\u303f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_LONGEST = 64  # bytes of a word that its hash depends on by their place
with np.errstate(over="ignore"):
    _POWERS = np.cumprod(np.full(_LONGEST, _FACTOR, dtype=np.uint64))
_ORDERS = np.random.default_rng(20030609).integers(1 << 16, 1 << 32, size=ROWS * BANDS, dtype=np.uint32) | np.uint32(1)


def signatures(texts: Sequence[str]) -> tuple[Signatures, _Flags]:
    """The signatures of texts, one row each, and which of the texts are long enough to have one.

    >>> rows, long_enough = signatures(["A slow film, but it stays with you for days and for weeks.", "Great movie!"])
    >>> rows.shape, long_enough.tolist()
    ((2, 63), [True, False])
    """
    data, ends = _joined(texts)
    starts, is_sign = _words(data)
    owner = np.searchsorted(ends, starts, side="right")
    lengths = np.bincount(owner, minlength=len(texts))
    found = np.full((len(texts), len(_ORDERS)), 0xFFFFFFFF, dtype=np.uint32)
    long_enough = lengths >= LEAST_WORDS
    if not long_enough.any():
        return found, long_enough
    hashes = _shingles(_hashes(data, starts), is_sign)
    whole = np.concatenate([owner[WORDS - 1 :] == owner[: 1 - WORDS], np.zeros(WORDS - 1, dtype=np.bool_)])
    kept = whole & long_enough[owner]
    hashes, owner = hashes[kept], owner[kept]
    first = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
    for column, order in enumerate(_ORDERS):
        found[owner[first], column] = np.minimum.reduceat(hashes * order, first)
    return found, long_enough


def _joined(texts: Sequence[str]) -> tuple[Bytes, _Places]:
    """All texts in one row of bytes, and where each ends."""
    encoded = [_plain(text).encode("utf-8", "replace") for text in texts]
    data = np.frombuffer(b" ".join(encoded) + b" ", dtype=np.uint8)
    return data, np.cumsum(np.array([len(text) + 1 for text in encoded], dtype=np.int64))


def _plain(text: str) -> str:
    text = text.casefold()
    return text if text.isascii() else _WIDE.sub(" ", text)


def _words(data: Bytes) -> tuple[_Places, _Flags]:
    """Where words begin, and which of them are signs of a script without spaces (lead bytes E3 to E9, and F0)."""
    follows = (data & 0xC0) == 0x80
    is_word = _IS_WORD[data]
    is_sign = ((data >= 0xE3) & (data <= 0xE9)) | (data == 0xF0)
    if follows.any():
        for _ in range(3):  # a character has at most three bytes after its first
            is_word[1:] = np.where(follows[1:], is_word[:-1], is_word[1:])
            is_sign[1:] = np.where(follows[1:], is_sign[:-1], is_sign[1:])
    begins = is_word & ~follows
    begins[1:] &= ~is_word[:-1] | is_sign[1:] | is_sign[:-1]
    starts = np.flatnonzero(begins)
    return starts, is_sign[starts]


def _hashes(data: Bytes, starts: _Places) -> _Hashes:
    """One hash for each word, of its bytes and their order."""
    lengths = np.diff(starts, append=len(data))
    begin = int(starts[0])
    place = np.arange(begin, len(data)) - np.repeat(starts, lengths)
    values = np.where(_part_of_word(data[begin:]), data[begin:].astype(np.uint64) + np.uint64(1), np.uint64(0))
    values *= _POWERS[place % _LONGEST]
    return np.add.reduceat(values, starts - begin)


def _part_of_word(data: Bytes) -> _Flags:
    follows = (data & 0xC0) == 0x80
    is_word = _IS_WORD[data]
    if follows.any():
        for _ in range(3):
            is_word[1:] = np.where(follows[1:], is_word[:-1], is_word[1:])
    return is_word


def _shingles(words: _Hashes, is_sign: _Flags) -> npt.NDArray[np.uint32]:
    """A hash of the run that begins at each word, in 32 bits."""
    runs = _run(words, WORDS)
    if is_sign.any():
        runs = np.where(is_sign, _run(words, SIGNS), runs)
    runs ^= runs >> np.uint64(32)
    runs *= _MIXER
    return (runs >> np.uint64(32)).astype(np.uint32)


def _run(words: _Hashes, length: int) -> _Hashes:
    found = words.copy()
    for step in range(1, length):
        found *= _FACTOR
        found[:-step] += words[step:]
    return found
