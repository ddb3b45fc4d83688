"""A ledger is brought up step by step, once, whoever opens it and whenever it is cut off."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ledger import migrations
from ledger.database import Ledger, connect, open_ledger
from ledger.errors import LedgerError, NewerLedger
from ledger.migrations import FIRST_VERSION, MIGRATIONS, Documents, Migration, bring_up, check_numbers
from ledger.settings import Settings

Step = Callable[[Documents], None]
NEWEST = MIGRATIONS[-1].number
"""What a ledger that was just made has."""


@pytest.fixture(autouse=True)
def quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "BEAT_SECONDS", 0.05)


def steps(*runs: Step) -> tuple[Migration, ...]:
    return tuple(Migration(number, "a step", run) for number, run in enumerate(runs, NEWEST + 1))


def count(name: str) -> Step:
    """A step that counts how often it ran."""

    def run(database: Documents) -> None:
        database["judgements"].update_one({"_id": name}, {"$inc": {"ran": 1}}, upsert=True)

    return run


def counted(ledger: Ledger) -> dict[str, int]:
    return {found["_id"]: found["ran"] for found in ledger["judgements"].find({})}


def schema(ledger: Ledger) -> dict[str, Any]:
    found = ledger["meta"].find_one({"_id": "schema"})
    assert found is not None
    return found


def test_each_step_runs_once_and_in_order(ledger: Ledger) -> None:
    bring_up(ledger.database, steps(count("two")))
    assert (schema(ledger)["version"], counted(ledger)) == (NEWEST + 1, {"two": 1})
    bring_up(ledger.database, steps(count("two"), count("three")))
    bring_up(ledger.database, steps(count("two"), count("three")))
    assert (schema(ledger)["version"], counted(ledger)) == (NEWEST + 2, {"two": 1, "three": 1})


def test_a_new_ledger_needs_no_step(ledger: Ledger) -> None:
    ledger["meta"].delete_many({})
    bring_up(ledger.database, steps(count("two")))
    assert (schema(ledger)["version"], counted(ledger)) == (NEWEST + 1, {})


def test_many_who_open_at_once_migrate_once(ledger: Ledger, ledger_settings: Settings) -> None:
    def one(_number: int) -> None:
        with connect(ledger.uri) as client:
            bring_up(client[ledger_settings.database], steps(count("two"), count("three")))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(6)))
    assert counted(ledger) == {"two": 1, "three": 1}
    assert ledger["meta"].find_one({"_id": "migrating"}) is None


def test_what_failed_in_the_middle_is_run_again_from_there(ledger: Ledger) -> None:
    def fail(_database: Documents) -> None:
        raise LedgerError("cut off")

    with pytest.raises(LedgerError, match="cut off"):
        bring_up(ledger.database, steps(count("two"), fail))
    assert schema(ledger)["version"] == NEWEST + 1
    bring_up(ledger.database, steps(count("two"), count("three")))
    assert counted(ledger) == {"two": 1, "three": 1}


def test_a_dead_migrator_is_not_waited_for(ledger: Ledger) -> None:
    ledger["meta"].insert_one({"_id": "migrating", "owner": "the dead", "beats": 7})
    bring_up(ledger.database, steps(count("two")))
    assert counted(ledger) == {"two": 1}
    assert ledger["meta"].find_one({"_id": "migrating"}) is None


def test_a_newer_ledger_is_refused_and_left_alone(ledger: Ledger, ledger_settings: Settings) -> None:
    ledger["meta"].update_one({"_id": "schema"}, {"$set": {"version": 999}})
    with pytest.raises(NewerLedger, match="schema 999"):
        open_ledger(ledger_settings)
    assert schema(ledger)["version"] == 999


def test_a_ledger_of_other_tables_gets_todays(ledger: Ledger, ledger_settings: Settings) -> None:
    ledger["films"].drop_indexes()
    ledger["meta"].update_one({"_id": "schema"}, {"$set": {"fingerprint": "of yesterday"}})
    with open_ledger(ledger_settings) as again:
        assert "title" in str(again["films"].index_information())


def test_migrations_are_numbered_without_a_gap() -> None:
    check_numbers(MIGRATIONS)
    with pytest.raises(LedgerError, match="number them"):
        check_numbers([Migration(FIRST_VERSION + 2, "a gap", count("three"))])
