"""What pages say, stored: the latest reading of each page, and what it said of reviews before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import bson

from ledger.database import Ledger
from ledger.records import Reading
from ledger.stored import PastReview, StoredReading
from ledger.validators import document
from pipelines.keep import page_of
from pipelines.mentions import mentions
from pipelines.pairs import keys_of
from pipelines.past import Shown, corrected, first_shown, past_of, remembered_with, seen_again, shown
from pipelines.statement import reading as reading_made
from pipelines.visits import Visit, Work
from pipelines.writes import batches, delete_all, find_all, if_content, insert_new, replace_all
from scrapers.read import READER, read

MOST_BYTES = 15 * 1024 * 1024 + 512 * 1024
"""Of a document of `readings` with what its page once said: MongoDB takes 16 MB."""
_STATE = ("linked", "stale_keys", "seen_at", "last_seen")
"""What of a stored reading is no part of what the page says."""
Documents = dict[str, dict[str, Any]]


def store_readings(work: Work, visits: Sequence[Visit]) -> Documents:
    """Write readings that are new or say something else than the one before; what is no longer said becomes past.

    Gives {page: the document of its reading before} of those that had one.
    """
    captures: dict[str, list[Visit]] = defaultdict(list)
    told = {visit.page.name for visit in visits if visit.reading}
    for visit in sorted(visits, key=lambda visit: (visit.seen_at, visit.page.content_hash)):
        # The same bytes as before tell when they were seen last, if others come after them.
        if visit.reading or (visit.standing == "unchanged" and (visit.is_earlier or visit.page.name in told)):
            captures[visit.page.name].append(visit)
    asked = [name for name, some in captures.items() if any(visit.standing != "new" for visit in some)]
    before = {found["_id"]: found for found in find_all(work.ledger["readings"], "_id", asked)}
    past = past_of(work.ledger, before)
    after = {
        name: _after(work.ledger, some, before.get(name), past.get(name, ()), {v.page.content_hash for v in some})
        for name, some in captures.items()
    }
    _write(work, {name: state for name, state in after.items() if state}, before, past)
    _see_again(work.ledger, visits)
    return before


def _after(
    ledger: Ledger,
    captures: Iterable[Visit],
    stored: Mapping[str, Any] | None,
    past: Iterable[PastReview],
    contents: Collection[str],
) -> Shown | None:
    """What is known of a page after these captures of it."""
    state = shown(stored, past) if stored else None
    if state and state.reader != READER and state.content_hash not in contents:
        state = _read_anew(ledger, state)
    for visit in captures:
        made = visit.reading or (state.reading if state and state.content_hash == visit.page.content_hash else None)
        if made:
            state = seen_again(state, visit, made) if state else first_shown(visit, made)
    return state


def _read_anew(ledger: Ledger, state: Shown) -> Shown:
    """What today's reader takes a page to have said, so that a better reader makes no edit; as it was if that fails."""
    kept = ledger["pages"].find_one({"_id": state.reading.page})
    told = {"content_hash": state.content_hash, "fetched_at": state.reading.fetched_at}
    page = page_of(ledger, {**kept, **told}) if kept else None
    if page is None:
        return state
    try:
        made = reading_made(page, read(page))
    except Exception:  # noqa: BLE001 - the old reader's word stands where today's fails
        return state
    again = Visit(page=page, seen_at=state.seen_at, standing="changed", reading=made)
    return corrected(state, first_shown(again, made)) if made.reviews or not state.since else state


def _write(
    work: Work, after: Mapping[str, Shown], before: Mapping[str, dict[str, Any]], past: Mapping[str, list[PastReview]]
) -> None:
    """Write what differs: what is past before the readings that lead on, and what has come back after them."""
    made = {name: stored_reading(state, before.get(name)) for name, state in after.items()}
    old = {one.id: one for some in past.values() for one in some}
    now = {one.id: one for state in after.values() for one in state.past.values()}
    moved = {one.page for one in (*old.values(), *now.values()) if old.get(one.id) != now.get(one.id)}
    said = {name for name in made if name not in before or name in moved or _said(made[name]) != _said(before[name])}
    new, changed = sorted(said - before.keys()), sorted(said & before.keys())
    insert_new(work.ledger["past_reviews"], [document(one) for name, one in sorted(now.items()) if name not in old])
    replace_all(
        work.ledger["past_reviews"], [document(one) for name, one in sorted(now.items()) if old.get(name, one) != one]
    )
    insert_new(work.ledger["readings"], [made[name] for name in new])
    replace_all(work.ledger["readings"], [made[name] for name in changed])
    delete_all(work.ledger["past_reviews"], sorted(old.keys() - now.keys()))
    work.counts["new"] += len(new)
    work.counts["changed"] += len(changed)
    work.unlinked += len(new) + len(changed)


def _see_again(ledger: Ledger, visits: Iterable[Visit]) -> None:
    """Note when readings were last seen to be so."""
    seen: dict[datetime, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.standing == "unchanged" or (visit.reading and visit.standing != "new"):
            seen[visit.seen_at].append(visit)
    for moment, some in sorted(seen.items()):
        for batch in batches(some):
            names, contents = [visit.page.name for visit in batch], [visit.page.content_hash for visit in batch]
            later = if_content(contents, {"last_seen": {"$max": ["$last_seen", moment]}})
            ledger["readings"].update_many({"_id": {"$in": names}}, later)


def stored_reading(state: Shown, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The document of a page's reading, not yet linked. `before` is the document that it replaces."""
    reading = state.reading
    stale = {*before.get("keys", ()), *before.get("stale_keys", ())} if before else set()
    since = tuple(state.since.values())
    record = StoredReading.model_construct(
        **{name: getattr(reading, name) for name in Reading.model_fields},
        id=reading.page,
        content_hash=state.content_hash,
        reader=state.reader,
        seen_at=state.seen_at,
        last_seen=state.last_seen,
        since=() if set(since) <= {state.seen_at} else since,
        once_said=state.once_said,
        keys=reading_keys(state.remembered if state.past or state.once_said else reading),
        stale_keys=tuple(sorted(stale)),
        linked=False,
    )
    made = document(record)
    if state.once_said and len(bson.encode(made)) > MOST_BYTES:
        del made["once_said"]  # what the page says now comes first
    return made


def reading_keys(reading: Reading) -> tuple[str, ...]:
    """The keys of all mentions of a page, sorted."""
    return tuple(sorted({key for mention in mentions(reading) for key in keys_of(mention.film)}))


def reading_of(stored: Mapping[str, Any]) -> Reading:
    """The reading in a document of `readings`, without what its page said before (see `pipelines.past`)."""
    return remembered_with(stored)


def _said(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if name not in _STATE}
