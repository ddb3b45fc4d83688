"""Store what was read: readings, issues and points in the history of scores, a batch at a time, as not yet linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import bson

from ledger.database import Ledger
from ledger.records import Issue, RatingPoint, RatingStatement
from ledger.validators import document
from pipelines.fills import count_fills
from pipelines.history import timeline
from pipelines.keep import mark_read
from pipelines.readings import store_readings
from pipelines.visits import Visit, Work
from pipelines.writes import Documents, batches, delete_all, find_all, insert_new, replace_all

MOST_BYTES = 15 * 1024 * 1024
"""Of a reading: MongoDB takes 16 MB, and some of it is for the state of linking."""
_PERHAPS_TOO_LARGE = 2 * 1024 * 1024
"""Bytes of a page from which on its reading is measured."""


def store_visits(work: Work, visits: Sequence[Visit]) -> None:
    """Write everything that these visits brought. After it, what a crash takes away is done again at the next start."""
    visits = [_storable(visit) for visit in visits]
    read = [visit for visit in visits if visit.outcome]
    before = store_readings(work, visits)
    _store_issues(work, read)
    _store_points(work.ledger, visits)
    work.ledger.barrier()
    mark_read(work, read)
    count_fills(work, visits, before)
    for visit in visits:
        work.counts["pages"] += 1
        work.counts[visit.outcome or "unchanged"] += 1
        work.counts["issues"] += len(visit.issues)


def _storable(visit: Visit) -> Visit:
    """The visit; without its reading, and with an issue, where that is more than one document of MongoDB holds."""
    if visit.reading is None or len(visit.page.body) < _PERHAPS_TOO_LARGE:
        return visit
    size = len(bson.encode(document(visit.reading)))
    if size <= MOST_BYTES:
        return visit
    why = f"what it says is {size:,} bytes, and one document holds {MOST_BYTES:,}; the page is kept, and not read"
    return replace(visit, reading=None, outcome="broken", issues=(Issue(page=visit.page.name, field="page", why=why),))


def _store_issues(work: Work, visits: Iterable[Visit]) -> None:
    """Write what went wrong in the place of what went wrong before; a page that did not come clears nothing."""
    told = [visit for visit in visits if visit.standing != "older" and (visit.reading or visit.issues)]
    there: dict[str, set[str]] = defaultdict(set)
    asked = [visit.page.name for visit in told if visit.standing != "new"]
    for found in find_all(work.ledger["issues"], "page", asked, {"page": 1}):
        there[found["page"]].add(found["_id"])
    made = {row["_id"]: row for visit in told for row in _issues(visit, work.run)}
    gone = {old for visit in told if visit.reading for old in there[visit.page.name]} - made.keys()
    known = set().union(*there.values())
    insert_new(work.ledger["issues"], [row for name, row in made.items() if name not in known])
    replace_all(work.ledger["issues"], [row for name, row in made.items() if name in known])
    delete_all(work.ledger["issues"], sorted(gone))


def _issues(visit: Visit, run: str) -> list[dict[str, Any]]:
    return [_issue(visit.page.name, number, issue, run) for number, issue in enumerate(visit.issues)]


def _issue(page: str, number: int, issue: Issue, run: str) -> dict[str, Any]:
    return {**document(issue), "_id": f"{page} {number:04}", "page": page, "run": run}


def _store_points(ledger: Ledger, visits: Sequence[Visit]) -> None:
    """Extend or add the points of every score that these captures showed."""
    names = {v.page.name for v in visits if v.standing == "unchanged" or (v.reading and v.standing != "new")}
    before: dict[str, list[RatingPoint]] = defaultdict(list)
    for found in find_all(ledger["rating_points"], "page", names):
        before[found["page"]].append(RatingPoint.model_validate(found))
    after = {page: list(points) for page, points in before.items()}
    for visit in visits:
        for score in _scores(visit, after.get(visit.page.name, [])):
            after[visit.page.name] = _with(after.get(visit.page.name, []), visit, score)
    _write_points(ledger["rating_points"], _by_id(before), _by_id(after))


def _by_id(points: Mapping[str, Iterable[RatingPoint]]) -> dict[str, RatingPoint]:
    return {point.id: point for some in points.values() for point in some}


def _write_points(collection: Documents, old: Mapping[str, RatingPoint], new: Mapping[str, RatingPoint]) -> None:
    insert_new(collection, [document(point) for name, point in new.items() if name not in old])
    longer: dict[datetime, list[str]] = defaultdict(list)
    for name, point in new.items():
        if name in old and point.last_seen != old[name].last_seen:
            longer[point.last_seen].append(name)
    for moment, ids in sorted(longer.items()):
        for batch in batches(ids):
            collection.update_many({"_id": {"$in": batch}}, {"$set": {"last_seen": moment}})
    delete_all(collection, sorted(old.keys() - new.keys()))


def _scores(visit: Visit, known: Iterable[RatingPoint]) -> list[RatingStatement]:
    """The scores that a capture showed, one for each kind and name; those of bytes that were read before are known."""
    if visit.reading:
        scored = [score for score in visit.reading.ratings if score.state == "scored" and score.value is not None]
        return list({(score.kind, score.name): score for score in reversed(scored)}.values())
    latest: dict[tuple[str, str | None], RatingPoint] = {}
    for point in sorted(known, key=lambda point: point.last_seen) if visit.standing == "unchanged" else ():
        latest[point.kind, point.name] = point
    return [
        RatingStatement(kind=p.kind, name=p.name, value=p.value, best=p.best, votes=p.votes) for p in latest.values()
    ]


def _with(points: list[RatingPoint], visit: Visit, score: RatingStatement) -> list[RatingPoint]:
    same = [point for point in points if (point.kind, point.name) == (score.kind, score.name)]
    others = [point for point in points if (point.kind, point.name) != (score.kind, score.name)]
    return [*others, *timeline(same, visit.page.name, score, visit.seen_at)]
