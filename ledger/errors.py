# ruff: noqa: N818 - the names say what is wrong, "Error" would add nothing
"""The errors that a command shows as one clear line: what happened, where, what to do."""

from __future__ import annotations


class LedgerError(Exception):
    """Something a person can mend.

    `what` happened (a sentence without its full stop), `where` (a path, an address; may be empty), `todo` says
    what to do next. `str()` joins them to one line.

    >>> print(LedgerError("the database does not answer", where="mongodb://db:27017", todo="start it"))
    the database does not answer (mongodb://db:27017): start it
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        self.what = what
        self.where = where
        self.todo = todo
        super().__init__(what)

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.what}{place}" + (f": {self.todo}" if self.todo else "")


class WrongSetting(LedgerError):
    """A variable of the environment has a value that does not fit."""


class WrongUri(LedgerError):
    """The address of the database cannot be understood."""


class NotReachable(LedgerError):
    """The database does not answer, or stopped answering."""


class NotAllowed(LedgerError):
    """The database answers, and refuses: log-in needed, or no right to do this."""


class NotWritable(LedgerError):
    """The folder of the embedded server cannot be written, or its disk is full."""


class NoServer(LedgerError):
    """No MongoDB is named, and the embedded server is not installed."""


class ServerFailed(LedgerError):
    """The embedded server was started and ended, or did not get ready in time."""


class OlderStore(LedgerError):
    """The home holds the data of another version of the embedded server, which this one cannot read."""


class NewerLedger(LedgerError):
    """The ledger was written by a newer filmledger."""


class Forked(LedgerError):
    """An open ledger was carried across a fork."""
