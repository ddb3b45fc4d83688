"""The exit codes of `filmledger`, for scripts; `docs/command-line.md` shows the same table."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended. `said` is the sentence that the documentation prints for it."""

    said: str

    def __new__(cls, code: int, said: str) -> ExitCode:
        """A member is its number; the sentence stands beside it."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.said = said
        return member

    OK = 0, "Done. A list without filters may be empty."
    INCOMPLETE = (
        1,
        "Done, but some pages or values could not be read; they are named on stderr or by `filmledger issues`. "
        "`crawl`: not what its source should give. `doctor`: something is worth a warning.",
    )
    USAGE = 2, "The command line was not understood: an unknown option, a missing argument, a value that does not fit."
    NOT_FOUND = 3, "What was named is not there (a film, page, run or file), or no row fits the filters."
    NO_DATABASE = 4, "The ledger could not be opened or did not answer: database down, wrong URI, no embedded server."
    NOT_WRITTEN = (
        5,
        "Something could not be written: disk full, no permission, too large. What was stored before is kept.",
    )
    FAILING = 6, "`doctor`: something is failing; it says what, and why."
    BUG = 70, "filmledger itself failed; `--debug` shows where."
    INTERRUPTED = 130, "Stopped by Ctrl-C. What was stored before is kept."
