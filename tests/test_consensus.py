"""The consensus that a ledger answers with: drawn to the ledger's own mean, and computed again by hand."""

from __future__ import annotations

import json
import random
import re
from math import fsum, sqrt
from typing import Any

import pytest
from command import invoke, surroundings
from linked import computed, empty
from test_film_bounds import arrive

from ledger import queries, scores
from ledger.database import Ledger
from ledger.records import FilmStatement, RatingStatement, Reading, ReviewStatement, Score
from ledger.scores import LedgerMean, Prior, ScoreSettings
from ledger.settings import Settings
from pipelines.relink import link_dirty, rebuild

WORDS = [
    f"{first}{last}" for first in ("bal", "dor", "min", "sev", "tul", "wor") for last in ("an", "eth", "ilo", "ux")
]
NAMES = ("Amber", "Birch", "Cedar", "Dahlia", "Elder", "Fern")


def page(number: int, percent: float, votes: int = 500, critics: int = 0) -> Reading:
    """The page of a film of its own, with its audience's score and some critics' reviews."""
    name = NAMES[number % len(NAMES)]
    film = FilmStatement(title=f"{name} Street {number}", year=1950 + number, directors=(f"{name} Director{number}",))
    said = [
        ReviewStatement(
            kind="critic",
            author=f"{NAMES[place]} Holm{number}",
            body=" ".join(random.Random(f"{number} {place}").choices(WORDS, k=30)),
            rating=Score(words=f"{percent}", percent=percent),
        )
        for place in range(critics)
    ]
    rating = RatingStatement(kind="audience", value=percent / 10, best=10, votes=votes)
    return Reading(
        page=f"p{number}", page_type="title", site="a.example", film=film, ratings=(rating,), reviews=tuple(said)
    )


PAGES = [page(number, 30 + 7 * number, critics=number % 3 * 2 + 2) for number in range(9)]


def means(ledger: Ledger) -> list[dict[str, Any]]:
    return list(ledger["score_means"].find().sort("_id"))


@pytest.fixture
def films(ledger: Ledger) -> Ledger:
    arrive(ledger, PAGES)
    link_dirty(ledger)
    return ledger


def test_the_answer_can_be_computed_again_by_hand(films: Ledger, ledger_settings: Settings) -> None:
    """From the answer alone; and the ledger's mean from the films, by a scan that the answer does without."""
    told = [json.loads(line) for line in invoke(surroundings(ledger_settings), "export", "films").stdout.splitlines()]
    assert len(told) == len(PAGES)
    for kind, sd in (("audience", 14), ("critic", 20)):
        found = [one for film in told for one in film.get("consensus", ()) if one["kind"] == kind and "percent" in one]
        of_films = [
            fsum(row["weight"] * row["percent"] for row in one["inputs"]) / fsum(row["weight"] for row in one["inputs"])
            for one in found
        ]
        assert [round(mean, 4) for mean in of_films] == [one["mean"] for one in found]
        whole = round(fsum(round(mean, 4) for mean in of_films) / len(of_films), 4)
        for one in found:
            assert (one["prior_mean"], one["prior_films"]) == (whole, len(found))
            total = 1 / sd**2 + fsum(row["weight"] for row in one["inputs"])
            mean = (whole / sd**2 + fsum(row["weight"] * row["percent"] for row in one["inputs"])) / total
            margin = 1.96 / sqrt(total)
            numbers = round(mean, 1), round(max(0, mean - margin), 1), round(min(100, mean + margin), 1)
            assert (one["percent"], one["low"], one["high"]) == numbers
            stands = re.match(r"percent = \(([\d.]+)·1/(\d+)² ", one["formula"])
            assert stands and (float(stands[1]), int(stands[2])) == (whole, sd)
    low, high = told[0]["consensus"][-1], told[-1]["consensus"][-1]
    assert low["mean"] < low["percent"] < low["prior_mean"] < high["percent"] < high["mean"]


