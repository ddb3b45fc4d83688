"""The seed pages are kept letter for letter, and the manifest tells of each."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scrapers.archive import page_of
from scrapers.given import files
from scrapers.pages import Page
from scrapers.read import read

SEEDS = Path(__file__).parent.parent / "seeds"
ORIGINALS = SEEDS.parent.parent / "shared" / "seeds"
ROWS = tomllib.loads((SEEDS / "manifest.toml").read_text(encoding="utf-8"))["page"]


def by_file(row: dict[str, Any]) -> str:
    return str(row["file"])


def test_the_manifest_names_every_seed_page_once() -> None:
    assert [row["file"] for row in ROWS] == sorted(path.name for path in SEEDS.glob("*.txt"))
    assert len(ROWS) == 5


@pytest.mark.parametrize("row", ROWS, ids=by_file)
def test_a_seed_page_has_the_bytes_that_the_manifest_says(row: dict[str, Any]) -> None:
    assert hashlib.sha256((SEEDS / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert set(row) == {"file", "source", "media_type", "kind", "about", "sha256"}
    assert row["about"].endswith(".")


@pytest.mark.parametrize("row", ROWS, ids=by_file)
def test_a_seed_page_is_the_original_to_the_byte(row: dict[str, Any]) -> None:
    if not ORIGINALS.is_dir():
        pytest.skip(f"the originals are not here ({ORIGINALS})")
    assert (SEEDS / row["file"]).read_bytes() == (ORIGINALS / row["file"]).read_bytes()


@pytest.mark.parametrize("row", ROWS, ids=by_file)
def test_a_seed_page_is_taken_as_the_manifest_says(row: dict[str, Any]) -> None:
    page = page_of(SEEDS / row["file"])
    assert isinstance(page, Page)
    assert (page.media_type, page.source, page.url) == (row["media_type"], row["source"], None)
    assert read(page).page_type == row["kind"]


def test_the_folder_holds_the_seed_pages_and_nothing_else_to_read() -> None:
    pages = list(map(page_of, files([SEEDS])))
    assert [page.content_hash for page in pages if isinstance(page, Page)] == [row["sha256"] for row in ROWS]
    assert len(pages) == len(ROWS)
