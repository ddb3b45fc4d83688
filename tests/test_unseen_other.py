"""Pages that have the shape of a review or of a list of opinions, and speak of no film: they are other pages."""

from __future__ import annotations

import pytest
from pages_read import read_page

from scrapers.words import PageWords

NEWS = {
    "en": (
        "Council closes the old bridge",
        "By Ann Lee",
        "March 3, 2018",
        "The bridge was closed on Monday, she said.",
    ),
    "de": ("Die alte Brücke ist gesperrt", "Von Anna Lehn", "3. März 2018", "Am Montag wurde die Brücke gesperrt."),
    "es": ("Cierran el puente viejo", "Por Ana Leal", "3 de marzo de 2018", "El lunes cerraron el puente, dijo."),
    "ru": ("Старый мост закрыт", "Автор: Анна Лин", "3 марта 2018", "В понедельник мост закрыли для машин."),
    "ja": ("古い橋が閉鎖される", "記者 林杏子", "2018年3月3日", "月曜日から橋は通れなくなったと市が発表した。"),
}
OF_FILMS = {
    "en": ("A film of few words.", "See this movie twice."),
    "de": ("Ein Film der leisen Töne.", "Im Kino wirkt er doppelt."),
    "es": ("Una película de pocas palabras.", "En el cine gana."),
    "ru": ("Фильм немногословен.", "В кино он выигрывает."),
    "ja": ("言葉の少ない映画だ。", "この映画は二度見たい。"),
}


def post(lang: str, more: tuple[str, str]) -> PageWords:
    headline, author, day, sentence = NEWS[lang]
    text = "".join(f"<p>{start} {f'{sentence} ' * 8}</p>" for start in (more[0], "", more[1], ""))
    return read_page(f"<article><h1>{headline}</h1><p>{author}</p><p>{day}</p>{text}</article>", headline, lang)


@pytest.mark.parametrize("lang", NEWS)
def test_a_signed_post_is_a_review_where_it_speaks_of_a_film_and_else_another_page(lang: str) -> None:
    assert post(lang, ("", "")).page_type == "other"
    assert not post(lang, ("", "")).film and not post(lang, ("", "")).reviews
    assert post(lang, OF_FILMS[lang]).page_type == "review"


OPINIONS = (
    ("Ann Lee", "4/5", "3 May 2018", "It boils quickly and stays quiet, and the lid does not drip any more."),
    ("bo_77", "2/5", "9 May 2018", "Mine broke after a month. The shop sent another one without asking."),
    ("Rut Ek", "5/5", "1 June 2018", "I bought a second one for my mother, who likes the colour even better."),
)


def test_opinions_of_a_kettle_are_none_of_a_film() -> None:
    cards = "".join(
        f'<div class="review"><b class="author">{name}</b><span class="rating">{score}</span>'
        f'<time>{day}</time><p class="text">{text}</p></div>'
        for name, score, day, text in OPINIONS
    )
    kettle = read_page(f"<h1>Kettle K12</h1><h2>Customer reviews</h2>{cards}", "Kettle K12", "en")
    assert kettle.page_type == "other" and not kettle.reviews
    film = read_page(f"<h1>The Kettle</h1><p>A film by Ann Moor</p><h2>Reviews</h2>{cards}", "The Kettle - movie", "en")
    assert film.page_type == "user_reviews" and len(film.reviews) == 3


def test_a_page_of_facts_that_other_things_have_is_no_films() -> None:
    facts = "<dl><dt>Release date<dd>3 May 2018<dt>Country<dd>France<dt>Language<dd>French</dl>"
    assert read_page(f"<h1>Seven Rivers</h1>{facts}", "Seven Rivers", "en").page_type == "other"
    told = f"<h1>Seven Rivers</h1><dl><dt>Director<dd>Ann Moor<dt>Running time<dd>98 min</dl>{facts}"
    assert read_page(told, "Seven Rivers", "en").page_type == "catalogue"


@pytest.mark.parametrize(
    "headline",
    [
        'Quiet film "The Ford" makes history with top prize at the Reel Awards',
        "„Die Furt“ gewinnt den Oscar als bester Film",
        "『浅瀬』がアカデミー賞を受賞",
        "The Ford: the first trailer is here",
    ],
)
def test_news_of_a_film_are_no_review_of_it(headline: str) -> None:
    text = f"<p>{'The film was shown on Monday, and the cinema was full to the last row. ' * 6}</p>" * 4
    told = f"<article><h1>{headline}</h1><p>By Ann Lee</p><p>March 3, 2018</p>{text}</article>"
    assert read_page(told, headline, "en").page_type == "other"
    review = told.replace(headline, "The Ford wins its audience slowly")
    assert read_page(review, "The Ford review", "en").page_type == "review"
