"""How often health cries wolf, and how soon it sees a field that is gone: `python -m bench.health`.

Made sources, each with fields of its own shares. A run reads some of its pages again, and some that are new; where
nothing is wrong a page gains or loses a field now and then, and new pages lack some fields more often than old ones.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from random import Random

from ledger.health import Loss
from ledger.runs import Fill
from scheduler.health.losses import lost
from scrapers.words import FILM_FIELDS

FIELDS = (*FILM_FIELDS[:24], "ratings_value", "reviews_author", "reviews_body", "reviews_rating")
GONE = "directors"
WAVERS = 0.02
"""So large a part of its fields a page gains or loses from one reading to the next."""
RUNS = 12
START = datetime(2026, 1, 1, tzinfo=UTC)


class Source:
    """A made source: its fields' shares, and what each of its pages has."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.shares = {name: random.choice((1.0, 0.98, 0.9, 0.7, 0.4, 0.1)) for name in FIELDS}
        self.pages: list[set[str]] = []

    def run(self, number: int, old: int, new: int, gone: Iterable[str] = ()) -> list[Fill]:
        """One run that reads `old` pages again and `new` ones for the first time; of `gone` fields nothing is found."""
        chosen = self.random.sample(range(len(self.pages)), min(old, len(self.pages)))
        filled, had, kept = Counter[str](), Counter[str](), Counter[str]()
        for place in chosen:
            before, now = self.pages[place], self._wavering(self.pages[place]) - set(gone)
            had.update(before)
            kept.update(before & now)
            filled.update(now)
            self.pages[place] = now
        for _ in range(new):
            page = {name for name, share in self.shares.items() if self.random.random() < share} - set(gone)
            self.pages.append(page)
            filled.update(page)
        row = {"_id": f"{number}", "run": f"{number}", "at": START, "source": "s", "kind": "title"}
        counts = {"filled": filled, "again": len(chosen), "had": had, "kept": kept}
        return [Fill.model_validate({**row, "pages": len(chosen) + new, **counts})]

    def _wavering(self, page: set[str]) -> set[str]:
        flips = {name for name, share in self.shares.items() if share < 1 and self.random.random() < WAVERS}
        return page ^ {name for name in flips if name in page or self.random.random() < self.shares[name]}


def told(source: Source, sizes: tuple[int, int], gone: Iterable[str] = ()) -> tuple[int, list[Loss]]:
    """How many of some good runs were told to have lost something; and what the run after them is told to have lost."""
    past: list[list[Fill]] = []
    alarmed = 0
    for number in range(RUNS):
        fills = source.run(number, *sizes)
        if lost(fills, past, len(source.pages)):
            alarmed += 1
        else:
            past.insert(0, fills)
    return alarmed, lost(source.run(RUNS, *sizes, gone), past, len(source.pages))


def main() -> None:
    """Print both, by how many pages a run reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=100, help="made sources for each size")
    sources = parser.parse_args().sources
    wolf = runs = 0
    sys.stdout.write("again  new   good runs told of a loss   a usual field that is gone: failing, warning\n")
    for sizes in ((1, 0), (2, 0), (4, 0), (12, 0), (60, 0), (0, 1), (0, 3), (0, 8), (0, 12), (40, 4)):
        cried, states = 0, Counter[str]()
        for seed in range(sources):
            source = Source(Random(f"{seed} {sizes}"))
            source.shares[GONE] = 0.98
            source.run(-1, 0, max(12, sizes[0])) if sizes[0] else None
            alarmed, losses = told(source, sizes, [GONE])
            cried += alarmed
            states[next((one.state for one in losses if one.field == GONE), "not told")] += 1
        wolf, runs = wolf + cried, runs + sources * RUNS
        share = f"{cried:4} of {sources * RUNS}"
        sys.stdout.write(f"{sizes[0]:5} {sizes[1]:4}   {share:24} {states['failing']:12}, {states['warning']}\n")
    sys.stdout.write(f"{wolf} of {runs:,} good runs were told of a loss ({wolf / runs:.2%})\n")


if __name__ == "__main__":
    main()
