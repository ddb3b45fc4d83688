"""Processes that begin with the modules of a crawl imported: their import is most of what a short crawl takes.

Each is forked from a process of Python's own fork server that has run nothing: but for its imports it is as any other,
with an environment, an output, signals and an end of its own. Those of the installed command are in `command.run`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

_SERVER = get_context("forkserver")
# Not scrapers.settings, which reads the environment, and not Twisted's reactor, which each process has for itself.
_SERVER.set_forkserver_preload(
    [
        *("cli.app", "cli.crawl_screen", "cli.logs", "structlog", "scheduler.health", "scheduler.checkup"),
        *("pipelines.steps", "pipelines.replay", "pipelines.crawling.fetches", "pipelines.crawling.hosts"),
        *("pipelines.crawling.revisits", "scrapers.spiders.source", "scrapers.spiders.title", "scrapy.crawler"),
        *("scrapers.fetching.backoff", "scrapers.fetching.operator", "twisted.internet.asyncioreactor"),
    ]
)


class Warm:
    """A process that does `work(given)` in this environment; asked as one of `subprocess`."""

    def __init__(self, work: Callable[[Any], None], given: Any, env: Mapping[str, str]) -> None:
        # Named files, which the process opens for itself: the fork server's own output is the tester's.
        self._folder = tempfile.TemporaryDirectory()
        self._paths = [f"{self._folder.name}/{name}" for name in ("out", "err")]
        # A daemon, so that one that a failed test leaves behind ends with the tests.
        self._process = _SERVER.Process(target=_begin, args=(work, given, dict(env), self._paths), daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        """Its exit code, the negative number of the signal that ended it, or None as long as it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = 120) -> tuple[str, str]:
        """Wait for its end; what it wrote to stdout and stderr. Raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        if self.poll() is None:
            raise subprocess.TimeoutExpired(str(self._process), timeout)
        return self.said(0), self.said(1)

    def said(self, which: int) -> str:
        """What it has written so far: to stdout (0), to stderr (1)."""
        return Path(self._paths[which]).read_text(encoding="utf-8")


def warm_command(env: Mapping[str, str], *words: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """The command line in such a process, as `command.run` gives it in one of its own."""
    running = Warm(_command, words, env)
    try:
        out, err = running.communicate(timeout)
    finally:
        running.kill()
    return subprocess.CompletedProcess(words, running.returncode or 0, out, err)


def _command(words: Sequence[str]) -> None:
    from cli.main import run

    sys.argv = ["filmledger", *words]
    run()


def _begin(work: Callable[[Any], None], given: Any, env: Mapping[str, str], paths: Sequence[str]) -> None:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    for number, path in enumerate(paths, 1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    work(given)
