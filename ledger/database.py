"""Open the ledger: a real MongoDB where one is named, the embedded server elsewhere; the same from there on."""

from __future__ import annotations

import contextlib
import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

from ledger.embedded_program import folder_of
from ledger.errors import Forked, LedgerError, NoServer, NotReachable
from ledger.failures import explained, is_down, redacted, wrong_uri
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


EMBEDDED_ATTEMPTS = 3


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
        self.keep_in = settings.keep_in
        """The folder in which pages are kept; None where that is the database."""
        self._server = _server_process(client)
        self._folder = folder_of(settings) if use else None

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

        Called after each batch; a batch counts as stored when this has returned. Raises NotReachable if the server
        was started anew since the last barrier.
        """
        # A journaled write takes all before it along. The embedded server knows no journaled write, so its log is
        # synced below; but on a full disk it acknowledges what it could not log, and only its next write fails.
        concern = WriteConcern(w=1 if self.is_embedded else "majority", j=True)
        meta = self["meta"].with_options(write_concern=concern)
        meta.update_one({"_id": "barrier"}, {"$inc": {"batches": 1}}, upsert=True)
        before, self._server = self._server, _server_process(self._client)
        if before != self._server:
            raise NotReachable(
                "the database was started anew in the middle of a batch",
                where=redacted(self.uri),
                todo="give the same command again; what was stored is kept",
            )
        if self._use:
            self._use.sync()

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
        if isinstance(error, PyMongoError) and (known := explained(error, self.uri, self._folder)):
            raise known from error


def open_ledger(settings: Settings | None = None) -> Ledger:
    """Open the ledger that `settings` (by default the environment) name, made or migrated if need be.

    Raises the LedgerError that fits: WrongSetting, WrongUri, NotReachable, NotAllowed, NewerLedger; and for the
    embedded server NoServer, OlderStore, NotWritable, ServerFailed.
    """
    settings = settings or load_settings()
    # An embedded server may die between its state being read and its first answer: the next one is waited for.
    again = stop_after_attempt(1 if settings.mongodb_uri else EMBEDDED_ATTEMPTS)
    trying = Retrying(retry=retry_if_exception(is_down), stop=again, wait=wait_fixed(0.5), reraise=True)
    try:
        return trying(_open, settings)
    except PyMongoError as error:
        folder = None if settings.mongodb_uri else folder_of(settings)
        where = settings.mongodb_uri or str(folder)
        raise explained(error, where, folder) or LedgerError(str(error), where=redacted(where)) from error


def _open(settings: Settings) -> Ledger:
    with contextlib.ExitStack() as opened:
        use = None if settings.mongodb_uri else opened.enter_context(contextlib.closing(_use_embedded(settings)))
        client = opened.enter_context(connect(use.uri if use else str(settings.mongodb_uri)))
        ledger = Ledger(client, settings, use)
        bring_up(ledger.database)
        opened.pop_all()  # from here on they are the ledger's
    return ledger


def _server_process(client: MongoClient[dict[str, Any]]) -> object:
    """What tells one start of a server from the next; None for a cluster, which guards its writes itself."""
    hello = client.admin.command("hello")
    if "setName" in hello or hello.get("msg") == "isdbgrid":
        return None
    return hello.get("topologyVersion", {}).get("processId")


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
        raise wrong_uri(error, uri) from error
