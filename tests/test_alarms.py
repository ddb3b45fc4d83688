"""Each change of a state is told once, whoever sends and whoever dies over it; what fails is tried again."""

from __future__ import annotations

import contextlib
import http.server
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from command import ROOT, surroundings
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from ledger.database import Ledger
from ledger.health import Health, Reason
from ledger.settings import Settings
from scheduler import alarms
from scheduler.alarms import FIRST_PAUSE, TAKEN, Address
from scheduler.health.rows import change, find

NOW = datetime(2026, 5, 1, 3, tzinfo=UTC)
SECRETS = ("bob", "sekret-pw", "tok-9f8e")
LOST = Reason(about="fields", state="failing", words="directors on 0 of 12 title pages, on 12 of 12 before", by="run")


class Hook(http.server.ThreadingHTTPServer):
    """A chat that takes messages; `status` is its answer, and while it is `held` it gives none."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.got: list[dict[str, Any]] = []
        self.asked = self.answered = 0
        self.status = 200
        self.free = threading.Event()
        self.free.set()

    @property
    def address(self) -> str:
        return f"json://{SECRETS[0]}:{SECRETS[1]}@127.0.0.1:{self.server_port}/{SECRETS[2]}"


class _Taking(http.server.BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked += 1
        self.server.free.wait(30)
        if self.server.status == 200:
            self.server.got.append(said)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.server.answered += 1
        with contextlib.suppress(OSError):  # who asked may be gone
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    yield from _serving()


@pytest.fixture
def other_hook() -> Iterator[Hook]:
    yield from _serving()


def _serving() -> Iterator[Hook]:
    with Hook() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.free.set()
        server.shutdown()


def to(settings: Settings, *hooks: Hook) -> Settings:
    return settings.model_copy(update={"alarms": SecretStr(" ".join(hook.address for hook in hooks))})


def turn(ledger: Ledger, state: str, now: datetime = NOW, name: str = "films.example") -> Health:
    """The source is in this state from now on."""
    reasons = () if state == "ok" else (LOST.model_copy(update={"state": state}),)
    return change(ledger, "source", name, now, lambda row: row.model_copy(update={"reasons": reasons}))


def titles(hook: Hook) -> list[str]:
    return [one["title"].removeprefix("filmledger: ") for one in hook.got]


def test_each_change_is_told_once_and_recovery_too(
    ledger: Ledger, ledger_settings: Settings, hook: Hook, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = to(ledger_settings, hook)
    turn(ledger, "ok")
    assert alarms.send(ledger, NOW, settings) == 0, "a source that begins well is no news"
    for state in ("warning", "failing", "failing", "ok"):
        turn(ledger, state)
        alarms.send(ledger, NOW, settings)
        alarms.send(ledger, NOW + timedelta(hours=5), settings)
    assert titles(hook) == [
        "source films.example is in a state worth a warning",
        "source films.example is failing",
        "source films.example is well again",
    ]
    assert LOST.words in hook.got[1]["message"] and hook.got[1]["type"] == "failure"
    printed = capsys.readouterr().out
    assert printed.count("source films.example is failing") == 1, "the log tells it once, too"
    found = find(ledger, "source", "films.example")
    assert found and (found.told, found.untold) == ("ok", False)


def test_of_many_senders_one_tells(ledger: Ledger, ledger_settings: Settings, hook: Hook) -> None:
    turn(ledger, "failing")
    settings = to(ledger_settings, hook)
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: alarms.send(ledger, NOW, settings), range(6)))
    assert sum(told) == 1 and titles(hook) == ["source films.example is failing"]


def test_a_sender_that_is_killed_over_it_is_followed_by_another(
    ledger: Ledger, ledger_settings: Settings, hook: Hook
) -> None:
    turn(ledger, "failing", datetime.now(UTC))
    hook.free.clear()
    program = (
        "from datetime import UTC, datetime\nfrom ledger.database import open_ledger\nfrom scheduler import alarms\n"
        "with open_ledger() as ledger:\n    alarms.send(ledger, datetime.now(UTC))"
    )
    env = surroundings(ledger_settings) | {"FILMLEDGER_ALARMS": hook.address}
    sender = subprocess.Popen([sys.executable, "-c", program], env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not hook.asked and time.monotonic() < end:
        time.sleep(0.05)
    sender.kill()
    sender.wait()
    hook.status = 500  # what is still on its way is not taken
    hook.free.set()
    while not hook.answered and time.monotonic() < end:
        time.sleep(0.05)
    hook.status = 200
    settings, now = to(ledger_settings, hook), datetime.now(UTC)
    assert alarms.send(ledger, now, settings) == 0, "it may still be about to tell"
    assert alarms.send(ledger, now + TAKEN, settings) == 1
    assert titles(hook) == ["source films.example is failing"]


def test_an_address_that_fails_is_tried_again_and_the_others_are_left_alone(
    ledger: Ledger, ledger_settings: Settings, hook: Hook, other_hook: Hook, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = to(ledger_settings, hook, other_hook)
    other_hook.status = 500
    turn(ledger, "failing")
    assert alarms.send(ledger, NOW, settings) == 0
    assert alarms.send(ledger, NOW + FIRST_PAUSE / 2, settings) == 0 and other_hook.asked == 1
    assert alarms.send(ledger, NOW + FIRST_PAUSE, settings) == 0 and other_hook.asked == 2
    other_hook.status = 200
    assert alarms.send(ledger, NOW + 2 * FIRST_PAUSE, settings) == 0, "each pause is twice the one before"
    assert alarms.send(ledger, NOW + 4 * FIRST_PAUSE, settings) == 1
    assert len(hook.got) == len(other_hook.got) == 1
    printed = "".join(capsys.readouterr())
    assert "alarm address 2 (json)" in printed and "500" in printed
    assert not [secret for secret in SECRETS if secret in printed]


def test_no_secret_is_printed_of_an_address_that_cannot_be_reached(
    ledger: Ledger, ledger_settings: Settings, hook: Hook, capsys: pytest.CaptureFixture[str]
) -> None:
    hook.shutdown()
    hook.server_close()
    settings = to(ledger_settings, hook)
    turn(ledger, "failing")
    assert alarms.send(ledger, NOW, settings) == 0
    printed = "".join(capsys.readouterr()) + repr(settings) + repr(alarms.addresses(settings))
    assert "did not go out" in printed
    assert not [secret for secret in SECRETS if secret in printed]
    assert not [secret for secret in SECRETS if secret in str(ledger["health"].find_one())]


def test_what_changes_back_before_it_was_told_is_no_news(ledger: Ledger, ledger_settings: Settings, hook: Hook) -> None:
    settings = to(ledger_settings, hook)
    hook.status = 500
    turn(ledger, "failing")
    alarms.send(ledger, NOW, settings)
    turn(ledger, "ok")
    hook.status = 200
    assert alarms.send(ledger, NOW + timedelta(hours=3), settings) == 0 and hook.got == []


def test_what_changes_while_it_is_told_is_told_next(ledger: Ledger, ledger_settings: Settings, hook: Hook) -> None:
    settings = to(ledger_settings, hook)
    turn(ledger, "failing")
    hook.free.clear()
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(alarms.send, ledger, NOW, settings)
        while not hook.asked:
            time.sleep(0.01)
        turn(ledger, "ok")
        hook.free.set()
        assert sending.result() == 1
    assert alarms.send(ledger, NOW, settings) == 1
    assert [title.rpartition(" is ")[2] for title in titles(hook)] == ["failing", "well again"]


def test_many_changes_at_once_are_one_message(ledger: Ledger, ledger_settings: Settings, hook: Hook) -> None:
    for number in range(40):
        turn(ledger, "failing" if number % 2 else "warning", name=f"s{number:02}.example")
    assert alarms.send(ledger, NOW, to(ledger_settings, hook)) == 40
    (title,) = titles(hook)
    assert title == "20 failing, 20 in a state worth a warning"
    assert "... and 10 more" in hook.got[0]["message"]


def test_without_addresses_the_log_has_told_it(ledger: Ledger, ledger_settings: Settings) -> None:
    turn(ledger, "failing")
    assert alarms.send(ledger, NOW, ledger_settings) == 1
    assert alarms.send(ledger, NOW, ledger_settings) == 0


def test_without_apprise_the_log_says_how_to_get_it_and_the_alarm_waits(
    ledger: Ledger,
    ledger_settings: Settings,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = to(ledger_settings, hook)
    turn(ledger, "failing")
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "apprise", None)
        assert alarms.send(ledger, NOW, settings) == 0
    assert "pip install 'filmledger[alarms]'" in capsys.readouterr().out
    assert alarms.send(ledger, NOW + timedelta(hours=1), settings) == 1 and len(hook.got) == 1


def test_an_address_that_is_none_is_told_by_its_number(
    ledger: Ledger, ledger_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    turn(ledger, "failing")
    settings = ledger_settings.model_copy(update={"alarms": SecretStr("hunter2")})
    assert alarms.send(ledger, NOW, settings) == 0
    printed = capsys.readouterr().out
    assert "alarm address 1 (no address)" in printed and "hunter2" not in printed


@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=3, max_size=20), st.text(max_size=40))
def test_nothing_of_an_address_is_left_in_what_is_told_of_it(secret: str, around: str) -> None:
    address = Address(number=1, words=f"tgram://{secret}:{secret}x/{secret}y?token={secret}z")
    assert secret not in address.masked(f"{around}{secret}{around}") or secret in around * 2
    assert secret not in repr(address).replace("alarm address 1 (tgram)", "")


def test_writers_at_once_lose_nothing(ledger: Ledger) -> None:
    def note(number: int) -> None:
        more = LOST.model_copy(update={"words": f"reason {number}"})
        change(
            ledger,
            "source",
            "films.example",
            NOW,
            lambda row: row.model_copy(update={"reasons": (*row.reasons, more)}),
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, range(24)))
    found = find(ledger, "source", "films.example")
    assert found and len(found.reasons) == 24
