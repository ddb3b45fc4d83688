"""The golden pages: what is read of them, held against what a careful reader finds, value by value.

`tests/golden/pages/faults.json` holds what the reader is known to miss or to get wrong on each. A fault that is mended
goes from there, a new one is a failure: `python -m tests.write_faults` writes the file, to be looked at.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from layout_changes import CHANGES
from truths import PAGES, faults, golden_pages, read_page, right_facts, truth_of

from scrapers.decode import decode_both

KNOWN = PAGES / "faults.json"
SURVIVE = {"renamed": 0.92, "without data": 0.95, "reordered": 0.98}
"""The part of the values that must outlive each change of layout; some stand in class names or data alone."""


def name_of(path: Path) -> str:
    return path.relative_to(PAGES).with_suffix("").as_posix()


@cache
def known_faults() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(KNOWN.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", golden_pages(), ids=name_of)
def test_a_page_is_read_as_by_a_careful_reader_but_for_the_known_faults(path: Path) -> None:
    assert faults(truth_of(path), read_page(path)) == known_faults().get(name_of(path), [])


def test_the_known_faults_are_of_pages_that_there_are() -> None:
    assert set(known_faults()) <= {name_of(path) for path in golden_pages()}


@cache
def plain_readings() -> dict[Path, set[tuple[str, str]]]:
    """{page: what is right on it as it stands}."""
    films = [path for path in golden_pages() if truth_of(path)["page_type"] != "other"]
    return {path: set(right_facts(truth_of(path), read_page(path))) for path in films}


@pytest.mark.parametrize("change", CHANGES)
def test_values_outlive_a_change_of_layout(change: str) -> None:
    kept = total = 0
    for path, right in plain_readings().items():
        source = decode_both(path.read_bytes(), is_html=True).text
        changed: dict[str, Any] = read_page(path, b"\xef\xbb\xbf" + CHANGES[change](source).encode())
        kept += len(right & set(right_facts(truth_of(path), changed)))
        total += len(right)
    assert total > 500
    assert kept >= SURVIVE[change] * total, f"{total - kept} of {total} values were lost"
