"""Tables for people: a row a line, fitted to the width there is, under a heading for each group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.screens import shown

GAP = 2


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A column of a table: its head, and its text for a record.

    `least` is how narrow it may become, in columns of the terminal; None: it is never cut. `spare` columns are left
    out where the width does not suffice, the highest first; 0 is never left out. `right` is for numbers.
    """

    head: str
    text: Callable[[Any], object]
    least: int | None = None
    spare: int = 0
    right: bool = False
    style: str = ""


def fitted(widths: Sequence[int], least: Sequence[int | None], total: int) -> list[int]:
    """Widths whose sum with the gaps is at most `total`, as far as the least ones allow; the widest give first.

    >>> fitted([10, 30, 20], [None, 8, 8], 44), fitted([10, 30, 20], [None, 8, 8], 20)
    ([10, 15, 15], [10, 8, 8])
    """
    found = list(widths)
    over = sum(found) + GAP * (len(found) - 1) - total
    while over > 0:
        givers = [i for i, low in enumerate(least) if low is not None and found[i] > low]
        if not givers:
            break
        found[max(givers, key=lambda i: (found[i], i))] -= 1
        over -= 1
    return found


def tables(
    rows: Sequence[Any], cells: Sequence[Cell], width: int, group: Callable[[Any], str] | None = None
) -> list[RenderableType]:
    """The rows as tables of one shape, one for each run of rows of one `group`, under its heading.

    Columns that are empty in every row are left out.
    """
    texts = [[_plain(cell.text(row)) for cell in cells] for row in rows]
    natural = [max((cell_len(line[i]) for line in texts), default=0) for i in range(len(cells))]
    kept = [i for i in range(len(cells)) if natural[i]]
    full = [max(natural[i], cell_len(cells[i].head)) for i in range(len(cells))]
    while _too_wide(kept, full, cells, width) and (spare := max((cells[i].spare for i in kept), default=0)):
        kept = [i for i in kept if cells[i].spare != spare]
    shape = [cells[i] for i in kept]
    sizes = fitted([full[i] for i in kept], [cell.least for cell in shape], width)
    lines = [[line[i] for i in kept] for line in texts]
    found: list[RenderableType] = []
    numbered = groupby(range(len(rows)), key=lambda i: group(rows[i]) if group else "")
    for heading, members in numbered:
        if heading:
            found += [*([Text("")] if found else []), Text(shown(heading), style="bold cyan")]
        found.append(_table([lines[i] for i in members], shape, sizes, head=not group or len(found) == 1))
    return found


def _too_wide(kept: Sequence[int], full: Sequence[int], cells: Sequence[Cell], width: int) -> bool:
    """Whether the columns do not fit, cut as far as they may be."""
    cut = [min(full[i], cells[i].least or full[i]) for i in kept]
    return sum(cut) + GAP * (len(cut) - 1) > width


def _table(lines: Sequence[Sequence[str]], shape: Sequence[Cell], sizes: Sequence[int], *, head: bool) -> Table:
    found = Table(
        box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=head, header_style="dim", collapse_padding=True
    )
    for cell, size in zip(shape, sizes, strict=True):
        found.add_column(cell.head, justify="right" if cell.right else "left", style=cell.style, width=size)
    for line in lines:
        found.add_row(*(Text(text, no_wrap=True, overflow="ellipsis") for text in line))
    return found


def _plain(value: object) -> str:
    return "" if value is None else shown(str(value))
