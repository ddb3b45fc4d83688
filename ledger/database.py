"""Open the ledger: a real MongoDB where one is named, the embedded server elsewhere; the same from there on."""

from __future__ import annotations

import os
import re
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    InvalidName,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)
from pymongo.write_concern import WriteConcern

from ledger.errors import Forked, LedgerError, NoServer, NotAllowed, NotReachable, NotWritable, WrongUri
from ledger.migrations import bring_up
from ledger.settings import Settings, load_settings

if TYPE_CHECKING:
    from ledger.embedded import Use

Documents = Database[dict[str, Any]]

TIMEOUTS = {
    "serverSelectionTimeoutMS": 5_000,
    "connectTimeoutMS": 5_000,
    "socketTimeoutMS": 300_000,
}
"""Milliseconds; what the URI itself sets wins."""

_LOGIN_CODES = frozenset({8, 13, 18})  # UnknownError at SCRAM, Unauthorized, AuthenticationFailed
_FULL_CODES = frozenset({14031})  # OutOfDiskSpace
_PASSWORD = re.compile(r"(?<=://)([^:@/]*):[^@/]*@")


class Ledger:
    """An open ledger. One a process: opened after a fork, never carried across one. Close it, or use `with`."""

    def __init__(self, client: MongoClient[dict[str, Any]], settings: Settings, use: Use | None) -> None:
        self._client = client
        self._use = use
        self._pid = os.getpid()
        self._database: Documents = client[settings.database]
        self.uri = use.uri if use else str(settings.mongodb_uri)
        """Where the server is; any driver and `mongosh` may look in."""
        self.is_embedded = use is not None

    @property
    def database(self) -> Documents:
        """The database. Raises Forked in a process that did not open it."""
        if os.getpid() != self._pid:
            raise Forked("this ledger was opened before a fork", todo="open it in the process that uses it")
        return self._database

    def __getitem__(self, name: str) -> Collection[dict[str, Any]]:
        """A collection: `ledger["films"]`."""
        return self.database[name]

    def barrier(self) -> None:
        """Return only when all that was acknowledged before outlives a crash of the server, or of its machine.

        Called after each batch. The embedded server syncs at every commit, so nothing is left to do there.
        """
        if not self.is_embedded:
            journaled = self["meta"].with_options(write_concern=WriteConcern(w="majority", j=True))
            journaled.update_one({"_id": "barrier"}, {"$inc": {"batches": 1}}, upsert=True)

    def close(self) -> None:
        """Close the connections and leave the embedded server. Twice does no harm."""
        if os.getpid() == self._pid:
            self._client.close()
            if self._use:
                self._use.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; a failure of the database leaves as a LedgerError that says what to do."""
        self.close()
        if isinstance(error, PyMongoError) and (known := explained(error, self.uri)):
            raise known from error


def open_ledger(settings: Settings | None = None) -> Ledger:
    """Open the ledger that `settings` (by default the environment) name, made or migrated if need be.

    Raises the LedgerError that fits: WrongSetting, WrongUri, NotReachable, NotAllowed, NewerLedger; and for the
    embedded server NoServer, OlderStore, NotWritable, ServerFailed.
    """
    settings = settings or load_settings()
    use = None if settings.mongodb_uri else _use_embedded(settings)
    ledger = None
    try:
        client = connect(use.uri if use else str(settings.mongodb_uri))
        ledger = Ledger(client, settings, use)
        bring_up(ledger.database)
    except BaseException as error:
        if ledger:
            ledger.close()
        if use:
            use.close()
        if isinstance(error, PyMongoError):
            uri = use.uri if use else str(settings.mongodb_uri)
            raise explained(error, uri) or LedgerError(str(error), where=redacted(uri)) from error
        raise
    return ledger


def _use_embedded(settings: Settings) -> Use:
    if sys.platform == "win32":
        raise NoServer("the embedded server does not run on Windows", todo="set FILMLEDGER_MONGODB_URI to a MongoDB")
    # Here and not above: it needs what only POSIX has.
    from ledger.embedded import use  # noqa: PLC0415

    return use(settings)


def connect(uri: str) -> MongoClient[dict[str, Any]]:
    """A client with filmledger's time limits where `uri` sets none. Raises WrongUri."""
    limits: dict[str, Any] = {name: limit for name, limit in TIMEOUTS.items() if name.lower() not in uri.lower()}
    try:
        return MongoClient(uri, tz_aware=True, appname="filmledger", **limits)
    except (PyMongoError, ValueError) as error:
        raise _wrong_uri(error, uri) from error


def _wrong_uri(error: Exception, uri: str) -> WrongUri:
    return WrongUri(
        f"the address of the database cannot be understood, {_short(error)}",
        where=redacted(uri),
        todo='set FILMLEDGER_MONGODB_URI to one like "mongodb://localhost:27017", or unset it for the embedded server',
    )


def explained(error: PyMongoError, uri: str) -> LedgerError | None:
    """What a failure of the database means for its user; None where it is a fault of the program."""
    where = redacted(uri)
    if isinstance(error, InvalidURI | InvalidName | ConfigurationError):
        return _wrong_uri(error, uri)
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


def _short(error: Exception) -> str:
    return redacted(" ".join(str(error).split()).partition(", full error")[0][:200])


def redacted(uri: str) -> str:
    """The address without its password.

    >>> redacted("mongodb://ann:secret@db:27017/?tls=true")
    'mongodb://ann:***@db:27017/?tls=true'
    """
    return _PASSWORD.sub(r"\1:***@", uri)
