"""A progress bar on stderr, for a terminal alone: what is done, how fast, and how long it will take."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import TaskID

TOLD = ("new", "changed", "unchanged", "broken", "issues")
"""The counts that the bar shows."""


class Progress:
    """One bar; without one (no terminal) every method does nothing."""

    def __init__(self, shown: Any, task: TaskID | None) -> None:
        self._shown = shown
        self._task = task

    def total(self, description: str, count: int | None) -> None:
        """What there is to do, and how much, where that is known."""
        if self._shown:
            self._shown.update(self._task, description=description, total=count)

    def advance(self, count: int) -> None:
        """So much more is done."""
        if self._shown:
            self._shown.advance(self._task, count)

    def counts(self, counts: Mapping[str, int], done: int) -> None:
        """So much is done, and this was counted."""
        if self._shown:
            told = ", ".join(f"{counts[name]:,} {name}" for name in TOLD if counts.get(name))
            self._shown.update(self._task, completed=done, told=told)

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
