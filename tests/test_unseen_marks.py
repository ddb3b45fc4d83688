"""Critics whose names are headings, marks in lists, halves in words, scales with decimals, and one review of many."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page

from pipelines.normalize.dates import date


def stated(body: str, lang: str = "en", title: str = "Still Bay") -> dict[str, Any]:
    return state_page(f"<h1>{title}</h1><div>2011</div>{body}", f"{title} (2011)", lang)


TEXTS = (
    "Ein Film wie ein nasser Novembertag, und das meine ich als Lob.",
    "Schöne Bilder, schwaches Buch. Der Hund spielt alle anderen an die Wand.",
    "Nach einer Stunde habe ich auf die Uhr gesehen, und dann noch einmal.",
    "Selten hat ein Regisseur seinen Figuren so geduldig zugehört wie hier.",
)
CRITICS = (
    ("Anna Weber", "Tagesblick"),
    ("Jonas Reiter", "Abendpost Nord"),
    ("Mira Kolb", "kinofenster.example"),
    ("Redaktion", "Film und Leben"),
)


@pytest.mark.parametrize(
    ("head", "shape"),
    [
        ("Pressestimmen", "<h4>{name} <small>{paper}</small></h4><p>{text}</p><p>0{at}.03.2012</p>"),
        ("Kritiker", "<h5><a href='/k/{at}'>{name}</a> <span>{paper}</span></h5><p>{text}</p><p>0{at}.03.2012</p>"),
        ("Presse", "<b>{name}</b> <i>{paper}</i><blockquote>{text}</blockquote><p>0{at}.03.2012</p>"),
        (
            "Bewertungen",
            "<h4><a href='/kritiker/{at}'>{name}</a> <a href='/zeitung/{at}'>{paper}</a></h4>"
            "<p>{text}</p><p>0{at}.03.2012</p>",
        ),
    ],
)
def test_a_heading_of_two_names_is_a_critic_and_a_paper(head: str, shape: str) -> None:
    cards = "".join(
        f"<div class='media'><div class='media-body'>"
        f"{shape.format(name=name, paper=paper, text=text, at=at)}</div></div>"
        for at, ((name, paper), text) in enumerate(zip(CRITICS, TEXTS, strict=True), 1)
    )
    found = stated(f"<p>Regie: Otto Melk</p><h2>{head}</h2>{cards}", "de")["reviews"]
    assert [(one.get("author"), one.get("publication")) for one in found] == list(CRITICS)
    assert not any(one.get("headline") for one in found)


@pytest.mark.parametrize(
    ("lang", "over", "head", "day"),
    [
        ("fr", "Avis des utilisateurs", "Avis à la une", "3 mars 2012"),
        ("it", "Recensioni degli utenti", "Recensione in evidenza", "3 marzo 2012"),
        ("de", "Benutzerrezensionen", "Empfohlene Rezension", "3. März 2012"),
        ("pt", "Avaliações de usuários", "Avaliação em destaque", "3 de março de 2012"),
    ],
)
def test_the_one_review_that_a_page_shows(lang: str, over: str, head: str, day: str) -> None:
    found = stated(
        "<p>Director: Otto Melk</p><p>Runtime: 97 min</p>"
        f"<section><h3><a href='/r'>{over}<span>12</span></a></h3><div><span>{head}</span></div>"
        "<div><span class='rating'>8</span><div class='summary'><span>Une eau grise</span></div>"
        f"<div class='text'><div>{TEXTS[0]}<br/><br/>{TEXTS[1]}</div></div></div>"
        f"<ul><li><a href='/user/7'>winterhans</a></li><li>{day}</li></ul></section>",
        lang,
    )["reviews"]
    assert [(one["author"], one["headline"], one["published_on"]) for one in found] == [
        ("winterhans", "Une eau grise", "2012-03-03")
    ]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Nota: 4 estrelas e meia", 4.5),
        ("2 étoiles et demie", 2.5),
        ("3 estrellas y media", 3.5),
        ("1 stella e mezza", 1.5),
        ("3 and a half stars", 3.5),
        ("2 gwiazdki i pół", 2.5),
        ("3 och en halv stjärnor", 3.5),
        ("4.00/5.00", 4.0),
    ],
)
def test_halves_in_words_and_scales_with_decimals(said: str, value: float) -> None:
    cards = "".join(
        f"<li class='comment'><a class='user' href='/u/{at}'>{name}</a><span title='{said}'></span>"
        f"<p>{text}</p><i>0{at}.03.2012</i></li>"
        for at, (name, text) in enumerate(zip(("mika", "ola77", "tuva", "per"), TEXTS, strict=True), 1)
    )
    found = stated(f"<p>Director: Otto Melk</p><h2>Comments</h2><ul>{cards}</ul>")["reviews"]
    assert [(one["rating"]["value"], one["rating"]["best"]) for one in found] == [(value, 5)] * 4


@pytest.mark.parametrize(
    "item",
    [
        "<li><b>{name}</b><div title='{mark} out of 5'>{mark} / 5</div></li>",
        "<tr><td>{name}</td><td>{mark}/5</td></tr>",
    ],
)
def test_marks_of_papers_are_no_average(item: str) -> None:
    papers = ("Evening Lamp", "The Northern Sheet", "Reel", "Harbour Weekly")
    listed = "".join(item.format(name=name, mark=mark) for name, mark in zip(papers, (5, 4, 3, 4), strict=True))
    shown = stated(f"<p>Director: Otto Melk</p><div>Users 3.4 / 5 (212 votes)</div><h2>Press reviews</h2>{listed}")
    assert [(one["kind"], one["value"], one["votes"]) for one in shown["ratings"]] == [("audience", 3.4, 212)]


def test_a_scale_with_decimals_is_no_second_score() -> None:
    shown = stated(
        "<p>Director: Otto Melk</p><table><tr><th>Rating</th><td><span> 3.42 </span> <span>/ 5.00</span> from "
        "<b>1,204 ratings</b></td></tr></table>"
    )
    assert [(one["value"], one["best"], one["votes"]) for one in shown["ratings"]] == [(3.42, 5, 1204)]


def test_a_notice_of_spoilers_is_no_headline() -> None:
    notices = ("Comentário contando partes do filme.", "", "Revela detalhes do enredo", "")
    cards = "".join(
        f"<li class='comment'><a class='user' href='/u/{at}'>{name}</a><div class='spoiler-note'>{notice}</div>"
        f"<div class='comment-text'><p>{text}</p></div>"
        f"<i>0{at}.03.2012</i></li>"
        for at, (name, text, notice) in enumerate(zip(("mika", "ola77", "tuva", "per"), TEXTS, notices, strict=True), 1)
    )
    found = stated(f"<p>Direção: Otto Melk</p><h2>Comentários</h2><ul>{cards}</ul>", "pt")["reviews"]
    assert [one.get("headline") for one in found] == [None] * 4


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2024/6/2", "2024-06-02"),
        ("2024.6.2", "2024-06-02"),
        ("2024-12-2", "2024-12-02"),
        ("2024. 6. 2.", "2024-06-02"),
        ("2024/6/2投稿", "2024-06-02"),
        ("2024/6/12", "2024-06-12"),
    ],
)
def test_a_day_of_one_digit_behind_year_and_month(words: str, day: str) -> None:
    assert date(words) == day


@pytest.mark.parametrize(
    ("shown", "best"),
    [
        ("<div>User rating <b>4.0</b>/10 (88 votes)</div>", 10),
        ("<p>Bewertung: 4,0 von 6 (88 Stimmen)</p>", 6),
        ("<p>Director: Anna Weir</p>", 5),
    ],
)
def test_the_scale_that_the_page_shows_beats_the_one_that_data_implies(shown: str, best: int) -> None:
    data = '{"@type": "Movie", "name": "Still Bay", "aggregateRating": {"ratingValue": "4.0", "ratingCount": 88}}'
    found = stated(f'<script type="application/ld+json">{data}</script><p>Director: Otto Melk</p>{shown}')["ratings"]
    assert [(one["kind"], one["value"], one["best"], one["votes"]) for one in found] == [("audience", 4, best, 88)]
