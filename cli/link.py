"""`filmledger link`: join what is not joined yet, or compute all joined records again."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.output import opened
from cli.progress import progress
from cli.words import run_words

EXAMPLES = """Examples:

filmledger link

filmledger link --rebuild
"""


def link(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Drop films, reviews and scores; compute them again.", metavar="")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON object.", metavar="")] = False,
) -> None:
    """Join the readings that are not joined yet into films, reviews and scores.

    `replay` and crawls do this by themselves. With --rebuild all is computed again from readings and judgements, to
    the same bytes; stopped in between, the next command goes on.
    """
    with progress("joining") as bar, opened() as ledger:
        from ledger.export import to_json
        from pipelines import relink

        bar.total("joining", ledger["readings"].count_documents({} if rebuild else {"linked": False}))
        counts = (relink.rebuild if rebuild else relink.link_dirty)(ledger, bar.advance)
        bar.end()
    if json:
        sys.stdout.write(to_json(dict(sorted(counts.items()))) + "\n")
        return
    _, told = run_words(counts)
    begun = "Computed again: " if rebuild else ""
    sys.stdout.write(f"{begun}{told or 'nothing changed'}.\n" if rebuild or told else "Every reading is joined.\n")
