"""Coming back to a site costs little, finds every change, and goes on where a crawl was killed."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crawls import QUICK, ROOT, crawled, env_of, opened, started
from film_site import Pages, Site, serving

from ledger.database import Ledger
from ledger.settings import Settings
from scrapers.fetching.saying import said_hash, without_tokens
from scrapers.pages import Page
from scrapers.read import read

FROM_SITEMAP = (
    '[start]\nsitemaps = ["SITE/sitemap.xml"]\n[follow]\npages = ["/title/{number}/", "/columns/{number}/"]\n'
)
FROM_LISTS = '[start]\nlists = ["SITE/catalogue/"]\n[follow]\npages = ["/catalogue/{number}/"]\n'
FROM_PAGES = """[start]
urls = ["SITE/title/1/"]
[follow]
pages = ["/title/{number}/", "/title/{number}/reviews**"]
[bounds]
depth = 200
"""
ALWAYS = '[visits]\nleast = "0s"\n'


class Crawls:
    """Crawls of one site by one source into one ledger."""

    def __init__(self, folder: Path, site: Site, settings: Settings) -> None:
        self.site, self.settings = site, settings
        self.folder = folder
        self.env = env_of(settings, FILMLEDGER_SOURCES=str(folder))

    def job(self, toml: str, settings: dict[str, Any] | None = None, **arguments: str) -> dict[str, Any]:
        text = toml.replace("SITE", self.site.url) + "\n[polite]\ndelay = 0\nconcurrent = 8\n"
        (self.folder / "small.toml").write_text(text)
        return {"spider": "source", "arguments": {"name": "small", **arguments}, "settings": QUICK | (settings or {})}

    def crawl(self, toml: str, **arguments: str) -> dict[str, Any]:
        """Crawl, and give the record of the run; the site's log is that of this crawl."""
        self.site.log.clear()
        self.log = crawled(self.env, self.job(toml, **arguments))
        with opened(self.settings) as ledger:
            (run,) = ledger["runs"].find().sort([("started", -1), ("_id", -1)]).limit(1)
            (latest,) = [one for one in ledger["runs"].find() if one["_id"] == run["_id"]]
        return latest

    def pages_asked(self) -> Counter[str]:
        """{path of a page: how often it was asked for since the log was cleared}; lists and sitemaps left out."""
        targets = (one.target for one in self.site.log)
        return Counter(one for one in targets if any(part.isdigit() for part in one.split("?")[0].split("/")))


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Pages(films=60)) as running:
        yield running


@pytest.fixture
def crawls(tmp_path: Path, site: Site, ledger_settings: Settings, ledger: Ledger) -> Crawls:
    return Crawls(tmp_path, site, ledger_settings)


def versions_known(settings: Settings, site: Site) -> dict[str, str]:
    """{path of a title page: the votes that the ledger has}."""
    with opened(settings) as ledger:
        readings = list(ledger["readings"].find({}, {"ratings": 1}))
    return {one["_id"].removeprefix(site.url): one["ratings"][0]["votes"] for one in readings if one.get("ratings")}


def votes_now(site: Site, numbers: range) -> dict[str, int]:
    return {f"/title/{number}/": site.pages.film(number).votes for number in numbers}


def moved(site: Site) -> int:
    return sum(one.sent for one in site.log)


def test_a_sitemap_that_tells_what_changed_spares_the_rest(crawls: Crawls) -> None:
    site = crawls.site
    first = crawls.crawl(FROM_SITEMAP + ALWAYS)
    assert first["new"] == 60 + 12
    before = moved(site)
    changed = site.pages.change(0.05)
    second = crawls.crawl(FROM_SITEMAP + ALWAYS)
    asked = crawls.pages_asked()
    assert {f"/title/{number}/" for number in changed} <= set(asked)
    assert len(asked) <= 2 * len(changed) + 2 + 2  # the posts of the films, and a sample of two
    assert second["rested_told_same"] + len(asked) == 72
    assert moved(site) < before / 4
    assert versions_known(crawls.settings, site).items() >= votes_now(site, range(1, 61)).items()


def test_a_sitemap_that_is_wrong_is_no_longer_believed(crawls: Crawls) -> None:
    site = crawls.site
    crawls.crawl(FROM_SITEMAP + ALWAYS)
    real = {
        path: site.answer(path, {}) for path in ("/sitemap.xml", "/sitemap-titles-1.xml.gz", "/sitemap-columns.xml")
    }
    site.pages.change(1.0)
    for path, answer in real.items():
        site.lay(path, answer)
    second = crawls.crawl(FROM_SITEMAP + ALWAYS)
    assert second["changed"] == 60 + 12 and "it has" in crawls.log
    assert "rested_told_same" not in second


