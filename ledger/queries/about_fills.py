"""Questions about how full a source's pages were."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.database import Ledger
from ledger.queries.question import Question, ask
from ledger.runs import Fill


def fills_of_source(source: str, kind: str) -> Question:
    """How full the pages of this source and kind were, the latest run first."""
    where = {"source": source, "kind": kind}
    return Question(collection="fills", index="source__kind__at_desc___id", where=where, order=(("at", -1), ("_id", 1)))


def fills_of_run(run: str) -> Question:
    """How full the pages of this run were, source by source."""
    return Question(collection="fills", index="run___id", where={"run": run}, order=(("_id", 1),))


def fills(ledger: Ledger, source: str, kind: str, limit: int | None = None) -> Iterator[Fill]:
    """How full the pages of this source and kind were, the latest run first."""
    yield from map(Fill.model_validate, ask(ledger, fills_of_source(source, kind), limit))


def fills_in(ledger: Ledger, run: str) -> Iterator[Fill]:
    """How full the pages of this run were, source by source."""
    yield from map(Fill.model_validate, ask(ledger, fills_of_run(run)))
