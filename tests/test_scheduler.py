"""Schedules run what is due, each due time once, however many services are there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import invoke
from pydantic import ValidationError
from typer.testing import Result

from ledger.database import Ledger
from ledger.validators import document
from scheduler import firings, lease, schedules
from scheduler.schedules import Schedule

ROOT = Path(__file__).parent.parent
START = datetime(2026, 3, 1, tzinfo=UTC)
COMMAND = [sys.executable, "-c", "from cli.main import run; run()", "schedule"]


def made(**values: object) -> Schedule:
    fields = {"id": "seeds", "task": ("replay", "seeds"), "created": START, "last_due": START, "every_minutes": 60.0}
    return Schedule.model_validate({**fields, **values})


@pytest.mark.parametrize(
    "wrong",
    [
        {"cron": "0 6 * * *"},
        {"every_minutes": None},
        {"every_minutes": 0},
        {"task": ("drop", "films")},
        {"task": ("crawl", "title")},
        {"id": "../etc"},
        {"id": ""},
    ],
)
def test_a_schedule_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        made(**wrong)


def waited(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_services_run_what_is_due_and_take_over_from_the_dead(ledger: Ledger, ledger_env: dict[str, str]) -> None:
    schedules.add(ledger, made(every_minutes=60 * 24 * 30, task=("replay", str(ROOT / "seeds"))))
    services = [
        subprocess.Popen([*COMMAND, "run"], env=ledger_env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(2)
    ]
    try:
        assert waited(lambda: ledger["runs"].count_documents({"outcome": "done"}) == 1)
        assert ledger["films"].count_documents({}) == 1
        assert waited(lambda: schedules.every(ledger)[0].last_exit == 0)
        holder = lease.holder(ledger)
        dead = next(one for one in services if holder and f"-{one.pid}-" in holder.owner)
        dead.kill()
        schedules.change(ledger, "seeds", wanted=datetime.now(UTC).replace(microsecond=0))
        assert waited(lambda: ledger["runs"].count_documents({"outcome": "done"}) == 2)
        assert waited(lambda: [one.state for one in firings.of_schedule(ledger, "seeds", 2)] == ["ended", "ended"])
    finally:
        for service in services:
            service.send_signal(signal.SIGTERM)
        codes = [service.wait(timeout=60) for service in services]
    assert sorted(codes) == [-signal.SIGKILL, 0]


def test_the_commands(
    ledger: Ledger, ledger_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> Result:
        return invoke({**ledger_env, "COLUMNS": "160"}, "schedule", *words)

    assert "No schedules" in command("list").stderr
    assert command("add", "nightly", "--cron", "30 2 * * *", "--", "replay", "saved").exit_code == 0
    assert schedules.every(ledger)[0].task == ("replay", str(tmp_path / "saved"))
    assert "30 2 * * * UTC" in command("list").stdout and "not yet run" in command("list").stdout
    assert [row["id"] for row in json.loads(command("list", "--json").stdout)] == ["nightly"]
    taken = command("add", "nightly", "--every", "6h", "--", "replay", "saved")
    assert taken.exit_code == 2 and "schedule remove nightly" in taken.stderr
    assert "is no span of time" in command("add", "odd", "--every", "often", "--", "replay", "saved").stderr
    assert "address" in command("add", "odd", "--every", "6h", "--", "crawl", "title").stderr
    assert "no source 'nowhere'" in command("add", "odd", "--every", "6h", "--", "crawl", "nowhere").stderr
    assert command("pause", "nightly").exit_code == 0
    assert "paused" in command("list").stdout
    assert command("resume", "nightly").exit_code == 0
    assert command("remove", "nightly").exit_code == 0
    refused = command("remove", "nightly")
    assert refused.exit_code == 3
    assert "no schedule with that name" in refused.stderr and "Traceback" not in refused.stderr


WRONG = {
    "cron that is none": {"cron": "every day", "every_minutes": None},
    "no time zone": {"cron": "0 6 * * *", "every_minutes": None, "timezone": "Europe/Nowhere"},
    "a field of its own": {"comment": "by hand"},
    "a task in one text": {"task": "replay seeds"},
    "no end of minutes": {"every_minutes": float("inf")},
    "a time in words": {"created": "yesterday"},
    "before all time": {"created": datetime(1, 1, 1, tzinfo=UTC)},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_schedule_edited_into_none_is_an_issue_and_the_others_run(ledger: Ledger, wrong: str) -> None:
    schedules.add(ledger, made(id="whole"))
    bent = {**document(made(id="bent")), **WRONG[wrong]}
    ledger["schedules"].insert_one(bent, bypass_document_validation=True)  # as older ledgers may have it
    assert [schedule.id for schedule in schedules.every(ledger)] == ["whole"]
    (issue,) = ledger["issues"].find()
    assert (issue["page"], issue["field"]) == ("bent", "schedule") and issue["why"]
    assert [schedule.id for schedule in schedules.every(ledger)] == ["whole"]
    assert list(ledger["issues"].find()) == [issue] and schedules.broken(ledger) == {"bent": issue["why"]}
    ledger["schedules"].replace_one({"_id": "bent"}, document(made(id="bent")))
    assert len(schedules.every(ledger)) == 2 and ledger["issues"].count_documents({}) == 0


def test_the_list_tells_which_schedule_cannot_run(ledger: Ledger, ledger_env: dict[str, str]) -> None:
    schedules.add(ledger, made(id="whole"))
    bent = {**document(made(id="bent")), **WRONG["cron that is none"]}
    ledger["schedules"].insert_one(bent, bypass_document_validation=True)
    done = invoke(ledger_env, "schedule", "list", "--json")
    assert [row["id"] for row in json.loads(done.stdout)] == ["whole"]
    why = schedules.broken(ledger)["bent"]
    assert done.stderr == f"bent cannot run: {why}. Mend its document in `schedules`, or remove it.\n"
