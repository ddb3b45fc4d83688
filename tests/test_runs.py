"""Runs as they are recorded, listed, shown and stopped; and what their processes print."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import pairwise

from captures import TALKING, capture, said
from command import FILMLEDGER, ROOT, invoke
from film_site import Answer, Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs_under_way import FILMS, around, found, pages_asked, printed, site, tasks, waited
from warm import warm_command

from ledger import queries
from ledger.database import Ledger
from ledger.runs import Run
from ledger.validators import document
from pipelines.processes import memory_by_session, peak_memory, process
from pipelines.replay import replay
from pipelines.run_logs import CHUNK_BYTES, LONGEST_LINE, LogBook
from scheduler.stopping import Asked, ask_to_stop
from scheduler.tasks import Tasks

__all__ = ["around", "site", "tasks"]
STARTED = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
LINES = st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=60), max_size=40)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, st.data())
def test_what_is_printed_in_whatever_pieces_is_kept_line_by_line(ledger: Ledger, lines: list[str], data: st.DataObject):
    whole = "".join(f"{line}\n" for line in lines).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    name = f"r{time.monotonic_ns()}"
    book = LogBook(ledger, name, 1)
    for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        book.feed(whole[start:end])
        if data.draw(st.booleans()):
            book.flush()
    book.finish()
    book.flush()
    assert printed(ledger, name) == lines and book.count == len(lines) and book.left_out == 0


def test_of_a_long_log_the_beginning_and_the_end_are_kept(ledger: Ledger) -> None:
    book = LogBook(ledger, "r", most_mb=0.25)
    for number in range(20_000):
        book.feed(f"line {number} {'x' * 40}\n".encode())
        if number % 500 == 0:
            book.flush()
    book.feed(b"the last one")
    book.finish()
    book.flush()
    kept = printed(ledger, "r")
    size = sum(len(line) + 1 for line in kept)
    assert size <= 0.25 * 1024 * 1024 + 2 * CHUNK_BYTES and size > 0.2 * 1024 * 1024
    assert kept[0].startswith("line 0 ") and kept[-1] == book.last == "the last one"
    assert book.count == 20_001 and book.left_out == 20_001 - len(kept)
    numbers = [int(line.split()[1]) for line in kept[:-1]]
    assert numbers == sorted(numbers) and max(size for size in map(len, kept)) < 60
    assert sum(after - before > 1 for before, after in pairwise(numbers)) == 1


def test_while_the_database_is_away_a_log_does_not_grow_without_bound(ledger: Ledger) -> None:
    book = LogBook(ledger, "r", most_mb=0.1)
    for number in range(20_000):
        book.feed(f"line {number} {'x' * 40}\n".encode())
    book.feed(b"y" * 100_000)
    book.finish()
    book.flush()
    kept = printed(ledger, "r")
    assert sum(map(len, kept)) < 0.1 * 1024 * 1024 + 2 * CHUNK_BYTES
    assert book.left_out == book.count - len(kept) > 0 and max(map(len, kept)) <= LONGEST_LINE


def test_a_process_is_known_by_its_birth() -> None:
    holding = [sys.executable, "-c", "x = 'x' * 50_000_000; input()"]
    child = subprocess.Popen(holding, stdin=subprocess.PIPE, start_new_session=True)
    try:
        one = process(child.pid)
        assert waited(lambda: peak_memory(child.pid) > 50_000_000, 10)
        assert 50_000_000 < memory_by_session()[child.pid] <= peak_memory(child.pid) + 5_000_000
        assert one.born == process(child.pid).born != process().born
    finally:
        child.kill()
        child.wait()
    assert child.pid not in memory_by_session()


def test_a_crawl_that_is_told_to_stop_ends_soon_whatever_waits(
    ledger: Ledger, around: dict[str, str], site: Site
) -> None:
    """One page is on its way for minutes; others wait behind it in Scrapy's own queue."""
    site.lay("/catalogue/3/", Answer(headers={"Content-Type": "text/html"}, body=b"<p>slow", piece=1, pause=60), 1)
    command = [*FILMLEDGER, "crawl", "--log", "slow"]
    with subprocess.Popen(command, env=around, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as crawl:
        assert waited(lambda: "/catalogue/3/" in pages_asked(site))
        began = time.monotonic()
        crawl.send_signal(signal.SIGTERM)
        said = crawl.communicate(timeout=60)[0].decode()
    assert time.monotonic() - began < 28 and "are let go" in said, said[-3000:]
    ended = found(ledger, "latest")
    assert (ended.outcome, ended.state, ended.source) == ("stopped", "ended", "slow"), said[-3000:]
    before = pages_asked(site)
    assert 1 < len(before) < FILMS and before[-1] == "/catalogue/3/"
    assert {one["outcome"] for one in ledger["fetches"].find()} == {"ok"}, "nothing is held against what was let go"
    assert warm_command(around, "crawl", "slow").returncode == 0
    assert ledger["pages"].count_documents({"outcome": "read"}) == FILMS
    assert sorted(pages_asked(site)) == sorted(f"/catalogue/{number}/" for number in (3, *range(1, FILMS + 1)))


def by_hand(**values: object) -> Run:
    known = {"_id": "r1", "kind": "crawl", "started": STARTED, "state": "running", **process()._asdict()}
    return Run.model_validate({**known, **values})


def stored(ledger: Ledger, one: Run) -> Run:
    ledger["runs"].replace_one({"_id": one.id}, document(one), upsert=True)
    return one


def test_who_can_be_asked_to_stop(ledger: Ledger) -> None:
    asked = {
        Asked.HEARD: by_hand(owner="a", host="elsewhere"),
        Asked.ELSEWHERE: by_hand(host="elsewhere"),
        Asked.DEAD: by_hand(born="1"),
        Asked.ENDED: by_hand(state="ended"),
        Asked.CUT_OFF: by_hand(owner="a", state="cut_off"),
    }
    for expected, one in asked.items():
        assert ask_to_stop(ledger, stored(ledger, one), "ann") is expected
        wanted = found(ledger, "r1").stop_by
        assert wanted == (None if expected in (Asked.ELSEWHERE, Asked.ENDED) else "ann")
        if expected is Asked.DEAD:
            ended = found(ledger, "r1")
            assert (ended.state, ended.outcome) == ("ended", "died"), "no service need come by"
    assert found(ledger, "r1").state == "ended", "what was cut off is not taken up"


def test_what_took_a_run_up_is_stopped_in_its_place(ledger: Ledger, around: dict[str, str]) -> None:
    stored(ledger, by_hand(state="ended", outcome="died", taken_up_by="r1.2"))
    stored(ledger, by_hand(_id="r1.2", state="ended", outcome="died", taken_up_by="r1.3"))
    stored(ledger, by_hand(_id="r1.3", state="cut_off", owner="a"))
    done = invoke(around, "runs", "stop", "r1")
    assert done.exit_code == 0 and done.output.startswith("r1.3: it had been cut off, and is not taken up again")
    assert found(ledger, "r1.3").state == "ended"
    stored(ledger, by_hand(_id="r2", host="faraway 7"))
    elsewhere = invoke(around, "runs", "stop", "r2")
    assert elsewhere.exit_code == 1 and "say it on faraway." in elsewhere.output


def test_a_crawl_begun_by_hand_is_stopped_by_its_run(ledger: Ledger, around: dict[str, str]) -> None:
    with subprocess.Popen([*FILMLEDGER, "crawl", "lasting"], env=around, cwd=ROOT, stdout=subprocess.DEVNULL) as crawl:
        assert waited(lambda: ledger["pages"].count_documents({}) >= 1)
        done = invoke(around, "runs", "stop", "latest")
        assert done.exit_code == 0 and ": stopped" in done.stdout, done.output
        crawl.wait(timeout=60)
    again = invoke(around, "runs", "stop", "latest")
    assert again.exit_code == 0 and "it had ended already" in again.output
    logs = invoke(around, "runs", "logs", "latest")
    assert logs.exit_code == 3 and "logs/crawl.log" in logs.output


def test_a_run_is_followed_while_it_goes_on(ledger: Ledger, tasks: Tasks, around: dict[str, str]) -> None:
    told: list[str] = []
    name = tasks.start(("crawl", "slow"), ended=told.append)
    command = [*FILMLEDGER, "runs", "logs", name, "--follow"]
    with subprocess.Popen(command, env=around, cwd=ROOT, stdout=subprocess.PIPE, text=True) as follows:
        assert follows.stdout is not None
        first = follows.stdout.readline()
        assert first and not told, "the first line comes long before the run ends"
        rest = follows.stdout.read()
    assert follows.returncode == 0 and waited(lambda: told)
    assert (first + rest).splitlines() == printed(ledger, name)
    shown = invoke(around, "runs", "show", name)
    assert shown.exit_code == 0
    for words in ("crawl of slow", "done", f"Asked for {FILMS} pages: {FILMS} ok", f"{FILMS} new", "MB of memory"):
        assert words in shown.stdout, shown.stdout
    assert "How full its pages were" in shown.stdout and "100 %: " in shown.stdout
    whole = json.loads(invoke(around, "runs", "show", name, "--json").stdout)
    assert whole["id"] == name and whole["fetch_ok"] == FILMS and whole["fills"]


def test_runs_are_listed(ledger: Ledger, around: dict[str, str]) -> None:
    stored(
        ledger, by_hand(_id="r1", source="a.example", schedule="often", outcome="done", state="ended", ended=STARTED)
    )
    stored(ledger, by_hand(_id="r2", source="b.example", schedule="often", state="running"))
    stored(
        ledger, by_hand(_id="r3", source="a.example", why="it is full", outcome="failed", state="ended", ended=STARTED)
    )

    def listed(*words: str) -> list[str]:
        return [row["id"] for row in json.loads(invoke(around, "runs", *words, "--json").stdout)]

    assert sorted(listed()) == ["r1", "r2", "r3"] and len(listed("--limit", "2")) == 2
    assert sorted(listed("--source", "a.example")) == ["r1", "r3"] and sorted(listed("--schedule", "often")) == [
        "r1",
        "r2",
    ]
    assert listed("--schedule", "often", "--source", "a.example") == ["r1"]
    table = invoke(around, "runs").stdout
    assert "running" in table and "it is full" in table and "failed" in table
    for words in (("--source", "c.example"), ("show", "r9"), ("logs", "r9"), ("stop", "r9")):
        assert invoke(around, "runs", *words).exit_code == 3


def test_a_replay_that_is_given_a_run_is_that_one(ledger: Ledger, ledger_env: dict[str, str]) -> None:
    given = {**ledger_env, "FILMLEDGER_RUN": "r1"}
    assert warm_command(given, "replay").returncode == 0
    done = found(ledger, "r1")
    assert done.outcome == "done" and done.state == "running", "its service ends it"
    assert {fill.run for fill in queries.fills_in(ledger, "r1")} == {"r1"}
    assert ledger["runs"].count_documents({}) == 1 and done.bytes and done.peak_mb and done.cpu_seconds
    assert invoke(ledger_env, "replay").exit_code == 0
    assert found(ledger, "latest").state == "ended" and ledger["runs"].count_documents({}) == 2


def test_duplicates_are_counted_by_the_run_that_folded_them(ledger: Ledger) -> None:
    def folded(*places: str) -> int:
        done = replay(ledger, [capture(said("Ann Marie Lee", TALKING), url=f"https://{place}/up") for place in places])
        return int((done.model_extra or {}).get("duplicates_folded", 0))

    assert folded("a.example") == 0
    assert folded("b.example", "c.example") == 2 and ledger["reviews"].count_documents({}) == 1
    assert folded("a.example", "b.example") == 0
    assert folded("d.example") == 1