def test_one_film_more_rewrites_no_other_film_and_moves_all_answers(films: Ledger) -> None:
    before = {film["_id"]: film for film in films["films"].find()}
    asked = {film.id: film.consensus[-1].percent for film in queries.films(films)}
    arrive(films, [page(20, 99)])
    assert link_dirty(films) == {"films_added": 1, "ratings_added": 1}
    after = {film["_id"]: film for film in films["films"].find()}
    assert all(after[name] == film for name, film in before.items()) and len(after) == len(before) + 1
    answers = {film.id: film.consensus[-1].percent for film in queries.films(films)}
    assert all((answers[name] or 0) > (percent or 0) for name, percent in asked.items())


def test_counts_are_the_same_in_any_order_and_after_a_rebuild(films: Ledger) -> None:
    expected, answers = means(films), [film.consensus for film in queries.films(films)]
    whole = computed(films)
    rebuild(films)
    assert means(films) == expected and computed(films) == whole
    random_ = random.Random(1)
    for _ in range(3):
        empty(films)
        for some in random_.sample(PAGES, len(PAGES)):
            arrive(films, [some.model_copy(update={"ratings": ()})])
            link_dirty(films)
        assert not any("audience_sum" in row and row["audience_sum"] for row in means(films))
        for reading in random_.sample(PAGES, len(PAGES)):
            films["readings"].delete_one({"_id": reading.page})
            arrive(films, [reading])
            link_dirty(films)
        assert means(films) == expected
        assert [film.consensus for film in queries.films(films)] == answers


def test_counts_that_a_crash_left_stale_are_made_good_at_the_next_linking(films: Ledger) -> None:
    expected = means(films)
    films["score_means"].update_many({}, {"$set": {"stale": True, "audience_sum": 1}})
    films["score_means"].insert_one({"_id": "zz", "stale": True, "critic_films": 3, "critic_sum": 9})
    link_dirty(films)
    assert means(films) == expected


def test_a_film_that_goes_takes_its_mean_along(films: Ledger) -> None:
    before = queries.ledger_means(films)["audience"]
    films["readings"].delete_one({"_id": "p3"})
    rebuild(films)
    after = queries.ledger_means(films)["audience"]
    assert (before.films - after.films, before.ten_thousandths - after.ten_thousandths) == (1, 51 * 10_000)


def test_a_setting_fixes_the_mean(films: Ledger, ledger_settings: Settings) -> None:
    fixed = {"prior_mean": 50, "prior_sd": 14, "site_sd": 9, "voice_sd": 25, "minimum": 10}
    env = {**surroundings(ledger_settings), "FILMLEDGER_SCORE_AUDIENCE": json.dumps(fixed)}
    scores.settings_in_force.cache_clear()
    try:
        *_, found = json.loads(invoke(env, "show", "p0", "--json").stdout)["consensus"]
    finally:
        scores.settings_in_force.cache_clear()
    assert found["prior_mean"] == 50 and "prior_films" not in found and "50 is a setting" in found["formula"]


def test_an_aggregate_and_its_own_reviews_are_not_added_up(ledger: Ledger) -> None:
    own = page(1, 40, critics=5)
    critics = RatingStatement(kind="critic", value=70, best=100, votes=5)
    arrive(ledger, [own.model_copy(update={"ratings": (critics,)})])
    link_dirty(ledger)
    (film,) = queries.films(ledger)
    (found,) = film.consensus
    assert found.count == 5 and [row["from"] for row in found.inputs] == ["aggregate"] and found.mean == 70.0


def test_inputs_that_a_film_is_too_large_for_change_no_number() -> None:
    prior = Prior(prior_sd=20, site_sd=9, voice_sd=22, minimum=4)
    rows = [
        {"source": f"s{n}", "percent": float(40 + n), "voices": n, "weight": scores.weight(n, prior)}
        for n in range(1, 40)
    ]
    whole = scores.together("critic", rows, prior)
    ledger = LedgerMean(films=3, ten_thousandths=1_800_000)
    cut = whole.model_copy(update={"inputs": whole.inputs[:3]})
    left, right = (scores.answer(one, ledger, prior) for one in (whole, cut))
    assert (left.percent, left.low, left.high) == (right.percent, right.low, right.high)


def test_by_default_the_ledgers_mean_is_taken() -> None:
    assert ScoreSettings().critic.prior_mean is None and ScoreSettings().audience.prior_mean is None
