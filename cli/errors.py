"""From an exception to one line on stderr and an exit code: what happened, to what, and what to do next."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import NamedTuple

from cli.exit_codes import ExitCode


class CommandError(Exception):
    """A failure that a command foresaw: its text is the whole line, its `code` the exit code."""

    def __init__(self, text: str, code: ExitCode) -> None:
        super().__init__(text)
        self.code = code


class Failure(NamedTuple):
    """What the user is told."""

    line: str
    code: ExitCode


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _foreseen(error: BaseException) -> Failure:
    return Failure(str(error), getattr(error, "code", ExitCode.INCOMPLETE))


def _usage(error: BaseException) -> Failure:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "filmledger"
    text = error.format_message() if hasattr(error, "format_message") else str(error)
    return Failure(f"{text.rstrip('.')}. `{path} --help` shows examples.", ExitCode.USAGE)


def _of_a_file(error: BaseException) -> Failure:
    if not isinstance(error, OSError):
        return _bug(error)
    what = f"{error.filename}: " if error.filename is not None else "The output: "
    if error.errno in _NO_ROOM:
        line = f"{what}no space left to write. Free some room and give the same command again; what was stored is kept."
        return Failure(line, ExitCode.NOT_WRITTEN)
    if isinstance(error, FileNotFoundError):
        return Failure(f"{what}no such file or folder. Check the path.", ExitCode.NOT_FOUND)
    if isinstance(error, PermissionError):
        return Failure(f"{what}permission denied. Check who may read or write it.", ExitCode.NOT_WRITTEN)
    return Failure(f"{what}{(error.strerror or str(error)).lower()}.", ExitCode.NOT_WRITTEN)


def _database(error: BaseException) -> Failure:
    said = " ".join(str(error).split()).partition(", Timeout:")[0]
    hint = "`filmledger db status` tells whether it runs; give the command again."
    return Failure(f"The ledger's database failed: {said[:300]}. {hint}", ExitCode.NO_DATABASE)


def _refused(error: BaseException) -> Failure:
    """A write that the database would not take: what it says of the first document that it refused."""
    details = getattr(error, "details", None) or {}
    refused = [one.get("errmsg") for one in details.get("writeErrors", ())]
    said = " ".join(str(next(iter(refused), None) or error).split())[:300]
    hint = "What was stored before is kept; --debug shows the whole answer."
    return Failure(f"The ledger's database refused to write: {said}. {hint}", ExitCode.NOT_WRITTEN)


def _bug(error: BaseException) -> Failure:
    said = " ".join(f"{type(error).__name__}: {error}".split())
    line = f"filmledger failed in a way it did not foresee ({said[:300]}). The same command with --debug shows where."
    return Failure(line, ExitCode.BUG)


# By dotted name, so that explaining an error imports nothing. The first class of its ancestry that has a row wins.
EXPLAINED: dict[str, Callable[[BaseException], Failure]] = {
    "cli.errors.CommandError": _foreseen,
    "ledger.errors.NotWritable": lambda error: Failure(str(error), ExitCode.NOT_WRITTEN),
    "scheduler.schedules.NoSuchSchedule": lambda error: Failure(str(error), ExitCode.NOT_FOUND),
    "scheduler.schedules.NameTaken": lambda error: Failure(str(error), ExitCode.USAGE),
    "scrapers.sources.SourceError": lambda error: Failure(str(error), ExitCode.USAGE),
    "scrapers.fetching.operator.CrawlRefusedError": lambda error: Failure(f"{error}.", ExitCode.USAGE),
    "scrapers.sites.TableError": lambda error: Failure(str(error), ExitCode.USAGE),
    "ledger.errors.LedgerError": lambda error: Failure(str(error), ExitCode.NO_DATABASE),
    "pymongo.errors.BulkWriteError": _refused,
    "pymongo.errors.WriteError": _refused,
    "pymongo.errors.PyMongoError": _database,
    "typer.exceptions.TyperException": _usage,
    "builtins.OSError": _of_a_file,
    "builtins.BaseException": _bug,
}


def explain(error: BaseException) -> Failure:
    """What to tell of `error`, and the code to exit with.

    >>> explain(FileNotFoundError(2, "No such file", "a.html")).line
    'a.html: no such file or folder. Check the path.'
    >>> explain(OSError(28, "No space left on device")).code.name
    'NOT_WRITTEN'
    """
    ancestry = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next(EXPLAINED[name] for name in ancestry if name in EXPLAINED)(error)
