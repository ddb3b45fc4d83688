"""The laws of the ledger, on the seeds: any order, any split, twice, rebuilt, killed: the same films to the byte."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest
from linked import bytes_of, computed, empty, everything
from seed_copies import EXPECTED, SEEDS

from ledger.database import Ledger
from ledger.records import Reading
from pipelines.link import link_block
from pipelines.relink import link_dirty, rebuild
from pipelines.replay import replay
from pipelines.statement import reading
from scrapers.archive import page_of
from scrapers.pages import Page
from scrapers.read import read

ROOT = Path(__file__).parent.parent
NAMES = sorted(EXPECTED["pages"])


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    found = [page_of(SEEDS / name) for name in NAMES]
    return [page for page in found if isinstance(page, Page)]


@pytest.fixture(scope="module")
def readings(pages: list[Page]) -> list[Reading]:
    return [reading(page, read(page)) for page in pages]


def test_seeds_are_one_film_with_every_review_once(readings: list[Reading]) -> None:
    linked = link_block(readings)
    expected = EXPECTED["ledger"]
    (film,) = linked.films
    assert film.id == "wont-back-down-2012"
    assert len(linked.reviews) == expected["reviews"] and film.review_counts == expected["by_kind"]
    assert len(linked.ratings) == expected["ratings"]
    assert film.title == expected["film"]["title"] and film.year == expected["film"]["year"]
    assert film.runtime_minutes == expected["film"]["runtime_minutes"]
    assert list(film.directors) == expected["film"]["directors"]
    assert film.content_rating and film.content_rating.value == expected["film"]["content_rating"]
    assert {c.field: [stated.value for stated in c.values] for c in film.conflicts} == expected["conflicts"]
    assert len(film.pages) == len({join.page for join in film.joins}) == 5


@pytest.mark.parametrize("most", [40, pytest.param(120, marks=pytest.mark.trust)])
def test_every_order_of_the_seeds_links_to_the_same_bytes(readings: list[Reading], most: int) -> None:
    expected = bytes_of(link_block(readings))
    for order in random.Random(2012).sample(list(permutations(readings)), most):
        assert bytes_of(link_block(order)) == expected


@pytest.mark.parametrize("most", [8, pytest.param(24, marks=pytest.mark.trust)])
def test_part_of_the_seeds_links_alike_in_every_order(readings: list[Reading], most: int) -> None:
    for left_out in readings:
        some = [one for one in readings if one is not left_out]
        expected = bytes_of(link_block(some))
        orders = random.Random(2012).sample(list(permutations(some)), most)
        assert all(bytes_of(link_block(order)) == expected for order in orders)


@pytest.mark.parametrize("most", [12, pytest.param(120, marks=pytest.mark.trust)])
def test_every_order_of_arrival_gives_the_same_ledger(ledger: Ledger, pages: list[Page], most: int) -> None:
    """Each order in a ledger of its own, page by page with a linking after each, or in any split into runs."""
    random_ = random.Random(2012)
    replay(ledger, pages)
    expected = computed(ledger)
    counts = {name: len(found) for name, found in expected.items()}
    told = {"films": 1, "reviews": 24, "ratings": 1, "doubts": 0, "review_clues": 0, "text_signatures": 24}
    assert counts == told
    orders = list(permutations(pages))
    random_.shuffle(orders)
    for order in orders[:most]:
        empty(ledger)
        for run in split(order, random_):
            replay(ledger, run)
        assert computed(ledger) == expected


def split(order: tuple[Page, ...], random_: random.Random) -> list[list[Page]]:
    cuts = sorted(random_.sample(range(1, len(order)), random_.randint(0, len(order) - 1)))
    return [list(order[start:end]) for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


def test_twice_changes_nothing(ledger: Ledger, pages: list[Page]) -> None:
    first = replay(ledger, pages)
    before = everything(ledger)
    again = replay(ledger, pages)
    assert everything(ledger) == before
    assert (first.model_extra or {})["films_added"] == 1
    counts = {name: count for name, count in (again.model_extra or {}).items() if isinstance(count, int)}
    assert counts == {"pages": 5, "unchanged": 5}


def test_rebuilt_ledger_is_the_same_to_the_byte(ledger: Ledger, pages: list[Page]) -> None:
    replay(ledger, pages)
    before, whole = computed(ledger), everything(ledger)
    ledger["reviews"].delete_many({"kind": "audience"})
    ledger["films"].update_one({}, {"$set": {"year": 1999}})
    assert rebuild(ledger)["reviews_added"] == 24
    assert computed(ledger) == before and everything(ledger) == whole


def test_rebuild_that_was_cut_off_is_made_good(ledger: Ledger, pages: list[Page]) -> None:
    replay(ledger, pages)
    before = computed(ledger)
    ledger["meta"].insert_one({"_id": "rebuild"})
    ledger["films"].delete_many({})
    link_dirty(ledger)
    assert computed(ledger) == before and ledger["meta"].find_one({"_id": "rebuild"}) is None


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    """The seeds in a folder that tells when they were fetched, so that nothing depends on today."""
    rows = [f'[[page]]\nfile = "{name}"\nfetched_at = 2020-06-0{n}T12:00:00Z\n' for n, name in enumerate(NAMES, 1)]
    (tmp_path / "manifest.toml").write_text("\n".join(rows), encoding="utf-8")
    for name in NAMES:
        shutil.copy(SEEDS / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def replays(dated: Path, ledger_env: dict[str, str]) -> Iterator[Callable[[int, float], tuple[str, str]]]:
    """Runs a replay of the dated seeds that kills itself; see `killed_replays`."""
    command = [sys.executable, str(Path(__file__).parent / "killed_replays.py"), str(dated)]
    env = {**ledger_env, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        pipes = process.stdin, process.stdout

        def run(fatal: int, delay: float = 0.0) -> tuple[str, str]:
            pipes[0].write(f"{fatal} {delay}\n")
            pipes[0].flush()
            counted, ended = pipes[1].readline().split()
            return counted, ended

        yield run
        process.stdin.close()


@pytest.mark.parametrize("deaths", [12, pytest.param(96, marks=pytest.mark.trust)])
def test_killed_anywhere_and_started_again_gives_the_same_ledger(
    ledger: Ledger, replays: Callable[[int, float], tuple[str, str]], deaths: int
) -> None:
    """Deaths at any command to the database, or in the midst of the work between two."""
    random_ = random.Random(9)
    counted, ended = replays(0, 0)
    expected, whole = computed(ledger), without_runs(everything(ledger))
    assert ended == "0" and len(expected["reviews"]) == 24 and len(whole["rating_points"]) == 1
    killed = 0
    for number in range(deaths):
        empty(ledger)
        delay = random_.uniform(0, 0.05) if number % 3 == 0 else 0.0
        _, ended = replays(random_.randint(1, int(counted)), delay)
        killed += ended == str(int(signal.SIGKILL))
        if number % 5 == 0:
            replays(random_.randint(1, int(counted)), 0.0)
        assert replays(0, 0)[1] == "0"
        assert computed(ledger) == expected
        assert without_runs(everything(ledger)) == whole
    assert killed * 6 >= deaths * 5


def without_runs(found: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """Which of two runs kept a page is all that a kill may change."""
    return {name: [{k: v for k, v in row.items() if k != "run"} for row in rows] for name, rows in found.items()}
