"""Folding a film: every value keeps its pages, what clashes is told, what says less is part of what says more."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations
from typing import Any

import pytest

from ledger.records import FilmStatement, Reading
from pipelines.folding import film as film_folding
from pipelines.folding.choose import witnesses
from pipelines.folding.film import Folded, fold_film
from pipelines.mentions import Mention, mentions


def all_mentions(readings: Iterable[Reading]) -> list[Mention]:
    """The mentions of many pages, in the order of their names."""
    return sorted((mention for reading in readings for mention in mentions(reading)), key=lambda one: one.name)


def folded(*films: dict[str, Any], types: tuple[str, ...] = (), sites: tuple[str, ...] = ()) -> Folded:
    """The films as pages a, b, c ... of one film, folded; in every order to the same result."""
    readings = [
        Reading(
            page="abcdefgh"[number],
            page_type=types[number] if types else "title",
            site=sites[number] if sites else None,
            film=FilmStatement.model_validate({"title": "Up", **film}),
        )
        for number, film in enumerate(films)
    ]
    found = fold_film(witnesses(all_mentions(readings)))
    assert all(fold_film(witnesses(all_mentions(order))) == found for order in permutations(readings))
    assert fold_film(list(reversed(witnesses(all_mentions(readings))))) == found
    return found


def conflicts(found: Folded) -> dict[str, list[Any]]:
    return {conflict.field: [stated.value for stated in conflict.values] for conflict in found.conflicts}


def gross(amount: int, region: str | None = None, **more: Any) -> dict[str, Any]:
    return {"measure": "gross", "amount": amount, "region": region, **more}


def test_all_values_are_kept_with_their_pages_and_the_most_stated_is_chosen() -> None:
    found = folded({"runtime_minutes": 96}, {"runtime_minutes": 97}, {"runtime_minutes": 97})
    assert found.film.runtime_minutes == 97
    assert [(stated.value, stated.pages) for stated in found.stated["runtime_minutes"]] == [
        (96, ("a",)),
        (97, ("b", "c")),
    ]
    assert found.rules["runtime_minutes"] == "stated by most sites"
    (conflict,) = found.conflicts
    assert (conflict.field, conflict.chosen, conflict.rule) == ("runtime_minutes", 97, "stated by most sites")


def test_many_pages_of_one_site_are_one_voice() -> None:
    said = ({"runtime_minutes": 96},) * 3 + ({"runtime_minutes": 97},) * 2
    assert folded(*said, sites=("one.example",) * 3 + ("two.example", "three.example")).film.runtime_minutes == 97


def test_among_equals_the_kind_of_page_decides() -> None:
    found = folded({"runtime_minutes": 96}, {"runtime_minutes": 97}, types=("review", "title"))
    assert found.film.runtime_minutes == 97 and found.rules["runtime_minutes"].startswith("stated on the best kind")


@pytest.mark.parametrize(
    ("one", "other", "field", "chosen"),
    [
        (
            {"release_dates": ({"date": "--09-28"},)},
            {"release_dates": ({"date": "2012-09-28", "country": "US"},)},
            "release_dates",
            ("2012-09-28",),
        ),
        (
            {"release_dates": ({"date": "2012"},)},
            {"release_dates": ({"date": "2012-09"},)},
            "release_dates",
            ("2012-09",),
        ),
        (
            {"content_rating": {"value": "PG"}},
            {"content_rating": {"system": "MPA", "value": "PG", "reason": "x"}},
            "content_rating",
            None,
        ),
        (
            {"cast": ({"name": "A B", "character": "Mal"},)},
            {"cast": ({"name": "B A", "character": "Mal Fitz"},)},
            "cast",
            None,
        ),
        ({"directors": ("Ann Lee",)}, {"directors": ("Lee, Ann", "Bo Nilsson")}, "directors", None),
        ({"genres": ("Drama",)}, {"genres": ("drama", "Crime")}, "genres", None),
        (
            {"box_office": (gross(2_600_000, approximate=True),)},
            {"box_office": (gross(2_603_370, "US"),)},
            "box_office",
            None,
        ),
        (
            {"box_office": (gross(3, as_of="2012-10-01"),)},
            {"box_office": (gross(9, as_of="2012-11-01"),)},
            "box_office",
            None,
        ),
        ({"awards": {"wins": 1}}, {"awards": {"wins": 1, "nominations": 3}}, "awards", None),
        ({"aspect_ratio": "2.35 : 1"}, {"aspect_ratio": "2.35:1"}, "aspect_ratio", None),
        ({"synopsis": "A house flies."}, {"synopsis": "An old man and a boy."}, "synopsis", None),
        (
            {"content_rating": {"system": "MPA", "value": "PG"}},
            {"content_rating": {"system": "FSK", "value": "0"}},
            "content_rating",
            None,
        ),
    ],
)
def test_compatible_values_are_no_conflict(
    one: dict[str, Any], other: dict[str, Any], field: str, chosen: tuple[str, ...] | None
) -> None:
    found = folded(one, other)
    assert conflicts(found) == {}
    assert len(found.stated[field]) >= 1
    if chosen:
        assert tuple(release.date for release in found.film.release_dates) == chosen


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"year": 2009}, {"year": 2010}, {"year": [2009, 2010]}),
        ({"directors": ("Ann Lee",)}, {"directors": ("Bo Nilsson",)}, {"directors": [["Ann Lee"], ["Bo Nilsson"]]}),
        (
            {"content_rating": {"system": "MPA", "value": "PG"}},
            {"content_rating": {"system": "MPA", "value": "R"}},
            {"content_rating": ["PG", "R"]},
        ),
        (
            {"box_office": (gross(5_308_553, "US"),)},
            {"box_office": (gross(5_310_554),)},
            {"box_office.gross": [5_308_553, 5_310_554]},
        ),
        (
            {"box_office": (gross(2_700_000, approximate=True),)},
            {"box_office": (gross(2_603_370),)},
            {"box_office.gross": [2_603_370, 2_700_000]},
        ),
        ({"identifiers": {"imdb": "tt1"}}, {"identifiers": {"imdb": "tt2"}}, {"identifiers.imdb": ["tt1", "tt2"]}),
        (
            {"release_dates": ({"date": "2009-05-29", "country": "US"},)},
            {"release_dates": ({"date": "2009-05-30", "country": "US"},)},
            {"release_dates.US": ["2009-05-29", "2009-05-30"]},
        ),
        ({"awards": {"wins": 1}}, {"awards": {"wins": 2}}, {"awards": [{"wins": 1}, {"wins": 2}]}),
        ({"kind": "film"}, {"kind": "short"}, {"kind": ["film", "short"]}),
        ({"aspect_ratio": "2.35:1"}, {"aspect_ratio": "1.85:1"}, {"aspect_ratio": ["1.85:1", "2.35:1"]}),
    ],
)
def test_what_cannot_all_be_true_is_a_conflict(
    one: dict[str, Any], other: dict[str, Any], expected: dict[str, list[Any]]
) -> None:
    assert conflicts(folded(one, other)) == expected


def test_an_exact_amount_beats_a_rounded_one() -> None:
    found = folded({"box_office": (gross(2_700_000, approximate=True),)}, {"box_office": (gross(2_603_370),)})
    assert [money.amount for money in found.film.box_office] == [2_603_370]
    assert found.rules["box_office.gross"] == "an exact value before a rounded one"


def test_the_latest_sum_stands_for_those_before_it() -> None:
    found = folded({"box_office": (gross(3, "US", as_of="2012-10"), gross(9, "US", as_of="2012-11"))})
    assert [money.amount for money in found.film.box_office] == [9] and not found.conflicts


def test_a_page_that_gives_region_and_world_means_both() -> None:
    found = folded({"box_office": (gross(5, "US"), gross(9))}, {"box_office": (gross(9),)})
    assert {(money.region, money.amount) for money in found.film.box_office} == {("US", 5), (None, 9)}
    assert not found.conflicts


def test_two_days_of_release_on_one_page_are_two_events() -> None:
    days = ({"date": "2009-05-16", "country": "US"}, {"date": "2009-05-29", "country": "US"})
    assert not folded({"release_dates": days}, {"release_dates": days[1:]}).conflicts


def test_the_year_is_inferred_where_no_page_states_it() -> None:
    found = folded({"release_dates": ({"date": "2009-05-29"},)}, {"release_dates": ({"date": "--05-29"},)})
    assert found.film.year == 2009 and found.rules["year"] == "inferred from the earliest release date"
    assert "year" not in found.stated


def test_the_storys_author_goes_with_the_story() -> None:
    one = {"storyline": "A house flies.", "storyline_author": "Ann"}
    found = folded(one, {"storyline": "Balloons."}, {"storyline": "Balloons."})
    assert found.film.storyline == "Balloons." and found.film.storyline_author is None


def test_the_title_under_which_most_sites_know_the_film_is_chosen() -> None:
    found = folded(
        {"title": "A boldog ember", "original_title": "The Happy Man"},
        {"title": "Ein froher Mann", "original_title": "Happy Man, The"},
        {"title": "The Happy Man"},
        {"title": "Zufall"},
    )
    assert found.film.title == "The Happy Man" and found.film.original_title in ("The Happy Man", "Happy Man, The")
    assert found.film.also_known_as == ("A boldog ember", "Ein froher Mann", "Zufall")


def test_a_long_list_of_pages_is_cut_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film_folding, "MOST_PAGES", 2)
    (stated,) = folded(*[{"year": 2009, "runtime_minutes": n} for n in range(90, 95)]).stated["year"]
    assert stated.pages == ("a", "b") and stated.more == 3
