"""Reviews as nobody has seen them whose rest is hidden until a reader asks for it."""

from __future__ import annotations

import pytest
from pages_read import read_page

from scrapers.words import PageWords

START = "Zwanzig Minuten lang geschieht in diesem Film nichts, außer dass der Fluss steigt, und eine Frau zählt"
REST = "ihre Schafe, während ihr Nachbar sein Geld zählt. Und wenn die Brücke bricht, schweigt sogar die Musik."
NAMES = ("Anna Leeb", "Bert Kopp", "Carl Moos")


def page(texts: list[str]) -> PageWords:
    cards = "".join(
        f'<div class="kritik"><b class="autor">{name}</b> <i>{score}/10</i> <time>{score}. Mai 2014</time>'
        f'<div class="inhalt">{text}</div></div>'
        for score, (name, text) in enumerate(zip(NAMES, texts, strict=True), 4)
    )
    return read_page(f"<h1>Moor</h1><h2>Kritiken</h2>{cards}", "Moor")


@pytest.mark.parametrize(
    "rest",
    [
        '<span style="display:none" id="k{n}">{rest}</span> <a href="javascript:void(0)">Weiterlesen</a>',
        '<span class="dots">...</span><span class="mehr" hidden>{rest}</span> <a href="#">mehr lesen</a>',
        '<em style="display: none">{rest}</em>',
        '&hellip; <div style="display: none">{rest}</div>',
    ],
)
def test_the_hidden_rest_of_a_review_is_its_end(rest: str) -> None:
    found = page([f"{n} weiß es: {START} {rest.format(n=n, rest=REST)}" for n in NAMES]).reviews
    assert [one.author.text for one in found if one.author] == list(NAMES)
    for one in found:
        assert one.body and one.body.text.endswith("schweigt sogar die Musik.")
        assert "..." not in one.body.text
        assert one.url is None


@pytest.mark.parametrize(
    "hidden",
    [
        f'<span style="display:none">{START} und sagt nichts. {REST}</span>',
        "<div hidden><table><tr><td>Bild</td><td>7</td></tr><tr><td>Ton</td><td>9</td></tr></table></div>",
        '<span class="tip" hidden>Dieser Text wurde von der Redaktion noch nicht geprüft.</span>',
    ],
)
def test_what_is_hidden_and_goes_on_with_nothing_stays_hidden(hidden: str) -> None:
    found = page([f"{START} und sagt nichts. {n} war dabei.{hidden}" for n in NAMES]).reviews
    assert [one.body.text[-10:] for one in found if one.body] == ["war dabei."] * 3
