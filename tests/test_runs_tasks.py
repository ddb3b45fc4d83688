"""A service's runs: processes of their own, within bounds, ended when they die, and taken up where they stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command import ROOT, invoke
from film_site import Site
from runs_under_way import FILMS, LIMITS, around, found, pages_asked, printed, site, tasks, waited

from ledger import queries
from ledger.database import Ledger
from ledger.runs import Run
from ledger.validators import document
from pipelines.processes import is_dead, process
from scheduler import adoption, endings
from scheduler.limits import Limits
from scheduler.tasks import Tasks

__all__ = ["around", "site", "tasks"]
DUE = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)


def scheduled(ledger: Ledger, name: str, **values: object) -> str:
    ledger["schedules"].insert_one({"_id": name, "task": ["crawl", "slow"], "created": DUE, "last_due": DUE, **values})
    return name


def test_a_run_is_a_process_whose_counts_and_log_are_its_own(ledger: Ledger, tasks: Tasks, site: Site) -> None:
    told: list[str] = []
    run = tasks.start(("crawl", "quick"), schedule="nightly", due=DUE, ended=told.append)
    assert tasks.running == {run: "nightly"}
    under_way = found(ledger, run)
    assert under_way.state == "running" and under_way.outcome is None and under_way.owner == "the-service"
    assert waited(lambda: told) and told == [run] and not tasks.running
    done = found(ledger, run)
    assert (done.state, done.outcome, done.exit_code, done.why) == ("ended", "done", 0, None)
    assert (done.kind, done.schedule, done.due, done.source) == ("crawl", "nightly", DUE, "quick")
    assert done.task == ("crawl", "quick") and done.pid != os.getpid()
    assert done.cpu_seconds and done.cpu_seconds > 0.3 and done.peak_mb and done.peak_mb > 30
    assert (done.model_extra or {})["fetch_ok"] == (done.model_extra or {})["pages"] == FILMS
    assert done.bytes and done.bytes > FILMS * 100
    assert ledger["runs"].count_documents({}) == 1
    lines = printed(ledger, run)
    assert done.log_lines == len(lines) and any("Spider closed (finished)" in line for line in lines)
    assert not any("Traceback" in line for line in lines)


def test_a_task_that_cannot_be_done_has_failed_with_its_own_words(ledger: Ledger, tasks: Tasks) -> None:
    told: list[str] = []
    run = tasks.start(("crawl", "nowhere"), ended=told.append)
    assert waited(lambda: told)
    failed = found(ledger, run)
    assert (failed.state, failed.outcome, failed.exit_code) == ("ended", "failed", 2)
    assert failed.why and "There is no source 'nowhere'" in failed.why


def test_a_run_that_is_killed_is_taken_up_where_it_stopped(ledger: Ledger, tasks: Tasks, site: Site) -> None:
    told: list[str] = []
    run = tasks.start(("crawl", "slow"), schedule=scheduled(ledger, "often"), due=DUE, ended=told.append)
    assert waited(lambda: ledger["pages"].count_documents({}) >= 3)
    os.kill(found(ledger, run).pid or 0, signal.SIGKILL)
    assert waited(lambda: found(ledger, run).taken_up_by)
    died = found(ledger, run)
    assert (died.state, died.outcome, died.why) == ("ended", "died", "its process was killed by SIGKILL")
    assert waited(lambda: told) and told == [died.taken_up_by]
    second = found(ledger, told[0])
    assert (second.outcome, second.takes_up, second.deaths) == ("done", run, 1)
    assert (second.schedule, second.due, second.task) == ("often", DUE, died.task)
    assert ledger["pages"].count_documents({"outcome": "read"}) == FILMS
    asked = pages_asked(site)
    # The page that was on its way when it was killed may be asked for twice; what was kept is not.
    assert len(set(asked)) == FILMS and len(asked) <= FILMS + 1
    assert (second.model_extra or {})["rested_resumed"] >= 3


@pytest.mark.parametrize(
    ("limits", "outcome", "why"),
    [
        (replace(LIMITS, seconds=2.5), "too_long", "it took longer than 2.5 seconds"),
        (replace(LIMITS, megabytes=80), "too_big", "its processes held"),
    ],
    ids=["time", "memory"],
)
def test_a_run_that_takes_too_much_is_stopped(
    ledger: Ledger, around: dict[str, str], limits: Limits, outcome: str, why: str
) -> None:
    strict = Tasks(ledger, "strict", limits)
    told: list[str] = []
    run = strict.start(("crawl", "lasting"), ended=told.append)
    assert waited(lambda: told)
    ended = found(ledger, run)
    assert (ended.state, ended.outcome, ended.taken_up_by) == ("ended", outcome, None)
    assert ended.why and ended.why.startswith(why) and is_dead(process(ended.pid)._replace(born=ended.born or ""))
    assert ended.peak_mb and ended.peak_mb > 30
    strict.end_all(1)


def test_a_source_has_bounds_of_its_own(around: dict[str, str], tmp_path: Path) -> None:
    assert LIMITS.for_task(("crawl", "slow")) == LIMITS
    text = (tmp_path / "slow.toml").read_text()
    (tmp_path / "slow.toml").write_text(f'{text}[bounds]\ntime = "90min"\nmemory_mb = 300\n')
    assert LIMITS.for_task(("crawl", "slow")) == replace(LIMITS, seconds=5400, megabytes=300)
    assert LIMITS.for_task(("crawl", "nowhere")) == LIMITS.for_task(("replay", "slow")) == LIMITS


def test_runs_are_stopped_from_elsewhere_and_not_taken_up(
    ledger: Ledger, tasks: Tasks, site: Site, around: dict[str, str]
) -> None:
    told: list[str] = []
    run = tasks.start(("crawl", "lasting"), schedule=scheduled(ledger, "often"), due=DUE, ended=told.append)
    assert waited(lambda: ledger["pages"].count_documents({}) >= 1)
    done = invoke(around, "runs", "stop", run)
    assert done.exit_code == 0 and f"{run}: stopped: stopped by " in done.stdout.splitlines()[-1], done.output
    assert told == [run] or waited(lambda: told)
    stopped = found(ledger, run)
    assert (stopped.state, stopped.outcome, stopped.exit_code) == ("ended", "stopped", 0)
    assert 0 < ledger["pages"].count_documents({}) < FILMS
    assert tasks.adopt() == [] and ledger["runs"].count_documents({}) == 1


def test_what_a_service_stops_at_its_end_goes_on_in_another(ledger: Ledger, tasks: Tasks, site: Site) -> None:
    first = Tasks(ledger, "first", LIMITS)
    told: list[str] = []
    run = first.start(("crawl", "slow"), schedule=scheduled(ledger, "often"), due=DUE, ended=told.append)
    assert waited(lambda: ledger["pages"].count_documents({}) >= 2)
    first.end_all(20)
    stopped = found(ledger, run)
    assert (stopped.state, stopped.outcome, told) == ("cut_off", "stopped", [])
    assert stopped.why == "the service that started it was stopped" and stopped.ended
    with pytest.raises(OSError, match="was stopped"):
        first.start(("crawl", "slow"))
    assert first.adopt() == []
    (new,) = tasks.adopt()
    assert tasks.adopt() == []
    assert waited(lambda: not tasks.running)
    second = found(ledger, new)
    assert (second.outcome, second.takes_up, second.deaths, second.owner) == ("done", run, 0, "the-service")
    assert sorted(pages_asked(site)) == sorted(set(pages_asked(site)))


def test_the_runs_of_a_service_that_is_killed_end_and_are_taken_up(
    ledger: Ledger, tasks: Tasks, site: Site, around: dict[str, str]
) -> None:
    program = (
        "import time\nfrom ledger.database import open_ledger\nfrom scheduler.limits import Limits\n"
        "from scheduler.tasks import Tasks\nwith open_ledger() as ledger:\n"
        "    made = Tasks(ledger, 'doomed', Limits(seconds=600, megabytes=2000, log_megabytes=1))\n"
        "    made.start(('crawl', 'slow'))\n    time.sleep(600)\n"
    )
    doomed = subprocess.Popen([sys.executable, "-c", program], env=around, cwd=ROOT, stdout=subprocess.DEVNULL)
    assert waited(lambda: ledger["pages"].count_documents({}) >= 2)
    doomed.kill()
    doomed.wait()
    left = found(ledger, "latest")
    run = left.id
    of_it = process()._replace(pid=left.pid, born=left.born)
    assert waited(lambda: is_dead(of_it), 30), "it goes on without a service"
    impatient = Tasks(ledger, "impatient", LIMITS, patience=0.2)
    assert tasks.adopt() == impatient.adopt() == [], "its service may only be slow"
    time.sleep(0.3)
    assert tasks.adopt() == [], "its service may only be slow"
    (new,) = impatient.adopt()
    died = found(ledger, run)
    assert (died.state, died.taken_up_by) == ("ended", new) and "service doomed" in str(died.why)
    assert waited(lambda: not impatient.running) and found(ledger, new).outcome == "done"
    assert sorted(pages_asked(site)) == sorted(set(pages_asked(site)))
    impatient.end_all(1)


def a_run(**values: object) -> Run:
    now = datetime.now(UTC).replace(microsecond=0)
    known = {"_id": "r1", "kind": "crawl", "started": now, "state": "running", "task": ("crawl", "slow"), "owner": "a"}
    return Run.model_validate({**known, "host": "elsewhere", "pid": 1, "born": "1", **values})


def test_who_is_dead() -> None:
    mine = process()._asdict()
    gone = {**mine, "born": "1"}
    """Another process has its number now."""
    assert adoption.why_dead(a_run(**gone), 3) is None, "its service is about to note it"
    assert "service a" in str(adoption.why_dead(a_run(**gone), 6)), "it is seen to be dead"
    assert adoption.why_dead(a_run(), 30) is None, "its process may be stopping"
    assert "service a" in str(adoption.why_dead(a_run(), 70))
    assert adoption.why_dead(a_run(**mine), 30) is None, "it lives"
    by_hand = {"owner": None, "task": ()}
    assert adoption.why_dead(a_run(**by_hand, **mine), 1e6) is None
    assert adoption.why_dead(a_run(**by_hand, **gone), 0)
    assert adoption.why_dead(a_run(**by_hand), 1e6) is None
    assert adoption.why_dead(a_run(**by_hand, started=datetime.now(UTC) - timedelta(days=8)), 0)


def test_what_became_of_a_run_that_nobody_ended() -> None:
    assert endings.last_words(a_run(), "gone") == {"state": "cut_off", "outcome": "died", "why": "gone"}
    assert endings.last_words(a_run(outcome="done"), "gone") == {"state": "ended"}
    assert endings.last_words(a_run(outcome="stopped"), "gone")["state"] == "cut_off"
    assert endings.last_words(a_run(stop_wanted=datetime.now(UTC), stop_by="ann"), "gone")["why"] == "stopped by ann"
    often = endings.last_words(a_run(deaths=2), "gone")
    assert (often["state"], often["outcome"]) == ("ended", "died") and "left alone" in often["why"]
    assert endings.last_words(a_run(task=()), "gone")["state"] == "ended", "a person gives the same command again"


@pytest.mark.parametrize("why_not", ["paused", "removed", "run since", "long ago", "stopped"])
def test_what_is_not_worth_it_is_not_taken_up(ledger: Ledger, tasks: Tasks, why_not: str) -> None:
    run = a_run(state="cut_off", outcome="died", schedule="often", ended=datetime.now(UTC))
    if why_not != "removed":
        scheduled(ledger, "often", paused=why_not == "paused")
    if why_not == "run since":
        ledger["runs"].insert_one(document(a_run(_id="r2", schedule="often", started=run.started + timedelta(hours=1))))
    if why_not == "long ago":
        run = run.model_copy(update={"started": run.started - timedelta(days=8)})
    if why_not == "stopped":  # somebody asked for it in the second in which its process died
        run = run.model_copy(update={"stop_wanted": datetime.now(UTC), "stop_by": "ann"})
    ledger["runs"].insert_one(document(run))
    assert tasks.adopt() == [] and found(ledger, "r1").state == "ended" and not tasks.running


def test_two_services_take_a_run_up_once(ledger: Ledger, tasks: Tasks) -> None:
    ledger["runs"].insert_one(document(a_run(state="cut_off", outcome="died", task=("crawl", "quick"))))
    other = Tasks(ledger, "other", LIMITS)
    assert len([*tasks.adopt(), *other.adopt()]) == 1
    assert waited(lambda: not tasks.running and not other.running)
    assert [run.id for run in queries.runs(ledger)].count("r1.2") == 1 and found(ledger, "r1.2").outcome == "done"
    other.end_all(1)


def test_what_a_service_could_not_begin_before_its_end_goes_on_in_another(
    ledger: Ledger, tasks: Tasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger["runs"].insert_one(document(a_run(state="cut_off", outcome="died", task=("crawl", "quick"))))
    closing = Tasks(ledger, "closing", LIMITS)

    def told_to_end_meanwhile(*_: object) -> bool:
        closing.end_all(0)
        return True

    with monkeypatch.context() as late:
        late.setattr("scheduler.tasks.is_worth_it", told_to_end_meanwhile)
        assert closing.adopt() == []
    assert found(ledger, "r1.2").state == "cut_off" and tasks.adopt() == ["r1.3"]
    assert waited(lambda: not tasks.running) and found(ledger, "r1.3").outcome == "done"


def test_a_process_that_does_not_listen_is_killed(ledger: Ledger, around: dict[str, str]) -> None:
    deaf = Tasks(ledger, "deaf", LIMITS)
    run = deaf.start(("crawl", "lasting"), schedule=scheduled(ledger, "often"), due=DUE)
    assert waited(lambda: ledger["pages"].count_documents({}) >= 1)
    os.kill(found(ledger, run).pid or 0, signal.SIGSTOP)
    began = time.monotonic()
    deaf.end_all(1)
    assert time.monotonic() - began < 8
    ended = found(ledger, run)
    assert (ended.state, ended.outcome, ended.exit_code) == ("cut_off", "stopped", -signal.SIGKILL)
    assert ended.ended and ended.log_lines


def test_a_run_that_was_taken_from_its_service_is_stopped_there(ledger: Ledger, tasks: Tasks, site: Site) -> None:
    told: list[str] = []
    run = tasks.start(("crawl", "lasting"), ended=told.append)
    assert waited(lambda: ledger["pages"].count_documents({}) >= 1)
    ledger["runs"].update_one({"_id": run}, {"$set": {"owner": "another"}})
    assert waited(lambda: not tasks.running)
    assert found(ledger, run).owner == "another" and told == []
