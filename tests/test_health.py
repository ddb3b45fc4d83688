"""A green run with empty fields is impossible: sites whose layout changes, whose pages turn into something else.

Each test crawls a real site twice, by the command that a user gives, and asks for the state that is left.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import surroundings
from film_site import Pages, Site, serving
from film_site.answers import Answer, page
from warm import warm_command

from ledger.database import Ledger
from ledger.health import Health
from ledger.settings import Settings
from scheduler import health

FILMS = 12
Remake = Callable[[str], str]


class Redrawn(Pages):
    """The site's pages, as `remake` leaves their markup; without it as they are."""

    remake: Remake | None = None

    def answer(self, target: str, base: str) -> Answer:
        made = super().answer(target, base)
        if self.remake is None or not re.match(r"/(title|catalogue|columns)/\d+/", target):
            return made
        return page(self.remake(made.body.decode()))


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Redrawn(films=FILMS)) as served:
        yield served


class Crawls:
    """A source on the site, crawled by the command; `more` are further lines of its TOML."""

    def __init__(self, folder: Path, site: Site, settings: Settings, ledger: Ledger) -> None:
        self.site, self.ledger, self._path = site, ledger, folder / "small.toml"
        self.env = surroundings(settings) | {
            "FILMLEDGER_SOURCES": str(folder),
            "FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1",
        }
        self.say()

    def say(self, pages: str = "/title/{number}/", start: str = "sitemap.xml", more: str = "") -> None:
        lines = [f'[start]\nsitemaps = ["{self.site.url}/{start}"]', f'[follow]\npages = ["{pages}"]']
        self._path.write_text("\n".join([*lines, "[polite]\ndelay = 0", more]))

    def crawl(self, *words: str) -> subprocess.CompletedProcess[str]:
        return warm_command(self.env, "crawl", "small", "--all", *words)

    def redraw(self, remake: Remake | None) -> None:
        assert isinstance(self.site.pages, Redrawn)
        self.site.pages.remake = remake

    @property
    def state(self) -> Health:
        (found,) = health.states(self.ledger, "source")
        return found

    @property
    def words(self) -> str:
        return "; ".join(reason.words for reason in self.state.reasons)


@pytest.fixture
def crawls(tmp_path: Path, site: Site, ledger_settings: Settings, ledger: Ledger) -> Crawls:
    return Crawls(tmp_path, site, ledger_settings, ledger)


def without_directors(text: str) -> str:
    """The layout after a change: nothing on it says any more who directed."""
    text = re.sub(r'"director": \[.*?\], ', "", text)
    return re.sub("Director|Regie|Réalisateur|Režie", "Xyz", text)


def without_words(text: str) -> str:
    """A page that a script is to fill: its texts are in it, and nothing that says what they are."""
    said = " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", text, flags=re.DOTALL).split())
    words = re.sub(r"[^a-z ]", "", said.lower()) * 5
    return f"<html><head><title>Welcome</title></head><body><p>{words}</p></body></html>"


def challenge(_: str) -> str:
    return "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


def test_a_layout_that_loses_a_field_is_failing_and_named(crawls: Crawls) -> None:
    """Without any [expect], and with one earlier run alone."""
    assert crawls.crawl().returncode == 0
    assert crawls.state.state == "ok"
    crawls.redraw(without_directors)
    second = crawls.crawl("--json")
    assert second.returncode == 1
    said = json.loads(second.stdout)
    assert (said["outcome"], said["judged"]) == ("done", "failing")
    assert said["reasons"] == [f"directors on 0 of {FILMS} title pages, on {FILMS} of {FILMS} before"]
    assert crawls.state.state == "failing" and crawls.words == said["reasons"][0]
    third = crawls.crawl()  # every page says what it said: nothing is read anew
    assert third.returncode == 1 and "Failing: directors on 0 of 12 title pages" in third.stdout
    crawls.redraw(None)
    assert crawls.crawl().returncode == 0 and crawls.state.state == "ok"


def test_pages_that_turn_into_something_else_are_failing(crawls: Crawls) -> None:
    assert crawls.crawl().returncode == 0
    crawls.redraw(without_words)
    assert crawls.crawl().returncode == 1
    assert crawls.state.state == "failing"
    assert f"{FILMS} pages were read, and none names a film or holds a review" in crawls.words


def test_a_site_that_becomes_one_wall_is_failing_and_loses_nothing(crawls: Crawls) -> None:
    assert crawls.crawl().returncode == 0
    crawls.redraw(challenge)
    assert crawls.crawl().returncode == 1
    (reason,) = crawls.state.reasons
    assert crawls.state.state == "failing" and reason.about == "blocked"
    assert re.match(rf"none of {FILMS} pages came: \d+ challenge", reason.words)
    assert crawls.ledger["films"].count_documents({"directors": {"$exists": True}}) == FILMS
