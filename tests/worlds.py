"""Made-up worlds: films with namesakes and remakes, and pages that each tell a part of one, or of several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from ledger.records import (
    BoxOffice,
    CastMember,
    FilmStatement,
    Judgement,
    RatingStatement,
    Reading,
    ReleaseDate,
    ReviewStatement,
    Score,
)

TITLES = (
    "Hero",
    "The Heir",
    "Night Train",
    "Night Train 2",
    "Death Race 2000",
    "Death Race",
    "Брат",
    "夜",
    "Heirs, The",
)
PEOPLE = ("Ann Lee", "Bo Nilsson", "Carla Ruiz", "Dmitri Orlov", "Eve Stone", "Farid Khan", "Grace Oye", "Hugo Blanc")
CRITICS = ("Ida Holm", "Jack Poe", "Kim Sol", None)
SITES = ("a.example", "b.example", "c.example", None)
TEXTS = (
    "A slow film, but it stays with you for days, and its last scene is worth the whole of the long way there.",
    "It stays with you for days, and its last scene is worth the whole",
    "Great movie!",
    "Nothing here is new, and nothing here is dull; the director knows how to wait and when to stop waiting.",
    "Nothing here is new, and nothing here is dull; the director knows...",
    None,
)


@dataclass(frozen=True)
class Truth:
    """One film as it is."""

    title: str
    year: int
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    runtime: int
    imdb: str


@st.composite
def truths(draw: st.DrawFn) -> list[Truth]:
    """Some films; titles are few, so that there are namesakes, remakes and films of one year and title."""
    count = draw(st.integers(1, 4))
    return [
        Truth(
            title=draw(st.sampled_from(TITLES)),
            year=draw(st.sampled_from((1975, 1999, 2000, 2012))),
            directors=(draw(st.sampled_from(PEOPLE)),),
            cast=tuple(draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4))),
            runtime=draw(st.integers(80, 150)),
            imdb=f"tt{number:07}",
        )
        for number in range(1, count + 1)
    ]


@st.composite
def statements(draw: st.DrawFn, film: Truth) -> FilmStatement:
    """A part of what there is to say of a film; now and then a number is wrong."""
    said: dict[str, Any] = {"title": film.title}
    if draw(st.booleans()):
        said["year"] = film.year + draw(st.sampled_from((0, 0, 0, 1)))
    if draw(st.booleans()):
        said["directors"] = film.directors
    if film.cast and draw(st.booleans()):
        said["cast"] = tuple(CastMember(name=name, character=f"Part {name}") for name in film.cast)
    if draw(st.booleans()):
        said["runtime_minutes"] = film.runtime + draw(st.sampled_from((0, 0, 1, 20)))
    if draw(st.integers(0, 3)) == 0:
        said["identifiers"] = {"imdb": film.imdb}
    if draw(st.integers(0, 3)) == 0:
        day = draw(st.sampled_from((f"{film.year}-09-28", "--09-28", f"{film.year}")))
        said["release_dates"] = (ReleaseDate(date=day, country=draw(st.sampled_from(("US", None)))),)
    if draw(st.integers(0, 3)) == 0:
        amount, rounded = draw(st.sampled_from(((5_308_553, False), (5_300_000, True), (9_000_000, False))))
        region = draw(st.sampled_from(("US", None)))
        said["box_office"] = (BoxOffice(measure="gross", amount=amount, approximate=rounded, region=region),)
    return FilmStatement(**said)


@st.composite
def reviews(draw: st.DrawFn) -> ReviewStatement:
    text = draw(st.sampled_from(TEXTS))
    percent = draw(st.sampled_from((None, 40.0, 80.0)))
    return ReviewStatement(
        kind=draw(st.sampled_from(("critic", "audience"))),
        author=draw(st.sampled_from(CRITICS)),
        body=text,
        is_excerpt=bool(text and text.endswith("...")),
        rating=Score(words=str(percent), percent=percent) if percent else None,
        published_on=draw(st.sampled_from((None, "2012-10", "2012-10-01"))),
    )


@st.composite
def worlds(draw: st.DrawFn, most: int = 8) -> list[Reading]:
    """Pages about the films of a world, each page with a name of its own."""
    films = draw(truths())
    found = []
    for number in range(draw(st.integers(1, most))):
        film = draw(st.sampled_from(films))
        told = draw(st.lists(reviews(), max_size=3))
        if draw(st.integers(0, 4)) == 0:
            other = draw(st.sampled_from(films))
            told.append(draw(reviews()).model_copy(update={"of_film": f"{other.title} ({other.year})"}))
        score = RatingStatement(kind="audience", value=draw(st.sampled_from((6.4, 7.0))), best=10, votes=number * 100)
        found.append(
            Reading(
                page=f"page {number}",
                page_type=draw(st.sampled_from(("title", "catalogue", "roundup", "review"))),
                site=draw(st.sampled_from(SITES)),
                film=draw(statements(film)),
                reviews=tuple(told),
                ratings=(score,) if draw(st.booleans()) else (),
                fetched_at=datetime(2020, 1, draw(st.integers(1, 28)), tzinfo=UTC),
            )
        )
    return found


@st.composite
def judged(draw: st.DrawFn, readings: list[Reading]) -> list[Judgement]:
    """Some decisions of a person about these pages, contradictions among them."""
    names = [reading.page for reading in readings]
    found = []
    for number in range(draw(st.integers(0, 3)) if len(names) > 1 else 0):
        left, right = draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))
        kind = draw(st.sampled_from(("same", "different")))
        at = datetime(2021, 1, 1 + number, tzinfo=UTC)
        found.append(Judgement(_id=f"j{number}", kind=kind, left=left, right=right, at=at))
    return found


@st.composite
def decisions(draw: st.DrawFn, readings: list[Reading]) -> list[Judgement]:
    """As `judged`, and of whole films, and pins, and some taken back."""
    names = sorted(reading.page for reading in readings)
    found = []
    for judgement in draw(judged(readings)):
        others = [name for name in names if name not in (judgement.left, judgement.right)]
        listed = draw(st.lists(st.sampled_from(others), max_size=4, unique=True)) if others else []
        cut = draw(st.integers(0, len(listed)))
        sides = {"left_pages": tuple(listed[:cut]), "right_pages": tuple(listed[cut:])}
        found.append(judgement.model_copy(update={**sides, "undone": draw(st.integers(0, 3)) == 0}))
    for number in range(draw(st.integers(0, 2))):
        field, value = draw(st.sampled_from((("year", 1999), ("title", "Pinned"), ("identifiers.imdb", "tt9"))))
        at = datetime(2022, 1, 1 + number, tzinfo=UTC)
        page = draw(st.sampled_from(names))
        found.append(Judgement(_id=f"p{number}", kind="pin", left=page, field=field, value=value, who="ann", at=at))
    return found
