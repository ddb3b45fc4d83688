"""The command line on a ledger of a film, its remake, and a page that may be of either."""

from __future__ import annotations

import json
from typing import Any

import pytest
from command import invoke, surroundings
from test_relink import arrive, page
from typer.testing import Result

from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.settings import Settings
from pipelines.relink import link_dirty

HEIRS = (
    page("old", title="The Heir", year=1951, directors=("Ann Lee",), runtime_minutes=80),
    page("old too", title="The Heir", year=1951, directors=("Ann Lee",), runtime_minutes=81),
    page("new", title="The Heir", year=2010, directors=("Bo Nilsson",), runtime_minutes=121),
    page("bare", title="The Heir"),
)


class Desk:
    """The command line on one ledger."""

    def __init__(self, ledger: Ledger, env: dict[str, str]) -> None:
        self.ledger = ledger
        self.env = env

    def __call__(self, *words: str, code: int = ExitCode.OK) -> Result:
        done = invoke(self.env, *words)
        assert done.exit_code == code, (done.stdout, done.stderr)
        return done

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json").stdout)

    def films(self) -> dict[str, list[str]]:
        return {film["_id"]: film["pages"] for film in self.ledger["films"].find()}


@pytest.fixture
def desk(ledger: Ledger, ledger_settings: Settings) -> Desk:
    arrive(ledger, HEIRS)
    link_dirty(ledger)
    return Desk(ledger, surroundings(ledger_settings))


OLD, NEW, BARE = "the-heir-1951", "the-heir-2010", "the-heir"
