"""Whatever goes wrong is one clear line on stderr, a fitting exit code, and nothing stored is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command import FILM, FILMLEDGER, ROOT, invoke, run, surroundings
from pymongo.errors import BulkWriteError
from typer.testing import Result

from cli.errors import CommandError, explain
from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.settings import Settings

SEEDS = ROOT / "seeds"


@pytest.fixture
def env(ledger_settings: Settings) -> dict[str, str]:
    """The environment of an empty ledger of the test's own."""
    return surroundings(ledger_settings)


def told(done: subprocess.CompletedProcess[str] | Result) -> str:
    """The one line on stderr, or a failure."""
    (line,) = done.stderr.splitlines()
    assert "Traceback" not in line
    return line


def test_a_missing_file(env: dict[str, str], tmp_path: Path) -> None:
    for command in ("read", "replay"):
        done = invoke(env, command, str(tmp_path / "none.html"))
        assert done.exit_code == ExitCode.NOT_FOUND
        assert "none.html" in told(done) and "check the path" in told(done)


def test_a_missing_file_among_others(env: dict[str, str], tmp_path: Path) -> None:
    done = invoke(env, "replay", str(tmp_path / "none.html"), str(SEEDS), "--json")
    assert done.exit_code == ExitCode.INCOMPLETE
    assert json.loads(done.stdout)["films_added"] == 1


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty.html": (b"", "is empty"),
    "blank.txt": (b" \n\t\n", "is empty"),
    "binary.html": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "is a binary file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_page(env: dict[str, str], tmp_path: Path, name: str) -> None:
    body, why = BROKEN[name]
    file = tmp_path / name
    file.write_bytes(body)
    for command in ("read", "replay"):
        done = invoke(env, command, str(file))
        assert done.exit_code == ExitCode.INCOMPLETE
        assert str(file) in told(done) and why in told(done)
    (issue,) = json.loads(invoke(env, "issues", "--json").stdout)
    assert (issue["page"], issue["field"]) == (str(file), "file") and why in issue["why"]
    invoke(env, "replay", str(file))
    assert len(json.loads(invoke(env, "issues", "--json").stdout)) == 1

    file.write_bytes((SEEDS / "001_5522021a20e61ffa.txt").read_bytes())
    assert invoke(env, "replay", str(file)).exit_code == 0
    assert json.loads(invoke(env, "issues", "--json").stdout) == []


def heft(folder: Path, count: int) -> None:
    """Pages of so many films, in files from 000.txt on."""
    text = (SEEDS / "001_5522021a20e61ffa.txt").read_text(encoding="utf-8")
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(text.replace("Won't Back Down", f"Heft {number}"), encoding="utf-8")


def test_broken_files_among_many(env: dict[str, str], tmp_path: Path) -> None:
    heft(tmp_path, 40)
    for number, (body, _) in zip((7, 19, 30), BROKEN.values(), strict=True):
        (tmp_path / f"{number:03}.txt").write_bytes(body)
    done = invoke(env, "replay", str(tmp_path), "--json")
    counted = json.loads(done.stdout)
    assert done.exit_code == ExitCode.INCOMPLETE
    assert (counted["pages"], counted["broken_files"]) == (37, 3)
    assert [line.split(":")[0][-7:] for line in done.stderr.splitlines()] == ["007.txt", "019.txt", "030.txt"]
    assert len(json.loads(invoke(env, "issues", "--field", "file", "--json").stdout)) == 3


