"""A site's own table is believed before the layers, on that site alone, and says when it does not fit."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import invoke, run

from scrapers.pages import Page
from scrapers.read import read
from scrapers.sites import NO_SITES, Sites, TableError, site_in

TABLE = """
hosts = ["films.example"]
until = 2021-06-30
leave_out = ["aside.others"]
[[film]]
field = "directors"
select = "span.x1"
expect = "some"
[[film]]
field = "runtime_minutes"
select = "time"
attribute = "title"
expect = "one"
[[rating]]
kind = "audience"
value = { select = "b.grade", expect = "one" }
votes = { select = "i.voices" }
best = "5"
[[review]]
kind = "audience"
each = "div.opinion"
author = { select = "b.nick" }
body = { select = "div.text" }
"""
PAGE = """<html lang="en"><head><title>The Quiet Bay (2011)</title>
<link rel="canonical" href="https://www.films.example/bay"></head><body>
<h1>The Quiet Bay</h1><div>2011</div><p>Genre: Drama</p><p>Country: Germany</p><p>Director: Somebody Else</p>
<span class="x1">Jana Kellerwirt</span> <span class="x1">Ole Brandt</span><time title="97 min">a while</time>
<b class="grade">3.5</b><i class="voices">1,204</i>
<div class="opinion"><b class="nick">harbourcat</b><div class="text"><p>A slow film, and a good one.</p>
<p>See it twice.</p></div></div><aside class="others"><p>Writer: Nobody Here</p></aside></body></html>"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "films.toml"
    path.write_text(TABLE)
    return path


def page(html: str = PAGE, day: int = 2020, url: str | None = None) -> Page:
    return Page(
        name="p", body=html.encode(), media_type="text/html", url=url, fetched_at=datetime(day, 5, 1, tzinfo=UTC)
    )


def test_the_table_is_believed_before_the_layers(table: Path) -> None:
    words = read(page(), Sites((site_in(table),)))
    assert [said.text for said in words.film["directors"]] == ["Jana Kellerwirt", "Ole Brandt"]
    assert {said.layer for said in words.film["directors"]} == {"site"}
    assert words.film["runtime_minutes"][0].text == "97 min"
    assert "writers" not in words.film
    (rating,) = words.ratings
    assert (rating.value and rating.value.text, rating.votes and rating.votes.text) == ("3.5", "1,204")
    (review,) = words.reviews
    assert review.author and review.author.text == "harbourcat"
    assert review.body and review.body.text == "A slow film, and a good one.\nSee it twice."


def test_only_on_its_own_hosts_and_days(table: Path) -> None:
    sites = Sites((site_in(table),))
    elsewhere = (page(url="https://notfilms.example/bay"), page(day=2022))
    for other in elsewhere:
        assert [said.text for said in read(other, sites).film["directors"]] == ["Somebody Else"]
    assert read(page(), NO_SITES).film["writers"][0].text == "Nobody Here"


def test_a_table_that_does_not_fit_says_so_and_leaves_the_field_to_the_layers(table: Path) -> None:
    changed = PAGE.replace('class="x1"', 'class="y2"')
    words = read(page(changed), Sites((site_in(table),)))
    assert [said.text for said in words.film["directors"]] == ["Somebody Else"]
    assert [(trouble.field, trouble.where) for trouble in words.troubles] == [("directors", "span.x1")]
    assert "expects some, and 0 were found" in words.troubles[0].why


def test_the_command_asks_the_operators_tables_and_can_leave_them(table: Path, tmp_path: Path) -> None:
    saved = tmp_path / "bay.html"
    saved.write_text(PAGE.replace("films.example", "kino.films.example"))
    table.write_text(TABLE.replace("until = 2021-06-30", ""))
    env = {"FILMLEDGER_SITES": str(tmp_path)}
    with_table = json.loads(invoke(env, "read", str(saved)).stdout)
    without = json.loads(invoke(env, "read", "--no-sites", str(saved)).stdout)
    assert with_table["film"]["directors"] == ["Jana Kellerwirt", "Ole Brandt"]
    assert without["film"]["directors"] == ["Somebody Else"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hosts = []\nleave_out = ['a']", "hosts"),
        ("hosts = ['a.example']", "says nothing"),
        ("hosts = ['a.example']\n[[film]]\nfield = 'director'\nselect = 'p'", "film.0.field"),
        ("hosts = ['a.example']\n[[film]]\nfield = 'directors'\nselect = 'a[['", "selector"),
        ("hosts = ['a.example'", "Unclosed array"),
        ("hosts = ['a.example']\nleaveout = ['p']", "leaveout"),
    ],
)
def test_a_wrong_table_is_told_with_its_file_and_key(table: Path, text: str, told: str) -> None:
    table.write_text(text)
    with pytest.raises(TableError, match=told) as caught:
        site_in(table)
    assert str(table) in str(caught.value)


def test_a_wrong_folder_ends_the_command_with_the_setting(tmp_path: Path) -> None:
    saved = tmp_path / "bay.html"
    saved.write_text(PAGE)
    done = run({**os.environ, "FILMLEDGER_SITES": str(tmp_path / "none")}, "read", str(saved))
    assert done.returncode == 2
    assert "FILMLEDGER_SITES" in done.stderr
