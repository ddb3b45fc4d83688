"""The facts of a film for people: every value that was stated, the chosen ones first, with the pages behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from cli.screens import shown
from cli.words import fact_words
from ledger.evidence import NO_LONGER
from ledger.records import Film, FilmStatement

LABELS: Mapping[str, str] = {
    "runtime_minutes": "runtime",
    "content_rating": "certificate",
    "content_ratings": "certificates elsewhere",
    "release_dates": "released",
    "production_companies": "produced by",
    "filming_locations": "filmed in",
    "storyline_author": "storyline by",
    "sound_mix": "sound",
}
"""Names of facts that differ from the field's own."""
MOST_VALUES = 20
MOST_LETTERS = 280
SELF_EVIDENT = frozenset({"the only value stated"})
"""Rules that need not be told."""
IN_SHORT: Mapping[str, int] = {
    "also_known_as": 3,
    "year": 1,
    "release_dates": 3,
    "runtime_minutes": 1,
    "directors": 4,
    "writers": 4,
    "cast": 6,
    "genres": 6,
    "content_rating": 1,
    "countries": 6,
    "taglines": 1,
    "synopsis": 1,
    "box_office": 4,
    "awards": 1,
}
"""The facts that tell what film it is, and how many of their values."""
_ORDER = tuple(FilmStatement.model_fields)
_STYLES: Mapping[str, str] = {"": "", "also": "dim", "≠": "yellow"}


class Line(NamedTuple):
    """One value of a fact. `sign` is "" for a chosen one, "≠" for one that contradicts it, "also" for the others."""

    sign: str
    words: str
    pages: tuple[str, ...] = ()
    more: int = 0
    note: str = ""


def facts(film: Film, numbers: Mapping[str, int], *, full: bool = False, short: bool = False) -> Table:
    """A grid of the facts: their names, the numbers of the pages, the values.

    `full` cuts nothing; `short` shows the chosen values of the facts `IN_SHORT`.
    """
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(style="dim", justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    plain = film.plain()
    names = {name for name in _ORDER if name in plain and name != "identifiers"} | set(film.stated)
    for field in sorted(names & set(IN_SHORT) if short else names, key=_place):
        lines = [line for line in lines_of(film, plain, field) if not (short and line.sign)]
        most = len(lines) if full else IN_SHORT[field] if short else MOST_VALUES
        for i, line in enumerate(lines[:most]):
            name = LABELS.get(field, field.removeprefix("identifiers.").replace("_", " "))
            grid.add_row(name if i == 0 else "", Text(marks(line, numbers), style="cyan"), _value(line, full=full))
        if len(lines) > most:
            grid.add_row("", "", Text(f"{len(lines) - most} more" + ("" if short else ": --full"), style="dim"))
    return grid


def _place(field: str) -> tuple[int, str]:
    name = field.partition(".")[0]
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), field)


def _value(line: Line, *, full: bool) -> Text:
    words = shown(line.words)
    if not full and len(words) > MOST_LETTERS:
        words = f"{words[:MOST_LETTERS].rsplit(' ', 1)[0]} ..."
    text = Text(f"{line.sign} {words}" if line.sign else words, style=_STYLES[line.sign])
    return text.append(f"  ({line.note})", style="dim") if line.note else text


def lines_of(film: Film, plain: Mapping[str, Any], field: str) -> list[Line]:
    """Every value of a fact: the chosen ones in the film's order, then the others."""
    now = _chosen(plain, field)
    said = film.stated.get(field, ())
    rule = film.rules.get(field, "").partition(":")[0]
    is_past = rule.endswith(NO_LONGER)  # told beside the first value
    is_list = isinstance(plain.get(field), list)
    found: list[Line] = []
    for value in now:
        by = next((one for one in said if one.value == value), None)
        is_choice = not is_list and rule not in SELF_EVIDENT and (by is None or len(said) > 1)
        note = rule if (is_past and not found) or (is_choice and not is_past) else ""
        found.append(Line("", fact_words(field, value), by.pages if by else (), by.more or 0 if by else 0, note))
    for one in said:
        if one.value not in now:
            sign = "≠" if _is_disputed(film, field, one.value) else "also"
            found.append(Line(sign, fact_words(field, one.value), one.pages, one.more or 0))
    return found


def _chosen(plain: Mapping[str, Any], field: str) -> Sequence[Any]:
    """The values that the film has now, as a list; a list of people is one value of several words."""
    first, _, second = field.partition(".")
    value = plain.get(first, {}).get(second) if second else plain.get(field)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_disputed(film: Film, field: str, value: Any) -> bool:
    """Whether a conflict of the film names this value as one that was not chosen."""
    return any(
        said.value == brief and said.value != conflict.chosen
        for conflict in film.conflicts
        if conflict.field == field or conflict.field.startswith(f"{field}.")
        for said in conflict.values
        for brief in _briefs(value)
    )


def _briefs(value: Any) -> Iterator[Any]:
    """The forms in which a conflict may name a value: whole, or by its amount, its day, its certificate."""
    yield value
    if isinstance(value, Mapping):
        yield from (value[name] for name in ("amount", "date", "value") if name in value)


def marks(line: Line, numbers: Mapping[str, int]) -> str:
    """The numbers of a line's pages, runs of them shortened.

    >>> marks(Line("", "x", ("a", "b", "c", "e"), 4), {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5})
    '1-3,5,+4'
    """
    found = sorted(numbers[page] for page in line.pages if page in numbers)
    runs: list[list[int]] = []
    for number in found:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs]
    return ",".join([*parts, *([f"+{line.more}"] if line.more else [])])
