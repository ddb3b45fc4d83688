"""From a failure of the database to the one line that its user is told."""

from __future__ import annotations

import re
from pathlib import Path

from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    InvalidName,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)

from ledger.embedded_program import no_room
from ledger.errors import LedgerError, NotAllowed, NotReachable, NotWritable, ServerFailed, WrongUri

_LOGIN_CODES = frozenset({8, 13, 18})
"""UnknownError at SCRAM, Unauthorized, AuthenticationFailed."""
_FULL_CODES = frozenset({14031})
"""OutOfDiskSpace."""
_PASSWORD = re.compile(r"^((?:[a-z+]+://)?[^:@/]*):.*@")


def wrong_uri(error: Exception, uri: str) -> WrongUri:
    """What to tell of an address that pymongo refuses."""
    return WrongUri(
        f"the address of the database cannot be understood, {_short(error)}",
        where=redacted(uri),
        todo='set FILMLEDGER_MONGODB_URI to one like "mongodb://localhost:27017", or unset it for the embedded server',
    )


def explained(error: PyMongoError, uri: str, folder: Path | None = None) -> LedgerError | None:
    """What a failure of the database means for its user; None where it is a fault of the program.

    `folder` is that of the embedded server, where it is that one.
    """
    where = redacted(uri)
    if folder and is_down(error):
        return no_room(folder) or ServerFailed(
            "the database failed", where=where, todo=f"give the same command again; its log is in {folder}"
        )
    if isinstance(error, InvalidURI | InvalidName | ConfigurationError):
        return wrong_uri(error, uri)
    if isinstance(error, ConnectionFailure):
        todo = "start it or mend FILMLEDGER_MONGODB_URI; `filmledger db status` tells what runs"
        return NotReachable("the database does not answer", where=where, todo=todo)
    if isinstance(error, OperationFailure) and error.code in _LOGIN_CODES:
        todo = "name a user and a password that may read and write in FILMLEDGER_MONGODB_URI"
        return NotAllowed(f"the database refuses, {_short(error)}", where=where, todo=todo)
    if isinstance(error, OperationFailure) and (error.code in _FULL_CODES or "No space left" in str(error)):
        todo = "free some room there and give the same command again; what was stored is kept"
        return NotWritable("the disk of the database is full", where=where, todo=todo)
    return None


def is_down(error: BaseException) -> bool:
    """Whether this says that the embedded server is gone, or about to be."""
    return isinstance(error, ConnectionFailure) or any(sign in str(error) for sign in ("WT_PANIC", "No space left"))


def _short(error: Exception) -> str:
    return redacted(" ".join(str(error).split()).partition(", full error")[0][:200])


def redacted(uri: str) -> str:
    """The address without its password.

    >>> redacted("mongodb://ann:secret@db:27017/?tls=true")
    'mongodb://ann:***@db:27017/?tls=true'
    """
    return _PASSWORD.sub(r"\1:***@", uri)
