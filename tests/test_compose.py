"""docker-compose.yml and Dockerfile, which need Docker to run: held against their schema and against the project."""

from __future__ import annotations

import fnmatch
import io
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

from cli.main import app
from ledger.settings import Settings
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


def test_what_compose_refers_to_is_there() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        for name, need in service.get("depends_on", {}).items():
            assert need != {"condition": "service_healthy"} or "healthcheck" in services[name]
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]
        if "build" in service:
            assert (ROOT / service["build"] / "Dockerfile").is_file()


def test_compose_sets_only_what_filmledger_knows() -> None:
    known = {f"FILMLEDGER_{name.upper()}" for name in Settings.model_fields}
    given = {
        name: value
        for service in COMPOSE["services"].values()
        for name, value in service.get("environment", {}).items()
    }
    assert set(given) <= known
    host = given["FILMLEDGER_MONGODB_URI"].removeprefix("mongodb://").partition(":")[0]
    assert COMPOSE["services"][host]["image"] == "mongo:8"


def test_the_app_is_given_a_command_that_filmledger_has() -> None:
    assert problems(app, ["filmledger", *COMPOSE["services"]["app"]["command"]]) == []


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
    assert steps("USER")[-1] in created
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
