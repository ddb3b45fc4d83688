"""Pages of apps, cinemas and guides as nobody has seen them: facts without labels, scores under logos, codes."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page, state_source


def film(title: str, body: str, lang: str = "en", head: str = "") -> dict[str, Any]:
    page = state_page(body, f"{title} - Kino", lang, head)
    return dict(page.get("film") or {})


@pytest.mark.parametrize(
    ("lang", "strip", "minutes", "lands"),
    [
        ("zh", "日本 韩国 / 剧情 / 家庭 / 2019-04-05(日本)上映 / 片长98分钟", 98, ["JP", "KR"]),
        ("zh", "中国台湾 法国 / 爱情 / 时长：103分钟", 103, ["TW", "FR"]),
        ("es", "Estados Unidos México | Drama | Duración 98 min", 98, ["US", "MX"]),
        ("de", "Österreich Schweiz · Komödie · Laufzeit 98 Min.", 98, ["AT", "CH"]),
    ],
)
def test_countries_stand_behind_each_other_and_labels_without_colons(
    lang: str, strip: str, minutes: int, lands: list[str]
) -> None:
    found = film("Kreide", f"<h1>Kreide</h1><p>{strip}</p>", lang)
    assert (found["runtime_minutes"], found["countries"]) == (minutes, lands)


def test_a_name_in_another_script_with_its_year_is_the_original_title() -> None:
    sections = "<h2>盐湖的短评</h2><p>2020-01-02</p>"
    names = "<h1><a href='/'>影库</a></h1><div>盐湖</div><div>Le lac de sel（2018）</div>"
    found = film("盐湖", f"{names}<div>法国 / 剧情 / 88分钟</div>{sections}", "zh")
    assert (found["title"], found["original_title"], found["year"]) == ("盐湖", "Le lac de sel", 2018)


@pytest.mark.parametrize(
    ("lang", "heading", "director", "plays"),
    [
        ("zh-TW", "演職員", "導演", "飾 "),
        ("en", "Cast & crew", "Director", "as "),
        ("da", "Medvirkende", "Instruktør", "som "),
    ],
)
def test_a_director_among_the_tiles_of_a_cast_ends_it_not(lang: str, heading: str, director: str, plays: str) -> None:
    people = [("Ann Lee", director), ("Bo Dahl", f"{plays}Mary"), ("Cy Ek", f"{plays}John"), ("Di Fox", f"{plays}Sam")]
    tiles = "".join(
        f'<li><a href="/person/{n}"><div>{who}</div><div>{what}</div></a></li>' for n, (who, what) in enumerate(people)
    )
    found = film("Kreide", f"<h1>Kreide</h1><section><h2>{heading}</h2><ul>{tiles}</ul></section>", lang)
    assert found["directors"] == ["Ann Lee"]
    assert [(one["name"], one["character"]) for one in found["cast"]] == [
        ("Bo Dahl", "Mary"),
        ("Cy Ek", "John"),
        ("Di Fox", "Sam"),
    ]


@pytest.mark.parametrize(
    "mark",
    [
        '<div><img src="/k.png" alt="Kinopoisk"><span>7.3 (2,104)</span></div>',
        '<a href="https://www.filmweb.pl/film/1"><img src="/f.svg" alt=""><b>7.3 (2,104)</b></a>',
        '<a href="https://www.imdb.com/title/tt99/">7.3 (2,104)</a>',
    ],
)
def test_a_logo_or_a_link_names_a_score(mark: str) -> None:
    page = state_source(
        f"<html><title>Kreide</title><h1>Kreide</h1><h3>Scores</h3>{mark}<p>Director: Ann Lee</p></html>"
    )
    assert [(one["value"], one["best"], one["votes"]) for one in page["ratings"]] == [(7.3, 10.0, 2104)]


def test_codes_of_genres_yield_to_the_words_that_are_shown() -> None:
    data = '<script type="application/ld+json">{"@type": "Movie", "name": "Kreide", "genre": ["cmy", "act"]}</script>'
    shown = film("Kreide", "<h1>Kreide</h1><p>Genre: Comedy, Action</p><p>Director: Ann Lee</p>", head=data)
    assert shown["genres"] == ["Comedy", "Action"]


@pytest.mark.parametrize(
    ("label", "heading"), [("監督", "スタッフ"), ("감독", "제작진"), ("Regie", "Hauptperson Hinten")]
)
def test_a_heading_over_a_table_of_the_crew_is_no_name(label: str, heading: str) -> None:
    rows = f"<tr><th>{label}</th><td>Ann Lee</td></tr><tr><th>Musik</th><td>Bo Dahl</td></tr>"
    assert film("Kreide", f"<h1>Kreide</h1><h3>{heading}</h3><table>{rows}</table>")["directors"] == ["Ann Lee"]


def test_the_showings_of_a_cinema_are_no_film_page() -> None:
    showing = '{"@type": "ScreeningEvent", "workPresented": {"@type": "Movie", "name": "%s"}}'
    data = ", ".join(showing % name for name in ("Kreide", "Moor", "Tinte"))
    films = "".join(
        f"<article><h2>{name}</h2><p>Regie: Ann Lee</p><p>Mit: Bo Dahl, Cy Ek</p><p>98 Min. FSK 12</p></article>"
        for name in ("Kreide", "Moor", "Tinte")
    )
    page = state_source(
        f'<html><title>Programm heute - Lichtburg</title><script type="application/ld+json">[{data}]</script>'
        f"<h1>Lichtburg</h1>{films}</html>"
    )
    assert (page["page_type"], page.get("film")) == ("other", None)


@pytest.mark.parametrize(
    ("line", "rating", "minutes"),
    [
        (
            "Reviewed at Salt Lake Festival (Premieres), Jan. 9, 2021. MPAA Rating: PG-13. Running time: 97 MIN.",
            "PG-13",
            97,
        ),
        ("Gesehen in der Lichtburg (Wettbewerb), 9. Januar 2021. Freigabe: FSK 12. Laufzeit: 97 Min.", "12", 97),
    ],
)
def test_labels_stand_among_sentences(line: str, rating: str, minutes: int) -> None:
    origin = "<p><b>Production:</b> (U.K.-Germany) A Salt Pictures presentation. Producer: Ed Grant.</p>"
    found = film("Kreide", f"<h1>Kreide</h1><p>{line}</p>{origin}<p><b>Director:</b> Ann Lee</p>")
    assert (found["content_rating"]["value"], found["runtime_minutes"]) == (rating, minutes)
    assert found["countries"] == ["GB", "DE"]


def test_a_certificate_stands_behind_a_release_and_a_headline_is_no_gross() -> None:
    menu = "<ul><li><a href='/n'>Box Office: 'Moor' opens to $61 million</a></li></ul>"
    found = film("Kreide", f"<h1>Kreide</h1><p>Director: Ann Lee</p><p>Release date: 04-Mar-2005 (PG)</p>{menu}")
    assert found["content_rating"]["value"] == "PG"
    assert "box_office" not in found


def test_a_cinema_without_data_is_no_film_page_and_a_film_with_its_cinemas_is_one() -> None:
    shows = "".join(
        f"<div><h3>{name}</h3><p>{length} min | Drama</p><p>Dir: Ann Lee</p><span>17:10</span> <span>20:45</span></div>"
        for name, length in (("Moor", 98), ("Chalk", 101), ("Ink", 88))
    )
    assert (
        state_source(f"<html><title>What's on today - Regal Hall</title><h1>Regal Hall</h1>{shows}</html>")["page_type"]
        == "other"
    )
    halls = "".join(
        f"<div><h3>{name} Hall</h3><p>2 Main St</p><span>17:10</span> <span>20:45</span></div>" for name in "ABC"
    )
    own = "<p>Director: Ann Lee</p><p>Cast: Bo Dahl, Cy Ek</p><p>Runtime: 98 min</p><p>Country: Ireland</p>"
    page = state_source(f"<html><title>Chalk - Kino</title><h1>Chalk</h1>{own}{halls}</html>")
    assert page["film"]["directors"] == ["Ann Lee"]
