"""Replay: saved pages through the same steps that a crawl takes, without the web."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from ledger.database import Ledger
from ledger.runs import Run
from pipelines.keeping.folder import close_folder
from pipelines.runs import begin, end
from pipelines.steps import STEPS, finish_kept, link, take
from pipelines.visits import Work
from scrapers.pages import Page

PAGES_AT_ONCE = 200
BYTES_AT_ONCE = 32 * 1024 * 1024
Progress = Callable[[Mapping[str, int]], None]
"""Told what was counted so far: "pages", "new", "unchanged", "broken", "films_added" ..."""


def replay(ledger: Ledger, pages: Iterable[Page], progress: Progress | None = None) -> Run:
    """Bring these pages into the ledger: keep, read, normalize, store, link. Gives the run with its counts.

    What an earlier run kept and did not read, or read and did not link, is done as well. A page that cannot be read
    becomes an issue, and the rest goes on. Whatever ends it early, what was stored is valid, and the same call goes
    on from there.
    """
    work = Work(ledger)
    steps = [step(work) for step in STEPS]
    with in_a_run(work, "replay"):
        finish_kept(work)
        for batch in _batches(pages):
            take(steps, batch)
            work.counts["bytes"] += sum(len(page.body) for page in batch)
            if progress:
                progress(dict(work.counts))
        link(work)
        if progress:
            progress(dict(work.counts))
    return ended(work)


@contextmanager
def in_a_run(work: Work, kind: Literal["crawl", "replay"], source: str | None = None) -> Iterator[None]:
    """A run around this block, which is recorded with how it ended."""
    begin(work, kind, source)
    try:
        yield
    except KeyboardInterrupt:
        end(work, "stopped")
        raise
    except Exception:
        end(work, "failed")
        raise
    else:
        end(work, "done")
    finally:
        close_folder(work.ledger)


def ended(work: Work) -> Run:
    """The record of a run that has ended."""
    return Run.model_validate(work.ledger["runs"].find_one({"_id": work.run}))


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """The pages in lists that are neither long nor large."""
    batch: list[Page] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.body)
        if len(batch) >= PAGES_AT_ONCE or size >= BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
