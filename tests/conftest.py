"""Shared fixtures: a ledger on a MongoDB server that all tests and all workers share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest
from command import invoke, surroundings
from film_site import Pages, Site, serving

from ledger import embedded
from ledger.database import Ledger, connect, open_ledger
from ledger.settings import Settings


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Settings]:
    """Settings that name the session's server: FILMLEDGER_MONGODB_URI's, or one embedded server for all workers."""
    if uri := os.environ.get("FILMLEDGER_MONGODB_URI"):
        yield Settings(mongodb_uri=uri)
        return
    own = tmp_path_factory.getbasetemp()
    # Under xdist each worker has a folder of its own inside the session's.
    home = (own if worker_id == "master" else own.parent) / "filmledger-home"
    settings = Settings(home=home, mongodb_uri=None)
    use = embedded.use(settings)  # as long as one worker lives, so does the server
    yield settings
    use.close()


@pytest.fixture
def ledger_settings(server: Settings) -> Iterator[Settings]:
    """Settings of a fresh database, dropped afterwards; give them to `open_ledger` or to a process."""
    settings = server.model_copy(update={"database": f"test_{secrets.token_hex(8)}"})
    yield settings
    with connect(settings.mongodb_uri or str(embedded.state_of(settings).uri)) as client:
        client.drop_database(settings.database)


@pytest.fixture
def ledger(ledger_settings: Settings) -> Iterator[Ledger]:
    """An open ledger with a fresh database."""
    with open_ledger(ledger_settings) as opened:
        yield opened


@pytest.fixture
def ledger_env(ledger_settings: Settings) -> dict[str, str]:
    """The environment in which a filmledger process uses the test's database."""
    names = {
        "FILMLEDGER_HOME": str(ledger_settings.home),
        "FILMLEDGER_DATABASE": ledger_settings.database,
        # What the tests serve themselves; all other addresses of the loopback stay closed to a crawl.
        "FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1",
    }
    if ledger_settings.mongodb_uri:
        names["FILMLEDGER_MONGODB_URI"] = ledger_settings.mongodb_uri
    return {**os.environ, **names}


@pytest.fixture(scope="session")
def seeded(server: Settings) -> Iterator[dict[str, str]]:
    """The environment of a ledger into which the seeds were replayed; tests only ask it."""
    settings = server.model_copy(update={"database": f"seeded_{secrets.token_hex(8)}"})
    env = surroundings(settings)
    done = invoke(env, "replay", "--json")
    assert done.exit_code == 0, done.stderr
    yield env
    with connect(settings.mongodb_uri or str(embedded.state_of(settings).uri)) as client:
        client.drop_database(settings.database)


@pytest.fixture
def film_site() -> Iterator[Site]:
    """A running film site of 2,000 films on the loopback."""
    with serving(Pages()) as site:
        yield site
