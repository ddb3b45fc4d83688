"""Runs for the tests: a small site that is crawled slowly, and what waits for something to become true."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from film_site import Pages, Site, serving

from ledger import queries
from ledger.database import Ledger
from ledger.runs import Run
from ledger.settings import Settings
from scheduler.limits import Limits
from scheduler.tasks import Tasks

FILMS = 8
LIMITS = Limits(seconds=600, megabytes=2000, log_megabytes=1)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Pages(films=FILMS)) as served:
        yield served


@pytest.fixture
def around(
    monkeypatch: pytest.MonkeyPatch, ledger_env: dict[str, str], ledger_settings: Settings, tmp_path: Path, site: Site
) -> dict[str, str]:
    """The environment of the processes of a test: its ledger, and the sources `lasting`, `slow` and `quick`."""
    for name, delay in (("lasting", 2.5), ("slow", 0.6), ("quick", 0)):
        toml = f"""[start]
lists = ["{site.url}/catalogue/"]
[follow]
pages = ["/catalogue/{{number}}/"]
[polite]
delay = {delay}
"""
        (tmp_path / f"{name}.toml").write_text(toml)
    env = {**ledger_env, "FILMLEDGER_SOURCES": str(tmp_path), "FILMLEDGER_HOME": str(ledger_settings.home)}
    for name, value in env.items():
        if name.startswith("FILMLEDGER_"):
            monkeypatch.setenv(name, value)
    return env


@pytest.fixture
def tasks(ledger: Ledger, around: dict[str, str]) -> Iterator[Tasks]:
    """The runs of one service; those that a test leaves are stopped."""
    made = Tasks(ledger, "the-service", LIMITS)
    yield made
    made.end_all(10)


def waited(condition: Callable[[], object], seconds: float = 60) -> bool:
    """Whether it becomes true in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def found(ledger: Ledger, run: str) -> Run:
    """The run, which is there."""
    known = queries.find_run(ledger, run)
    assert known is not None, run
    return known


def printed(ledger: Ledger, run: str) -> list[str]:
    """All that is kept of what a run printed."""
    return [line for log in queries.run_log(ledger, run) for line in log.lines]


def pages_asked(site: Site) -> list[str]:
    """The pages that were asked for, in order."""
    return [one.target for one in site.asked("/catalogue/") if one.target != "/catalogue/" and "?" not in one.target]
