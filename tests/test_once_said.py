"""A fact that a page says no more stays with its film, told as that, until a page states it again; in any order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from captures import BALLOONS, JUNE, URL, capture, said
from command import invoke, surroundings
from linked import computed, empty, everything

from ledger.database import Ledger
from ledger.records import FilmStatement, Reading
from ledger.settings import Settings
from pipelines import judge
from pipelines.judge import keep
from pipelines.keeping.prune import Retention, prune
from pipelines.mentions import mentions
from pipelines.past import Shown, first_shown, seen_again
from pipelines.relink import link_dirty, rebuild
from pipelines.replay import replay
from pipelines.rereading import read_again
from pipelines.visits import Visit
from scrapers.pages import Page

PETE, BOB = ({"@type": "Person", "name": name} for name in ("Pete Docter", "Bob Peterson"))
BARE: dict[str, Any] = {"name": "Up", "datePublished": "2009-05-29"}
WHOLE = {
    **BARE,
    "director": PETE,
    "duration": "PT96M",
    "genre": ["Adventure"],
    "sameAs": "https://www.imdb.com/title/tt1049413/",
}
OTHER = "https://b.example/films/up"
LAST = "said last on 2020-06-01, and no longer: the only value stated"
MOVED = (
    "<html><head></head><body><div class=x><p>We have moved the furniture around a little. Please bear with us while "
    "all of the rooms get their new signs and the lamps are hung.</p></div></body></html>"
)


def nothing(day: int, url: str = URL) -> Page:
    """A capture of a page that names no film."""
    at = JUNE + timedelta(days=day)
    return Page(name=url, url=url, body=f"{MOVED}<!-- {day} -->".encode(), media_type="text/html", fetched_at=at)


def films(ledger: Ledger) -> list[dict[str, Any]]:
    return list(ledger["films"].find().sort("_id"))


def the_film(ledger: Ledger) -> dict[str, Any]:
    (found,) = films(ledger)
    return found


def kept(ledger: Ledger) -> list[tuple[str, Any]]:
    """What the readings say and remember; not when a page was first seen to be so, which tells of nothing."""
    return [(one["_id"], (one.get("film", {}), one.get("once_said"))) for one in ledger["readings"].find().sort("_id")]


def told(captures: Sequence[tuple[FilmStatement, int]]) -> Shown:
    """What is known of a page after these captures, each of a day."""
    state: Shown | None = None
    for film, day in captures:
        at = JUNE + timedelta(days=day)
        page = Page(name="p", body=film.model_dump_json().encode(), media_type="text/html", fetched_at=at)
        reading = Reading(page="p", page_type="title", film=film, fetched_at=at)
        visit = Visit(page=page, seen_at=at, standing="changed", reading=reading)
        state = seen_again(state, visit, reading) if state else first_shown(visit, reading)
    assert state
    return state


def in_every_order(ledger: Ledger, captures: Sequence[Page]) -> None:
    """One capture after the other, in any order, all at once and twice, and rebuilt: the same ledger to the byte."""
    replay(ledger, captures)
    expected, known = computed(ledger), kept(ledger)
    rebuild(ledger)
    assert computed(ledger) == expected
    for order in permutations(captures):
        empty(ledger)
        for page in order:
            replay(ledger, [page])
        assert computed(ledger) == expected and kept(ledger) == known
    before = everything(ledger)
    replay(ledger, captures)
    assert everything(ledger) == before


def test_a_fact_that_is_lost_stays_and_says_so(ledger: Ledger) -> None:
    in_every_order(ledger, [capture(film=WHOLE), capture(film={**BARE, "duration": "PT95M"}, day=9)])
    film = the_film(ledger)
    assert (film["directors"], film["genres"], film["identifiers"]) == (
        ["Pete Docter"],
        ["Adventure"],
        {"imdb": "tt1049413"},
    )
    assert film["runtime_minutes"] == 95 and len(film["stated"]["runtime_minutes"]) == 1
    assert film["rules"]["directors"] == film["rules"]["identifiers.imdb"] == LAST
    assert film["rules"]["genres"].startswith("said last on 2020-06-01, and no longer: all values")
    assert film["stated"]["directors"] == [{"value": "Pete Docter", "pages": [URL], "last_said": JUNE}]
    assert film["rules"]["runtime_minutes"] == "the only value stated" and "last_said" not in film["stated"]["title"][0]
    (reading,) = ledger["readings"].find()
    (once,) = reading["once_said"]
    assert once["fields"] == ["directors", "genres", "identifiers.imdb"] and once["seen_at"] == JUNE
    assert ledger["bodies"].find_one({"_id": once["content_hash"]})


def test_what_is_said_again_is_as_if_it_had_never_gone_and_what_is_changed_replaces(ledger: Ledger) -> None:
    first, second, third = (
        capture(film=film, day=day) for day, film in ((0, WHOLE), (3, BARE), (5, {**WHOLE, "director": BOB}))
    )
    in_every_order(ledger, [first, second, third])
    film = the_film(ledger)
    assert film["directors"] == ["Bob Peterson"] and not any("longer" in rule for rule in film["rules"].values())
    assert "once_said" not in (ledger["readings"].find_one() or {})
    replay(ledger, [capture(film=BARE, day=7)])
    assert the_film(ledger)["rules"]["directors"] == LAST.replace("06-01", "06-06")
    assert the_film(ledger)["directors"] == ["Bob Peterson"]


def test_a_capture_of_old_that_comes_late_tells_what_was_said_last(ledger: Ledger) -> None:
    replay(ledger, [capture(film=WHOLE), capture(film=BARE, day=9)])
    replay(ledger, [capture(film={**BARE, "director": BOB}, day=4)])
    film = the_film(ledger)
    assert film["directors"] == ["Bob Peterson"] and film["rules"]["directors"] == LAST.replace("06-01", "06-05")
    assert film["genres"] == ["Adventure"] and film["stated"]["genres"][0]["last_said"] == JUNE
    replay(ledger, [capture(film=WHOLE, day=2), capture(film=WHOLE, day=6)])
    assert the_film(ledger)["rules"]["directors"] == LAST.replace("06-01", "06-07")


def test_a_page_that_names_no_film_any_more_stays_where_it_was(ledger: Ledger) -> None:
    in_every_order(ledger, [capture(said("Ann Lee", BALLOONS), film=WHOLE), nothing(4), nothing(8)])
    film = the_film(ledger)
    assert (film["_id"], film["pages"], film["review_counts"]) == ("up-2009", [URL], {"audience": 1})
    assert film["rules"]["title"] == film["rules"]["year"] == LAST and film["directors"] == ["Pete Docter"]


def test_a_page_that_lost_its_name_is_joined_by_what_it_said_last(ledger: Ledger) -> None:
    in_every_order(ledger, [capture(film=WHOLE), capture(film=WHOLE, url=OTHER), nothing(4)])
    film = the_film(ledger)
    assert film["pages"] == [URL, OTHER]
    told = {join["page"]: join["reasons"] for join in film["joins"]}
    assert "the page names no film any more: by what it said last" in told[URL]
    assert "the page names no film any more: by what it said last" not in told[OTHER]
    assert film["stated"]["directors"] == [{"value": "Pete Docter", "pages": [OTHER]}]


def test_a_page_that_lost_what_tells_films_of_one_title_apart_stays_with_its_own(ledger: Ledger) -> None:
    hero = [
        {"name": "Hero", "datePublished": f"{year}-10-24", "director": by} for year, by in ((2002, PETE), (1987, BOB))
    ]
    pages = [capture(film=film, url=f"https://{site}.example/hero") for film, site in zip(hero, "cd", strict=True)]
    replay(ledger, [*pages, capture(film=hero[1], url=URL)])
    bare = capture(film=BARE, day=3)
    less = Page(
        name=URL,
        url=URL,
        body=b"<html><body><h1>Hero</h1></body></html>",
        media_type="text/html",
        fetched_at=bare.fetched_at,
    )
    before = {film["_id"]: film["pages"] for film in films(ledger)}
    replay(ledger, [less])
    assert {film["_id"]: film["pages"] for film in films(ledger)} == before and len(before) == 2


@pytest.mark.parametrize(
    "film",
    [
        {"name": "Oslo", "datePublished": "2015-05-29"},
        {"name": "Up", "datePublished": "1976-05-29"},
        {**BARE, "sameAs": "https://www.imdb.com/title/tt0075377/"},
    ],
)
def test_what_was_said_of_another_film_is_not_said_of_this_one(ledger: Ledger, film: Mapping[str, Any]) -> None:
    in_every_order(ledger, [capture(film=WHOLE), capture(film=film, day=3)])
    found = the_film(ledger)
    assert "directors" not in found and "genres" not in found and found["title"] == film["name"]
    replay(ledger, [nothing(5)])
    found = the_film(ledger)
    assert found["title"] == film["name"] and "directors" not in found
    replay(ledger, [capture(film=BARE, day=7)])
    assert the_film(ledger)["title"] == "Up"


def test_what_was_said_of_no_film_is_not_said_of_the_next() -> None:
    films = (FilmStatement(title="Oslo"), FilmStatement(runtime_minutes=120), FilmStatement(title="Up"))
    state = told([(film, day) for day, film in enumerate(films)])
    (mention,) = mentions(state.remembered)
    assert mention.film == FilmStatement(title="Up") and not mention.former


def test_what_one_page_lost_does_not_stand_against_what_another_says(ledger: Ledger) -> None:
    another = {**BARE, "director": PETE, "duration": "PT90M"}
    in_every_order(ledger, [capture(film=WHOLE), capture(film=another, url=OTHER), capture(film=BARE, day=3)])
    film = the_film(ledger)
    assert film["runtime_minutes"] == 90 and [one["value"] for one in film["stated"]["runtime_minutes"]] == [90]
    assert film["rules"]["runtime_minutes"] == "the only value stated" and "conflicts" not in film
    assert film["rules"]["genres"].startswith("said last")
    replay(ledger, [capture(film=BARE, url=OTHER, day=5)])
    film = the_film(ledger)
    assert [(one["value"], one["last_said"]) for one in film["stated"]["runtime_minutes"]] == [(90, JUNE), (96, JUNE)]
    assert film["rules"]["runtime_minutes"].startswith("said last on 2020-06-01, and no longer: ")


def test_the_author_of_a_story_goes_with_it() -> None:
    then = FilmStatement(title="Up", storyline="A house flies.", storyline_author="Ann Lee")
    for now, author in (
        (FilmStatement(title="Up", storyline="He flies."), None),
        (FilmStatement(title="Up"), "Ann Lee"),
    ):
        state = told([(then, 0), (now, 1)])
        (mention,) = mentions(state.remembered)
        assert mention.film.storyline_author == author


def test_what_a_person_pinned_comes_before_what_was_said_once(ledger: Ledger) -> None:
    replay(ledger, [capture(film=WHOLE), capture(film=BARE, day=3)])
    side = judge.side_of_page(ledger, URL)
    assert side
    keep(ledger, judge.pin(side, "directors", "Bob Peterson", who="ann"))
    link_dirty(ledger)
    film = the_film(ledger)
    assert film["directors"] == ["Bob Peterson"] and film["rules"]["directors"] == "pinned by ann"


def test_captures_that_do_not_tell_their_time_leave_no_clock(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    for hour, film in enumerate((WHOLE, BARE)):
        monkeypatch.setattr("pipelines.keep.now", lambda hour=hour: JUNE + timedelta(hours=hour))
        replay(ledger, [capture(film=film, dated=False)])
    film = the_film(ledger)
    assert film["rules"]["directors"] == "said once, and no longer: the only value stated"
    assert film["stated"]["directors"] == [{"value": "Pete Docter", "pages": [URL]}]


def test_a_better_reader_corrects_what_is_remembered(ledger: Ledger) -> None:
    """What a worse reader found in bytes of then is read again; what today's does not find there was never said."""
    replay(ledger, [capture(film=WHOLE), capture(film=BARE, day=3)])
    right, whole = computed(ledger), kept(ledger)
    spoilt = {"once_said.0.reader": "0", "once_said.0.film.directors": ["Menu"], "once_said.0.film.writers": ["Menu"]}
    spoilt["once_said.0.fields"] = ["directors", "genres", "identifiers.imdb", "writers"]
    ledger["readings"].update_one({}, {"$set": {**spoilt, "linked": False}})
    link_dirty(ledger)
    assert the_film(ledger)["writers"] == ["Menu"] and computed(ledger) != right
    read_again(ledger)
    assert computed(ledger) == right and kept(ledger) == whole


