"""Two film records: one film or two? Invented films, in the forms and with the dirt that sites show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.records import CastMember, FilmStatement
from pipelines.matching import Verdict, block_keys, compare, film_clues
from tests.made_film_pairs import pairs
from tests.made_films import DIFFERENT, HARBOUR, LANTERN, SAME, UNSURE, Film, but

SHARED = Path(__file__).parent.parent.parent / "shared" / "matching" / "films"


def verdict(left: Film, right: Film) -> Verdict:
    return compare(film_clues(left), film_clues(right))


CASES = [
    pytest.param(word, *pair, id=f"{word}: {name}")
    for word, cases in (("same", SAME), ("different", DIFFERENT), ("unsure", UNSURE))
    for name, pair in cases.items()
]


@pytest.mark.parametrize(("expected", "left", "right"), CASES)
def test_the_verdict_on_two_records(expected: str, left: Film, right: Film) -> None:
    found = verdict(left, right)
    assert found.verdict == expected, found


@pytest.mark.parametrize(("left", "right"), [pytest.param(*pair, id=name) for name, pair in SAME.items()])
def test_records_of_one_film_share_a_block(left: Film, right: Film) -> None:
    assert set(block_keys(film_clues(left))) & set(block_keys(film_clues(right)))


@pytest.mark.parametrize(("expected", "left", "right"), CASES)
def test_which_film_comes_first_does_not_matter(expected: str, left: Film, right: Film) -> None:
    one, other = verdict(left, right), verdict(right, left)
    assert (one.verdict, one.score, len(one.reasons)) == (other.verdict, other.score, len(other.reasons))


def test_reasons_say_what_was_seen_the_heaviest_first() -> None:
    found = verdict(LANTERN, but(LANTERN, year=1972, release_dates=None))
    assert found.reasons[0] == "year: 2006 against 1972"
    assert "directors: Ágnes Kővári = Ágnes Kővári" in found.reasons


def test_a_text_that_names_the_people_joins_a_page_with_a_title_only() -> None:
    page = film_clues(LANTERN)
    column = "Ada Finch, whom Maud Ellery plays, lights her lamp. I saw it with Priya Raman in mind."
    told = film_clues({"title": "The Lantern Keeper"}, text=column, published_on="2006-11-02")
    untold = film_clues({"title": "The Lantern Keeper"}, text="What a film.")
    long_before = film_clues({"title": "The Lantern Keeper"}, text="What a film.", published_on="1990-01-31")
    assert [compare(one, page).verdict for one in (told, untold, long_before)] == ["same", "unsure", "different"]
    assert any(reason.startswith("named in text: ") for reason in compare(told, page).reasons)


def test_typed_statements_and_plain_records_are_one() -> None:
    typed = FilmStatement(
        title="The Lantern Keeper", year=2006, directors=("Ágnes Kővári",), cast=(CastMember(name="Maud Ellery"),)
    )
    assert film_clues(typed) == film_clues(typed.plain())
    assert compare(film_clues(typed), film_clues(LANTERN)).verdict == "same"


def test_words_that_name_nobody_are_nobody() -> None:
    nobody = {"title": "Home", "directors": ["N/A"], "cast": "Various", "countries": "-", "runtime_minutes": "n/a"}
    found = film_clues(nobody)
    assert not found.directors and not found.cast and not found.countries and not found.minutes


ODD: tuple[Film, ...] = (
    {"title": "(" * 9999},
    {"title": "Saga: " * 9999, "also_known_as": [f"a (b) {number}" for number in range(999)]},
    {"runtime_minutes": float("inf"), "box_office": [{"amount": float("nan")}, {"amount": 10**400}]},
    {"runtime_minutes": "1" * 9999, "year": "9" * 9999},
    {"runtime_minutes": "²"},
    {"cast": ["Ann " * 9999], "directors": '"' * 9999},
    {"release_dates": ["99/99/2000", "2000-13-45", "--99-99"]},
)


@pytest.mark.parametrize("film", ODD)
def test_values_that_no_film_has_are_left_out(film: Film) -> None:
    assert verdict(film, film).verdict != "different"
    assert verdict(film, LANTERN).verdict != "same"


scraps = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from([*LANTERN, "identifiers", "box_office", "also_known_as", "kind", "stars", "duration"])
records = st.dictionaries(fields, scraps | st.lists(st.dictionaries(st.sampled_from(["name", "date"]), st.text())))


@given(records, records)
@settings(max_examples=150, deadline=None)
def test_no_record_breaks_it_and_the_order_never_matters(left: Film, right: Film) -> None:
    one, other = verdict(left, right), verdict(right, left)
    assert (one.verdict, one.score) == (other.verdict, other.score)
    assert 0 <= one.score <= 1
    assert one == verdict(left, right)
    json.dumps(one.reasons)


CHANGES: tuple[Film, ...] = (
    {"title": "Lantern Keeper, The"},
    {"title": "THE LANTERN KEEPER (2006)"},
    {"year": 2007},
    {"year": None},
    {"directors": ["Agnes Kovari", "Tomás Peralta"]},
    {"writers": None},
    {"cast": [{"name": "Priya Raman"}, {"name": "Maud Ellery"}]},
    {"cast": None},
    {"runtime_minutes": 106},
    {"runtime_minutes": None},
    {"release_dates": [{"date": "--10-13"}]},
    {"release_dates": None},
    {"genres": ["Thriller", "Drama"]},
    {"content_rating": "Not Rated"},
    {"countries": None, "languages": None},
)


@given(st.lists(st.sampled_from(CHANGES), max_size=6), st.lists(st.sampled_from(CHANGES), max_size=6))
@settings(max_examples=150, deadline=None)
def test_differences_that_sites_have_do_not_part_a_film(ours: list[Film], theirs: list[Film]) -> None:
    left, right = LANTERN, LANTERN
    for change in ours:
        left = but(left, **change)
    for change in theirs:
        right = but(right, **change)
    assert verdict(left, right).verdict == "same"
    assert (
        verdict(left, but(HARBOUR, **{k: v for k, v in right.items() if k in ("genres", "year")})).verdict
        == "different"
    )


@pytest.mark.parametrize("name", ["er-imdb-filmcrave", "er-imdb-rt", "er-magellan-movies3"])
def test_labelled_pairs_of_real_sites(name: str) -> None:
    path = SHARED / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"the labelled pairs are not here: {path}")
    lines = (SHARED / f"{name}.doubtful.txt").read_text("utf-8").splitlines()
    doubtful = {line.split("\t")[0].strip() for line in lines}
    pairs = [pair for pair in map(json.loads, path.read_text("utf-8").splitlines()) if pair["id"] not in doubtful]
    found = [(verdict(pair["left"], pair["right"]).verdict, pair["same"]) for pair in pairs]
    right = sum(same and word == "same" for word, same in found)
    wrong = sum(not same and word == "same" for word, same in found)
    missed = sum(same and word != "same" for word, same in found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.990
    assert right / (right + wrong) >= 0.995
    assert sum(word == "unsure" for word, _ in found) <= 0.03 * len(found)


def test_every_kind_of_dirt_leaves_a_film_what_it_is() -> None:
    found = [(pair, verdict(pair.left, pair.right).verdict) for pair in pairs(1500, seed=3)]
    right = sum(pair.same and word == "same" for pair, word in found)
    wrong = sum(not pair.same and word == "same" for pair, word in found)
    missed = sum(pair.same and word != "same" for pair, word in found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.985
    assert right / (right + wrong) >= 0.99
    assert sum(word == "unsure" for _, word in found) <= 0.06 * len(found)
    read = [word for pair, word in found if pair.how in READ_WITHOUT_LOSS]
    assert len(read) >= 300
    assert set(read) == {"same"}


READ_WITHOUT_LOSS = frozenset({
    "joined_names", "lists_as_printed_by_a_program", "last_name_first", "parts_in_names", "length_in_words",
    "letter_case", "mojibake", "entities", "numbers_as_words", "other_field_names", "white_space", "no_dirt",
})  # fmt: skip
"""Dirt that changes how a value is written, and nothing else."""


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"title": "The Lantern Kee…", "directors": ["Ágnes Kővári"]}, LANTERN, "same"),
        ({"title": "The Lantern Keeper", "year": 2003, "director": "Á. Kővári", "time": 11}, LANTERN, "different"),
        ({"title": "The Lantern Keeper", "director": "Ágnes Kővári", "released": "May 3, 2011"}, LANTERN, "same"),
        ({"primaryTitle": "Lantern Keeper", "startYear": "2006.0", "actor_1_name": "Maud Ellery"}, LANTERN, "same"),
        ({"Title": "The_Lantern_Keeper_(2006_film)", "Director": "http://x.org/Ágnes_Kővári"}, LANTERN, "same"),
    ],
)  # fmt: skip
def test_records_of_tables(left: Film, right: Film, expected: str) -> None:
    assert verdict(left, right).verdict == expected, verdict(left, right)
