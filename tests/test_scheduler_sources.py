"""Schedules that are made from the sources' TOML, and follow it."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from command import invoke, surroundings
from pretended_runs import START

from ledger.database import Ledger
from ledger.settings import Settings
from scheduler import schedules
from scheduler.sourced import Following, digest_of, follow_sources, schedule_of
from scrapers.sources import VARIABLE, source_of
from scrapers.sources.records import Source

DAY = timedelta(days=1)


def table(visits: str = "") -> str:
    return f'[start]\nurls = ["https://films.example/"]\n[visits]\n{visits}\n'


def source(name: str = "films.example", **visits: object) -> Source:
    return source_of(name, {"start": {"urls": ["https://films.example/"]}, "visits": visits})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "sources"
    found.mkdir()
    (found / "films.example.toml").write_text(table('every = "6h"'))
    (found / "other.example.toml").write_text(table('cron = "30 6 * * 1-5"\ntimezone = "Europe/Prague"'))
    monkeypatch.setenv(VARIABLE, str(found))
    return found


def test_the_times_of_a_source_become_a_schedule() -> None:
    plain = schedule_of(source(every="6h", jitter="10min", blackouts=["sat-sun"]), START)
    assert (plain.task, plain.every_minutes, plain.jitter_seconds) == (("crawl", "films.example"), 360.0, 600)
    assert plain.blackouts == ("sat-sun",) and not plain.is_adaptive
    adaptive = schedule_of(source(every="1h", least="6h", most="9d", adaptive=True), START)
    assert (adaptive.least_minutes, adaptive.every_minutes, adaptive.most_minutes) == (360.0, 360.0, 12960.0)
    by_cron = schedule_of(source(cron="30 6 * * 1-5", timezone="Europe/Prague"), START)
    assert by_cron.every_minutes is None and by_cron.cron == "30 6 * * 1-5"
    assert digest_of(source(every="6h")) != digest_of(source(every="7h")) == digest_of(source(every="7h"))


def test_sources_that_are_added_together_do_not_begin_together() -> None:
    firsts = [schedule_of(source(f"s{number}.example"), START).following(START) for number in range(200)]
    assert all(first and START < first <= START + DAY for first in firsts)
    an_hour = [sum(first is not None and first.hour == hour for first in firsts) for hour in range(24)]
    assert max(an_hour) < 25


def test_schedules_follow_the_files_of_sources(ledger: Ledger, folder: Path) -> None:
    told = follow_sources(ledger, START)
    assert set(told.added) >= {"films.example", "other.example"} and not told.wrong
    assert follow_sources(ledger, START).added == []
    schedules.change(ledger, "films.example", paused=True)
    (folder / "films.example.toml").write_text(table('every = "2h"\njitter = "5min"'))
    (folder / "other.example.toml").write_text(table())
    told = follow_sources(ledger, START + DAY)
    assert told.changed == ["films.example", "other.example"]
    found = schedules.one(ledger, "films.example")
    assert (found.every_minutes, found.jitter_seconds, found.paused) == (120.0, 300, True)
    assert found.due(START + DAY) is None  # what the new times would have been before is not made up for
    assert (schedules.one(ledger, "other.example").cron, schedules.one(ledger, "other.example").timezone) == (
        None,
        "UTC",
    )
    (folder / "other.example.toml").unlink()
    assert follow_sources(ledger, START + DAY).gone == ["other.example"]


def test_times_that_a_person_gave_stay(ledger: Ledger, folder: Path) -> None:
    own = schedules.Schedule(
        _id="mine", task=("crawl", "films.example"), source="films.example", every_minutes=7, created=START
    )
    schedules.add(ledger, own)
    assert follow_sources(ledger, START).own == ["mine"]
    assert schedules.one(ledger, "mine").every_minutes == 7
    assert "films.example" not in {one.id for one in schedules.every(ledger)}


def test_a_source_whose_times_are_none_is_told_and_the_others_follow(ledger: Ledger, folder: Path) -> None:
    (folder / "films.example.toml").write_text(table('cron = "0 0 30 2 *"'))
    (folder / "third.example.toml").write_text("title = 1\n")
    told = follow_sources(ledger, START)
    assert "other.example" in told.added
    assert told.wrong["films.example"] == "the cron line '0 0 30 2 *' never comes" and len(told.wrong) == 2


def test_files_are_read_when_they_change(ledger: Ledger, folder: Path) -> None:
    following = Following()
    assert following.look(ledger, START) and following.look(ledger, START) is None
    path = folder / "films.example.toml"
    path.write_text(table('every = "3h"'))
    os.utime(path, ns=(1, 1))
    told = following.look(ledger, START)
    assert told and told.changed == ["films.example"]


def test_the_command_adds_a_schedule_for_every_source(ledger: Ledger, ledger_settings: Settings, folder: Path) -> None:
    env = {**surroundings(ledger_settings), VARIABLE: str(folder)}
    done = invoke(env, "schedule", "add", "--all")
    assert done.exit_code == 0, done.stderr
    added = len(schedules.every(ledger))
    assert f"{added} schedules added" in done.stdout and added >= 2
    assert f"{added} schedules as they were" in invoke(env, "schedule", "add", "--all").stdout
    (folder / "films.example.toml").write_text(table('blackouts = ["always"]'))
    wrong = invoke(env, "schedule", "add", "--all")
    assert wrong.exit_code == 1 and "'always' are no hours" in wrong.stderr
    assert invoke(env, "schedule", "add", "x", "--all").exit_code == 2


def test_the_schedule_of_one_source_has_its_times_from_the_file(
    ledger: Ledger, ledger_settings: Settings, folder: Path
) -> None:
    env = {**surroundings(ledger_settings), VARIABLE: str(folder)}
    said = 'cron = "30 6 * * *"\ntimezone = "Europe/Prague"\njitter = "10min"\nblackouts = ["sat-sun"]'
    (folder / "films.example.toml").write_text(table(said))
    assert invoke(env, "schedule", "add", "films", "--", "crawl", "films.example").exit_code == 0
    found = schedules.one(ledger, "films")
    assert (found.cron, found.timezone) == ("30 6 * * *", "Europe/Prague")
    assert (found.jitter_seconds, found.blackouts) == (600, ("sat-sun",))
    given = ("--timezone", "Asia/Tokyo", "--jitter", "0s")
    assert invoke(env, "schedule", "add", "moved", *given, "--", "crawl", "films.example").exit_code == 0
    moved = schedules.one(ledger, "moved")
    assert (moved.timezone, moved.jitter_seconds, moved.blackouts) == ("Asia/Tokyo", 0, ("sat-sun",))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nightly", "--", "replay", "saved"), "--every 6h, or --cron"),
        (("films", "--every", "6h", "--adaptive", "--", "crawl", "films.example"), "one of --every, --cron"),
        (("--all", "--timezone", "Europe/Prague"), "give it alone"),
    ],
)
def test_times_that_do_not_go_together_are_told(
    ledger_settings: Settings, folder: Path, words: tuple[str, ...], said: str
) -> None:
    done = invoke({**surroundings(ledger_settings), VARIABLE: str(folder)}, "schedule", "add", *words)
    assert done.exit_code == 2 and said in done.stderr


def test_a_schedule_with_all_that_there_is(ledger: Ledger, ledger_settings: Settings, folder: Path) -> None:
    env = {**surroundings(ledger_settings), VARIABLE: str(folder)}
    given = ("--adaptive", "--blackout", "mon-fri 08:00-18:00", "--blackout", "sun", "--jitter", "10min")
    done = invoke(
        env, "schedule", "add", "films", *given, "--timezone", "Europe/Prague", "--", "crawl", "films.example"
    )
    assert done.exit_code == 0, done.stderr
    found = schedules.one(ledger, "films")
    assert found.is_adaptive and (found.every_minutes, found.jitter_seconds, found.source) == (
        360.0,
        600,
        "films.example",
    )
    rows = json.loads(invoke(env, "schedule", "next", "films", "-n", "4", "--json").stdout)
    assert [row["schedule"] for row in rows] == ["films"] * 4
    assert all(row["due"] <= row["begins"] for row in rows) and rows == sorted(rows, key=lambda row: row["begins"])
    assert "begins as soon as a service runs" in invoke(env, "schedule", "now", "films").stdout
    assert schedules.one(ledger, "films").wanted
    assert "crawl SOURCE" in invoke(env, "schedule", "add", "x", "--adaptive", "--", "replay", "a").stderr
    assert "never comes" in invoke(env, "schedule", "add", "x", "--cron", "0 0 30 2 *", "--", "replay", "a").stderr
    assert invoke(env, "schedule", "now", "nothing").exit_code == 3
