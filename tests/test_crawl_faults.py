"""Whatever a host answers, the page gets an outcome that says so, and the crawl goes on to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import pytest
from crawls import crawled, env_of, fresh, job, opened
from film_site import FAULTS, Pages, Site, serving

from ledger import crawling
from ledger.settings import Settings
from scrapers.outcomes import FETCH_OUTCOMES

EXPECTED = {
    "server-error": "server_error",
    "missing": "missing",
    "gone": "missing",
    "legal": "block",
    "unauthorised": "login_wall",
    "teapot": "error",
    "soft-404": "soft_404",
    "challenge": "challenge",
    "login-wall": "login_wall",
    "maintenance": "maintenance",
    "empty": "empty",
    "drip": "timeout",
    "silence": "timeout",
    "cut": "unreachable",
    "cut-in-body": "truncated",
    "cut-chunks": "truncated",
    "truncated": "truncated",
    "truncated-gzip": "truncated",
    "not-gzip": "truncated",
    "loop": "redirects",
    "refresh-loop": "redirects",
    "chain": "ok",
    "to-private": "refused_by_guard",
    "refresh-to-private": "refused_by_guard",
    "to-file": "refused_by_guard",
    "wrong-charset": "ok",
    "wrong-type": "wrong_type",
    "picture": "wrong_type",
    "no-type": "ok",
    "bomb": "too_large",
    "bomb-brotli": "too_large",
    "huge": "too_large",
    "huge-unannounced": "too_large",
    "headers": "too_large",
    "many-headers": "too_large",
    "cookie": "ok",
}
"""Every fault that is a page's own; those by which a host asks for a rest are in test_crawl_polite."""
OF_THE_HOST = {"rate-limited", "rate-limited-until", "unavailable", "forbidden", "challenge-200"}
OF_THE_WAY = {"calendar", "endless", "cycle", "loop-back"}


@dataclass(frozen=True, kw_only=True)
class Crawled:
    site: Site
    fetches: dict[str, dict[str, Any]]
    pages: dict[str, dict[str, Any]]
    run: dict[str, Any]
    logged: str


@pytest.fixture(scope="module")
def faults(server: Settings) -> Iterator[Crawled]:
    """One crawl over every fault, as the first pages of their site."""
    with fresh(server) as settings, serving(Pages(films=20)) as site:
        paths = [f"{site.url}/fault/{name}" for name in EXPECTED]
        secret = f"{site.url}/title/1/?access_token=geheim-1"
        logged = crawled(env_of(settings), job(*paths, secret, RETRY_TIMES=1, LOG_LEVEL="DEBUG", DOWNLOAD_TIMEOUT=4))
        with opened(settings) as ledger:
            (run,) = ledger["runs"].find()
            yield Crawled(
                site=site,
                fetches={found["_id"].rpartition("/")[2]: found for found in ledger["fetches"].find()},
                pages={found["_id"].rpartition("/")[2]: found for found in ledger["pages"].find()},
                run=run,
                logged=logged,
            )


@pytest.mark.parametrize(("fault", "outcome"), EXPECTED.items())
def test_a_fault_has_its_outcome(faults: Crawled, fault: str, outcome: str) -> None:
    found = faults.fetches[fault]
    assert found["outcome"] == outcome, found
    assert found["run"] == faults.run["_id"] and found["at"] and found["host"]
    assert outcome == "ok" or "status" in found or found["why"]


def test_every_fault_is_expected_somewhere() -> None:
    assert FAULTS.keys() == EXPECTED.keys() | OF_THE_HOST | OF_THE_WAY


def test_the_words_for_outcomes_are_the_same_in_both_rooms() -> None:
    assert get_args(crawling.FetchOutcome) == FETCH_OUTCOMES


def test_outcomes_are_counted_with_the_run(faults: Crawled) -> None:
    for outcome in FETCH_OUTCOMES:
        asked = sum(found["outcome"] == outcome for found in faults.fetches.values())
        assert faults.run.get(f"fetch_{outcome}", 0) == asked, outcome
    assert faults.run["outcome"] == "done"


def test_what_is_no_page_is_never_read_for_facts(faults: Crawled) -> None:
    read = {name for name, page in faults.pages.items() if page.get("outcome") == "read"}
    assert read == {name for name, found in faults.fetches.items() if found["outcome"] == "ok"}
    assert {"soft-404", "challenge", "login-wall", "missing"} <= faults.pages.keys()
    assert not {"wrong-type", "picture", "bomb", "truncated", "cut", "loop"} & faults.pages.keys()


def test_a_page_is_tried_again_where_the_failure_may_pass_and_not_elsewhere(faults: Crawled) -> None:
    def asked(fault: str) -> int:
        return sum(one.target == f"/fault/{fault}" for one in faults.site.log)

    # A connection that is found dead when it is used again is opened anew at once, which is no second attempt.
    assert {asked(name) for name in ("server-error", "cut-in-body", "truncated", "silence")} == {2}
    assert asked("cut") in (2, 3)
    assert {asked(name) for name in ("missing", "legal", "challenge", "login-wall", "bomb", "huge", "picture")} == {1}


def test_bounds_end_a_download_early(faults: Crawled) -> None:
    sent = {one.target.rpartition("/")[2]: one.sent for one in faults.site.log}
    most = 16 * 1024 * 1024
    assert sent["huge"] < most and sent["huge-unannounced"] < 2 * most and sent["picture"] < most
    assert sum(one.target.startswith("/fault/loop") for one in faults.site.log) == 6


def test_no_cookie_is_sent_and_none_is_kept(faults: Crawled) -> None:
    assert not [one for one in faults.site.log if "cookie" in one.headers]
    assert "set-cookie" not in faults.pages["cookie"]["headers"]
    assert "secret-of-the-session" not in faults.logged


def test_secrets_in_addresses_are_not_logged(faults: Crawled) -> None:
    assert "access_token=***" in faults.logged and "geheim-1" not in faults.logged


def test_no_console_and_no_remote_control_is_open(faults: Crawled) -> None:
    assert "elnet console listening" not in faults.logged and "emote control" not in faults.logged.lower()
