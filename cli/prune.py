"""`filmledger pages --prune`: captures that newer ones have replaced are dropped, by age and by count."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.output import opened

if TYPE_CHECKING:
    from ledger.captures import PastCapture


def prune(days: int | None, most: int | None, *, also_read: bool, dry_run: bool, json: bool) -> None:
    """Name each capture that goes, a line each, and sum up; `dry_run` drops nothing."""
    from cli.words import many
    from ledger.settings import load_settings
    from pipelines.keeping.prune import Retention, too_many
    from pipelines.keeping.prune import prune as drop

    settings = load_settings()
    bounds = Retention(
        days=days if days is not None else settings.keep_days,
        captures=most if most is not None else settings.keep_captures,
        also_read=also_read,
    )
    if bounds.days is None and bounds.captures is None:
        todo = "give --days or --most, or set FILMLEDGER_KEEP_DAYS or FILMLEDGER_KEEP_CAPTURES"
        raise CommandError(f"Nothing says what to drop; {todo}.", ExitCode.USAGE)

    def tell(capture: PastCapture) -> None:
        sys.stdout.write(_line(capture, json=json))

    with opened() as ledger:
        if dry_run:
            count = 0
            for capture in too_many(ledger, bounds):
                tell(capture)
                count += 1
            sys.stdout.flush()
            sys.stderr.write(f"{many(count, 'capture')} would be dropped.\n")
            return
        dropped = drop(ledger, bounds, tell)
    sys.stdout.flush()
    contents = f"{many(dropped.contents, 'content')} that no other capture has, {dropped.size:,} bytes"
    sys.stderr.write(f"{many(dropped.captures, 'capture')} dropped; with them {contents}.\n")


def _line(capture: PastCapture, *, json: bool) -> str:
    if json:
        from ledger.export import public, to_json

        return to_json(public(capture)) + "\n"
    return f"{capture.first_seen:%Y-%m-%d %H:%M}  {capture.size:>9,} bytes  {capture.page}\n"
