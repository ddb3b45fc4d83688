"""Labelled pairs of invented films as two sites print them, with every kind of dirt, for tests and benches.

The label is known because the pairs are made: one film twice, or two films that are easily taken for one.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.made_film_dirt import DIRT, Film


def _words(said: str) -> tuple[str, ...]:
    return tuple(said.split())


FIRST = _words("Ann Bo Carl Dina Eva Finn Greta Hugo Ida José Kim Lena Max Nora Zoë Tomás Søren Jürgen Chloé Raúl")
STEMS = ("And", "Berg", "Cald", "Dorv", "Ell", "Farn", "Gött", "Holm", "Irv", "Kov", "Lind", "Mor", "Nyb", "Ol", "Pér")
ENDS = ("ers", "ström", "well", "ák", "ington", "ova", "eau", "mann", "ez", "ley", "ini", "sen", "ard", "ucci", "Smith")
NOUNS = _words("Lantern Harbour Winter Kingdom Orchard Mirror Stranger River Café Señor Journey Widow Engine")
NOUNS += _words("Voyage Sister Clock Garden Thief Letter Storm Fiancée Märchen Soldier Circus Ghost Promise")
ADJECTIVES = _words("Last Silent Broken Golden Secret Crimson Lonely Hidden Endless Bitter Electric Hollow")
PLACES = _words("Lisbon Calais Omaha Kyoto Bergen Verona Dakar Quito Tangier Malmö")
GENRES = _words("Drama Comedy Action Crime Horror Romance Thriller Mystery Adventure")
RANKS = ("Dr.", "Inspector", "Nurse", "Old", "Young", "Captain", "Mrs.", "Uncle", "Father", "Agent")
TITLES = (
    "{noun}", "The {noun}", "The {word} {noun}", "{word} {noun}", "The {noun} of {place}", "{noun} and {other}",
    "{noun}: The {word} {other}", "{noun} 2", "The {noun} 3", "{place}, {word} {place}", "A {noun} in {place}",
    "{noun} & {other}", "Mr. {noun}'s {word} {other}", "The {noun}'s {other}", "{word}-{noun}", "{place}",
)  # fmt: skip
PROFILES: tuple[tuple[str, ...], ...] = (
    (),  # every field
    ("title", "year", "directors", "cast", "genres", "content_rating"),
    ("title", "directors", "runtime_minutes", "release_dates", "genres", "content_rating"),
    ("title", "year", "directors", "cast", "runtime_minutes", "genres"),
    ("title", "year", "directors", "writers", "cast"),
    ("title", "year", "cast"),
    ("title", "year", "directors"),
    ("title", "directors", "cast", "runtime_minutes"),
)
"""The fields that a site has."""


class Pair(NamedTuple):
    """Two records, whether they are one film, and what was done."""

    how: str
    same: bool
    left: Film
    right: Film


def invented(rng: random.Random) -> Film:
    """One film with every field."""
    people = [f"{rng.choice(FIRST)} {rng.choice(STEMS)}{rng.choice(ENDS)}" for _ in range(14)]
    year = rng.randint(1930, 2022)
    return {
        "title": _title(rng),
        "year": year,
        "directors": people[: rng.choice((1, 1, 1, 2))],
        "writers": people[rng.choice((0, 1, 2)) : 4],
        "cast": [{"name": name, "character": _part(rng)} for name in people[4 : rng.randint(7, 14)]],
        "runtime_minutes": rng.randint(75, 165),
        "release_dates": [{"date": f"{year}-{rng.randint(1, 12):02}-{rng.randint(2, 28):02}"}],
        "genres": rng.sample(GENRES, rng.randint(1, 3)),
        "content_rating": rng.choice(("PG", "PG-13", "R", "NR")),
        "countries": rng.sample(("US", "FR", "GB"), rng.choice((1, 1, 2))),
        "languages": ["en"],
    }


def _part(rng: random.Random) -> str:
    return f"{rng.choice(RANKS)} {rng.choice(STEMS)}{rng.choice(ENDS)}"


def _title(rng: random.Random) -> str:
    noun, other, word, place = rng.choice(NOUNS), rng.choice(NOUNS), rng.choice(ADJECTIVES), rng.choice(PLACES)
    pattern = rng.choice(TITLES)
    return pattern.format(noun=noun, other=other, word=word, place=place)


def _as_a_site_has_it(film: Film, rng: random.Random) -> Film:
    fields = rng.choice(PROFILES)
    said = copy.deepcopy({name: film[name] for name in fields or film if name in film})
    if "cast" in said:
        said["cast"] = said["cast"][: rng.choice((3, 4, 6, 10))]
    return said


def same_pairs(rng: random.Random) -> Iterator[Pair]:
    """One pair for each kind of dirt, and one with three kinds."""
    for dirt in DIRT:
        film = invented(rng)
        left, right = _as_a_site_has_it(film, rng), _as_a_site_has_it(film, rng)
        dirt(right, rng)
        yield _turned(Pair(dirt.__name__, True, left, right), rng)


def _remake(film: Film, rng: random.Random) -> Film:
    year = film["year"] + rng.choice((-30, -12, -5, 4, 9, 25))
    return _unlike(invented(rng) | {"title": film["title"], "year": year}, rng)


def _namesake_of_the_year(film: Film, rng: random.Random) -> Film:
    return _unlike(invented(rng) | {"title": film["title"], "year": film["year"]}, rng)


def _sequel(film: Film, rng: random.Random) -> Film:
    later = {"year": film["year"] + rng.randint(1, 5), "runtime_minutes": film["runtime_minutes"] + rng.randint(4, 25)}
    first = film["title"].removesuffix(" 2").removesuffix(" 3")
    names = (f"{first} {rng.choice(('4', 'IV', 'Part 4', 'V'))}", f"{first}: The {rng.choice(ADJECTIVES)} Return")
    return _unlike(film | later | {"title": rng.choice(names), "cast": film["cast"][:4]}, rng)


def _unlike(film: Film, rng: random.Random) -> Film:
    day = f"{film['year']}-{rng.randint(1, 12):02}-{rng.randint(2, 28):02}"
    return film | {"release_dates": [{"date": day}]}


def _second_film_of_the_year(film: Film, rng: random.Random) -> Film:
    other = invented(rng)
    return _unlike(other | {name: film[name] for name in ("directors", "writers", "year", "genres")}, rng)


def _same_players(film: Film, rng: random.Random) -> Film:
    return invented(rng) | {"cast": film["cast"], "year": film["year"] + rng.choice((0, 1, 2))}


def _one_word_more(film: Film, rng: random.Random) -> Film:
    title = rng.choice((f"{film['title']} {rng.choice(NOUNS)}", f"{rng.choice(ADJECTIVES)} {film['title']}"))
    return invented(rng) | {"title": title, "year": film["year"] + rng.choice((0, 1, 3))}


def _other_part_of_a_series(film: Film, rng: random.Random) -> Film:
    head = film["title"].partition(":")[0]
    title = f"{head}: {rng.choice(ADJECTIVES)} {rng.choice(PLACES)}"
    return _sequel(film, rng) | {"title": title}


def _short_of_the_director(film: Film, rng: random.Random) -> Film:
    made = {
        "runtime_minutes": rng.randint(8, 25),
        "year": film["year"] - rng.randint(2, 4),
        "cast": invented(rng)["cast"],
    }
    return _unlike(film | made, rng)


def _stranger(film: Film, rng: random.Random) -> Film:
    return invented(rng) | {"year": film["year"], "genres": film["genres"]}


DIFFERENT: tuple[Callable[[Film, random.Random], Film], ...] = (
    _remake, _namesake_of_the_year, _sequel, _second_film_of_the_year, _same_players, _one_word_more,
    _other_part_of_a_series, _short_of_the_director, _stranger,
)  # fmt: skip


def different_pairs(rng: random.Random) -> Iterator[Pair]:
    """Two pairs for each way of being another film, one of them with dirt."""
    for other in DIFFERENT:
        for dirt in (DIRT[-1], rng.choice(DIRT)):
            film = invented(rng)
            another = other(film, rng)
            left, right = _as_a_site_has_it(film, rng), _as_a_site_has_it(another, rng)
            is_short = other is _short_of_the_director
            if _nobody_could_tell(left, right) or (is_short and not _both_tell_their_length(left, right)):
                continue
            dirt(right, rng)
            yield _turned(Pair(other.__name__.strip("_"), False, left, right), rng)


def _nobody_could_tell(left: Film, right: Film) -> bool:
    """Whether two films of one title have nothing by which they could be told apart."""
    told = left.keys() & right.keys() & {"directors", "cast", "year", "release_dates", "runtime_minutes"}
    unlike = [name for name in told if left[name] != right[name]]
    return left["title"] == right["title"] and (not unlike or (unlike == ["year"] and len(told) > 1))


def _both_tell_their_length(left: Film, right: Film) -> bool:
    return "runtime_minutes" in left and "runtime_minutes" in right


def _turned(pair: Pair, rng: random.Random) -> Pair:
    return pair if rng.random() < 0.5 else pair._replace(left=pair.right, right=pair.left)


def pairs(count: int, seed: int = 0) -> list[Pair]:
    """So many pairs, all kinds in turn."""
    rng = random.Random(seed)
    made: list[Pair] = []
    while len(made) < count:
        made += [*same_pairs(rng), *different_pairs(rng)]
    return made[:count]