def test_what_is_the_same_is_a_sighting_and_nothing_else(crawls: Crawls) -> None:
    crawls.crawl(FROM_LISTS + ALWAYS)
    with opened(crawls.settings) as ledger:
        before = {name: {one["_id"]: one for one in ledger[name].find()} for name in ("pages", "readings", "bodies")}
    time.sleep(1.1)
    second = crawls.crawl(FROM_LISTS + ALWAYS)
    answers = Counter(one.status for one in crawls.site.log if one.target.startswith("/catalogue/") and one.sent == 0)
    assert answers == {304: 60}
    assert second["unchanged"] == second["fetch_unchanged"] == second["pages"] == 60
    with opened(crawls.settings) as ledger:
        after = {name: {one["_id"]: one for one in ledger[name].find()} for name in before}
        assert {one["spared"] for one in ledger["fetches"].find()} == {1}
    for name, documents in before.items():
        for one, document in documents.items():
            later = after[name][one]
            assert {**later, "last_seen": None} == {**document, "last_seen": None}
            if name == "pages":
                assert later["last_seen"] > document["last_seen"]


def test_points_of_scores_move_on_when_a_page_is_as_it_was(crawls: Crawls) -> None:
    toml = FROM_SITEMAP.replace("sitemap.xml", "sitemap-titles-1.xml.gz") + ALWAYS
    crawls.crawl(toml, every="1")
    with opened(crawls.settings) as ledger:
        before = {one["_id"]: one["last_seen"] for one in ledger["rating_points"].find()}
    time.sleep(1.1)
    # Every fourth layout has a token that changes with each answer, and no validators.
    second = crawls.crawl(toml, every="1")
    assert second["fetch_unchanged"] == 60 and second.get("changed", 0) == second.get("new", 0) == 0
    assert Counter(one.status for one in crawls.site.log if one.target.startswith("/title/")) == {
        304: 45,
        200: 15,
        404: 1,
    }
    with opened(crawls.settings) as ledger:
        after = {one["_id"]: one["last_seen"] for one in ledger["rating_points"].find()}
    assert before.keys() == after.keys() and len(before) == 60
    assert all(after[one] > moment for one, moment in before.items())


def test_a_page_rests_between_visits_unless_one_asks_for_all(crawls: Crawls) -> None:
    crawls.crawl(FROM_LISTS)
    second = crawls.crawl(FROM_LISTS)
    assert second["rested_not_due"] == 60 and not crawls.pages_asked() and len(crawls.site.asked("/catalogue/")) == 2
    third = crawls.crawl(FROM_LISTS, every="1")
    assert third["fetch_unchanged"] == 60


def test_a_page_that_failed_has_a_pause(crawls: Crawls) -> None:
    crawls.site.lay("/catalogue/7/", "missing")
    crawls.crawl(FROM_LISTS + ALWAYS)
    second = crawls.crawl(FROM_LISTS + ALWAYS)
    assert second["rested_paused"] == 1 and "/catalogue/7/" not in crawls.pages_asked()
    crawls.site.lift("/catalogue/7/")
    assert crawls.crawl(FROM_LISTS + ALWAYS, every="1")["new"] == 1


def test_pages_behind_pages_that_rest_are_found(crawls: Crawls) -> None:
    site = crawls.site
    first = crawls.crawl(FROM_PAGES, limit="30")
    assert first["new"] == 30
    second = crawls.crawl(FROM_PAGES)
    assert second["rested_not_due"] == 30 and not [n for n in crawls.pages_asked().values() if n > 1]
    with opened(crawls.settings) as ledger:
        kept = {one["_id"].removeprefix(site.url) for one in ledger["pages"].find({"outcome": "read"}, {"_id": 1})}
    assert {f"/title/{number}/" for number in range(1, 61)} <= kept
    assert {f"/title/{number}/reviews" for number in range(1, 61)} <= kept
    assert {f"/title/{n}/reviews?page=2" for n in range(1, 61) if len(site.pages.film(n).users) > 4} <= kept
    third = crawls.crawl(FROM_PAGES)
    assert third["rested_not_due"] == len(kept)


def killed_and_resumed(crawls: Crawls, toml: str, kills: int, pages: int, settings: dict[str, Any]) -> Counter[str]:
    """{path: how often it was asked for after it had been kept} over so many kills and a crawl to the end."""
    site, again = crawls.site, Counter[str]()
    for kill in range(1, kills + 1):
        kept = kept_pages(crawls)
        site.log.clear()
        running = started(crawls.env, crawls.job(toml, settings))
        until = time.monotonic() + 60
        while running.poll() is None and time.monotonic() < until:
            # Not before it has kept some of what it asked for: pages are kept some at a time.
            if len(crawls.pages_asked()) >= pages // (kills + 1) and kept_pages(crawls) > kept:
                break
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        again += Counter(path for path in crawls.pages_asked().elements() if path in kept)
        assert len(kept_pages(crawls)) >= len(kept), f"kill {kill}"
    kept = kept_pages(crawls)
    assert 0 < len(kept) < pages
    crawls.crawl(toml)
    return again + Counter(path for path in crawls.pages_asked().elements() if path in kept)