DATABASES: dict[str, tuple[dict[str, str], ExitCode, str]] = {
    "down": (
        {"FILMLEDGER_MONGODB_URI": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300"},
        ExitCode.NO_DATABASE,
        ":1",
    ),
    "wrong": ({"FILMLEDGER_MONGODB_URI": "mongo:/x"}, ExitCode.NO_DATABASE, "FILMLEDGER_MONGODB_URI"),
    "password": (
        {"FILMLEDGER_MONGODB_URI": "mongodb://ann:secret@127.0.0.1:1/?serverSelectionTimeoutMS=300"},
        ExitCode.NO_DATABASE,
        "ann:***@",
    ),
    "no folder": ({"FILMLEDGER_HOME": "/dev/null/here"}, ExitCode.NOT_WRITTEN, "/dev/null/here"),
}


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_that_cannot_be_opened(name: str) -> None:
    setting, code, part = DATABASES[name]
    clean: dict[str, str | None] = {key: None for key in os.environ if key.startswith("FILMLEDGER_")}
    done = invoke({**clean, **setting}, "films")
    assert done.exit_code == code
    assert part in told(done) and "secret" not in done.stderr


USAGE = {
    ("films", "--yeer"): "--year",
    ("films", "--year", "soon"): "--year",
    ("film",): "films",
    ("show",): "FILM",
    ("read",): "PAGE",
    ("films", "--json", "--csv"): "exclude each other",
    ("reviews", "--kind", "novel"): "--kind",
    ("export", "readings", "--format", "csv"): "jsonl",
    ("export",): "--to",
    ("films", "--title", "?!"): "no word",
}


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_a_command_line_that_is_not_understood(seeded: dict[str, str], words: tuple[str, ...]) -> None:
    done = invoke(seeded, *words)
    assert done.exit_code == ExitCode.USAGE
    assert USAGE[words] in told(done) and done.stdout == ""


NOWHERE = [
    ("show", "no", "such", "film"),
    ("reviews", "nosuchfilm"),
    ("issues", "--run", "nosuchrun"),
    ("pages", "--run", "nosuchrun"),
]


@pytest.mark.parametrize("words", NOWHERE, ids=" ".join)
def test_what_is_not_there(seeded: dict[str, str], words: tuple[str, ...]) -> None:
    done = invoke(seeded, *words)
    assert done.exit_code == ExitCode.NOT_FOUND
    assert "such" in told(done)


FULL = [
    ("show", FILM),
    ("films",),
    ("reviews", "--json"),
    ("reviews", "--csv"),
    ("read", "--jsonl", "seeds"),
    ("--help",),
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", FULL, ids=" ".join)
def test_a_full_disk_under_the_output(seeded: dict[str, str], words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(seeded, *words, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == ExitCode.NOT_WRITTEN
    assert "no space left" in told(done)


def test_an_export_that_cannot_be_written_leaves_what_was_there(seeded: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert invoke(seeded, "export", "films", "--to", str(folder)).exit_code == 0
    before = (folder / "films.jsonl").read_bytes()
    (folder / "reviews.jsonl").mkdir()
    done = invoke(seeded, "export", "films", "reviews", "--to", str(folder))
    assert done.exit_code == ExitCode.NOT_WRITTEN
    assert "reviews.jsonl" in done.stderr.splitlines()[-1]
    assert (folder / "films.jsonl").read_bytes() == before
    assert sorted(file.name for file in folder.iterdir()) == ["films.jsonl", "reviews.jsonl"]


def _piped(env: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    """The command as a terminal starts it: a shell's background job, hands on to its own that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen([*FILMLEDGER, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_reader_that_goes_away_ends_it_quietly(seeded: dict[str, str], tmp_path: Path) -> None:
    text = (SEEDS / "002_e4e81573ef15b8b6.txt").read_text(encoding="utf-8")
    for number in range(60):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    process = _piped(seeded, "read", "--jsonl", str(tmp_path))
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == ExitCode.OK


def test_ctrl_c_is_one_line_and_keeps_what_is_stored(env: dict[str, str], ledger: Ledger, tmp_path: Path) -> None:
    heft(tmp_path, 410)  # several batches: the signal comes while most are still to be read
    process = _piped(env, "replay", str(tmp_path))
    _wait_until(lambda: ledger["pages"].find_one({}) is not None)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert said.decode().split("\n")[1:] == [
        "Stopped. What was stored is kept; the same command goes on from there.",
        "",
    ]
    kept = {page["_id"] for page in ledger["pages"].find({}, {"_id": 1})}
    assert kept
    assert invoke(env, "replay", str(tmp_path)).exit_code == 0
    assert kept <= {page["_id"] for page in ledger["pages"].find({}, {"_id": 1})}
    assert len(list(ledger["readings"].find({"linked": True}, {"_id": 1}))) == 410


def _wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_debug_shows_the_traceback_wherever_it_stands(env: dict[str, str]) -> None:
    broken = env | {"FILMLEDGER_MONGODB_URI": "mongo:/x"}
    for words in (("--debug", "films"), ("films", "--debug")):
        said = invoke(broken, *words).stderr
        assert "Traceback" in said and said.splitlines()[-1].startswith("filmledger: ")


def test_a_write_that_is_refused_says_why(ledger: Ledger) -> None:
    with pytest.raises(BulkWriteError) as raised:
        ledger["films"].insert_many([{"_id": "up", "pages": "no list"}])
    failure = explain(raised.value)
    assert failure.code == ExitCode.NOT_WRITTEN
    assert "refused to write: Document failed validation" in failure.line and len(failure.line) < 500


def test_an_error_that_nobody_foresaw_is_one_line_too() -> None:
    failure = explain(ZeroDivisionError("a\nb"))
    assert failure.code == ExitCode.BUG and "\n" not in failure.line and "--debug" in failure.line
    assert explain(CommandError("x", ExitCode.USAGE)) == ("x", ExitCode.USAGE)
