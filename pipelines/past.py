"""What pages once showed: nothing is lost when a page is read again that edited a review, or lost one, or a fact.

What a page shows now is its reading. What it showed of a review and shows no more is kept in `past_reviews`, with the
first and the last capture that showed it so; what it said of its film and says no more, with the reading itself (see
`pipelines.once_said`). All follow from the captures and their times, not from the order in which they became known: one
of old that is read late finds its place, and the same capture twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from ledger.database import Ledger
from ledger.records import Reading, ReviewStatement
from ledger.stored import VERSIONED, OnceSaid, PastReview, Remembered
from pipelines.once_said import remembered_facts, told_by
from pipelines.visits import Visit, in_utc
from pipelines.writes import find_all
from scrapers.read import READER


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What is known of one page: its reading, when the same was first and last seen, and what it showed before.

    `since` has for each review of the reading, in order, its key and when it was first seen as it is.
    """

    reading: Reading
    content_hash: str
    reader: str
    seen_at: datetime
    last_seen: datetime
    since: Mapping[str, datetime]
    past: Mapping[str, PastReview]
    once_said: tuple[OnceSaid, ...] = ()

    @property
    def remembered(self) -> Remembered:
        """The reading with what linking needs of the past."""
        given = {name: getattr(self.reading, name) for name in Reading.model_fields}
        past = tuple(self.past[key] for key in sorted(self.past))
        return Remembered.model_construct(
            **given, since=tuple(self.since.values()), past=past, once_said=self.once_said
        )


def review_keys(page: str, reviews: Iterable[ReviewStatement]) -> list[str]:
    """An id for each review of a page, by what it says; those that say the same are numbered.

    >>> one, two = (ReviewStatement(kind="critic", author=name, body="Fine.") for name in ("Ann Lee", "Bo Ek"))
    >>> keys, turned = review_keys("p", [one, two, one]), review_keys("p", [two, one])
    >>> len(set(keys)), turned == [keys[1], keys[0]]
    (3, True)
    """
    said = [orjson.dumps(review.model_dump(mode="json", include=set(VERSIONED))) for review in reviews]
    seen: Counter[bytes] = Counter()
    found = []
    for words in said:
        seen[words] += 1
        found.append(hashlib.sha256(b"\n".join((page.encode(), words, str(seen[words]).encode()))).hexdigest()[:24])
    return found


def shown(stored: Mapping[str, Any], past: Iterable[PastReview]) -> Shown:
    """What is known of a page, from its document in `readings` and those in `past_reviews`."""
    reading = Reading.model_validate({name: value for name, value in stored.items() if name in Reading.model_fields})
    seen_at = in_utc(stored["seen_at"])
    keys = review_keys(reading.page, reading.reviews)
    times = [in_utc(moment) for moment in stored.get("since", ())] or [seen_at] * len(keys)
    return Shown(
        reading=reading,
        content_hash=stored["content_hash"],
        reader=stored["reader"],
        seen_at=seen_at,
        last_seen=in_utc(stored.get("last_seen") or seen_at),
        since=dict(zip(keys, times, strict=True)),
        past={one.id: one for one in past if one.id not in keys},
        once_said=once_said_in(stored),
    )


def first_shown(visit: Visit, reading: Reading) -> Shown:
    """What is known of a page after its first capture."""
    return Shown(
        reading=reading,
        content_hash=visit.page.content_hash,
        reader=READER,
        seen_at=visit.seen_at,
        last_seen=visit.seen_at,
        since=dict.fromkeys(review_keys(reading.page, reading.reviews), visit.seen_at),
        past={},
    )


def seen_again(before: Shown, visit: Visit, reading: Reading) -> Shown:
    """What is known of a page after one more capture of it, earlier or later than those before."""
    at, content = visit.seen_at, visit.page.content_hash
    if content == before.content_hash and before.reader != READER:
        return corrected(before, first_shown(visit, reading))
    if (at, content) < (before.last_seen, before.content_hash):
        return _looked_back(before, visit, reading)
    if content == before.content_hash:
        return replace(before, last_seen=at)
    return _turned(before, first_shown(visit, reading))


def corrected(before: Shown, now: Shown) -> Shown:
    """The same bytes, read by another reader: what they are taken to say is no edit of what they were taken to say."""
    alike = len(before.since) == len(now.since)
    places = list(before.since.values())
    since = {
        key: before.since.get(key, places[place] if alike else before.seen_at) for place, key in enumerate(now.since)
    }
    past = {key: one for key, one in before.past.items() if key not in since}
    told = told_by(now.reading, now.content_hash, now.reader, now.last_seen)
    once = remembered_facts(before.once_said, told, now.reading.film)
    return replace(now, since=since, past=past, last_seen=max(before.last_seen, now.last_seen), once_said=once)


