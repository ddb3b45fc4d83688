"""Kept pages read again: what an older reader had said otherwise is shown first, then put right, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from command import invoke, surroundings
from linked import computed, everything
from test_kept import JUNE, film

from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.settings import Settings
from pipelines.relink import link_dirty
from pipelines.replay import replay
from pipelines.rereading import Difference, differences, kept_pages, read_again

UP, HEIR = "https://a.example/up?a=1", "https://b.example/heir"
BLOCK = b"<html><head><title>Just a moment...</title></head><body>Checking your browser before accessing</body></html>"


def filled(ledger: Ledger) -> dict[str, list[bytes]]:
    """Two pages and their films; the second page is blocked when it is fetched again."""
    heir = film("7.0", name=HEIR, source="b").body.replace(b"Up (2009)", b"The Heir (2010)")
    replay(ledger, [film(source="a"), film(name=HEIR, source="b", body=heir)])
    before = computed(ledger)
    replay(ledger, [film(day=5, name=HEIR, source="b", body=BLOCK, status=403, media_type="text/html")])
    assert computed(ledger) == before
    return before


def spoilt(ledger: Ledger, *pages: str) -> None:
    """The readings as a worse reader would have left them, and linked."""
    change = {"$set": {"film.year": 1999, "linked": False}, "$unset": {"film.genres": ""}}
    assert ledger["readings"].update_many({"_id": {"$in": pages}}, change).modified_count == len(pages)
    link_dirty(ledger)


def shown(ledger: Ledger, *args: Any) -> list[Difference]:
    return [one for some in kept_pages(ledger, *args) for kept in some for one in differences(kept)]


def test_differences_are_shown_and_nothing_is_written(ledger: Ledger) -> None:
    filled(ledger)
    assert shown(ledger) == []
    spoilt(ledger, UP, HEIR)
    before = everything(ledger), ledger["runs"].count_documents({})
    assert [(one.page, one.film, one.field, one.old, one.new) for one in shown(ledger)] == [
        (UP, "Up", "film.genres", None, ["Drama"]),
        (UP, "Up", "film.year", 1999, 2009),
        (HEIR, "The Heir", "film.genres", None, ["Drama"]),
        (HEIR, "The Heir", "film.year", 1999, 2010),
    ]
    assert (everything(ledger), ledger["runs"].count_documents({})) == before


def test_reading_again_puts_right_what_differs_and_changes_nothing_else(ledger: Ledger) -> None:
    right = filled(ledger)
    readings = list(ledger["readings"].find().sort("_id"))
    spoilt(ledger, UP, HEIR)
    assert computed(ledger) != right
    run = read_again(ledger)
    assert computed(ledger) == right
    left = ("linked", "stale_keys")
    assert [{k: v for k, v in one.items() if k not in left} for one in ledger["readings"].find().sort("_id")] == [
        {k: v for k, v in one.items() if k not in left} for one in readings
    ]
    assert run.model_extra and run.model_extra["changed"] == 2 and run.outcome == "done"
    blocked = ledger["pages"].find_one({"_id": HEIR})
    assert blocked and blocked["outcome"] == "challenge"
    before = everything(ledger)
    again = read_again(ledger)
    assert everything(ledger) == before and "changed" not in (again.model_extra or {})


def test_a_source_or_a_time_chooses_the_pages(ledger: Ledger) -> None:
    filled(ledger)
    spoilt(ledger, UP, HEIR)
    assert {one.page for one in shown(ledger, "a")} == {UP}
    assert {one.page for one in shown(ledger, None, JUNE + timedelta(days=5))} == {HEIR}
    assert shown(ledger, None, datetime(2030, 1, 1, tzinfo=UTC)) == []
    read_again(ledger, "a")
    assert {one.page for one in shown(ledger)} == {HEIR}


def test_what_was_taken_for_a_page_and_is_a_block_is_told(ledger: Ledger) -> None:
    filled(ledger)
    ledger["pages"].update_one({"_id": HEIR}, {"$set": {"outcome": "read"}})
    ledger["readings"].delete_one({"_id": HEIR})
    assert [(one.field, one.old, one.new) for one in shown(ledger)] == [("outcome", "read", "challenge")]
    read_again(ledger)
    assert shown(ledger) == []


def test_the_command_shows_and_applies(ledger: Ledger, ledger_settings: Settings) -> None:
    right = filled(ledger)
    spoilt(ledger, UP)
    env = surroundings(ledger_settings)
    done = invoke(env, "replay", "--kept", "--diff")
    assert done.exit_code == ExitCode.OK
    assert f"{UP}\n" in done.stdout and "  film.year: 1999 -> 2009\n" in done.stdout
    assert '  film.genres: nothing -> ["Drama"]\n' in done.stdout and "2 values would change." in done.stdout
    rows = json.loads(invoke(env, "replay", "--kept", "--diff", "--json", "--source", "a").stdout)
    assert [(row["page"], row["field"], row["new"]) for row in rows] == [
        (UP, "film.genres", ["Drama"]),
        (UP, "film.year", 2009),
    ]
    assert invoke(env, "replay", "--kept", "--since", "2020-06-01", "--json").exit_code == ExitCode.OK
    assert computed(ledger) == right
    assert "Nothing would change" in invoke(env, "replay", "--kept", "--diff").stdout
    for words in (["--diff"], ["--kept", "x.html"], ["--source", "a"], ["--kept", "--since", "soon"]):
        assert invoke(env, "replay", *words).exit_code == ExitCode.USAGE
