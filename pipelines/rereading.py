"""Kept pages read again by today's reader: what would be said otherwise, and saying it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from ledger.database import Ledger
from ledger.records import Reading
from ledger.runs import Run
from ledger.stored import Remembered
from pipelines.keep import page_of
from pipelines.keeping.captures import page_in_capture
from pipelines.readings import reading_of
from pipelines.replay import Progress, ended, in_a_run
from pipelines.statement import reading
from pipelines.steps import STEPS, finish_kept, link, take
from pipelines.visits import Visit, Work, in_utc
from pipelines.writes import batches, find_all
from scrapers.pages import Page
from scrapers.read import READER, read
from scrapers.words import NoPage

_AT_ONCE = 100
_PARTS = ("ratings", "reviews")


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One field that a page would now say otherwise; None stands for nothing said.

    `field` is "film.year", "reviews[2].author", "ratings[0].votes", "page_type", or "outcome" of the page.
    """

    page: str
    film: str | None
    """The page's film by today's reading, else by the former: its title as the page has it."""
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A page as it is kept, with what came of it, and its reading if that is of these bytes."""

    page: Page
    outcome: str | None
    before: Reading | None
    is_latest: bool = True
    """False where its reading stands on an earlier capture, because the latest brought no page."""


def kept_pages(ledger: Ledger, source: str | None = None, since: datetime | None = None) -> Iterator[list[Kept]]:
    """The latest captures of pages, some at once, in the order of the pages' names; `since`: seen then or later."""
    wanted: dict[str, Any] = {} if source is None else {"source": source}
    chosen = (
        kept["_id"]
        for kept in ledger["pages"].find(wanted, {"last_seen": 1})
        if since is None or in_utc(kept["last_seen"]) >= in_utc(since)
    )
    for names in batches(sorted(chosen), _AT_ONCE):
        documents = {kept["_id"]: kept for kept in find_all(ledger["pages"], "_id", names)}
        readings = {found["_id"]: found for found in find_all(ledger["readings"], "_id", names)}
        found = []
        for name in sorted(documents):
            stored = readings.get(name)
            before = reading_of(stored) if stored else None
            is_latest = stored is None or stored["content_hash"] == documents[name]["content_hash"]
            page = page_of(ledger, documents[name]) if is_latest else _read_from(ledger, stored or {})
            outcome = documents[name].get("outcome") if is_latest else "read"
            if page:
                found.append(Kept(page=page, outcome=outcome, before=before, is_latest=is_latest))
        yield found


def _read_from(ledger: Ledger, stored: Mapping[str, Any]) -> Page | None:
    """The earlier capture that a reading was made from; None where it is gone."""
    asked = {"page": stored["_id"], "content_hash": stored["content_hash"]}
    found = ledger["captures"].find_one(asked, sort=[("first_seen", 1)])
    return page_in_capture(ledger, found) if found else None


def differences(kept: Kept) -> list[Difference]:
    """What today's reader finds on this page and its reading does not say, and the reverse. Writes nothing."""
    page, before = kept.page, kept.before
    try:
        words = read(page)
        after = None if words.page_type in get_args(NoPage) else reading(page, words)
    except Exception as error:  # noqa: BLE001 - one page must not end the others
        outcome: str = "broken"
        why = f"broken, {type(error).__name__}: {error}"[:300]
        after = None
    else:
        outcome = why = "read" if after else words.page_type
    film = _title(after) or _title(before)
    found = []
    if outcome != kept.outcome:
        found.append(Difference(page=page.name, film=film, field="outcome", old=kept.outcome, new=why))
    if after is None:
        return found
    old, new = (_fields(before) if before else {}), _fields(after)
    changed = [name for name in sorted(old.keys() | new.keys(), key=_order) if old.get(name) != new.get(name)]
    return found + [
        Difference(page=page.name, film=film, field=name, old=old.get(name), new=new.get(name)) for name in changed
    ]


