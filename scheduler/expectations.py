"""What a source is expected to give, held against what a run of it gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from ledger.runs import Fill, Run
from pipelines.fills import LEAST_PAGES
from scrapers.sources.records import Expect
from scrapers.words import PageType

_KINDS = frozenset(get_args(PageType))
_THERE = ("fetch_ok", "fetch_unchanged", "rested_not_due", "rested_told_same", "rested_resumed")
"""What a run counts of pages that are there, whether they had to be asked for or not."""


def unmet(expect: Expect, run: Run, fills: Iterable[Fill]) -> list[str]:
    """What was expected and did not come, a sentence each; empty where all is well.

    `pages` counts those that are there, those among them that needed not be asked for; `films` the pages that name a
    film, where the run read all of its pages anew; a field's share is of the pages that were read, if not of a few.

    >>> from datetime import UTC, datetime
    >>> run = Run(_id="r", started=datetime(2024, 5, 1, tzinfo=UTC), fetch_ok=8)
    >>> title = {"_id": "r a title", "run": "r", "at": run.started, "source": "a", "kind": "title", "pages": 8}
    >>> fills = [Fill(**title, filled={"directors": 2})]
    >>> unmet(Expect(pages=10, fill={"directors": 0.9, "year": 0}), run, fills)
    ['8 pages, 10 expected', 'directors on 2 of 8 pages, on 90 % expected']
    """
    counts = run.model_extra or {}
    there = sum(counts.get(name, 0) for name in _THERE)
    rows = [row for row in fills if row.kind in _KINDS]
    pages, filled = sum(row.pages for row in rows), Counter[str]()
    for row in rows:
        filled.update(row.filled)
    told = [f"{there:,} pages, {expect.pages:,} expected"] if there < expect.pages else []
    if pages >= there and filled["title"] < expect.films:
        told.append(f"{filled['title']:,} pages name a film, {expect.films:,} expected")
    if pages >= LEAST_PAGES:
        told += [
            f"{name} on {filled[name]:,} of {pages:,} pages, on {share:.0%} expected".replace("%", " %")
            for name, share in expect.fill.items()
            if filled[name] < share * pages
        ]
    return told
