"""`filmledger judge`: what a person decides of films, obeyed before every clue and kept for ever."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.films import the_film
from cli.output import Csv, Form, Json, Limit, deliver, opened

if TYPE_CHECKING:
    from ledger.database import Ledger
    from ledger.records import Judgement
    from pipelines.judge import Side

JUDGE_EXAMPLES = """Examples:

filmledger judge films hero-2002 hero-2004 --same --why "one film, released twice"

filmledger judge films "the heir 1951" remake.html~0a1b2c3d4e5f --different

filmledger judge pin hero-2002 runtime_minutes 99 --by ann

filmledger judge undo 3f2a9c01de

The word films may be left out.
"""
FILMS_EXAMPLES = """Examples:

filmledger judge films hero-2002 hero-2004 --same --why "one film, released twice"

filmledger judge films tt0299977 https://example.org/hero --different
"""
PIN_EXAMPLES = """Examples:

filmledger judge pin hero-2002 runtime_minutes 99

filmledger judge pin hero-2002 directors "Zhang Yimou; Tony Ching" --why "the credits"

filmledger judge pin hero-2002 content_rating '{"system": "MPA", "value": "PG-13"}'

filmledger judge pin hero-2002 identifiers.imdb tt0299977
"""
LIST_EXAMPLES = """Examples:

filmledger judge list

filmledger judge list --json
"""
UNDO_EXAMPLES = """Example:

filmledger judge undo 3f2a9c01de
"""
FILES_EXAMPLES = """Examples:

filmledger judge export judgements.jsonl

