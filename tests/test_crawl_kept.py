"""What comes instead of a page is noted, and replaces nothing that is known; a page is gone once two runs missed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from crawls import crawled, env_of, job, outcomes
from film_site import Site
from hypothesis import given
from hypothesis import strategies as st

from ledger.database import Ledger
from ledger.settings import Settings
from pipelines.crawling.fetches import FIRST_PAUSE, MOST_PAUSE, noted_fetch
from scrapers.outcomes import FETCH_OUTCOMES, GOOD, NOT_ASKED, Fetch, FetchOutcome

DAY = datetime(2024, 5, 1, 12, tzinfo=UTC)
COLLECTIONS = ("pages", "readings", "films", "ratings", "rating_points")


def state(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """All that is known of pages and films."""
    return {name: list(ledger[name].find().sort("_id")) for name in COLLECTIONS}


def noted(*fetches: tuple[FetchOutcome, float, str]) -> dict[str, Any]:
    """The note of a page after (outcome, hours since the first, run), one after the other."""
    found: dict[str, Any] | None = None
    for outcome, hours, run in fetches:
        at = DAY + timedelta(hours=hours)
        fetch = Fetch(page="http://a.example/", url="http://a.example/", host="a.example", outcome=outcome, at=at)
        found = noted_fetch(fetch, found, run)
    assert found is not None
    return found


def test_nothing_that_comes_instead_of_a_page_replaces_it(
    film_site: Site, ledger: Ledger, ledger_settings: Settings
) -> None:
    faults = ("soft-404", "challenge-200", "login-wall", "missing", "server-error", "truncated", "wrong-type", "empty")
    paths = [f"/title/{number}/" for number in range(1, len(faults) + 2)]
    film_site.lay("/catalogue/15/", "missing", times=1)
    crawl = job(*(f"{film_site.url}{path}" for path in (*paths, "/catalogue/15/")), RETRY_TIMES=0)
    crawled(env_of(ledger_settings), crawl)
    assert outcomes(ledger, film_site.url) == dict.fromkeys(paths, "ok") | {"/catalogue/15/": "missing"}
    before = state(ledger)
    for path, fault in zip(paths, faults, strict=False):
        film_site.lay(path, fault)
    crawled(env_of(ledger_settings), crawl)
    expected = ["soft_404", "challenge", "login_wall", "missing", "server_error", "truncated", "wrong_type", "empty"]
    found = outcomes(ledger, film_site.url)
    assert [found[path] for path in paths] == [*expected, "unchanged"]
    after = state(ledger)
    failed = {f"{film_site.url}{path}" for path in paths[:-1]}
    for name, rows in before.items():
        assert [row for row in after[name] if is_of(row, failed)] == [row for row in rows if is_of(row, failed)], name
    # What was first seen as no page became one.
    assert found["/catalogue/15/"] == "ok"
    (known,) = ledger["pages"].find({"_id": f"{film_site.url}/catalogue/15/"})
    assert known["outcome"] == "read"
    assert [run.get("fetch_missing") for run in ledger["runs"].find().sort("started")] == [1, 1]


def is_of(row: dict[str, Any], pages: set[str]) -> bool:
    """Whether a document is of one of these pages, or of a film of theirs."""
    return bool(pages & {row["_id"], row.get("page"), *row.get("pages", ())})


GONE: tuple[tuple[Sequence[tuple[FetchOutcome, float, str]], str], ...] = (
    ([("ok", 0, "a"), ("missing", 24, "b")], "missing"),
    ([("ok", 0, "a"), ("missing", 24, "b"), ("missing", 48, "c")], "gone"),
    ([("ok", 0, "a"), ("missing", 24, "b"), ("missing", 48, "b")], "missing"),
    ([("ok", 0, "a"), ("missing", 24, "b"), ("missing", 25, "c")], "missing"),
    ([("missing", 0, "a"), ("missing", 1, "b"), ("missing", 13, "c")], "gone"),
    ([("missing", 0, "a"), ("soft_404", 24, "b")], "gone"),
    ([("missing", 0, "a"), ("ok", 24, "b"), ("missing", 48, "c")], "missing"),
    ([("missing", 0, "a"), ("server_error", 24, "b"), ("missing", 48, "c")], "gone"),
    ([("missing", 0, "a"), ("refused_by_robots", 24, "b"), ("missing", 48, "c")], "gone"),
    ([("missing", 0, "a"), ("missing", 24, "b"), ("missing", 48, "c"), ("ok", 72, "d")], "ok"),
)


@pytest.mark.parametrize(("fetches", "outcome"), GONE)
def test_gone_needs_two_runs_apart(fetches: Sequence[tuple[FetchOutcome, float, str]], outcome: str) -> None:
    assert noted(*fetches)["outcome"] == outcome


def test_a_page_that_fails_is_asked_for_ever_less_often() -> None:
    failed: tuple[FetchOutcome, float, str] = ("timeout", 0, "a")
    pauses = [noted(*[failed] * times)["not_before"] - DAY for times in range(1, 20)]
    assert pauses[:4] == [FIRST_PAUSE * factor for factor in (1, 2, 4, 8)]
    assert pauses == sorted(pauses) and pauses[-1] == MOST_PAUSE
    assert "not_before" not in noted(("timeout", 0, "a"), ("ok", 1, "b"))


def test_a_page_that_was_not_asked_for_keeps_its_note() -> None:
    before = noted(("ok", 0, "a"), ("timeout", 1, "b"))
    after = noted(("ok", 0, "a"), ("timeout", 1, "b"), ("host_busy", 2, "c"))
    for name in ("good_at", "failures", "failing_since", "not_before"):
        assert after[name] == before[name]


@given(st.lists(st.tuples(st.sampled_from(FETCH_OUTCOMES), st.floats(0, 1000), st.sampled_from("abc")), min_size=1))
def test_whatever_comes_the_last_good_answer_is_remembered(fetches: list[tuple[FetchOutcome, float, str]]) -> None:
    found = noted(*fetches)
    good = [hours for outcome, hours, _ in fetches if outcome in GOOD]
    assert ("good_at" in found) == bool(good)
    failed = 0
    for outcome, _, _ in fetches:
        failed = failed if outcome in NOT_ASKED else 0 if outcome in GOOD else failed + 1
    assert found.get("failures", 0) == failed
