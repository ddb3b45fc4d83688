"""What the commands show to people: rich tables and texts, fitted to the terminal, plain and unwrapped in a pipe."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ledger.records import Reading

UNWRAPPED = 100_000
"""Columns of a line that nothing reads by eye: a pipe gets each row whole, on one line."""


def screen() -> Console:
    """The console on stdout: as wide as the terminal or `COLUMNS`; in a pipe without it, nothing is wrapped."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else UNWRAPPED
    return Console(width=width, highlight=False, markup=False, emoji=False)


def shown(words: str) -> str:
    r"""`words` of a page made safe for a terminal: on one line, without control characters.

    >>> shown("a\nb\x1b[31mc")
    'a b�[31mc'
    """
    return "".join(c if c.isprintable() or c == " " else "�" for c in " ".join(words.split()))


def explanation(name: str, reading: Reading) -> None:
    """Who found each value of a reading, where, and in which words; then what was not understood."""
    console = screen()
    console.print(Text.assemble((shown(name), "bold"), f"  {reading.page_type}"))
    table = Table("field", "layer", "where", "words", box=None, pad_edge=False, header_style="dim")
    for field, origin in reading.layers.items():
        table.add_row(*(Text(shown(cell)) for cell in (field, origin.layer, origin.where, origin.words)))
    console.print(table if reading.layers else Text("Nothing was read.", style="yellow"))
    for issue in reading.issues:
        place = f" ({shown(issue.where)})" if issue.where else ""
        line = f"not understood: {shown(issue.field)}: {shown(issue.words)!r}: {shown(issue.why)}{place}"
        console.print(Text(line, style="yellow"))
    console.print()
