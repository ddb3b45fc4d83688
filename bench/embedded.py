"""Hold the candidates for the embedded server against each other, on filmledger's own collections.

    PYTHONPATH=. python bench/embedded.py VENV... [--reviews 20000] [--rounds 3] [--kills 20]

Each VENV is a virtual environment with one version of secantusdb. A version with a native server is run by it, one
without as `python -m secantus`; each once with its own sync at every commit, and once with what makes a whole batch
durable. Servers run side by side and take turns at every measurement; figures are medians over the rounds, of
wall-clock time. How long the disk takes to sync stands among the figures: most others depend on it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from embedded_servers import Server, servers_of
from pymongo import ReplaceOne
from pymongo.errors import PyMongoError
from rich.console import Console
from rich.table import Table

from ledger.indexes import INDEXES
from ledger.migrations import bring_up

BATCH = 500
SYNCS = 50
WORDS = [f"word{number}" for number in range(500)]


def review(number: int, films: int, dice: random.Random) -> dict[str, Any]:
    """A generated review of about 1 KB; films are as skewed as in life."""
    film = int(films * dice.random() ** 3)
    return {
        "_id": f"review-{number}",
        "kind": "critic" if number % 3 else "audience",
        "author": f"author {number % 997}",
        "publication": f"paper {number % 211}",
        "body": " ".join(dice.choices(WORDS, k=180)),
        "film": f"film-{film}",
        "sightings": [{"page": f"page-{film}", "position": number % 40}],
    }


def write(server: Server, batches: list[list[dict[str, Any]]]) -> None:
    for batch in batches:
        server.database["reviews"].insert_many(batch, ordered=False)
        server.barrier(server)


def replace(server: Server, batches: list[list[dict[str, Any]]]) -> None:
    for batch in batches:
        changed = [ReplaceOne({"_id": item["_id"]}, {**item, "headline": "again"}) for item in batch]
        server.database["reviews"].bulk_write(changed, ordered=False)
        server.barrier(server)


def update_many(server: Server, batches: list[list[dict[str, Any]]]) -> None:
    for batch in batches:
        ids = [item["_id"] for item in batch]
        server.database["reviews"].update_many({"_id": {"$in": ids}}, {"$set": {"section": "again"}})
        server.barrier(server)


def find_by_id(server: Server, batches: list[list[dict[str, Any]]]) -> None:
    for item in (item for batch in batches for item in batch):
        server.database["reviews"].find_one({"_id": item["_id"]})


def find_by_ids(server: Server, batches: list[list[dict[str, Any]]]) -> None:
    for batch in batches:
        list(server.database["reviews"].find({"_id": {"$in": [item["_id"] for item in batch]}}))


def find_by_author(server: Server, batches: list[list[dict[str, Any]]]) -> None:
    for item in (batch[0] for batch in batches for _ in range(20)):
        list(server.database["reviews"].find({"author": item["author"]}).limit(20))


Work = Callable[[Server, list[list[dict[str, Any]]]], None]
WORK: tuple[tuple[str, Work, int], ...] = (
    ("insert_many, reviews/s", write, BATCH),
    ("ReplaceOne in bulk, reviews/s", replace, BATCH),
    ("update_many by $in, reviews/s", update_many, BATCH),
    ("find_one by _id /s", find_by_id, BATCH),
    ("find by $in, reviews/s", find_by_ids, BATCH),
    ("find by author, queries/s", find_by_author, 20),
)


def measure_work(servers: list[Server], reviews: int, rounds: int) -> None:
    dice = random.Random(1)
    for server in servers:
        bring_up(server.database)
    for part in range(rounds):
        each = reviews // rounds
        numbers = range(part * each, (part + 1) * each)
        made = [review(number, reviews // 10, dice) for number in numbers]
        batches = [made[at : at + BATCH] for at in range(0, each, BATCH)]
        measure_disk(servers)
        for what, work, a_batch in WORK:
            # All of it is written; of what follows, enough to tell.
            some = batches if work is write else batches[:4]
            for server in servers:
                began = time.perf_counter()
                work(server, some)
                server.note(what, len(some) * a_batch / (time.perf_counter() - began))


def measure_disk(servers: list[Server]) -> None:
    """What one sync of a small file costs here, in each server's turn."""
    for server in servers:
        with (server.home / "synced").open("wb") as file:
            began = time.perf_counter()
            for _ in range(SYNCS):
                file.write(bytes(4096))
                file.flush()
                os.fsync(file.fileno())
            server.note("a sync of this disk, ms", 1000 * (time.perf_counter() - began) / SYNCS)


