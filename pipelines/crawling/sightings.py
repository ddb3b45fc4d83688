"""Pages that were seen again and say what they said: their times move on, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from ledger.database import Ledger
from pipelines.visits import Work
from pipelines.writes import batches, find_all, if_content
from scrapers.outcomes import Fetch

_FAILED = ("why", "failures", "failing_since", "missing_run", "missing_at", "not_before")
"""What a note says of failures; nothing of it is left once there is a page again."""


def see_again(work: Work, seen: Mapping[str, datetime], contents: Collection[str]) -> None:
    """Note that these pages ({name: when}) were seen to say what their kept bytes, with these hashes, say."""
    of_moment: dict[datetime, list[str]] = defaultdict(list)
    for name, moment in seen.items():
        of_moment[moment].append(name)
    latest = _latest_points(work.ledger, seen)
    for moment, names in sorted(of_moment.items()):
        later = {"$max": {"last_seen": moment}}
        read_later = if_content(contents, {"last_seen": {"$max": ["$last_seen", moment]}})
        for batch in batches(names):
            work.ledger["pages"].update_many({"_id": {"$in": batch}}, later)
            work.ledger["readings"].update_many({"_id": {"$in": batch}}, read_later)
        for batch in batches(one for name in names for one in latest[name]):
            work.ledger["rating_points"].update_many({"_id": {"$in": batch}}, later)
    work.counts["pages"] += len(seen)
    work.counts["unchanged"] += len(seen)


def note_same(work: Work, fetches: Iterable[Fetch]) -> None:
    """Note in many pages' notes at once that they are as they were."""
    alike: dict[tuple[datetime, int | None], list[str]] = defaultdict(list)
    for fetch in fetches:
        alike[fetch.at, fetch.status].append(fetch.page)
    for (at, status), names in sorted(alike.items(), key=repr):
        told = {"at": at, "good_at": at, "run": work.run, "outcome": "unchanged", "false_alarms": 0}
        came = {} if status == 304 else {"full_at": at, "spared": 0}
        change: dict[str, Any] = {"$set": told | came | {"status": status}, "$unset": dict.fromkeys(_FAILED, "")}
        if status == 304:
            change["$inc"] = {"spared": 1}
        for batch in batches(names):
            work.ledger["fetches"].update_many({"_id": {"$in": batch}}, change)


def _latest_points(ledger: Ledger, pages: Collection[str]) -> Mapping[str, list[str]]:
    """{page: the points that stand for each of its scores now}."""
    found: dict[tuple[str, str, str | None], dict[str, Any]] = {}
    only = {"page": 1, "kind": 1, "name": 1, "last_seen": 1}
    for point in find_all(ledger["rating_points"], "page", pages, only):
        key = (point["page"], point["kind"], point.get("name"))
        if key not in found or found[key]["last_seen"] < point["last_seen"]:
            found[key] = point
    of_page: dict[str, list[str]] = defaultdict(list)
    for (page, _, _), point in found.items():
        of_page[page].append(point["_id"])
    return of_page
