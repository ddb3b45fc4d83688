"""The schema's version, the numbered steps that led to it, and bringing a ledger up to it.

Collections, validators and indexes are made from their tables whenever these differ from what the ledger was last
given; that may be done by several programs at once. A migration changes documents, so one program alone does it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pymongo import IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, OperationFailure
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random

from ledger.errors import LedgerError, NewerLedger
from ledger.indexes import INDEXES
from ledger.validators import COLLECTIONS, json_schema

Documents = Database[dict[str, Any]]

FIRST_VERSION = 1
NAMESPACE_EXISTS = 48
IN_EACH_OTHERS_WAY = frozenset({112, 117})
"""WriteConflict, ConflictingOperationInProgress: what MongoDB says to one of two who change a collection at once."""
BEAT_SECONDS = 1.0
BEATS_MISSED = 8
"""After so many beats without a sign of life the program that migrates is taken for dead."""


class Migration(NamedTuple):
    """One step to version `number`. `run` must bear to be cut off anywhere and run again from its beginning."""

    number: int
    description: str
    run: Callable[[Documents], None]


def compute_anew(database: Documents) -> None:
    """Let the next linking compute films, reviews, scores and doubts from the readings, as a rebuild does."""
    if database["films"].find_one({}, {"_id": 1}):
        database["meta"].replace_one({"_id": "rebuild"}, {"_id": "rebuild"}, upsert=True)


def tidy_schedules(database: Documents) -> None:
    """Leave out of schedules what they do not have, and name the source of those that crawl one."""
    for found in database["schedules"].find():
        tidy = {name: value for name, value in found.items() if value is not None}
        task = found.get("task")
        if isinstance(task, list) and len(task) == 2 and task[0] == "crawl":
            tidy.setdefault("source", task[1])
        if tidy != found:
            database["schedules"].replace_one({"_id": found["_id"]}, tidy)


def as_it_is(_database: Documents) -> None:
    """Nothing to change: the number keeps programs out that do not know what is new, and would drop it."""


MIGRATIONS: tuple[Migration, ...] = (
    Migration(2, "doubts stand in a collection of their own", compute_anew),
    Migration(3, "a consensus is drawn to the ledger's own mean, which is counted", compute_anew),
    Migration(4, "schedules leave out what they do not have, and name their source", tidy_schedules),
    Migration(5, "readings remember what their pages said of films and say no more", as_it_is),
)
"""In order, from FIRST_VERSION + 1 without a gap."""


def bring_up(database: Documents, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Make the database what this program expects; does one read where it is already.

    Raises NewerLedger where a newer program has been at it.
    """
    wanted = {"version": version_of(migrations), "fingerprint": _fingerprint()}
    found = database["meta"].find_one({"_id": "schema"})
    if found is None:
        _make(database)
    elif found["version"] > wanted["version"]:
        raise NewerLedger(
            f"the ledger has schema {found['version']}, and this filmledger knows {wanted['version']}",
            where=database.name,
            todo="upgrade filmledger, or name another database by FILMLEDGER_DATABASE",
        )
    elif found["version"] < wanted["version"]:
        _migrate(database, migrations)
        _make(database)
    elif found["fingerprint"] != wanted["fingerprint"]:
        _make(database)
    else:
        return
    database["meta"].update_one({"_id": "schema"}, {"$set": wanted}, upsert=True)


def version_of(migrations: Sequence[Migration]) -> int:
    """The version that these steps lead to.

    >>> version_of(())
    1
    """
    return migrations[-1].number if migrations else FIRST_VERSION


def _fingerprint() -> str:
    """Changes whenever a table of collections, fields or indexes does."""
    tables = [[item.name, json_schema(item.record)] for item in COLLECTIONS]
    text = json.dumps([tables, [index[:2] for index in INDEXES]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@retry(
    retry=retry_if_exception(lambda error: getattr(error, "code", None) in IN_EACH_OTHERS_WAY),
    wait=wait_random(0.05, 0.5),
    stop=stop_after_attempt(20),
    reraise=True,
)
def _make(database: Documents) -> None:
    """Collections, validators and indexes; what is there already stays. Several programs may do it at once."""
    there = set(database.list_collection_names())
    for item in COLLECTIONS:
        validator = {"$jsonSchema": json_schema(item.record)}
        if item.name in there or not _create(database, item.name, validator):
            database.command("collMod", item.name, validator=validator)
    for item in COLLECTIONS:
        models = [IndexModel(list(index.keys), name=index.name) for index in INDEXES if index.collection == item.name]
        if models:
            database[item.name].create_indexes(models)


def _create(database: Documents, name: str, validator: dict[str, Any]) -> bool:
    """Make a collection; False if another program was quicker."""
    try:
        database.command("create", name, validator=validator)
    except OperationFailure as error:
        if error.code != NAMESPACE_EXISTS:
            raise
        return False
    return True


def _migrate(database: Documents, migrations: Sequence[Migration]) -> None:
    with _alone(database):
        for step in migrations:
            done = database["meta"].find_one({"_id": "schema"}) or {"version": FIRST_VERSION}
            if step.number > done["version"]:
                step.run(database)
                database["meta"].update_one({"_id": "schema"}, {"$set": {"version": step.number}})


@contextlib.contextmanager
def _alone(database: Documents) -> Iterator[None]:
    """Be the only program that migrates. A document says who; its beats say that he lives (no clocks compared)."""
    me = f"{platform.node()}:{os.getpid()}:{time.monotonic_ns()}"
    _take(database, me)
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT_SECONDS):
            database["meta"].update_one({"_id": "migrating", "owner": me}, {"$inc": {"beats": 1}})

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()
        database["meta"].delete_one({"_id": "migrating", "owner": me})


def _take(database: Documents, me: str) -> None:
    meta = database["meta"]
    seen: dict[str, Any] | None = None
    since = time.monotonic()
    while True:
        try:
            meta.insert_one({"_id": "migrating", "owner": me, "beats": 0})
            return
        except DuplicateKeyError:
            now = meta.find_one({"_id": "migrating"})
        if now != seen:
            seen, since = now, time.monotonic()
        elif seen and time.monotonic() - since > BEATS_MISSED * BEAT_SECONDS:
            dead = {"_id": "migrating", "owner": seen["owner"], "beats": seen["beats"]}
            if meta.update_one(dead, {"$set": {"owner": me, "beats": 0}}).modified_count:
                return
        time.sleep(BEAT_SECONDS / 5)


def check_numbers(migrations: Sequence[Migration]) -> None:
    """Raise LedgerError unless the numbers follow on FIRST_VERSION without a gap.

    >>> check_numbers(MIGRATIONS)
    """
    numbers = [step.number for step in migrations]
    if numbers != list(range(FIRST_VERSION + 1, FIRST_VERSION + 1 + len(numbers))):
        raise LedgerError(f"migrations are numbered {numbers}", todo=f"number them from {FIRST_VERSION + 1} on")
