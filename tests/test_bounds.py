"""A page of any size or shape is read within bounds: lines are capped, and the work grows with the page."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from pipelines.statement import reading
from scrapers import lines, walk
from scrapers.pages import Page
from scrapers.read import read

HEAD = "<title>Moor (2009)</title><h1>Moor (2009)</h1>"


def page_of(text: str, media_type: str = "text/html") -> Page:
    return Page(name="p", body=text.encode(), media_type=media_type)


@pytest.fixture
def ten_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lines, walk):
        monkeypatch.setattr(module, "MOST_LINES", 10)


@pytest.mark.usefixtures("ten_lines")
@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("".join(f"<p>line {n}</p><script>x</script><p> </p>" for n in range(25)), "text/html"),
        ("<pre>" + "\n\n".join(f"line {n}" for n in range(25)), "text/html"),
        ("<br>".join(f"<b>line</b> {n}" for n in range(25)), "text/html"),
        ("\n\n".join(f"line {n}" for n in range(25)), "text/plain"),
    ],
)
def test_a_page_of_too_many_lines_is_read_to_the_most_and_the_rest_is_counted(text: str, media_type: str) -> None:
    page = page_of(text, media_type)
    assert [line.text for line in page.lines] == [f"line {n}" for n in range(10)]
    assert page.seen.left == 15
    (issue,) = [one for one in reading(page, read(page)).issues if "left" in one.why]
    assert issue.field == "page"
    assert issue.why == "the page has 25 lines and was read to line 10: 15 lines were left"


@pytest.mark.usefixtures("ten_lines")
def test_a_page_of_just_the_most_lines_has_nothing_left() -> None:
    for text, media_type in (
        ("<p>line" * 10, "text/html"),
        ("<pre>" + "line\n" * 10, "text/html"),
        ("line\n" * 10, "text/plain"),
    ):
        page = page_of(text, media_type)
        assert (len(page.lines), page.seen.left) == (10, 0)
        assert not [one for one in read(page).troubles if "left" in one.why]


def calls_of(page: Page) -> int:
    """How many functions are called while the page is read."""
    count = 0

    def counted(_frame: FrameType, event: str, _about: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        reading(page, read(page))
    finally:
        sys.setprofile(None)
    return count
