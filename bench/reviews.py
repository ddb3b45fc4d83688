"""Measure review matching: `python bench/reviews.py [--pairs 300] [--film 5000 50000] [--texts 100000 1000000]`.

pairs: labelled pairs (../shared/matching/reviews, where they are) and made ones: F1, precision, what stays unsure, the
cost of clues and verdicts; and the labelled texts crosswise. film: the reviews of one film parted, with duplicates
hidden among them. texts: copies over many films. Times are CPU time of one process without the time to make the
reviews; memory is the peak of a fresh process less what it held before. Reviews are made by tests/made_reviews.py.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from made_review_sets import film, pairs, pairs_found, texts  # noqa: E402

from pipelines.fingerprints import PlacedText, compare, copies, groups, review_clues, verdict  # noqa: E402

LABELLED = ROOT.parent / "shared" / "matching" / "reviews" / "dev.jsonl"
MADE_FROM = 1000  # seeds of the made pairs; the tests take those below
Row = tuple[str, ...]


def peak_mb() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def scored(labelled: list[tuple[bool, str]]) -> Row:
    """F1, precision, recall, and the share that stays unsure."""
    count = Counter((same, found == "same") for same, found in labelled)
    right, wrong, missed = count[True, True], count[False, True], count[True, False]
    unsure = sum(found == "unsure" for _, found in labelled) / len(labelled)
    f1 = 2 * right / (2 * right + wrong + missed)
    return f"{f1:.4f}", f"{right / (right + wrong):.4f}", f"{right / (right + missed):.4f}", f"{unsure:.3f}"


def told_apart(seeds: int) -> Iterator[Row]:
    """Scores on the labelled and the made pairs, and those of each made kind."""
    if LABELLED.exists():
        rows = [json.loads(line) for line in LABELLED.open(encoding="utf-8")]
        told = [(row["same"], verdict(row["left"], row["right"])["verdict"]) for row in rows]
        yield "labelled", str(len(told)), *scored(told)
    else:
        yield "labelled", f"none at {LABELLED}", "", "", "", ""
    kinds: defaultdict[str, list[tuple[bool, str]]] = defaultdict(list)
    for seed in range(MADE_FROM, MADE_FROM + seeds):
        for pair in pairs(seed):
            kinds[pair.how].append((pair.same, verdict(pair.left, pair.right)["verdict"]))
    made = [one for told in kinds.values() for one in told]
    yield "made", str(len(made)), *scored(made)
    for how, told in kinds.items():
        right = sum(same == (found == "same") for same, found in told) / len(told)
        yield (
            f"  {how}",
            str(len(told)),
            "",
            "",
            f"{right:.4f} right",
            scored(told)[3] if any(s for s, _ in told) else "",
        )


def crosswise() -> Iterator[Row]:
    """Every labelled text against every text of another pair: nearly all are different, and few may be joined."""
    rows = [json.loads(line) for line in LABELLED.open(encoding="utf-8")] if LABELLED.exists() else []
    for name, keep in (("signed", ("author", "publication", "body")), ("without bylines", ("body",))):
        texts = [
            (row["id"], review_clues({field: row[side].get(field) for field in keep}))
            for row in rows
            for side in ("left", "right")
        ]
        texts = [(number, clues) for number, clues in texts if clues.text_hash]
        told = Counter(compare(a, b).verdict for (i, a), (j, b) in combinations(texts, 2) if i != j)
        yield name, f"{told.total():,}", str(told["same"]), str(told["unsure"])


def cost_of_pairs(seeds: int) -> Iterator[Row]:
    """Microseconds for the clues of a review and for a verdict."""
    sides = [(pair.left, pair.right) for seed in range(MADE_FROM, MADE_FROM + seeds) for pair in pairs(seed)]
    start = time.process_time()
    clues = [(review_clues(left), review_clues(right)) for left, right in sides]
    middle = time.process_time()
    for left, right in clues:
        compare(left, right)
    words = sum(len(one.words.tokens) for pair in clues for one in pair) / (2 * len(clues))
    yield f"clues of a review of {words:.0f} words", f"{(middle - start) / len(clues) / 2 * 1e6:.0f} us"
    yield "verdict on two", f"{(time.process_time() - middle) / len(clues) * 1e6:.0f} us"


def one_film(count: int) -> Row:
    """Part the reviews of one film."""
    reviews, truth = film(count)
    before = peak_mb()
    start = time.process_time()
    clues = [review_clues(review) for review in reviews]
    middle = time.process_time()
    found = groups(clues)
    end = time.process_time()
    precision, recall = pairs_found((group.members for group in found), truth)
    cost = f"{(middle - start) / count * 1e6:.0f} + {(end - middle) / count * 1e6:.0f} us", f"{end - start:.1f} s"
    return f"{count:,}", f"{precision:.4f}", f"{recall:.4f}", *cost, f"{peak_mb() - before:.0f} MB"


def many_texts(count: int) -> Row:
    """Find the copies among the texts of many films."""
    truth, making = array("q"), 0.0

    def placed() -> Iterator[PlacedText]:
        nonlocal making
        made = texts(count)
        while True:
            start = time.process_time()
            row = next(made, None)
            making += time.process_time() - start
            if row is None:
                return
            truth.append(row[3])
            yield PlacedText(review=row[0], film=row[1], author="", text=row[2])

    before = peak_mb()
    start = time.process_time()
    found = copies(placed())
    spent = time.process_time() - start - making
    places = ([int(review[1:]) for review in copied.reviews] for copied in found)
    precision, recall = pairs_found(places, list(truth))
    cost = f"{spent / count * 1e6:.0f} us", f"{spent:.0f} s"
    return f"{count:,}", f"{precision:.4f}", f"{recall:.4f}", *cost, f"{peak_mb() - before:.0f} MB"


def shown(title: str, head: Row, rows: Iterator[Row]) -> None:
    """Print a table, row by row as they are measured."""
    table = Table(title=title, title_justify="left")
    for name in head:
        table.add_column(name)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def apart(measure: Callable[[int], Row], counts: list[int]) -> Iterator[Row]:
    """Each measurement in a process of its own, so that its peak of memory is its own."""
    for count in counts:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            yield pool.apply(measure, (count,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=300, help="seeds of made pairs, some 25 pairs each")
    parser.add_argument("--film", type=int, nargs="*", default=[5_000, 50_000])
    parser.add_argument("--texts", type=int, nargs="*", default=[100_000, 1_000_000])
    asked: Any = parser.parse_args()
    if asked.pairs:
        head = ("pairs", "count", "F1", "precision", "recall", "unsure")
        shown("Same or not", head, told_apart(asked.pairs))
        shown("Labelled texts crosswise", ("bylines", "pairs", "same", "unsure"), crosswise())
        shown("Cost of a pair", ("of", "CPU"), cost_of_pairs(min(asked.pairs, 50)))
    head = ("count", "precision", "recall", "a review", "in all", "memory")
    if asked.film:
        shown("Reviews of one film (clues + groups)", head, apart(one_film, asked.film))
    if asked.texts:
        shown("Copies over many films", head, apart(many_texts, asked.texts))


if __name__ == "__main__":
    main()
