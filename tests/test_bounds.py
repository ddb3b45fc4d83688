"""A page of any size or shape is read within bounds: lines are capped, and the work grows with the page."""

from __future__ import annotations

import sys
from collections.abc import Callable
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


TEXT = "I liked this film very much and it was good to see the old actors play so well again in it."
SHAPES: dict[str, Callable[[int], str]] = {
    "labels": lambda n: "reg: a<br>",
    "facts": lambda n: f"Runtime: {n} min<br>Director: Ann Lee<br>",
    "credits": lambda n: f"<p>Moor. Regie: Ann Lee. Mit Bo Ek, Cy Day. D 2009, {n % 90 + 60} Min.</p>",
    "names": lambda n: "<p>Ann Lee</p>",
    "names and roles": lambda n: f"<p>Ann Lee {'ABCD'[n % 4]}.</p><p>Director, Screenplay</p>",
    "cast": lambda n: f"<tr><td>Ann Lee</td><td>...</td><td>Tom {n}</td></tr>",
    "dates": lambda n: f"<p>{n % 28 + 1} May {1990 + n % 30}</p>",
    "scores": lambda n: f"<p>{n % 10}/10</p>",
    "named scores": lambda n: f"<div>Critics score</div><div>{n % 100}%</div><div>{n} votes</div>",
    "stars": lambda n: "<p>★★★☆☆</p>",
    "cards": lambda n: (
        f'<div class="review"><b class="author">Ann {n}</b> <i class="date">{n % 28 + 1} May 2011</i>'
        f'<span class="rating">{n % 10}/10</span><p class="text">{n} {TEXT}</p></div>'
    ),
    "reviews told twice": lambda n: (
        f'<div class="review"><b class="author">Ann {n}</b><i>{n % 28 + 1} May 2011</i>'
        f'<p class="text">{n} {TEXT}</p></div><script type="application/ld+json">{{"@type": "Review", "author": "B{n}",'
        f'"reviewBody": "{n} not {TEXT}"}}</script>'
    ),
    "microdata": lambda n: (
        '<div itemscope itemtype="http://schema.org/Review"><span itemprop="author">'
        f'A{n}</span><p itemprop="reviewBody">{n} {TEXT}</p></div>'
    ),
    "table": lambda n: f"<tr><td>{n}<td>Moor {n}<td>{1990 + n % 30}<td>{n % 10}.1</tr>",
    "links": lambda n: f'<li><a href="/film/{n}">Moor {n}</a></li>',
    "list": lambda n: f"<li>item {n}",
    "one line": lambda n: "<span>ab</span>, ",
    "one line of labels": lambda n: "<b>Director:</b> Ann Lee ",
    "commas": lambda n: ", ",
    "hidden": lambda n: "<div hidden>a</div><p>b",
    "nested": lambda n: "<div>a",
}
"""What a page repeats, the n-th time."""
FEW = 200


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_page_is_hardly_more_than_twice_the_work(shape: str) -> None:
    """Three times the work allows for what is remembered of texts; the square of a page would be four times."""
    once, twice = (
        calls_of(page_of(HEAD + "".join(SHAPES[shape](n) for n in range(number)))) for number in (FEW, 2 * FEW)
    )
    assert twice < 3 * once, (once, twice)
