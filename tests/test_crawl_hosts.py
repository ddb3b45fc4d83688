"""A host has one owner over all processes, and one delay; an owner that dies or falls silent loses it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from crawls import env_of, job, outcomes, started
from film_site import Pages, serving

from ledger.database import Ledger
from ledger.settings import Settings
from pipelines.crawling.hosts import FIRST_HOLD, LedgerHosts

HOST = "films.example"


def late(ledger: Ledger, **values: object) -> None:
    """Let a while pass, by the host's document."""
    ledger["hosts"].update_one({"_id": HOST}, {"$set": values})


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def test_a_host_has_one_owner(ledger: Ledger) -> None:
    mine, others = LedgerHosts(ledger, "mine"), LedgerHosts(ledger, "others")
    assert mine.claim(HOST) == 0
    assert others.claim(HOST) is None and others.claim("other.example") == 0
    assert mine.claim(HOST) == 0 and mine.claim("other.example") is None


def test_the_delay_lies_between_two_owners_too(ledger: Ledger) -> None:
    mine, others = LedgerHosts(ledger, "mine"), LedgerHosts(ledger, "others")
    assert mine.claim(HOST) == 0
    mine.close({HOST: 7.0})
    wait = others.claim(HOST)
    assert wait is not None and 5 < wait <= 7


def test_an_owner_that_falls_silent_loses_the_host_and_notices(ledger: Ledger) -> None:
    mine, others = LedgerHosts(ledger, "mine", lease_seconds=30), LedgerHosts(ledger, "others")
    assert mine.claim(HOST) == 0
    mine.keep({HOST: 3.0})
    late(ledger, until=ago(1))
    wait = others.claim(HOST)
    assert wait is not None and 2 < wait <= 3
    mine.keep({HOST: 3.0})
    assert mine.claim(HOST) is None


def test_an_owner_that_keeps_its_hosts_does_not_lose_them(ledger: Ledger) -> None:
    mine, others = LedgerHosts(ledger, "mine", lease_seconds=30), LedgerHosts(ledger, "others")
    assert mine.claim(HOST) == 0
    late(ledger, until=ago(-1))
    mine.keep({})
    found = ledger["hosts"].find_one({"_id": HOST})
    assert found is not None and found["until"] > ago(-20)
    assert others.claim(HOST) is None


def test_a_host_whose_owner_is_dead_is_taken_over_at_once(ledger: Ledger) -> None:
    assert LedgerHosts(ledger, "mine").claim(HOST) == 0
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    found = ledger["hosts"].find_one({"_id": HOST})
    assert found is not None
    here = found["process"].rpartition(" ")[0]
    late(ledger, process=f"{here} {dead.pid}")
    wait = LedgerHosts(ledger, "others", least_delay=2.0).claim(HOST)
    assert wait is not None and 1 < wait <= 2
    late(ledger, process=f"another-machine {dead.pid}")
    assert LedgerHosts(ledger, "third").claim(HOST) is None


def test_a_rest_holds_for_whoever_comes_next(ledger: Ledger) -> None:
    mine, others = LedgerHosts(ledger, "mine"), LedgerHosts(ledger, "others")
    assert mine.claim(HOST) == 0
    mine.hold_off(HOST, 100, "it answered 429")
    mine.hold_off(HOST, 10, "a shorter rest changes nothing")
    mine.close({})
    wait = others.claim(HOST)
    assert wait is not None and 90 < wait <= 100
    assert others.why_held(HOST) == "it answered 429"


def test_each_time_that_a_host_turns_us_away_it_rests_twice_as_long_until_it_welcomes_us(ledger: Ledger) -> None:
    mine = LedgerHosts(ledger, "mine")
    waits = []
    for _ in range(2):
        assert mine.claim(HOST) is not None
        mine.turned_away(HOST, "challenges")
        waits.append(mine.claim(HOST))
        late(ledger, held_until=ago(1))
        mine.close({})
        mine = LedgerHosts(ledger, "mine")
    assert [round((wait or 0) / FIRST_HOLD.total_seconds(), 1) for wait in waits] == [1.0, 2.0]
    assert mine.claim(HOST) == 0
    mine.welcomed(HOST)
    found = ledger["hosts"].find_one({"_id": HOST})
    assert found is not None and "holds" not in found


def test_two_crawls_of_one_host_take_turns(ledger: Ledger, ledger_settings: Settings) -> None:
    with serving(Pages(films=20)) as site:
        ran = [
            started(
                env_of(ledger_settings, FILMLEDGER_CONTACT=f"{name}@archive.example"),
                job(*(f"{site.url}/title/{number}/" for number in numbers), DOWNLOAD_DELAY=0.3, HOST_WAIT=60),
            )
            for name, numbers in (("one", range(1, 5)), ("two", range(5, 9)))
        ]
        for process in ran:
            logged = process.communicate(timeout=60)[1]
            assert process.returncode == 0, logged[-3000:]
        who = [one.headers["user-agent"] for one in site.log]
        assert len(set(who)) == 2 and sum(before != after for before, after in pairwise(who)) == 1
        assert set(outcomes(ledger, site.url).values()) == {"ok"}
        (turn,) = [place for place in range(1, len(who)) if who[place] != who[place - 1]]
        assert site.log[turn].at - site.log[turn - 1].at > 0.1
        assert ledger["hosts"].find_one({"owner": {"$ne": None}}) is None


def test_the_host_of_a_killed_crawl_goes_to_the_next_which_gives_back_what_another_keeps(
    ledger: Ledger, ledger_settings: Settings
) -> None:
    with serving(Pages(films=20)) as site:
        slow = job(*(f"{site.url}/title/{number}/" for number in range(1, 20)), DOWNLOAD_DELAY=0.5)
        killed = started(env_of(ledger_settings), slow)
        until = time.monotonic() + 60
        while len(site.log) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=10)
        assert ledger["hosts"].find_one({"owner": {"$ne": None}}) is not None
        place = len(site.log)
        assert LedgerHosts(ledger, "another").claim("busy.example") == 0
        busy = f"http://busy.example:{site.port}"
        both = job(
            f"{busy}/title/1/", f"{site.url}/catalogue/1/", HOST_WAIT=3, ALLOWED_HOSTS=["busy.example", site.host]
        )
        following = started(env_of(ledger_settings), both)
        logged = following.communicate(timeout=60)[1]
        assert following.returncode == 0, logged[-3000:]
        assert [one.target for one in site.log[place:]] == ["/robots.txt", "/catalogue/1/"]
        assert outcomes(ledger, busy) == {"/title/1/": "host_busy"}
