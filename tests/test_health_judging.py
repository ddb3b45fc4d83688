"""What a run leaves its source in: by what the same pages had, by what its good runs gave, and not by chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from crawled_here import BARE, FILM, SOURCE, crawl, film_pages, judged, state_after, walls
from film_site import Pages, layouts

from ledger.database import Ledger
from scheduler import health
from scrapers.pages import Page

NO_DIRECTOR = FILM.replace("Director: Jana Kellerwirt", "Jana Kellerwirt")


@pytest.mark.parametrize("pages", [1, 2, 4, 8, 12])
def test_a_layout_that_loses_a_field_is_never_green(ledger: Ledger, pages: int) -> None:
    assert state_after(ledger, 0, film_pages(FILM, 0, pages)) == ("ok", "")
    state, why = state_after(ledger, 1, film_pages(NO_DIRECTOR, 1, pages))
    assert state == ("failing" if pages >= 4 else "warning")
    assert why == f"directors on 0 of {pages} catalogue pages, on {pages} of {pages} before"


@pytest.mark.parametrize("pages", [3, 8, 12])
def test_new_pages_are_held_against_those_before(ledger: Ledger, pages: int) -> None:
    state_after(ledger, 0, film_pages(FILM, 0, pages))
    state, why = state_after(ledger, 1, film_pages(NO_DIRECTOR, 1, pages, first=100))
    assert state == ("failing" if pages >= 8 else "warning") and why.startswith(f"directors on 0 of {pages}")


def test_a_page_a_day_is_looked_at_together_with_those_of_the_days_before(ledger: Ledger) -> None:
    for day in range(12):
        assert state_after(ledger, day, film_pages(FILM, day, 1, first=day)) == ("ok", "")
    states = [state_after(ledger, day, film_pages(NO_DIRECTOR, day, 1, first=day))[0] for day in range(12, 20)]
    assert states[0] == "ok" and states[-1] == "failing", states


def test_what_is_lost_stays_lost_until_the_pages_show_it_again(ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    lost = state_after(ledger, 1, film_pages(NO_DIRECTOR, 1))
    assert lost[0] == "failing"
    assert state_after(ledger, 2, rested_not_due=12) == lost, "a run that reads nothing anew is no proof of health"
    assert state_after(ledger, 3, film_pages(FILM, 3, 2)) == lost, "two pages of twelve are not the site"
    for day in range(4, 30):  # so long that no good run is among the latest any more
        assert state_after(ledger, day, film_pages(NO_DIRECTOR, day))[0] == "failing"
    assert state_after(ledger, 30, film_pages(FILM, 30)) == ("ok", "")


def test_a_person_may_take_what_comes_now_for_right(ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    assert state_after(ledger, 1, film_pages(NO_DIRECTOR, 1))[0] == "failing"
    health.accept(ledger, "source", SOURCE)
    assert next(health.states(ledger)).state == "ok"
    assert state_after(ledger, 9_000, film_pages(NO_DIRECTOR, 9_000)) == ("ok", "")
    assert state_after(ledger, 9_001, film_pages(BARE, 9_001))[0] == "failing", "and later ones are held against that"


@pytest.mark.parametrize("pages", [1, 12])
def test_pages_that_turn_into_something_else_are_failing(ledger: Ledger, pages: int) -> None:
    state_after(ledger, 0, film_pages(FILM, 0, pages))
    state, why = state_after(ledger, 1, film_pages(BARE, 1, pages))
    assert state == "failing"
    assert f"{pages} pages were read, and none names a film or holds a review" in why
    assert f"0 of {pages} pages came as catalogue, {pages} of {pages} before" in why


def test_a_first_run_that_reads_nothing_out_of_its_pages_is_failing(ledger: Ledger) -> None:
    found = state_after(ledger, 0, film_pages(BARE, 0))
    assert found == ("failing", "12 pages were read, and none names a film or holds a review")
    assert state_after(ledger, 1, rested_not_due=12) == found


def test_reviews_that_vanish_from_pages_that_stay_are_failing(ledger: Ledger) -> None:
    def shown(day: int, most: int) -> list[Page]:
        """What critics say of a dozen films, so many of them on each page."""
        site = Pages(films=12)
        bodies = [layouts.opinions_page(site.film(one + 1), "critics", 1, most) or "" for one in range(12)]
        pages = film_pages("", day)
        return [replace(page, body=body.encode()) for page, body in zip(pages, bodies, strict=True)]

    state_after(ledger, 0, shown(0, 9))
    state, why = state_after(ledger, 1, shown(1, 1))
    assert state == "failing" and "half of their reviews or more on 0 of 12 roundup pages" in why
    assert state_after(ledger, 2, shown(2, 9)) == ("ok", "")


@pytest.mark.parametrize("outcome", ["challenge", "block", "login_wall", "timeout", "rate_limited"])
def test_a_site_that_gives_out_nothing_is_failing(ledger: Ledger, outcome: str) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    found = state_after(ledger, 1, walls(1, outcome))
    assert found == ("failing", f"none of 12 pages came: 12 {outcome.replace('_', ' ')}")
    assert state_after(ledger, 2, film_pages(FILM, 2)) == ("ok", "")


def test_half_a_site_behind_a_wall_is_told(ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0, 40))
    state, why = state_after(ledger, 1, [*film_pages(FILM, 1, 28), *walls(1, "timeout", 12)])
    assert (state, why) == ("warning", "28 of 40 pages came, 40 of 40 before; in place of the others: 12 timeout")
    assert state_after(ledger, 2, [*film_pages(FILM, 2, 20), *walls(2, "block", 20)])[0] == "failing"


def test_a_crawl_that_finds_no_page_is_failing(ledger: Ledger) -> None:
    assert state_after(ledger, 0) == ("failing", "no page was found: its lists, feeds and sitemaps led to none")


def test_fewer_pages_than_usual_are_told_and_a_part_of_a_source_is_not_judged_by_it(ledger: Ledger) -> None:
    for day in range(4):
        assert state_after(ledger, day, film_pages(FILM, day, 40))[0] == "ok"
    part = {"what": f"source {SOURCE} (10 pages)"}
    assert state_after(ledger, 5, film_pages(FILM, 5, 10), **part) == ("ok", "")
    assert state_after(ledger, 6, film_pages(FILM, 6, 10)) == ("failing", "10 pages are there, usually 40")
    assert state_after(ledger, 7, film_pages(FILM, 7, 40), **part)[0] == "failing", "nor is it well again by a part"
    assert state_after(ledger, 8, film_pages(FILM, 8, 39)) == ("ok", "")


def test_a_slow_run_and_a_quiet_source_are_worth_a_warning(ledger: Ledger) -> None:
    for day in range(4):
        assert state_after(ledger, day, film_pages(FILM, day))[0] == "ok"
    slow = state_after(ledger, 4, film_pages(FILM, 4), took=timedelta(minutes=10))
    assert slow == ("warning", "it took 10 minutes, usually 60 seconds")
    for day in range(5, 25):
        state, why = state_after(ledger, day, film_pages(FILM, 4), rested_not_due=1)
        assert (state == "ok") == (day < 18), why
    assert why == "no page was new or changed for 20 days, in 20 runs"


def test_runs_that_end_badly(ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    died = crawl(ledger, 1, ending="failed")
    ledger["runs"].update_one({"_id": died.id}, {"$set": {"outcome": "died", "why": "killed by signal 9"}})
    found = judged(ledger, [died])
    assert (found.state, found.reasons[0].words) == ("warning", f"run {died.id} died: killed by signal 9")
    assert state_after(ledger, 2, ending="failed")[0] == "failing"
    assert state_after(ledger, 3, film_pages(FILM, 3)) == ("ok", "")


def test_a_run_that_a_person_stopped_neither_harms_nor_heals(ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    assert state_after(ledger, 1, film_pages(FILM, 1, 2), ending="stopped") == ("ok", "")
    walled = state_after(ledger, 2, walls(2))
    assert state_after(ledger, 3, film_pages(FILM, 3, 2), ending="stopped") == walled


def test_a_run_is_judged_once_and_in_the_order_of_the_days(ledger: Ledger) -> None:
    first, second = crawl(ledger, 0, film_pages(FILM, 0)), crawl(ledger, 1, film_pages(NO_DIRECTOR, 1))
    found = health.judge(ledger, second.id)
    assert found and found.state == "failing", "the one before it, which nobody judged, is its measure"
    assert health.judge(ledger, first.id) == found == health.judge(ledger, second.id)
    assert [row["judged"] for row in ledger["runs"].find().sort("started", 1)] == ["ok", "failing"]


def test_what_is_not_a_source_s_is_not_judged(ledger: Ledger) -> None:
    assert health.judge(ledger, "nosuch") is None
    run = crawl(ledger, 0, film_pages(FILM, 0), what="title https://films.example/1")
    ledger["runs"].update_one({"_id": run.id}, {"$unset": {"source": ""}})
    assert health.judge(ledger, run.id) is None and list(health.states(ledger)) == []
