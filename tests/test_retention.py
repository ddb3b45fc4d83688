"""Dropping captures: by age, by count; never the newest, nor what a reading stands on, unless told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from command import invoke, surroundings
from linked import computed, everything
from made_archives import read
from test_kept import JUNE, film

from cli.exit_codes import ExitCode
from ledger.database import Ledger, open_ledger
from ledger.settings import Settings
from pipelines.keep import page_of
from pipelines.keeping.bodies import bytes_of
from pipelines.keeping.prune import Dropped, Retention, prune, too_many
from pipelines.replay import replay

UP, HEIR = "https://a.example/up?a=1", "https://b.example/heir"
DAYS = (0, 10, 20, 30)


@pytest.fixture(params=["mongodb", "folder"])
def filled(request: pytest.FixtureRequest, ledger_settings: Settings, tmp_path: Path) -> Ledger:
    """One page with four captures, the first also elsewhere; one whose reading stands on its first of two."""
    keep_in = tmp_path / "pages" if request.param == "folder" else None
    ledger = open_ledger(ledger_settings.model_copy(update={"keep_in": keep_in}))
    request.addfinalizer(ledger.close)
    for number, day in enumerate(DAYS):
        replay(ledger, [film(f"{number}.5", day)])
    replay(ledger, [film("0.5", 1, "https://mirror.example/up"), film("9.0", 1, HEIR)])
    replay(ledger, [film(day=40, name=HEIR, body=b"<title>Just a moment...</title>", status=403)])
    return ledger


def dropped(ledger: Ledger, **bounds: int | bool) -> list[tuple[str, int]]:
    found = too_many(ledger, Retention(**bounds), JUNE + timedelta(days=40))  # type: ignore[arg-type]
    return [(one.page, (one.first_seen - JUNE).days) for one in found]


def test_by_age_and_by_count(filled: Ledger) -> None:
    assert dropped(filled, captures=5) == [] == dropped(filled, days=100)
    assert dropped(filled, captures=3) == [(UP, 0)]
    assert dropped(filled, captures=1) == [(UP, 0), (UP, 10), (UP, 20)]
    assert dropped(filled, days=25) == [(UP, 0), (UP, 10)]
    assert dropped(filled, days=15, captures=4) == [(UP, 0), (UP, 10), (UP, 20)]
    assert dropped(filled, captures=1, also_read=True) == [(UP, 0), (UP, 10), (UP, 20), (HEIR, 1)]


def test_nothing_else_changes_and_no_bytes_stay_or_go_too_many(filled: Ledger) -> None:
    before, films = everything(filled), computed(filled)
    done = prune(filled, Retention(captures=1))
    assert (done.captures, done.contents) == (3, 2) and done.size > 100
    after = everything(filled)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"captures", "bodies"} and computed(filled) == films
    hashes = {found["content_hash"] for name in ("pages", "captures") for found in filled[name].find()}
    assert {found["_id"] for found in filled["bodies"].find()} == hashes
    assert all(bytes_of(filled, digest) is not None for digest in hashes)
    for kept in filled["pages"].find():
        assert page_of(filled, kept) is not None
    assert prune(filled, Retention(captures=1)) == Dropped(captures=0, contents=0, size=0)


def test_a_folder_is_written_anew_without_them(filled: Ledger, tmp_path: Path) -> None:
    if filled.keep_in is None:
        pytest.skip("this ledger keeps pages in the database")
    before = {(page.name, page.content_hash) for page in read(filled.keep_in)[0]}
    prune(filled, Retention(captures=1))
    found, broken, skipped = read(filled.keep_in)
    gone = {(page, day) for page, day in ((UP, 10), (UP, 20))}
    assert len(before - {(page.name, page.content_hash) for page in found}) == len(gone)
    assert not broken and not skipped and not filled["meta"].find_one({"_id": "dropping"})


def test_a_file_that_somebody_writes_waits_for_the_next_time(filled: Ledger) -> None:
    if filled.keep_in is None:
        pytest.skip("this ledger keeps pages in the database")
    holders = [path.open("rb") for path in filled.keep_in.iterdir()]
    import fcntl

    for holder in holders:
        fcntl.flock(holder, fcntl.LOCK_EX)
    size = sum(path.stat().st_size for path in filled.keep_in.iterdir())
    assert prune(filled, Retention(captures=1)).captures == 3
    assert sum(path.stat().st_size for path in filled.keep_in.iterdir()) == size
    for holder in holders:
        holder.close()
    prune(filled, Retention(captures=1))
    assert sum(path.stat().st_size for path in filled.keep_in.iterdir()) < size


def test_what_a_pruning_left_half_done_is_ended(filled: Ledger) -> None:
    digests = [found["content_hash"] for found in filled["captures"].find({"page": UP})]
    filled["meta"].insert_one({"_id": "dropping", "contents": digests, "places": []})
    filled["captures"].delete_many({"page": UP})
    assert prune(filled, Retention(days=10_000)).contents == 2  # the third is another page's as well
    assert filled["meta"].find_one({"_id": "dropping"}) is None


def test_the_command_says_what_it_drops(ledger: Ledger, ledger_settings: Settings) -> None:
    for number, day in enumerate(DAYS):
        replay(ledger, [film(f"{number}.5", day)])
    env = surroundings(ledger_settings)
    assert invoke(env, "pages", "--prune").exit_code == ExitCode.USAGE
    assert invoke(env, "pages", "--dry-run").exit_code == ExitCode.USAGE
    before = everything(ledger)
    tried = invoke(env, "pages", "--prune", "--most", "2", "--dry-run")
    assert tried.exit_code == ExitCode.OK and "2 captures would be dropped." in tried.stderr
    assert everything(ledger) == before
    done = invoke(env | {"FILMLEDGER_KEEP_CAPTURES": "2"}, "pages", "--prune")
    assert done.stdout == tried.stdout and done.stdout.count(UP) == 2
    assert "2 captures dropped; with them 2 contents that no other capture has" in done.stderr
    assert ledger["captures"].count_documents({}) == 1
