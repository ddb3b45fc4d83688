"""Copied reviews in the ledger: whose marks change with some reviews that come, change or go, and to what.

Signatures are looked up by their bands, so what it costs follows from the reviews that changed and from those that are
like them, and not from the size of the ledger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pymongo import UpdateOne

from ledger.database import Ledger
from ledger.records import Copied, Review
from ledger.stored import TextSignature
from ledger.validators import document
from pipelines.fingerprints.copied import Shelf, rows_of
from pipelines.writes import batches, delete_all, find_all, insert_new, replace_all


class Changes(NamedTuple):
    """What marking comes to: the marks of all reviews concerned, and the signatures to be written and deleted."""

    marks: Mapping[str, Copied | None]
    new: Sequence[TextSignature]
    changed: Sequence[TextSignature]
    gone: Sequence[str]


def changes(ledger: Ledger, made: Sequence[Review], written: Collection[str], gone: Iterable[str]) -> Changes:
    """What is to be marked when `made` are reviews of the ledger, `written` of them change, and `gone` are gone."""
    now = {row.id: row for row in rows_of(made)}
    asked = {*(review.id for review in made), *gone}
    before = {row.id: row for row in _signatures(ledger, "_id", sorted(asked))}
    fresh = [row for name, row in now.items() if before.get(name) != row]
    left = [row for name, row in before.items() if name not in now]
    bands = {band for row in (*fresh, *left) for band in row.bands}
    bands |= {band for row in fresh if row.id in before for band in before[row.id].bands}
    bands |= {band for name in written if name in now for band in now[name].bands}
    around = {row.id: row for row in _signatures(ledger, "bands", sorted(bands))}
    old, new = Shelf.of({**around, **before}.values()), Shelf.of(_without({**around, **now}, left))
    concerned = {row.id for row in fresh} | {name for name in written if name in now}
    for band in bands:
        if [old.rows[name] for name in old.first(band)] != [new.rows[name] for name in new.first(band)]:
            concerned |= set(new.lists.get(band, ()))
    more = {band for name in concerned for band in new.rows[name].bands} - bands
    beside = {row.id: row for row in _signatures(ledger, "bands", sorted(more))}
    full = Shelf.of(_without({**beside, **around, **now}, left))
    return Changes(
        marks={name: full.mark(name) for name in sorted(concerned)},
        new=[row for row in fresh if row.id not in before],
        changed=[row for row in fresh if row.id in before],
        gone=sorted(row.id for row in left),
    )


def _without(rows: Mapping[str, TextSignature], left: Iterable[TextSignature]) -> list[TextSignature]:
    gone = {row.id for row in left}
    return [row for name, row in rows.items() if name not in gone]


def _signatures(ledger: Ledger, field: str, values: Iterable[Any]) -> Iterable[TextSignature]:
    for found in find_all(ledger["text_signatures"], field, values):
        yield TextSignature.model_construct(**{**found, "id": found.pop("_id"), "bands": tuple(found["bands"])})


def write_changes(ledger: Ledger, found: Changes, written: Collection[str]) -> int:
    """Mark the reviews that are not written anyway, then write the signatures. Gives how many marks changed.

    In this order, so that what a crash cuts off is found to be different again the next time.
    """
    others = [name for name in found.marks if name not in written]
    there = {one["_id"]: one.get("copied") for one in find_all(ledger["reviews"], "_id", others, {"copied": 1})}
    wanted = {name: document(mark) if (mark := found.marks[name]) else None for name in others}
    moved = [name for name in others if name in there and there[name] != wanted[name]]
    for batch in batches(moved):
        ledger["reviews"].bulk_write([_marking(name, wanted[name]) for name in batch], ordered=False)
    insert_new(ledger["text_signatures"], [document(row) for row in found.new])
    replace_all(ledger["text_signatures"], [document(row) for row in found.changed])
    delete_all(ledger["text_signatures"], found.gone)
    return len(moved)


def _marking(review: str, mark: dict[str, Any] | None) -> UpdateOne:
    return UpdateOne({"_id": review}, {"$set": {"copied": mark}} if mark else {"$unset": {"copied": ""}})
