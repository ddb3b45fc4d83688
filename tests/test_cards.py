"""Reviews on HTML pages that nobody has seen: lists in several languages, each of another shape."""

from __future__ import annotations

import pytest

from scrapers.layers import card_fields
from scrapers.layers.same_review import merged
from scrapers.pages import Page
from scrapers.words import ReviewWords, Said

TEXTS = (
    "A slow burn that pays off, with a last act that nobody in the room saw coming at all.",
    "Pretty pictures and a fine score, yet the script forgets its people halfway through the story.",
    "I laughed, I cried a little, and I would gladly go and see it again with my sister tomorrow.",
    "Two hours that feel like four; even the dog in it looks as if it wanted to go home early.",
)


def reviews(html: str) -> tuple[ReviewWords, ...]:
    page = Page(name="page", body=f"<html><body>{html}</body></html>".encode(), media_type="text/html")
    return card_fields.read(page, frozenset()).reviews


def said(review: ReviewWords, name: str) -> str:
    value = getattr(review, name)
    return value.text if value else ""


def column(found: tuple[ReviewWords, ...], name: str) -> list[str]:
    return [said(review, name) for review in found]


NAMES = ("Marta Nowak", "kinomanka7", "Jan Kowal", "Ewa Lis")
DATES = ("12 marca 2019", "3 lipca 2020", "1 maja 2021", "30 września 2018")


def test_a_polish_list_of_users_with_scores_of_ten() -> None:
    cards = "".join(
        f'<div class="opinia"><a class="login" href="/u/{at}">{name}</a><span class="ocena rate">{at + 6}</span>'
        f'<time class="data">{date}</time><p class="tekst">{text}</p></div>'
        for at, (name, date, text) in enumerate(zip(NAMES, DATES, TEXTS, strict=True))
    )
    found = reviews(f"<h2>Opinie użytkowników</h2><section>{cards}</section>")
    assert column(found, "author") == list(NAMES)
    assert column(found, "published_on") == list(DATES)
    assert column(found, "body") == list(TEXTS)
    assert [review.rating.text for review in found if review.rating] == ["6", "7", "8", "9"]
    assert {review.kind for review in found} == {"audience"}


@pytest.mark.parametrize("author_first", [True, False])
def test_critics_and_their_papers_in_either_order(author_first: bool) -> None:
    people = ("Lena Brandt", "Otto Krüger", "Ida Sommer", "Paul Weiss")
    papers = ("Hamburger Tagespost News", "Kino Magazin Online", "Der Abend Kurier.de", "Film Journal")
    cards = "".join(
        '<li class="kritik">'
        + "".join(
            f'<span class="{kind}">{words}</span><br>'
            for kind, words in (
                (("kritiker", person), ("medium", paper)) if author_first else (("medium", paper), ("kritiker", person))
            )
        )
        + f'<b class="note">{at + 2}/5</b><blockquote class="zitat">{text}</blockquote></li>'
        for at, (person, paper, text) in enumerate(zip(people, papers, TEXTS, strict=True))
    )
    found = reviews(f"<h2>Pressestimmen</h2><ul>{cards}</ul>")
    assert column(found, "author") == list(people)
    assert column(found, "publication") == list(papers)
    assert column(found, "rating") == ["2/5", "3/5", "4/5", "5/5"]


def test_stars_that_are_drawn_by_class_words() -> None:
    cards = "".join(
        f'<div class="comment-item"><a class="author" href="/people/{at}/">{name}</a>'
        f'<span class="allstar{at + 2}0 rating"></span><span class="date">2021-03-0{at + 1}</span>'
        f'<p class="comment-text">{text}</p></div>'
        for at, (name, text) in enumerate(zip(("小林的猫", "老周", "电影迷", "阿青"), TEXTS, strict=True))
    )
    found = reviews(f"<h2>短评</h2><div>{cards}</div>")
    assert column(found, "author") == ["小林的猫", "老周", "电影迷", "阿青"]
    assert [(review.rating.text, review.rating.parts["best"]) for review in found if review.rating] == [
        ("2", "5"),
        ("3", "5"),
        ("4", "5"),
        ("5", "5"),
    ]


def test_the_text_that_a_spoiler_mark_hides_is_read() -> None:
    cards = "".join(
        f'<div class="review"><a class="user-name" href="/member/{at}">{name}</a><span class="stars">★★★★</span>'
        f'<div class="review-body warning">This review may contain spoilers.</div>'
        f'<div class="review-body" hidden data-open="spoiler">{text}</div></div>'
        for at, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True))
    )
    found = reviews(f"<h2>Member reviews</h2>{cards}")
    assert column(found, "body") == list(TEXTS)
    assert all(review.is_spoiler for review in found)


def test_teasers_of_news_are_no_reviews() -> None:
    cards = "".join(
        f'<div class="teaser"><h3><a href="/news/{at}">A headline number {at}</a></h3><p class="text">{text}</p></div>'
        for at, text in enumerate(TEXTS)
    )
    assert reviews(f"<h2>Latest stories</h2>{cards}") == ()


def test_votes_on_a_review_are_not_its_score() -> None:
    cards = "".join(
        f'<div class="review"><span class="author">{name}</span><span class="date">{date}</span>'
        f'<p class="text">{text}</p><span class="votes-useful">3 / {at + 4}</span></div>'
        for at, (name, date, text) in enumerate(zip(NAMES, DATES, TEXTS, strict=True))
    )
    assert column(reviews(f"<h2>Recenzje użytkowników</h2>{cards}"), "rating") == [""] * 4


def test_a_review_on_the_lines_and_in_the_data_is_one() -> None:
    def words(text: str) -> Said:
        return Said(text=text, layer="cards", where="line 1")

    seen = ReviewWords(kind="audience", body=words(TEXTS[0][:40] + "…"), rating=words("★★★"), is_excerpt=True)
    stated = ReviewWords(kind="audience", body=words(TEXTS[0]), author=words("Ann"))
    other = ReviewWords(kind="audience", body=words(TEXTS[1]), author=words("Bo"))
    found = merged([seen], [stated, other])
    assert [(said(one, "author"), said(one, "body"), said(one, "rating"), one.is_excerpt) for one in found] == [
        ("Ann", TEXTS[0], "★★★", False),
        ("Bo", TEXTS[1], "", False),
    ]
