"""What a service tells over HTTP: asked by a real client, of a real server, over a real ledger."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any, NamedTuple

import pytest
from command import FILMLEDGER, surroundings
from prometheus_client.parser import text_string_to_metric_families

from ledger.database import Ledger, open_ledger
from ledger.errors import WrongSetting
from ledger.health import Health, Reason, State
from ledger.settings import Settings
from ledger.validators import document
from scheduler import http
from scheduler.http import Served, serve
from scheduler.telling import Answer, Kept

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LOST = Reason(about="fields", state="failing", words="directors on 0 of 12 title pages, on 36 of 36 before", by="run")


class Got(NamedTuple):
    status: int
    headers: Any
    body: str


def ask(address: str, method: str = "GET") -> Got:
    request = urllib.request.Request(address, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return Got(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as error:
        return Got(error.code, error.headers, error.read().decode())


@pytest.fixture
def served(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(http, "KEEP_SECONDS", 0.0)
    with serve(ledger, "0") as server:
        yield server


def put(ledger: Ledger, name: str, state: State, *reasons: Reason) -> None:
    health = Health(_id=f"source {name}", of="source", name=name, state=state, since=NOW, reasons=reasons)
    ledger["health"].replace_one({"_id": health.id}, document(health), upsert=True)


def test_health_is_told_as_it_stands_in_the_ledger(ledger: Ledger, served: Served) -> None:
    good = ask(f"{served.address}/healthz")
    assert (good.status, json.loads(good.body)) == (200, {"state": "ok", "of": [], "ok": 0})
    put(ledger, "well.example", "ok")
    put(ledger, "slow.example", "warning", LOST.model_copy(update={"state": "warning", "words": "slow"}))
    warned = ask(f"{served.address}/healthz")
    assert warned.status == 200 and json.loads(warned.body)["state"] == "warning"
    put(ledger, "films.example", "failing", LOST)
    failing = ask(f"{served.address}/healthz")
    told = json.loads(failing.body)
    assert failing.status == 503 and (told["state"], told["ok"]) == ("failing", 1)
    assert [row["name"] for row in told["of"]] == ["source films.example", "source slow.example"]
    assert told["of"][0]["reasons"] == [LOST.words] and told["of"][0]["since"] == "2026-03-01T00:00:00+00:00"


def test_a_service_that_hangs_is_failing(ledger: Ledger) -> None:
    beats = threading.Event()
    beats.set()
    with serve(ledger, "127.0.0.1:0", beats.is_set) as server:
        assert ask(f"{server.address}/livez").status == 200
        beats.clear()
        assert ask(f"{server.address}/livez").status == 503
        hung = ask(f"{server.address}/healthz")
        assert hung.status == 503 and json.loads(hung.body)["reasons"] == ["this service does not beat"]


def test_without_a_database_it_still_answers(ledger_settings: Settings) -> None:
    gone = open_ledger(ledger_settings)
    with serve(gone, "0") as server:
        gone.close()
        assert ask(f"{server.address}/livez").status == 200
        ill = ask(f"{server.address}/healthz")
        assert ill.status == 503 and json.loads(ill.body)["reasons"] == ["the database does not answer"]
        metrics = ask(f"{server.address}/metrics")
    found = {one.name: one.samples for one in text_string_to_metric_families(metrics.body)}
    assert found["filmledger_database_up"][0].value == 0 and "filmledger_runs" not in found


@contextlib.contextmanager
def through_a_wire(server: tuple[str, int]) -> Iterator[tuple[str, threading.Event]]:
    """A way to a MongoDB that can be held up: (its address, an event that is set while bytes pass)."""
    passes, ended = threading.Event(), threading.Event()
    passes.set()

    def carry(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError), source, target:
            while data := source.recv(65536):
                while not passes.wait(0.05):
                    if ended.is_set():
                        return
                target.sendall(data)

    def take(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(server)
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=carry, args=pair, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=take, args=(listener,), daemon=True).start()
        yield f"mongodb://127.0.0.1:{listener.getsockname()[1]}/?directConnection=true", passes
        ended.set()


def test_a_database_that_hangs_holds_up_no_answer(
    ledger: Ledger, ledger_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "DATABASE_SECONDS", 1.0)
    monkeypatch.setattr(http, "KEEP_SECONDS", 0.0)
    with through_a_wire(ledger.database.client.address or ("", 0)) as (uri, passes):
        settings = ledger_settings.model_copy(update={"mongodb_uri": uri})
        with open_ledger(settings) as held, serve(held, "0") as server:
            assert ask(f"{server.address}/healthz").status == 200
            passes.clear()
            with ThreadPoolExecutor(4) as pool:
                asked = list(pool.map(ask, [f"{server.address}/{name}" for name in ("healthz", "metrics", "livez")]))
            passes.set()
            assert [answer.status for answer in asked] == [503, 200, 200]
            assert "filmledger_database_up 0.0" in asked[1].body
            assert ask(f"{server.address}/healthz").status == 200


def test_metrics_are_in_prometheus_own_form(served: Served) -> None:
    got = ask(f"{served.address}/metrics?name=ignored")
    assert got.status == 200 and got.headers["Content-Type"].startswith("text/plain; version=")
    found = {one.name: one for one in text_string_to_metric_families(got.body)}
    assert found["filmledger_database_up"].samples[0].value == 1
    ours = [one for one in found.values() if one.name.startswith("filmledger_")]
    assert len(ours) > 15 and all(one.documentation.endswith(".") for one in ours)


def test_nothing_is_taken_in(served: Served) -> None:
    known = ask(f"{served.address}/")
    assert known.status == 404 and known.body == "Ask for one of: /healthz, /livez, /metrics\n"
    assert ask(f"{served.address}/../etc/passwd").status == 404
    assert {ask(f"{served.address}/livez", method).status for method in ("POST", "PUT", "DELETE")} == {501}
    head = ask(f"{served.address}/livez", "HEAD")
    assert (head.status, head.body) == (200, "") and int(head.headers["Content-Length"]) > 0
    assert "Python" not in head.headers["Server"] and head.headers["Cache-Control"] == "no-store"


def test_it_answers_on_the_loopback_unless_told_otherwise(ledger: Ledger, served: Served) -> None:
    assert served.address.startswith("http://127.0.0.1:")
    port = int(served.address.rpartition(":")[2])
    with pytest.raises(WrongSetting, match=f"127.0.0.1:{port} cannot be served: .*another address"):
        serve(ledger, f"127.0.0.1:{port}")
    with serve(ledger, "0.0.0.0:0") as everywhere:
        assert everywhere.address.startswith("http://0.0.0.0:")
        assert ask(everywhere.address.replace("0.0.0.0", "127.0.0.1") + "/livez").status == 200


@pytest.mark.parametrize("wrong", ["", "localhost", "127.0.0.1:", "127.0.0.1:99999", "a:b"])
def test_what_is_no_address_is_refused(ledger: Ledger, wrong: str) -> None:
    with pytest.raises(WrongSetting, match="which has no port"):
        serve(ledger, wrong)


def test_who_says_nothing_or_nonsense_holds_nobody_up(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SECONDS", 0.3)
    with serve(ledger, "0") as server:
        host, port = "127.0.0.1", int(server.address.rpartition(":")[2])
        silent = [socket.create_connection((host, port)) for _ in range(3 * http.AT_ONCE)]
        for said in (b"\x00\xff\r\n\r\n", b"GET " + b"x" * 100_000, b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 5000, b""):
            with socket.create_connection((host, port)) as odd:
                odd.sendall(said)
        # Silent ones are given up one after the other; meanwhile who asks may be sent away, as by a full house.
        assert any(answered(f"{server.address}/livez") for _ in range(100))
        for one in silent:
            one.close()


def answered(address: str) -> bool:
    try:
        return ask(address).status == 200
    except (OSError, HTTPException):
        return False


def test_an_answer_is_made_once_for_all_who_ask() -> None:
    made = []

    def make() -> Answer:
        made.append(1)
        return Answer(200, "text/plain", b"%d" % len(made))

    kept = Kept(make, 3600)
    with ThreadPoolExecutor(8) as pool:
        assert {answer.body for answer in pool.map(lambda _: kept(), range(50))} == {b"1"}
    fresh = Kept(make, 0)
    assert [fresh().body, fresh().body] == [b"2", b"3"]


def test_the_service_answers_while_it_serves(ledger: Ledger, ledger_settings: Settings) -> None:
    env = surroundings(ledger_settings) | {"FILMLEDGER_HTTP": "0", "FILMLEDGER_LOG_JSON": "1"}
    service = subprocess.Popen([*FILMLEDGER, "schedule", "run"], env=env, stderr=subprocess.PIPE, text=True)
    try:
        assert service.stderr is not None
        told: dict[str, Any] = {}
        while told.get("event") != "answering":
            line = service.stderr.readline()
            assert line, f"the service ended: {service.wait()}"
            told = json.loads(line)
        assert ask(f"{told['address']}/livez").status == 200
        assert json.loads(ask(f"{told['address']}/healthz").body)["state"] in ("ok", "warning")
        assert "filmledger_schedules{" in ask(f"{told['address']}/metrics").body
    finally:
        service.send_signal(signal.SIGTERM)
        _, rest = service.communicate(timeout=60)
    assert service.returncode == 0
    assert [json.loads(line)["level"] for line in rest.splitlines()].count("error") == 0
