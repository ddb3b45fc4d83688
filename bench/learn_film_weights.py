"""Learn the weights of the film clues: `python bench/learn_film_weights.py [PAIRS.jsonl ...] [--write]`.

Logistic regression over levels of agreement (the model of Fellegi and Sunter, fitted with the dependence between its
clues): each level of each clue has one weight, its log-odds. The weights start at what is believed beforehand
(`film_priors.toml`) and move as far as the pairs carry them: a Gaussian prior around the belief, and within a clue a
stronger agreement never weighs less than a weaker one. Levels that no pair shows keep the belief. What films of one
series share is bounded by a ceiling for each level of the title (`pipelines.matching.compare.overcount`).

Beside the labelled pairs stand made ones: the left film of one same pair against the right film of another, where title
or people are alike (sequels, films of one director), are different. Every set counts the same, however large.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, log1p, sqrt
from pathlib import Path

from pipelines.matching.clues import OF_SERIES, levels
from pipelines.matching.compare import overcount
from pipelines.matching.films import FilmClues, film_clues

HERE = Path(__file__).parent
PRIORS = HERE / "film_priors.toml"
WEIGHTS = HERE.parent / "pipelines" / "matching" / "weights.toml"
PAIRS = HERE.parent.parent / "shared" / "matching" / "films"
BELIEF_SPREAD = 0.7  # standard deviation of a weight around its belief, in log-odds
PAIRS_EACH_SET = 400.0  # what a set's labelled pairs count for together
MADE_SHARE = 0.5  # what its made pairs count for, against its labelled ones
SAME, DIFFERENT = 0.75, 0.25
MOST_STEPS = 3000
INTERCEPT = ("", "intercept")
Name = tuple[str, str]
"""A clue and one of its levels."""
Weights = dict[Name, float]


@dataclass(frozen=True)
class Example:
    names: tuple[Name, ...]
    same: bool
    counts: float
    made: bool = False


@dataclass(frozen=True)
class LabelledSet:
    name: str
    examples: list[Example]

    def part(self, *, made: bool) -> list[Example]:
        return [example for example in self.examples if example.made == made]


def read_priors() -> Weights:
    """The beliefs, in the order of the file: within a clue from agreement to contradiction."""
    rows = tomllib.loads(PRIORS.read_text("utf-8"))
    rows.pop("ceilings")
    beliefs = {INTERCEPT: float(rows.pop("intercept"))}
    return beliefs | {(clue, level): float(weight) for clue, row in rows.items() for level, weight in row.items()}


def read_ceilings() -> dict[str, float]:
    return dict(tomllib.loads(PRIORS.read_text("utf-8"))["ceilings"])


def odds_of(weights: Weights, names: Iterable[Name]) -> tuple[float, bool]:
    """The log-odds of an example, and whether the traits of its series stand at their ceiling."""
    weighed = {clue: weights[clue, level] for clue, level in names}
    over = overcount(weighed, CEILINGS.get(dict(names).get("title", "")))
    return sum(weighed.values()) - over, over > 0


def chains_of(beliefs: Weights) -> list[list[Name]]:
    """The levels of each clue, in order."""
    clues = dict.fromkeys(clue for clue, _ in beliefs if clue)
    return [[name for name in beliefs if name[0] == clue] for clue in clues]


def read_set(path: Path) -> LabelledSet:
    """The labelled pairs of a file, without those that NAME.doubtful.txt lists, and the pairs made from them."""
    doubtful_file = path.with_suffix(".doubtful.txt")
    lines = doubtful_file.read_text("utf-8").splitlines() if doubtful_file.exists() else []
    doubtful = {line.split("\t")[0].strip() for line in lines}
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    pairs = [(film_clues(r["left"]), film_clues(r["right"]), bool(r["same"])) for r in rows if r["id"] not in doubtful]
    real = [Example(names_of(a, b), same, PAIRS_EACH_SET / len(pairs)) for a, b, same in pairs]
    made = made_different([(a, b) for a, b, same in pairs if same])
    each = min(1.0, MADE_SHARE * PAIRS_EACH_SET / max(1, len(made)))
    return LabelledSet(path.stem, real + [Example(names, False, each, made=True) for names in made])


def names_of(left: FilmClues, right: FilmClues) -> tuple[Name, ...]:
    return (INTERCEPT, *levels(left, right).items())


def made_different(same: list[tuple[FilmClues, FilmClues]]) -> list[tuple[Name, ...]]:
    """Films of two different same pairs that look alike. Where the titles are equal it may be one film twice."""
    made = []
    for i, (left, _) in enumerate(same):
        for j, (_, right) in enumerate(same):
            if i == j or left.titles.keys & right.titles.keys:
                continue
            names = names_of(left, right)
            found = dict(names[1:])
            alike = found.get("title") not in ("none", "some", None)
            if alike or found.get("directors") in ("all", "some") or found.get("cast") in ("most", "some"):
                made.append(names)
    return made


def fit(beliefs: Weights, examples: list[Example], spread: float) -> Weights:
    """The weights of greatest posterior probability, by projected gradient ascent with momentum."""
    counts: Counter[tuple[tuple[Name, ...], bool]] = Counter()
    for example in examples:
        counts[example.names, example.same] += example.counts
    chains = chains_of(beliefs)
    weights, ahead, pace = dict(beliefs), dict(beliefs), 1.0
    step = 1.0 / (steepest(counts) / 4 + 1 / spread**2)
    for _ in range(MOST_STEPS):
        slope = {name: (belief - ahead[name]) / spread**2 for name, belief in beliefs.items()}
        for (names, same), count in counts.items():
            odds, is_full = odds_of(ahead, names)
            pull = count * (same - chance(odds))
            for name in names:
                if not (is_full and name[0] in OF_SERIES and ahead[name] > 0):
                    slope[name] += pull
        new = {name: ahead[name] + step * slope[name] for name in ahead}
        for chain in chains:
            new |= zip(chain, falling([new[name] for name in chain]), strict=True)
        moved = max(abs(new[name] - weights[name]) for name in new)
        next_pace = (1 + sqrt(1 + 4 * pace * pace)) / 2
        ahead = {name: new[name] + (pace - 1) / next_pace * (new[name] - weights[name]) for name in new}
        weights, pace = new, next_pace
        if moved < 1e-5:
            break
    return weights


def steepest(counts: Counter[tuple[tuple[Name, ...], bool]]) -> float:
    """The largest eigenvalue of the weighted Gram matrix, by power iteration, with a margin."""
    vector = {name: 1.0 for names, _ in counts for name in names}
    value = 1.0
    for _ in range(30):
        image = dict.fromkeys(vector, 0.0)
        for (names, _), count in counts.items():
            share = count * sum(vector[name] for name in names)
            for name in names:
                image[name] += share
        value = sqrt(sum(x * x for x in image.values()))
        vector = {name: x / value for name, x in image.items()}
    return 1.1 * value


def falling(values: list[float]) -> list[float]:
    """The nearest sequence that never rises (pool adjacent violators).

    >>> falling([3.0, 1.0, 2.0, 0.0])
    [3.0, 1.5, 1.5, 0.0]
    """
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = value, 1
        while blocks and blocks[-1][0] < mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    return [mean for mean, size in blocks for _ in range(size)]


def chance(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def figures(weights: Weights, examples: list[Example]) -> str:
    odds = [(odds_of(weights, example.names)[0], example.same) for example in examples]
    right = sum(same and chance(z) >= SAME for z, same in odds)
    wrong = sum(not same and chance(z) >= SAME for z, same in odds)
    missed = sum(same and chance(z) < SAME for z, same in odds)
    unsure = sum(DIFFERENT < chance(z) < SAME for z, _ in odds) / len(odds)
    loss = sum(log1p(exp(-abs(z))) + (abs(z) if (z > 0) != same else 0.0) for z, same in odds) / len(odds)
    said = f"{wrong} of {len(odds)} joined wrongly"
    if right or missed:
        precision, recall = right / max(1, right + wrong), right / (right + missed)
        said = f"precision {precision:.4f}  recall {recall:.4f}  F1 {2 * right / (2 * right + wrong + missed):.4f}"
    return f"{said}  unsure {unsure:.3f}  log loss {loss / log(2):.4f} bits"


def report(beliefs: Weights, sets: list[LabelledSet], spread: float) -> None:
    """How the weights do on each set when they are learned on the others."""
    for own in sets:
        others = [example for other in sets if other is not own for example in other.examples]
        print(f"{own.name}: {len(own.part(made=False))} labelled, {len(own.part(made=True))} made")
        print(f"  beliefs alone          {figures(beliefs, own.part(made=False))}")
        if others:
            learned = fit(beliefs, others, spread)
            print(f"  learned on the others  {figures(learned, own.part(made=False))}")
            if own.part(made=True):
                print(f"    on its made pairs    {figures(learned, own.part(made=True))}")


def write(beliefs: Weights, weights: Weights, sources: list[str]) -> None:
    lines = [
        "# The weight of each level of each clue, in log-odds (natural logarithm). Written by",
        f"# bench/learn_film_weights.py from {', '.join(sources)}.",
        "# To change a belief, change bench/film_priors.toml and learn again.",
        "",
        "[verdict]",
        f"intercept = {weights[INTERCEPT]:.1f}",
        f"same = {SAME}",
        f"different = {DIFFERENT}",
        "",
        "[ceilings]",
        *(f"{level} = {most:.1f}" for level, most in CEILINGS.items()),
    ]
    for chain in chains_of(beliefs):
        lines += ["", f"[weights.{chain[0][0]}]"]
        lines += [f"{level} = {round(weights[clue, level], 1) + 0.0:.1f}" for clue, level in chain]
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


CEILINGS = read_ceilings()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="*", type=Path, help="labelled pairs; without any, those of ../shared")
    parser.add_argument("--write", action="store_true", help="write pipelines/matching/weights.toml")
    parser.add_argument("--spread", type=float, default=BELIEF_SPREAD, help="how far beliefs may move")
    args = parser.parse_args()
    paths = args.pairs or sorted(PAIRS.glob("*.jsonl"))
    if not paths:
        parser.exit(2, f"No labelled pairs: none were named and {PAIRS} is not there.\n")
    beliefs, sets = read_priors(), [read_set(path) for path in paths]
    report(beliefs, sets, args.spread)
    learned = fit(beliefs, [example for each in sets for example in each.examples], args.spread)
    print("\nlearned on all, rounded:")
    for name, weight in learned.items():
        print(f"  {name[0]:16} {name[1]:20} belief {beliefs[name]:5.1f}  weight {weight:5.1f}")
    if args.write:
        write(beliefs, learned, [each.name for each in sets])


if __name__ == "__main__":
    main()
