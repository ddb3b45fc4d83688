"""A progress bar on stderr, for a terminal alone: what is done, how fast, and how long it will take."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from rich.progress import TaskID

Item = TypeVar("Item")
TOLD = ("new", "changed", "unchanged", "broken", "issues")
"""The counts that the bar shows."""


class Progress:
    """One bar; without one (no terminal) every method does nothing."""

    def __init__(self, shown: Any, task: TaskID | None) -> None:
        self._shown = shown
        self._task = task

    def total(self, count: int) -> None:
        """How much there is to do."""
        if self._shown:
            self._shown.update(self._task, total=count)

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items; the bar moves with each."""
        if self._shown:
            self._shown.update(self._task, description="reading")
        for item in items:
            yield item
            if self._shown:
                self._shown.advance(self._task)
        if self._shown:
            self._shown.update(self._task, description="linking")

    def advance(self, count: int) -> None:
        """So much more is done."""
        if self._shown:
            self._shown.advance(self._task, count)

    def counts(self, counts: Mapping[str, int]) -> None:
        """Show what was counted so far."""
        if self._shown:
            told = ", ".join(f"{counts[name]:,} {name}" for name in TOLD if counts.get(name))
            self._shown.update(self._task, told=told)

    def end(self) -> None:
        """Take the bar away."""
        if self._shown:
            self._shown.stop()


@contextmanager
def progress(description: str) -> Iterator[Progress]:
    """A bar that is taken away at the end."""
    if not sys.stderr.isatty():
        yield Progress(None, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[told]}", style="dim"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as shown:
        yield Progress(shown, shown.add_task(description, total=None, told=""))
