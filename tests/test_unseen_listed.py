"""Names that only blanks or lines part, names in two scripts, heads without headings, counts at the head of lists."""

from __future__ import annotations

import pytest
from pages_read import state_page

FACTS = "<p>Director: Anna Weir</p><p>Runtime: 97 min</p><p>Genre: Drama</p>"


def cast(body: str) -> list[tuple[str, str | None]]:
    film = state_page(f"<h1>Still Bay</h1>{FACTS}{body}", "Still Bay | Filmhouse").get("film") or {}
    return [(one["name"], one.get("character")) for one in film.get("cast", [])]


@pytest.mark.parametrize(
    "body",
    [
        "<dl><dt>Stars</dt><dd><a href='/p/1'>Ed Grant</a> <a href='/p/2'>Mona Field</a></dd></dl>",
        "<ul><li><p>Darsteller</p> <a href='/p/1'>Ed Grant</a> <a href='/p/2'>Mona Field</a> <a href='/c'>mehr</a>",
        "<table><tr><td>В ролях</td><td><a href='/p/1'>Ed Grant</a> <a href='/p/2'>Mona Field</a></td></tr></table>",
    ],
)
def test_names_that_only_blanks_part(body: str) -> None:
    assert [name for name, _ in cast(body)] == ["Ed Grant", "Mona Field"]


def test_a_name_whose_links_lead_to_one_person_is_one() -> None:
    body = "<dl><dt>Stars</dt><dd><a href='/p/1'>Ed</a> <a href='/p/1'>Grant</a></dd></dl>"
    assert [name for name, _ in cast(body)] == ["Ed Grant"]


def test_a_name_over_itself_in_another_script() -> None:
    people = [("ไอริน แสงทอง", "Irin Saengthong", "Mali"), ("สมชาย ดวงดี", "Somchai Duangdee", "Nok")]
    people.append(("วิภา ทองคำ", "Wipa Thongkham", "Dao"))
    rows = "".join(
        f"<li><a href='/n/{at}'>{one}<br>{two}</a><p>{role}</p></li>" for at, (one, two, role) in enumerate(people)
    )
    assert cast(f"<h3>นักแสดง</h3><ul>{rows}</ul>") == [(one, role) for one, _, role in people]


def test_addresses_made_of_the_names() -> None:
    people = (("Ed Grant", "Tom"), ("Mona Field", "Mary"), ("Ana Ölund", "Eve"), ("Bo Ek", "A guard"))
    rows = "".join(
        f"<div><a href='/{name.lower().replace(' ', '-')}'><b>{name}</b><i>{role}</i></a></div>"
        for name, role in people
    )
    assert cast(f"<h3>Besetzung</h3>{rows}") == list(people)


@pytest.mark.parametrize("mark", ["&lt;", "::", "»", "|"])
def test_a_title_that_no_heading_is(mark: str) -> None:
    head = "<p class='name'>静かな湾</p><p class='sub'>Still Bay (2011)</p>"
    film = state_page(f"{head}{FACTS}", f"静かな湾 {mark} 作品情報 {mark} 映画館")["film"]
    assert (film["title"], film["original_title"], film["year"]) == ("静かな湾", "Still Bay", 2011)


def test_votes_at_the_head_of_the_list() -> None:
    scores = "<p>Publikum</p><p>7,4</p><p>Kritiker</p><p>6,2</p>"
    lists = "<h2>Publikum (58 Stimmen)</h2><p>noch keine</p><h2>Kritiker (9 Kritiken)</h2>"
    ratings = state_page(f"<h1>Still Bay</h1>{scores}{FACTS}{lists}", "Still Bay | Filmhaus")["ratings"]
    assert {(one["kind"], one["votes"]) for one in ratings} == {("audience", 58), ("critic", 9)}


@pytest.mark.parametrize(
    "document",
    [
        "Still Bay (2011) - films et séries TV - Cinébaie",
        "Still Bay - сериалы и фильмы онлайн",
        "Still Bay | movies, TV series | Hub",
        "Still Bay_电影电视剧_Hub",
    ],
)
def test_a_site_of_films_and_series(document: str) -> None:
    assert state_page(f"<h1>Still Bay</h1>{FACTS}", document)["page_type"] != "other"


@pytest.mark.parametrize("document", ["Still Bay (сериал) - фильмы и сериалы", "Still Bay, TV series | movies and TV"])
def test_a_series_on_such_a_site(document: str) -> None:
    assert state_page(f"<h1>Still Bay</h1>{FACTS}", document)["page_type"] == "other"


@pytest.mark.parametrize(
    "link", ["http://us.imdb.com/Title?0083658", "//www.imdb.com/title?tt0083658", "http://imdb.com/Title?83658"]
)
def test_old_links_to_the_film(link: str) -> None:
    film = state_page(f"<h1>Still Bay</h1>{FACTS}<p><a href='{link}'>IMDb</a></p>", "Still Bay | Hub")["film"]
    assert film["identifiers"]["imdb"] == "tt0083658"
