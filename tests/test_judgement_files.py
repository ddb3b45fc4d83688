"""Judgements are carried from one ledger to another."""

from __future__ import annotations

import json
from pathlib import Path

from desk import BARE, NEW, OLD, Desk, desk
from linked import computed

from cli.exit_codes import ExitCode
from pipelines.relink import rebuild

__all__ = ["desk"]


def test_judgements_are_carried_to_another_ledger_in_any_order_and_twice(desk: Desk, tmp_path: Path) -> None:
    before = computed(desk.ledger)
    desk("judge", BARE, NEW, "--same", "--by", "ann")
    desk("judge", "pin", OLD, "year", "1952")
    desk("judge", "old", "old too", "--different")
    desk("judge", "undo", desk.json("judge", "list")[0]["id"])
    file = tmp_path / "judgements.jsonl"
    desk("judge", "export", str(file))
    assert desk("judge", "export", "-").stdout == file.read_text("utf-8")
    after, kept = computed(desk.ledger), file.read_text("utf-8")
    for lines in (kept.splitlines(), kept.splitlines()[::-1]):
        desk.ledger["judgements"].delete_many({})
        rebuild(desk.ledger)
        assert computed(desk.ledger) == before
        file.write_text("\n".join(lines), encoding="utf-8")
        assert "3 added" in desk("judge", "import", str(file)).stdout
        assert "3 known" in desk("judge", "import", str(file)).stdout
        assert computed(desk.ledger) == after
        assert desk("judge", "export", "-").stdout == kept


def test_what_was_undone_elsewhere_is_undone_here(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "judgements.jsonl"
    desk("judge", BARE, NEW, "--same")
    desk("judge", "export", str(file))
    valid = file.read_text("utf-8")
    desk("judge", "undo", json.loads(valid)["id"])
    before = computed(desk.ledger)
    undone = desk("judge", "export", "-").stdout
    assert "1 known" in desk("judge", "import", str(file)).stdout and computed(desk.ledger) == before
    desk.ledger["judgements"].delete_many({})
    desk("judge", "import", str(file))
    assert computed(desk.ledger) != before
    file.write_text(undone, encoding="utf-8")
    assert "1 undone" in desk("judge", "import", str(file)).stdout and computed(desk.ledger) == before


def test_a_line_that_is_no_judgement_is_named_and_the_others_are_taken(desk: Desk, tmp_path: Path) -> None:
    good = {"kind": "same", "left": "bare", "right": "new", "at": "2024-05-17T10:00:00Z"}
    bad = [
        "{",
        "[]",
        json.dumps({**good, "right": "bare"}),
        json.dumps({"kind": "pin", "left": "bare", "field": "year", "value": "x", "at": good["at"]}),
        json.dumps({**good, "at": "yesterday"}),
    ]
    file = tmp_path / "judgements.jsonl"
    file.write_text("\n".join([*bad, json.dumps(good)]), encoding="utf-8")
    done = desk("judge", "import", str(file), code=ExitCode.INCOMPLETE)
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == [f"{file}, line {n}" for n in range(1, 6)]
    assert desk.films() == {OLD: ["old", "old too"], NEW: ["bare", "new"]}
