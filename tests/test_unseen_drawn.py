"""Scores drawn in two icons, scales by a bar's width, the reader's own score, what hides or ends a review's text."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page
from test_unseen_editorial import TEXT

FACTS = "<p>Director: Anna Weir</p><p>Runtime: 97 min</p><p>Genre: Drama</p><p>Cast: Ed Grant, Mona Field</p>"


def post(above: str = "", below: str = "") -> dict[str, Any]:
    page = state_page(f"<h1>Review: Still Bay</h1>{above}<div>{TEXT}</div>{below}", "Review: Still Bay | Rant")
    (found,) = page["reviews"]
    return dict(found)


@pytest.mark.parametrize(
    ("icons", "wanted"),
    [
        ("<img src='/g/heart_red.gif' alt=''>" * 4 + "<img src='/g/heart_gray.gif' alt=''>" * 2, (4, 6)),
        ("<img src='ball-green.png'>" * 2 + "<img src='ball-blank.png'>" * 3, (2, 5)),
        ("<i class='star star-yellow'></i>" * 5 + "<i class='star star-off'></i>", (5, 6)),
    ],
)
def test_a_row_of_two_icons(icons: str, wanted: tuple[int, int]) -> None:
    rating = post(f"<div class='rating'>{icons}</div><p>By Ida Holm</p>")["rating"]
    assert (rating["value"], rating["best"]) == wanted


@pytest.mark.parametrize(
    "signature",
    [
        "<p class='firma'><a href='/u/7'>Lola Ortega</a></p>",
        "<p><a href='/redaktion/lola-ortega'>Lola Ortega</a></p>",
        "<div class='signature'><a href='/x'>Lola Ortega</a></div>",
    ],
)
def test_a_link_that_signs_the_text_above(signature: str) -> None:
    assert post(below=signature)["author"] == "Lola Ortega"


def test_a_link_below_a_text_may_be_any() -> None:
    assert post(below="<p><a href='/person/8'>Lola Ortega</a></p>").get("author") is None


@pytest.mark.parametrize(("value", "width", "best"), [("3,4", 68, 5), ("6.8", 68, 10), ("7.5", 75, 10), ("1,9", 38, 5)])
def test_the_width_of_the_stars_tells_the_scale(value: str, width: int, best: int) -> None:
    bar = f"<div class='stars' style='width:{width}%'></div><b>{value}</b> (87 votes)"
    found = state_page(f"<h1>Still Bay</h1><h3>User rating</h3><div>{bar}</div>{FACTS}", "Still Bay | Hub")
    (rating,) = found["ratings"]
    assert (rating["value"], rating["best"]) == (float(value.replace(",", ".")), best)


@pytest.mark.parametrize(
    "label", ["Sua avaliação:", "La tua valutazione", "Twoja ocena:", "你的評分", "내 별점", "Deine Bewertung"]
)
def test_a_place_for_the_readers_own_score_names_none(label: str) -> None:
    body = f"<h1>Still Bay</h1><div>{label}</div><ul><li><a href='#'>Seen <b>3.120</b></a></li></ul>{FACTS}"
    assert not state_page(body, "Still Bay | Hub").get("ratings")


def cards(texts: list[str]) -> list[dict[str, Any]]:
    names = ("Ann Lee", "Bo Ek", "Cy Fox", "Di Hall")
    rows = "".join(
        f"<div class='review'><p class='user'>{name}</p><p class='date'>2021-03-0{day}</p>{text}</div>"
        for day, (name, text) in enumerate(zip(names, texts, strict=False), 1)
    )
    return list(state_page(f"<h1>Still Bay</h1>{FACTS}<h2>User reviews</h2>{rows}", "Still Bay | Hub")["reviews"])


PLAIN = (
    "<div class='txt'><p class='short'>The fog is the best actor of the year, and I mean every word of it.</p></div>"
)
HIDDEN = "In the end she never leaves the harbour, and the boat was never there at all."


@pytest.mark.parametrize(
    "toggle",
    [
        "<a href='#'>Spoiler!<br>Click to read the text</a>",
        "<a href='#'>剧透<br>点击查看全文</a>",
        "<a href='#'>Спойлер</a>",
    ],
)
def test_the_text_behind_a_toggle(toggle: str) -> None:
    hidden = f"<div class='txt'><p class='toggle'>{toggle}</p><p class='hidden'>{HIDDEN}</p></div>"
    assert [one["body"] for one in cards([PLAIN, hidden, PLAIN.replace("fog", "bell")])][1] == HIDDEN


@pytest.mark.parametrize("more", ["[more]", "（全文）", "[Подробнее]", "[详细]", "(mehr)", "Читати далі", "đọc tiếp"])
def test_a_link_to_the_rest_is_no_text(more: str) -> None:
    start = "Nobody who has waited for a bus will forget it, and then the fog comes down and"
    texts = [
        f"<p class='t'>{word} {start}...<a href='/r/{at}'>{more}</a></p>"
        for at, word in enumerate(("One:", "Two:", "Three:"))
    ]
    assert [one["body"].rstrip(" .…")[-4:] for one in cards(texts)] == [" and"] * 3


def test_what_a_review_was_written_with_is_no_headline() -> None:
    devices = ("iPhoneアプリから投稿", "PCから投稿", "via Android app")
    texts = [f"<p class='device'>{device}</p>{PLAIN.replace('fog', device[:2])}" for device in devices]
    assert not any(one.get("headline") for one in cards(texts))


def test_a_count_in_brackets_behind_its_button_is_no_score() -> None:
    scores = ("9.0", "7.3", "", "4.0")
    tools = "<div class='tools'><a href='#'>Like</a>(<span>14</span>)<a href='#'>Reply</a></div>"
    texts = [f"<p class='pt'>{score}</p>{PLAIN.replace('fog', f'fog{at}')}{tools}" for at, score in enumerate(scores)]
    ratings = [one.get("rating") for one in cards(texts)]
    assert [one and (one["value"], one["best"]) for one in ratings] == [(9.0, 10), (7.3, 10), None, (4.0, 10)]
