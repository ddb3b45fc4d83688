"""`filmledger replay`: saved pages and archives into the ledger, and what came of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import ExitCode
from cli.output import opened
from cli.progress import Progress, progress

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.runs import Run
    from scrapers.given import Given
    from scrapers.pages import Page

EXAMPLES = """Examples:

filmledger replay

filmledger replay page.html folder/

filmledger replay crawl.warc.gz "archives/*.wacz"

curl -s https://archive.example/2024.wet.gz | filmledger replay -

filmledger replay --kept --since 2024-01-31 --diff

filmledger replay saved/ --json | jq .films_added
"""
SEEDS = Path(__file__).parent.parent / "seeds"
"""The pages that come with filmledger."""
MOST_REMEMBERED = 2_000
"""Names of pages kept in mind to tell afterwards which films they speak of."""


@dataclass
class Read:
    """What a replay has read: the pages, and the files that gave none or not all."""

    was_broken: Mapping[str, str]
    pages: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def pages_of(self, given: Given) -> Iterator[Page]:
        """Each page; a file that is none, or not whole, is named on stderr, and the rest goes on."""
        from scrapers.archive import Broken

        for file, page in given.pages():
            path = str(file) if str(file) == "-" else str(file.resolve())
            if isinstance(page, Broken):
                self.broken[path] = page.why
                sys.stderr.write(f"{file}: {page.why}\n")
                continue
            if path in self.was_broken:
                self.whole.add(path)
            if len(self.pages) < MOST_REMEMBERED:
                self.pages.append(page.name)
            yield page

    @property
    def mended(self) -> list[str]:
        """Files that an earlier run could not read, and this one could."""
        return sorted(self.whole - self.broken.keys())


def replay(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Pages, folders, WARC, WET, WACZ, - (stdin); else the seeds."),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Read the pages that are kept again, by today's reader.", metavar="")
    ] = False,
    source: Annotated[str | None, typer.Option(help="With --kept: the pages of this source.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="With --kept: pages that were seen on this day or later.")
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="With --kept: show what would change, and write nothing.", metavar="")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the run or the differences.", metavar="")] = False,
) -> None:
    """Bring saved pages and archives into the ledger, and show what came of them. The same again changes nothing.

    A page that cannot be read becomes an issue and the rest goes on (exit code 1). Stopped or killed at any moment,
    the same command goes on from there.
    """
    from cli.replay_kept import check, read_kept, show_differences
    from scrapers.given import Given, found

    check(paths, kept=kept, diff=diff, source=source, since=since)
    if kept:
        (show_differences if diff else read_kept)(source, since, json=json)
        return
    wanted, missing = found(paths or [SEEDS])
    for path in missing:
        sys.stderr.write(f"{path}: no such file or folder; check the path\n")
    if not wanted:
        raise typer.Exit(ExitCode.NOT_FOUND)
    with progress("opening the ledger") as bar, opened() as ledger:
        from pipelines.broken import known_broken

        read = Read(known_broken(ledger))
        given = Given(wanted)
        run = _replay(ledger, given, read, bar)
        bar.end()
        _tell(ledger, run, read, given.skipped, json=json)
    if read.broken or missing or run.counts.get("issues"):
        raise typer.Exit(ExitCode.INCOMPLETE)


def _tell(ledger: Ledger, run: Run, read: Read, skipped: Mapping[str, int], *, json: bool) -> None:
    if json:
        from ledger.export import public, to_json

        told = {"broken_files": len(read.broken), "skipped_records": dict(sorted(skipped.items()))}
        sys.stdout.write(to_json(public(run) | told) + "\n")
    else:
        from cli.replay_screen import replay_result

        replay_result(ledger, run, read.pages, len(read.broken), skipped)
    sys.stdout.flush()


def _replay(ledger: Ledger, given: Given, read: Read, bar: Progress) -> Run:
    from pipelines.broken import note_broken
    from pipelines.replay import replay as replay_pages

    def tell(counts: Mapping[str, int]) -> None:
        bar.counts(counts, counts.get("pages", 0) + len(read.broken))

    bar.total("reading and joining", given.expected)
    run = replay_pages(ledger, read.pages_of(given), tell)
    note_broken(ledger, run.id, read.broken, read.mended)
    return run
