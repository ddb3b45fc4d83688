"""Opening a ledger: collections, indexes, times, barriers, forks, and the errors that a person can mend."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pymongo.errors import PyMongoError

from ledger.database import Ledger, connect, open_ledger
from ledger.errors import Forked, LedgerError, NotReachable, WrongSetting, WrongUri
from ledger.indexes import INDEXES
from ledger.records import RatingPoint
from ledger.settings import Settings, load_settings
from ledger.validators import COLLECTIONS, document


def test_every_collection_and_index_exists(ledger: Ledger) -> None:
    assert {item.name for item in COLLECTIONS} <= set(ledger.database.list_collection_names())
    for index in INDEXES:
        found = ledger[index.collection].index_information()
        assert [tuple(key) for key in found[index.name]["key"]] == list(index.keys)


def test_no_index_is_another_ones_beginning() -> None:
    for index in INDEXES:
        others = [other for other in INDEXES if other.collection == index.collection and other != index]
        assert not [other.keys for other in others if other.keys[: len(index.keys)] == index.keys]


def test_opening_again_changes_nothing(ledger: Ledger, ledger_settings: Settings) -> None:
    before = ledger["meta"].find_one({"_id": "schema"})
    with open_ledger(ledger_settings) as again:
        assert again["meta"].find_one({"_id": "schema"}) == before


def test_times_keep_their_zone(ledger: Ledger) -> None:
    seen = datetime(2020, 5, 17, 12, tzinfo=UTC)
    point = RatingPoint(_id="p", page="a", kind="critic", first_seen=seen, last_seen=seen)
    ledger["rating_points"].insert_one(document(point))
    found = ledger["rating_points"].find_one({"_id": "p"})
    assert found is not None
    assert found["first_seen"] == seen


def test_barriers_of_several_programs_do_not_disturb_each_other(ledger: Ledger, ledger_settings: Settings) -> None:
    def ten_batches(_number: int) -> None:
        with open_ledger(ledger_settings) as own:
            for _ in range(10):
                own.barrier()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ten_batches, range(4)))
    found = ledger["meta"].find_one({"_id": "barrier"})
    assert found is not None
    assert found["batches"] == 40


def test_the_embedded_server_is_a_mongodb_to_its_uri(ledger: Ledger, ledger_settings: Settings) -> None:
    ledger["judgements"].insert_one({"_id": "there"})
    named = Settings(mongodb_uri=ledger.uri, database=ledger_settings.database, home=Path("/nowhere"))
    with open_ledger(named) as other:
        assert not other.is_embedded
        other.barrier()
        assert other["judgements"].find_one({"_id": "there"})


def test_a_ledger_is_not_carried_across_a_fork(ledger: Ledger) -> None:
    assert in_a_fork(lambda: ledger["films"]) == "Forked"
    assert in_a_fork(ledger.close) == "nothing"
    assert ledger["films"].find_one({}) is None


def in_a_fork(work: Callable[[], object]) -> str:
    """The name of the error that `work` raises in a child process, or "nothing"."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            work()
            os.write(writing, b"nothing")
        except Forked:
            os.write(writing, b"Forked")
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.wait()
    return said


@pytest.mark.parametrize(
    "uri",
    [
        "mongodb://",
        "postgres://localhost/films",
        "mongodb://ann:secret@localhost:port",
        "mongodb://ann:sec/ret@localhost",
        "mongodb://localhost/?tls=true&tlsInsecure=true&tlsAllowInvalidCertificates=true",
    ],
)
def test_a_wrong_uri_is_one_line_without_the_password(uri: str) -> None:
    with pytest.raises(WrongUri) as caught:
        open_ledger(Settings(mongodb_uri=uri))
    assert "FILMLEDGER_MONGODB_URI" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "sec/ret" not in str(caught.value)


@pytest.fixture
def dead_uri() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"mongodb://ann:secret@127.0.0.1:{port}/?serverSelectionTimeoutMS=200"


def test_a_database_that_is_down_is_one_line(dead_uri: str) -> None:
    with pytest.raises(NotReachable) as caught:
        open_ledger(Settings(mongodb_uri=dead_uri))
    assert "ann:***@127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_something_that_is_no_database_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        answered = pool.submit(answer_as_a_web_server, server)
        uri = f"mongodb://127.0.0.1:{server.getsockname()[1]}/?serverSelectionTimeoutMS=500&connectTimeoutMS=500"
        with pytest.raises(NotReachable):
            open_ledger(Settings(mongodb_uri=uri))
        answered.result(timeout=30)


def answer_as_a_web_server(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def test_a_failure_in_the_midst_leaves_as_a_ledger_error(ledger_settings: Settings, dead_uri: str) -> None:
    with pytest.raises(LedgerError), open_ledger(ledger_settings), connect(dead_uri) as other:
        other["films"].command("ping")


def test_a_fault_of_the_program_stays_what_it_is(ledger_settings: Settings) -> None:
    with pytest.raises(PyMongoError), open_ledger(ledger_settings) as ledger:
        ledger["films"].find_one({"$nonsense": 1})


def test_what_the_uri_sets_wins() -> None:
    with connect("mongodb://localhost/?serverSelectionTimeoutMS=123") as client:
        assert client.options.server_selection_timeout == 0.123
    with connect("mongodb://localhost") as client:
        assert client.options.server_selection_timeout == 5


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILMLEDGER_DATABASE", "my films")
    with pytest.raises(WrongSetting, match="FILMLEDGER_DATABASE is 'my films'"):
        load_settings()


def test_a_relative_home_is_made_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FILMLEDGER_HOME", "here")
    assert load_settings().home == tmp_path / "here"
