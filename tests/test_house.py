"""What one gets with a clone: the commands of the Makefile, the locks, the packages, the licence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution, entry_points
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
ASKED = {
    "run": PROJECT["project"]["dependencies"],
    "dev": GROUPS["dev"],
    "build": GROUPS["build"],
    "embedded": EXTRAS["embedded"],
    "alarms": EXTRAS["alarms"],
}
"""What each lock is made from."""
PACKAGES: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
PYTHONS = ("3.11", "3.12", "3.13")


def locked(name: str) -> list[tuple[Requirement, list[str]]]:
    """Each requirement of a lock with what stands under it."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
    rows = [line.split(" --", maxsplit=1) for line in lines if line and not line.startswith("#")]
    return [(Requirement(row[0]), row[1].replace("--", "").split() if len(row) > 1 else []) for row in rows]


def pins_for(name: str, python: str) -> dict[str, Version]:
    """{package: version} of a lock as pip takes it for that Python on Linux."""
    here = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    found: dict[str, Version] = {}
    for requirement, _ in locked(name):
        if requirement.marker is None or requirement.marker.evaluate(here):
            package = canonicalize_name(requirement.name)
            assert package not in found, f"{package} is pinned twice in {name}.lock for Python {python}"
            (specifier,) = requirement.specifier
            found[package] = Version(specifier.version)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_a_lock_pins_every_line_with_hashes_and_names_no_address(name: str) -> None:
    rows = locked(name)
    assert rows
    for requirement, hashes in rows:
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert hashes, requirement
        assert all(re.fullmatch(r"hash=sha256:[0-9a-f]{64}", said) for said in hashes), requirement
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--extra|--find-links|--trusted|^-|file:|/", text, re.MULTILINE)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", ASKED)
def test_a_lock_has_what_pyproject_asks_for(name: str, python: str) -> None:
    pins = pins_for(name, python)
    for line in ASKED[name]:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate({"python_version": python}):
            version = pins[canonicalize_name(asked.name)]
            assert asked.specifier.contains(version, prereleases=True), f"{asked} against {version}: run `make lock`"


@pytest.mark.parametrize("python", PYTHONS)
def test_the_locks_agree_with_each_other(python: str) -> None:
    everything: dict[str, Version] = {}
    for name in ASKED:
        for package, version in pins_for(name, python).items():
            assert everything.setdefault(package, version) == version, f"{package} in {name}.lock"


def test_only_the_embedded_extra_brings_gpl_code() -> None:
    for name in ("run", "build", "alarms"):
        for requirement, _ in locked(name):
            try:
                metadata = distribution(requirement.name).metadata
            except PackageNotFoundError:
                assert requirement.marker is not None, f"{requirement.name} is not installed: run `make setup`"
                continue  # locked for another platform
            said = [metadata.get("License-Expression") or "", *metadata.get_all("Classifier", [])]
            licences = [line for line in said if "GPL" in line or "General Public License" in line]
            # LGPL libraries are used unchanged and can be replaced: that is what their licence asks.
            assert all("LGPL" in line or "Lesser" in line for line in licences), (requirement.name, licences)
    others = [requirement.name for name in ASKED if name != "embedded" for requirement, _ in locked(name)]
    assert "secantusdb" not in others


def test_every_package_of_pyproject_is_there() -> None:
    code = [package for package in PACKAGES if package != "seeds"]
    assert sorted(code) == sorted(PROJECT["tool"]["mypy"]["packages"])
    # The doctests of every package are run.
    assert sorted([*code, "tests"]) == sorted(PROJECT["tool"]["pytest"]["ini_options"]["testpaths"])
    assert all((ROOT / package / "__init__.py").is_file() for package in code)


def test_the_wheel_brings_every_file_of_its_packages(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    kept = subprocess.run(["git", "ls-files", "--", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode or not kept.stdout:
        pytest.skip("not a git checkout: which files belong to the packages is not known")
    files = {file for file in kept.stdout.splitlines() if (ROOT / file).is_file()}
    assert files <= set(zipfile.ZipFile(wheel).namelist())


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5, Debian 12's for one, lets such a repetition eat a part of what does not fit."""
    written = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    found = {path.name for path in written if re.search(r"\)[*+?]\+(?!,)|\(\?>", path.read_text(encoding="utf-8"))}
    assert not found


def test_the_command_is_installed_and_says_its_version() -> None:
    (script,) = [point for point in entry_points(group="console_scripts") if point.name == "filmledger"]
    assert callable(script.load())
    command = Path(sys.executable).parent / "filmledger"
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"filmledger {PROJECT['project']['version']}\n"


def test_the_changelog_tells_of_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(PROJECT['project']['version'])}\]", text, re.MULTILINE)


def test_the_licence_is_mit() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License\n\nCopyright (c) ")
    assert "without restriction, including without limitation the rights\nto use, copy, modify, merge" in text
    assert PROJECT["project"]["license"] == "MIT"


def test_make_alone_says_what_there_is() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony is not None
    said = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in phony.group(1).split():
        assert re.search(rf"^  make {target} +\S", said, re.MULTILINE), target


def test_make_bench_runs_what_is_there() -> None:
    benches = re.search(r"^benches = (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert benches is not None
    assert all((ROOT / script).is_file() for script in benches.group(1).split())


def test_setup_without_a_usable_python_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "setup").write_bytes((ROOT / "requirements" / "setup").read_bytes())
    (tmp_path / "requirements" / "run.lock").touch()
    (tmp_path / "pyproject.toml").touch()
    broken = tmp_path / "python3.13"  # stands on the path as a launcher does for a version that is not installed
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "PYTHON": str(broken)}
    done = subprocess.run(
        ["sh", "requirements/setup"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"(tried: {broken})" in done.stderr
    assert "It needs 3.11, 3.12 or 3.13" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("script", [".ci/run", "requirements/setup", "requirements/lock"])
def test_a_script_can_be_run(script: str) -> None:
    path = ROOT / script
    assert os.access(path, os.X_OK)
    shell = path.read_text(encoding="utf-8").splitlines()[0].split("/")[-1].split()[-1]
    assert subprocess.run([shell, "-n", str(path)], capture_output=True, check=False).returncode == 0
