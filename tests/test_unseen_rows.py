"""Rows as nobody has seen them: jobs below names, rings of percents, lists of which some are linked, menus."""

from __future__ import annotations

import pytest
from pages_read import read_page, texts

from scrapers.words import PageWords


def page(html: str, title: str = "Up (1984) - Some Site", lang: str = "en") -> PageWords:
    return read_page(html, title, lang)


FACTS = "<h1>Up (1984)</h1><p>Drama, Thriller</p><p>101 min</p>"


@pytest.mark.parametrize(
    ("lang", "jobs", "head"),
    [
        ("en", ("Director, Writer", "Screenplay", "Characters"), "Top Billed Cast"),
        ("de", ("Regie, Drehbuch", "Drehbuch", "Romanvorlage"), "Besetzung"),
        ("es", ("Director, Guion", "Guion", "Novela"), "Reparto principal"),
        ("ja", ("監督, 脚本", "脚本", "原作者"), "キャスト"),
    ],
)
def test_jobs_stand_below_the_names_whatever_the_last_job_is(lang: str, jobs: tuple[str, ...], head: str) -> None:
    names = ("Ruth Calder", "Simon Brand", "Ada Kessel")
    crew = "".join(
        f'<li><p><a href="/p/{n}">{name}</a></p><p class="job">{job}</p></li>'
        for n, (name, job) in enumerate(zip(names, jobs, strict=True))
    )
    cast = "".join(f"<li><p><a href='/p/{n}'>Actor {c} Lee</a></p><p>Role {c}</p></li>" for n, c in enumerate("ABCD"))
    found = page(f"{FACTS}<ol>{crew}</ol><h3>{head}</h3><ol>{cast}</ol>", lang=lang)
    assert texts(found, "directors") == ["Ruth Calder"]
    assert texts(found, "writers") == ["Ruth Calder", "Simon Brand"]


@pytest.mark.parametrize(
    ("ring", "value", "best"),
    [
        ('<div class="score_ring" data-percent="71.0"><i></i></div><p>User<br>Score</p>', "71", "100"),
        ('<div class="circle rating" data-score="7.4" data-max="10"></div><p>Users</p>', "7.4", "10"),
    ],
)
def test_a_script_draws_a_score_that_only_an_attribute_tells(ring: str, value: str, best: str) -> None:
    found = page(f"{FACTS}<table><tr><th>Director</th><td>Ann Lee</td></tr></table>{ring}")
    assert [(one.kind, one.value and one.value.text, one.best and one.best.text) for one in found.ratings] == [
        ("audience", value, best)
    ]


def test_rings_of_many_films_are_no_score_of_this_one() -> None:
    rings = "".join(
        f'<li><a href="/f/{n}"><b>Film {n}</b></a><div class="score_ring" data-percent="{n}1"></div><p>Users</p></li>'
        for n in (5, 6, 7)
    )
    found = page(f"{FACTS}<table><tr><th>Director</th><td>Ann Lee</td></tr></table><ul>{rings}</ul>")
    assert found.ratings == ()


@pytest.mark.parametrize(("lang", "row", "kind"), [("sv", "Kategori", "Spelfilm"), ("en", "Category", "Feature film")])
def test_a_feature_film_is_no_genre(lang: str, row: str, kind: str) -> None:
    rows = ((row, kind), ("Genre", "Drama"), ("Director" if lang == "en" else "Regi", "Ann Lee"))
    cells = "".join(f"<tr><th>{label}</th><td><ul><li>{value}</li></ul></td></tr>" for label, value in rows)
    assert texts(page(f"<h1>Up (1984)</h1><table>{cells}</table>", lang=lang), "genres") == ["Drama"]


