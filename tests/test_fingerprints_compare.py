"""Two reviews: one, two, or not to be told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_review_dirt import dirty_pairs
from made_review_sets import Pair, pairs
from made_reviews import Writer

from ledger.records import ReviewStatement, Score
from pipelines.fingerprints import compare, review_clues, verdict

ROOT = Path(__file__).parent.parent
LABELLED = ROOT.parent / "shared" / "matching" / "reviews" / "dev.jsonl"
SEEDS = st.integers(0, 10**6)


def f1_and_precision(labelled: list[tuple[bool, str]]) -> tuple[float, float]:
    count = Counter((same, found == "same") for same, found in labelled)
    right, wrong, missed = count[True, True], count[False, True], count[True, False]
    return 2 * right / (2 * right + wrong + missed), right / (right + wrong)


def test_made_pairs_are_told_apart() -> None:
    labelled = [(pair.same, verdict(pair.left, pair.right)["verdict"]) for seed in range(60) for pair in pairs(seed)]
    f1, precision = f1_and_precision(labelled)
    assert f1 >= 0.985
    assert precision >= 0.99
    assert Counter(found for _, found in labelled)["unsure"] <= 0.02 * len(labelled)


def test_dirty_pairs_are_told_apart() -> None:
    made = [pair for seed in range(40) for pair in dirty_pairs(seed)]
    labelled = [(pair.same, verdict(pair.left, pair.right)["verdict"]) for pair in made]
    f1, precision = f1_and_precision(labelled)
    assert f1 >= 0.985
    assert precision >= 0.99
    assert Counter(found for _, found in labelled)["unsure"] <= 0.02 * len(labelled)
    moved = [pair for pair in made if pair.how == "sentences_moved"]
    assert len(moved) == 40
    assert {verdict(pair.left, pair.right)["verdict"] for pair in moved} == {"same"}


def test_the_words_of_a_review_are_found_under_other_names() -> None:
    feed = {"critic": {"name": "Ann Everly"}, "reviewBody": LONG, "publisher": {"name": "Post"}, "date": "2012-09-28"}
    plain = SIGNED | {"body": LONG, "published_on": "2012-09-28"}
    assert review_clues(feed).order == review_clues(plain).order


@pytest.mark.skipif(not LABELLED.exists(), reason=f"no labelled pairs at {LABELLED}")
def test_labelled_pairs_are_told_apart() -> None:
    rows = [json.loads(line) for line in LABELLED.open(encoding="utf-8")]
    f1, precision = f1_and_precision([(row["same"], verdict(row["left"], row["right"])["verdict"]) for row in rows])
    assert f1 >= 0.985
    assert precision >= 0.99


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_a_verdict_does_not_depend_on_the_sides(seed: int) -> None:
    for pair in pairs(seed):
        left, right = review_clues(pair.left), review_clues(pair.right)
        assert compare(left, right) == compare(right, left), pair


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_typography_an_edit_an_excerpt_and_a_frame_leave_a_review_what_it_is(seed: int) -> None:
    writer = Writer(seed)
    review = writer.review(4)
    body, author = review["body"], review["author"]
    for changed in (
        review | {"body": writer.typography(body)},
        review | {"body": writer.edited(body, 0.08)},
        review | {"body": writer.excerpt(body, 12)},
        review | {"body": writer.framed(body, author), "author": writer.respelled(author)},
        {"body": writer.framed(body, author)},
    ):
        assert verdict(review, changed)["verdict"] == "same", changed


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_what_two_critics_share_of_a_film_makes_no_review_one(seed: int) -> None:
    kinds = ("unrelated", "title", "headline", "dialogue", "opening", "generic", "quotes the other", "one critic")
    made = [pair for pair in pairs(seed) if pair.how in kinds]
    assert len(made) == len(kinds)
    wrong = [pair for pair in made if verdict(pair.left, pair.right)["verdict"] == "same"]
    assert not wrong


def test_a_verdict_is_the_same_in_every_process() -> None:
    told = [verdict(pair.left, pair.right) for pair in pairs(7)]
    code = (
        "import json, sys; sys.path[:0] = sys.argv[1:]; from made_review_sets import pairs;"
        "from pipelines.fingerprints import verdict;"
        "print(json.dumps([verdict(pair.left, pair.right) for pair in pairs(7)]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "tests"), str(ROOT)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "77"},
    )  # fmt: skip
    assert json.loads(ran.stdout) == told


def pair_of(how: str) -> Pair:
    return next(pair for seed in range(50) for pair in pairs(seed) if pair.how == how)


def test_reasons_are_words() -> None:
    found = verdict(
        {"author": "Ann Everly", "body": "Tense and sad."}, {"author": "Everly, Ann", "body": "tense, and sad"}
    )
    assert found == {
        "verdict": "same",
        "score": 0.9,
        "reasons": ["the same text: 3 words", "one author: ann everly, everly ann"],
    }
    quoting = pair_of("quotes the other")
    assert verdict(quoting.left, quoting.right)["reasons"][0] == "one quotes the other"


SIGNED = {"author": "Ann Everly", "publication": "Post"}
LONG = "The camera never leaves the kitchen, and by the end neither do we; it is a small miracle of patience and nerve."


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        # A short text is one review only under one name.
        ({"author": "Ann Everly", "body": "Devastating."}, {"author": "ANN EVERLY", "body": "devastating"}, "same"),
        ({"author": "Ann Everly", "body": "Sad."}, {"author": "Otto Brandt", "body": "Sad."}, "different"),
        ({"author": "Ann Everly", "body": "Devastating."}, {"body": "Devastating."}, "unsure"),
        # A long one under any.
        ({"author": "Ann Everly", "body": LONG}, {"author": "Otto Brandt", "body": LONG}, "same"),
        ({"author": "Ann Everly", "body": LONG}, {"author": "Ann Everly", "body": "The score is loud."}, "different"),
        # Two excerpts that overlap at their cuts.
        (
            {"author": "Ann Everly", "body": f"It begins slowly. {LONG[:-12]}..."},
            {"author": "Ann Everly", "body": f"...{LONG} The rest is noise, and not much of it is worth hearing."},
            "same",
        ),
        # Without a text: author and publication, and the date where both give one.
        (SIGNED, {"author": "Ann Everly", "publication": "The Post"}, "same"),
        (SIGNED, SIGNED | {"body": LONG}, "same"),
        (SIGNED, {"author": "Ann Everly", "publication": "Times"}, "unsure"),
        ({"author": "Ann Everly"}, {"author": "Ann Everly"}, "unsure"),
        (SIGNED, {"author": "Otto Brandt", "publication": "Post"}, "different"),
        ({}, {}, "unsure"),
    ],
)  # fmt: skip
def test_bylines_set_the_terms(left: dict[str, str], right: dict[str, str], expected: str) -> None:
    assert verdict(left, right)["verdict"] == expected


def test_reviews_without_text_are_two_where_their_dates_or_ratings_differ() -> None:
    critic = {"author": "Ann Everly", "publication": "Post", "published_on": "2012-09-28"}
    assert verdict(critic, critic | {"published_on": "2012-09"})["verdict"] == "same"
    assert verdict(critic, critic | {"published_on": "2012-10-01"})["verdict"] == "unsure"
    rated = critic | {"rating": {"percent": 80}}
    assert verdict(rated, critic | {"rating": {"percent": 20}})["verdict"] == "unsure"
    linked = {"url": "https://www.example.org/review/7?utm_source=x"}
    assert verdict(linked, {"url": "http://example.org/review/7/", "author": "Ann Everly"})["verdict"] == "same"


def test_a_statement_and_a_mapping_are_read_alike() -> None:
    statement = ReviewStatement(kind="critic", author="Ann Everly", body=LONG, rating=Score(words="4/5", percent=80))
    found, same = review_clues(statement), review_clues(statement.plain())
    assert (found.order, found.percent) == (same.order, same.percent)


def test_words_that_are_nobodys_own_do_not_count() -> None:
    left, right = review_clues({"body": LONG}), review_clues({"body": LONG})
    everything = left.words.tokens == left.words.tokens
    assert compare(left, right).verdict == "same"
    assert compare(left, right, ignored=(everything, everything)).verdict != "same"
