"""What goes out is what is there: JSON, CSV and JSON-LD that parse back to the same, whatever texts pages hold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from command import FILM, invoke
from hypothesis import given
from hypothesis import strategies as st

from ledger.columns import FILMS, REVIEWS
from ledger.export import csv_lines, json_array, json_ld, json_lines, public, to_json
from ledger.records import Film, Review, Score, Sighting
from ledger.schema_org import movie, review_thing

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=4))
def test_json_parses_back(values: list[Any]) -> None:
    assert json.loads("".join(json_array(values))) == values
    lines = "".join(json_lines(values)).split("\n")[:-1]
    assert [json.loads(line) for line in lines] == values
    assert json.loads("".join(json_ld(values)))["@graph"] == values  # type: ignore[arg-type]


@given(TEXTS)
def test_json_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    printed = to_json(text)
    assert json.loads(printed) == text
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E for c in printed)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_csv_parses_back_but_for_formulas(rows: list[tuple[str, str]]) -> None:
    text = "".join(csv_lines(rows, {"a": lambda row: row[0], "b": lambda row: row[1]}))
    names, *found = csv.reader(io.StringIO(text, newline=""))
    assert names == ["a", "b"] and len(found) == len(rows)
    for row, got in zip(rows, found, strict=True):
        for want, cell in zip(row, got, strict=True):
            assert cell == (f"'{want}" if want.startswith(("=", "+", "-", "@", "\t", "\r")) else want)


def test_numbers_below_zero_are_no_formulas() -> None:
    assert "".join(csv_lines([-1.5], {"x": lambda row: row})) == "x\r\n-1.5\r\n"


def test_every_column_of_an_empty_record_is_empty_or_a_count() -> None:
    film = Film(_id="x", pages=("a",))
    cells = {name: value(film) for name, value in FILMS.items()}
    assert {name for name, value in cells.items() if value} == {"id", "pages"}
    review = Review(_id="r", film="x", kind="critic", sightings=(Sighting(page="a", position=0),))
    assert {name for name, value in REVIEWS.items() if value(review)} == {"id", "film", "kind", "pages", "versions"}


def test_the_public_form_has_no_internals() -> None:
    film = Film(_id="x", pages=("a",), keys=("k",), tokens=("t",))
    assert public(film) == {"id": "x", "pages": ["a"]}


def test_an_unreadable_score_is_given_in_its_words() -> None:
    review = Review(
        _id="r", film="x", kind="critic", sightings=(), rating=Score(words="3 bags of popcorn"), published_on="--09-28"
    )
    thing = review_thing(review)
    assert thing["reviewRating"]["ratingValue"] == "3 bags of popcorn"
    assert "datePublished" not in thing


def test_a_film_without_facts_is_still_a_movie() -> None:
    assert movie(Film(_id="x", pages=("a",))) == {"@type": "Movie", "@id": "#x"}
    assert movie(Film(_id="x", pages=("a",), kind="tv_series"))["@type"] == "TVSeries"


def test_json_ld_of_the_seeds(seeded: dict[str, str]) -> None:
    document = json.loads(invoke(seeded, "export", "films", "--format", "jsonld").stdout)
    (film,) = document["@graph"]
    assert document["@context"] == "https://schema.org"
    assert (film["name"], film["datePublished"], film["duration"]) == ("Won't Back Down", "2012-09-28", "PT121M")
    scores = {score["author"]["name"]: score["ratingValue"] for score in film["aggregateRating"]}
    assert 6.4 in scores.values() and "filmledger" in scores
    reviews = json.loads(invoke(seeded, "export", "reviews", "--format", "jsonld").stdout)["@graph"]
    assert {review["itemReviewed"]["@id"] for review in reviews} == {film["@id"]}


@pytest.mark.parametrize(("form", "names"), [("jsonl", 10), ("csv", 9), ("jsonld", 2)])
def test_all_of_it_as_files(seeded: dict[str, str], tmp_path: Path, form: str, names: int) -> None:
    folder = tmp_path / "new" / "folder"
    done = invoke(seeded, "export", "--format", form, "--to", str(folder))
    assert done.exit_code == 0, done.stderr
    assert len(list(folder.iterdir())) == names
    printed = invoke(seeded, "export", "films", "--format", form)
    assert (folder / f"films.{form}").read_bytes() == printed.stdout_bytes
    assert FILM in printed.stdout
