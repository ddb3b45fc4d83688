"""Titles with what pages put around them, other names below them, and films that only the text names."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page

FACTS = "<p>Director: Anna Weir</p><p>Runtime: 97 min</p><p>Genre: Drama</p><p>Cast: Ed Grant, Mona Field</p>"


def film(document: str, body: str) -> dict[str, Any]:
    return dict(state_page(body, document).get("film") or {})


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("Still Bay, by Anna Weir", "Still Bay"),
        ("Still Bay - Anna Weir - review", "Still Bay"),
        ("Still Bay (Anna Weir)", "Still Bay"),
        ("Still Bay, un film de Anna Weir", "Still Bay"),
        ("Kids' reviews of Still Bay", "Still Bay"),
        ("Recensioni degli utenti di Still Bay", "Still Bay"),
        ("Still Bay, by Night", "Still Bay, by Night"),
        ("Still Bay - Ed Grant", "Still Bay - Ed Grant"),
    ],
)
def test_what_stands_around_a_title(heading: str, wanted: str) -> None:
    assert film(f"{heading} | Filmhouse", f"<h1>{heading}</h1>{FACTS}")["title"] == wanted


@pytest.mark.parametrize(
    ("document", "head", "names"),
    [
        (
            "고요한 만 - 영화관",
            "<h1>고요한 만</h1><div>Still Bay</div><div>2011 · 드라마 · 97분</div>",
            ("고요한 만", "Still Bay"),
        ),
        (
            "Тихая бухта (Still Bay) — Кино",
            "<h1>Тихая бухта</h1><h2>Still Bay</h2><p>x</p>",
            ("Тихая бухта", "Still Bay"),
        ),
        (
            "La baia ferma - Cinema",
            "<h1>La baia ferma</h1><p>(Still Bay)</p><p>Regia: Anna Weir</p>",
            ("La baia ferma", "Still Bay"),
        ),
        ("LA BAHÍA (Still Bay) - Revista", "<p><b>LA BAHÍA</b><br>(Still Bay)</p>", ("LA BAHÍA", "Still Bay")),
        (
            "Movie Review - Still Bay - Rant",
            "<table><tr><td><span class='movietitle'>Still Bay</span></td></tr></table>",
            ("Still Bay", None),
        ),
    ],
)
def test_names_at_the_head(document: str, head: str, names: tuple[str, str | None]) -> None:
    found = film(document, head + FACTS)
    assert (found["title"], found.get("original_title")) == names


@pytest.mark.parametrize("below", ["Drama", "Overview", "Now showing", "A love story that stays.", "2D, OmU", "France"])
def test_not_all_below_a_title_is_a_name(below: str) -> None:
    assert "original_title" not in film(
        "Still Bay | Filmhouse", f"<h1>Still Bay</h1><p>{below}</p><p>97 min</p>{FACTS}"
    )


TEXT = (
    "<p>There is a moment in “Still Bay” that nobody who has waited for a bus will forget, and it comes early on.</p>"
    "<p>The film, directed by a Welshwoman named Anna Weir, knows its harbour, its men and its dogs,"
    " and lets them talk until they have said enough.</p>"
    "<p>I would see “Still Bay” again tomorrow, if only for the dog, who deserves a film of his own, or two.</p>"
    "<p>Nobody else makes films like this one here, with so little money and with so much patience for people.</p>"
)


MORE = (
    "<p>I have waited for buses, for ferries and once for a dentist, and none of it looked like this to me at all.</p>"
    * 4
)


def test_a_film_that_only_the_text_names() -> None:
    head = "<h1>The best film about waiting you will see this year</h1><h3>'Still Bay' stands still, and well</h3>"
    found = film(
        "The best film about waiting you will see this year", f"{head}<p>By Ed Grant</p><p>May 3, 2011</p>{TEXT}{MORE}"
    )
    assert found["title"] == "Still Bay"
    assert found["directors"] == ["Anna Weir"]
    assert "release_dates" not in found
    assert "year" not in found
