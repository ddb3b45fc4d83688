"""The computed collections: written where they differ from what is stored, and in an order that survives a crash.

A film is there before its reviews and scores, and goes after them; so whatever is left over by a crash is found by its
film, and a film by its pages.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson

from ledger.database import Ledger
from ledger.records import Film, Record, Review
from ledger.validators import COLLECTIONS, document
from pipelines.copying import changes, write_changes
from pipelines.folding.bounds import fitted
from pipelines.link import Linked
from pipelines.means import bucket, mark_stale
from pipelines.remembered import Digests
from pipelines.unswept import unswept
from pipelines.writes import delete_all, find_all, insert_new, replace_all

MOST_PAGES_OF_AN_ID = 200
"""Pages by which an id that a film once had is found again."""
_PAGES_AT_ONCE = 500
_PERHAPS_TOO_LARGE = 3 * 1024 * 1024
"""Bytes as JSON from which on a film's document is measured: in MongoDB's form it may be four times as large."""
NOTHING: Mapping[str, Mapping[str, Digests]] = {}


def with_digest(record: Record, **more: Any) -> dict[str, Any]:
    """The document of a computed record, with the hash of all that it says. `more` are fields beside the record's."""
    is_flat = not isinstance(record, Film) and not (isinstance(record, Review) and record.versions)
    made = (_flat(record) if is_flat else document(record)) | more
    dumped = orjson.dumps(made, option=orjson.OPT_SORT_KEYS, default=bytes.hex)
    if isinstance(record, Film) and len(dumped) > _PERHAPS_TOO_LARGE:
        made = fitted(made)
        dumped = orjson.dumps(made, option=orjson.OPT_SORT_KEYS, default=bytes.hex)
    return {**made, "digest": hashlib.sha256(dumped).hexdigest()[:32]}


def documents_of(linked: Linked) -> dict[str, list[dict[str, Any]]]:
    """The documents of what was computed, {collection: documents}; films before what leads to them."""
    made_of = linked.made_of
    with unswept():
        return {
            "films": [with_digest(film, **bucket(film)) for film in linked.films],
            "reviews": [
                with_digest(one, made_of=made_of[one.id]) if one.id in made_of else with_digest(one)
                for one in linked.reviews
            ],
            "ratings": [with_digest(rating) for rating in linked.ratings],
            "doubts": [with_digest(doubt) for doubt in linked.doubts],
            "review_clues": [with_digest(sheet) for sheet in linked.clues],
        }


def _flat(record: Record) -> dict[str, Any]:
    """As `document`, for records whose parts have no empty lists in them, in half the time."""
    made = record.model_dump(by_alias=True, exclude_none=True)
    lists = {name: list(value) if isinstance(value, tuple) else value for name, value in made.items()}
    return {name: value for name, value in lists.items() if value not in ([], {})}


def clear(ledger: Ledger) -> None:
    """Drop every computed record; reviews and scores before the films that lead to them."""
    for collection in reversed([collection.name for collection in COLLECTIONS if collection.computed]):
        ledger[collection].delete_many({})


def films_on(ledger: Ledger, pages: Iterable[str], known: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The stored films (id, pages, keys) that have one of these pages, without those known, {id: pages}."""
    left = set(pages).difference(*known.values())
    found: dict[str, dict[str, Any]] = {}
    while left:
        some = sorted(left)[:_PAGES_AT_ONCE]
        left.difference_update(some)
        for film in ledger["films"].find({"pages": {"$in": some}}, {"pages": 1, "keys": 1}):
            if film["_id"] not in known:
                found[film["_id"]] = {"keys": [], **film}
                left.difference_update(film["pages"])
    return list(found.values())


def write(
    ledger: Ledger,
    linked: Linked,
    old: Mapping[str, Sequence[str]],
    known: Mapping[str, Mapping[str, Digests]] = NOTHING,
) -> Counter[str]:
    """Write the records of some blocks in the place of `old`, the stored films that they replace, {id: pages}.

    `known` has what is stored of some films, {film: {collection: {id: digest}}}.
    """
    films = sorted({film.id for film in linked.films} | old.keys())
    counts: Counter[str] = Counter()
    gone: dict[str, list[str]] = {}
    made = documents_of(linked)
    for name, records in made.items():
        there = _there(ledger, name, films, known)
        documents = {found["_id"]: found for found in records}
        new = [found for found in documents.values() if found["_id"] not in there]
        changed = [found for key, found in documents.items() if key in there and found["digest"] != there[key]]
        gone[name] = sorted(there.keys() - documents.keys() - linked.kept.get(name, {}).keys())
        if name == "films":
            mark_stale(ledger, [*(found["_id"] for found in (*new, *changed)), *gone[name]])
        elif name == "reviews":
            counts["reviews_changed"] += _mark_copies(ledger, linked.reviews, [*new, *changed], gone[name])
            counts["duplicates_folded"] += _folded(ledger, new, changed)
        insert_new(ledger[name], new)
        replace_all(ledger[name], changed)
        if name != "review_clues":  # what is kept to save work is no part of what a run has done
            counts += Counter({f"{name}_added": len(new), f"{name}_changed": len(changed)})
    _remember(ledger, {film: old[film] for film in gone["films"] if film in old})
    for name in reversed(list(made)):
        delete_all(ledger[name], gone[name])
        if name != "review_clues":
            counts[f"{name}_removed"] += len(gone[name])
    return +counts


def _mark_copies(
    ledger: Ledger, made: Sequence[Review], documents: Sequence[dict[str, Any]], gone: Sequence[str]
) -> int:
    """Mark the copies among the reviews: in the documents that are about to be written, and in others of the ledger."""
    written = {found["_id"] for found in documents}
    found = changes(ledger, made, written, gone)
    for one in documents:
        if mark := found.marks.get(one["_id"]):
            one["copied"] = document(mark)
    return write_changes(ledger, found, written)


def _folded(ledger: Ledger, new: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]]) -> int:
    """How many sightings these reviews have beyond the first of each, and did not have before."""
    names = [one["_id"] for one in changed if _again(one)]
    before = {one["_id"]: _again(one) for one in find_all(ledger["reviews"], "_id", names, {"sightings": 1})}
    return sum(max(0, _again(one) - before.get(one["_id"], 0)) for one in (*new, *changed))


def _again(review: Mapping[str, Any]) -> int:
    """On how many pages a review stands beyond the first; not where it stood once."""
    return max(0, sum("past" not in one for one in review.get("sightings", ())) - 1)


def _there(
    ledger: Ledger, name: str, films: Iterable[str], known: Mapping[str, Mapping[str, Digests]]
) -> dict[str, str | None]:
    """What is stored of these films in one collection, {id: digest}."""
    field = "_id" if name == "films" else "film"
    asked = [film for film in films if name not in known.get(film, {})]
    there = {one["_id"]: one.get("digest") for one in find_all(ledger[name], field, asked, {"digest": 1})}
    return there | {key: digest for some in known.values() for key, digest in some.get(name, {}).items()}


def _remember(ledger: Ledger, gone: Mapping[str, Collection[str]]) -> None:
    """Keep the pages of ids that no film has any more, so that they still find their film."""
    former = [{"_id": film, "pages": sorted(pages)[:MOST_PAGES_OF_AN_ID]} for film, pages in sorted(gone.items())]
    known = {found["_id"] for found in find_all(ledger["film_ids"], "_id", gone, {"_id": 1})}
    insert_new(ledger["film_ids"], [one for one in former if one["_id"] not in known])
    replace_all(ledger["film_ids"], [one for one in former if one["_id"] in known])
