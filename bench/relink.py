"""What one more page costs: a ledger of 10,000 films and 100,000 reviews on the embedded server, one film with 20,000.

    python -m bench.relink                        make the ledger in a temporary folder, measure, compare
    python -m bench.relink --home FOLDER          keep it there, and measure it again the next time
    python -m bench.relink --a-page 1             each review on a page of its own

Readings are stored as `filmledger replay` stores them, and linked; then pages are added one at a time, by turns to
small films and to the biggest one, and linked. Beside each stands the same block linked from its readings alone, in
memory; what is stored must be equal to that, to the byte. Wall-clock time is what a user waits, CPU time that of this
process.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from made_review_sets import film as made_film  # noqa: E402

from ledger.database import Ledger, open_ledger  # noqa: E402
from ledger.records import FilmStatement, Reading, ReviewStatement  # noqa: E402
from ledger.settings import Settings  # noqa: E402
from ledger.values import CastMember, Score  # noqa: E402
from pipelines.computed import documents_of  # noqa: E402
from pipelines.link import link_block  # noqa: E402
from pipelines.readings import reading_of  # noqa: E402
from pipelines.relink import link_dirty  # noqa: E402
from pipelines.store import store_visits  # noqa: E402
from pipelines.visits import Visit, Work  # noqa: E402
from pipelines.writes import batches  # noqa: E402
from scrapers.pages import Page  # noqa: E402

READ_AT = datetime(2020, 1, 1, tzinfo=UTC)
TITLES = ("Harbour", "Lantern", "Orchard", "Winter", "Glass", "Station", "Meadow", "Ferry", "Paper", "Copper")
NAMES = ("Ann", "Bo", "Carla", "Dmitri", "Eve", "Farid", "Grace", "Hugo", "Ida", "Jack")
_SHELF = 5_000  # reviews that are made at a time


class Cost(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float


def spelled(number: int, words: tuple[str, ...]) -> str:
    """A number in words: no two numbers of one length say the same."""
    return " ".join(words[int(digit)] for digit in f"{number:05}")


def facts(number: int) -> dict[str, Any]:
    """What pages say of a film."""
    director = spelled(number, NAMES)
    return {"title": spelled(number, TITLES), "year": 1930 + number % 95, "directors": (director,)}


def pages_of(number: int, reviews: list[ReviewStatement], a_page: int, first: int = 0) -> Iterator[Reading]:
    """The title page of a film, and its reviews, so many a page."""
    said = facts(number)
    if not first:
        cast = tuple(CastMember(name=f"{said['directors'][0]} {name}") for name in NAMES[:4])
        film = FilmStatement(**said, cast=cast)
        yield Reading(page=f"https://titles.example/{number}", page_type="title", site="titles.example", film=film)
    for place, some in enumerate(batches(reviews, a_page), first):
        site = f"reviews{place % 7}.example"
        film = FilmStatement(title=said["title"], year=said["year"]) if place % 2 else FilmStatement(**said)
        name = f"https://{site}/{number}/{place}"
        yield Reading(page=name, page_type="user_reviews", site=site, film=film, reviews=tuple(some))


def reviews_of(made: Iterable[dict[str, Any]]) -> list[ReviewStatement]:
    """Made reviews as statements, each with a score."""
    found = []
    for place, review in enumerate(made):
        out_of_ten = place * 7 % 10 + 1
        score = Score(words=f"{out_of_ten}/10", value=out_of_ten, best=10, percent=10 * out_of_ten)
        found.append(ReviewStatement(kind="audience", rating=score, **review))
    return found


def world(films: int, reviews: int, biggest: int, a_page: int) -> Iterator[Reading]:
    """The pages of all films; the biggest is number 0, the others share the rest evenly."""
    yield from pages_of(0, reviews_of(made_film(biggest)[0]), a_page)
    each, odd = divmod(reviews - biggest, films - 1)
    shelf: list[ReviewStatement] = []
    seed = 0
    for number in range(1, films):
        size = each + (number <= odd)
        if len(shelf) < size:
            seed += 1
            shelf += reviews_of(made_film(_SHELF, seed)[0])
        yield from pages_of(number, [shelf.pop() for _ in range(size)], a_page)


def store(ledger: Ledger, readings: Iterable[Reading]) -> None:
    """Store readings as if their pages had just been read."""
    work = Work(ledger)
    for some in batches(readings, 200):
        visits = []
        for reading in some:
            page = Page(name=reading.page, body=reading.page.encode(), media_type="text/plain", fetched_at=READ_AT)
            visits.append(Visit(page=page, seen_at=READ_AT, standing="new", reading=reading, outcome="read"))
        store_visits(work, visits)


def timed(work: Any, *given: Any) -> tuple[Any, Cost]:
    """What some work gives, and what it cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work(*given)
    return found, Cost(time.perf_counter() - wall, time.process_time() - cpu)


