"""Which film a name means, where several are alike."""

from __future__ import annotations

import json

import pytest
from command import invoke, surroundings

from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.records import Film
from ledger.settings import Settings
from ledger.stored import FilmIds
from ledger.validators import document


def film(name: str, title: str, year: int, **fields: object) -> Film:
    words = tuple(title.lower().split())
    return Film.model_validate(
        {"_id": name, "title": title, "year": year, "pages": (f"{name}.html",), "tokens": words, **fields}
    )


@pytest.fixture
def env(ledger: Ledger, ledger_settings: Settings) -> dict[str, str]:
    """The environment of a ledger with two films of one title, a longer title, and a former id."""
    films = (
        film("hero-2002", "Hero", 2002, identifiers={"imdb": "tt0299977"}),
        film("hero-1987", "Hero", 1987),
        film("last-action-hero-1993", "Last Action Hero", 1993),
        film("up-2009", "Up", 2009, pages=("https://example.org/up#top", "post.html#Up")),
        film("up-close-1996", "Up Close", 1996),
    )
    ledger["films"].insert_many([document(one) for one in films])
    ledger["film_ids"].insert_one(document(FilmIds(_id="up", pages=("post.html#Up",))))
    return surroundings(ledger_settings)


FOUND = {
    "hero-1987": "hero-1987",
    "HERO 2002": "hero-2002",
    "action": "last-action-hero-1993",
    "tt0299977": "hero-2002",
    "up": "up-2009",
    "Up": "up-2009",
    "https://example.org/up#top": "up-2009",
}


@pytest.mark.parametrize("name", FOUND)
def test_a_name_that_means_one_film(env: dict[str, str], name: str) -> None:
    assert json.loads(invoke(env, "show", name, "--json").stdout)["id"] == FOUND[name]


def test_a_name_that_means_several(env: dict[str, str]) -> None:
    done = invoke(env, "show", "hero")
    assert done.exit_code == ExitCode.USAGE
    assert done.stderr == (
        "filmledger: 'hero' fits 3 films; name one by its id: hero-1987, hero-2002, last-action-hero-1993.\n"
    )


@pytest.mark.parametrize("name", ["hero 1999", "tt0000001", "!!", "action up"])
def test_a_name_that_means_none(env: dict[str, str], name: str) -> None:
    assert invoke(env, "show", name).exit_code == ExitCode.NOT_FOUND
