"""What a source is expected to give, held against what a run of it gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from ledger.runs import Fill, Run
from pipelines.fills import LEAST_PAGES
from scheduler.chance import so_many_lost
from scrapers.sources.records import Expect
from scrapers.words import PageType

_KINDS = frozenset(get_args(PageType))
CHANCE = 0.05
"""On fewer than `LEAST_PAGES` pages, a field that is missing with more than this probability is not told."""
THERE = ("fetch_ok", "fetch_unchanged", "rested_not_due", "rested_told_same", "rested_resumed")
"""What a run counts of pages that are there, whether they had to be asked for or not."""


def there(run: Run) -> int:
    """How many pages of a run are there, whether they had to be asked for or not."""
    counts = run.counts
    return sum(counts.get(name, 0) for name in THERE)


def unmet(expect: Expect, run: Run, fills: Iterable[Fill]) -> list[str]:
    """What was expected and did not come, a sentence each; empty where all is well.

    `pages` counts those that are there, those among them that needed not be asked for.

    >>> from datetime import UTC, datetime
    >>> run = Run(_id="r", started=datetime(2024, 5, 1, tzinfo=UTC), fetch_ok=8)
    >>> title = {"_id": "r a title", "run": "r", "at": run.started, "source": "a", "kind": "title", "pages": 8}
    >>> fills = [Fill(**title, filled={"directors": 2})]
    >>> unmet(Expect(pages=10, fill={"directors": 0.9, "year": 0}), run, fills)
    ['8 pages, 10 expected', 'directors on 2 of 8 pages, on 90 % expected']
    """
    known = there(run)
    told = [f"{known:,} pages, {expect.pages:,} expected"] if known < expect.pages else []
    return [*told, *unmet_fields(expect, run, fills)]


def unmet_fields(expect: Expect, run: Run, fills: Iterable[Fill]) -> list[str]:
    """What was expected of the pages that were read, and did not come; empty where none was read.

    `films` are the pages that name a film, where the run read all of its pages anew. A field's share is of the pages
    that were read; of a few, it is told only where it is hardly chance.

    >>> from datetime import UTC, datetime
    >>> run = Run(_id="r", started=datetime(2024, 5, 1, tzinfo=UTC), fetch_ok=3)
    >>> title = {"_id": "r a title", "run": "r", "at": run.started, "source": "a", "kind": "title", "pages": 3}
    >>> [unmet_fields(Expect(fill={"year": 0.9}), run, [Fill(**title, filled={"year": n})]) for n in (0, 2)]
    [['year on 0 of 3 pages, on 90 % expected'], []]
    """
    rows = [row for row in fills if row.kind in _KINDS]
    pages, filled = sum(row.pages for row in rows), Counter[str]()
    for row in rows:
        filled.update(row.filled)
    told = []
    if pages >= there(run) and filled["title"] < expect.films:
        told.append(f"{filled['title']:,} pages name a film, {expect.films:,} expected")
    for name, share in expect.fill.items():
        is_sure = pages >= LEAST_PAGES or so_many_lost(pages, filled[name], 1 - share) <= CHANCE
        if filled[name] < share * pages and is_sure:
            told.append(f"{name} on {filled[name]:,} of {pages:,} pages, on {share:.0%} expected".replace("%", " %"))
    return told
