"""What `filmledger runs show` shows of one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from cli.crawl_screen import left_out
from cli.screens import shown
from cli.words import many, moment, run_words
from ledger.runs import Fill, Run
from pipelines.fills import ALL, in_words

OUTCOMES: Mapping[str, str] = {
    "done": "done",
    "failed": "failed",
    "stopped": "stopped",
    "died": "died",
    "too_long": "stopped, for it took too long",
    "too_big": "stopped, for it took too much memory",
}
SIZES = ("bytes", "KB", "MB", "GB")
_STEP = 1000


def run_page(run: Run, fills: Sequence[Fill]) -> Iterator[RenderableType]:
    """All that is known of a run."""
    what = f"{run.kind or 'run'} of {run.source or ' '.join(run.task[1:])}" if run.source or run.task else run.kind
    yield Text.assemble((run.id, "bold cyan"), f"  {shown(what)}")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, words in _facts(run):
        table.add_row(name, Text(shown(words)))
    yield table
    yield from _what_it_did(run)
    if any(fill.pages for fill in fills):
        yield Text("\nHow full its pages were", style="bold")
        yield from (Text(f"  {shown(_fill_words(fill))}") for fill in fills if fill.pages)


def how_it_ended(run: Run) -> str:
    """How a run ended, and why, in a few words.

    >>> how_it_ended(Run(_id="a", started=datetime(2026, 3, 1, tzinfo=UTC), state="running"))
    'running'
    """
    if run.ended is None:
        return "running" if run.state == "running" else "never ended: it was killed, or its machine failed"
    words = OUTCOMES.get(run.outcome or "", "ended")
    return f"{words}: {run.why}" if run.why else words


def _facts(run: Run) -> Iterator[tuple[str, str]]:
    yield "outcome", how_it_ended(run)
    if run.judged:
        yield "judged", f"{run.judged}: {'; '.join(run.reasons)}" if run.reasons else run.judged
    took = (run.ended or datetime.now(UTC)) - run.started
    yield "began", f"{moment(run.started)} UTC, {'took' if run.ended else 'for'} {took.total_seconds():,.0f} s"
    if run.schedule:
        yield "schedule", f"{run.schedule}, due {moment(run.due)} UTC" if run.due else run.schedule
    if run.takes_up:
        yield "goes on from", run.takes_up
    if run.taken_up_by:
        yield "goes on as", run.taken_up_by
    elif run.state == "cut_off":
        yield "goes on", "as soon as a service is in charge"
    if run.host and run.pid:
        code = "" if run.exit_code is None else f", exit code {run.exit_code}"
        yield "process", f"{run.pid} on {run.host.split()[0]}{code}"
    if run.cpu_seconds is not None:
        memory = f", {run.peak_mb:,.0f} MB of memory at most" if run.peak_mb else ""
        yield "it took", f"{run.cpu_seconds:,.1f} s of a processor{memory}"
    if run.bytes:
        yield "there came", size_words(run.bytes)
    if run.log_lines:
        left_out = f", {run.log_lines_left_out:,} of them not kept" if run.log_lines_left_out else ""
        yield "it printed", f"{many(run.log_lines, 'line')}{left_out}: filmledger runs logs {run.id}"


def _what_it_did(run: Run) -> Iterator[RenderableType]:
    counts = run.counts
    pages, computed = run_words(counts)
    fetched = {name[6:].replace("_", " "): n for name, n in counts.items() if name.startswith("fetch_")}
    yield Text("")
    if fetched:
        asked = sorted(fetched.items(), key=lambda item: -item[1])
        yield Text(
            f"Asked for {many(sum(fetched.values()), 'page')}: {', '.join(f'{n:,} {name}' for name, n in asked)}."
        )
    yield from left_out(counts)
    yield Text(f"{pages}{'. ' + computed if computed else ''}.")
    if counts.get("issues"):
        yield Text(f"{many(counts['issues'], 'issue')}: filmledger issues --run {run.id}", style="yellow")
    if not run.judged:  # else its reasons say so
        yield from (Text(f"Lost: {shown(in_words(one))}.", style="bold red") for one in run.lost)


def _fill_words(fill: Fill) -> str:
    """How full the pages of one source and kind were: the fullest field first."""
    if fill.kind == ALL:
        kinds = (f"{count:,} {kind.replace('_', ' ')}" for kind, count in _fullest(fill.filled))
        return f"{fill.source or 'files'}: {many(fill.pages, 'page')}, {', '.join(kinds)}"
    by_share = groupby(_fullest(fill.filled), key=lambda item: f"{item[1] / fill.pages:.0%}".replace("%", " %"))
    fields = "; ".join(f"{share}: {', '.join(name for name, _ in some)}" for share, some in by_share)
    return f"{fill.source or 'files'}, {fill.kind.replace('_', ' ')} ({fill.pages:,}): {fields or 'nothing'}"


def _fullest(filled: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(filled.items(), key=lambda item: (-item[1], item[0]))


def size_words(size: float) -> str:
    """A number of bytes in words.

    >>> size_words(999), size_words(21_280), size_words(3_000_000_000)
    ('999 bytes', '21.3 KB', '3.0 GB')
    """
    for unit in SIZES:
        if size < _STEP or unit == SIZES[-1]:
            break
        size /= _STEP
    return f"{size:,.0f} {unit}" if unit == SIZES[0] else f"{size:,.1f} {unit}"
