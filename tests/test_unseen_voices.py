"""Numbers as nobody has seen them that look like scores: voices on reviews, shares of those who wait, sums."""

from __future__ import annotations

import pytest
from pages_read import read_page

TEXT = (
    "The river rises for twenty minutes and nobody looks up, and when the bridge goes there is no music at all; "
    "it is the quietest of her films and the one that stayed with me the longest of them"
)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("War diese Kritik hilfreich?", "Ja / Nein"),
        ("Cette critique est utile ?", "Oui | Non"),
        ("Czy ta recenzja była pomocna?", "Tak / Nie"),
        ("Корисна рецензія?", "Так / Ні"),
    ],
)
def test_voices_below_their_question_are_no_score(question: str, answers: str) -> None:
    cards = "".join(
        f'<div class="c"><p class="author"><a href="/u/{n}">{name}</a></p><p class="text">{TEXT}, {n} times.</p>'
        f"<p>{score}</p><ul><li>{question}</li><li>{answers}</li><li>{voices}</li></ul><p>{n} May 2014</p></div>"
        for n, (name, score, voices) in enumerate(
            (("Anna Leeb", "7/10", "6 / 6"), ("Bert Kopp", "9/10", "3 / 10"), ("Carl Moos", "2/10", "5 / 5")), 3
        )
    )
    found = read_page(f"<h1>Moor</h1><h2>Reviews</h2>{cards}", "Moor").reviews
    assert [one.rating.text if one.rating else "" for one in found] == ["7/10", "9/10", "2/10"]
    assert [one.helpful.text if one.helpful else "" for one in found] == ["6 / 6", "3 / 10", "5 / 5"]


@pytest.mark.parametrize(
    "box",
    [
        "<h3>Want to see</h3><p><b>97%</b> <i>812</i></p>",
        "<p><b>97%</b> <i>812</i></p><p>Chcą zobaczyć</p>",
        "<h3>Erwartung der Leser</h3><p>97% 812</p>",
        "<h3>期待度</h3><p><span>97%</span><span>812</span></p>",
    ],
)
def test_a_share_of_those_who_wait_is_no_score(box: str) -> None:
    facts = "<dl><dt>Director</dt><dd>Otto Melk</dd><dt>Country</dt><dd>Germany</dd><dt>Genre</dt><dd>Drama</dd></dl>"
    assert not [one for one in read_page(f"<h1>Moor</h1>{facts}{box}", "Moor").ratings if one.value]


def test_a_sum_of_voices_is_no_score_and_elements_are_not_glued() -> None:
    facts = "<dl><dt>Director</dt><dd>Otto Melk</dd><dt>Country</dt><dd>Germany</dd><dt>Genre</dt><dd>Drama</dd></dl>"
    none = read_page(f"<h1>Moor</h1>{facts}<h3>Critics' rating</h3><p>&mdash;</p><p>1 + 0 = 1</p>", "Moor")
    assert not [one for one in none.ratings if one.value]
    box = "<h3>Critics' rating</h3><p><b>52%</b><i>429<small>6</small></i></p>"
    told = [one for one in read_page(f"<h1>Moor</h1>{facts}{box}", "Moor").ratings if one.value]
    assert [(one.value and one.value.text, one.votes and one.votes.text) for one in told] == [("52", "429")]


def test_two_critics_above_the_readers_have_their_papers_by_their_place() -> None:
    press = "".join(
        f'<table><tr><td class="who"><a href="/f/9/presse/">{who}</a></td></tr><tr><td class="subject">'
        f'<a href="/f/9/presse/">{paper}</a></td></tr></table><p class="extrait">{TEXT}, {paper}.</p>'
        for who, paper in (("Anna Leeb", "Nordlicht"), ("Bert Kopp", "Torf &amp; Teer"))
    )
    words = read_page(
        f"<h1>Moor</h1><dl><dt>Director</dt><dd>Otto Melk</dd></dl><h2>Avis des spectateurs</h2>{press}", "Moor"
    )
    told = [
        (one.kind, one.author and one.author.text, one.publication and one.publication.text) for one in words.reviews
    ]
    assert told == [("critic", "Anna Leeb", "Nordlicht"), ("critic", "Bert Kopp", "Torf & Teer")]
