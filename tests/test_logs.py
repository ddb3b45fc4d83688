"""Logs: one line an event, of whichever library, for people or as JSON; with its run and its page, without secrets."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from command import FILMLEDGER, invoke, surroundings
from film_site import Pages, serving
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warm import warm_command

from cli import logs
from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.settings import Settings

EVENT = re.compile(r"^\d{4}-\d\d-\d\dT[\d:.]+Z \[(info|warning|error) *\] ")
Read = Callable[[], list[str]]


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Read]:
    """Logs that go to a file, and what stands in it; afterwards logging is as it was."""
    for name in (logs.AS_JSON, *logs.OF_THE_PROCESS.values()):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(logs, "FILE_BYTES", 1024 * 1024 * 1024)
    root, levels = logging.root, {name: logging.getLogger(name).level for name in logs.QUIET}
    before = (root.level, list(root.handlers))
    file = tmp_path / "log"
    yield lambda: file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for handler in [one for one in root.handlers if one not in before[1]]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def events(lines: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    """The same as JSON."""
    monkeypatch.setenv(logs.AS_JSON, "1")
    logs.set_up(to=tmp_path / "log")
    return lambda: [json.loads(line) for line in lines()]


def test_both_kinds_of_loggers_leave_by_the_same_door(events: Callable[[], list[dict[str, Any]]]) -> None:
    structlog.get_logger("ours").info("started", schedule="nightly", places=4)
    logging.getLogger("theirs").warning("%s of %s", 3, 5, extra={"page": "https://a.example/1", "nonsense": object()})
    try:
        raise ValueError("odd")
    except ValueError:
        logging.getLogger("theirs").exception("it failed")
    ours, theirs, failed = events()
    assert (ours["event"], ours["logger"], ours["level"], ours["places"]) == ("started", "ours", "info", 4)
    assert (theirs["event"], theirs["level"], theirs["page"]) == ("3 of 5", "warning", "https://a.example/1")
    assert "nonsense" not in theirs
    assert failed["exception"].endswith("ValueError: odd") and "Traceback" in failed["exception"]
    assert all(re.fullmatch(r"[-\dT:.]+Z", event["timestamp"]) for event in (ours, theirs, failed))


def test_what_nobody_needs_is_not_logged(events: Callable[[], list[dict[str, Any]]]) -> None:
    for name in ("apscheduler.executors.default", "pymongo.command", "scrapy.middleware"):
        logging.getLogger(name).info("each second")
    logging.getLogger("apscheduler").warning("a run was missed")
    logging.getLogger("ours").debug("in detail")
    structlog.get_logger().debug("in detail")
    assert [event["event"] for event in events()] == ["a run was missed"]


def test_every_line_of_a_process_names_its_run(
    events: Callable[[], list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILMLEDGER_RUN", "r7")
    monkeypatch.setenv("FILMLEDGER_SCHEDULE", "nightly")
    structlog.contextvars.bind_contextvars(page="p1")
    logging.getLogger("theirs").info("here")
    thread = threading.Thread(target=logging.getLogger("theirs").info, args=("in a thread of its own",))
    thread.start()
    thread.join()
    structlog.get_logger().info("of another run", run="r8")
    told = [(event["run"], event["schedule"], event.get("page")) for event in events()]
    assert told == [("r7", "nightly", "p1"), ("r7", "nightly", None), ("r8", "nightly", "p1")]


texts = st.text(max_size=60) | st.sampled_from(
    ["\n2026-01-01T00:00:00Z [error    ] false", "\x1b[31mred", "\u2028\x85\r\n", "\u202egnorw"]
)
quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(text=texts, value=texts)
def test_json_is_a_line_an_event(events: Callable[[], list[dict[str, Any]]], text: str, value: str) -> None:
    before = len(events())
    logging.getLogger("theirs").info("%s", text, extra={"page": value})
    structlog.get_logger("ours").info(text, value={"nested": [value]})
    theirs, ours = events()[before:]
    assert theirs["event"] == ours["event"] and theirs["page"] == ours["value"]["nested"][0]


@quick
@given(text=texts, value=texts)
def test_nobody_forges_an_event_or_commands_the_terminal(lines: Read, tmp_path: Path, text: str, value: str) -> None:
    logs.set_up(to=tmp_path / "log")
    before = len(lines())
    structlog.get_logger("ours").info(text, value=value)
    logging.getLogger("theirs").info("%s", text, extra={"page": value})
    found = lines()[before:]
    assert sum(bool(EVENT.match(line)) for line in found) == 2
    assert all(line.startswith("    ") for line in found if not EVENT.match(line))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", "".join(found))


def test_no_secret_is_written(lines: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for as_json in ("", "1"):
        monkeypatch.setenv(logs.AS_JSON, as_json)
        logs.set_up(to=tmp_path / "log")
        uri = "mongodb://me:geheim@db:27017/"
        structlog.get_logger("ours").info("opened", uri=uri, password="geheim", more={"api_key": "geheim", "at": [uri]})
        logging.getLogger("theirs").warning("asked %s", "https://a.example/?token=geheim&page=2")
        try:
            raise ValueError(f"cannot reach {uri}")
        except ValueError:
            structlog.get_logger("ours").exception("it failed")
    written = "\n".join(lines())
    assert "geheim" not in written and written.count("***@db:27017") == 6 and "page=2" in written


def test_a_file_stays_below_its_bound(lines: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 20_000)
    logs.set_up(to=tmp_path / "deep" / "log")
    for number in range(1000):
        logging.getLogger("theirs").info("line %s of many", number)
    files = sorted((tmp_path / "deep").iterdir())
    assert [file.name for file in files] == ["log", "log.1"]
    assert all(file.stat().st_size <= 20_000 for file in files)
    assert "line 999 of many" in files[0].read_text()


def test_the_first_warning_sets_the_logs_up(lines: Read, capfd: pytest.CaptureFixture[str]) -> None:
    logs.await_the_first()
    logging.getLogger("theirs").info("not said")
    logging.getLogger("theirs").warning("said")
    logging.getLogger("theirs").info("said, too")
    told = [line for line in capfd.readouterr().err.splitlines() if EVENT.match(line)]
    assert [line.split("] ")[1].split(" [")[0] for line in told] == ["said", "said, too"]


@pytest.fixture
def env(ledger_settings: Settings, tmp_path: Path) -> dict[str, str]:
    return surroundings(ledger_settings) | {"FILMLEDGER_SOURCES": str(tmp_path)}


@pytest.mark.parametrize("words", [("--log-json", "show", "nothing"), ("show", "nothing", "--log-json")])
def test_a_command_ends_with_one_line_of_json(lines: Read, env: dict[str, str], words: tuple[str, ...]) -> None:
    done = invoke(env, *words)
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert done.exit_code == told["exit"] == ExitCode.NOT_FOUND
    assert told["level"] == "error" and "nothing" in told["event"]


def test_a_traceback_is_within_the_line(lines: Read, env: dict[str, str]) -> None:
    (line,) = invoke(env, "--debug", "--log-json", "show", "nothing").stderr.splitlines()
    assert "Traceback" in json.loads(line)["exception"]


def test_log_json_behind_the_dashes_is_no_option(lines: Read, env: dict[str, str]) -> None:
    done = invoke(env, "show", "--", "--log-json")
    assert done.exit_code == ExitCode.NOT_FOUND and done.stderr.startswith("filmledger: ")


SOURCE = """title = "A small site"
[start]
lists = ["{url}/catalogue/"]
[follow]
pages = ["/catalogue/{{number}}/", "/title/{{number}}/"]
[polite]
delay = 0
"""


def test_two_crawls_of_one_process_are_told_apart(env: dict[str, str], ledger: Ledger, tmp_path: Path) -> None:
    with serving(Pages(films=2)) as one, serving(Pages(films=2, seed=2)) as other:
        for name, site in (("one", one), ("other", other)):
            (tmp_path / f"{name}.toml").write_text(SOURCE.format(url=site.url))
        allowed = {"FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1"}
        done = warm_command(env | allowed, "crawl", "one", "other", f"{one.url}/nowhere/", "--log", "--log-json")
    told = [json.loads(line) for line in done.stderr.splitlines()]
    runs = {found["_id"]: found.get("source") for found in ledger["runs"].find()}
    assert sorted(map(str, runs.values())) == ["None", "one", "other"]
    assert {event["run"] for event in told if event["event"].startswith("Spider closed")} == set(runs)
    (missed,) = [event for event in told if event.get("outcome") == "missing"]
    assert ledger["fetches"].find_one({"_id": missed["page"], "run": missed["run"], "outcome": "missing"})
    assert runs[missed["run"]] is None and missed["page"] == f"{one.url}/nowhere/"


def test_a_crawl_logs_to_its_file_and_a_watched_one_to_its_service(env: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    more = {"FILMLEDGER_HOME": str(home), "FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1"}
    with serving(Pages(films=1)) as site:
        alone = warm_command(env | more, "crawl", f"{site.url}/title/1/")
        assert alone.returncode == 0 and "Spider opened" not in alone.stderr
        assert "Spider opened" in (home / "logs" / "crawl.log").read_text()
        watched = warm_command(env | more | {"FILMLEDGER_RUN": "r9"}, "crawl", f"{site.url}/title/1/", "--all")
    assert all("run=r9" in line for line in watched.stderr.splitlines() if "pages/min" in line)
    assert "Spider opened" in watched.stderr and "r9" not in (home / "logs" / "crawl.log").read_text()


def test_one_id_leads_from_the_schedule_to_the_document(env: dict[str, str], ledger: Ledger, tmp_path: Path) -> None:
    with serving(Pages(films=1)) as site:
        toml = SOURCE.format(url=site.url).replace("lists = [", f'lists = ["{site.url}/nowhere/", ')
        (tmp_path / "small.toml").write_text(toml)
        more = env | {"FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1", logs.AS_JSON: "1"}
        assert invoke(more, "schedule", "add", "nightly", "--every", "1d", "--", "crawl", "small").exit_code == 0
        assert invoke(more, "schedule", "now", "nightly").exit_code == 0
        service = subprocess.Popen([*FILMLEDGER, "schedule", "run"], env=more, stderr=subprocess.PIPE, text=True)
        try:
            told = [json.loads(line) for line in until(service, lambda event: event.get("event") == "ended")]
        finally:
            service.terminate()
            service.communicate(timeout=60)
    (ended,) = [event for event in told if event["event"] == "ended"]
    (firing,) = ledger["firings"].find({"schedule": "nightly"})
    assert ended["run"] == firing["run"] and ended["schedule"] == "nightly"
    printed = [line for log in ledger["run_logs"].find({"run": firing["run"]}).sort("number") for line in log["lines"]]
    events = [json.loads(line) for line in printed if line.startswith("{")]
    of_the_run = [event for event in events if "run" in event]
    assert {(event["run"], event["schedule"]) for event in of_the_run} == {(firing["run"], "nightly")}
    (missed,) = [event for event in events if event.get("outcome") == "missing"]
    assert ledger["fetches"].find_one({"_id": missed["page"], "run": firing["run"]})
    (reading,) = ledger["readings"].find()
    assert ledger["pages"].find_one({"_id": reading["page"], "run": firing["run"]})
    assert ledger["films"].find_one({"pages": reading["page"]})


def until(service: subprocess.Popen[str], is_it: Callable[[dict[str, Any]], bool]) -> Iterator[str]:
    """The lines that a service logs, up to the one that is meant."""
    assert service.stderr is not None
    for line in service.stderr:
        yield line
        if is_it(json.loads(line)):
            return
