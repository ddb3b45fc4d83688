"""A host is asked as it wishes: robots.txt, its delay, Retry-After, one owner; one that turns us away is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from crawls import crawled, env_of, fresh, job, opened
from film_site import CERTIFICATE, Answer, Asked, Pages, Site, page, serving
from hypothesis import given
from hypothesis import strategies as st

from ledger.settings import Settings
from scrapers.fetching.backoff import MOST_REST, retry_after

CONTACT = "Film Archive, robot@archive.example"
TITLES = [f"/title/{number}/" for number in range(1, 7)]


@dataclass
class World:
    """Sites, each under a name of its own, and what a row of crawls left in the ledger."""

    sites: dict[str, Site]
    jobs: list[dict[str, Any]] = field(default_factory=list)
    fetches: dict[str, dict[str, str]] = field(default_factory=dict)
    why: dict[str, dict[str, str]] = field(default_factory=dict)
    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)

    def base(self, name: str) -> str:
        return f"{'https' if name in SAFE else 'http'}://{name}.example:{self.sites[name].port}"

    def crawl(self, name: str, *paths: str, **settings: Any) -> None:
        """Have these paths of a site crawled."""
        allowed = [f"{one}.example" for one in self.sites]
        addresses = [f"{self.base(name)}{path}" for path in paths]
        self.jobs.append(job(*addresses, ALLOWED_HOSTS=allowed, **settings))

    def asked(self, name: str) -> list[str]:
        return [one.target for one in self.sites[name].log]


NAMES = (
    *("robots", "slow", "patient", "closed", "secret", "none"),
    *("rest", "date", "long", "away", "broken"),
    *("hop", "hopped", "bounded", "endless"),
    *("tls", "forged"),
)
SAFE = ("tls", "forged")
"""Those that speak HTTPS, both by the certificate of the first."""
SOME_DELAY: dict[str, Any] = {"DOWNLOAD_DELAY": 0.02}
"""Without any delay Scrapy sends all that waits for a host at once, whatever the concurrency."""


@pytest.fixture(scope="module")
def world(server: Settings) -> Iterator[World]:
    """All crawls of this file, one after the other in one process."""
    with fresh(server) as settings, ExitStack() as stack:
        sites = {name: stack.enter_context(serving(Pages(films=20), tls=name in SAFE)) for name in NAMES}
        made = World(sites=sites)
        _robots(made)
        _rests(made)
        _ways(made)
        crawled(env_of(settings, FILMLEDGER_CONTACT=CONTACT, SSL_CERT_FILE=str(CERTIFICATE)), *made.jobs)
        with opened(settings) as ledger:
            for name in NAMES:
                base = made.base(name)
                found = [one for one in ledger["fetches"].find() if one["_id"].startswith(base)]
                made.fetches[name] = {one["_id"].removeprefix(base): one["outcome"] for one in found}
                made.why[name] = {one["_id"].removeprefix(base): one.get("why", "") for one in found}
            made.hosts = {one["_id"].removesuffix(".example"): one for one in ledger["hosts"].find()}
            made.runs = list(ledger["runs"].find())
        yield made


def _robots(world: World) -> None:
    world.crawl("robots", "/title/1/", "/private/2/", "/title/2/")
    world.sites["slow"].pages.crawl_delay = 0.4
    world.crawl("slow", *TITLES[:4], AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0.0)
    world.sites["patient"].pages.crawl_delay = 86_400
    world.crawl("patient", "/title/1/")
    for name, fault in (("closed", "unavailable"), ("secret", "forbidden"), ("none", "missing")):
        world.sites[name].lay("/robots.txt", fault)
        world.crawl(name, "/title/1/", "/title/2/", HOST_WAIT=0.5)


def _rests(world: World) -> None:
    world.sites["rest"].lay("/title/1/", "rate-limited", times=1)
    world.sites["date"].lay("/title/1/", "rate-limited-until", times=1)
    for name in ("rest", "date"):
        world.crawl(name, *TITLES[:4], **SOME_DELAY)
    refusal = page("<h1>Too many requests</h1>", status=429, Retry_After="7200")
    world.sites["long"].lay("/title/1/", refusal)
    world.crawl("long", "/title/1/", "/title/2/", **SOME_DELAY)
    world.crawl("long", "/title/3/")
    for path in TITLES:
        world.sites["away"].lay(path, "challenge")
    world.crawl("away", *TITLES, DOWNLOAD_DELAY=0.2)
    world.crawl("away", "/title/7/")


def _ways(world: World) -> None:
    world.sites["hopped"].pages.disallowed = ("/title/2/",)
    for number in (1, 2):
        target = f"{world.base('hopped')}/title/{number}/"
        world.sites["hop"].lay(f"/hop/{number}", page("", status=302, Location=target))
    world.crawl("hop", "/hop/1", "/hop/2")
    world.crawl("bounded", *TITLES, PAGES_PER_HOST=4)
    starts = ("/fault/endless", "/fault/calendar", "/fault/cycle")
    world.crawl("endless", *starts, spider="roundup", DEPTH_LIMIT=5)
    world.sites["broken"].lay("/title/1/", Answer(status=503, headers={"Retry-After": "soon"}), times=1)
    world.crawl("broken", "/title/1/")
    for name in SAFE:
        world.crawl(name, "/title/1/", RETRY_TIMES=0)


def gaps(log: list[Asked]) -> list[float]:
    """Seconds between one request and the next."""
    return [after.at - before.at for before, after in pairwise(log)]


def test_every_request_says_who_asks_and_how_to_complain(world: World) -> None:
    said = {one.headers["user-agent"] for site in world.sites.values() for one in site.log}
    assert len(said) == 1
    assert said.pop().endswith(f" (+{CONTACT})")


def test_robots_txt_is_asked_for_first_and_once_and_obeyed(world: World) -> None:
    assert world.asked("robots") == ["/robots.txt", "/title/1/", "/title/2/"]
    assert world.fetches["robots"] == {"/title/1/": "ok", "/title/2/": "ok", "/private/2/": "refused_by_robots"}
    assert all(site.log[0].target == "/robots.txt" for name, site in world.sites.items() if site.log)


def test_the_crawl_delay_lies_between_all_requests(world: World) -> None:
    assert len(gaps(world.sites["slow"].log)) == 4
    # A request is on its way for some milliseconds, and not always for the same.
    assert min(gaps(world.sites["slow"].log)) > 0.4 - 0.1


def test_a_delay_that_no_crawl_can_wait_is_a_refusal(world: World) -> None:
    assert world.asked("patient") == ["/robots.txt"]
    assert "86400 seconds" in world.why["patient"]["/title/1/"]


def test_where_robots_txt_cannot_be_had_nothing_is_fetched(world: World) -> None:
    assert set(world.asked("closed")) == {"/robots.txt"}
    assert set(world.fetches["closed"].values()) <= {"server_error", "held_off"}
    assert world.asked("secret") == ["/robots.txt"]
    assert set(world.fetches["secret"].values()) == {"refused_by_robots"}


def test_a_host_without_robots_txt_is_open(world: World) -> None:
    assert world.asked("none") == ["/robots.txt", "/title/1/", "/title/2/"]


@pytest.mark.parametrize(("name", "least"), [("rest", 1.0), ("date", 1.0)])
def test_retry_after_is_a_rest_for_the_whole_host(world: World, name: str, least: float) -> None:
    log = world.sites[name].log
    (place,) = [place for place, one in enumerate(log) if one.status == 429]
    assert gaps(log)[place] >= least - 0.05
    assert set(world.fetches[name].values()) == {"ok"} and len(world.fetches[name]) == 4


def test_a_rest_that_is_too_long_ends_the_crawl_of_the_host_and_the_next_run_knows(world: World) -> None:
    assert world.asked("long") == ["/robots.txt", "/title/1/"]
    assert world.fetches["long"] == {"/title/1/": "rate_limited", "/title/2/": "held_off", "/title/3/": "held_off"}
    assert "Retry-After: 7200" in world.why["long"]["/title/3/"]
    held: datetime = world.hosts["long"]["held_until"]
    assert timedelta(hours=1.9) < held - datetime.now(UTC) < timedelta(hours=2)


def test_a_host_that_turns_us_away_is_left_alone(world: World) -> None:
    asked = [target for target in world.asked("away") if target != "/robots.txt"]
    assert 3 <= len(asked) < len(TITLES) and "/title/7/" not in asked
    assert set(world.fetches["away"].values()) == {"challenge", "held_off"}
    assert list(world.fetches["away"].values()).count("challenge") == len(asked)
    assert world.hosts["away"]["holds"] == 1


def test_a_redirect_to_another_host_is_a_request_to_that_host(world: World) -> None:
    assert world.asked("hopped") == ["/robots.txt", "/title/1/"]
    assert world.fetches["hop"] == {"/hop/1": "ok", "/hop/2": "refused_by_robots"}
    assert {"hop", "hopped"} <= world.hosts.keys()
    assert "referer" not in world.sites["hopped"].log[-1].headers


def test_a_crawl_takes_so_many_pages_of_a_host_and_no_more(world: World) -> None:
    assert len(world.asked("bounded")) == 1 + 4
    assert sorted(world.fetches["bounded"].values()) == ["ok"] * 4 + ["over_bound"] * 2
    assert {run.get("fetch_over_bound") for run in world.runs} == {None, 2}


def test_ways_without_an_end_come_to_one(world: World) -> None:
    asked = world.asked("endless")
    assert len(asked) == len(set(asked))
    for way, most in (("endless", 6), ("calendar", 6), ("cycle", 4)):
        assert 3 <= sum(target.startswith(f"/fault/{way}") for target in asked) <= most
    assert {run.get("too_deep") for run in world.runs} == {None, 2}


def test_what_says_no_time_is_tried_again_after_a_pause(world: World) -> None:
    assert world.asked("broken") == ["/robots.txt", "/title/1/", "/title/1/"]
    assert world.fetches["broken"] == {"/title/1/": "ok"}


def test_a_page_comes_over_https_where_the_certificate_is_the_hosts_and_not_elsewhere(world: World) -> None:
    assert world.asked("tls") == ["/robots.txt", "/title/1/"] and world.fetches["tls"] == {"/title/1/": "ok"}
    assert world.asked("forged") == [] and world.fetches["forged"] == {"/title/1/": "unreachable"}
    assert "certificate" in world.why["forged"]["/title/1/"]


def test_every_host_is_given_back(world: World) -> None:
    assert not [name for name, host in world.hosts.items() if host.get("owner")]
    assert {run["outcome"] for run in world.runs} == {"done"}


@given(st.text() | st.integers().map(str) | st.datetimes().map(lambda one: f"{one:%a, %d %b %Y %H:%M:%S} GMT"))
def test_whatever_retry_after_says_the_rest_is_bounded(words: str) -> None:
    rest = retry_after(words, datetime(2024, 1, 1, tzinfo=UTC))
    assert rest is None or 0 <= rest <= MOST_REST