def measure_starts(servers: list[Server], rounds: int) -> None:
    for _ in range(rounds):
        for server in servers:
            server.note("stop, s", server.end(signal.SIGTERM))
            server.note("start after a stop, s", server.start())
            update_many(server, [[{"_id": f"review-{number}"} for number in range(BATCH)]])
            server.end(signal.SIGKILL)
            server.note("start after a kill, s", server.start())


def lost_by_kill(server: Server, seed: str) -> tuple[int, int]:
    """Write until killed at a random moment: how many acknowledged documents are missing, of how many."""
    acknowledged: set[str] = set()
    killed = threading.Event()

    def writer() -> None:
        number = 0
        with contextlib.suppress(PyMongoError):
            while not killed.is_set():
                batch = [f"{seed}-{number}-{at}" for at in range(20)]
                server.database["kill"].insert_many([{"_id": name, "body": "x" * 400} for name in batch])
                last = {"_id": f"{seed}-{number}-last"}
                server.database["kill"].bulk_write([ReplaceOne(last, {"n": number}, upsert=True)])
                server.barrier(server)
                acknowledged.update(batch, [last["_id"]])
                number += 1

    thread = threading.Thread(target=writer)
    thread.start()
    time.sleep(random.uniform(0.2, 0.8))
    killed.set()
    server.end(signal.SIGKILL)
    thread.join()
    server.start()
    found = {item["_id"] for item in server.database["kill"].find({}, {"_id": 1})}
    return len(acknowledged - found), len(acknowledged)


def measure_kills(servers: list[Server], kills: int) -> None:
    for number in range(kills):
        for server in servers:
            lost, of = lost_by_kill(server, f"round-{number}")
            server.note("kills: lost of acknowledged, all", lost)
            server.note("kills: acknowledged, all", of)


def measure_size(servers: list[Server]) -> None:
    for server in servers:
        assert server.process
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        server.note("memory, MB", int(status.split("VmRSS:")[1].split()[0]) / 1024)
        files = (path for path in (server.home / "data").rglob("*") if path.is_file())
        server.note("disk, MB", sum(path.stat().st_blocks * 512 for path in files) / 1e6)


def measure_plans(servers: list[Server]) -> None:
    """How many of the project's indexes answer an equality on their first key, as `explain` says."""
    for server in servers:
        used = 0
        for index in INDEXES:
            said = str(server.database[index.collection].find({index.keys[0][0]: "x"}).explain())
            used += "IXSCAN" in said
        server.note(f"indexes used, of {len(INDEXES)}", used)


def figure(what: str, values: list[float]) -> str:
    shown = sum(values) if what.endswith(", all") else statistics.median(values)
    return f"{shown:,.0f}" if shown >= 100 or shown == int(shown) else f"{shown:.2f}"


def show(servers: list[Server]) -> None:
    table = Table("measured", *(server.name for server in servers))
    for what in servers[0].figures:
        table.add_row(what, *(figure(what, server.figures[what]) for server in servers))
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("venv", nargs="+", metavar="VENV")
    parser.add_argument("--reviews", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as ending:
        servers = list(servers_of(asked.venv, Path(folder)))
        for number, server in enumerate(servers):
            server.home = Path(folder) / str(number)
            server.home.mkdir()
            (server.home / "empty.toml").touch()
            server.note("first start, s", server.start())
            ending.callback(server.end, signal.SIGTERM)
        measure_work(servers, asked.reviews, asked.rounds)
        measure_plans(servers)
        measure_size(servers)
        measure_starts(servers, asked.rounds)
        measure_kills(servers, asked.kills)
        show(servers)


if __name__ == "__main__":
    main()