def test_actors_of_a_list_are_linked_or_not() -> None:
    rows = ("<a href='/w/a'>Ann Lee</a>", "<a href='/w/b'>Bo Ek</a>", "Cy Dahl", "Di Fonn")
    plain = "".join(f"<li>{one}</li>" for one in rows)
    played = "".join(f"<li>{one} as Part {n}</li>" for n, one in enumerate((*rows, "Eve Gill"), 1))
    facts = "<tr><th>Directed by</th><td>Otto Melk</td></tr>"
    box = f"<table>{facts}<tr><th>Starring</th><td><ul>{plain}</ul></td></tr></table>"
    assert texts(page(f"<h1>Up</h1>{box}", "Up - Some Site"), "cast") == ["Ann Lee", "Bo Ek", "Cy Dahl", "Di Fonn"]
    both = page(f"<h1>Up</h1>{box}<h2>Cast</h2><ul>{played}</ul><h2>Plot</h2>", "Up - Some Site").film["cast"]
    assert [said.parts["character"] for said in both] == [f"Part {n}" for n in range(1, 6)]
    assert both[3].text == "Di Fonn"


def test_a_menu_of_links_names_no_value() -> None:
    menu = "".join(
        f'<li><a href="#{n}">{words}</a></li>' for n, words in enumerate(("Overview", "Production company", "Showings"))
    )
    found = page(f"<ul>{menu}</ul>{FACTS}<table><tr><th>Director</th><td>Ann Lee</td></tr></table>")
    assert texts(found, "production_companies") == []


def test_an_old_link_to_imdb_tells_the_films_number() -> None:
    found = page(f"{FACTS}<p>Director: Ann Lee</p><p><a href='http://german.imdb.com/Title?0078341'>IMDb</a></p>")
    assert "https://www.imdb.com/title/tt0078341/" in texts(found, "identifiers")


@pytest.mark.parametrize(
    ("lang", "head", "word"),
    [("de", "Kritik der Redaktion", "überdurchschnittlich"), ("es", "Crítica de la redacción", "muy buena")],
)
def test_a_verdict_beside_the_number_is_no_paper(lang: str, head: str, word: str) -> None:
    text = "Two hours long the river says nothing, and the film listens to it as nobody has listened for a long time."
    by = {"de": "Von", "es": "Por"}[lang]
    found = page(
        f"{FACTS}<table><tr><th>Director</th><td>Otto Melk</td></tr><tr><th>Cast</th><td>Bo Ek, Cy Dahl</td></tr>"
        f'</table><section class="review"><h2>{head}</h2><span class="note">3,5</span><div class="light">{word}</div>'
        f'<h3 class="title">Who keeps silent has said it all</h3><div class="light">{by} Carla West</div>'
        f'<div class="review-text">{text}</div><div><a href="/k">Die ganze Kritik lesen</a></div></section>',
        lang=lang,
    )
    review = found.reviews[0]
    assert review.publication is None
    assert (review.author and review.author.text, review.rating and review.rating.text) == ("Carla West", "3,5")


@pytest.mark.parametrize(
    ("lang", "forum"), [("pl", "Forum filmu Up"), ("en", "Discussions"), ("ru", "Обсуждение фильма")]
)
def test_what_is_talked_about_beside_reviews_is_none(lang: str, forum: str) -> None:
    def cards(kind: str, rows: tuple[tuple[str, str, str], ...]) -> str:
        return "".join(
            f'<div class="{kind}"><a class="{kind}__author" href="/user/{name}">{name}</a><time>{day}</time>'
            f'{mark}<p class="{kind}__text">{name} knows this river and says at length what is wrong with it.</p></div>'
            for name, day, mark in rows
        )

    reviews = cards(
        "review",
        tuple((name, f"2022-05-0{n}", f"<b class='score'>{n}/10</b>") for n, name in enumerate(("ole", "rika"), 6)),
    )
    talk = cards("topic", (("warta", "2022-06-01", ""), ("moher", "2022-06-02", "")))
    found = page(f"{FACTS}<h2>Reviews</h2>{reviews}<h2>{forum}</h2>{talk}", lang=lang)
    assert [review.author and review.author.text for review in found.reviews] == ["ole", "rika"]
