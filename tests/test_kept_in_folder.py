"""Pages kept in a folder of WARC files: the same ledger, a store that bears kill -9, and that stands by itself."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from command import ROOT, invoke, surroundings
from linked import computed
from made_archives import read
from test_kept import JUNE, captures, film, stored

from cli.exit_codes import ExitCode
from ledger.database import Ledger, open_ledger
from ledger.settings import Settings
from pipelines.keep import page_of
from pipelines.keeping.bodies import bytes_of
from pipelines.replay import replay
from scrapers.pages import Page

PAGES = 30


@pytest.fixture
def in_folder(ledger_settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    yield ledger_settings.model_copy(update={"keep_in": tmp_path / "pages", "database": ledger_settings.database + "f"})
    with open_ledger(ledger_settings) as opened:
        opened.database.client.drop_database(ledger_settings.database + "f")


@pytest.mark.parametrize("one_by_one", [False, True])
def test_folder_and_database_give_the_same_ledger(ledger: Ledger, in_folder: Settings, one_by_one: bool) -> None:
    with open_ledger(in_folder) as other:
        timed = [page if page.fetched_at else replace(page, seen_at=JUNE) for page in captures()]
        for some in [[page] for page in timed] if one_by_one else [timed]:
            replay(ledger, some)
            replay(other, some)
        assert computed(other) == computed(ledger) and stored(other) == stored(ledger)
        assert {body["_id"] for body in other["bodies"].find()} == {body["_id"] for body in ledger["bodies"].find()}
        assert all("zstd" not in body for body in other["bodies"].find())
        for body in ledger["bodies"].find():
            assert bytes_of(other, body["_id"]) == bytes_of(ledger, body["_id"])


def test_the_folder_alone_makes_the_ledger_again(in_folder: Settings, ledger: Ledger) -> None:
    with open_ledger(in_folder) as other:
        replay(other, captures())
        found, broken, skipped = read(in_folder.keep_in or "")
        assert not broken and not skipped
        replay(ledger, found)
        assert computed(ledger) == computed(other)
        assert list(ledger["readings"].find({}, {"seen_at": 0, "last_seen": 0}).sort("_id")) == list(
            other["readings"].find({}, {"seen_at": 0, "last_seen": 0}).sort("_id")
        )


def test_a_content_is_written_once(in_folder: Settings) -> None:
    with open_ledger(in_folder) as other:
        replay(other, [film(name=f"https://{number}.example/up") for number in range(3)])
        replay(other, [film(name="https://3.example/up"), film("9.1", name="https://4.example/up")])
        replay(other, [film(day=5)])
        files = sorted((in_folder.keep_in or Path()).iterdir())
        assert len(files) == 3 and other["bodies"].count_documents({}) == 2
        assert len(read(in_folder.keep_in or "")[0]) == 6


def test_a_ledger_may_change_where_it_keeps(ledger: Ledger, ledger_settings: Settings, tmp_path: Path) -> None:
    replay(ledger, [film()])
    folder = ledger_settings.model_copy(update={"keep_in": tmp_path / "pages"})
    with open_ledger(folder) as other:
        replay(other, [film("9.1", 3), film(name="https://mirror.example/up")])
        assert all(page_of(other, kept) for kept in other["pages"].find())
    assert len(read(tmp_path / "pages")[0]) == 2
    env = surroundings(ledger_settings)
    done = invoke(env, "replay", "--kept", "--diff")
    assert done.exit_code == ExitCode.NO_DATABASE and "set FILMLEDGER_KEEP_IN to the folder" in done.stderr
    env |= {"FILMLEDGER_KEEP_IN": str(tmp_path / "pages")}
    assert invoke(env, "replay", "--kept", "--diff").exit_code == ExitCode.OK
    for path in (tmp_path / "pages").iterdir():
        path.write_bytes(path.read_bytes()[:-200])
    done = invoke(env, "replay", "--kept", "--diff")
    assert done.exit_code == ExitCode.NO_DATABASE and "bring the folder of FILMLEDGER_KEEP_IN back" in done.stderr


KILLED = """
import sys
from test_kept_in_folder import pages
from ledger.database import open_ledger
from pipelines.replay import replay
with open_ledger() as ledger:
    for page in pages():
        print(page.name, flush=True)
        replay(ledger, [page])
"""


def pages() -> list[Page]:
    return [film(f"{number % 90 / 10:.1f}", name=f"https://a.example/{number}") for number in range(PAGES)]


def test_kill_9_leaves_a_store_that_can_be_read(ledger: Ledger, in_folder: Settings) -> None:
    chance = random.Random(5)
    env = surroundings(in_folder) | {"FILMLEDGER_KEEP_IN": str(in_folder.keep_in)}
    env["PYTHONPATH"] = f"{ROOT}:{ROOT / 'tests'}"
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", KILLED], env=env, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(chance.randint(2, 12)):
            process.stdout.readline()
        chance_left = chance.uniform(0, 0.05)
        try:
            process.wait(chance_left)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
        with open_ledger(in_folder) as other:
            assert all(page_of(other, kept) for kept in other["pages"].find())
            found, _, _ = read(in_folder.keep_in or "")
            assert {kept["_id"] for kept in other["pages"].find()} <= {page.name for page in found}
    with open_ledger(in_folder) as other:
        replay(other, pages())
        replay(ledger, pages())
        assert computed(other) == computed(ledger) and stored(other) == stored(ledger)