def _turned(before: Shown, now: Shown) -> Shown:
    """A later capture: what it does not show any more is past, and what it shows again is not."""
    left = {
        key: _past(before.reading, key, place, (first, before.last_seen))
        for place, (key, first) in enumerate(before.since.items())
        if key not in now.since
    }
    since = {key: min(_firsts(before, key, at)) for key, at in now.since.items()}
    kept = {key: one for key, one in before.past.items() if key not in since}
    told = told_by(before.reading, before.content_hash, before.reader, before.last_seen)
    once = remembered_facts(before.once_said, told, now.reading.film)
    return replace(now, since=since, past={**kept, **left}, once_said=once)


def _firsts(before: Shown, key: str, at: datetime) -> list[datetime]:
    known = (before.since.get(key), before.past[key].first_seen if key in before.past else None)
    return [at, *(moment for moment in known if moment)]


def _looked_back(before: Shown, visit: Visit, reading: Reading) -> Shown:
    """A capture of old: what it shows was there already then, or is past."""
    at = visit.seen_at
    since, past = dict(before.since), dict(before.past)
    for place, key in enumerate(review_keys(reading.page, reading.reviews)):
        if key in since:
            since[key] = min(since[key], at)
        elif key not in past:
            past[key] = _past(reading, key, place, (at, at))
        else:
            known = past[key]
            latest = _past(reading, key, place, (at, at)) if at > known.last_seen else known
            span = {"first_seen": min(known.first_seen, at), "last_seen": max(known.last_seen, at)}
            past[key] = latest.model_copy(update=span)
    told = told_by(reading, visit.page.content_hash, READER, at)
    once = remembered_facts(before.once_said, told, before.reading.film)
    return replace(before, since=since, past=past, once_said=once)


def _past(reading: Reading, key: str, place: int, span: tuple[datetime, datetime]) -> PastReview:
    review = reading.reviews[place]
    film = reading.film.title or reading.film.original_title
    named = f"{film} ({reading.film.year})" if film and reading.film.year else film
    return PastReview(
        _id=key,
        page=reading.page,
        position=place,
        review=review if review.of_film else review.model_copy(update={"of_film": named}),
        first_seen=span[0],
        last_seen=span[1],
        fetched=reading.fetched_at is not None,
    )


def past_of(ledger: Ledger, pages: Iterable[str]) -> dict[str, list[PastReview]]:
    """{page: what it showed and shows no more} of those pages that have any."""
    found: dict[str, list[PastReview]] = {}
    for document in find_all(ledger["past_reviews"], "page", pages):
        found.setdefault(document["page"], []).append(PastReview.model_validate(document))
    return found


def remembered(ledger: Ledger, documents: Sequence[Mapping[str, Any]]) -> list[Remembered]:
    """The readings in documents of `readings`, with what their pages showed before."""
    past = past_of(ledger, [stored["_id"] for stored in documents])
    return [remembered_with(stored, past.get(stored["_id"], ())) for stored in documents]


def remembered_with(stored: Mapping[str, Any], past: Iterable[PastReview] = ()) -> Remembered:
    """The reading in a document of `readings`; `past` is what its page showed before."""
    given = {name: value for name, value in stored.items() if name in Reading.model_fields}
    reading = Remembered.model_validate({**given, "since": _since(stored), "once_said": once_said_in(stored)})
    if not (before := sorted(past, key=lambda one: one.id)):
        return reading
    now = set(review_keys(reading.page, reading.reviews))  # a crash may have left what has come back
    return reading.model_copy(update={"past": tuple(one for one in before if one.id not in now)})


def once_said_in(stored: Mapping[str, Any]) -> tuple[OnceSaid, ...]:
    """What a page said of its film and says no more, from its document in `readings`."""
    found = (OnceSaid.model_validate(one) for one in stored.get("once_said", ()))
    return tuple(one.model_copy(update={"seen_at": in_utc(one.seen_at)}) for one in found)


def _since(stored: Mapping[str, Any]) -> list[datetime]:
    known = stored.get("since")
    if known:
        return [in_utc(moment) for moment in known]
    seen_at = stored.get("seen_at")
    return [in_utc(seen_at)] * len(stored.get("reviews", ())) if seen_at else []
