"""How fast two lists of films are joined, in which memory, and how well: `python bench/matching.py [--left N]`.

The lists are generated: invented films with titles of few common and many rare words, namesakes, remakes and series,
as two sites would print them (articles moved, other years, lost letters, other casts, missing fields). The truth is
known, so that accuracy is counted too.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from concurrent.futures import ProcessPoolExecutor

from pipelines.matching.lists import join_lists

STARTS = ("b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "st", "tr")
SYLLABLES = [start + vowel + end for start in STARTS for vowel in "aeiou" for end in ("", "n", "r", "l", "s")]
COMMON = ("The", "Night", "Day", "Love", "House", "Man", "Woman", "Last", "Dead", "City", "Dark", "Blood", "Story")
COMMON += ("Game", "King", "Road", "Girl", "Boy", "War", "Summer", "Lost")
FIRST = ("Ann", "Bo", "Carl", "Dina", "Eva", "Finn", "Greta", "Hugo", "Ida", "Jon", "Kim", "Lena", "Max", "Nora")
GENRES = ("Drama", "Comedy", "Action", "Crime", "Horror", "Documentary", "Romance", "Thriller")


def word(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).capitalize()


def title(rng: random.Random, words: list[str]) -> str:
    length = rng.choice((1, 2, 2, 3, 3, 4))
    # Half of the words are common ones, but a common word alone is the title of few films.
    picked = [rng.choice(COMMON) if length > 1 and rng.random() < 0.5 else rng.choice(words) for _ in range(length)]
    return ("The " if rng.random() < 0.3 else "") + " ".join(picked)


def invented(count: int, seed: int) -> list[dict]:
    """Films: most new, some remakes and namesakes of earlier ones, some a further part of a series."""
    rng = random.Random(seed)
    words = [word(rng) for _ in range(9000)]
    people = [f"{rng.choice(FIRST)} {word(rng)}" for _ in range(20000)]
    films: list[dict] = []
    while len(films) < count:
        film = {
            "title": title(rng, words),
            "year": rng.randint(1920, 2024),
            "directors": rng.sample(people[:6000], rng.choice((1, 1, 1, 2))),
            "cast": [{"name": name} for name in rng.sample(people, rng.choice((3, 6, 12, 30)))],
            "runtime_minutes": rng.randint(70, 180),
            "genres": rng.sample(GENRES, rng.choice((1, 2, 3))),
        }
        chance = rng.random()
        if films and chance < 0.06:
            film["title"] = rng.choice(films)["title"]
        elif films and chance < 0.10:
            first, part = rng.choice(films), rng.choice(("II", "2", "III", "3"))
            film |= {"title": f"{first['title']} {part}", "directors": first["directors"]}
            film |= {"cast": first["cast"][:4] + film["cast"][:2], "year": min(2024, first["year"] + rng.randint(1, 5))}
        films.append(film)
    return films


def as_one_site(film: dict) -> dict:
    return {**film, "cast": film["cast"][:20]}


def as_another_site(film: dict, rng: random.Random) -> dict:
    """The same film with the differences that sites have."""
    copy = dict(film)
    if copy["title"].startswith("The ") and rng.random() < 0.5:
        copy["title"] = f"{copy['title'][4:]}, The"
    if rng.random() < 0.1:
        copy["title"] = f"{copy['title']} ({copy['year']})"
    if rng.random() < 0.03:
        place = rng.randrange(1, len(copy["title"]))
        copy["title"] = copy["title"][: place - 1] + copy["title"][place:]
    copy["year"] += rng.choice((0,) * 12 + (1, -1, 1, 2))
    copy["runtime_minutes"] += rng.choice((0, 0, 0, 1, -1, 3, 12))
    copy["cast"] = [name for name in copy["cast"][:8] if rng.random() < 0.7] or copy["cast"][:1]
    for field in ("year", "directors", "cast", "runtime_minutes", "genres"):
        if rng.random() < 0.12:
            del copy[field]
    return copy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--left", type=int, default=27_000)
    parser.add_argument("--right", type=int, default=23_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    shared = int(0.85 * min(args.left, args.right))
    films = invented(args.left + args.right - shared, args.seed)
    rights = films[:shared] + films[args.left :]
    left = [as_one_site(film) for film in films[: args.left]]
    right = [(i if i < shared else None, as_another_site(film, rng)) for i, film in enumerate(rights)]
    rng.shuffle(right)
    started = time.perf_counter()
    with ProcessPoolExecutor(args.workers) as pool:
        joined = join_lists(left, [film for _, film in right], pool)
    seconds = time.perf_counter() - started
    correct = sum(right[pair.right][0] == pair.left for pair in joined)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{args.left} against {args.right} films, {shared} in both: {seconds:.1f} s with {args.workers} processes")
    print(f"CPU time of the processes: {workers.ru_utime + workers.ru_stime:.1f} s")
    print(f"peak memory: {own:.0f} MB, and {workers.ru_maxrss / 1024:.0f} MB in the largest of the processes")
    print(f"joined {len(joined)}: precision {correct / max(1, len(joined)):.4f} recall {correct / shared:.4f}")


if __name__ == "__main__":
    main()
