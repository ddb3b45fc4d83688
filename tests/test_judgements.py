"""Judgements are obeyed for ever and whatever comes, and taken back without a trace; what they contradict is told."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import pytest
from command import surroundings
from desk import BARE, NEW, OLD, Desk, desk
from hypothesis import given, settings
from hypothesis import strategies as st
from linked import COMPUTED, bytes_of, computed, empty
from longer import longer
from test_relink import BEGIN, MANY, arrive, page, stored, there
from worlds import decisions, worlds

from cli.exit_codes import ExitCode
from ledger.database import Ledger
from ledger.migrations import compute_anew
from ledger.records import Film, Judgement, Reading, ReviewStatement
from ledger.settings import Settings
from ledger.validators import document
from pipelines.judgements import in_force, pairs_of
from pipelines.link import link_block
from pipelines.past import remembered
from pipelines.relink import link_dirty, rebuild

__all__ = ["desk"]


def test_a_page_that_fits_two_films_is_in_doubt_and_a_judgement_settles_it(desk: Desk) -> None:
    assert desk.films() == {OLD: ["old", "old too"], NEW: ["new"], BARE: ["bare"]}
    found = desk.json("doubts")
    assert [(doubt["left"]["id"], doubt["right"]["id"], doubt["worth"]) for doubt in found] == [
        (BARE, OLD, 3),
        (BARE, NEW, 2),
    ]
    assert all(doubt["reasons"] for doubt in found)
    desk(*shlex.split(found[0]["settle"][0])[1:])
    assert desk.films() == {OLD: ["bare", "old", "old too"], NEW: ["new"]}
    assert desk.json("doubts") == []
    assert desk.json("show", BARE)["id"] == OLD


def test_a_judgement_taken_back_leaves_no_trace_in_what_is_computed(desk: Desk) -> None:
    before = computed(desk.ledger)
    said = desk("judge", BARE, NEW, "--same", "--by", "ann", "--why", "the poster").stdout
    assert "films of bare and new are one" in said
    (judgement,) = desk.json("judge", "list")
    assert (judgement["who"], judgement["why"], judgement["kind"]) == ("ann", "the poster", "same")
    desk("judge", "undo", judgement["id"][:6], "--by", "bob")
    assert computed(desk.ledger) == before
    assert desk.json("judge", "list")[0]["undone_by"] == "bob"


def test_a_page_is_taken_out_of_a_film_and_the_later_judgement_counts(desk: Desk) -> None:
    desk("judge", "old too", OLD, "--different")
    films = desk.films()
    assert sorted(films.values()) == [["bare"], ["new"], ["old"], ["old too"]]
    desk("judge", "old", "old too", "--same")
    assert desk.films() == {OLD: ["old", "old too"], NEW: ["new"], BARE: ["bare"]}


def test_films_that_were_joined_are_parted_by_their_former_names(desk: Desk) -> None:
    desk("judge", OLD, NEW, "--same")
    (joined,) = (name for name, pages in desk.films().items() if "new" in pages)
    assert {"old", "new", "old too"} <= set(desk.films()[joined])
    assert desk("judge", joined, joined, "--different", code=ExitCode.USAGE).stdout == ""
    desk("judge", OLD, NEW, "--different")
    films = [set(pages) - {"bare"} for pages in desk.films().values()]
    assert {"old", "old too"} in films and {"new"} in films


def test_the_same_judgement_twice_is_kept_once(desk: Desk) -> None:
    desk("judge", "new", "old", "--different")
    assert "Judged before" in desk("judge", "new", "old", "--different").stdout
    assert len(desk.json("judge", "list")) == 1
    desk("judge", "bare", "new", "--same")
    assert "already" in desk("judge", NEW, NEW, "--same").stdout


def test_what_a_judgement_contradicts_is_pointed_out(ledger: Ledger, ledger_settings: Settings) -> None:
    desk = Desk(ledger, surroundings(ledger_settings))
    one = page("one", title="Up", year=2009, identifiers={"imdb": "tt1049413"})
    arrive(ledger, [one, page("two", title="Oben", year=2009, identifiers={"imdb": "tt0000009"})])
    link_dirty(ledger)
    said = desk("judge", "one", "two", "--same").stderr
    assert "tt0000009 against tt1049413" in said and len(desk.films()) == 1
    (doubt,) = desk.json("doubts")
    (judgement,) = desk.json("judge", "list")
    assert doubt["judgement"] == judgement["id"] and doubt["settle"] == [f"filmledger judge undo {judgement['id']}"]
    assert [row["field"] for row in desk.json("conflicts")][:1] == ["identifiers.imdb"]
    desk("judge", "undo", judgement["id"])
    assert desk.json("doubts") == [] and len(desk.films()) == 2
    arrive(ledger, [page("three", title="Up", year=2009, identifiers={"imdb": "tt1049413"})])
    link_dirty(ledger)
    assert "tt1049413 on both" in desk("judge", "one", "three", "--different").stderr
    assert len(desk.films()) == 3
    assert "tt1049413 on both" in desk("doubts").stdout


def test_a_pinned_value_is_chosen_and_says_by_whom(desk: Desk) -> None:
    desk("judge", "pin", OLD, "runtime_minutes", "82", "--by", "ann", "--why", "the print")
    desk("judge", "pin", OLD, "directors", "Ann Lee; Bo Nilsson", "--by", "bob")
    desk("judge", "pin", OLD, "title", "The Heiress", "--by", "ann")
    film = desk.json("show", OLD)
    assert (film["runtime_minutes"], film["rules"]["runtime_minutes"]) == (82, "pinned by ann")
    assert (film["directors"], film["rules"]["directors"]) == (["Ann Lee", "Bo Nilsson"], "pinned by bob")
    assert sorted(said["value"] for said in film["stated"]["runtime_minutes"]) == [80, 81]
    assert (film["id"], film["title"]) == (OLD, "The Heiress")
    for conflict in film.get("conflicts", ()):
        assert conflict["field"] != "runtime_minutes" or conflict["rule"] == "pinned by ann"


BAD_PINS = [("runtime_minutes", "long"), ("nothing", "1"), ("title", ""), ("title.x", "1"), ("year", "9" * 30)]


@pytest.mark.parametrize(("field", "value"), BAD_PINS)
def test_a_value_that_a_field_cannot_have_is_refused(desk: Desk, field: str, value: str) -> None:
    done = desk("judge", "pin", OLD, field, value, code=ExitCode.USAGE)
    assert done.stderr.startswith("filmledger: Nothing was judged: ") and done.stderr.count("\n") == 1
    assert desk.ledger["judgements"].count_documents({}) == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("judge", OLD, NEW), ExitCode.USAGE),
        (("judge", OLD, "no such film", "--same"), ExitCode.NOT_FOUND),
        (("judge", OLD, OLD, "--different"), ExitCode.USAGE),
        (("judge", "undo", "ffff"), ExitCode.USAGE),
    ],
    ids=str,
)
def test_what_cannot_be_judged_says_why(desk: Desk, words: tuple[str, ...], code: ExitCode) -> None:
    assert desk(*words, code=code).stderr.startswith("filmledger: ")
    assert desk.ledger["judgements"].count_documents({}) == 0


def test_one_of_several_films_on_a_page_is_judged_by_its_name_or_its_film(
    ledger: Ledger, ledger_settings: Settings
) -> None:
    desk = Desk(ledger, surroundings(ledger_settings))
    told = [
        ReviewStatement(kind="critic", author="Ida Holm", body="Balloons, and a boy."),
        ReviewStatement(kind="critic", author="Ida Holm", body="Bears, and a girl.", of_film="Brave (2012)"),
    ]
    post = Reading.model_validate({"page": "post", "page_type": "review", "film": {"title": "Up", "year": 2009}})
    arrive(ledger, [post.model_copy(update={"reviews": tuple(told)}), page("rebel", title="Rebelle", year=2012)])
    link_dirty(ledger)
    desk("judge", "brave-2012", "rebelle-2012", "--same")
    (judgement,) = desk.json("judge", "list")
    assert {judgement["left"], judgement["right"]} == {"post#Brave (2012)", "rebel"}
    assert sorted(desk.films().values()) == [["post"], ["post", "rebel"]]
    desk("judge", "post#Brave (2012)", "rebel", "--different")
    assert sorted(desk.films().values()) == [["post"], ["post"], ["rebel"]]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_of_readings_and_decisions_gives_the_same_bytes(data: st.DataObject) -> None:
    readings = data.draw(worlds())
    decided = data.draw(decisions(readings))
    expected = link_block(readings, decided)
    shuffled = link_block(data.draw(st.permutations(readings)), data.draw(st.permutations(decided)))
    assert bytes_of(shuffled) == bytes_of(expected)
    assert in_force(in_force(decided)) == in_force(decided)
    obeyed(readings, decided, expected.films)


test_very_many_orders_of_readings_and_decisions = longer(
    test_any_order_of_readings_and_decisions_gives_the_same_bytes, 1000
)


def obeyed(readings: Sequence[Reading], decided: Sequence[Judgement], films: Sequence[Film]) -> None:
    """Every pair that is judged different stands in two films, and every pin is what it says."""
    if any(review.of_film for reading in readings for review in reading.reviews):
        return
    for judgement in in_force(decided):
        if judgement.kind == "different":
            for left, right in pairs_of(judgement):
                assert left == right or not any({left, right} <= set(film.pages) for film in films)
        if judgement.kind == "pin" and judgement.field == "year":
            (film,) = (film for film in films if judgement.left in film.pages)
            assert (film.year, film.rules["year"]) == (1999, "pinned by ann")


@MANY
@given(st.data())
def test_decisions_that_come_and_go_between_pages_link_as_if_all_had_come_at_once(
    ledger: Ledger, data: st.DataObject
) -> None:
    empty(ledger)
    readings = data.draw(worlds())
    decided = data.draw(decisions(readings))
    for day, reading in enumerate(data.draw(st.permutations(readings)), 1):
        arrive(ledger, [reading], day)
        if decided and day % 2:
            last = decided.pop()
            if last.undone:  # it counted for a while
                ledger["judgements"].insert_one(document(last.model_copy(update={"undone": False})))
                link_dirty(ledger)
                ledger["judgements"].delete_one({"_id": last.id})
            ledger["judgements"].insert_one(document(last))
        if data.draw(st.booleans()):
            link_dirty(ledger)
    link_dirty(ledger)
    said = [Judgement.model_validate(found) for found in ledger["judgements"].find()]
    known = remembered(ledger, list(ledger["readings"].find()))
    assert there(ledger) == stored(known, said)
    whole = {name: ledger[name].count_documents({}) for name in COMPUTED}
    rebuild(ledger)
    assert there(ledger) == stored(known, said) and whole["films"] >= 1
    assert not link_dirty(ledger)


test_many_decisions_that_come_and_go = longer(
    test_decisions_that_come_and_go_between_pages_link_as_if_all_had_come_at_once, 200
)


def test_a_judgement_touches_only_its_blocks(desk: Desk) -> None:
    arrive(desk.ledger, [page("up", title="Up", year=2009), page("brave", title="Brave", year=2012)])
    link_dirty(desk.ledger)
    desk.ledger["films"].update_one({"_id": "up-2009"}, {"$set": {"digest": "as it was"}})
    desk("judge", BARE, NEW, "--same")
    untouched = desk.ledger["films"].find_one({"_id": "up-2009"})
    assert untouched and untouched["digest"] == "as it was"
    desk("judge", "brave-2012", NEW, "--same")
    assert ["bare", "brave", "new"] in desk.films().values()


def test_a_ledger_of_before_gets_its_doubts_by_the_next_linking(desk: Desk) -> None:
    before = computed(desk.ledger)
    desk.ledger["doubts"].delete_many({})
    compute_anew(desk.ledger.database)
    assert "computed again" in desk("doubts").stderr
    desk("link")
    assert computed(desk.ledger) == before and before["doubts"]


def test_two_films_are_parted_page_by_page() -> None:
    """A page that fits both sides does not move the seam that a person saw."""
    films = [page(name, title="Up", year=2009, taglines=(name,)) for name in ("a1", "a2", "b1", "b2")]
    parted = Judgement(
        _id="j", kind="different", left="a1", left_pages=("a2",), right="b1", right_pages=("b2",), at=BEGIN
    )
    found = link_block([*films, page("c", title="Up", year=2009)], [parted]).films
    sides = [set(film.pages) - {"c"} for film in found]
    assert not any({"a1", "a2"} & side and {"b1", "b2"} & side for side in sides)