def read_again(
    ledger: Ledger, source: str | None = None, since: datetime | None = None, progress: Progress | None = None
) -> Run:
    """Read kept pages by today's reader, and let what differs be the ledger's word. Gives the run with its counts.

    A page is marked as not read before it is read again, so that a run that is cut off is taken up by the next.
    """
    work = Work(ledger)
    with in_a_run(work, "replay", source):
        finish_kept(work)
        for some in kept_pages(ledger, source, since):
            found = {kept.page.name: kept for kept in some if differences(kept)}
            latest = {name for name, kept in found.items() if kept.is_latest}
            differing = found.keys()
            _mark(ledger, {kept.page.name for kept in some if kept.is_latest} - latest, latest)
            finish_kept(work)
            _take_earlier(work, [found[name].page for name in sorted(differing - latest)])
            _take_once_said(work, some)
            work.counts["pages"] += len(some) - len(differing)
            work.counts["unchanged"] += len(some) - len(differing)
            if progress:
                progress(dict(work.counts))
        link(work)
    return ended(work)


def _take_earlier(work: Work, pages: Collection[Page]) -> None:
    """Read earlier captures again, on which readings stand."""
    names = [page.name for page in pages]
    work.ledger["readings"].update_many({"_id": {"$in": names}}, {"$set": {"reader": "former"}})
    moments = [(page, in_utc(page.fetched_at or page.seen_at or work.started)) for page in pages]
    visits = [Visit(page=page, seen_at=moment, standing="older") for page, moment in moments]
    take([step(work) for step in STEPS[1:]], visits)


def _take_once_said(work: Work, some: Iterable[Kept]) -> None:
    """Read captures again on which stands what an older reader found, and what their pages say no more."""
    visits = []
    for kept in some:
        for one in kept.before.once_said if isinstance(kept.before, Remembered) else ():
            asked = {"page": kept.page.name, "content_hash": one.content_hash}
            capture = work.ledger["captures"].find_one(asked) if one.reader != READER else None
            if capture and (page := page_in_capture(work.ledger, capture)):
                visits.append(Visit(page=page, seen_at=one.seen_at, standing="older"))
    if visits:
        take([step(work) for step in STEPS[1:]], visits)


def _mark(ledger: Ledger, same: Collection[str], differing: Collection[str]) -> None:
    """Note that pages were read by today's reader; and of those that differ that they are not."""
    alike = {"_id": {"$in": sorted(same)}}
    ledger["readings"].update_many({**alike, "reader": {"$ne": READER}}, {"$set": {"reader": READER}})
    mark = {"read_hash": {"$concat": ["$content_hash", f":{READER}"]}}
    ledger["pages"].update_many({**alike, "outcome": {"$ne": None}}, [{"$set": mark}])
    others = {"_id": {"$in": sorted(differing)}}
    # A reading by the same reader of the same bytes would be taken for the one that is there.
    ledger["readings"].update_many(others, {"$set": {"reader": "former"}})
    ledger["pages"].update_many(others, {"$unset": {"outcome": "", "read_hash": ""}})


def _title(found: Reading | None) -> str | None:
    return (found.film.title or found.film.original_title) if found and found.film else None


def _fields(found: Reading) -> dict[str, Any]:
    """{field: what it says}, a review or rating field by field."""
    plain = found.plain()
    fields = {f"film.{name}": value for name, value in (plain.get("film") or {}).items()}
    for part in _PARTS:
        for number, one in enumerate(plain.get(part) or ()):
            fields |= {f"{part}[{number}].{name}": value for name, value in one.items()}
    return fields | {"page_type": plain.get("page_type")}


def _order(field: str) -> tuple[str, int, str]:
    """Fields in their order, the second review before the tenth."""
    head, _, rest = field.partition("[")
    number, _, name = rest.partition("]")
    return head, int(number) if number.isdigit() else 0, name
