"""The seed pages are read exactly; so are copies of them in which every name, title, number and date is another."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from expectations import differences, holds
from seed_copies import EXPECTED, SEEDS, copy_of

from cli.read import public_form
from pipelines.statement import reading
from scrapers.archive import page_of
from scrapers.pages import Page
from scrapers.read import read

PAGES = sorted(EXPECTED["pages"])
COPIES = range(12)


def printed(page: Page) -> dict[str, Any]:
    return public_form(page.name, reading(page, read(page)))


@pytest.mark.parametrize("name", PAGES)
def test_seed_is_read_exactly(name: str) -> None:
    page = page_of(SEEDS / name)
    assert isinstance(page, Page)
    assert differences(EXPECTED["pages"][name], printed(page)) == []


@pytest.mark.parametrize("seed", COPIES)
@pytest.mark.parametrize("name", PAGES)
def test_copy_with_everything_replaced_is_read_as_well(name: str, seed: int) -> None:
    text, expected = copy_of(name, seed)
    page = Page(name=name, body=text.encode(), media_type="text/plain")
    assert differences(expected, printed(page)) == []


def test_copies_share_no_name_with_the_seeds() -> None:
    title = EXPECTED["pages"]["002_e4e81573ef15b8b6.txt"]["film"]["title"]
    copies = [copy_of("002_e4e81573ef15b8b6.txt", seed)[0] for seed in COPIES]
    assert all(word not in copy for copy in copies for word in (title, "Gyllenhaal", "Barnz", "2012", "5,892"))


@pytest.mark.parametrize("name", PAGES)
def test_every_value_says_where_it_was_found(name: str) -> None:
    page = page_of(SEEDS / name)
    assert isinstance(page, Page)
    found = printed(page)
    derived = {"content_ratings", "language"}  # made from other values
    assert found["film"].keys() - derived <= found["layers"].keys()
    for origin in found["layers"].values():
        assert origin["layer"] and origin["where"] and origin["words"]


def test_the_same_page_in_html_is_read_the_same() -> None:
    """Text is one media type of a page: wrapped in markup, a line a paragraph, the title page reads the same."""
    name = "002_e4e81573ef15b8b6.txt"
    lines = (SEEDS / name).read_text(encoding="utf-8").splitlines()
    cells = "".join(f"<p>{line}</p>" for line in lines if line.strip())
    page = Page(name=name, body=f"<!doctype html><body>{cells}</body>".encode(), media_type="text/html")
    film = printed(page)["film"]
    expected = EXPECTED["pages"][name]["film"]
    for field in ("title", "year", "directors", "cast", "genres", "countries", "languages", "content_rating"):
        assert holds(expected[field], film[field]), field


def test_the_command_prints_one_line_a_page() -> None:
    files = [str(SEEDS / name) for name in PAGES]
    command = [sys.executable, "-c", "from cli.main import run; run()", "read", "--jsonl", *files]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [row["page"] for row in rows] == files
    assert [row["page_type"] for row in rows] == [EXPECTED["pages"][name]["page_type"] for name in PAGES]
    assert all(list(row) == ["page", "page_type", "film", "ratings", "reviews", "layers", "issues"] for row in rows)
