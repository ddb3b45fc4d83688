"""Imports go one way, and files and functions stay short enough to be read at once."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# What each room may import of the rooms, itself included. A name stands for itself and for all within it.
MAY_IMPORT = {
    "scrapers": ("scrapers",),
    "ledger": ("ledger",),
    "pipelines": (
        "pipelines",
        "ledger",
        "scrapers.words",
        "scrapers.pages",
        "scrapers.read",
        "scrapers.outcomes",
        "scrapers.warc",
    ),
    "scheduler": ("scheduler", "pipelines", "ledger", "scrapers"),
    "web": ("web", "scheduler", "pipelines", "ledger", "scrapers"),
    "cli": ("cli", "web", "scheduler", "pipelines", "ledger", "scrapers"),
}
OURS = {*MAY_IMPORT, "tests", "bench", "docs", "seeds"}
LATER_PYTHON = {"compression"}
"""Modules of Python itself that came after the one that runs the tests."""
MOST_LINES_A_FILE = 320
MOST_LINES_A_FUNCTION = 45


def modules_in(root: Path, *folders: str) -> Iterator[Path]:
    """Every Python file in those folders, in order."""
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


@cache
def tree_of(source: bytes) -> ast.Module:
    """What Python makes of a file; the same for the same, for several tests ask."""
    return ast.parse(source)


def names_imported(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """(line, full dotted name) of all that a module in `package` imports, wherever in it, relative ones resolved."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def forbidden_imports(root: Path) -> list[str]:
    """Every import that goes against `MAY_IMPORT`, as "file:line imports name"."""
    found = []
    for path in modules_in(root, *MAY_IMPORT):
        within = path.relative_to(root)
        allowed = MAY_IMPORT[within.parts[0]]
        for line, name in names_imported(tree_of(path.read_bytes()), within.parent.parts):
            is_ours = name.partition(".")[0] in OURS
            if is_ours and not any(name == room or name.startswith(f"{room}.") for room in allowed):
                found.append(f"{within}:{line} imports {name}")
    return found


def libraries_imported(root: Path, *folders: str) -> dict[str, str]:
    """{top-level module from outside the project and Python itself: a file that imports it}."""
    found = {}
    # Scripts and tests import those beside them, and the scripts the generators of the tests.
    beside = (path for folder in ("tests", "bench") for path in (root / folder).glob("*"))
    siblings = {path.stem for path in beside if path.suffix == ".py" or (path / "__init__.py").is_file()}
    for path in modules_in(root, *folders):
        for _, name in names_imported(tree_of(path.read_bytes()), path.relative_to(root).parent.parts):
            top = name.partition(".")[0]
            if top not in OURS | LATER_PYTHON | sys.stdlib_module_names | siblings:
                found[top] = str(path.relative_to(root))
    return found


def undeclared(imported: dict[str, str], asked: list[str]) -> list[str]:
    """Every imported module whose package is not among the requirements, as "file imports name"."""
    declared = {canonicalize_name(Requirement(line).name) for line in asked}
    brings = packages_distributions()
    return [
        f"{file} imports {name}"
        for name, file in imported.items()
        if not declared & {canonicalize_name(package) for package in brings.get(name, [])}
    ]


def too_long(root: Path, *folders: str) -> list[str]:
    """Every file and function over the bounds, with its length."""
    found = []
    for path in modules_in(root, *folders):
        source = path.read_bytes()
        within, lines = path.relative_to(root), len(source.splitlines())
        if lines > MOST_LINES_A_FILE:
            found.append(f"{within} has {lines} lines")
        for node in ast.walk(tree_of(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_LINES_A_FUNCTION:
                    found.append(f"{within}:{node.lineno} {node.name} has {lines} lines")
    return found


def test_imports_go_one_way() -> None:
    assert forbidden_imports(ROOT) == []


def test_what_is_imported_is_asked_for() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    run, dev = [*PROJECT["project"]["dependencies"], *extras["alarms"]], PROJECT["dependency-groups"]["dev"]
    assert undeclared(libraries_imported(ROOT, *MAY_IMPORT), run) == []
    assert undeclared(libraries_imported(ROOT, "tests", "bench", "docs"), [*run, *dev]) == []


def test_the_check_sees_what_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "main.py").write_text("import os, yaml, nobody_has_this\nfrom rich.table import Table\n")
    imported = libraries_imported(tmp_path, "cli")
    assert undeclared(imported, ["rich>=15", "PyYAML"]) == ["cli/main.py imports nobody_has_this"]
    assert undeclared(imported, ["rich"]) == ["cli/main.py imports yaml", "cli/main.py imports nobody_has_this"]


def test_files_and_functions_are_short() -> None:
    assert too_long(ROOT, *MAY_IMPORT, "bench", "tests", "docs") == []


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("scrapers/kinds.py", "import ledger.records", "ledger.records"),
        ("scrapers/layers/labels.py", "from pipelines import steps", "pipelines.steps"),
        ("scrapers/layers/labels.py", "from ..words import Said", None),
        ("ledger/queries.py", "from scrapers.words import Said", "scrapers.words.Said"),
        ("ledger/queries.py", "def ask():\n    from pipelines.link import link", "pipelines.link.link"),
        ("pipelines/steps.py", "from scrapers.words import Said", None),
        ("pipelines/steps.py", "from scrapers import pages", None),
        ("pipelines/steps.py", "import scrapers", "scrapers"),
        ("pipelines/steps.py", "from scrapers.layers.prose import read", "scrapers.layers.prose.read"),
        ("pipelines/steps.py", "from scrapers.words_of_old import a", "scrapers.words_of_old.a"),
        ("pipelines/steps.py", "from cli.main import app", "cli.main.app"),
        ("scheduler/lease.py", "from web.api import app", "web.api.app"),
        ("cli/main.py", "from scheduler.lease import Lease\nimport scrapers.layers", None),
        ("cli/main.py", "from tests.site import serve", "tests.site.serve"),
        ("cli/main.py", "import ledgers, json", None),
    ],
)
def test_the_check_sees_what_goes_the_wrong_way(tmp_path: Path, file: str, text: str, name: str | None) -> None:
    module = tmp_path / file
    module.parent.mkdir(parents=True)
    module.write_text(text)
    line = text.count("\n", 0, text.find("import ")) + 1
    assert forbidden_imports(tmp_path) == ([f"{file}:{line} imports {name}"] if name else [])


def test_the_check_sees_what_is_too_long(tmp_path: Path) -> None:
    room = tmp_path / "ledger"
    room.mkdir()
    body = "\n".join("    x = 1" for _ in range(MOST_LINES_A_FUNCTION))
    (room / "long.py").write_text(f"class A:\n    async def reads(self): ...\n\ndef joins():\n{body}\n")
    (room / "longer.py").write_text("x = 1\n" * (MOST_LINES_A_FILE + 1))
    (room / "right.py").write_text("x = 1\n" * MOST_LINES_A_FILE)
    assert too_long(tmp_path, "ledger") == ["ledger/long.py:4 joins has 46 lines", "ledger/longer.py has 321 lines"]
