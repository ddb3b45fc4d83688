"""`filmledger db`: the command itself."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import invoke, run, surroundings
from typer.testing import Result

from ledger import embedded
from ledger.database import open_ledger
from ledger.migrations import MIGRATIONS, version_of
from ledger.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    embedded.stop(Settings(home=tmp_path / "home", mongodb_uri=None))


def db(home: Path, *words: str, **more: str) -> Result:
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith("FILMLEDGER_")}
    return invoke({**clean, "FILMLEDGER_HOME": str(home), "COLUMNS": "200", **more}, "db", *words)


def test_start_uri_status_stop(home: Path) -> None:
    """Each in a process of its own, which the server outlives."""
    env = surroundings(Settings(home=home, mongodb_uri=None))
    env.pop("FILMLEDGER_MONGODB_URI", None)

    def db(*words: str) -> subprocess.CompletedProcess[str]:
        return run(env, "db", *words)

    started = db("start")
    assert (started.returncode, started.stderr) == (0, "")
    uri = db("uri").stdout.strip()
    with open_ledger(Settings(mongodb_uri=uri)) as ledger:
        assert ledger.database.name == "filmledger"
    status = json.loads(db("status", "--json").stdout)
    assert (status["status"], status["kept"], status["users"]) == ("ready", True, [])
    assert status["schema"] == version_of(MIGRATIONS)
    assert uri.startswith(status["uri"].partition("/?")[0])
    assert status["bytes"] > 0
    assert status["uri"] in db("status").stdout
    assert db("stop").stdout == "The embedded server is stopped.\n"
    after = db("status")
    assert after.returncode == 4
    assert "stopped" in after.stdout


def test_stop_says_who_used_it(home: Path) -> None:
    with open_ledger(Settings(home=home, mongodb_uri=None)):
        assert f"process {os.getpid()}" in db(home, "stop").stdout


def test_without_a_server(home: Path) -> None:
    assert db(home, "stop").stdout == "No embedded server ran.\n"
    asked = db(home, "uri")
    assert (asked.exit_code, asked.stdout) == (4, "")
    assert "filmledger db start" in asked.stderr
    assert json.loads(db(home, "status", "--json").stdout)["status"] == "stopped"
    assert not home.exists()


def test_with_a_mongodb_that_is_named(home: Path) -> None:
    dead = "mongodb://ann:secret@127.0.0.1:9/?serverSelectionTimeoutMS=100"
    for command in ("start", "stop"):
        refused = db(home, command, FILMLEDGER_MONGODB_URI=dead)
        assert refused.exit_code == 2
        assert "unset the variable" in refused.stderr
        assert "secret" not in refused.stderr
    assert db(home, "uri", FILMLEDGER_MONGODB_URI=dead).stdout.strip() == dead
    status = db(home, "status", FILMLEDGER_MONGODB_URI=dead)
    assert status.exit_code == 4
    assert "not reachable" in status.stdout
    assert "secret" not in status.stdout


def test_a_named_mongodb_that_answers(home: Path) -> None:
    with open_ledger(Settings(home=home, mongodb_uri=None)) as ledger:
        status = db(home, "status", "--json", FILMLEDGER_MONGODB_URI=ledger.uri)
        assert status.exit_code == 0
        assert json.loads(status.stdout)["server"] == "MongoDB"


@pytest.mark.parametrize("command", ["start", "stop", "uri", "status"])
def test_help_shows_examples_and_exit_codes(home: Path, command: str) -> None:
    shown = db(home, command, "--help").stdout
    assert f"filmledger db {command}" in shown
    assert "Exit codes: 0" in shown
