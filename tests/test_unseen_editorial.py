"""The review of a catalogue's own critic: the film's title stands in no heading, and a card of the film beside."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page

TEXT = (
    "<p>There is a moment in Still Bay that nobody who has waited for a bus will forget, and it comes early on. The "
    "fog does the talking, and the harbour answers with bells that seem to ring under the water of this film.</p>"
    "<p>It is her second film as a director, and the first in which her actors are given the time that they need. Ed "
    "Grant plays the ferryman as a man who counts: the steps, the ropes, the years since his wife went away.</p>"
    "<p>What stays is a face at a window, and the sound of a boat that has long gone out into the dark. No film of "
    "this year has trusted its audience so much, and few have been so well repaid by the silence in the cinema.</p>"
)


def said(document: str, words: tuple[str, str, str], runtime: str) -> dict[str, Any]:
    by, director, cast = words
    body = (
        "<div class='titlebar'>Still Bay</div>"
        "<div class='stareval'><div class='rating-mdl n35 stars'><b class='star'></b></div><span>3,5</span></div>"
        f"<h2>The Fog Remembers</h2><div class='meta'>{by} <a href='/member/7'>Ida Holm</a></div><div>{TEXT}</div>"
        "<div><div class='head'>News</div><a href='/news/1'>First trailer of Still Bay</a><div>21.02.2019</div>"
        "<a href='/news/2'>All the films of this week in one list</a><div>14.03.2019</div></div>"
        "<aside><div class='card'><a href='/film/1'>Still Bay</a>"
        f"<div class='info'><span>15.03.2019</span> / {runtime} / <span>Drama</span></div>"
        f"<div><span>{director}</span> <a href='/p/1'>Anna Weir</a></div>"
        f"<div><span>{cast}</span> <a href='/p/2'>Ed Grant</a>, <a href='/p/3'>Mona Field</a></div></div></aside>"
    )
    return state_page(body, document)


@pytest.mark.parametrize(
    ("document", "words", "runtime"),
    [
        ("Still Bay Sinemax Eleştirisi - Sinemax", ("Yazar:", "Yönetmen", "Oyuncular"), "1s 37dk"),
        ("Critique du film Still Bay - Cinémax", ("Par", "De", "Avec"), "1h 37min"),
        ("Still Bay: Kritik der Cinemax-Redaktion", ("Von", "Regie", "Besetzung"), "1 Std. 37 Min."),
        ("Crítica de Still Bay - Cinemax", ("Por", "Dirigida por", "Reparto"), "1h 37min"),
        ("Recensione di Still Bay | Cinemax", ("A cura di", "Regia", "Cast"), "1h 37m"),
    ],
)
def test_the_review_of_a_catalogue(document: str, words: tuple[str, str, str], runtime: str) -> None:
    found = said(document, words, runtime)
    (review,) = found["reviews"]
    assert (found["page_type"], found["film"]["title"], found["film"]["runtime_minutes"]) == ("review", "Still Bay", 97)
    assert (review["author"], review["headline"], review.get("published_on")) == ("Ida Holm", "The Fog Remembers", None)
    assert (review["rating"]["value"], review["rating"]["best"]) == (3.5, 5)
