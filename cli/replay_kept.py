"""`filmledger replay --kept`: kept pages read again by today's reader; `--diff` shows what would change first."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.output import opened
from cli.progress import Progress, progress

if TYPE_CHECKING:
    from ledger.database import Ledger
    from pipelines.rereading import Difference, Kept

LONGEST = 300
"""Letters of a value on the screen."""


def check(paths: Sequence[Path] | None, *, kept: bool, diff: bool, source: str | None, since: str | None) -> None:
    """Raise CommandError where the options do not go together."""
    if kept and paths:
        raise CommandError("--kept reads what is kept; give it without paths.", ExitCode.USAGE)
    if not kept and (diff or source or since):
        raise CommandError("--diff, --source and --since go with --kept.", ExitCode.USAGE)


def moment_of(words: str | None) -> datetime | None:
    """A day or a moment in ISO 8601, in UTC where no zone is said.

    >>> moment_of("2024-01-31").isoformat()
    '2024-01-31T00:00:00+00:00'
    """
    if words is None:
        return None
    try:
        found = datetime.fromisoformat(words)
    except ValueError as error:
        raise CommandError(f"--since {words!r} is no date; give one like 2024-01-31.", ExitCode.USAGE) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def show_differences(source: str | None, since: str | None, *, json: bool) -> None:
    """Print what today's reader would change of the ledger; writes nothing."""
    moment = moment_of(since)
    with progress("opening the ledger") as bar, opened() as ledger:
        from pipelines.rereading import kept_pages

        bar.total("reading", ledger["pages"].estimated_document_count())
        found = _rows(ledger, kept_pages(ledger, source, moment), bar)
        _print_json(found) if json else _print(found, bar)


def read_kept(source: str | None, since: str | None, *, json: bool) -> None:
    """Read kept pages again, and write what differs."""
    moment = moment_of(since)
    with progress("opening the ledger") as bar, opened() as ledger:
        from pipelines.rereading import read_again

        bar.total("reading and joining", ledger["pages"].estimated_document_count())

        def tell(counts: Mapping[str, int]) -> None:
            bar.counts(counts, counts.get("pages", 0))

        run = read_again(ledger, source, moment, tell)
        bar.end()
        if json:
            from ledger.export import public, to_json

            sys.stdout.write(to_json(public(run)) + "\n")
        else:
            from cli.replay_screen import replay_result

            replay_result(ledger, run, (), 0)
        sys.stdout.flush()


def _rows(ledger: Ledger, pages: Iterator[list[Kept]], bar: Progress) -> Iterator[tuple[str, Difference]]:
    """Each difference with the film of its page: its id where it has one, else its title."""
    from pipelines.rereading import differences
    from pipelines.writes import find_all

    for some in pages:
        found = [one for kept in some for one in differences(kept)]
        bar.advance(len(some))
        films: dict[str, str] = {}
        for film in find_all(ledger["films"], "pages", sorted({one.page for one in found}), {"pages": 1}):
            films |= dict.fromkeys(film["pages"], film["_id"])
        for one in found:
            yield films.get(one.page) or one.film or "-", one


def _print_json(found: Iterator[tuple[str, Difference]]) -> None:
    from ledger.export import json_array

    rows = ({"film": film, "page": one.page, "field": one.field, "old": one.old, "new": one.new} for film, one in found)
    for part in json_array(rows):
        sys.stdout.write(part)


def _print(found: Iterator[tuple[str, Difference]], bar: Progress) -> None:
    from cli.words import many

    count, last = 0, ""
    for film, one in found:
        bar.end()
        if last != one.page:
            sys.stdout.write(f"{film}  {one.page}\n")
            last = one.page
        sys.stdout.write(f"  {one.field}: {words(one.old)} -> {words(one.new)}\n")
        count += 1
    bar.end()
    if count:
        sys.stdout.write(f"{many(count, 'value')} would change. Nothing was written; without --diff they are.\n")
    else:
        sys.stdout.write("Nothing would change: today's reader reads the kept pages as they were read.\n")


def words(value: Any) -> str:
    """A value on one line, cut where it is long.

    >>> words(None), words("Up\\n(2009)"), words(96)
    ('nothing', '"Up (2009)"', '96')
    """
    if value is None:
        return "nothing"
    if isinstance(value, str):
        text = f'"{" ".join(value.split())}"'
    else:
        from ledger.export import to_json

        text = to_json(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
