"""Running the real command: in a process of its own, or within this one, which takes a tenth of the time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from cli.app import app
from ledger.database import open_ledger
from ledger.settings import Settings

ROOT = Path(__file__).parent.parent
FILMLEDGER = (sys.executable, "-c", "from cli.main import run; run()")
FILM = "wont-back-down-2012"
_OF_THE_TERMINAL = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE")


def surroundings(settings: Settings) -> dict[str, str]:
    """The environment in which the command uses this database, and nothing of the tester's own terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_TERMINAL}
    names = {"FILMLEDGER_HOME": str(settings.home), "FILMLEDGER_DATABASE": settings.database}
    if settings.mongodb_uri:
        names["FILMLEDGER_MONGODB_URI"] = settings.mongodb_uri
    return {**kept, **names, "PYTHONPATH": str(ROOT)}


def run(env: Mapping[str, str], *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    given = {"capture_output": True, "text": True, "timeout": 120} | options
    return subprocess.run([*FILMLEDGER, *words], env=dict(env), check=False, **given)


def invoke(env: Mapping[str, str | None], *words: str) -> Result:
    """The command within this process: for all but crawls, services, signals, and what only a real pipe shows."""
    exactly = {**dict.fromkeys(_OF_THE_TERMINAL), **env}
    return CliRunner().invoke(app, list(words), env=exactly, prog_name="filmledger")


def seeded_settings(env: Mapping[str, str]) -> Settings:
    """The settings that an environment holds."""
    return Settings(
        mongodb_uri=env.get("FILMLEDGER_MONGODB_URI"),
        home=Path(env["FILMLEDGER_HOME"]),
        database=env["FILMLEDGER_DATABASE"],
    )


__all__ = ["FILM", "FILMLEDGER", "ROOT", "invoke", "open_ledger", "run", "seeded_settings", "surroundings"]
