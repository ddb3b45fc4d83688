"""One scheduled task in a process of its own: `python -m scheduler.work replay PATH...`, `... crawl SPIDER URL...`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ledger.database import open_ledger
from ledger.errors import LedgerError
from pipelines.replay import replay
from scrapers.archive import pages_from
from scrapers.pages import Page


def command(task: Sequence[str]) -> list[str]:
    """The process that does a task."""
    return [sys.executable, "-m", "scheduler.work", *task]


def _replay(paths: Sequence[str]) -> int:
    broken = 0

    def pages() -> list[Page]:
        nonlocal broken
        found = list(pages_from(map(Path, paths)))
        usable = [one for one in found if isinstance(one, Page)]
        broken = len(found) - len(usable)
        return usable

    with open_ledger() as ledger:
        run = replay(ledger, pages())
    sys.stdout.write(f"run {run.id}: {len(paths)} paths, {broken} broken files\n")
    return 1 if broken else 0


def _crawl(spider: str, addresses: Sequence[str]) -> int:
    crawl = [sys.executable, "-m", "scrapy", "crawl", spider, "-a", f"url={' '.join(addresses)}"]
    settings = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scrapers.settings"}
    return subprocess.run(crawl, env=settings, check=False).returncode  # noqa: S603 - our own interpreter, no shell


def main(task: Sequence[str]) -> int:
    """Do the task; the exit code says how it went."""
    try:
        return _replay(task[1:]) if task[0] == "replay" else _crawl(task[1], task[2:])
    except LedgerError as error:
        sys.stderr.write(f"{error}\n")
        return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
