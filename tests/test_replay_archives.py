"""`filmledger replay` and `export warc` at the command line: archives in, archives out, and what is told of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from command import FILMLEDGER, invoke, surroundings
from linked import computed
from made_archives import html, pages, record, response, write
from seed_copies import SEEDS

from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.settings import Settings


@pytest.fixture
def env(ledger_settings: Settings) -> dict[str, str]:
    return surroundings(ledger_settings)


def test_a_broken_archive_is_one_issue_until_it_is_whole(env: dict[str, str], ledger: Ledger, tmp_path: Path) -> None:
    made = [*pages(3), record(9, response(b"\x89PNG", content_type="image/png"))]
    path = write(tmp_path / "a.warc.gz", made)
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + bytes(9) + whole[middle + 9 :])
    done = invoke(env, "replay", str(tmp_path))
    assert done.exit_code == ExitCode.INCOMPLETE
    assert done.stderr.count(str(path)) == 1 and "cannot be read at one place at or behind byte" in done.stderr
    assert "No page in 1 record of archives: 1 image." in done.stdout
    (issue,) = ledger["issues"].find({"field": "file"})
    assert issue["page"] == str(path.resolve()) and issue["why"] in done.stderr
    assert 0 < ledger["pages"].count_documents({}) < 3
    path.write_bytes(whole)
    again = invoke(env, "replay", str(path), "--json")
    told = json.loads(again.stdout)
    assert again.exit_code == ExitCode.OK and told["skipped_records"] == {"image": 1} and told["broken_files"] == 0
    assert ledger["issues"].count_documents({"field": "file"}) == 0 and ledger["pages"].count_documents({}) == 3


def test_an_archive_goes_out_and_comes_in(env: dict[str, str], ledger: Ledger, tmp_path: Path) -> None:
    assert invoke(env, "replay", str(SEEDS)).exit_code == ExitCode.OK
    before = computed(ledger)
    for name in ("a.warc", "a.warc.gz", "a.warc.zst"):
        done = invoke(env, "export", "warc", str(tmp_path / name))
        assert done.exit_code == ExitCode.OK and f"{tmp_path / name}: " in done.stderr
    assert invoke(env, "export", "warc", "--out", str(tmp_path / "b.warc.zst")).exit_code == ExitCode.OK
    piped = subprocess.run([*FILMLEDGER, "export", "warc", "-"], env=env, capture_output=True, check=True).stdout
    for name in ledger.database.list_collection_names():
        if name != "meta":
            ledger[name].delete_many({})
    done = subprocess.run([*FILMLEDGER, "replay", "-"], env=env, input=piped, capture_output=True, check=False)
    assert done.returncode == ExitCode.OK, done.stderr
    assert computed(ledger) == before
    told = json.loads(invoke(env, "replay", str(tmp_path / "*.warc*"), "--json").stdout)
    assert told["pages"] == told["unchanged"] == 20


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "warc"), "Name one file"),
        (("export", "warc", "a.zip"), "its name must end with .warc"),
        (("export", "warc", "a.warc", "--out", "b.warc"), "Name one file"),
        (("export", "films", "--out", "b"), "--out goes with"),
        (("export", "warcs"), "There is no 'warcs' to export"),
    ],
)
def test_a_command_that_cannot_be_meant_says_why(env: dict[str, str], words: tuple[str, ...], said: str) -> None:
    done = invoke(env, *words)
    assert done.exit_code == ExitCode.USAGE and said in done.stderr


def test_paths_that_are_not_there_are_named_and_the_rest_goes_on(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(html(1))
    done = invoke(env, "replay", str(tmp_path / "*.html"), str(tmp_path / "*.warc"))
    assert done.exit_code == ExitCode.INCOMPLETE and "*.warc: no such file or folder; check the path" in done.stderr
    assert invoke(env, "replay", str(tmp_path / "none*")).exit_code == ExitCode.NOT_FOUND
