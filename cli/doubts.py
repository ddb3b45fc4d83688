"""`filmledger doubts`: films that may be one, side by side, with the command that settles each."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.films import the_film
from cli.output import Csv, Form, Json, Limit, deliver, opened

EXAMPLES = """Examples:

filmledger doubts

filmledger doubts wont-back-down-2012

filmledger doubts --limit 10 --json
"""


def doubts(
    film: Annotated[
        list[str] | None, typer.Argument(metavar="[FILM]", help="As for `show`; all doubts without it.")
    ] = None,
    limit: Limit = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List films that may be one, and judgements that identifiers contradict: those with most reviews and pages first.

    Each with what speaks for and against it, and the `judge` command that settles it.
    """
    from cli.doubt_screen import DOUBTS, side_by_side
    from ledger import queries

    form = Form(json=json, csv=csv, limit=limit)
    with opened() as ledger:
        if ledger["meta"].find_one({"_id": "rebuild"}):
            sys.stderr.write("The joined records are to be computed again; `filmledger link` does it.\n")
        about = the_film(ledger, " ".join(film)).id if film else None
        found = side_by_side(ledger, queries.doubts(ledger, about))
        deliver(found, DOUBTS, form, filtered=False)
