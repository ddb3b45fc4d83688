"""`filmledger export`: the ledger's records as files that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.files import write_whole
from cli.output import opened

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.export import Columns

EXAMPLES = """Examples:

filmledger export films --format csv > films.csv

filmledger export reviews | jq -r .author

filmledger export films reviews ratings --format csv --to tables/

filmledger export --to everything/

filmledger export warc pages.warc.gz
"""


WARC = "warc"
"""What is written of kept pages; see `cli.export_warc`."""


class What(StrEnum):
    """What can be exported."""

    FILMS = "films"
    REVIEWS = "reviews"
    RATINGS = "ratings"
    HISTORY = "history"
    REVIEW_HISTORY = "review_history"
    CONFLICTS = "conflicts"
    ISSUES = "issues"
    PAGES = "pages"
    READINGS = "readings"
    RUNS = "runs"


class Format(StrEnum):
    """The forms of a file."""

    JSONL = "jsonl"
    CSV = "csv"
    JSONLD = "jsonld"


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the records of one kind come from, and the forms that they can take."""

    records: Callable[[], Iterable[Any]]
    csv: Columns | None = None
    thing: Callable[[Any], dict[str, Any]] | None = None

    @property
    def formats(self) -> tuple[Format, ...]:
        """The forms that these records can take."""
        return (Format.JSONL, *([Format.CSV] if self.csv else []), *([Format.JSONLD] if self.thing else []))

    def parts(self, form: Format) -> Iterator[str]:
        """The file, part by part."""
        from ledger.export import csv_lines, json_ld, json_lines, public

        if form is Format.CSV and self.csv:
            return csv_lines(self.records(), self.csv)
        if form is Format.JSONLD and self.thing:
            return json_ld(map(self.thing, self.records()))
        return json_lines(map(public, self.records()))


def sources(ledger: Ledger) -> Mapping[What, Source]:
    """Everything that can be exported."""
    from cli.kinds import stated_values
    from ledger import columns, queries
    from ledger.records import Film
    from ledger.schema_org import movie, review_thing

    def film_thing(film: Film) -> dict[str, Any]:
        return movie(film, tuple(queries.ratings(ledger, film.id)))

    return {
        What.FILMS: Source(records=lambda: queries.whole_films(ledger), csv=columns.FILMS, thing=film_thing),
        What.REVIEWS: Source(records=lambda: queries.reviews(ledger), csv=columns.REVIEWS, thing=review_thing),
        What.RATINGS: Source(records=lambda: queries.ratings(ledger), csv=columns.RATINGS),
        What.HISTORY: Source(records=lambda: queries.history_of(ledger, queries.ratings(ledger)), csv=columns.POINTS),
        What.REVIEW_HISTORY: Source(
            records=lambda: queries.reviews_history(ledger, queries.reviews(ledger)), csv=columns.REVIEW_HISTORY
        ),
        What.CONFLICTS: Source(
            records=lambda: (row for film in queries.conflicting_films(ledger) for row in stated_values(film)),
            csv=columns.CONFLICTS,
        ),
        What.ISSUES: Source(records=lambda: queries.issues(ledger), csv=columns.ISSUES),
        What.PAGES: Source(records=lambda: queries.pages(ledger), csv=columns.PAGES),
        What.READINGS: Source(records=lambda: queries.readings(ledger)),
        What.RUNS: Source(records=lambda: queries.runs(ledger), csv=columns.RUNS),
    }


def export(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=f"[{'|'.join(What)}|warc FILE]...",
            help="All of it, where nothing is named. `warc FILE`: the kept pages, as .warc, .warc.gz or .warc.zst.",
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="JSON Lines, CSV, or schema.org JSON-LD (films, reviews).")
    ] = Format.JSONL,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Write WHAT.FORMAT files there; else print.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The file of `warc`; - is stdout.")
    ] = None,
) -> None:
    """Write films, reviews, scores and the rest as JSON Lines, CSV or JSON-LD, or every kept page as a web archive."""
    if what and what[0] == WARC:
        from cli.export_warc import export_warc

        export_warc(the_file(what[1:], out))
        return
    if out:
        raise CommandError("--out goes with `filmledger export warc`; name a folder with --to.", ExitCode.USAGE)
    export_records(_kinds(what or ()), form, to)


def the_file(words: Sequence[str], out: Path | None) -> Path:
    """The one file that was named."""
    files = [*map(Path, words), *([out] if out else [])]
    if len(files) != 1:
        raise CommandError("Name one file: `filmledger export warc pages.warc.gz`.", ExitCode.USAGE)
    return files[0]


def _kinds(words: Iterable[str]) -> list[What]:
    for word in words:
        if word not in list(What):
            raise CommandError(f"There is no {word!r} to export; name {', '.join(What)} or warc.", ExitCode.USAGE)
    return list(map(What, words))


def export_records(what: Sequence[What], form: Format, to: Path | None) -> None:
    """Write these kinds of record, all that take the form where none is named."""
    with opened() as ledger:
        known = sources(ledger)
        wanted = list(what) or [name for name in known if form in known[name].formats]
        for name in wanted:
            if form not in known[name].formats:
                able = ", ".join(known[name].formats)
                raise CommandError(
                    f"{name.value} cannot be written as {form.value}; give --format {able}.", ExitCode.USAGE
                )
        if to is not None:
            for name in wanted:
                count = write_whole(to / f"{name.value}.{form.value}", _encoded(known[name].parts(form)))
                sys.stderr.write(f"{to / name.value}.{form.value}: {count:,} bytes\n")
        elif len(wanted) > 1:
            raise CommandError("One kind can be printed; name one, or a folder with --to FOLDER.", ExitCode.USAGE)
        else:
            for part in known[wanted[0]].parts(form):
                sys.stdout.write(part)


def _encoded(parts: Iterable[str]) -> Iterator[bytes]:
    """In UTF-8; half a character, as broken pages have it, is written as its number."""
    return (part.encode("utf-8", "backslashreplace") for part in parts)
