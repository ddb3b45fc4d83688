"""How much a run may take: of time, of memory, and of room for what its process prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from ledger.settings import Settings
from scrapers.sources import SourceError, find_source
from scrapers.sources.records import span

HOUR = 3600.0
_OF_A_SOURCE = 2
"""A task of so many words is the crawl of a source: ("crawl", name)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The bounds of one run."""

    seconds: float
    """How long it may go on; then it is stopped."""
    megabytes: float
    """How much memory its processes may hold together; then they are stopped."""
    log_megabytes: float
    """How much of what it prints is kept."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The bounds that an operator has set."""
        return cls(
            seconds=settings.run_hours * HOUR, megabytes=settings.run_memory_mb, log_megabytes=settings.run_log_mb
        )

    def for_task(self, task: Sequence[str]) -> Limits:
        """These, or those of the source that the task crawls, where it says other ones."""
        name = source_of(task)
        try:
            bounds = find_source(name).bounds if name else None
        except SourceError:  # the run itself will tell
            return self
        if bounds is None:
            return self
        seconds = span(bounds.time).total_seconds() if bounds.time else self.seconds
        return replace(self, seconds=seconds, megabytes=bounds.memory_mb or self.megabytes)


def source_of(task: Sequence[str]) -> str | None:
    """The source that a task crawls; None for any other task.

    >>> source_of(("crawl", "films.example")), source_of(("crawl", "title", "https://a.example/"))
    ('films.example', None)
    """
    return task[1] if task[0] == "crawl" and len(task) == _OF_A_SOURCE else None
