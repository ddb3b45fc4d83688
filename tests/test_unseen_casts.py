"""Casts in tiles, in tabs and in two scripts, and cards whose texts begin with a warning, as nobody has seen them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pages_read import state_page


def told(body: str, lang: str = "en", data: dict[str, Any] | None = None) -> dict[str, Any]:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    return state_page(f"<h1>Kreide</h1>{body}", "Kreide - Kino", lang, script)


def movie(**facts: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Movie", "name": "Kreide", **facts}


def cast(page: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["name"], one.get("character")) for one in page["film"].get("cast", [])]


@pytest.mark.parametrize(
    ("heading", "lead", "support"),
    [("Regie & Darsteller", "Hauptrolle", "Nebenrolle"), ("감독 · 출연", "주연", "조연")],
)
def test_a_tile_names_its_person_then_the_rank_and_the_character(heading: str, lead: str, support: str) -> None:
    people = [("Ida Lund", lead, "Mara"), ("Per Holm", lead, "Jon"), ("Eva Dahl", support, "Die Wirtin")]
    tiles = "".join(f'<li><a href="/p/{n[:3]}">{n}</a><dl><dt>{r}</dt><dd>{c}</dd></dl></li>' for n, r, c in people)
    director = '<li><a href="/p/bo">Bo Ek</a><dl><dt>Regie</dt></dl></li>'
    lone = f"<h2>{heading}</h2><ul>{director}{tiles}</ul><h2>Fotos</h2><p>Nur drei.</p>"
    assert cast(told(f"<dl><dt>Regie</dt><dd>Bo Ek</dd><dt>Jahr</dt><dd>2019</dd></dl>{lone}", "de")) == [
        ("Ida Lund", "Mara"),
        ("Per Holm", "Jon"),
        ("Eva Dahl", "Die Wirtin"),
    ]


@pytest.mark.parametrize(
    "tile",
    [
        '<li><a href="/p/{0}"><p><small>{2}</small><b>{1}</b></p></a></li>',
        '<li><a href="/p/{0}"><img alt="{1}"><i>{2}</i> <b>{1}</b></a></li>',
        '<li><a href="/p/{0}"><span class="character">{2}</span> <b>{1}</b></a></li>',
        '<li><a href="/p/{0}"><p><small>{2}</small></p><span>{1}</span></a></li>',
    ],
)
def test_a_small_character_stands_above_its_actor(tile: str) -> None:
    people = [("1", "Ida Lund", "Mara"), ("2", "Per Holm", "Jon"), ("3", "Eva Dahl", "Wirtin")]
    crew = "<dl><dt>Regia</dt><dd>Bo Ek</dd><dt>Montaggio</dt><dd>Al Fara</dd></dl>"
    page = told(f"<h2>Regia e interpreti</h2>{crew}<ul>{''.join(tile.format(*one) for one in people)}</ul>", "it")
    assert cast(page) == [("Ida Lund", "Mara"), ("Per Holm", "Jon"), ("Eva Dahl", "Wirtin")]
    assert page["film"]["directors"] == ["Bo Ek"]


def test_a_row_of_tabs_heads_no_cast() -> None:
    tabs = (
        "Bandes-annonces",
        "Casting",
        "Critiques Spectateurs",
        "Critiques Presse",
        "Photos Du Film",
        "Films Similaires",
    )
    rows = "".join(f'<span class="tab">{one}</span>' for one in tabs)
    linked = "".join(f'<li><a href="/film/7/{at}">{one}</a></li>' for at, one in enumerate(tabs))
    data = movie(actor=[{"@type": "Person", "name": name} for name in ("Ida Lund", "Per Holm", "Eva Dahl")])
    for menu in (f"<div>{rows}</div>", f"<ul>{linked}</ul>"):
        page = told(f"{menu}<p>Avec Ida Lund, Per Holm</p><p>De Bo Ek</p>", "fr", data)
        assert [name for name, _ in cast(page)] == ["Ida Lund", "Per Holm", "Eva Dahl"]


@pytest.mark.parametrize(
    ("both", "shown"),
    [
        (["Мадс Холм Mads Holm", "Ида Лунд Ida Lund"], ["Мадс Холм", "Ида Лунд"]),
        (["Lee Min-su 이민수", "Han So-ra 한소라"], ["이민수", "한소라"]),
        (["โทนี่ ใจดี Tony Jaidee", "นภา แสงทอง Napa Saengthong"], ["โทนี่ ใจดี", "นภา แสงทอง"]),
    ],
)
def test_names_of_two_scripts_are_cut_to_what_the_page_shows(both: list[str], shown: list[str]) -> None:
    data = movie(actor=[{"@type": "Person", "name": name} for name in both], duration="PT98M")
    line = f"<p>Year: 2019</p><p>{' / '.join(shown)}</p>"
    assert [name for name, _ in cast(told(line, data=data))] == shown
    whole = f"<p>Year: 2019</p><p>{' / '.join(both)}</p>"
    assert [name for name, _ in cast(told(whole, data=data))] == both


@pytest.mark.parametrize(
    ("lang", "warning"),
    [
        ("de", "Diese Kritik enthält Spoiler"),
        ("tr", "Bu inceleme spoiler içerir: contains spoilers"),
        ("ja", "ネタバレあり"),
    ],
)
def test_a_warning_that_begins_a_text_is_of_the_same_card(lang: str, warning: str) -> None:
    texts = [
        (
            "annika_k",
            "Ein Fest",
            "2021-03-04",
            "",
            "Selten habe ich im Kino so lange still gesessen und so viel gelacht.",
        ),
        ("bert77", "Zu lang", "2021-03-05", warning, "Am Ende stirbt der Hund und danach dauert es noch eine Stunde."),
        (
            "carla.m",
            "Ganz gut",
            "2021-03-06",
            warning,
            "Die Tochter ist in Wahrheit die Mutter, das wusste ich sofort.",
        ),
        ("dirk", "Ach ja", "2021-03-07", "", "Für einen Sonntag reicht es, mehr sollte man nicht erwarten dürfen."),
    ]
    cards = "".join(
        f'<div><header><a href="/u/{name}" class="name">{name}</a> <span>{day}</span></header>'
        f'<h3><a href="/r/{day}">{head}</a></h3>'
        f'<div class="text">{f"<p class=tip>{tip}</p>" if tip else ""}{body}</div><div class="foot">12 3</div></div>'
        for name, head, day, tip, body in texts
    )
    found = told(f"<p>Regie: Bo Ek</p><p>Jahr: 2019</p><h2>Kritiken</h2>{cards}", lang)["reviews"]
    assert [(one["author"], one["published_on"], one["body"]) for one in found] == [
        (name, day, body) for name, _, day, _, body in texts
    ]


@pytest.mark.parametrize(
    ("mark", "score"),
    [
        ('<font size="5"><b>{}</b></font>', "75 Punkte (von 100 möglichen)"),
        ('<span style="font-size:24px">{}</span>', ""),
    ],
)
def test_the_large_line_that_the_title_repeats_is_the_heading_of_an_old_page(mark: str, score: str) -> None:
    text = "<br><br>".join(
        f"Im {n}. Teil von Kreide geht es um die Schule am Rand der Stadt und um den Lehrer, "
        "der bleibt, obwohl alle anderen schon lange gegangen sind und niemand ihn mehr sehen will."
        for n in range(1, 8)
    )
    head = mark.format(f"„Kreide“ {score}" if score else "Kreide")
    body = (
        f'<table><tr><td><font size="6">Die Filmkritik</font></td></tr><tr><td><p align="center">{head}</p>'
        f"<p>Regie: Bo Ek</p><p>{text}</p></td></tr></table>"
    )
    found = state_page(body, f"Die Filmkritik: „Kreide“ {score}", "de")
    assert (found["page_type"], found["film"]["title"], found["film"]["directors"]) == ("review", "Kreide", ["Bo Ek"])
    (review,) = found["reviews"]
    assert bool(score) == bool(review.get("rating"))
    assert not score or (review["rating"]["value"], review["rating"]["best"]) == (75, 100)
