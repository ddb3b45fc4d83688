"""Files that are no pages: each has an issue under its path, until a run can read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ledger.database import Ledger
from ledger.records import Issue
from ledger.validators import document
from pipelines.writes import delete_all, insert_new

FIELD = "file"
"""What the issue of a broken file has for its field."""


def known_broken(ledger: Ledger) -> Mapping[str, str]:
    """{path: why} of the files that earlier runs could not read."""
    return {found["page"]: found["why"] for found in ledger["issues"].find({"field": FIELD})}


def note_broken(ledger: Ledger, run: str, broken: Mapping[str, str], mended: Collection[str]) -> None:
    """Record the files that this run could not read, {path: why}, and forget those that it could.

    What is known already stays as it is, with the run that first met it.
    """
    known = known_broken(ledger) if broken else {}
    new = {path: why for path, why in broken.items() if known.get(path) != why}
    issues = [(f"{path} {FIELD}", Issue(page=path, field=FIELD, why=why)) for path, why in new.items()]
    insert_new(ledger["issues"], [{"_id": name, **document(issue), "run": run} for name, issue in issues])
    delete_all(ledger["issues"], sorted(f"{path} {FIELD}" for path in mended))
