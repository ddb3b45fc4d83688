"""What of one film is compared, made once for each film: folded titles, years, people, and the rest as sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from pipelines.matching import name_lists, record
from pipelines.matching.people import People, people_of
from pipelines.matching.tables import word_map, word_set
from pipelines.matching.titles import Titles, titles_of
from pipelines.normalize.places import countries_and_rest, languages_and_rest
from pipelines.normalize.rows import says_nothing
from pipelines.normalize.text import fold

_NO_CHARACTER = frozenset({"himself", "herself", "self", "themselves", "narrator", "host", "additional voices"})
_GENRE_PARTS = re.compile(r"\s*(?:[&/,|]|\band\b)\s*")
_CERTIFICATE = re.compile(r"(?:rated\s+)?([A-Za-z]{1,4}(?:-?\d{1,2}|-[A-Za-z]{1,2})?)\b", re.IGNORECASE)
_KINDS = frozenset({"film", "short", "tv_movie", "tv_series", "tv_episode", "video"})
_NOT_ID = re.compile(r"[^a-z0-9]+")

Read = tuple[tuple[str, ...], tuple[str, ...]]
"""What was read of words, and what was not."""


class Plain(Protocol):
    """A record that gives itself as plain values, such as `ledger.records.FilmStatement`."""

    def plain(self) -> dict[str, Any]:
        """Its fields by name, absent ones left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FilmClues:
    """One film in the form that is compared. Empty means: not stated."""

    titles: Titles
    years: frozenset[int]
    release_years: frozenset[int]
    dates: frozenset[str]
    """Release dates with a day: "2012-09-28", or "--09-28" without a year."""
    directors: People
    writers: People
    cast: People
    characters: frozenset[str]
    minutes: tuple[int, ...]
    countries: frozenset[str]
    languages: frozenset[str]
    certificates: frozenset[str]
    genres: frozenset[str]
    money: tuple[tuple[str, str | None, str | None, int], ...]
    """Measure, region, currency, amount."""
    companies: frozenset[str]
    identifiers: tuple[tuple[str, str], ...]
    kind: str | None
    text: str
    """Running text in which people may be named, folded, a space at both ends; "" where there is none."""
    written: int | None
    """The year in which the text was published."""


def film_clues(statement: Plain | Mapping[str, Any], *, text: str = "", published_on: str | None = None) -> FilmClues:
    """What of a film is compared, from a `FilmStatement` or from a record near it.

    `text` is prose that speaks of the film (a column's body): people of the other film who are named in it are a
    clue. `published_on` is its day: nobody writes of a film ten years before it is made.

    >>> found = film_clues({"title": "Hellboy II (2008)", "directors": "Guillermo del Toro", "runtime_minutes": "120"})
    >>> sorted(found.titles.keys), sorted(found.years), found.minutes
    (['hellboy2'], [2008], (120,))
    """
    said = record.known_fields(statement if isinstance(statement, Mapping) else statement.plain())
    shown = record.titles(said.get("title"))
    others = [*record.titles(said.get("original_title")), *record.titles(said.get("also_known_as"))]
    titles, aside = titles_of(shown or others, others if shown else ())
    stated = record.year(said.get("year", "")) or aside.year
    released = record.dates(said.get("release_dates"))
    return FilmClues(
        titles=titles,
        years=_once(frozenset({stated} if stated else ())),
        release_years=_once(frozenset(int(day[:4]) for day, _ in released if day[0] != "-")),
        dates=_once(frozenset(day for day, _ in released if _names_a_day(day))),
        directors=people_of(name_lists.people(said.get("directors"))),
        writers=people_of(name_lists.people(said.get("writers"))),
        cast=people_of(name_lists.people(said.get("cast"))),
        characters=_folded(name_lists.characters(said.get("cast"))) - _NO_CHARACTER,
        minutes=record.minutes(said.get("runtime_minutes")),
        countries=_codes(record.strings(said.get("countries")), countries_and_rest),
        languages=_codes(record.strings(said.get("languages")), languages_and_rest),
        certificates=_certificates(said),
        genres=_genres(record.strings(said.get("genres"))),
        money=tuple(record.money(said.get("box_office"))),
        companies=_companies(record.strings(said.get("production_companies"))),
        identifiers=_identifiers(said.get("identifiers")),
        kind=_kind(said.get("kind"), aside.kind),
        text=f" {fold(text)} " if text else "",
        written=record.year(published_on) if published_on else None,
    )


@lru_cache(maxsize=65536)
def _once(values: frozenset[Any]) -> frozenset[Any]:
    """The first of all equal sets, so that a list of films holds each once."""
    return values


def _names_a_day(day: str) -> bool:
    """Whether it is a day, and not the first of January, which many sites print for a year alone."""
    return day.count("-") == (3 if day[0] == "-" else 2) and not day.endswith("-01-01")


def _folded(values: Iterable[str]) -> frozenset[str]:
    return _once(frozenset(fold(value) for value in values if not says_nothing(value)) - {""})


def _codes(values: Iterable[str], read: Callable[[str], Read]) -> frozenset[str]:
    """Countries or languages as ISO codes; words that are no country or language are left out."""
    return _once(frozenset(code for value in values for code in _read_codes(value, read)))


@lru_cache(maxsize=4096)
def _read_codes(value: str, read: Callable[[str], Read]) -> tuple[str, ...]:
    return read(value)[0]


def _genres(values: Iterable[str]) -> frozenset[str]:
    known = word_map("genres")
    parts = (fold(part) for value in values for part in _GENRE_PARTS.split(value))
    return _once(frozenset(known[part] for part in parts if part in known))


def _certificates(said: Mapping[str, Any]) -> frozenset[str]:
    """The certificates of a scale that is stated or known by its marks, as "mpa:pg13"."""
    values = [said.get("content_rating"), *(said.get("content_ratings") or ())]
    found = set()
    for value in values:
        words = value.get("value") if isinstance(value, Mapping) else value
        system = value.get("system") if isinstance(value, Mapping) else None
        if system and words and fold(system) not in ("mpa", "tv"):
            found.add(f"{fold(system)}:{fold(str(words)).replace(' ', '')}")
            continue
        match = _CERTIFICATE.match(words.strip()) if isinstance(words, str) else None
        mark = match.group(1).replace("-", "").lower() if match else ""
        found |= {f"{scale}:{mark}" for scale in ("mpa", "tv") if mark in word_set(f"certificates.{scale}")}
    return _once(frozenset(found))


def _companies(values: Iterable[str]) -> frozenset[str]:
    common = word_set("companies.common")
    return frozenset(" ".join(word for word in fold(value).split() if word not in common) for value in values) - {""}


def _identifiers(value: Any) -> tuple[tuple[str, str], ...]:
    """Kinds and identifiers, without what differs in writing only: "tt0111161", "0111161", "Q172241"."""
    if not isinstance(value, Mapping):
        return ()
    found = ((str(kind).lower().removesuffix("_id"), _NOT_ID.sub("", str(key).lower())) for kind, key in value.items())
    return tuple(sorted((kind, key.removeprefix("tt").lstrip("0")) for kind, key in found if key))


def _kind(stated: Any, aside: str | None) -> str | None:
    words = fold(str(stated)) if stated else ""
    known = word_map("kind_names").get(words, words.replace(" ", "_"))
    return known if known in _KINDS else aside
