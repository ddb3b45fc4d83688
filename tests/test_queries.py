"""The questions, over documents in the shapes of the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ledger import queries
from ledger.database import Ledger
from ledger.records import Conflict, Film, RatingPoint, Reading, Record, ReviewStatement, Sighting, Stated
from ledger.stored import FilmIds, KeptPage, StoredFilm, StoredIssue, StoredRating, StoredReading, StoredReview
from ledger.validators import document

DAY = datetime(2024, 5, 17, tzinfo=UTC)


def film(name: str, **fields: Any) -> StoredFilm:
    return StoredFilm(_id=name, **{"title": name.title(), "pages": (f"{name}.html",), **fields})


def review(name: str, of: str, **fields: Any) -> StoredReview:
    return StoredReview(
        _id=name, film=of, **{"kind": "critic", "sightings": (Sighting(page="p", position=0),), **fields}
    )


def store(ledger: Ledger, **collections: Iterable[Record]) -> None:
    for name, records in collections.items():
        ledger[name].insert_many([document(record) for record in records])


def ids(found: Iterable[Any]) -> list[str]:
    return [record.id for record in found]


def test_films_by_words_and_year_in_the_order_of_titles(ledger: Ledger) -> None:
    hero = [film(f"hero-{year}", title="Hero", year=year, tokens=("hero", "zhang")) for year in (2007, 2002)]
    store(ledger, films=[*hero, film("up", title="Up", year=2002, tokens=("up", "zhang"))])
    assert ids(queries.films(ledger)) == ["hero-2002", "hero-2007", "up"]
    assert ids(queries.films(ledger, limit=1)) == ["hero-2002"]
    assert ids(queries.films(ledger, year=2002)) == ["hero-2002", "up"]
    assert ids(queries.films(ledger, ["zhang"])) == ["hero-2002", "hero-2007", "up"]
    assert ids(queries.films(ledger, ["zhang", "hero"], 2007)) == ["hero-2007"]
    assert ids(queries.films(ledger, ["zhang", "nobody"])) == []


def test_a_former_id_finds_the_film_that_has_most_of_its_pages(ledger: Ledger) -> None:
    store(
        ledger,
        films=[film("up-2009", pages=("a", "b")), film("up-1984", pages=("c",))],
        film_ids=[FilmIds(_id="up", pages=("c", "b", "a")), FilmIds(_id="gone", pages=("z",))],
    )
    assert [found.id for name in ("up-1984", "up") if (found := queries.find_film(ledger, name))] == [
        "up-1984",
        "up-2009",
    ]
    assert queries.find_film(ledger, "gone") is None
    assert queries.find_film(ledger, "never") is None


def test_films_of_many_pages_come_once_and_in_their_order(ledger: Ledger) -> None:
    pages = [f"p{number}" for number in range(1200)]
    store(ledger, films=[film("b", pages=tuple(pages[::2])), film("a", pages=tuple(pages[1::2]))])
    assert sorted(ids(queries.films_on_pages(ledger, pages))) == ["a", "b"]
    assert len(queries.films_on_pages(ledger, pages, 1)) == 1


def reading(page: str, site: str, **fields: Any) -> StoredReading:
    told = {"page": page, "page_type": "title", "content_hash": "x", "reader": "1", "site": site}
    return StoredReading(_id=page, **{**told, **fields})


def test_films_of_a_site_also_those_named_in_a_post_of_several(ledger: Ledger) -> None:
    reviews = tuple(ReviewStatement(kind="critic", body="x", of_film=name) for name in ("Up", "Brave"))
    store(
        ledger,
        readings=[reading("one", "a.org"), reading("post", "a.org", reviews=reviews), reading("other", "b.org")],
        films=[film("one", pages=("one",)), film("up", pages=("post#Up", "other")), film("off", pages=("other2",))],
    )
    assert sorted(ids(queries.films_with_pages_of(ledger, "a.org"))) == ["one", "up"]
    whole = {found.id: found for found in queries.whole_films(ledger)}
    assert [queries.is_on_site(ledger, whole[name], "a.org") for name in ("one", "up", "off")] == [True, True, False]
    assert set(queries.readings_by_name(ledger, ["post#Up", "one"])) == {"post", "one"}
    assert [found.id for found in queries.readings(ledger)] == ["one", "other", "post"]


def test_conflicts_are_found_by_field(ledger: Ledger) -> None:
    def clash(*fields: str) -> tuple[Conflict, ...]:
        values = (Stated(value=1, pages=("a",)), Stated(value=2, pages=("b",)))
        return tuple(Conflict(field=name, values=values, chosen=1, rule="x") for name in fields)

    store(
        ledger,
        films=[film("b", conflicts=clash("year", "runtime_minutes")), film("a", conflicts=clash("year")), film("c")],
    )
    assert ids(queries.conflicting_films(ledger)) == ["a", "b"]
    assert ids(queries.conflicting_films(ledger, "runtime_minutes")) == ["b"]
    assert ids(queries.conflicting_films(ledger, "title")) == []


def test_reviews_newest_first_in_each_kind(ledger: Ledger) -> None:
    store(
        ledger,
        reviews=[
            review("r1", "up", published_on="2009-05-01", tokens=("ann", "lee")),
            review("r2", "up", published_on="2010-01-01", tokens=("ann", "ray")),
            review("r3", "up", tokens=("bo",)),
            review("r4", "up", kind="audience", tokens=("ann",)),
            review("r5", "brave", tokens=("ann", "lee")),
        ],
    )
    assert ids(queries.reviews(ledger, "up")) == ["r4", "r2", "r1", "r3"]
    assert ids(queries.reviews(ledger, "up", kind="critic", limit=2)) == ["r2", "r1"]
    assert ids(queries.reviews(ledger)) == ["r5", "r4", "r2", "r1", "r3"]
    assert ids(queries.reviews(ledger, kind="audience", limit=5)) == ["r4"]
    assert ids(queries.reviews(ledger, words=["lee", "ann"])) == ["r5", "r1"]
    assert ids(queries.reviews(ledger, words=["ann"], kind="audience")) == ["r4"]


def test_scores_and_their_history(ledger: Ledger) -> None:
    def score(own: str, of: str, source: str, **fields: Any) -> StoredRating:
        return StoredRating(_id=own, film=of, source=source, pages=(f"{own}.html",), **{"kind": "critic", **fields})

    def point(own: str, page: str, day: int, **fields: Any) -> RatingPoint:
        seen = DAY + timedelta(days=day)
        return RatingPoint(
            _id=own, page=page, first_seen=seen, last_seen=seen, **{"kind": "critic", "value": day, **fields}
        )

    store(
        ledger,
        ratings=[score("s2", "up", "a.org"), score("s1", "up", "b.org", name="Top"), score("s3", "brave", "a.org")],
        rating_points=[
            point("3", "s2.html", 9),
            point("1", "s2.html", 2),
            point("2", "s2.html", 5, kind="audience"),
            point("4", "s1.html", 1, name="Top"),
            point("5", "s1.html", 1),
        ],
    )
    assert ids(queries.ratings(ledger, "up")) == ["s1", "s2"]
    assert ids(queries.ratings(ledger, source="a.org")) == ["s3", "s2"]
    assert ids(queries.ratings(ledger, "up", "a.org")) == ["s2"]
    assert ids(queries.ratings(ledger, limit=2)) == ["s3", "s1"]
    assert ids(queries.history_of(ledger, queries.ratings(ledger, "up"))) == ["4", "1", "3"]


def test_pages_issues_and_runs(ledger: Ledger) -> None:
    def page(name: str, minute: int, **fields: Any) -> KeptPage:
        seen = DAY + timedelta(minutes=minute)
        told: Mapping[str, Any] = {"media_type": "text/html", "content_hash": "x", "size": 1, "first_seen": seen}
        return KeptPage(_id=name, last_seen=seen, **{**told, "outcome": "read", "source": "s", "run": "r1", **fields})

    def issue(number: int, name: str, field: str, run: str) -> StoredIssue:
        return StoredIssue(_id=f"{name} {number}", page=name, field=field, why="?", run=run)

    store(
        ledger,
        pages=[page("a", 1), page("b", 3), page("c", 2, outcome="challenge"), page("d", 2, source="t", run="r2")],
        issues=[issue(0, "b", "year", "r1"), issue(1, "a", "cast", "r2"), issue(0, "a", "year", "r1")],
    )
    ledger["runs"].insert_many({"_id": f"r{number}", "started": DAY + timedelta(hours=number)} for number in range(3))
    assert ids(queries.pages(ledger)) == ["b", "c", "d", "a"]
    assert ids(queries.pages(ledger, limit=1)) == ["b"]
    assert ids(queries.pages(ledger, outcome="challenge")) == ["c"]
    assert ids(queries.pages(ledger, outcome="read", source="s")) == ["b", "a"]
    assert ids(queries.pages(ledger, run="r2", source="s")) == []
    assert ids(queries.issues(ledger)) == ["a 0", "a 1", "b 0"]
    assert ids(queries.issues(ledger, page="a")) == ["a 0", "a 1"]
    assert ids(queries.issues(ledger, page="a", field="year", run="r1")) == ["a 0"]
    assert ids(queries.issues(ledger, field="year", run="r1")) == ["a 0", "b 0"]
    assert ids(queries.runs(ledger, 2)) == ["r2", "r1"]
    assert [found and found.id for found in (queries.find_run(ledger, "latest"), queries.find_run(ledger, "r0"))] == [
        "r2",
        "r0",
    ]
    assert queries.find_run(ledger, "r9") is None


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501])
def test_any_number_of_names_is_looked_up(ledger: Ledger, count: int) -> None:
    names = [f"p{number}" for number in range(count)]
    if names:
        store(ledger, readings=[reading(name, "a.org") for name in names])
    assert set(queries.readings_by_name(ledger, names)) == set(names)
    assert Reading.model_fields.keys() <= StoredReading.model_fields.keys()
    assert Film.model_fields.keys() <= StoredFilm.model_fields.keys()
