"""`filmledger crawl` and `filmledger source`, as a user gives them, against the tests' own site."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from command import invoke, surroundings
from film_site import Pages, Site, serving
from warm import warm_command as run

from ledger.database import Ledger
from ledger.settings import Settings
from scrapers.sources import SourceError, source_in

FILMS = 12


@pytest.fixture(scope="module")
def small() -> Any:
    with serving(Pages(films=FILMS)) as site:
        yield site


@pytest.fixture
def env(tmp_path: Path, small: Site, ledger_settings: Settings) -> dict[str, str]:
    small.log.clear()
    toml = f"""title = "A small site"
[start]
lists = ["{small.url}/catalogue/"]
search = "{small.url}/search?q={{title}}"
[follow]
pages = ["/catalogue/{{number}}/", "/title/{{number}}/"]
[polite]
delay = 0
"""
    (tmp_path / "small.toml").write_text(toml)
    more = {"FILMLEDGER_SOURCES": str(tmp_path), "FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1"}
    return surroundings(ledger_settings) | more


def test_a_crawl_tells_what_came_and_a_dry_run_what_would(env: dict[str, str], small: Site, ledger: Ledger) -> None:
    dry = run(env, "crawl", "small", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert sorted(dry.stdout.split()) == sorted(f"{small.url}/catalogue/{one}/" for one in range(1, FILMS + 1))
    assert ledger["pages"].count_documents({}) == 0
    assert not any("/catalogue/1/" in asked.target for asked in small.log)

    done = run(env, "crawl", "small", "--limit", "5")
    assert done.returncode == 0, done.stderr
    assert "5 new" in done.stdout and "Ended by rule, pages: more than 5" in done.stdout
    assert ledger["pages"].count_documents({}) == 5

    again = run(env, "crawl", "small")
    assert again.returncode == 0 and f"{FILMS - 5} new" in again.stdout
    assert "5 pages: not asked for, their time has not come (--all asks nevertheless)" in again.stdout
    nothing = run(env, "crawl", "small")
    assert nothing.returncode == 0 and f"{FILMS} pages: not asked for" in nothing.stdout

    everything = json.loads(run(env, "crawl", "small", "--all", "--json").stdout)
    assert everything["outcome"] == "done" and everything["pages"] == everything["fetch_unchanged"] == FILMS


def test_one_film_by_its_search(env: dict[str, str], small: Site, ledger: Ledger) -> None:
    title = small.pages.film(3).title
    assert run(env, "crawl", "small", "--title", title).returncode == 0
    assert ledger["pages"].find_one({"_id": f"{small.url}/title/3/"})


def test_addresses_are_crawled_without_a_source(env: dict[str, str], small: Site, ledger: Ledger) -> None:
    done = run(env, "crawl", f"{small.url}/title/1/", f"{small.url}/title/2/")
    assert done.returncode == 0 and "2 new" in done.stdout
    assert run(env, "crawl", f"{small.url}/nowhere/").returncode == 1
    assert ledger["fetches"].find_one({"_id": f"{small.url}/nowhere/", "outcome": "missing"})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nosuch",), "There is no source 'nosuch' (known: small)"),
        (("https://films.example/",), "FILMLEDGER_CONTACT"),
        (("http://10.0.0.1/",), "10.0.0.1"),
        (("file:///etc/hostname",), "http"),
    ],
)
def test_what_cannot_be_crawled_is_told_before_anything_is_asked_for(
    env: dict[str, str], small: Site, words: tuple[str, ...], told: str
) -> None:
    done = run(env, "crawl", *words)
    assert done.returncode == 2 and told in done.stderr
    assert done.stderr.count("\n") == 1 and small.log == []


def test_what_a_source_is_expected_to_give_is_held_against_its_run(
    env: dict[str, str], tmp_path: Path, ledger: Ledger
) -> None:
    path = tmp_path / "small.toml"
    plain = path.read_text()
    path.write_text(f"{plain}[expect]\npages = {FILMS}\nfilms = {FILMS}\n[expect.fill]\ntitle = 1.0\n")
    assert run(env, "crawl", "small").returncode == 0
    assert ledger["pages"].count_documents({}) == FILMS
    path.write_text(f"{plain}[expect]\npages = 500\n[expect.fill]\nawards = 0.9\n")
    done = run(env, "crawl", "small", "--all")
    assert done.returncode == 1
    assert f"Expected otherwise: {FILMS} pages, 500 expected" in done.stdout
    assert run(env, "crawl", "small", "--all", "--limit", "2").returncode == 0


def test_a_field_that_is_expected_and_missing_is_told(env: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(f"{path.read_text()}[expect.fill]\nsoundtracks = 0.9\n")
    done = run(env, "crawl", "small", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["unmet"] == [f"soundtracks on 0 of {FILMS} pages, on 90 % expected"]


def test_a_crawl_without_a_ledger_says_so(env: dict[str, str], small: Site) -> None:
    nowhere = {**env, "FILMLEDGER_MONGODB_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=300"}
    done = run(nowhere, "crawl", f"{small.url}/title/1/")
    assert done.returncode == 4 and done.stdout == ""
    assert done.stderr.startswith("filmledger: ") and done.stderr.count("\n") == 1


def test_a_year_without_a_title_is_not_passed_over(env: dict[str, str], small: Site) -> None:
    done = run(env, "crawl", "small", "--year", "2009")
    assert done.returncode == 2 and "--title" in done.stderr and small.log == []


def test_a_source_is_scheduled_as_often_as_it_says(env: dict[str, str], tmp_path: Path, ledger: Ledger) -> None:
    path = tmp_path / "small.toml"
    path.write_text(f'{path.read_text()}[visits]\nevery = "12h"\n')
    assert invoke(env, "schedule", "add", "films", "--", "crawl", "small").exit_code == 0
    scheduled = ledger["schedules"].find_one({"_id": "films"})
    assert scheduled and scheduled["every_minutes"] == 720 and list(scheduled["task"]) == ["crawl", "small"]


def test_sources_are_listed_and_checked(env: dict[str, str], tmp_path: Path) -> None:
    assert "small" in invoke(env, "source", "list").stdout
    assert invoke(env, "source", "check").exit_code == 0
    (tmp_path / "torn.toml").write_text('[start]\nurls = ["https://a.example/"]\n[polite]\ndelay = -1\n')
    listed, checked = invoke(env, "source", "list"), invoke(env, "source", "check")
    assert listed.exit_code == checked.exit_code == 1
    assert f"{tmp_path / 'torn.toml'}:4: polite.delay" in checked.stdout and "torn.toml:4" in listed.stdout
    assert invoke({**env, "FILMLEDGER_SOURCES": os.devnull}, "source", "list").exit_code == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "start"),
        ("[start]", "start has no address"),
        ("[start]\nurls = ['ftp://a.example']", ":2: start.urls.0"),
        ("[start]\nlists = ['https://a.example/']", "follow.pages is missing"),
        ("[start]\nsearch = 'https://a.example/?q='\n[follow]\npages=['/*']", "no {title}"),
        ("[start]\nurls = ['https://a.example/']\n[follow]\npages = ['film/*']", ":4: follow.pages.0"),
        ("[start]\nurls = ['https://a.example/']\n[follow]\nnext = 'a[['", "no CSS selector"),
        ("[start]\nurls = ['https://a.example/']\n[visits]\nevery = 'often'", "write 30s"),
        ("[start]\nurls = ['https://a.example/']\n[visits]\nleast = '9d'\nmost = '1d'", "least is longer than most"),
        ("[start]\nurls = ['https://a.example/']\n[expect.fill]\ndirector = 0.9", "which is no field"),
        ("kind = 'film'\n[start]\nurls = ['https://a.example/']", ":1: kind"),
        ("[start]\nurls = 'https://a.example/", "no TOML"),
        ("[start]\nurls = ['https://a.example/']\npolitely = true", ":3: start.politely"),
    ],
)
def test_a_wrong_source_is_told_with_file_line_and_key(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "films.toml"
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        source_in(path)
    assert str(caught.value).startswith(str(path)) and told in str(caught.value)


def test_a_source_needs_a_name_that_can_be_one(tmp_path: Path) -> None:
    path = tmp_path / "My Films.toml"
    path.write_text("[start]\nurls = ['https://a.example/']")
    with pytest.raises(SourceError, match="no name of a source"):
        source_in(path)


def test_a_source_is_written_by_looking_at_its_site(env: dict[str, str], small: Site, tmp_path: Path) -> None:
    done = run(env, "source", "new", small.url, "--name", "looked")
    assert done.returncode == 0, done.stdout + done.stderr
    source = source_in(tmp_path / "looked.toml")
    assert "/title/{number}/" in source.follow.pages
    assert f"{small.url}/sitemap.xml" in source.start.sitemaps
    assert "/title/{number}/: " in done.stdout and str(tmp_path / "looked.toml") in done.stdout
    assert len(small.log) <= 60 and small.log[0].target == "/robots.txt"
    assert not any(asked.target.startswith("/private/") for asked in small.log)

    dry = run(env, "crawl", "looked", "--dry-run")
    assert {f"{small.url}/title/{number}/" for number in range(1, FILMS + 1)} <= set(dry.stdout.split())
    small.log.clear()
    again = run(env, "source", "new", small.url, "--name", "looked")
    assert again.returncode == 2 and "is there already" in again.stderr and small.log == []


def test_a_list_is_where_a_source_starts(env: dict[str, str], small: Site, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    done = run(env, "source", "new", f"{small.url}/catalogue/", "--name", "lists", "--into", str(tmp_path / "own"))
    assert done.returncode == 0, done.stdout + done.stderr
    source = source_in(tmp_path / "own" / "lists.toml")
    assert source.start.lists == (f"{small.url}/catalogue/",) and "/catalogue/{number}/" in source.follow.pages


def test_a_site_without_films_makes_no_source(env: dict[str, str], small: Site, tmp_path: Path) -> None:
    done = run(env, "source", "new", f"{small.url}/private/1/", "--name", "closed")
    assert done.returncode == 1 and not (tmp_path / "closed.toml").exists()
    assert run(env, "source", "new", "http://10.0.0.1/").returncode == 2
    assert run(env, "source", "new", "films").returncode == 2
