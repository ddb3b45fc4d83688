"""Folding reviews and scores: each once, with every place where it was seen; and the consensus, by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import permutations
from math import fsum, sqrt
from typing import Any

from ledger.records import (
    Consensus,
    Film,
    FilmStatement,
    Helpful,
    Rating,
    RatingStatement,
    Reading,
    Review,
    ReviewStatement,
    Score,
    Sighting,
)
from ledger.scores import LedgerMean, Prior, ScoreSettings, Voice, answer, consensus, voice_of, weight
from pipelines.link import Linked, link_block

LEE = {"title": "Up", "year": 2009, "directors": ("Ann Lee",)}


def linked(*pages: Reading) -> Linked:
    found = link_block(pages)
    assert all(link_block(order) == found for order in list(permutations(pages))[:24])
    return found


def told(page: str, *reviews: ReviewStatement, site: str | None = None, page_type: str = "roundup") -> Reading:
    return Reading(page=page, page_type=page_type, site=site, film=FilmStatement(**LEE), reviews=reviews)


BODY = "A slow film, but it stays with you for days, and its last scene is worth the whole of the long way there."


def test_one_review_keeps_the_longest_text_and_every_sighting() -> None:
    whole = ReviewStatement(
        kind="critic",
        author="Ida Holm",
        publication="Post",
        headline="Slow and good",
        body=BODY,
        published_on="2009-05-29",
        helpful=Helpful(up=1, total=2),
        url="https://post.example/up",
    )
    excerpt = ReviewStatement(
        kind="critic",
        author="I. Holm",
        publication="The Daily Post",
        body="it stays with you for days, and its last scene is worth...",
        is_excerpt=True,
        published_on="2009-05",
        rating=Score(words="B+", percent=83),
        helpful=Helpful(up=5, total=9),
    )
    (review,) = linked(told("a", excerpt), told("b", whole, page_type="review")).reviews
    assert (review.body, review.is_excerpt, review.headline) == (BODY, False, "Slow and good")
    assert (review.author, review.publication, review.published_on) == ("Ida Holm", "The Daily Post", "2009-05-29")
    assert review.rating and review.rating.words == "B+" and review.helpful == Helpful(up=5, total=9)
    assert [(s.page, s.position, s.author, s.is_excerpt) for s in review.sightings] == [
        ("a", 0, "I. Holm", True),
        ("b", 0, "Ida Holm", False),
    ]
    assert review.id == "up-2009.ida-holm" and review.joins


def test_the_byline_that_most_sites_print_is_chosen() -> None:
    said = [ReviewStatement(kind="critic", author=name, body=BODY) for name in ("Ida Holm", "Ida Holm", "Ida Halm")]
    sites = ("one.example", "two.example", "three.example")
    pages = [told(page, review, site=site) for page, review, site in zip("abc", said, sites, strict=True)]
    (review,) = linked(*pages).reviews
    assert review.author == "Ida Holm" and len(review.sightings) == 3


def test_reviews_of_one_author_have_ids_of_their_own_that_do_not_depend_on_their_places() -> None:
    one = ReviewStatement(kind="audience", author="ann", body=BODY)
    two = ReviewStatement(
        kind="audience", author="ann", body="Nothing here is new, and nothing here is dull at all, I say."
    )
    first = {review.body: review.id for review in linked(told("a", one, two)).reviews}
    assert len(set(first.values())) == 2 and all(name.startswith("up-2009.ann.") for name in first.values())
    assert {review.body: review.id for review in linked(told("z", two, one)).reviews} == first


def rated(page: str, value: float, votes: int, site: str | None = "one.example", **more: Any) -> Reading:
    score = RatingStatement(kind="audience", value=value, best=10, votes=votes, **more)
    return Reading(page=page, page_type="title", site=site, film=FilmStatement(**LEE), ratings=(score,))


def test_a_site_has_one_score_of_a_kind_and_name_as_it_is_now() -> None:
    found = linked(
        rated("a", 6.4, 100), rated("b", 6.5, 120), rated("c", 7, 5, site="two.example"), rated("d", 9, 5, name="Top")
    )
    now = {(r.source, r.name): (r.value, r.votes, r.pages) for r in found.ratings}
    assert now == {
        ("one.example", None): (6.5, 120, ("a", "b")),
        ("one.example", "Top"): (9.0, 5, ("d",)),
        ("two.example", None): (7.0, 5, ("c",)),
    }
    assert found.ratings[0].id == "up-2009.one-example.audience"


def test_no_score_is_no_zero() -> None:
    pending = RatingStatement(kind="critic", state="pending")
    found = linked(Reading(page="a", page_type="title", film=FilmStatement(**LEE), ratings=(pending,)))
    (rating,) = found.ratings
    assert rating.state == "pending" and rating.value is None and found.films[0].consensus == ()


def scored(percent: float, page: str, kind: str = "critic") -> Review:
    sighting = Sighting(page=page, position=0)
    score = Score(words=f"{percent}", percent=percent)
    return Review.model_validate(
        {"_id": f"{page}", "film": "up", "kind": kind, "rating": score, "sightings": (sighting,)}
    )


def aggregate(source: str, value: float, votes: int, **more: Any) -> Rating:
    given = {
        "_id": f"{source}{more.get('name', '')}",
        "film": "up",
        "source": source,
        "kind": "critic",
        "best": 100,
        "pages": (source,),
    }
    return Rating.model_validate({**given, "value": value, "votes": votes, **more})


PRIOR = Prior(prior_mean=60, prior_sd=20, site_sd=9, voice_sd=22, minimum=4)
SETTINGS = ScoreSettings(critic=PRIOR)


def asked(
    reviews: Iterable[Voice], ratings: Iterable[Rating], sources: Mapping[str, str], settings: ScoreSettings
) -> list[Consensus]:
    """What a ledger without other films answers."""
    priors = {"critic": settings.critic, "audience": settings.audience}
    return [answer(one, LedgerMean(), priors[one.kind]) for one in consensus(reviews, ratings, sources, settings)]


def test_the_consensus_can_be_computed_again_from_its_inputs() -> None:
    """By hand: only what stands in the answer, and the formula's numbers as they are printed in it."""
    reviews = [scored(80, "p1"), scored(40, "p2"), scored(100, "p3")]
    sources = {"p1": "blog.example", "p2": "blog.example", "p3": "big.example"}
    (found,) = asked(map(voice_of, reviews), [aggregate("big.example", 71, 40)], sources, SETTINGS)
    assert [(row["source"], row["from"], row["percent"], row["voices"]) for row in found.inputs] == [
        ("big.example", "aggregate", 71.0, 40),
        ("blog.example", "reviews", 60.0, 2),
    ]
    assert found.inputs[1]["scores"] == [[40.0, 1], [80.0, 1]]
    for row in found.inputs:
        assert row["weight"] == round(1 / (9**2 + 22**2 / row["voices"]), 8)
    total = 1 / 20**2 + fsum(row["weight"] for row in found.inputs)
    mean = (60 / 20**2 + fsum(row["weight"] * row["percent"] for row in found.inputs)) / total
    assert found.percent == round(mean, 1)
    assert (found.low, found.high) == (round(mean - 1.96 / sqrt(total), 1), round(mean + 1.96 / sqrt(total), 1))
    assert found.count == 42 == sum(row["voices"] for row in found.inputs)
    for number in ("60", "1/20²", "1/(9² + 22²/voices)", "1.96"):
        assert number in found.formula


