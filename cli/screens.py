"""What the commands show to people: rich tables and texts, fitted to the terminal, plain and unwrapped in a pipe."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.records import Reading
    from scrapers.unread import Unread

UNWRAPPED = 100_000
"""Columns of a line that nothing reads by eye: a pipe gets each row whole, on one line."""


_JOINERS = "\u200c\u200d"
"""Print nothing, but are part of the spelling in several scripts."""


def screen() -> Console:
    """The console on stdout: as wide as the terminal or `COLUMNS`; in a pipe without it, nothing is wrapped."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else UNWRAPPED
    return Console(width=width, highlight=False, markup=False, emoji=False)


def shown(words: str) -> str:
    r"""`words` of a page made safe for a terminal: on one line, without what controls it or turns the text around.

    >>> shown("a\nb\x1b[31mc"), shown("क्\u200dष")
    ('a b�[31mc', 'क्\u200dष')
    """
    return "".join(c if c.isprintable() or c in _JOINERS else "�" for c in " ".join(words.split()))


def say(*things: RenderableType) -> None:
    """Print to stdout. In a pipe no line ends in blanks."""
    console = screen()
    if console.is_terminal:
        console.print(*things, sep="\n")
        return
    with console.capture() as capture:
        console.print(*things, sep="\n")
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in capture.get().splitlines()))


def explanation(name: str, reading: Reading, missed: Iterable[Unread] = ()) -> None:
    """Who found each value of a reading, where, and in which words; what was not understood; what nobody took."""
    found = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in ("field", "layer", "where", "words"):
        found.add_column(head, no_wrap=head != "words")
    for field, origin in reading.layers.items():
        found.add_row(*(Text(shown(cell)) for cell in (field, origin.layer, origin.where, origin.words)))
    troubles = []
    for issue in reading.issues:
        place = f" ({shown(issue.where)})" if issue.where else ""
        words = f" {shown(issue.words)!r}" if issue.words else ""
        troubles.append(Text(f"! {shown(issue.field)}{words}: {shown(issue.why)}{place}", style="yellow"))
    say(
        Text.assemble((shown(name), "bold cyan"), f"  {reading.page_type}"),
        found if reading.layers else Text("No value was found on it.", style="yellow"),
        *troubles,
        *(
            Text(f"? {one.what} that nothing came of: {shown(one.words)!r} ({one.where})", style="dim")
            for one in missed
        ),
        Text(""),
    )