filmledger judge export - | ssh other filmledger judge import -
"""


class FilmsFirst(TyperGroup):
    """A group whose command `films` may go unsaid: `judge A B --same`."""

    unsaid = "films"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the word in where the first is neither a command of the group nor a call for help."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.unsaid, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=FilmsFirst,
    no_args_is_help=True,
    epilog=JUDGE_EXAMPLES,
    help="Decide that two films are one, or are not, or what a field of a film is; list, undo, carry such decisions.",
)
Film = Annotated[str, typer.Argument(metavar="FILM", help="As for `show`, in one word or quoted; or a page alone.")]
Why = Annotated[str | None, typer.Option(help="The reason, for those who come after.")]
By = Annotated[str | None, typer.Option(help="Who decides; by default the user of this system.")]


@app.command("films", epilog=FILMS_EXAMPLES)
def films(
    film: Film,
    other: Film,
    same: Annotated[
        bool | None, typer.Option("--same/--different", help="They are one film, or they are two.", metavar="")
    ] = None,
    why: Why = None,
    by: By = None,
) -> None:
    """Decide whether two films are one, and link what that changes.

    A page by its name means this page alone: so a page is taken out of a film, or put into one. Anything else means
    the film with the pages that it has today, or had under a former id.
    """
    from pipelines.judge import judgement, keep

    if same is None:
        raise CommandError("Say --same or --different. `filmledger judge films --help` shows examples.", ExitCode.USAGE)
    with _judging() as ledger:
        left, right = _side(ledger, film), _side(ledger, other)
        if same and left.film == right.film and not (left.is_page and right.is_page):
            sys.stdout.write(f"Both are {left.film} already; nothing was judged.\n")
            return
        made = judgement("same" if same else "different", left, right, who=_who(by), why=why)
        _tell(ledger, made, keep(ledger, made))


@app.command("pin", epilog=PIN_EXAMPLES)
def pin(
    film: Film,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="A field of a film: runtime_minutes, directors.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help='As it is, as JSON, or several parted by ";".')],
    why: Why = None,
    by: By = None,
) -> None:
    """Decide what a field of a film is; what its pages state stays beside it."""
    from pipelines.judge import keep
    from pipelines.judge import pin as pinned

    with _judging() as ledger:
        made = pinned(_side(ledger, film), field, value, who=_who(by), why=why)
        _tell(ledger, made, keep(ledger, made))


@app.command("undo", epilog=UNDO_EXAMPLES)
def undo(
    judgement: Annotated[str, typer.Argument(metavar="ID", help="Its id or the beginning of it; `judge list` has it.")],
    by: By = None,
) -> None:
    """Take a judgement back; the one before it on the same films counts again. It stays in the list."""
    from pipelines.judge import undo as take_back

    with _judging() as ledger:
        gone = take_back(ledger, judgement, who=_who(by))
        sys.stdout.write(f"Undone {gone.id}: {words_of(gone)}.{_link(ledger)}\n")


@app.command("list", epilog=LIST_EXAMPLES)
def listed(limit: Limit = None, json: Json = False, csv: Csv = False) -> None:
    """List judgements, the latest first; those undone among them."""
    from cli.judgements import JUDGEMENTS
    from ledger import queries

    with opened() as ledger:
        deliver(queries.judgements(ledger), JUDGEMENTS, Form(json=json, csv=csv, limit=limit), filtered=False)


@app.command("export", epilog=FILES_EXAMPLES)
def export(file: Annotated[Path, typer.Argument(metavar="FILE", help='JSON Lines; "-" is the output.')]) -> None:
    """Write all judgements into a file that `judge import` takes; those undone among them."""
    from ledger import queries
    from ledger.export import json_lines
    from pipelines.judgement_files import line_of

    with opened() as ledger:
        found = sorted(queries.judgements(ledger), key=lambda judgement: (judgement.at, judgement.id))
        text = "".join(json_lines(map(line_of, found)))
    if str(file) == "-":
        sys.stdout.write(text)
        return
    part = file.with_name(f"{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


@app.command("import", epilog=FILES_EXAMPLES)
def take(file: Annotated[Path, typer.Argument(metavar="FILE", help='JSON Lines; "-" is the input.')]) -> None:
    """Take judgements from a file, and link what they change. Twice is once, and the order does not count."""
    from collections import Counter

    from pipelines.judge import JudgementError
    from pipelines.judgement_files import judgement_of
    from pipelines.judgement_files import take as store

    lines = (sys.stdin.buffer if str(file) == "-" else file.open("rb")).read().split(b"\n")
    counts: Counter[str] = Counter()
    with opened() as ledger:
        for number, line in enumerate(lines, 1):
            try:
                counts[store(ledger, judgement_of(line)) if line.strip() else "empty"] += 1
            except (JudgementError, UnicodeDecodeError) as error:
                counts["broken"] += 1
                sys.stderr.write(f"{file}, line {number}: {str(error)[:200]}. Mend the line or leave it out.\n")
        told = ", ".join(f"{counts[name]:,} {name}" for name in ("added", "undone", "known") if counts[name])
        sys.stdout.write(f"Judgements: {told or 'none'}.{_link(ledger)}\n")
    if counts["broken"]:
        raise typer.Exit(ExitCode.INCOMPLETE)


@contextmanager
def _judging() -> Iterator[Ledger]:
    """An open ledger; what cannot be judged is a usage error."""
    from pipelines.judge import JudgementError

    with opened() as ledger:
        try:
            yield ledger
        except JudgementError as error:
            raise CommandError(f"Nothing was judged: {error}.", ExitCode.USAGE) from error


def _who(by: str | None) -> str:
    import getpass

    try:
        who = by or getpass.getuser()
    except (KeyError, OSError) as error:
        raise CommandError("This system does not say who you are; say it with --by NAME.", ExitCode.USAGE) from error
    return " ".join(who.split())


def _side(ledger: Ledger, name: str) -> Side:
    """The film or the page that `name` means; an id before a page, a page before a former id and before words."""
    from ledger import queries
    from pipelines.judge import side_of_film, side_of_page

    film = queries.find_film(ledger, name)
    if (film is None or film.id != name) and (page := side_of_page(ledger, name)):
        return page
    if film is not None:
        return side_of_film(ledger, film, () if film.id == name else queries.pages_of_former(ledger, name))
    return side_of_film(ledger, the_film(ledger, name))


def words_of(judgement: Judgement) -> str:
    """A judgement in words."""
    from cli.words import page_label, plain_words

    left, right = page_label(judgement.left), page_label(judgement.right or "")
    if judgement.kind == "pin":
        return f"{judgement.field} of the film of {left} is {plain_words(judgement.value)}"
    return f"the films of {left} and {right} are {'one' if judgement.kind == 'same' else 'two'}"


def _tell(ledger: Ledger, made: Judgement, kept: Judgement) -> None:
    """Link, say what was judged and what it changed, and point out what contradicts it."""
    from ledger import queries

    done = "Judged" if kept.id == made.id else "Judged before as"
    sys.stdout.write(f"{done} {kept.id}: {words_of(kept)}.{_link(ledger)}\n")
    for doubt in queries.doubts_about(ledger, kept.id):
        sys.stdout.flush()
        sys.stderr.write(
            f"Against judgement {kept.id} speaks: {'; '.join(doubt.reasons[:-1])}. It holds all the same; "
            f"`filmledger doubts` lists it, `filmledger judge undo {kept.id}` takes it back.\n"
        )


def _link(ledger: Ledger) -> str:
    """Link what a judgement touches; what that changed, in words."""
    from cli.words import run_words
    from pipelines.relink import link_dirty

    _, told = run_words(link_dirty(ledger))
    return f" {told}." if told else " Nothing changed."
