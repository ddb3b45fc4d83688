"""What is kept of a big film's reviews saves work, and never changes what they come to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linked import computed, empty
from longer import longer
from made_review_sets import film as made_film
from test_relink import MANY, arrive, stored, there
from worlds import judged, worlds

from ledger.database import Ledger
from ledger.records import FilmStatement, Judgement, Reading, ReviewStatement
from ledger.validators import document
from pipelines.fingerprints import review_clues
from pipelines.fingerprints.kept import key_of, packed, unpacked
from pipelines.folding import film_reviews
from pipelines.past import remembered
from pipelines.relink import link_dirty, rebuild
from pipelines.remembered import StoredMemory

UP = FilmStatement(title="Up", year=2009, directors=("Pete Docter",))


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Something is kept of every film with two reviews."""
    monkeypatch.setattr(film_reviews, "MANY", 2)
    yield


def pages(count: int = 60, a_page: int = 6, seed: int = 0) -> list[Reading]:
    """Reviews of one film on some pages, with copies and excerpts among them."""
    made = [ReviewStatement(kind="audience", **review) for review in made_film(count, seed)[0]]
    return [
        Reading(
            page=f"p{at:03}", page_type="user_reviews", site="a.example", film=UP, reviews=tuple(made[at:][:a_page])
        )
        for at in range(0, count, a_page)
    ]


@MANY
@given(st.data())
def test_a_ledger_that_remembers_comes_to_what_one_without_a_past_comes_to(
    keeping: None, ledger: Ledger, data: st.DataObject
) -> None:
    empty(ledger)
    readings = data.draw(worlds())
    before = data.draw(worlds())
    arrive(ledger, [reading for reading in before if reading.page in {last.page for last in readings}])
    link_dirty(ledger)
    decided = data.draw(judged(readings))
    for day, reading in enumerate(data.draw(st.permutations(readings)), 1):
        arrive(ledger, [reading], day)
        if decided and day % 2:
            ledger["judgements"].insert_one(document(decided.pop()))
        if len(reading.page) % 2 or day % 3:
            link_dirty(ledger)
    link_dirty(ledger)
    said = [Judgement.model_validate(found) for found in ledger["judgements"].find()]
    assert there(ledger) == stored(remembered(ledger, list(ledger["readings"].find())), said)
    assert not link_dirty(ledger)
    linked = computed(ledger)
    rebuild(ledger)
    assert computed(ledger) == linked


test_many_ledgers_that_remember = longer(test_a_ledger_that_remembers_comes_to_what_one_without_a_past_comes_to, 200)


@pytest.mark.parametrize("order", [1, -1])
def test_one_page_after_the_other_comes_to_all_at_once(keeping: None, ledger: Ledger, order: int) -> None:
    for page in pages()[::order]:
        arrive(ledger, [page])
        link_dirty(ledger)
    assert there(ledger) == stored(remembered(ledger, list(ledger["readings"].find())))
    assert ledger["review_clues"].count_documents({}) == 10


def test_one_more_page_folds_only_what_it_touches(keeping: None, ledger: Ledger) -> None:
    first, *others = pages()
    arrive(ledger, others)
    link_dirty(ledger)
    known = StoredMemory(ledger)("up-2009")
    assert sum(map(len, known.pieces.values())) == ledger["reviews"].count_documents({})
    arrive(ledger, [first])
    counts = link_dirty(ledger)
    assert counts["reviews_added"] + counts["reviews_changed"] <= 2 * len(first.reviews)


def test_what_a_crash_left_half_is_made_again(keeping: None, ledger: Ledger) -> None:
    arrive(ledger, pages())
    link_dirty(ledger)
    whole = computed(ledger)
    for number, found in enumerate(list(ledger["reviews"].find({}, {"_id": 1}))):
        if number % 3 == 0:
            ledger["reviews"].delete_one(found)
    ledger["review_clues"].delete_one({"_id": "p012"})
    ledger["readings"].update_one({"_id": "p000"}, {"$set": {"linked": False}})
    link_dirty(ledger)
    assert computed(ledger) == whole


def test_what_other_rules_made_is_not_taken(keeping: None, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    arrive(ledger, pages())
    with monkeypatch.context() as before:
        before.setattr(film_reviews, "rules", lambda: b"of yesterday")
        link_dirty(ledger)
    ledger["readings"].update_one({"_id": "p000"}, {"$set": {"linked": False}})
    link_dirty(ledger)
    assert there(ledger) == stored(remembered(ledger, list(ledger["readings"].find())))


def test_a_film_that_is_no_longer_big_keeps_nothing(
    keeping: None, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(ledger, pages(6))
    link_dirty(ledger)
    assert ledger["review_clues"].count_documents({}) == 1
    monkeypatch.setattr(film_reviews, "MANY", 1_000)
    arrive(ledger, pages(12)[1:])
    link_dirty(ledger)
    assert ledger["review_clues"].count_documents({}) == 0
    assert ledger["reviews"].count_documents({"made_of": {"$exists": True}}) == 0


def test_measurements_come_back_as_they_were() -> None:
    reviews = [review for page in pages(40, seed=3) for review in page.reviews]
    reviews += [
        ReviewStatement(kind="critic"),
        ReviewStatement(kind="critic", author="王小波", body="很好看，值得一看。"),
    ]
    fresh = {key_of(review): review_clues(review) for review in reviews}
    back = unpacked(packed([(key, clues.measured) for key, clues in fresh.items()]))
    for review in reviews:
        again, clues = review_clues(review, back[key_of(review)]), fresh[key_of(review)]
        assert again.order == clues.order and again.byline == clues.byline
        assert (again.measured.fingerprints == clues.measured.fingerprints).all()
        assert (again.places == clues.places).all()
