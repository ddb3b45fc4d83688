"""`filmledger match`: are two films, or two reviews, the same? Reads JSON Lines, needs no database."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from pipelines.matching import Joined

app = typer.Typer(no_args_is_help=True, help="Tell whether two films, or two reviews, are the same, and why.")

FILMS_EXAMPLES = """Example:

filmledger match films pairs.jsonl > verdicts.jsonl
"""
LISTS_EXAMPLES = """Example:

filmledger match lists mine.jsonl theirs.jsonl > joined.jsonl
"""
REVIEWS_EXAMPLES = """Example:

filmledger match reviews pairs.jsonl > verdicts.jsonl
"""
_LONGEST_SAID = 120
_VERDICT = ("verdict", "score", "reasons")
Row = dict[str, Any]


class Rows:
    """The rows of one JSON Lines file; a line that is none is named on stderr, counted, and left out."""

    def __init__(self, path: Path, needed: tuple[str, ...]) -> None:
        self.path = path
        self.needed = needed
        self.broken = 0

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Each row with the number of its line."""
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    row = self._row(line)
                    if isinstance(row, str):
                        self.tell(number, row)
                    else:
                        yield number, row

    def tell(self, number: int, why: str) -> None:
        """Name a line that could not be taken."""
        self.broken += 1
        sys.stderr.write(f"{self.path}, line {number}: {why[:_LONGEST_SAID]}. Mend the line or leave it out.\n")

    def _row(self, line: bytes) -> Row | str:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            return f"not JSON ({error})"
        if not isinstance(row, dict):
            return "not a JSON object"
        missing = [name for name in self.needed if name not in row]
        if missing:
            return f"has no {' and no '.join(missing)}"
        wrong = [name for name in self.needed if name != "id" and not isinstance(row[name], dict)]
        return f"{wrong[0]} is not an object" if wrong else row


@app.command("films", epilog=FILMS_EXAMPLES)
def films(
    pairs: Annotated[Path, typer.Argument(metavar="PAIRS.jsonl", help='{"id", "left", "right"} a line.')],
) -> None:
    """Say of each pair of film records whether they are one film: {"id", "verdict", "score", "reasons"} a line."""
    from pipelines.matching import compare, film_clues

    def verdict(left: Row, right: Row) -> Row:
        found = compare(film_clues(left), film_clues(right))
        return {"verdict": found.verdict, "score": found.score, "reasons": found.reasons}

    _say_verdicts(pairs, verdict)


@app.command("reviews", epilog=REVIEWS_EXAMPLES)
def reviews(
    pairs: Annotated[Path, typer.Argument(metavar="PAIRS.jsonl", help='{"id", "left", "right"} a line.')],
) -> None:
    """Say of each pair of reviews whether they are one review: {"id", "verdict", "score", "reasons"} a line."""
    from pipelines.fingerprints import verdict

    _say_verdicts(pairs, verdict)


@app.command("lists", epilog=LISTS_EXAMPLES)
def lists(
    left: Annotated[Path, typer.Argument(metavar="LEFT.jsonl", help='A film record with its "id" a line.')],
    right: Annotated[Path, typer.Argument(metavar="RIGHT.jsonl", help="The same of another site.")],
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; by default one for each core.")] = None,
) -> None:
    """Join two lists of films: {"left", "right", "score", "reasons"} a line for each pair that is one film.

    A film is joined with one film at most; where two fit alike, with none.
    """
    lefts, rights = Rows(left, ("id",)), Rows(right, ("id",))
    mine, theirs = [row for _, row in lefts], [row for _, row in rights]
    for pair in _joined(mine, theirs, workers or os.cpu_count() or 1):
        ids = {"left": mine[pair.left]["id"], "right": theirs[pair.right]["id"]}
        _say(ids | {"score": pair.score, "reasons": pair.reasons})
    _end(lefts, rights)


def _joined(mine: list[Row], theirs: list[Row], workers: int) -> list[Joined]:
    from pipelines.matching.lists import PIECE, join_lists

    if workers == 1 or len(mine) <= PIECE:
        return join_lists(mine, theirs)
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as pool:
        return join_lists(mine, theirs, pool)


def _say_verdicts(pairs: Path, verdict: Callable[[Row, Row], Row]) -> None:
    rows = Rows(pairs, ("id", "left", "right"))
    for number, row in rows:
        try:
            found = verdict(row["left"], row["right"])
        except ValueError as error:
            rows.tell(number, " ".join(str(error).split()))
            continue
        _say({"id": row["id"]} | {key: found[key] for key in _VERDICT})
    _end(rows)


def _say(row: Row) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _end(*files: Rows) -> None:
    if any(rows.broken for rows in files):
        raise typer.Exit(ExitCode.INCOMPLETE)
