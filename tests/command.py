"""Running the real command: in a process of its own, or within this one; and a ledger that holds the seeds."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from ledger import embedded
from ledger.database import connect, open_ledger
from ledger.settings import Settings

ROOT = Path(__file__).parent.parent
FILMLEDGER = (sys.executable, "-c", "from cli.main import run; run()")
FILM = "wont-back-down-2012"


def surroundings(settings: Settings) -> dict[str, str]:
    """The environment in which the command uses this database, and nothing of the tester's own terminal."""
    dropped = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    names = {"FILMLEDGER_HOME": str(settings.home), "FILMLEDGER_DATABASE": settings.database}
    if settings.mongodb_uri:
        names["FILMLEDGER_MONGODB_URI"] = settings.mongodb_uri
    return {**kept, **names, "PYTHONPATH": str(ROOT)}


def run(env: Mapping[str, str], *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    given = {"capture_output": True, "text": True, "timeout": 120} | options
    return subprocess.run([*FILMLEDGER, *words], env=dict(env), check=False, **given)


def invoke(env: Mapping[str, str], *words: str) -> Result:
    """The command within this process."""
    return CliRunner().invoke(app, list(words), env=dict(env), prog_name="filmledger")


@pytest.fixture(scope="module")
def seeded(server: Settings) -> Iterator[dict[str, str]]:
    """The environment of a ledger into which the seeds were replayed; tests only ask it."""
    settings = server.model_copy(update={"database": f"seeded_{secrets.token_hex(8)}"})
    env = surroundings(settings)
    done = run(env, "replay", "--json")
    assert done.returncode == 0, done.stderr
    yield env
    with connect(settings.mongodb_uri or str(embedded.state_of(settings).uri)) as client:
        client.drop_database(settings.database)


def seeded_settings(env: Mapping[str, str]) -> Settings:
    """The settings that an environment holds."""
    return Settings(
        mongodb_uri=env.get("FILMLEDGER_MONGODB_URI"),
        home=Path(env["FILMLEDGER_HOME"]),
        database=env["FILMLEDGER_DATABASE"],
    )


__all__ = ["FILM", "FILMLEDGER", "ROOT", "invoke", "open_ledger", "run", "seeded", "seeded_settings", "surroundings"]
