"""What keeps the embedded server from running is said in one line that tells what to do."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import embedded
from ledger.database import open_ledger
from ledger.embedded_program import PACKAGE, VERSION, folder_of
from ledger.errors import LedgerError, NoServer, NotWritable, OlderStore, ServerFailed
from ledger.settings import Settings

ROOM_MB = 80
"""Enough for an empty ledger and its log, not for what the test writes."""


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    own = Settings(home=tmp_path / "home", mongodb_uri=None, embedded_linger_seconds=0)
    yield own
    embedded.stop(own)


def one_line(error: LedgerError) -> str:
    assert error.todo
    assert "\n" not in str(error)
    return str(error)


def test_without_the_extra_the_error_points_at_a_mongodb(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = [place for place in sys.path if not list(Path(place or ".").glob(f"{PACKAGE}-*"))]
    monkeypatch.setattr(sys, "path", hidden)
    with pytest.raises(NoServer) as caught:
        open_ledger(settings)
    assert "FILMLEDGER_MONGODB_URI" in one_line(caught.value)
    assert "filmledger[embedded]" in one_line(caught.value)


def test_another_version_is_not_run(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    metadata = tmp_path / "site" / f"{PACKAGE}-9.9.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 9.9\n")
    monkeypatch.setattr(sys, "path", [str(metadata.parent.parent), *sys.path])
    with pytest.raises(NoServer, match=f"9.9 is installed, and filmledger runs {VERSION}"):
        open_ledger(settings)


def test_the_choice_of_the_server_is_the_pinned_one() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    assert project["project"]["optional-dependencies"]["embedded"] == [f"{PACKAGE}=={VERSION}"]


def test_the_server_is_never_imported(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        ledger.barrier()
    assert not [name for name in sys.modules if name.startswith("secantus")]


def test_a_ledger_of_another_version_is_pointed_out(settings: Settings) -> None:
    (settings.home / "embedded" / f"{PACKAGE}-0.5.0" / "data").mkdir(parents=True)
    with pytest.raises(OlderStore) as caught:
        open_ledger(settings)
    assert f"{PACKAGE}-0.5.0" in one_line(caught.value)


def test_a_home_that_cannot_be_made(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    blocked = settings.model_copy(update={"home": tmp_path / "file" / "home"})
    with pytest.raises(NotWritable) as caught:
        open_ledger(blocked)
    assert str(tmp_path / "file") in one_line(caught.value)
    assert "FILMLEDGER_HOME" in one_line(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_permission(settings: Settings, tmp_path: Path) -> None:
    settings.home.mkdir()
    settings.home.chmod(0o500)
    with pytest.raises(NotWritable, match="permission denied"):
        open_ledger(settings)


def test_a_damaged_store_is_said_to_be_one(settings: Settings) -> None:
    embedded.start(settings)
    embedded.stop(settings)
    (folder_of(settings) / "data" / "WiredTiger.turtle").write_text("nonsense\n")
    (folder_of(settings) / "data" / "WiredTiger.wt").write_bytes(b"nonsense")
    with pytest.raises(ServerFailed) as caught:
        open_ledger(settings)
    assert "server.log" in one_line(caught.value)
    assert embedded.state_of(settings).status == "stopped"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", bytes(place), b"tmpfs", 0, f"size={ROOM_MB}m".encode()):
        pytest.skip("a small disk can be mounted by root on Linux only")
    yield place
    libc.umount2(bytes(place), 2)


def test_a_full_disk_is_said_to_be_full_and_loses_nothing(small_disk: Path) -> None:
    settings = Settings(home=small_disk, mongodb_uri=None, embedded_linger_seconds=0)
    told = set()
    try:
        with pytest.raises(NotWritable) as caught, open_ledger(settings) as ledger:
            for number in range(400):
                ledger["bodies"].insert_one({"_id": str(number), "zstd": os.urandom(1_000_000), "size": 1_000_000})
                ledger.barrier()
                told.add(str(number))
        assert "full" in one_line(caught.value)
        subprocess.run(["mount", "-o", "remount,size=400m", small_disk], check=True)
        with open_ledger(settings) as ledger:
            assert told <= {found["_id"] for found in ledger["bodies"].find({}, {"_id": 1})}
    finally:
        embedded.stop(settings)
