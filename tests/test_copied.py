"""A text that stands under several films, or under many names, is marked in each review and merged in none."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linked import computed, empty
from longer import longer
from made_review_sets import texts
from made_reviews import FIRST_NAMES, LAST_NAMES, Writer
from test_relink import MANY, arrive, stored, there

from ledger import queries
from ledger.database import Ledger
from ledger.records import FilmStatement, Reading, Review, ReviewStatement, Score
from pipelines.fingerprints.copied import LOOKED_AT, marked
from pipelines.link import link_block
from pipelines.past import remembered
from pipelines.relink import link_dirty, rebuild

FILMS = ("Up", "Brave", "Hero", "Orphan", "Ferry")


def told(page: str, film: str, *reviews: tuple[str, str], percent: float | None = None) -> Reading:
    """A page of reviews, (author, text)."""
    score = Score(words=f"{percent:g}%", percent=percent) if percent is not None else None
    statements = (
        ReviewStatement(kind="audience", author=author or None, body=body, rating=score) for author, body in reviews
    )
    facts = FilmStatement(title=film, year=2009, directors=(f"{film} Maker",))
    return Reading(page=page, page_type="user_reviews", site="a.example", film=facts, reviews=tuple(statements))


def marks(*pages: Reading) -> dict[str, tuple[str, ...]]:
    return {name: mark.reviews for name, mark in marked(link_block(pages).reviews).items()}


BODY = Writer(1).body(4)


def test_a_text_on_two_films_is_marked_in_both_and_merged_in_neither() -> None:
    pages = told("a", "Up", ("Ann Lee", BODY)), told("b", "Brave", ("Ann Lee", BODY), ("Bo Ek", Writer(2).body(4)))
    assert marks(*pages) == {"up-2009.ann-lee": ("brave-2009.ann-lee",), "brave-2009.ann-lee": ("up-2009.ann-lee",)}
    found = marked(link_block(pages).reviews)["up-2009.ann-lee"]
    assert (found.films, found.authors, found.likeness) == (("brave-2009", "up-2009"), 1, 1.0)
    assert found.how == "one text in 2 reviews of 2 films by 1 named author"


def test_an_edited_copy_is_marked_and_a_short_or_other_text_is_not() -> None:
    writer = Writer(3)
    long = writer.body(12)
    pages = told("a", "Up", ("Ann Lee", long)), told("b", "Brave", ("Bo Ek", writer.edited(long, 0.05)))
    assert set(marks(*pages)) == {"up-2009.ann-lee", "brave-2009.bo-ek"}
    assert marks(told("a", "Up", ("Ann Lee", "Great movie!")), told("b", "Brave", ("Bo Ek", "Great movie!"))) == {}
    assert marks(told("a", "Up", ("Ann Lee", long)), told("b", "Brave", ("Bo Ek", writer.body(12)))) == {}


def test_one_text_by_many_authors_of_one_film_is_marked_and_counts_once() -> None:
    names = [f"{first} {last}" for first, last in zip(FIRST_NAMES, LAST_NAMES, strict=True)]
    spam = told("a", "Up", *((name, BODY) for name in names), percent=100)
    honest = [(f"honest{number}", Writer(100 + number).body(3)) for number in range(12)]
    film = link_block([spam, told("b", "Up", *honest, percent=40)])
    assert len(film.reviews) == 12 + len(names)
    found = marked(film.reviews)
    assert {review.author for review in film.reviews if review.id in found} == set(names)
    assert all(len(mark.reviews) == 20 for mark in found.values())
    (audience,) = film.films[0].consensus
    assert audience.inputs[0]["scores"] == [[40.0, 12], [100.0, 1]]


def spread(seed: int, count: int) -> list[Reading]:
    """Pages of several films; many of their reviews are copies of a few texts, as they are or edited."""
    writer = Writer(seed)
    rng = random.Random(seed)
    texts = [writer.body(6) for _ in range(3)]
    pages = []
    for number in range(count):
        body = rng.choice([*texts, texts[0], writer.body(3)])
        text = writer.edited(body, 0.04) if rng.random() < 0.4 else body
        author = rng.choice(("Ann Lee", "Bo Ek", "Carla Ruiz", f"reader{number}", ""))
        pages.append(told(f"p{number:03}", rng.choice(FILMS), (author, text)))
    return pages


def link_in_parts(ledger: Ledger, pages: Sequence[Reading], size: int) -> None:
    for at in range(0, len(pages), size):
        arrive(ledger, pages[at : at + size])
        link_dirty(ledger)


SPREAD = (st.integers(0, 10**6), st.integers(1, 5), st.randoms(use_true_random=False))


@MANY
@given(*SPREAD)
def test_marks_do_not_depend_on_the_order_of_pages(ledger: Ledger, seed: int, size: int, order: random.Random) -> None:
    empty(ledger)
    pages = spread(seed, 12)
    order.shuffle(pages)
    link_in_parts(ledger, pages, size)
    assert there(ledger) == stored(remembered(ledger, list(ledger["readings"].find())))


test_marks_do_not_depend_on_very_many_orders = longer(test_marks_do_not_depend_on_the_order_of_pages, 100, *SPREAD)


@pytest.mark.parametrize("direction", [1, -1])
def test_more_copies_than_are_looked_at_come_to_the_same_in_any_order(ledger: Ledger, direction: int) -> None:
    writer = Writer(7)
    pages = [
        told(f"p{n:03}", FILMS[n % 5], (f"reader{n}", writer.edited(BODY, 0.03) if n % 3 else BODY))
        for n in range(3 * LOOKED_AT)
    ]
    link_in_parts(ledger, pages[::direction], 9)
    assert there(ledger) == stored(remembered(ledger, list(ledger["readings"].find())))
    assert ledger["reviews"].count_documents({"copied": {"$exists": True}}) >= 0.95 * len(pages)
    before = computed(ledger)
    rebuild(ledger)
    assert computed(ledger) == before


def test_a_copy_that_goes_takes_its_mark_along(ledger: Ledger) -> None:
    arrive(ledger, [told("a", "Up", ("Ann Lee", BODY)), told("b", "Brave", ("Ann Lee", BODY))])
    link_dirty(ledger)
    (found,) = queries.reviews(ledger, film="up-2009")
    assert found.copied and found.copied.reviews == ("brave-2009.ann-lee",)
    arrive(ledger, [told("b", "Other Film", ("Ann Lee", BODY))], day=1)
    assert link_dirty(ledger)["reviews_changed"] == 1
    (found,) = queries.reviews(ledger, film="up-2009")
    assert found.copied and found.copied.films == ("other-film-2009", "up-2009")


def test_what_a_kill_cut_off_is_marked_the_next_time(ledger: Ledger) -> None:
    arrive(ledger, [told("a", "Up", ("Ann Lee", BODY)), told("b", "Brave", ("Ann Lee", BODY))])
    link_dirty(ledger)
    whole = computed(ledger)
    # As if killed between the marks and what leads to them: the review of b is not there, nor its signature.
    ledger["reviews"].delete_one({"_id": "brave-2009.ann-lee"})
    ledger["text_signatures"].delete_one({"_id": "brave-2009.ann-lee"})
    ledger["reviews"].update_one({"_id": "up-2009.ann-lee"}, {"$unset": {"copied": ""}})
    ledger["readings"].update_one({"_id": "b"}, {"$set": {"linked": False}})
    link_dirty(ledger)
    assert computed(ledger) == whole


def test_copies_over_many_films_are_found() -> None:
    made = list(texts(4000, seed=5))
    truth = {name: (film, number) for name, film, _, number in made}
    films: dict[int, set[str]] = {}
    for film, number in truth.values():
        films.setdefault(number, set()).add(film)
    reviews = (Review(_id=name, film=film, body=body, kind="audience", sightings=()) for name, film, body, _ in made)
    found = marked(reviews)
    copied = {name for name, (_, number) in truth.items() if len(films[number]) > 1}
    assert len(copied & set(found)) >= 0.95 * len(copied)
    named = [truth[name][1] == truth[other][1] for name, mark in found.items() for other in mark.reviews]
    assert sum(named) >= 0.99 * len(named)
