"""How well film records are matched by kind of dirt: `python -m bench.dirty_films [--pairs N] [--seed N] [--show N]`.

The pairs are made (tests/made_film_pairs.py), so their labels are known. For each kind: pairs, joined, left unsure.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict

from pipelines.matching import compare, film_clues
from tests.made_film_pairs import pairs

Counts = dict[tuple[bool, str], Counter[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="so many wrong pairs of each kind")
    args = parser.parse_args()
    found: Counts = defaultdict(Counter)
    for pair in pairs(args.pairs, args.seed):
        told = compare(film_clues(pair.left), film_clues(pair.right))
        kind = found[pair.same, pair.how]
        kind[told.verdict] += 1
        is_wrong = pair.same if told.verdict == "unsure" else (told.verdict == "same") != pair.same
        if is_wrong and kind["shown"] < args.show:
            kind["shown"] += 1
            shown = map(json.dumps, (pair.left, pair.right))
            print(pair.how, told.verdict, told.score, *shown, *told.reasons, sep="\n  ")
    report(found)


def report(found: Counts) -> None:
    """What was said of each kind, and the figures of all."""
    for (same, how), count in sorted(found.items()):
        said = (f"{word} {count[word]:4}" for word in ("same", "different", "unsure"))
        print(f"{'same' if same else 'different':9} {how:32}", *said)
    right = sum(count["same"] for (same, _), count in found.items() if same)
    wrong = sum(count["same"] for (same, _), count in found.items() if not same)
    missed = sum(count["different"] + count["unsure"] for (same, _), count in found.items() if same)
    told = sum(count[word] for count in found.values() for word in ("same", "different", "unsure"))
    unsure = sum(count["unsure"] for count in found.values()) / told
    precision, recall = right / (right + wrong), right / (right + missed)
    f1 = 2 * right / (2 * right + wrong + missed)
    print(f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  unsure {unsure:.4f}")


if __name__ == "__main__":
    main()
