"""What stands around the texts of cards: towns, links to a person's other reviews, scores in words, agreement."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page

TEXTS = (
    "Una película pequeña que se hace grande en el recuerdo, con dos actores que callan para contarlo todo.",
    "Me aburrí desde el primer plano hasta el último. El río sube, el río baja, y los demás miramos el reloj.",
    "La vi dos veces y la segunda me gustó más que la primera. Vayan antes de que la quiten.",
)
PEOPLE = (("Torrija", "Soria (España)"), ("la_del_fondo", "Lyon, France"), ("Maldonado77", "Montevideo (Uruguay)"))


def reviews(cards: str, head: str = "Críticas de los usuarios", below: str = "") -> list[dict[str, Any]]:
    facts = "<h1>Still Bay</h1><p>2011 | 97 min | Drama</p><p>Director: Anna Weir</p>"
    page = state_page(f"{facts}<h2>{head}</h2>{cards}{below}", "Still Bay (2011)")
    return list(page.get("reviews") or [])


def test_where_somebody_lives_is_not_his_name() -> None:
    cards = "".join(
        f"<table><tr><td><div class='nick'><a href='/es/perfil.php?id={at}'>{name}</a></div><div class='l'>{town}</div>"
        f"</td></tr><tr><td><div class='puntos'>{at + 5}</div><div>{at + 3} de mayo de 2012</div>"
        f"<div class='t'>{text}</div></td></tr></table>"
        for at, ((name, town), text) in enumerate(zip(PEOPLE, TEXTS, strict=True))
    )
    assert [one["author"] for one in reviews(cards)] == [name for name, _ in PEOPLE]


@pytest.mark.parametrize(
    ("months", "others", "more"),
    [
        (("maio", "fevereiro", "junho"), "Ler as {} críticas deles", "Leia Mais"),
        (("mai", "février", "juin"), "Lire ses {} critiques", "Lire plus"),
        (("maggio", "febbraio", "giugno"), "Leggi le sue {} recensioni", "Leggi di più"),
    ],
)
def test_the_day_and_the_name_of_texts_that_are_cut(months: tuple[str, ...], others: str, more: str) -> None:
    cards = "".join(
        f"<div class='card'><div class='who'><span>{name}</span></div><p><span>{others.format(at * 61 + 1)}</span></p>"
        f"<div class='points'>{at + 2},5</div><div class='day'>{at + 2} {month} 2025</div>"
        f"<div class='txt'>{text[:60]} ...</div><div><a href='#{at}'>{more}</a></div></div>"
        for at, ((name, _), text, month) in enumerate(zip(PEOPLE, TEXTS, months, strict=True))
    )
    found = reviews(cards)
    assert [one["author"] for one in found] == [name for name, _ in PEOPLE]
    assert [one["published_on"] for one in found] == ["2025-05-02", "2025-02-03", "2025-06-04"]
    assert all(not one.get("headline") for one in found)


@pytest.mark.parametrize(
    ("score", "question"),
    [("{} stelle su cinque", "Sei d'accordo con {}? Sì No {}%"), ("{} stars out of five", "Do you agree with {}? {}%")],
)
def test_how_many_agree_is_no_score(score: str, question: str) -> None:
    cards = "".join(
        f"<div class='r'><div><b>viernes {at + 3}</b> ottobre 2024</div><div><b>{name} dice</b> "
        f"<span>{score.format(at + 2)}</span></div><div>di <a href='/u/{name}'>{name}</a></div><p class='c'>{text}</p>"
        f"<div>{question.format(name, 50 + at)}</div></div>"
        for at, ((name, _), text) in enumerate(zip(PEOPLE, TEXTS, strict=True))
    )
    found = reviews(
        cards.replace("viernes", "venerdì"), below="<div><a href='/p'>Vai alla home del pubblico »</a></div>"
    )
    assert [(one["rating"]["value"], one["rating"]["best"]) for one in found] == [(2, 5), (3, 5), (4, 5)]
    assert [one["published_on"] for one in found] == ["2024-10-03", "2024-10-04", "2024-10-05"]


def test_headlines_of_news_are_no_reviews() -> None:
    news = "".join(
        f"<div class='news-card'><div>Noticias - {kind}</div><div>sábado, {at + 3} de abril de 2024</div>"
        f"<div><a class='tit' href='/noticias/{at}'>{text}</a></div></div>"
        for at, (kind, text) in enumerate(
            (
                ("Cine", "Anna Weir prepara ya su salto a la ciencia ficción"),
                ("Red", "Cinco casas que ver antes de mudarte"),
            )
        )
    )
    assert reviews(news, head="Últimas noticias de cine") == []