def make(ledger: Ledger, asked: argparse.Namespace) -> None:
    """Fill an empty ledger."""
    readings = world(asked.films, asked.reviews, asked.biggest, asked.a_page)
    _, stored = timed(store, ledger, readings)
    _, linked = timed(link_dirty, ledger)
    print(f"made: stored in {stored.wall:.0f} s, linked in {linked.wall:.0f} s ({linked.cpu:.0f} s CPU)", flush=True)


def from_scratch(ledger: Ledger, film: str) -> bool:
    """Link the block of one film from its readings, and hold what is stored against it."""
    keys = ledger["films"].find_one({"_id": film})
    assert keys is not None
    readings = [reading_of(found) for found in ledger["readings"].find({"_id": {"$in": keys["pages"]}})]
    linked, cost = timed(link_block, readings)
    print(f"    from its {len(readings)} readings in memory: {cost.cpu:.2f} s CPU", flush=True)
    for name, made in documents_of(linked).items():
        chosen = {"_id" if name == "films" else "film": film}
        # Which texts are copied follows from all films, and is held to account by tests.
        if sorted(made, key=_id) != sorted(ledger[name].find(chosen, {"copied": 0}), key=_id):
            return False
    return True


def _id(document: dict[str, Any]) -> str:
    return str(document["_id"])


def one_more_page(ledger: Ledger, number: int, round_: int) -> Cost:
    """Add a page with two reviews to a film and link it."""
    at = 10**6 + int(time.time() * 1000) % 10**9
    reviews = reviews_of(made_film(2, seed=at)[0])
    store(ledger, pages_of(number, reviews[:2], 2, first=at))
    counts, cost = timed(link_dirty, ledger)
    assert counts["films_changed"] == 1, counts
    print(f"  film {number}, round {round_}: {cost.wall:.2f} s, {cost.cpu:.2f} s CPU", flush=True)
    return cost


def measure(ledger: Ledger, asked: argparse.Namespace) -> None:
    """Add pages by turns, and say the medians."""
    found: dict[str, list[Cost]] = {"a small film": [], "the biggest film": []}
    for round_ in range(asked.rounds):
        for what, number in (("a small film", 1 + round_ * 37 % (asked.films - 1)), ("the biggest film", 0)):
            found[what].append(one_more_page(ledger, number, round_))
            film = ledger["films"].find_one({"pages": f"https://titles.example/{number}"}, {"_id": 1})
            assert film is not None
            assert from_scratch(ledger, film["_id"]), f"{film['_id']} is not what its readings give"
    for what, costs in found.items():
        wall, cpu = (statistics.median(getattr(cost, unit) for cost in costs) for unit in ("wall", "cpu"))
        most = max(cost.wall for cost in costs)
        print(f"one more page of {what}: {wall:.2f} s (at most {most:.2f}), {cpu:.2f} s CPU", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--films", type=int, default=10_000)
    asked.add_argument("--reviews", type=int, default=100_000)
    asked.add_argument("--biggest", type=int, default=20_000, help="reviews of the biggest film")
    asked.add_argument("--a-page", type=int, default=25, help="reviews on a page")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--home", type=Path, help="a folder to keep the ledger in")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=given.home or Path(folder), mongodb_uri=None)
        with open_ledger(settings) as ledger:
            if not ledger["films"].find_one({}, {"_id": 1}):
                make(ledger, given)
            measure(ledger, given)


if __name__ == "__main__":
    main()
