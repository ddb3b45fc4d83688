"""A source's crawl finds its pages by lists, sitemaps, feeds and search, turns them over, and ends by its bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from crawls import QUICK, crawled, env_of, outcomes
from film_site import Pages, Site, serving

from ledger.database import Ledger
from ledger.settings import Settings

FILMS = 110


@pytest.fixture(scope="module")
def small() -> Any:
    with serving(Pages(films=FILMS)) as site:
        yield site


class Sources:
    """Sources in a folder of their own, crawled into one ledger."""

    def __init__(self, folder: Path, site: Site, settings: Settings, ledger: Ledger) -> None:
        self.folder, self.site, self.settings, self.ledger = folder, site, settings, ledger

    def crawl(self, toml: str, **arguments: str) -> dict[str, str]:
        """Crawl a source of these lines; {path: what came of it}."""
        (self.folder / "small.toml").write_text(toml.replace("SITE", self.site.url) + "\n[polite]\ndelay = 0\n")
        env = env_of(self.settings, FILMLEDGER_SOURCES=str(self.folder))
        self.log = crawled(env, {"spider": "source", "arguments": {"name": "small", **arguments}, "settings": QUICK})
        return outcomes(self.ledger, self.site.url)

    def asked(self) -> set[str]:
        return {one.target for one in self.site.log}


@pytest.fixture
def sources(tmp_path: Path, small: Site, ledger_settings: Settings, ledger: Ledger) -> Sources:
    small.log.clear()
    return Sources(tmp_path, small, ledger_settings, ledger)


def titles(*numbers: int) -> set[str]:
    return {f"/title/{number}/" for number in numbers}


def test_a_sitemap_in_parts_leads_to_every_page_that_the_source_means(sources: Sources) -> None:
    came = sources.crawl(
        '[start]\nsitemaps = ["SITE/sitemap.xml"]\n[follow]\npages = ["/title/{number}/"]\n[bounds]\npages = 1000'
    )
    # The last film's page leads to one that is not there.
    assert {path for path, outcome in came.items() if outcome == "ok"} == titles(*range(1, FILMS + 1))
    assert sources.ledger["pages"].count_documents({"status": 200}) == FILMS
    assert not any(target.startswith("/columns/") for target in sources.asked())


def test_lists_are_turned_over_and_looked_at_but_not_kept(sources: Sources) -> None:
    came = sources.crawl('kind = "catalogue"\n[start]\nlists = ["SITE/catalogue/"]\n[follow]\npages = ["/catalogue/*"]')
    assert set(came) == {f"/catalogue/{number}/" for number in range(1, FILMS + 1)}
    assert {"/catalogue/", "/catalogue/?page=2", "/catalogue/?page=3"} <= sources.asked()


@pytest.mark.parametrize("feed", ["feed.xml", "atom.xml"])
def test_a_feed_leads_to_its_posts(sources: Sources, feed: str) -> None:
    came = sources.crawl(f'kind = "review"\n[start]\nfeeds = ["SITE/{feed}"]\n[follow]\npages = ["/columns/*"]')
    assert len(came) == 20 and all(path.startswith("/columns/") for path in came)


def test_archives_by_month_lead_to_posts(sources: Sources) -> None:
    came = sources.crawl(
        'kind = "review"\n[start]\nlists = ["SITE/columns/"]\n'
        '[follow]\nlists = ["/columns/{number}/{number}/"]\npages = ["/columns/{number}/"]'
    )
    assert set(came) == {f"/columns/{number}/" for number in range(5, FILMS + 1, 5)}


def test_from_a_film_to_all_its_reviews(sources: Sources) -> None:
    came = sources.crawl(
        '[start]\nurls = ["SITE/title/1/"]\n[follow]\npages = ["/title/1/reviews**", "/title/1/critics**"]'
    )
    assert {"/title/1/", "/title/1/reviews", "/title/1/critics"} <= set(came)
    turned = [path for path in came if "page=" in path]
    assert turned, came


def test_one_film_is_found_by_the_search(sources: Sources) -> None:
    film = sources.site.pages.film(7)
    came = sources.crawl(
        '[start]\nsearch = "SITE/search?q={title}"\n[follow]\npages = ["/title/{number}/"]', title=film.title
    )
    assert f"/title/{film.number}/" in came and len(came) <= 20


def test_the_bounds_end_a_crawl_and_say_so(sources: Sources) -> None:
    came = sources.crawl(
        '[start]\nlists = ["SITE/catalogue/"]\n[follow]\npages = ["/catalogue/*"]\n[bounds]\npages = 10\nturns = 1'
    )
    assert len(came) == 10
    run = sources.ledger["runs"].find_one({"kind": "crawl"})
    assert run and run["ended_by_rule"]["pages: more than 10"] > 0


@pytest.mark.parametrize(("trap", "rule"), [("calendar?month=0", "turns"), ("endless?page=1", "turns")])
def test_traps_end_by_rule(sources: Sources, trap: str, rule: str) -> None:
    sources.crawl(f'[start]\nurls = ["SITE/fault/{trap}"]\n[follow]\npages = ["/title/*"]\n[bounds]\nturns = 6')
    assert len(sources.site.log) < 12
    run = sources.ledger["runs"].find_one({"kind": "crawl"})
    assert run and any(name.startswith(rule) for name in run["ended_by_rule"])


def test_a_cycle_is_walked_once(sources: Sources) -> None:
    sources.crawl('[start]\nurls = ["SITE/fault/cycle"]\n[follow]\npages = ["/title/*"]')
    assert len([one for one in sources.site.log if "cycle" in one.target]) <= 4


def test_no_link_leads_off_the_source(sources: Sources) -> None:
    with serving(Pages(films=5)) as other:
        sources.crawl(f'[start]\nurls = ["SITE/fault/chain?left=1"]\n[follow]\npages = ["{other.url}/title/*"]')
        assert other.log == []
