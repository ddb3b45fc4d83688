"""What the commands print, over the seeds: tables as in tests/golden/cli, JSON and CSV that parse, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from command import FILM, ROOT, invoke, run

from cli.exit_codes import ExitCode

GOLDEN = Path(__file__).parent / "golden" / "cli"
SCREENS = {
    "films": ("films",),
    "show": ("show", FILM),
    "reviews": ("reviews", FILM),
    "reviews-critic": ("reviews", FILM, "--kind", "critic", "--limit", "3"),
    "ratings": ("ratings", FILM),
    "conflicts": ("conflicts",),
}
WIDTHS = (80, 120)
SEEDS = ROOT / "seeds"


def printed(env: dict[str, str], name: str, width: int) -> str:
    done = invoke(env | {"COLUMNS": str(width)}, *SCREENS[name])
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_as_it_was(seeded: dict[str, str], name: str, width: int) -> None:
    """After a wanted change: `python -m tests.write_goldens`, and look at the difference."""
    found = printed(seeded, name, width)
    assert found == (GOLDEN / f"{name}-{width}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCREENS)
def test_in_a_pipe_nothing_is_cut_or_coloured(seeded: dict[str, str], name: str) -> None:
    done = run(seeded, *SCREENS[name])
    assert done.returncode == 0, done.stderr
    found = done.stdout
    assert "\x1b" not in found and "…" not in found
    assert all(line == line.rstrip() for line in found.splitlines())


def test_a_terminal_that_is_told_to_be_one_has_colours(seeded: dict[str, str]) -> None:
    assert "\x1b[" in run(seeded | {"FORCE_COLOR": "1"}, "films").stdout


@pytest.mark.parametrize("words", [("show", FILM), ("reviews", "--json"), ("reviews", "--csv")], ids=" ".join)
def test_a_pipe_is_given_utf8_whatever_the_locale(seeded: dict[str, str], words: tuple[str, ...]) -> None:
    usual = invoke(seeded, *words)
    odd = run(seeded | {"PYTHONIOENCODING": "latin-1", "LC_ALL": "C"}, *words, text=False)
    assert odd.returncode == 0, odd.stderr
    assert odd.stdout == usual.stdout_bytes
    assert "’" in odd.stdout.decode("utf-8")


def test_a_file_name_that_is_no_utf8_is_read_and_named(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    shutil.copy(SEEDS / "001_5522021a20e61ffa.txt", name)
    done = run(dict(os.environ) | {"PYTHONPATH": str(ROOT)}, "read", "--jsonl", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["page"] == os.fsdecode(name)


LISTS = ("films", "reviews", "ratings", "conflicts", "pages", "runs")


@pytest.mark.parametrize("name", LISTS)
def test_json_is_an_array_with_a_record_a_line(seeded: dict[str, str], name: str) -> None:
    text = invoke(seeded, name, "--json").stdout
    records = json.loads(text)
    lines = [line.rstrip(",") for line in text.splitlines()[1:-1]]
    assert records and [json.loads(line) for line in lines] == records


@pytest.mark.parametrize("name", LISTS)
def test_csv_has_the_same_records_as_json(seeded: dict[str, str], name: str) -> None:
    rows = list(csv.DictReader(io.StringIO(invoke(seeded, name, "--csv").stdout)))
    records = json.loads(invoke(seeded, name, "--json").stdout)
    key = "field" if name == "conflicts" else "id"
    assert [row[key] for row in rows] == [record[key] for record in records]


def test_the_whole_film_in_json(seeded: dict[str, str]) -> None:
    film = json.loads(invoke(seeded, "show", FILM, "--json").stdout)
    assert film["id"] == FILM and film["title"] == "Won't Back Down"
    assert len(film["reviews"]) == 24 and len(film["ratings"]) == 1 and len(film["pages"]) == 5
    assert {page for said in film["stated"]["runtime_minutes"] for page in said["pages"]} <= set(film["pages"])


FILTERS = {
    ("films", "--title", "back DOWN"): 1,
    ("films", "--title", "learning fly"): 1,
    ("films", "--title", "daniel barnz"): 0,
    ("films", "--person", "gyllenhaal maggie"): 1,
    ("films", "--person", "maggie davis"): 0,
    ("films", "--person", "zayas", "--year", "2012"): 1,
    ("films", "--year", "2012"): 1,
    ("films", "--year", "2013"): 0,
    ("films", "--search", "barnz fly"): 1,
    ("films", "--search", "barnz", "--year", "1999"): 0,
    ("films", "--source", "example.org"): 0,
    ("reviews", FILM): 24,
    ("reviews", FILM, "--kind", "column"): 1,
    ("reviews", "--kind", "audience"): 11,
    ("reviews", "--kind", "audience", "--limit", "4"): 4,
    ("reviews", "--author", "kyle smith"): 1,
    ("reviews", "--author", "smith new"): 0,
    ("reviews", "--publication", "boston globe", "--kind", "critic"): 1,
    ("reviews", "--publication", "boston globe", "--kind", "audience"): 0,
    ("reviews", "--search", "feel good movie"): 1,
    ("reviews", FILM, "--search", "charter schools unions"): 3,
    ("reviews", "--limit", "0"): 24,
    ("ratings", FILM, "--history"): 1,
    ("ratings", "--source", "nobody.example"): 0,
    ("conflicts", FILM): 4,
    ("conflicts", "--field", "box_office.gross"): 2,
    ("conflicts", "--field", "year"): 0,
    ("pages", "--source", "seeds"): 5,
    ("pages", "--outcome", "read", "--source", "seeds"): 5,
    ("pages", "--outcome", "challenge"): 0,
    ("pages", "--run", "latest"): 5,
    ("issues", "--field", "year"): 0,
}


@pytest.mark.parametrize(("words", "count"), FILTERS.items(), ids=map(" ".join, FILTERS))
def test_a_filter_leaves_what_fits(seeded: dict[str, str], words: tuple[str, ...], count: int) -> None:
    done = invoke(seeded, *words, "--json")
    assert len(json.loads(done.stdout)) == count
    assert done.exit_code == (ExitCode.OK if count else ExitCode.NOT_FOUND)
    assert ("fit these filters" in done.stderr) == (not count)


def test_an_empty_list_without_filters_is_no_failure(seeded: dict[str, str]) -> None:
    done = invoke(seeded, "issues")
    assert (done.exit_code, done.stdout, done.stderr) == (ExitCode.OK, "", "No issues.\n")


def test_a_cut_list_says_so(seeded: dict[str, str]) -> None:
    done = invoke(seeded, "reviews", "--limit", "2")
    assert done.stderr == "The first 2 reviews; there are more: --limit 0 shows all.\n"
    assert invoke(seeded, "reviews", "--limit", "24").stderr == ""


PAGE = "002_e4e81573ef15b8b6.txt~dcf437c0647c"
NAMES = [FILM, "won't back down", "learning to fly", "Wont Back Down 2012", "back down", PAGE]


@pytest.mark.parametrize("name", NAMES)
def test_a_film_is_found_by_id_and_by_title(seeded: dict[str, str], name: str) -> None:
    assert json.loads(invoke(seeded, "show", *name.split(), "--json").stdout)["id"] == FILM


def test_the_same_pages_again_change_nothing(seeded: dict[str, str]) -> None:
    done = invoke(seeded, "replay")
    assert done.exit_code == 0
    assert done.stdout.startswith("Nothing changed: 5 pages, all known.\n")


def test_read_prints_every_key_of_a_reading(tmp_path: Path) -> None:
    done = invoke({}, "read", "--jsonl", "seeds")
    readings = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reading["page"] for reading in readings] == sorted(map(str, Path("seeds").glob("*.txt")))
    assert {tuple(reading) for reading in readings} == {
        ("page", "page_type", "film", "ratings", "reviews", "layers", "issues")
    }


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        known = version("filmledger")
    except PackageNotFoundError:
        pytest.skip("filmledger is not installed here: `make setup` installs it")
    assert invoke({}, "--version").stdout == f"filmledger {known}\n"
