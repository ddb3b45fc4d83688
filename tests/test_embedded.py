"""The embedded server among processes: shared, mended, stopped; what was acknowledged outlives every kill."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pymongo.errors import AutoReconnect

from ledger import embedded
from ledger.database import Ledger, open_ledger
from ledger.embedded_program import folder_of
from ledger.errors import NotReachable
from ledger.settings import Settings

LIMIT_SECONDS = 60.0
"""For waits that end at once when all is well."""

CLIENT = """
import sys
from ledger import embedded
from ledger.database import open_ledger
from ledger.errors import NotReachable
from ledger.settings import Settings
name = sys.argv[1]
with open_ledger() as ledger:
    ledger["judgements"].insert_one({"_id": name})
    print(embedded.state_of(Settings()).server, flush=True)
    sys.stdin.readline()
"""

WRITER = """
import itertools
from ledger.database import open_ledger
with open_ledger() as ledger:
    for number in itertools.count():
        ledger["judgements"].insert_many([{"_id": f"{number}-{part}"} for part in range(10)])
        ledger.barrier()
        print(number, flush=True)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """A home of its own, whose server ends with its last user."""
    own = Settings(home=tmp_path / "home", mongodb_uri=None, embedded_linger_seconds=0)
    yield own
    embedded.stop(own)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def stopped(settings: Settings) -> bool:
    return embedded.state_of(settings).status == "stopped"


