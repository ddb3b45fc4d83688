"""Crawls within the test's own process: pages that are given take the steps that those of Scrapy's spiders take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ledger.database import Ledger
from ledger.health import Health
from ledger.runs import Run
from pipelines.crawling.fetches import Fetches
from pipelines.runs import Ending, begin, end
from pipelines.steps import STEPS, take
from pipelines.visits import Work
from scheduler import health
from scrapers.outcomes import Fetch
from scrapers.pages import Page

SOURCE = "films.example"
MAY = datetime(2026, 5, 1, 3, tzinfo=UTC)
FILM = """<html lang="en"><head><title>{title} (2011)</title></head><body><h1>{title} (2011)</h1>
<p>Director: Jana Kellerwirt</p><p>Runtime: 97 min</p><p>Genre: Drama</p><p>Country: Germany</p>{more}</body></html>"""
WORDS = " ".join(["the harbour was quiet in the morning and the boats lay still in a line"] * 12)
BARE = (
    '<html lang="en"><head><title>Welcome</title></head><body><div><p>'
    + WORDS
    + " {title}</p>{more}</div></body></html>"
)
"""The same site after all that said what its texts are has gone."""


def film_pages(layout: str, day: int, number: int = 12, *, first: int = 0, **texts: str) -> list[Page]:
    """Films of one site, from film `first` on, as its layout of that day shows them."""
    return [
        Page(
            name=f"https://{SOURCE}/{one}",
            url=f"https://{SOURCE}/{one}",
            source=SOURCE,
            body=(layout.format(**{"more": "", **texts, "title": f"Quiet Bay {one}"}) + f"<!-- {day} -->").encode(),
            media_type="text/html",
            fetched_at=MAY + timedelta(days=day),
        )
        for one in range(first, first + number)
    ]


def walls(day: int, outcome: Any = "challenge", number: int = 12) -> list[Fetch]:
    """What comes of so many pages where none is given out."""
    return [
        Fetch(
            page=f"https://{SOURCE}/{one}",
            url=f"https://{SOURCE}/{one}",
            host=SOURCE,
            outcome=outcome,
            at=MAY + timedelta(days=day),
            source=SOURCE,
        )
        for one in range(number)
    ]


def crawl(
    ledger: Ledger,
    day: int,
    items: Sequence[Page | Fetch] = (),
    *,
    ending: Ending = "done",
    took: timedelta = timedelta(minutes=1),
    **counts: Any,
) -> Run:
    """One crawl of the source on that day; `counts` are further ones that it made, or what its run is to say."""
    work = Work(ledger, started=MAY + timedelta(days=day))
    begin(work, "crawl", SOURCE)
    kept = [page for page in Fetches(work).many(list(items)) if page]
    take([step(work) for step in STEPS], kept)
    work.counts.update({name: count for name, count in counts.items() if isinstance(count, int)})
    said = {"what": f"source {SOURCE}", **{name: value for name, value in counts.items() if not isinstance(value, int)}}
    run = end(work, ending)
    ledger["runs"].update_one({"_id": run.id}, {"$set": {**said, "ended": run.started + took}})
    return run


def judged(ledger: Ledger, runs: Iterable[Run]) -> Health:
    """The state after these runs were judged, one after the other."""
    found = [health.judge(ledger, run.id) for run in runs][-1]
    assert found is not None
    return found


def state_after(ledger: Ledger, day: int, items: Sequence[Page | Fetch] = (), **given: Any) -> tuple[str, str]:
    """The state of the source after one more crawl of it, and its reasons in one text."""
    found = judged(ledger, [crawl(ledger, day, items, **given)])
    return found.state, "; ".join(reason.words for reason in found.reasons)
