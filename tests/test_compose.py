"""docker-compose.yml and Dockerfile, which need Docker to run: held against their schema and against the project."""

from __future__ import annotations

import fnmatch
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from cli.app import app
from ledger.database import Ledger
from ledger.settings import Settings
from scheduler.http import serve
from scrapers.sources import VARIABLE as SOURCES
from tests.commands import problems

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def against_the_specification(file: Path) -> subprocess.CompletedProcess[str]:
    """Hold a file against the Compose specification's JSON schema (check-jsonschema carries it)."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_compose_is_as_the_specification_says(tmp_path: Path) -> None:
    done = against_the_specification(ROOT / "docker-compose.yml")
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(yaml.safe_dump(COMPOSE | {"services": {"app": {"helthcheck": {}}}}))
    assert against_the_specification(wrong).returncode == 1


def set_to_default(words: str) -> str:
    """What compose puts in the place of a variable that nobody has set.

    >>> set_to_default("${FILMLEDGER_SOURCES:-./sources}:/sources:ro")
    './sources:/sources:ro'
    """
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", words)


def test_what_compose_refers_to_is_there() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        for name, need in service.get("depends_on", {}).items():
            assert need != {"condition": "service_healthy"} or "healthcheck" in services[name]
        for volume in service.get("volumes", []):
            source, *_ = set_to_default(volume).split(":")
            is_the_operators = volume.startswith("${")
            assert is_the_operators or source.startswith(".") or source in COMPOSE["volumes"]
            assert is_the_operators or not source.startswith(".") or (ROOT / source).exists()
        if "build" in service:
            assert (ROOT / service["build"] / "Dockerfile").is_file()


def test_compose_sets_only_what_filmledger_knows(tmp_path: Path) -> None:
    known = {f"FILMLEDGER_{name.upper()}" for name in Settings.model_fields} | {"FILMLEDGER_CONTACT", SOURCES}
    for name in ("scheduler", "app"):
        given = {key: set_to_default(value) for key, value in COMPOSE["services"][name]["environment"].items()}
        assert set(given) <= known
        host = given["FILMLEDGER_MONGODB_URI"].removeprefix("mongodb://").partition(":")[0]
        assert COMPOSE["services"][host]["image"] == "mongo:8"
        folders = [set_to_default(volume).split(":")[1] for volume in COMPOSE["services"][name]["volumes"]]
        assert given[SOURCES] in folders
        command = "from ledger.settings import load_settings; print(load_settings().model_dump_json())"
        done = subprocess.run(
            [sys.executable, "-c", command], env={**os.environ, **given}, capture_output=True, text=True, check=True
        )
        told = json.loads(done.stdout)
        assert told["alarms"] is None and told["mongodb_uri"] == given["FILMLEDGER_MONGODB_URI"]


@pytest.mark.parametrize("name", ["scheduler", "app"])
def test_a_container_is_given_a_command_that_filmledger_has(name: str) -> None:
    assert problems(app, ["filmledger", *COMPOSE["services"][name]["command"]]) == []


def test_every_command_in_the_comments_is_there() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    said = re.findall(r"^#   docker compose run --rm app (.+?)(?:[ ]+#.*)?$", text, re.MULTILINE)
    assert len(said) >= 2 and [problems(app, ["filmledger", *shlex.split(words)]) for words in said] == [[]] * len(said)


def test_the_database_and_the_scheduler_come_up_and_nothing_else() -> None:
    assert {name for name, one in COMPOSE["services"].items() if "profiles" not in one} == {"database", "scheduler"}
    assert all(COMPOSE["services"][name]["restart"] == "unless-stopped" for name in ("database", "scheduler"))


def test_the_health_check_asks_what_the_service_answers(ledger: Ledger) -> None:
    """The very command of the health check, asked of a real server, and of nobody."""
    scheduler = COMPOSE["services"]["scheduler"]
    asked = scheduler["healthcheck"]["test"]
    port = scheduler["environment"]["FILMLEDGER_HTTP"].rpartition(":")[2]
    assert asked[:2] == ["CMD", "python"] and f"127.0.0.1:{port}/livez" in asked[-1]
    with serve(ledger, "0") as served:
        words = [sys.executable, *asked[2:-1], asked[-1].replace(f"http://127.0.0.1:{port}", served.address)]
        assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0


def test_nobody_but_this_machine_is_answered_and_no_database_stands_open() -> None:
    ports = {name: one.get("ports", []) for name, one in COMPOSE["services"].items()}
    assert ports == {"database": [], "scheduler": ["127.0.0.1:9464:9464"], "app": []}


def test_a_container_has_no_more_rights_than_it_needs() -> None:
    for name in ("scheduler", "app"):
        service = COMPOSE["services"][name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        (home,) = [volume for volume in service["volumes"] if volume.startswith("home:")]
        assert home.partition(":")[2] == dict(line.split("=") for line in steps("ENV"))["FILMLEDGER_HOME"]


def test_running_pages_may_end() -> None:
    assert int(COMPOSE["services"]["scheduler"]["stop_grace_period"].removesuffix("s")) > 30


def steps(instruction: str) -> list[str]:
    """The values of one kind of instruction in the Dockerfile, in order."""
    parser = DockerfileParser(fileobj=io.BytesIO((ROOT / "Dockerfile").read_bytes()))
    return [str(step["value"]) for step in parser.structure if step["instruction"] == instruction]


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path at the top of the project out of the image's context."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    verdicts = [not line.startswith("!") for line in lines if fnmatch.fnmatch(path, line.removeprefix("!").rstrip("/"))]
    return bool(verdicts) and verdicts[-1]


def test_the_image_has_a_known_python_and_runs_without_privileges() -> None:
    assert {value.split()[0] for value in steps("FROM")} == {"python:3.13-slim"}
    created = [word for line in steps("RUN") if line.startswith("useradd") for word in line.split()]
    assert steps("USER")[-1] in created and f"--owner={steps('USER')[-1]}" in created
    assert steps("USER")[-1] not in {"root", "0"}
    assert steps("ENTRYPOINT") == ['["filmledger"]']
    assert "filmledger" in PROJECT["project"]["scripts"]


def test_the_image_is_built_from_hashed_locks_without_the_embedded_server() -> None:
    installs = [shlex.split(line) for line in steps("RUN") if "pip " in line]
    locks = [after for words in installs for word, after in pairwise(words) if word == "-r"]
    assert locks == ["requirements/build.lock", "requirements/run.lock", "requirements/alarms.lock"]
    assert all("--require-hashes" in words for words in installs if "-r" in words)
    assert all("--no-deps" in words or "--no-index" in words for words in installs if "-r" not in words)
    assert all((ROOT / lock).is_file() and not ignored(lock.partition("/")[0]) for lock in locks)


def test_the_image_gets_what_it_copies() -> None:
    for line in steps("COPY"):
        *sources, _ = [word for word in line.split() if not word.startswith("--")]
        assert all((ROOT / source).exists() for source in sources)
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    for name in ("pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"], *packages):
        assert (ROOT / name).exists()
        assert not ignored(name), name


@pytest.mark.parametrize("name", [".git", ".venv", "tests", "docs"])
def test_the_image_gets_nothing_else(name: str) -> None:
    assert ignored(name)
