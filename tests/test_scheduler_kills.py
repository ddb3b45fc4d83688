"""Three services, killed at random while time is sped up: each due time has one run, or is missed with a reason."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger.database import Ledger
from ledger.scheduling import Firing
from scheduler import firings, schedules
from scheduler.schedules import Schedule

ROOT = Path(__file__).parent.parent
SERVICE = Path(__file__).with_name("quick_service.py")
SCHEDULES = 4


class Services:
    """Three of them; one that was killed is started again."""

    def __init__(self, env: dict[str, str], log: Path, start: float, speed: float) -> None:
        self._log = log
        self._command = [sys.executable, str(SERVICE), str(start), str(speed), "3"]
        self._env = {**env, "PYTHONPATH": str(ROOT)}
        self.kills = 0
        self._running = [self._one() for _ in range(3)]

    def _one(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(self._command, env=self._env, cwd=ROOT, stderr=log, stdout=log)

    def kill_one(self, chance: random.Random) -> None:
        """Kill one at random, and start another in its place."""
        place = chance.randrange(len(self._running))
        self._running[place].kill()
        self._running[place].wait()
        self._running[place] = self._one()
        self.kills += 1

    def stop(self) -> list[int]:
        for one in self._running:
            one.terminate()
        return [one.wait(timeout=60) for one in self._running]


def page(folder: Path) -> Path:
    folder.mkdir()
    (folder / "up.html").write_text("<html><title>Up</title><h1>Up (2009)</h1><p>Directed by Pete Docter</p></html>")
    return folder


def run_through(ledger: Ledger, env: dict[str, str], folder: Path, dues: int, seconds: float, kills: int) -> Services:
    """Let `dues` due times of each schedule pass within so many seconds of the machine, with kills at random."""
    chance, start = random.Random(dues), time.time()
    minutes = 10.0
    speed = dues * minutes * 60 / seconds
    created = datetime.fromtimestamp(start, UTC).replace(microsecond=0)
    for number in range(SCHEDULES):
        fields = {"_id": f"s{number}", "task": ("replay", str(folder)), "every_minutes": minutes, "jitter_seconds": 60}
        schedules.add(ledger, Schedule.model_validate({**fields, "created": created, "last_due": created}))
    services = Services(env, folder.parent / "services.log", start, speed)
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.3, 1.7) * seconds / kills)
            services.kill_one(chance)
        time.sleep(max(0.0, start + seconds - time.time()))
        wait_until(lambda: all(rows(ledger, number) >= dues for number in range(SCHEDULES)))
        for number in range(SCHEDULES):
            schedules.change(ledger, f"s{number}", paused=True)
        wait_until(lambda: not any(True for _ in firings.in_state(ledger, "claimed", "running")))
    finally:
        codes = services.stop()
    said = (folder.parent / "services.log").read_text()
    assert set(codes) <= {0, -signal.SIGTERM}, said[-5000:]  # the latter where one was started a moment ago
    return services


def rows(ledger: Ledger, number: int) -> int:
    return ledger["firings"].count_documents({"schedule": f"s{number}"})


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 150
    while time.monotonic() < end and not condition():
        time.sleep(0.5)


def judged(ledger: Ledger) -> Counter[str]:
    """Hold every due time of every schedule to its word; gives how many ran and how many were missed, by reason."""
    told: Counter[str] = Counter()
    for number in range(SCHEDULES):
        schedule = schedules.one(ledger, f"s{number}")
        told_of = sorted(firings.of_schedule(ledger, schedule.id), key=lambda row: row.due)
        steps = range(1, len(told_of) + 1)
        assert [row.due for row in told_of] == [schedule.created + step * timedelta(minutes=10) for step in steps]
        for row in told_of:
            told[_judged_one(ledger, row)] += 1
    return told


def _judged_one(ledger: Ledger, row: Firing) -> str:
    runs = list(ledger["runs"].find({"schedule": row.schedule, "due": row.due}))
    whole = [run for run in runs if run.get("outcome") == "done"]
    if row.state == "missed":
        assert row.why and not runs, row
        return row.why.partition(";")[0]
    assert row.state == "ended" and len([run for run in runs if not run.get("takes_up")]) == 1, (row, runs)
    assert len(whole) <= 1, runs
    return "ran" if whole else "did not come to its end"


def test_kills_at_random_run_nothing_twice_and_lose_nothing(
    ledger: Ledger, ledger_env: dict[str, str], tmp_path: Path
) -> None:
    services = run_through(ledger, ledger_env, page(tmp_path / "pages"), dues=4, seconds=20, kills=3)
    told = judged(ledger)
    print(dict(told))
    assert services.kills == 3 and told["ran"] >= 4, told


@pytest.mark.trust
def test_kills_at_random_over_two_hundred_due_times(ledger: Ledger, ledger_env: dict[str, str], tmp_path: Path) -> None:
    services = run_through(ledger, ledger_env, page(tmp_path / "pages"), dues=50, seconds=400, kills=40)
    told = judged(ledger)
    print(dict(told))
    assert services.kills == 40 and sum(told.values()) >= 200 and told["ran"] >= 20, told
