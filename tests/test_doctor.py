"""`filmledger doctor` tells the state of everything, and ends by it."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command import invoke, surroundings
from crawled_here import BARE, FILM, MAY, SOURCE, film_pages, state_after
from test_alarms import SECRETS, Hook, hook

from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.health import Reason
from ledger.settings import Settings
from scheduler import lease, schedules
from scheduler.checkup import LITTLE, PARTS, TOO_LITTLE
from scheduler.health.rows import change, states
from scheduler.schedules import Schedule

__all__ = ["hook"]


@pytest.fixture
def env(ledger_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    room(monkeypatch, 3 * LITTLE)
    return surroundings(ledger_settings) | {"FILMLEDGER_SOURCES": str(tmp_path), "FILMLEDGER_ALARMS": ""}


def room(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """The disk has so much room left."""
    usage = namedtuple("usage", "total used free")  # as shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100 * LITTLE, 100 * LITTLE - free, free))


def told(env: dict[str, str], *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and {part: its state and words}."""
    done = invoke(env, "doctor", "--json", *words)
    said = json.loads(done.stdout)
    parts = {one["part"]: (one["state"], "; ".join(one["words"])) for one in said["parts"]}
    worst = max((state for state, _ in parts.values()), key=["ok", "warning", "failing"].index)
    assert said["state"] == worst
    assert done.exit_code == {"ok": 0, "warning": 1, "failing": ExitCode.FAILING}[worst]
    return done.exit_code, parts


def scheduled(ledger: Ledger) -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    fields = {"id": "nightly", "task": ("crawl", SOURCE), "every_minutes": 60.0, "created": at, "last_due": at}
    schedules.add(ledger, Schedule.model_validate(fields))


def test_a_new_ledger_is_well(env: dict[str, str], ledger: Ledger) -> None:
    code, parts = told(env)
    assert code == 0 and len(parts) == len(PARTS)
    assert parts["service"][1] == "none runs, and there is no schedule that needs one"
    assert parts["alarms"][1].startswith("they go to the log alone")
    shown = invoke(env, "doctor")
    assert shown.exit_code == 0 and "database" in shown.stdout and "every reading is linked" in shown.stdout


def test_a_source_that_is_failing_is_named_until_it_is_accepted(env: dict[str, str], ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    state_after(ledger, 1, film_pages(BARE, 1))
    ledger["readings"].update_many({}, {"$set": {"linked": True}})
    code, parts = told(env)
    assert code == ExitCode.FAILING
    assert f"{SOURCE} is failing since" in parts["sources"][1] and "none names a film" in parts["sources"][1]
    assert invoke(env, "doctor", "--accept", "nosuch.example").exit_code == ExitCode.NOT_FOUND
    done = invoke(env, "doctor", "--accept", SOURCE)
    assert done.exit_code == 0 and done.stdout == f"source {SOURCE}: what it gives now is its measure from here on.\n"
    assert told(env)[0] == 0


def test_the_source_is_accepted_where_its_schedule_has_the_same_name(env: dict[str, str], ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    state_after(ledger, 1, film_pages(BARE, 1))
    late = Reason(about="overdue", state="failing", words="it was due and has not run", by="time")
    change(ledger, "schedule", SOURCE, MAY, lambda row: row.model_copy(update={"reasons": (late,)}))
    assert invoke(env, "doctor", "--accept", SOURCE, "--json").exit_code == ExitCode.USAGE
    assert invoke(env, "doctor", "--accept", SOURCE).stdout.startswith(f"source {SOURCE}: ")
    assert [row.state for row in states(ledger)] == ["failing", "ok"]
    assert invoke(env, "doctor", "--accept", f"schedule {SOURCE}").stdout.startswith(f"schedule {SOURCE}: ")


def test_schedules_without_a_service_are_failing(env: dict[str, str], ledger: Ledger) -> None:
    scheduled(ledger)
    code, parts = told(env)
    assert code == ExitCode.FAILING and parts["service"][0] == "failing"
    assert "1 schedules wait for one: filmledger schedule run" in parts["service"][1]
    assert "1 are due and not run" in parts["schedules"][1]
    lease.Lease(ledger, "somebody", 15).hold(datetime.now(UTC))
    code, parts = told(env)
    assert (code, parts["service"]) == (0, ("ok", "somebody is in charge"))


def test_what_cannot_be_used_is_failing(env: dict[str, str], ledger: Ledger, tmp_path: Path) -> None:
    scheduled(ledger)
    lease.Lease(ledger, "somebody", 15).hold(datetime.now(UTC))
    ledger["schedules"].update_one({"_id": "nightly"}, {"$set": {"cron": "every day"}})
    (tmp_path / "bent.toml").write_text("[start]\nurls = 3\n")
    _, parts = told(env)
    assert parts["schedules"][0] == "failing" and "nightly cannot run" in parts["schedules"][1]
    assert parts["sources"][0] == "failing" and "bent.toml" in parts["sources"][1]


@pytest.mark.parametrize(("free", "state"), [(LITTLE - 1, "warning"), (TOO_LITTLE - 1, "failing")])
def test_a_disk_that_is_nearly_full(
    env: dict[str, str], ledger: Ledger, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    room(monkeypatch, free)
    assert told(env)[1]["disk"][0] == state


def test_readings_that_nobody_links(env: dict[str, str], ledger: Ledger) -> None:
    state_after(ledger, 0, film_pages(FILM, 0))
    assert told(env)[1]["linking"] == ("warning", "12 readings are not linked: filmledger link")
    ledger["runs"].insert_one({"_id": "r", "started": MAY, "state": "running"})
    assert told(env)[1]["linking"] == ("ok", "12 readings wait for a run that is under way")


def test_alarms_are_tried_by_a_message_and_no_secret_is_shown(env: dict[str, str], ledger: Ledger, hook: Hook) -> None:
    assert invoke(env, "doctor", "--try-alarms").exit_code == ExitCode.USAGE
    named = env | {"FILMLEDGER_ALARMS": f"{hook.address} hunter2"}
    done = invoke(named, "doctor", "--try-alarms")
    assert done.exit_code == ExitCode.FAILING
    told = " ".join(done.stdout.split())  # the screen breaks long lines
    assert "alarm address 1 (json) took the message" in told
    assert "alarm address 2 (no address) failed: it is no address that apprise knows" in told
    assert [one["title"] for one in hook.got] == ["filmledger: a trial"]
    assert not [secret for secret in (*SECRETS, "hunter2") if secret in done.output]


def test_without_a_database_one_line_says_so(env: dict[str, str]) -> None:
    done = invoke(env | {"FILMLEDGER_MONGODB_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=300"}, "doctor")
    assert done.exit_code == ExitCode.NO_DATABASE and done.stderr.count("\n") == 1