def test_a_score_is_pulled_to_the_prior_the_more_the_fewer_voices_it_has() -> None:
    few, many = (asked([], [aggregate("a.example", 100, votes)], {}, SETTINGS)[0].percent for votes in (4, 4000))
    assert few and many and 60 < few < many < 100


def test_too_few_voices_are_told_and_give_no_number() -> None:
    (found,) = asked([voice_of(scored(80, "p1"))], [], {}, SETTINGS)
    assert found.percent is None and found.low is None and found.count == 1
    assert found.formula == "no number: 1 voice, at least 4 needed"


def test_a_score_that_is_reprinted_counts_once() -> None:
    printed = [
        aggregate("metacritic.com", 71, 40),
        aggregate("shop.example", 71, 40),
        aggregate("catalogue.example", 70, 38, name="Metascore"),
    ]
    (found,) = asked([], printed, {}, SETTINGS)
    assert [row["source"] for row in found.inputs] == ["metacritic.com"] and found.count == 40


def test_critics_and_audience_are_apart_and_columns_are_critics() -> None:
    reviews = [scored(80, "p1", "column"), *(scored(20, f"a{n}", "audience") for n in range(12))]
    critic, audience = asked(map(voice_of, reviews), [], {}, SETTINGS)
    assert (critic.kind, critic.count, audience.kind, audience.count) == ("critic", 1, "audience", 12)
    assert critic.percent is None and audience.percent == 20.0


def test_a_film_holds_what_its_consensus_is_made_of() -> None:
    (film,) = linked(rated("a", 8, 5000)).films
    assert isinstance(film, Film)
    (found,) = film.consensus
    assert (found.mean, found.percent, found.formula) == (80.0, None, "")
    assert found.inputs[0]["weight"] == found.weight == weight(5000, ScoreSettings().audience)