def kept_pages(crawls: Crawls) -> set[str]:
    with opened(crawls.settings) as ledger:
        return {one["_id"].removeprefix(crawls.site.url) for one in ledger["pages"].find({}, {"_id": 1})}


@pytest.mark.parametrize("toml", [FROM_LISTS + ALWAYS, FROM_PAGES + ALWAYS])
def test_a_killed_crawl_goes_on_where_it_was(crawls: Crawls, toml: str) -> None:
    pages = 60 if toml.startswith(FROM_LISTS) else 180
    again = killed_and_resumed(crawls, toml, 2, pages, {"DOWNLOAD_DELAY": 0.01})
    assert not again
    missing = {f"/{toml.split('/')[1]}/{number}/" for number in range(1, 61)} if pages == 60 else set()
    assert missing <= kept_pages(crawls)
    with opened(crawls.settings) as ledger:
        assert ledger["pages"].count_documents({"outcome": None}) == 0
        assert ledger["readings"].count_documents({"linked": False}) == 0


@pytest.mark.trust
def test_ten_kills_over_five_hundred_pages(tmp_path: Path, ledger_settings: Settings, ledger: Ledger) -> None:
    with serving(Pages(films=500)) as site:
        crawls = Crawls(tmp_path, site, ledger_settings)
        again = killed_and_resumed(crawls, FROM_LISTS + ALWAYS, 10, 500, {"DOWNLOAD_DELAY": 0.01})
        assert not again
        assert kept_pages(crawls) == {f"/catalogue/{number}/" for number in range(1, 501)}


@pytest.mark.trust
def test_five_thousand_pages_of_which_one_in_a_hundred_has_changed(
    tmp_path: Path, ledger_settings: Settings, ledger: Ledger
) -> None:
    with serving(Pages(films=5000)) as site:
        crawls = Crawls(tmp_path, site, ledger_settings)
        toml = FROM_SITEMAP.replace(', "/columns/{number}/"', "") + ALWAYS
        crawls.crawl(toml)
        first = moved(site)
        changed = site.pages.change(0.01)
        second = crawls.crawl(toml)
        assert second["changed"] == len(changed) == 50
        assert moved(site) <= 0.05 * first
        assert versions_known(crawls.settings, site).items() >= votes_now(site, range(1, 5001)).items()


TOKENS = (
    (b'<input type="hidden" name="csrf" value="%s">', True),
    (b'<input value="%s" type=hidden>', True),
    (b'<meta name="csrf-token" content="%s">', True),
    (b'<p nonce="%s">Words</p>', True),
    (b'<form data-csrf-token="%s"></form>', True),
    (b'<script>var t = "%s";</script>', True),
    (b'<script id="__NEXT_DATA__" type="application/json">{"csrfToken": "%s", "title": "Up"}</script>', True),
    (b"<!-- made at %s -->", True),
    (b"<style nonce='%s'>p {}</style>", True),
    (b"<p>%s</p>", False),
    (b'<a href="/review/%s">more</a>', False),
    (b'<span data-score="%s"></span>', False),
    (b'<time datetime="%s">then</time>', False),
    (b'<meta name="description" content="%s">', False),
    (b'<p>nonce="%s"</p>', False),
    (b'<script type="application/ld+json">{"name": "%s"}</script>', False),
    (b'<script>window.__INITIAL_STATE__ = {"title": "%s"}</script>', False),
)


@pytest.mark.parametrize(("markup", "is_same"), TOKENS)
def test_tokens_say_nothing_and_all_else_says_something(markup: bytes, is_same: bool) -> None:
    one, other = (
        Page(name="a", media_type="text/html", body=b"<html><body><h1>Up (2009)</h1>" + markup.replace(b"%s", token))
        for token in (b"1f2e3d", b"998877aa")
    )
    assert (said_hash(one) == said_hash(other)) is is_same


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "golden").rglob("*.html")), ids=lambda path: path.stem)
def test_a_page_without_its_tokens_says_what_it_said(path: Path) -> None:
    page = Page(
        name="a", media_type="text/html", body=path.read_bytes(), headers={"content-type": "text/html; charset=utf-8"}
    )
    page = replace(page, body=page.text.encode())
    stripped = replace(page, body=without_tokens(page.body))
    assert read(stripped) == read(page)
    assert said_hash(stripped) == said_hash(page)
