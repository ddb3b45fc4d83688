"""`filmledger replay`: saved pages into the ledger, and what came of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import ExitCode
from cli.output import opened
from cli.progress import Progress, progress

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.stored import Run
    from scrapers.pages import Page

EXAMPLES = """Examples:

filmledger replay

filmledger replay page.html folder/

filmledger replay saved/ --json | jq .films_added
"""
SEEDS = Path(__file__).parent.parent / "seeds"
"""The pages that come with filmledger."""
MOST_REMEMBERED = 2_000
"""Names of pages kept in mind to tell afterwards which films they speak of."""


@dataclass
class Files:
    """The files of a replay, as they are read: what each gave, and those that gave nothing."""

    paths: Sequence[Path]
    was_broken: Mapping[str, str]
    pages: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)

    def read(self) -> Iterator[Page]:
        """Each page under the paths, once; a file that is none is named on stderr, and the rest goes on."""
        from scrapers.archive import Broken, files_from, page_of

        for file in files_from(self.paths):
            page, path = page_of(file), str(file.resolve())
            if isinstance(page, Broken):
                self.broken[path] = page.why
                sys.stderr.write(f"{file}: {page.why}\n")
                continue
            if path in self.was_broken:
                self.mended.append(path)
            if len(self.pages) < MOST_REMEMBERED:
                self.pages.append(page.name)
            yield page


def replay(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Saved pages or folders; else the seeds.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the run as one JSON object.", metavar="")] = False,
) -> None:
    """Bring saved pages into the ledger, and show what came of them. The same pages again change nothing.

    A page that cannot be read becomes an issue and the rest goes on (exit code 1). Stopped or killed at any moment,
    the same command goes on from there.
    """
    given = paths or [SEEDS]
    wanted = [path for path in given if path.exists()]
    for path in given:
        if path not in wanted:
            sys.stderr.write(f"{path}: no such file or folder; check the path\n")
    if not wanted:
        raise typer.Exit(ExitCode.NOT_FOUND)
    with progress("opening the ledger") as bar, opened() as ledger:
        from pipelines.broken import known_broken

        files = Files(wanted, known_broken(ledger))
        run = _replay(ledger, files, bar)
        bar.end()
        if json:
            from ledger.export import public, to_json

            sys.stdout.write(to_json(public(run) | {"broken_files": len(files.broken)}) + "\n")
        else:
            from cli.replay_screen import replay_result

            replay_result(ledger, run, files.pages, len(files.broken))
        sys.stdout.flush()
    if files.broken or len(wanted) < len(given) or (run.model_extra or {}).get("issues"):
        raise typer.Exit(ExitCode.INCOMPLETE)


def _replay(ledger: Ledger, files: Files, bar: Progress) -> Run:
    from pipelines.broken import note_broken
    from pipelines.replay import replay as replay_pages
    from scrapers.archive import files_from

    def tell(counts: Mapping[str, int]) -> None:
        bar.counts(counts, counts.get("pages", 0) + len(files.broken))

    bar.total("reading and joining", sum(1 for _ in files_from(files.paths)))
    run = replay_pages(ledger, files.read(), tell)
    note_broken(ledger, run.id, files.broken, files.mended)
    return run
