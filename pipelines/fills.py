"""How full a source's pages are: of the pages that a run read, on how many each field was found.

A site that changes its layout still answers with 200 and a page; only these figures tell that a field is gone. They
are stored for each run, source and kind of page, and held against the runs before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger import queries
from ledger.database import Ledger
from ledger.records import Reading
from ledger.runs import Fill, Lost
from ledger.validators import document
from pipelines.visits import Visit, Work
from pipelines.writes import insert_new

ALL = "all"
"""The kind under which the kinds themselves are counted: of all pages that came, how many were title pages."""
RUNS_BEFORE = 10
"""So many earlier runs of a source are its past."""
LEAST_PAGES, LEAST_BEFORE = 5, 10
"""On fewer pages, now or before, a field may be missing by chance."""
USUAL = 0.5
"""A field that stood on so large a part of the pages before is usual."""
FALLEN = 0.5
"""A usual field that now stands on no more than this part of what it did is lost."""
_PLACE = re.compile(r"\[\d+\]")


def count_fills(work: Work, visits: Iterable[Visit], before: Mapping[str, Mapping[str, Any]]) -> None:
    """Count what these visits brought, towards the run's figures; `before` has the readings that their pages had."""
    for visit in visits:
        if not visit.outcome or visit.standing == "older":
            continue
        source = visit.page.source or visit.page.site or ""
        kind = visit.reading.page_type if visit.reading else visit.outcome
        for name, fields in ((ALL, {kind}), (kind, fields_of(visit.reading.layers) if visit.reading else ())):
            work.fills.setdefault((source, name), Counter()).update(["", *fields])
        if visit.reading and (old := before.get(visit.page.name)):
            _count_again(work, source, old, visit.reading)


def _count_again(work: Work, source: str, old: Mapping[str, Any], new: Reading) -> None:
    """Count what a page had when it was last read, and what of that it still has.

    A page is the best measure of itself: a new film may well have no runtime yet, but none loses the one that it had.
    """
    had, still = fields_of(old.get("layers", {})), fields_of(new.layers)
    if 2 * len(new.reviews) < len(old.get("reviews", ())):
        still -= {"reviews"}
    for kind, has, keeps in ((ALL, {old["page_type"]}, {new.page_type}), (old["page_type"], had, still)):
        all_had, all_kept = work.again.setdefault((source, kind), (Counter(), Counter()))
        all_had.update(["", *has])
        all_kept.update(has & keeps)


def fields_of(layers: Iterable[str]) -> set[str]:
    """The fields that a reading holds by its layers, without places; what has places is a field itself, too.

    >>> sorted(fields_of(["title", "reviews[3].author", "reviews[4].author"]))
    ['reviews', 'reviews_author', 'title']
    """
    names = list(layers)
    return {_PLACE.sub("", name).replace(".", "_") for name in names} | {
        name.partition("[")[0] for name in names if "[" in name
    }


def store_fills(work: Work) -> tuple[Lost, ...]:
    """Write the run's figures; gives what usual fields were lost against the runs before, by source and kind."""
    rows = [
        Fill(
            _id=f"{work.run} {source} {kind}",
            run=work.run,
            at=work.started,
            source=source,
            kind=kind,
            pages=counted[""],
            filled={name: count for name, count in sorted(counted.items()) if name},
            **_again(*work.again.get((source, kind), (Counter(), Counter()))),
        )
        for (source, kind) in sorted({*work.fills, *work.again})
        for counted in [work.fills.get((source, kind), Counter())]
    ]
    lost = tuple(one for row in rows for one in _lost(work.ledger, row))
    insert_new(work.ledger["fills"], [document(row) for row in rows])
    work.fills.clear()
    work.again.clear()
    return lost


def _again(had: Counter[str], kept: Counter[str]) -> dict[str, Any]:
    """What the pages that were read again had and kept, as `fills` has it."""
    named = {name: count for name, count in sorted(had.items()) if name}
    return {"again": had[""], "had": named, "kept": {name: kept[name] for name in named if kept[name]}}


def _lost(ledger: Ledger, now: Fill) -> Iterator[Lost]:
    if now.pages < LEAST_PAGES or not now.source:
        return
    before = [row for row in queries.fills(ledger, now.source, now.kind, RUNS_BEFORE + 1) if row.run != now.run]
    yield from lost_since(before, now)


def lost_since(before: Sequence[Fill], now: Fill) -> Iterator[Lost]:
    """The fields that stood on most pages of a source's earlier runs, and now stand on few or none."""
    pages = sum(row.pages for row in before)
    if pages < LEAST_BEFORE:
        return
    sums: Counter[str] = Counter()
    for row in before:
        sums.update(row.filled)
    for name, count in sorted(sums.items()):
        found = now.filled.get(name, 0)
        if count / pages >= USUAL and found <= FALLEN * count * now.pages / pages:
            yield Lost(
                source=now.source,
                kind=now.kind,
                field=name,
                found=found,
                pages=now.pages,
                found_before=count,
                pages_before=pages,
            )


def in_words(lost: Lost) -> str:
    """What was lost, as a sentence.

    >>> in_words(Lost(source="a.example", kind="title", field="directors", found=0, pages=40, found_before=38,
    ...               pages_before=40))
    'a.example: directors on 0 of 40 title pages, on 38 of 40 before'
    """
    return _WORDS[lost.kind == ALL].format(**lost.model_dump())


_WORDS: Mapping[bool, str] = {
    False: "{source}: {field} on {found} of {pages} {kind} pages, on {found_before} of {pages_before} before",
    True: "{source}: {found} of {pages} pages came as {field}, {found_before} of {pages_before} before",
}