def test_what_an_older_reader_misread_in_the_same_bytes_was_never_said(ledger: Ledger) -> None:
    page = capture(film=BARE)
    replay(ledger, [page])
    right = computed(ledger)
    ledger["readings"].update_one({}, {"$set": {"reader": "0", "film.directors": ["Menu"]}})
    ledger["pages"].update_one({}, {"$set": {"read_hash": f"{page.content_hash}:0"}})
    replay(ledger, [page])
    assert computed(ledger) == right
    ledger["readings"].update_one({}, {"$set": {"reader": "0", "film.directors": ["Menu"]}})
    replay(ledger, [capture(film={**BARE, "duration": "PT96M"}, day=3)])
    assert "directors" not in the_film(ledger) and "once_said" not in (ledger["readings"].find_one() or {})


def test_the_capture_on_which_a_fact_stands_is_kept(ledger: Ledger) -> None:
    replay(
        ledger,
        [
            capture(film=film, day=day)
            for day, film in (
                (0, {**BARE, "duration": "PT95M"}),
                (2, WHOLE),
                (4, {**BARE, "director": PETE}),
                (6, BARE),
            )
        ],
    )
    assert prune(ledger, Retention(captures=1)).captures == 1
    (reading,) = ledger["readings"].find()
    assert all(ledger["bodies"].find_one({"_id": one["content_hash"]}) for one in reading["once_said"])
    assert len(reading["once_said"]) == 2


def test_it_is_told_on_the_command_line(ledger: Ledger, ledger_settings: Settings) -> None:
    replay(ledger, [capture(film={**WHOLE, "genre": ["Adventure", "Comedy"]}), capture(film=BARE, day=3)])
    printed = " ".join(invoke(surroundings(ledger_settings), "show", "up-2009").stdout.split())
    assert "Pete Docter (said last on 2020-06-01, and no longer)" in printed and printed.count("no longer") == 4
    shown = json.loads(invoke(surroundings(ledger_settings), "show", "tt1049413", "--json").stdout)
    assert shown["stated"]["directors"][0]["last_said"].startswith("2020-06-01")
