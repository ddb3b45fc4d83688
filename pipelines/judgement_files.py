"""Judgements as files: JSON Lines that another ledger takes, in any order and any number of times."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import ValidationError

from ledger.database import Ledger
from ledger.records import Judgement
from ledger.validators import document
from pipelines.judge import UNDOING, JudgementError, checked_value, id_of
from pipelines.visits import in_utc

Came = Literal["added", "undone", "known"]
"""What became of a line: new here; known, and now undone as in the file; known as it is."""


def line_of(judgement: Judgement) -> dict[str, Any]:
    """A judgement for a file: without what only this ledger knows of it."""
    said = {"id" if name == "_id" else name: value for name, value in judgement.plain().items() if name != "linked"}
    return {name: value for name, value in said.items() if name != "undone" or value}


def judgement_of(line: bytes | str) -> Judgement:
    """The judgement in a line of such a file; without an id it gets that of its content.

    Raises JudgementError for what is none.

    >>> judgement_of('{"kind": "same", "left": "a", "right": "a", "at": "2020-01-01T00:00:00Z"}')
    Traceback (most recent call last):
    pipelines.judge.JudgementError: "left" and "right" are one page
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise JudgementError(f"not JSON ({error})") from error
    if not isinstance(said, dict):
        raise JudgementError("not a JSON object")
    given = {name: value for name, value in said.items() if name != "linked"}
    try:
        found = Judgement.model_validate({"id": "", **given})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise JudgementError(f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from error
    at = in_utc(found.at).replace(microsecond=found.at.microsecond // 1000 * 1000)
    checked = _checked(found).model_copy(update={"at": at})
    undone_at = in_utc(found.undone_at) if found.undone_at else None
    content = checked.model_dump(mode="json")
    return checked.model_copy(update={"id": found.id or id_of(content, at), "undone_at": undone_at})


def _checked(found: Judgement) -> Judgement:
    if found.kind == "pin":
        if not found.field or found.value is None:
            raise JudgementError('a pin needs "field" and "value"')
        return found.model_copy(update={"value": checked_value(found.field, found.value)})
    if not found.right:
        raise JudgementError(f'"{found.kind}" needs "left" and "right"')
    if found.left == found.right:
        raise JudgementError('"left" and "right" are one page')
    return found


def take(ledger: Ledger, given: Judgement) -> Came:
    """Store a judgement from elsewhere. What was undone anywhere stays undone; by whom, the earliest says.

    Raises JudgementError where the ledger has another judgement of that id.
    """
    stored = ledger["judgements"].find_one({"_id": given.id})
    if stored is None:
        ledger["judgements"].insert_one(document(given))
        return "added"
    known = Judgement.model_validate(stored)
    if known.model_dump(exclude=set(UNDOING)) != given.model_dump(exclude=set(UNDOING)):
        raise JudgementError(f"this ledger has another judgement with the id {given.id}; give one of them another id")
    if not given.undone or (known.undone and _undoing(known) <= _undoing(given)):
        return "known"
    changed = {name: getattr(given, name) for name in ("undone", "undone_by", "undone_at")}
    linked = known.linked and known.undone
    ledger["judgements"].replace_one(
        {"_id": known.id}, document(known.model_copy(update={**changed, "linked": linked}))
    )
    return "undone"


def _undoing(judgement: Judgement) -> tuple[str, str]:
    """In which order undoings count: by time, those without one last."""
    at = judgement.undone_at.isoformat() if judgement.undone_at else "9"
    return at, judgement.undone_by or ""