def lives(pid: int) -> bool:
    """Whether a process runs; a dead one that nobody has fetched yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def client(settings: Settings, code: str, *words: str, **more: str) -> subprocess.Popen[str]:
    names = {"FILMLEDGER_HOME": str(settings.home), "FILMLEDGER_EMBEDDED_LINGER_SECONDS": "0", **more}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FILMLEDGER_")}
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env={**clean, **names},
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def names_in(ledger: Ledger) -> set[str]:
    return {found["_id"] for found in ledger["judgements"].find({}, {"_id": 1})}


def test_eight_commands_at_once_share_one_server_that_ends_with_them(settings: Settings) -> None:
    clients = [client(settings, CLIENT, f"client {number}") for number in range(8)]
    servers = {said(process) for process in clients}
    assert len(servers) == 1
    state = embedded.state_of(settings)
    assert set(state.users) == {process.pid for process in clients}
    for process in clients:
        process.communicate("end\n", timeout=LIMIT_SECONDS)
    until(lambda: stopped(settings))
    until(lambda: not lives(int(servers.pop())))
    with open_ledger(settings) as ledger:
        assert names_in(ledger) == {f"client {number}" for number in range(8)}


def test_what_is_acknowledged_has_left_the_server(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        for _ in range(20):
            marker = secrets.token_hex(16)
            ledger["judgements"].insert_one({"_id": marker})
            logs = (folder_of(settings) / "data").glob("WiredTigerLog.*")
            assert any(marker.encode() in log.read_bytes() for log in logs)


def test_a_server_outlives_the_command_that_started_it(settings: Settings) -> None:
    first = client(settings, CLIENT, "first")
    server = said(first)
    second = client(settings, CLIENT, "second")
    assert said(second) == server
    first.communicate("end\n", timeout=LIMIT_SECONDS)
    third = client(settings, CLIENT, "third")
    assert said(third) == server
    for process in (second, third):
        process.communicate("end\n", timeout=LIMIT_SECONDS)
    until(lambda: stopped(settings))


def test_what_a_killed_command_was_told_is_stored(settings: Settings) -> None:
    writer = client(settings, WRITER)
    told = {said(writer) for _ in range(5)}
    writer.kill()
    rest, _ = writer.communicate(timeout=LIMIT_SECONDS)
    told |= set(rest.split())
    until(lambda: stopped(settings))
    with open_ledger(settings) as ledger:
        assert {f"{number}-{part}" for number in told for part in range(10)} <= names_in(ledger)


def test_a_killed_server_comes_back_to_those_who_use_it(settings: Settings) -> None:
    told: set[str] = set()
    with open_ledger(settings) as ledger:
        for number in range(3):
            ledger["judgements"].insert_many([{"_id": f"{number}-{part}"} for part in range(50)])
            ledger["judgements"].replace_one({"_id": f"{number}-0"}, {"why": "because"})
            ledger.barrier()
            before = embedded.state_of(settings)
            os.kill(before.server, signal.SIGKILL)
            told |= {f"{number}-{part}" for part in range(50)}
            until(partial(another_is_ready, settings, before.server))
            assert embedded.state_of(settings).port == before.port
            until(lambda: answers(ledger))
            assert told == names_in(ledger)
            with pytest.raises(NotReachable, match="started anew"):
                ledger.barrier()
            ledger.barrier()
        assert ledger["judgements"].count_documents({"why": "because"}) == 3


def another_is_ready(settings: Settings, server: int) -> bool:
    state = embedded.state_of(settings)
    return state.status == "ready" and state.server != server


def answers(ledger: Ledger) -> bool:
    try:
        ledger.database.command("ping")
    except AutoReconnect:
        return False
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a server with its supervisor")
def test_a_killed_supervisor_takes_its_server_along_and_the_next_command_starts_anew(settings: Settings) -> None:
    first = client(settings, CLIENT, "first")
    said(first)
    state = embedded.state_of(settings)
    os.kill(state.supervisor, signal.SIGKILL)
    until(lambda: not lives(state.server) and stopped(settings))
    with open_ledger(settings) as ledger:
        assert embedded.state_of(settings).server != state.server
        assert names_in(ledger) == {"first"}
    first.communicate("end\n", timeout=LIMIT_SECONDS)


def test_what_the_dead_left_behind_is_not_believed(settings: Settings) -> None:
    folder = folder_of(settings)
    (folder / "users").mkdir(parents=True)
    # The process ids are this test's own: a living process that has nothing to do with a server.
    left = {"status": "ready", "port": 9, "server": os.getpid(), "supervisor": os.getpid()}
    (folder / "state.json").write_text(json.dumps(left))
    (folder / "users" / f"{os.getpid()}-1").touch()
    for name in ("keep", "start.lock", "supervisor.lock"):
        (folder / name).touch()
    assert stopped(settings)
    with open_ledger(settings) as ledger:
        assert answers(ledger)
    until(lambda: stopped(settings))


def test_a_half_written_state_is_not_believed(settings: Settings) -> None:
    (folder_of(settings) / "users").mkdir(parents=True)
    (folder_of(settings) / "state.json").write_text('{"status": "rea')
    with open_ledger(settings) as ledger:
        assert answers(ledger)


def test_start_keeps_it_until_stop(settings: Settings) -> None:
    began = embedded.start(settings)
    assert (began.status, began.users, began.kept) == ("ready", (), True)
    with open_ledger(settings):
        assert embedded.state_of(settings).server == began.server
    time.sleep(1)  # several times as long as the supervisor needs to see that nobody is left
    assert embedded.start(settings).server == began.server
    assert embedded.stop(settings).server == began.server
    assert stopped(settings)
    assert embedded.stop(settings).status == "stopped"


def test_stop_names_those_who_lose_their_database(settings: Settings) -> None:
    with open_ledger(settings) as ledger:
        assert embedded.stop(settings).users == (os.getpid(),)
        assert stopped(settings)
        with open_ledger(settings) as again:
            assert answers(again)
            assert again.uri != ledger.uri


def test_a_configuration_that_lies_about_is_not_taken(settings: Settings, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / ".secantus"):
        place.mkdir(exist_ok=True)
        (place / "secantusd.toml").write_text("[server]\nauth = true\nport = 1\n")
    code = f"import os; os.chdir({str(tmp_path)!r})" + CLIENT
    process = client(settings, code, "first", HOME=str(tmp_path), PYTHONPATH=str(Path.cwd()))
    assert int(said(process))
    process.communicate("end\n", timeout=LIMIT_SECONDS)
