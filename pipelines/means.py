"""The counts behind the ledger's mean: how many films have a mean of their own, and the sum of those, by bucket.

A film falls into one of 256 buckets by its id. While films of a bucket are written its count is marked as stale; when
linking ends, the stale ones are counted anew from their films alone. So one page more counts a 256th of the films, the
sums are the same in any order, and what a crash leaves stale is counted at the next linking.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pymongo import UpdateOne

from ledger.database import Ledger
from ledger.queries import means_of_bucket, stale_means
from ledger.records import Film
from ledger.stored import ScoreMeans
from ledger.validators import document
from pipelines.writes import delete_all, replace_all


def bucket_of(film: str) -> str:
    """The bucket of a film, by its id.

    >>> bucket_of("up-2009")
    '31'
    """
    return hashlib.sha256(film.encode()).hexdigest()[:2]


def bucket(film: Film) -> dict[str, str]:
    """The field by which a film is found by its bucket; none where it has no mean to count."""
    return {"bucket": bucket_of(film.id)} if any(one.mean is not None for one in film.consensus) else {}


def mark_stale(ledger: Ledger, films: Iterable[str]) -> None:
    """Note that films with these ids are about to change."""
    touched = {bucket_of(film) for film in films}
    left = sorted(touched.difference(one.id for one in stale_means(ledger))) if touched else []
    if left:
        marks = [UpdateOne({"_id": name}, {"$set": {"stale": True}}, upsert=True) for name in left]
        ledger["score_means"].bulk_write(marks, ordered=False)


def count_stale(ledger: Ledger) -> None:
    """Count the stale buckets anew."""
    counted = [_counted(ledger, one.id) for one in stale_means(ledger)]
    replace_all(ledger["score_means"], [document(one) for one in counted if one.critic_films or one.audience_films])
    delete_all(ledger["score_means"], [one.id for one in counted if not one.critic_films and not one.audience_films])


def _counted(ledger: Ledger, name: str) -> ScoreMeans:
    found: Counter[str] = Counter()
    for consensus in means_of_bucket(ledger, name):
        if consensus.mean is not None:
            found[f"{consensus.kind}_films"] += 1
            found[f"{consensus.kind}_sum"] += round(consensus.mean * 10_000)
    counts: dict[str, Any] = dict(found)
    return ScoreMeans(_id=name, **counts)
