"""The clues: a row for each, with its level of agreement and its reason in words.

A level's weight stands in `weights.toml`, there in order from the strongest agreement to the strongest contradiction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.matching import levels as level
from pipelines.matching import reasons
from pipelines.matching.films import FilmClues
from pipelines.matching.levels import Level, everyone
from pipelines.matching.title_levels import title_level

_EQUAL = frozenset({"equal_long", "equal_short", "near"})
_ALIKE = frozenset({"subtitle", "contained"})


@dataclass(frozen=True, slots=True)
class Clue:
    """One row: its name (also in `weights.toml`), the level of two films, and what it saw in words.

    `is_of_series` marks what the films of one series, or of one crew, have in common without being the same.
    """

    name: str
    level: Level
    says: Callable[[FilmClues, FilmClues], str]
    is_of_series: bool = False


CLUES: tuple[Clue, ...] = (
    Clue("title", lambda a, b: title_level(a.titles, b.titles), reasons.titles),
    Clue("year", level.year_level, reasons.years),
    Clue("release_year", level.release_year_level, reasons.years),
    Clue("release_dates", level.date_level, reasons.days),
    Clue("directors", level.directors_level, lambda a, b: reasons.people(a.directors, b.directors), is_of_series=True),
    Clue("writers", level.writers_level, lambda a, b: reasons.people(a.writers, b.writers), is_of_series=True),
    Clue("cast", level.cast_level, lambda a, b: reasons.people(a.cast, b.cast), is_of_series=True),
    Clue("other_roles", level.roles_level, lambda a, b: reasons.people(everyone(a), everyone(b)), is_of_series=True),
    Clue("named_in_text", level.text_level, lambda a, b: reasons.listed(level.named_in_text(a, b)) or "nobody"),
    Clue("written", level.written_level, reasons.writing),
    Clue(
        "characters", level.characters_level, lambda a, b: reasons.values(a.characters, b.characters), is_of_series=True
    ),
    Clue("runtime", level.runtime_level, reasons.runtimes),
    Clue(
        "countries",
        level.overlap_level("countries"),
        lambda a, b: reasons.values(a.countries, b.countries),
        is_of_series=True,
    ),
    Clue(
        "languages",
        level.overlap_level("languages"),
        lambda a, b: reasons.values(a.languages, b.languages),
        is_of_series=True,
    ),
    Clue("certificate", level.certificate_level, reasons.certificates, is_of_series=True),
    Clue("genres", level.genres_level, lambda a, b: reasons.values(a.genres, b.genres), is_of_series=True),
    Clue(
        "companies",
        level.overlap_level("companies"),
        lambda a, b: reasons.values(a.companies, b.companies),
        is_of_series=True,
    ),
    Clue("box_office", level.money_level, reasons.money),
    Clue("kind", level.kind_level, lambda a, b: reasons.against(a.kind, b.kind, equal=a.kind == b.kind)),
)
OF_SERIES = frozenset(clue.name for clue in CLUES if clue.is_of_series)


def levels(left: FilmClues, right: FilmClues) -> dict[str, str]:
    """The level of every clue that speaks, in the order of the table."""
    return {clue.name: spoken for clue in CLUES if (spoken := clue.level(left, right)) is not None}


def worth_comparing(left: FilmClues, right: FilmClues) -> bool:
    """A cheap look ahead: equal titles or an identifier in common, or years that meet and like titles or a person."""
    if left.titles.keys & right.titles.keys or set(left.identifiers) & set(right.identifiers):
        return True
    meet = level.years_meet(left, right)
    if meet and (left.directors.keys & right.directors.keys or left.cast.keys & right.cast.keys):
        return True
    title = title_level(left.titles, right.titles)
    return title in _EQUAL or (meet and title in _ALIKE)
