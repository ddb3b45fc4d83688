"""What linking costs: generated readings in, joined records out, block by block, without a database.

    python -m bench.linking                     100,000 and 1,000,000 reviews, side by side
    python -m bench.linking --reviews 20000     other sizes

Each size is a process of its own. Films have reviews as films do: most have a few, one has a twentieth of all. One
review in ten has a copy: an excerpt, or the whole under another spelling of the byline. CPU time is that of linking
alone, without making the readings.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from ledger.records import FilmStatement, Reading, ReviewStatement
from ledger.values import CastMember, Score
from pipelines.link import link_block

REVIEWS_A_FILM = 20
BIGGEST_SHARE = 20
"""The film with the most reviews has one of so many."""
REVIEWS_A_PAGE = 25
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words_of(rng: random.Random, count: int) -> list[str]:
    return ["".join(rng.choices(_LETTERS, k=rng.randint(2, 9))) for _ in range(count)]


class World:
    """Made-up films, critics and texts, the same for the same seed."""

    def __init__(self, reviews: int, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.words = words_of(self.rng, 20_000)
        self.reviews = reviews

    def sizes(self) -> Iterator[int]:
        """How many reviews each film has: one very many, the others by a law of powers."""
        biggest = self.reviews // BIGGEST_SHARE
        yield biggest
        left = self.reviews - biggest
        while left > 0:
            size = min(left, 2_000, max(1, int(self.rng.paretovariate(1.1) * REVIEWS_A_FILM / 5)))
            left -= size
            yield size

    def film(self, number: int, reviews: int) -> list[Reading]:
        """The pages about one film."""
        rng = self.rng
        title = " ".join(rng.choices(self.words, k=rng.randint(1, 3))).title()
        crew = [" ".join(rng.choices(self.words, k=2)).title() for _ in range(5)]
        facts = {"title": title, "year": rng.randint(1930, 2025), "directors": (crew[0],)}
        cast = tuple(CastMember(name=name) for name in crew[1:])
        told = [self.review() for _ in range(reviews)]
        told += [self.copy(review) for review in rng.sample(told, reviews // 10)]
        pages = [Reading(page=f"https://t.example/{number}", page_type="title", film=FilmStatement(**facts, cast=cast))]
        for place in range(0, len(told), REVIEWS_A_PAGE):
            name = f"https://r{place % 7}.example/{number}/{place}"
            statement = FilmStatement(title=title, year=facts["year"]) if place % 2 else FilmStatement(**facts)
            some = tuple(told[place : place + REVIEWS_A_PAGE])
            pages.append(Reading(page=name, page_type="user_reviews", film=statement, reviews=some))
        return pages

    def review(self) -> ReviewStatement:
        rng = self.rng
        score = rng.randint(1, 10)
        return ReviewStatement(
            kind="audience",
            author=" ".join(rng.choices(self.words, k=2)).title(),
            headline=" ".join(rng.choices(self.words, k=4)).capitalize(),
            body=" ".join(rng.choices(self.words, k=max(3, int(rng.lognormvariate(3.6, 0.8))))).capitalize() + ".",
            rating=Score(words=f"{score}/10", value=score, best=10, percent=10 * score),
            published_on=f"20{rng.randint(10, 25)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
        )

    def copy(self, review: ReviewStatement) -> ReviewStatement:
        """An excerpt, or the whole text with initials in the byline."""
        text = (review.body or "").split()
        if self.rng.random() < 0.5 and len(text) > 20:
            return review.model_copy(update={"body": " ".join(text[: len(text) // 2]) + "...", "is_excerpt": True})
        first, _, last = (review.author or "").partition(" ")
        return review.model_copy(update={"author": f"{first[:1]}. {last}"})


def measure(reviews: int) -> None:
    """Link a world of this size and print what it cost."""
    world = World(reviews)
    films = joined = 0
    spent = 0.0
    for number, size in enumerate(world.sizes()):
        pages = world.film(number, size)
        began = time.process_time()
        linked = link_block(pages)
        spent += time.process_time() - began
        films += len(linked.films)
        joined += len(linked.reviews)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = 1e6 * spent / reviews
    size = f"{reviews:>9,} reviews, {films:>6,} films, {joined:>9,} joined"
    print(f"{size}: {spent:7.1f} s CPU, {each:4.0f} µs a review, {memory:5,.0f} MB", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--reviews", type=int, nargs="+", default=[100_000, 1_000_000])
    asked.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    for reviews in given.reviews:
        if given.here:
            measure(reviews)
        else:
            subprocess.run([sys.executable, "-m", "bench.linking", "--here", "--reviews", str(reviews)], check=True)


if __name__ == "__main__":
    main()
