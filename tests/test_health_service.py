"""The whole way: a schedule, a service that runs it, a site whose layout changes, and the chat that hears of it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from command import ROOT, run
from test_alarms import Hook, hook, titles
from test_health import Crawls, crawls, site, without_directors

__all__ = ["crawls", "hook", "site"]
SERVE = [sys.executable, "-m", "cli.main", "schedule", "run"]


def waited(condition: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.3)


@pytest.mark.trust
def test_a_layout_that_changes_reaches_the_chat(crawls: Crawls, hook: Hook) -> None:
    crawls.say(more='[visits]\nleast = "0s"\nmost = "0s"')
    env = crawls.env | {"FILMLEDGER_ALARMS": hook.address}
    assert run(env, "schedule", "add", "small", "--every", "1d", "--", "crawl", "small").returncode == 0
    services = [subprocess.Popen(SERVE, env=env, cwd=ROOT) for _ in range(2)]
    judged = {"source": "small", "judged": {"$exists": True}}
    try:
        for number, (remake, state) in enumerate(((None, "ok"), (without_directors, "failing"), (None, "ok")), 1):
            crawls.redraw(remake)
            assert run(env, "schedule", "now", "small").returncode == 0
            waited(lambda number=number: crawls.ledger["runs"].count_documents(judged) == number)
            waited(lambda state=state: crawls.state.state == state and not crawls.state.untold)
    finally:
        for service in services:
            service.send_signal(signal.SIGTERM)
        assert [service.wait(timeout=60) for service in services] == [0, 0]
    assert titles(hook) == ["source small is failing", "source small is well again"]
    assert "directors on 0 of 12 title pages" in hook.got[0]["message"]
    assert [run["outcome"] for run in crawls.ledger["runs"].find()] == ["done"] * 3
