"""`filmledger db`: the command itself, in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import embedded
from ledger.database import open_ledger
from ledger.migrations import MIGRATIONS, version_of
from ledger.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    embedded.stop(Settings(home=tmp_path / "home", mongodb_uri=None))


def db(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FILMLEDGER_")}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "db", *words],
        cwd=Path(__file__).parent.parent,
        env={**clean, "FILMLEDGER_HOME": str(home), "COLUMNS": "200", **more},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_start_uri_status_stop(home: Path) -> None:
    started = db(home, "start")
    assert (started.returncode, started.stderr) == (0, "")
    uri = db(home, "uri").stdout.strip()
    with open_ledger(Settings(mongodb_uri=uri)) as ledger:
        assert ledger.database.name == "filmledger"
    status = json.loads(db(home, "status", "--json").stdout)
    assert (status["status"], status["kept"], status["users"]) == ("ready", True, [])
    assert status["schema"] == version_of(MIGRATIONS)
    assert uri.startswith(status["uri"].partition("/?")[0])
    assert status["bytes"] > 0
    assert status["uri"] in db(home, "status").stdout
    assert db(home, "stop").stdout == "The embedded server is stopped.\n"
    after = db(home, "status")
    assert after.returncode == 4
    assert "stopped" in after.stdout


def test_stop_says_who_used_it(home: Path) -> None:
    with open_ledger(Settings(home=home, mongodb_uri=None)):
        assert f"process {os.getpid()}" in db(home, "stop").stdout


def test_without_a_server(home: Path) -> None:
    assert db(home, "stop").stdout == "No embedded server ran.\n"
    asked = db(home, "uri")
    assert (asked.returncode, asked.stdout) == (4, "")
    assert "filmledger db start" in asked.stderr
    assert json.loads(db(home, "status", "--json").stdout)["status"] == "stopped"
    assert not home.exists()


def test_with_a_mongodb_that_is_named(home: Path) -> None:
    dead = "mongodb://ann:secret@127.0.0.1:9/?serverSelectionTimeoutMS=100"
    for command in ("start", "stop"):
        refused = db(home, command, FILMLEDGER_MONGODB_URI=dead)
        assert refused.returncode == 2
        assert "unset the variable" in refused.stderr
        assert "secret" not in refused.stderr
    assert db(home, "uri", FILMLEDGER_MONGODB_URI=dead).stdout.strip() == dead
    status = db(home, "status", FILMLEDGER_MONGODB_URI=dead)
    assert status.returncode == 4
    assert "not reachable" in status.stdout
    assert "secret" not in status.stdout


def test_a_named_mongodb_that_answers(home: Path) -> None:
    with open_ledger(Settings(home=home, mongodb_uri=None)) as ledger:
        status = db(home, "status", "--json", FILMLEDGER_MONGODB_URI=ledger.uri)
        assert status.returncode == 0
        assert json.loads(status.stdout)["server"] == "MongoDB"


@pytest.mark.parametrize("command", ["start", "stop", "uri", "status"])
def test_help_shows_examples_and_exit_codes(home: Path, command: str) -> None:
    shown = db(home, command, "--help").stdout
    assert f"filmledger db {command}" in shown
    assert "Exit codes: 0" in shown
