"""One film's reviews, parted; and copies over many films."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_review_sets import NOTICE, Review, film, pairs_found, texts
from made_reviews import GENERIC, Writer

from pipelines.fingerprints import PlacedText, copies, groups, review_clues

SEEDS = st.integers(0, 10**6)


def parted(reviews: list[Review]) -> set[frozenset[int]]:
    return {frozenset(group.members) for group in groups([review_clues(review) for review in reviews])}


def alone(count: int) -> set[frozenset[int]]:
    return {frozenset({place}) for place in range(count)}


def test_the_reviews_of_a_film_are_parted_right() -> None:
    reviews, truth = film(1500)
    found = groups([review_clues(review) for review in reviews])
    assert sorted(place for group in found for place in group.members) == list(range(len(reviews)))
    precision, recall = pairs_found((group.members for group in found), truth)
    assert precision >= 0.99
    assert recall >= 0.96
    assert all(bool(group.reasons) == (len(group.members) > 1) for group in found)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_order_of_the_reviews_does_not_matter(seed: int) -> None:
    reviews, _ = film(120, seed)
    shuffled = list(enumerate(reviews))
    random.Random(seed).shuffle(shuffled)
    origin = [place for place, _ in shuffled]
    again = groups([review_clues(review) for _, review in shuffled])
    found = groups([review_clues(review) for review in reviews])
    assert sorted((tuple(sorted(origin[place] for place in g.members)), g.reasons) for g in again) == sorted(
        (group.members, group.reasons) for group in found
    )


def test_generic_praise_by_many_stays_apart() -> None:
    writer = Writer(4)
    reviews = [{"author": f"{writer.name()}{n}", "body": GENERIC[n % len(GENERIC)]} for n in range(200)]
    assert parted(reviews) == alone(200)
    assert parted([{"body": GENERIC[0]} for _ in range(40)]) == alone(40)


def test_one_authors_different_texts_stay_apart() -> None:
    writer = Writer(5)
    assert parted(
        [{"author": "Ann Everly", "publication": "Post", "body": writer.body(3)} for _ in range(60)]
    ) == alone(60)


def test_reviews_without_text_are_tied_by_author_and_publication() -> None:
    reviews = [{"author": "Ann Everly", "publication": paper} for paper in ("Post", "The Post", "Times")]
    assert parted([*reviews, {}, {}, {"publication": "Post"}]) == {frozenset({0, 1}), *alone(6) - alone(2)}


@pytest.mark.parametrize("named", [True, False])
def test_a_notice_that_all_reviews_carry_ties_none_of_them(named: bool) -> None:
    writer = Writer(6)
    reviews = [{"body": f"{' '.join(writer.clause())}.\n{NOTICE}. {NOTICE[::-1]}"} for _ in range(80)]
    if named:
        reviews = [review | {"author": f"{writer.name()}{n}"} for n, review in enumerate(reviews)]
    assert parted(reviews) == alone(80)


def test_a_shared_synopsis_ties_nothing_even_where_it_stands_alone() -> None:
    writer = Writer(8)
    synopsis = " ".join(writer.sentence() for _ in range(2))
    reviews = [{"author": f"Ann Everly{n}", "body": f"{writer.body(4)} {synopsis} {writer.body(2)}"} for n in range(6)]
    found = parted([*reviews, {"body": synopsis}])
    assert found == alone(7)


def test_an_excerpt_that_fits_two_reviews_is_given_to_neither_and_one_with_a_byline_to_its_author() -> None:
    writer = Writer(9)
    quoted = f"{writer.sentence()} {writer.sentence()}"
    long = [
        {"author": name, "body": f"{writer.body(5)} {quoted} {writer.body(5)}"}
        for name in ("Ann Everly", "Otto Brandt")
    ]
    assert parted([*long, {"body": quoted}, {"body": quoted}]) == {frozenset({0}), frozenset({1}), frozenset({2, 3})}
    assert parted([*long, {"author": "Brandt, Otto", "body": quoted}]) == {frozenset({0}), frozenset({1, 2})}


def test_disjoint_excerpts_meet_in_the_whole_text() -> None:
    body = Writer(10).body(12).replace("\n\n", " ").split()
    excerpts = [{"author": "Ann Everly", "body": " ".join(body[at : at + 14]) + " ..."} for at in (0, 30, 60, 90)]
    whole = {"author": "Ann Everly", "body": " ".join(body)}
    assert parted([*excerpts, whole]) == {frozenset(range(5))}
    assert parted(excerpts) == alone(4)


def test_a_review_printed_in_many_papers_is_one_and_a_text_under_many_names_is_not() -> None:
    body = Writer(11).body(4)
    assert parted([{"author": "Ann Everly", "publication": f"Paper {n}", "body": body} for n in range(60)]) == {
        frozenset(range(60))
    }
    assert parted([{"author": f"reader{n}", "body": body} for n in range(60)]) == alone(60)
    assert parted([{"author": name, "body": body} for name in ("Ann Everly", "Otto Brandt")]) == {frozenset({0, 1})}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["", "a", "Great!", "the the the the", "很好看", "x " * 50, "…"]), max_size=12))
def test_any_reviews_can_be_parted(bodies: list[str]) -> None:
    found = parted([{"body": body, "author": body[:1]} for body in bodies])
    assert sum(map(len, found)) == len(bodies)


def placed(made: list[tuple[str, str, str, int]]) -> list[PlacedText]:
    return [PlacedText(review=review, film=where, author="", text=text) for review, where, text, _ in made]


def test_copies_over_many_films_are_found() -> None:
    made = list(texts(6000))
    place = {review: n for n, (review, *_) in enumerate(made)}
    found = copies(placed(made))
    precision, recall = pairs_found(([place[r] for r in c.reviews] for c in found), [number for *_, number in made])
    assert recall >= 0.95
    assert precision >= 0.99


def test_copies_do_not_depend_on_the_order() -> None:
    made = placed(list(texts(1500, seed=3)))
    found = copies(made)
    random.Random(1).shuffle(made)
    assert copies(made) == found
    assert found


def test_what_is_a_copy() -> None:
    body = Writer(12).body(3)

    def marked(rows: list[tuple[str, str, str]]) -> list[tuple[str, ...]]:
        return [
            c.reviews
            for c in copies(PlacedText(review=str(n), film=f, author=a, text=t) for n, (f, a, t) in enumerate(rows))
        ]

    assert marked([("f1", "", body), ("f2", "", body)]) == [("0", "1")]
    assert marked([("f1", "", body), ("f1", "", body)]) == []
    assert marked([("f1", name, body) for name in ("Ann Everly", "Otto Brandt")]) == []
    assert marked([("f1", name, body) for name in ("Ann Everly", "Otto Brandt", "Mira Dorn")]) == [("0", "1", "2")]
    assert marked([("f1", name, body) for name in ("Ann Everly", "Everly, Ann", "By Ann Everly")]) == []
    assert marked([("f1", "", "Great movie!"), ("f2", "", "Great movie!")]) == []
    signs = Writer(13).chinese(60)
    assert marked([("f1", "", signs), ("f2", "", f"转载：{signs}")]) == [("0", "1")]
    assert copies([]) == ()
