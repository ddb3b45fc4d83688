"""The candidates that `bench/embedded.py` holds against each other: how each is started, ended and made durable."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

from ledger.embedded_program import ENVIRONMENT, sync_log


@dataclass
class Server:
    """One candidate: how it is started, and what was measured of it."""

    name: str
    command: list[str]
    barrier: Callable[[Server], None]
    """What makes a batch durable after it."""
    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    client: MongoClient[dict[str, Any]] | None = None
    logs: frozenset[str] = frozenset()
    figures: dict[str, list[float]] = field(default_factory=dict)

    def start(self) -> float:
        """Start it; seconds until it answers."""
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [*self.command, "--port", "0", "--storage-path", str(self.home / "data")],
            cwd=self.home,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if found := re.search(rb"listening on 127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise SystemExit(f"{self.name} did not start")
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        uri = f"mongodb://127.0.0.1:{int(found[1])}/?directConnection=true"
        self.client = MongoClient(uri, tz_aware=True, serverSelectionTimeoutMS=5000)
        self.client.admin.command("ping")
        return time.perf_counter() - began

    def end(self, how: signal.Signals) -> float:
        """End it by a signal; seconds until it is gone."""
        assert self.process
        assert self.client
        if how is signal.SIGTERM:
            self.client.close()  # a server waits some seconds for those who are connected
        began = time.perf_counter()
        self.process.send_signal(how)
        self.process.wait()
        self.client.close()
        return time.perf_counter() - began

    @property
    def database(self) -> Any:
        assert self.client
        return self.client["bench"]

    def note(self, what: str, figure: float) -> None:
        self.figures.setdefault(what, []).append(figure)


def no_barrier(_server: Server) -> None:
    """Every commit is synced already."""


def journaled_write(server: Server) -> None:
    meta = server.database["meta"].with_options(write_concern=WriteConcern(w=1, j=True))
    meta.update_one({"_id": "barrier"}, {"$inc": {"batches": 1}}, upsert=True)


def written_and_synced(server: Server) -> None:
    journaled_write(server)
    server.logs = sync_log(server.home, server.logs)


def servers_of(venvs: list[str], home: Path) -> Iterator[Server]:
    """The candidates in these virtual environments."""
    for venv in venvs:
        native = sorted(Path(venv).glob("lib/python*/site-packages/secantusdb.scripts/secantusd-rs"))
        common = ["--config", "empty.toml", "--standalone", "--cache-size", "256M"]
        if native:
            command = [str(native[0]), *common, "--log-file-max", "32MB"]
            yield Server("native: log synced once a batch", command, written_and_synced, home, ENVIRONMENT)
        else:
            command = [f"{venv}/bin/python", "-m", "secantus", *common]
            yield Server("python: journaled write a batch", command, journaled_write, home)
        kind = "native" if native else "python"
        yield Server(f"{kind}: sync at each commit", [*command, "--sync-on-commit"], no_barrier, home)
