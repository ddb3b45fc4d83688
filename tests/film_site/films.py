"""Films that nobody made: each follows from the seed and its number alone, and changes with its version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ADJECTIVES = _split("Silent Amber Distant Broken Second Paper Hollow Northern Velvet Last Crooked Salt Borrowed")
NOUNS = _split("Harbour Lantern Orchard Railway Letter Winter Mirror Garden Bridge Tide Clock Border Kite Choir")
_FIRST = _split("Agnes Tomas Maud Jon Priya Lou Bo Ines Karl Ruth Milo Vera Anton Zofia Femi Hana")
_LAST = _split("Kovari Peralta Ellery Hrafn Raman Tessier Dahlgren Okafor Weber Ansah Petric Novak Silva Moreau")
_GENRES = _split("Drama Comedy Mystery Romance War Music Thriller")
_COUNTRIES = ("USA", "France", "Germany", "Spain", "Czech Republic")
_WORDS = _split(
    "the film keeps its distance and then forgets why a quiet camera finds what the script will not say "
    "every scene in the kitchen is worth two in the courtroom and the ending is earned by patience not by noise "
    "its people talk past each other the way families do and the music knows when to stop"
)
LANGUAGES = ("en", "de", "fr", "es", "cs")
FIRST_DAY = date(2024, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """One review of a film: by a critic or by somebody."""

    author: str
    publication: str
    score: int
    text: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Film:
    """One film as the site knows it at this version."""

    number: int
    version: int
    title: str
    year: int
    directors: tuple[str, ...]
    cast: tuple[tuple[str, str], ...]
    genres: tuple[str, ...]
    minutes: int
    country: str
    plot: str
    score: float
    votes: int
    critics: tuple[Opinion, ...]
    users: tuple[Opinion, ...]
    changed: date

    @property
    def language(self) -> str:
        """The language of its pages: each layout comes in each language."""
        return LANGUAGES[self.number // 4 % len(LANGUAGES)]


def words(random: Random, count: int) -> str:
    """A text of so many words, in sentences."""
    found = random.choices(_WORDS, k=count)
    sentences = [" ".join(found[start : start + 12]).capitalize() + "." for start in range(0, count, 12)]
    return " ".join(sentences)


def _person(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _opinions(random: Random, count: int, paper: bool) -> tuple[Opinion, ...]:
    return tuple(
        Opinion(
            author=_person(random),
            publication=f"The {random.choice(NOUNS)} Review" if paper else "",
            score=random.randint(2, 10),
            text=words(random, random.randint(20, 60)),
            day=date(2010, 1, 1) + timedelta(days=random.randrange(4000)),
        )
        for _ in range(count)
    )


@lru_cache(maxsize=8192)
def film(seed: int, number: int, version: int) -> Film:
    """Film `number`. A later version has more votes, another score, and one review more by somebody."""
    random = Random(f"{seed}:{number}")
    names = list(dict.fromkeys(_person(random) for _ in range(8)))
    made = {
        "title": f"{random.choice(ADJECTIVES)} {random.choice(NOUNS)} {number}",
        "year": random.randint(1950, 2023),
        "directors": tuple(names[:1]),
        "cast": tuple((name, f"{random.choice(_FIRST)} the {random.choice(NOUNS)}") for name in names[1:6]),
        "genres": tuple(sorted(set(random.choices(_GENRES, k=2)))),
        "minutes": random.randint(70, 180),
        "country": random.choice(_COUNTRIES),
        "plot": words(random, 40),
        "critics": _opinions(random, random.randint(3, 9), paper=True),
    }
    users = _opinions(random, random.randint(3, 12), paper=False)
    more = _opinions(Random(f"{seed}:{number}:more"), version, paper=False)
    return Film(
        number=number,
        version=version,
        score=round(random.uniform(3, 9) + version / 10, 1),
        votes=random.randint(100, 90_000) + 17 * version,
        users=(*users, *more),
        changed=FIRST_DAY + timedelta(days=number % 300 + 400 * version),
        **made,  # type: ignore[arg-type]  # what was made above has the fields' types
    )
