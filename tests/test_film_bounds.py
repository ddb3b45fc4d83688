"""No page, film or batch is too large for MongoDB's documents of 16 MB and messages of 48 MB."""

from __future__ import annotations

import random

import bson
import pytest
from captures import BALLOONS, JUNE
from linked import bytes_of, computed

from ledger import queries
from ledger.database import Ledger
from ledger.records import BoxOffice, CastMember, FilmStatement, Reading, ReviewStatement
from pipelines.folding.bounds import MOST_BYTES
from pipelines.folding.classes import MOST_COMPARED
from pipelines.folding.reviews import MOST_SIGHTINGS
from pipelines.keep import keep_pages, page_of
from pipelines.link import link_block
from pipelines.relink import link_dirty, rebuild
from pipelines.store import store_visits
from pipelines.visits import Visit, Work
from pipelines.writes import insert_new, replace_all
from scrapers.pages import Page

MEGABYTE = 1024 * 1024


def arrive(ledger: Ledger, readings: list[Reading], size: int = 1) -> None:
    """Store readings as if their pages, of so many bytes, had just been read."""
    visits = []
    for reading in readings:
        page = Page(name=reading.page, body=reading.page.encode().ljust(size), media_type="text/plain", fetched_at=JUNE)
        visits.append(Visit(page=page, seen_at=JUNE, standing="new", reading=reading, outcome="read"))
    store_visits(Work(ledger), visits)


def wordy(number: int) -> Reading:
    """One of many pages of one film, each with things of its own to tell: 100 KB."""
    film = FilmStatement(
        title="Up",
        year=2009,
        directors=("Pete Docter",),
        trivia=tuple(f"{number}.{place} " + f"of the {place + number} balloons " * 45 for place in range(100)),
        cast=tuple(CastMember(name=f"Actor {number} {place}", character=f"Part {place}") for place in range(40)),
    )
    return Reading(page=f"https://a.example/up/{number}", page_type="title", film=film, site="a.example")


def test_a_film_of_very_many_words_has_a_document_and_loses_nothing(ledger: Ledger) -> None:
    readings = [wordy(number) for number in range(90)]
    arrive(ledger, readings)
    link_dirty(ledger)
    (film,) = ledger["films"].find()
    assert MOST_BYTES * 0.9 < len(bson.encode(film)) <= MOST_BYTES + 100
    assert len(film["pages"]) == 90 and len(film["cast"]) == 90 * 40
    every = sum(len(reading.film.trivia) for reading in readings)
    for name, kept in (("trivia", film["trivia"]), ("stated.trivia", film["stated"]["trivia"])):
        assert len(kept) > 0 and len(kept) + film["left_out"][name] == every
    # What is left out is where the film's pages say it.
    known = queries.readings_by_name(ledger, film["pages"])
    assert {text for reading in known.values() for text in reading.film.trivia} == {
        text for reading in readings for text in reading.film.trivia
    }
    before = computed(ledger)
    rebuild(ledger)
    assert computed(ledger) == before
    found = queries.find_film(ledger, "up-2009")
    assert found and found.left_out == film["left_out"]


def test_a_review_on_very_many_pages_says_on_how_many_more(ledger: Ledger) -> None:
    film = FilmStatement(title="Up", year=2009, directors=("Pete Docter",))
    review = ReviewStatement(kind="critic", author="Ida Holm", body=BALLOONS)
    count = MOST_SIGHTINGS + 50
    pages = [
        Reading(page=f"https://a.example/{number:05}", page_type="roundup", film=film, reviews=(review,))
        for number in range(count)
    ]
    arrive(ledger, pages)
    link_dirty(ledger)
    (found,) = ledger["reviews"].find()
    assert len(found["sightings"]) == MOST_SIGHTINGS and found["left_out"] == {"sightings": 50}
    assert ledger["readings"].count_documents({}) == count


def test_a_reading_that_no_document_holds_is_an_issue_and_the_others_go_on(ledger: Ledger) -> None:
    long = Reading(page="long", page_type="title", film=FilmStatement(title="Long", synopsis="o" * 16 * MEGABYTE))
    arrive(ledger, [long, wordy(1)], size=3 * MEGABYTE)
    assert [found["_id"] for found in ledger["readings"].find({}, {"_id": 1})] == ["https://a.example/up/1"]
    (issue,) = ledger["issues"].find()
    assert issue["page"] == "long" and "one document holds 15,728,640" in issue["why"]


@pytest.mark.parametrize("size", [100, 20 * MEGABYTE])
def test_bytes_of_any_size_are_kept_whole(ledger: Ledger, size: int) -> None:
    body = random.Random(size).randbytes(size)
    page = Page(name="https://a.example/large", url="https://a.example/large", body=body, media_type="text/html")
    keep_pages(Work(ledger), [page])
    kept = ledger["pages"].find_one({})
    assert kept and (found := page_of(ledger, kept)) and found.body == body
    assert ledger["bodies"].count_documents({}) == (1 if size == 100 else 3)


def test_more_than_one_message_holds_is_written_in_several(ledger: Ledger) -> None:
    large = [{"_id": f"{number}", "zstd": bytes(10 * MEGABYTE), "size": 1} for number in range(6)]
    insert_new(ledger["bodies"], large)
    replace_all(ledger["bodies"], [{**one, "size": 2} for one in large])
    assert ledger["bodies"].count_documents({"size": 2}) == 6


def test_more_values_than_are_compared_are_folded_alike_in_any_order() -> None:
    def told(number: int) -> Reading:
        taken = BoxOffice(measure="gross", amount=1_000_000 + number * 997, region="US", currency="USD")
        film = FilmStatement(title="Up", year=2009, directors=("Pete Docter",), box_office=(taken,))
        return Reading(page=f"p{number:04}", page_type="title", film=film)

    readings = [told(number) for number in range(MOST_COMPARED + 40)]
    before = bytes_of(link_block(readings))
    random.Random(3).shuffle(readings)
    linked = link_block(readings)
    assert bytes_of(linked) == before
    (film,) = linked.films
    (conflict,) = film.conflicts
    assert len(film.stated["box_office"]) == len(conflict.values) == len(readings) and len(film.box_office) == 1
