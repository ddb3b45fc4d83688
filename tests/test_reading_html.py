"""Own pages in several languages, each in another shape: what they say must come out, by the public doors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command import invoke

from pipelines.statement import reading
from scrapers.pages import Page
from scrapers.read import read

PROSE = (
    "Der Regisseur lässt sich Zeit, und das tut dem stillen Stoff gut, denn jede Einstellung erzählt von den Menschen,"
    " die dort am Hafen leben und die auf ein Schiff warten, das vermutlich nie kommt."
)


def made(html: str, name: str = "page.html") -> dict[str, Any]:
    page = Page(name=name, body=html.encode(), media_type="text/html")
    return reading(page, read(page)).plain()


SPANISH = """<html lang="es"><head><title>La orilla quieta (2011) - Cine Norte</title></head><body>
<h1>La orilla quieta</h1><dl><dt>Título original</dt><dd>Die stille Bucht</dd><dt>Año</dt><dd>2011</dd>
<dt>Duración</dt><dd>97 min.</dd><dt>País</dt><dd>Alemania</dd><dt>Dirección</dt><dd>Jana Kellerwirt</dd>
<dt>Género</dt><dd>Drama</dd></dl>
<h2>Reparto</h2><ul><li><a href="/p/1">Ines Halmstad</a></li><li class="role">como Marta</li>
<li><a href="/p/2">Tobias Renner</a></li><li class="role">como Jonas</li>
<li><a href="/p/3">Paula Sievert</a></li><li class="role">como Edda</li></ul></body></html>"""

CZECH = """<html lang="cs"><head><title>Tichá zátoka (2011) | Filmy</title></head><body><h1>Tichá zátoka</h1>
<ul><li class="film-names">Tichá zátoka</li><li class="film-names">Die stille Bucht</li></ul>
<p>Drama / Komedie</p><p>Německo, <span>2011</span>, 97 min (DE: 99 min)</p>
<h4>Režie:</h4><p>Jana Kellerwirt</p></body></html>"""

SCORES = """<html><head><title>The Quiet Bay (2011)</title></head><body><h1>The Quiet Bay</h1><div>2011</div>
<div><p>Director: Jana Kellerwirt</p><p>Runtime: 97 min</p><p>Genre: Drama</p></div>
<div><div class="score">81%</div><div>Tomatometer</div><div>Total Count: 46</div></div>
<div><div class="score">64%</div><div>Audience Score</div><div>User Ratings: 12,345</div></div>
<div><div>Your score</div><div>9/10</div></div>
<h3>In cinemas now</h3><table><tr><td><a href="/m/a">93%</a></td><td><a href="/m/a">A Loud Bay</a></td></tr>
<tr><td><a href="/m/b">41%</a></td><td><a href="/m/b">Bay of Noise</a></td></tr></table></body></html>"""

POST = f"""<html lang="de"><head><title>Die stille Bucht</title><meta property="og:type" content="article">
<meta property="og:site_name" content="Lichtspielheft"></head><body><h1>Die stille Bucht (2011)</h1>
<p>Von Arne Lindqvist</p><p>Wertung: 3/5</p><dl><dt>IMDb</dt><dd>7.2/10</dd><dt>Metacritic</dt><dd>71/100</dd></dl>
<p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p></body></html>"""


def entry(place: int) -> str:
    return f"<h3>{place}. Bucht Nummer {place}</h3><p>{PROSE}</p>"


LISTS = [
    f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{''.join(map(entry, range(1, 9)))}</body></html>"
    for title in (
        "Die 8 besten Filme vom Hafen",
        "Las 8 mejores películas de puertos",
        "8 najlepszych filmów",
        "Hafenfilme",
    )
]


def test_definition_list_in_spanish() -> None:
    film = made(SPANISH)["film"]
    assert (film["title"], film["original_title"], film["year"]) == ("La orilla quieta", "Die stille Bucht", 2011)
    assert (film["runtime_minutes"], film["countries"], film["directors"]) == (97, ["DE"], ["Jana Kellerwirt"])
    names = [(one["name"], one.get("character")) for one in film["cast"]]
    assert names == [("Ines Halmstad", "Marta"), ("Tobias Renner", "Jonas"), ("Paula Sievert", "Edda")]


def test_strip_under_a_czech_title() -> None:
    film = made(CZECH)["film"]
    assert (film["title"], film["original_title"]) == ("Tichá zátoka", "Die stille Bucht")
    assert (film["year"], film["runtime_minutes"], film["countries"]) == (2011, 97, ["DE"])


def test_scores_over_their_names_and_no_others() -> None:
    found = {(one["kind"], one["value"], one["best"], one.get("votes")) for one in made(SCORES)["ratings"]}
    assert found == {("critic", 81.0, 100.0, 46), ("audience", 64.0, 100.0, 12345)}


def test_post_quotes_services_and_states_its_own_score() -> None:
    said = made(POST)
    assert said["page_type"] in ("review", "column")
    review = said["reviews"][0]
    assert (review["author"], review["publication"]) == ("Arne Lindqvist", "Lichtspielheft")
    assert (review["rating"]["value"], review["rating"]["best"]) == (3.0, 5.0)
    assert {(one["kind"], one["value"]) for one in said["ratings"]} == {("audience", 7.2), ("critic", 71.0)}


@pytest.mark.parametrize("html", LISTS)
def test_list_of_films_yields_no_film(html: str) -> None:
    said = made(html)
    assert said["page_type"] == "other"
    assert not said.get("film", {}).get("title")


def test_what_was_left_on_a_page_is_told(tmp_path: Path) -> None:
    """`read --explain` names lines in the form of a fact, or with a score, that no value came of."""
    saved = tmp_path / "bay.html"
    left = "<p>House cat: Tomasine</p>"
    saved.write_text(f"<title>The Quiet Bay (2011)</title><h1>The Quiet Bay</h1><p>Director: Jana Kell</p>{left}")
    told = invoke({}, "read", "--explain", str(saved)).stdout
    assert "? a label that nothing came of: 'House cat: Tomasine'" in told
    assert "nothing came of: 'Director" not in told
