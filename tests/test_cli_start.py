"""The command answers at once: what `--help` needs, and no more, is imported; every command helps with examples."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from command import ROOT, invoke, surroundings
from commands import command_of

from cli.app import app
from ledger.settings import Settings

# typer itself asks pydantic to take the words of a command apart.
HEAVY = {"scrapy", "twisted", "pymongo", "bson", "trafilatura", "lxml", "selectolax", "extruct", "numpy"}
OUR_ROOMS = {"ledger", "pipelines", "scrapers", "scheduler"}
LIGHT = [("--help",), ("replay", "--help"), ("db", "--help"), ("match", "--help"), ("frob",)]


def imported(*words: str) -> set[str]:
    """The libraries that a process has imported at the end of a command."""
    code = (
        "import json, sys\nfrom cli.app import app\n"
        f"try:\n    app({list(words)!r})\nexcept SystemExit:\n    pass\n"
        "sys.stdout.flush(); print('\\n' + json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    env = surroundings(Settings(mongodb_uri=None))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=ROOT, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    assert imported(*words) & (HEAVY | OUR_ROOMS) == set()


def test_reading_needs_no_database() -> None:
    assert imported("read", "seeds") & {"pymongo", "scrapy", "twisted"} == set()


def test_a_replay_starts_without_what_crawls() -> None:
    assert imported("replay", "nowhere.html") & {"scrapy"} == set()


def test_a_service_starts_without_what_crawls_and_reads() -> None:
    """Its runs are processes of their own; and `runs stop` asks the same modules."""
    code = "import sys, scheduler.service, scheduler.stopping; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert set(done.stdout.split()) & {"scrapy", "trafilatura", "numpy", "scrapers.read", "pipelines.steps"} == set()


COMMANDS = [info.callback.__name__ for info in app.registered_commands if info.callback]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_helps_with_examples(name: str) -> None:
    done = invoke({"COLUMNS": "120"}, name, "--help")
    assert done.exit_code == 0
    examples = re.findall(rf"^\s*filmledger {name}\b", done.stdout, re.MULTILINE)
    assert len(examples) >= 2, done.stdout


def test_every_list_comes_as_json_and_csv() -> None:
    for name in ("films", "reviews", "ratings", "conflicts", "issues", "pages", "runs"):
        command = command_of(app).commands[name]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--json", "--csv", "--limit"} <= options, name


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_given_its_completion(shell: str) -> None:
    asked = {
        "bash": {"COMP_WORDS": "filmledger rev", "COMP_CWORD": "1", "_FILMLEDGER_COMPLETE": "complete_bash"},
        "zsh": {"_TYPER_COMPLETE_ARGS": "filmledger rev", "_FILMLEDGER_COMPLETE": "complete_zsh"},
        "fish": {
            "_TYPER_COMPLETE_ARGS": "filmledger rev",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "_FILMLEDGER_COMPLETE": "complete_fish",
        },
    }[shell]
    env = surroundings(Settings(mongodb_uri=None)) | asked
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'filmledger'; from cli.main import run; run()"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert "reviews" in done.stdout, done.stderr
