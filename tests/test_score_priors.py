"""The figures behind the consensus, as `docs/linking.md` gives them, measured again where the data is there."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from math import sqrt
from pathlib import Path
from statistics import mean, stdev, variance

import pytest

from ledger.scores import ScoreSettings

DATA = Path(__file__).parent.parent.parent / "shared" / "matching" / "ratings"
SITES = {
    "critic": ("rottentomatoes", "metacritic"),
    "audience": ("rottentomatoes_user", "metacritic_user", "imdb"),
}
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the labelled scores are not at {DATA}")


def films() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for line in (DATA / "fandango.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["film"]][row["site"]] = 100 * row["raw"] / row["best"]
    return found


@needs_data
def test_spreads_are_those_of_the_data() -> None:
    measured = {}
    for kind, sites in SITES.items():
        scores = [[film[site] for site in sites] for film in films().values() if film.keys() >= set(sites)]
        between = sqrt(mean(variance(of_film) for of_film in scores))
        measured[kind] = [
            len(scores),
            *(round(f, 1) for f in (mean(map(mean, scores)), stdev(map(mean, scores)), between)),
        ]
    assert measured == {"critic": [146, 59.8, 24.6, 9.1], "audience": [146, 65.5, 13.7, 8.9]}
    assert round(stdev(film["metacritic"] for film in films().values()), 1) == 19.5
    settings = ScoreSettings()
    assert settings.critic.prior_mean is None and settings.audience.prior_mean is None
    assert abs(settings.critic.prior_sd - 19.5) < 1 and abs(settings.audience.prior_sd - 13.7) < 1
    assert abs(settings.critic.site_sd - 9.1) < 1 and abs(settings.audience.site_sd - 8.9) < 1


@needs_data
def test_the_spread_of_critics_is_that_of_the_data() -> None:
    with (DATA / "notations.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["value_0_100"]]
    scores = [(float(row["value_0_100"]), int(row["count"])) for row in rows]
    count = sum(many for _, many in scores)
    middle = sum(score * many for score, many in scores) / count
    spread = sqrt(sum(many * (score - middle) ** 2 for score, many in scores) / count)
    assert (count, round(spread, 1)) == (40135, 21.7)
    assert 0 <= ScoreSettings().critic.voice_sd - spread < 1
