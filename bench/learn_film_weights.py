"""Learn the weights of the film clues: `python bench/learn_film_weights.py PAIRS.jsonl ... --write`.

Logistic regression over levels of agreement (the model of Fellegi and Sunter, its dependence between clues fitted too):
each level of each clue has one weight, its log-odds. The weights start at what is believed beforehand
(`film_priors.toml`) and move as far as the pairs carry them: a Gaussian prior around the belief, and within a clue a
stronger agreement never weighs less than a weaker one. Levels that no pair shows keep the belief.

Beside the labelled pairs stand made ones: the left film of one same pair against the right film of another, where title
or people are alike (sequels, films of one director), are different. Every set counts the same, however large.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.matching.clues import levels
from pipelines.matching.films import FilmClues, film_clues

HERE = Path(__file__).parent
PRIORS = HERE / "film_priors.toml"
WEIGHTS = HERE.parent / "pipelines" / "matching" / "weights.toml"
PAIRS = HERE.parent.parent / "shared" / "matching" / "films"
BELIEF_SPREAD = 0.7  # standard deviation of a weight around its belief, in log-odds
PAIRS_EACH_SET = 400.0  # what a set's labelled pairs count for together
MADE_SHARE = 0.5  # what its made pairs count for, against its labelled ones
SAME, DIFFERENT = 0.75, 0.25
Levels = dict[str, str]


@dataclass(frozen=True)
class Example:
    levels: Levels
    same: bool
    counts: float


@dataclass(frozen=True)
class Model:
    """`names` are (clue, level) with the intercept first; `chains` are the columns of each clue in order."""

    names: list[tuple[str, str]]
    belief: np.ndarray
    chains: list[list[int]]


def read_priors() -> Model:
    rows = tomllib.loads(PRIORS.read_text("utf-8"))
    names, belief, chains = [("", "intercept")], [float(rows.pop("intercept"))], []
    for clue, ordered in rows.items():
        chains.append(list(range(len(names), len(names) + len(ordered))))
        names += [(clue, level) for level in ordered]
        belief += map(float, ordered.values())
    return Model(names, np.array(belief), chains)


def labelled(path: Path) -> list[dict]:
    doubtful_file = path.with_suffix("").with_suffix(".doubtful.txt")
    doubtful = set()
    if doubtful_file.exists():
        doubtful = {line.split("\t")[0].strip() for line in doubtful_file.read_text("utf-8").splitlines()}
    pairs = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [pair for pair in pairs if pair["id"] not in doubtful]


def examples_of(path: Path) -> list[Example]:
    pairs = [(film_clues(p["left"]), film_clues(p["right"]), bool(p["same"])) for p in labelled(path)]
    real = [Example(levels(a, b), same, PAIRS_EACH_SET / len(pairs)) for a, b, same in pairs]
    made = _made_different([(a, b) for a, b, same in pairs if same])
    each = min(1.0, MADE_SHARE * PAIRS_EACH_SET / max(1, len(made)))
    return real + [Example(one, False, each) for one in made]


def _made_different(same: list[tuple[FilmClues, FilmClues]]) -> list[Levels]:
    """Films of two different same pairs that look alike. Where title and year are equal it may be one film twice."""
    made = []
    for i, (left, _) in enumerate(same):
        for j, (_, right) in enumerate(same):
            if i == j or left.titles.keys & right.titles.keys:
                continue
            found = levels(left, right)
            alike = found.get("title") not in ("none", "some", None)
            if alike or found.get("directors") in ("all", "some") or found.get("cast") in ("most", "some"):
                made.append(found)
    return made


def matrix(model: Model, examples: list[Example]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    place = {name: i for i, name in enumerate(model.names)}
    x = np.zeros((len(examples), len(model.names)))
    x[:, 0] = 1.0
    for row, example in enumerate(examples):
        for clue, level in example.levels.items():
            x[row, place[clue, level]] = 1.0
    y = np.array([example.same for example in examples], dtype=float)
    return x, y, np.array([example.counts for example in examples])


def fit(model: Model, examples: list[Example], spread: float = BELIEF_SPREAD, steps: int = 4000) -> np.ndarray:
    """The weights of greatest posterior probability, by projected gradient ascent with momentum."""
    x, y, counts = matrix(model, examples)
    weights, ahead, pace = model.belief.copy(), model.belief.copy(), 1.0
    # The curvature is at most a quarter of the Gram matrix plus the prior's: its inverse is a safe step.
    step = 1.0 / (np.linalg.eigvalsh((x * counts[:, None]).T @ x)[-1] / 4 + 1 / spread**2)
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-(x @ ahead)))
        slope = x.T @ (counts * (y - chance)) - (ahead - model.belief) / spread**2
        new = ahead + step * slope
        for chain in model.chains:
            new[chain] = falling(new[chain])
        next_pace = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = new + (pace - 1) / next_pace * (new - weights)
        if np.abs(new - weights).max() < 1e-7:
            break
        weights, pace = new, next_pace
    return weights


def falling(values: np.ndarray) -> np.ndarray:
    """The nearest sequence that never rises (pool adjacent violators)."""
    blocks: list[list[float]] = []
    for value in values:
        blocks.append([float(value), 1])
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            last, size = blocks.pop()
            mean, count = blocks[-1]
            blocks[-1] = [(mean * count + last * size) / (count + size), count + size]
    return np.array([mean for mean, size in blocks for _ in range(int(size))])


def figures(model: Model, weights: np.ndarray, examples: list[Example]) -> str:
    x, y, _ = matrix(model, examples)
    chance = 1 / (1 + np.exp(-(x @ weights)))
    joined, same = chance >= SAME, y > 0
    right, wrong, missed = (joined & same).sum(), (joined & ~same).sum(), (~joined & same).sum()
    unsure = ((chance > DIFFERENT) & ~joined).mean()
    loss = -np.log(np.clip(np.where(same, chance, 1 - chance), 1e-12, 1)).mean()
    f1 = 2 * right / (2 * right + wrong + missed) if right else 0.0
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / max(1, same.sum())
    found = f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}" if same.any() else f"joined {wrong} wrongly"
    return f"{found}  unsure {unsure:.3f}  log loss {loss:.4f}"


def write(model: Model, weights: np.ndarray, sources: list[str]) -> None:
    lines = [
        "# The weight of each level of each clue, in log-odds (natural logarithm). Written by",
        f"# bench/learn_film_weights.py from {', '.join(sources)}; change film_priors.toml there, not this.",
        "",
        "[verdict]",
        f"intercept = {weights[0]:.1f}",
        f"same = {SAME}",
        f"different = {DIFFERENT}",
    ]
    for chain in model.chains:
        lines += ["", f"[weights.{model.names[chain[0]][0]}]"]
        lines += [f"{model.names[i][1]} = {weights[i] + 0.0:.1f}" for i in chain]
    WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="*", type=Path, help="labelled pairs; without any, those of ../shared")
    parser.add_argument("--write", action="store_true", help="write pipelines/matching/weights.toml")
    parser.add_argument("--spread", type=float, default=BELIEF_SPREAD)
    args = parser.parse_args()
    paths = args.pairs or sorted(PAIRS.glob("*.jsonl"))
    if not paths:
        parser.exit(2, f"No labelled pairs: none were named and {PAIRS} is not there.\n")
    model = read_priors()
    sets = {path.stem: examples_of(path) for path in paths}
    for name, own in sets.items():
        others = [example for other, examples in sets.items() if other != name for example in examples]
        real = own[: len(labelled(next(p for p in paths if p.stem == name)))]
        print(f"{name}: {len(real)} labelled, {len(own) - len(real)} made")
        print(f"  beliefs alone           {figures(model, model.belief, real)}")
        if others:
            learned = fit(model, others, args.spread)
            print(f"  learned on the others   {figures(model, learned, real)}")
            print(f"    on the made pairs     {figures(model, learned, own[len(real) :])}")
    weights = np.round(fit(model, [example for examples in sets.values() for example in examples], args.spread), 1)
    for name, own in sets.items():
        print(f"{name}: learned on all       {figures(model, weights, own)}")
    for i, (clue, level) in enumerate(model.names):
        print(f"{clue:22} {level:18} belief {model.belief[i]:5.1f}  weight {weights[i]:5.1f}")
    if args.write:
        write(model, weights, [path.stem for path in paths])


if __name__ == "__main__":
    main()
