"""Aggregate scores in the words and orders of many lands, and those that a page announces and does not have."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page

FACTS = "<h1>Still Bay</h1><div>2011</div><p>Director: Anna Weir</p><p>Runtime: 97 min</p><p>Genre: Drama</p>"


def ratings(body: str) -> list[dict[str, Any]]:
    return list(state_page(f"{FACTS}{body}", "Still Bay (2011)").get("ratings") or [])


SCORED = [
    ("<div><b>71</b> <i>average of</i> <b>14</b> critics</div>", ("critic", 71, 100, 14)),
    ("<div><b>6,2</b> <i>promedio de</i> 3.114 votos</div>", ("audience", 6.2, 10, 3114)),
    ("<div><b>7,4</b> средняя оценка зрителей <b>812</b> голосов</div>", ("audience", 7.4, 10, 812)),
    ("<div><b>3,1</b> media di <b>44</b> voti su 5</div>", ("audience", 3.1, 5, 44)),
    ("<div><b>6,4</b> moyenne des lecteurs sur 10 (61 votes)</div>", ("audience", 6.4, 10, 61)),
    ("<p>Hodnocení čtenářů</p><p>4 (27 hlasů)</p>", ("audience", 4, 5, 27)),
    ("<div>平均点：<b>6.81</b> / 10点 (Review 17人)</div>", ("audience", 6.81, 10, 17)),
    ("<div><b>8.0</b> /10 user average (5,120 ratings)</div>", ("audience", 8, 10, 5120)),
]


@pytest.mark.parametrize(("body", "wanted"), SCORED)
def test_a_score_may_stand_before_its_words(body: str, wanted: tuple[str, float, float, int]) -> None:
    (found,) = ratings(body)
    assert (found["kind"], found["value"], found["best"], found["votes"]) == wanted


@pytest.mark.parametrize(
    "body",
    [
        "<p>IMDb | Press kit (PDF, 2.1 MB) | Trailer</p>",
        "<p>Rating: 3.5 GB download</p>",
        "<table><tr><td>8</td><td>2人</td><td>22.22%</td></tr><tr><td>7</td><td>1人</td><td>11.11%</td></tr></table>",
        "<p>1,2 tn betyg</p>",
    ],
)
def test_a_number_with_a_unit_or_in_a_chart_is_no_score(body: str) -> None:
    assert ratings(body) == []


MISSING = [
    ("<div>User score</div><div>- / 10</div>", "audience", "none"),
    ("<p>Noch keine Bewertungen</p>", "audience", "none"),
    ("<p>Be the first to rate this film!</p>", "audience", "none"),
    ("<p>Critics: not enough reviews</p>", "critic", "pending"),
    ("<p>Aucune note</p>", "audience", "none"),
    ("<p>Za mało ocen</p>", "audience", "pending"),
    ("<p>评分人数不足</p>", "audience", "pending"),
    ("<p>Ещё нет оценок</p>", "audience", "none"),
    ("<p>まだ評価がありません</p>", "audience", "none"),
]


@pytest.mark.parametrize(("body", "kind", "state"), MISSING)
def test_a_score_that_is_not_there_is_said_to_be_missing(body: str, kind: str, state: str) -> None:
    (found,) = ratings(body)
    assert (found["kind"], found["state"], found.get("value")) == (kind, state, None)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Rating: Not Yet Rated</p>",
        "<p>This film is not yet rated by the MPAA.</p>",
        "<ul><li><a href='/u'>Users</a></li><li>-</li><li><a href='/l'>Log in</a></li></ul>",
        "<p>No reviews yet</p>",
        "<h2>Similar films</h2><ul><li>Loud Bay</li><li>No score yet</li></ul>",
        "<div>User score 7.1/10 (88 votes)</div><p>Be the first of your friends to rate it</p>",
    ],
)
def test_what_else_is_missing_is_no_score(body: str) -> None:
    assert all(one["state"] == "scored" for one in ratings(body))


def test_a_row_of_all_steps_is_a_way_to_rate() -> None:
    steps = "".join(f"<span class='step'>{at / 2:g}</span><br>" for at in range(1, 11))
    body = f"<div>Moyenne</div><div><b>3,4</b> 87 notes</div><div><p>votre note :</p>{steps}</div>"
    assert [(one["value"], one["votes"]) for one in ratings(body)] == [(3.4, 87)]


@pytest.mark.parametrize("count", ["12.345 Aufrufe", "3.102 visualizzazioni", "48,210 views", "7.004 vues"])
def test_how_often_a_trailer_was_seen_is_no_score(count: str) -> None:
    assert ratings(f"<p><a href='/k'>Zur Kritik</a></p><h2>Trailer</h2><p>2:11</p><p>{count}</p>") == []


def test_scores_below_facts_of_the_cinema_are_the_films() -> None:
    facts = {"Durata": "97 minuti", "Al cinema": "21 sale", "Regia": "Anna Weir", "Rating": "+13"}
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in facts.items())
    told = '{"@type":"Movie","name":"Still Bay","aggregateRating":{"ratingValue":"3.38","bestRating":"5"}}'
    body = (
        f'<script type="application/ld+json">{told}</script><table>{rows}</table><p>CONSIGLIATO NO</p><p>3,38/5</p>'
        "<table><tr><td>CRITICA</td><td>3,17</td></tr><tr><td>PUBBLICO</td><td>3,48</td></tr></table>"
    )
    found = {(one["kind"], one["value"], one["best"]) for one in ratings(body)}
    assert {("critic", 3.17, 5), ("audience", 3.48, 5)} <= found
