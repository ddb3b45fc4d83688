"""Linking is a function of the set of readings and judgements: on made-up worlds, whatever their pages leave out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from linked import bytes_of
from worlds import judged, worlds

from ledger.records import CastMember, Film, FilmStatement, Judgement, Reading, ReviewStatement
from pipelines.blocks import Blocks, grow
from pipelines.link import in_force, link_block, link_blocks
from pipelines.mentions import mentions
from pipelines.pairs import keys_of

AT = datetime(2020, 1, 1, tzinfo=UTC)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_order_of_readings_and_judgements_gives_the_same_bytes(data: st.DataObject) -> None:
    readings = data.draw(worlds())
    decided = data.draw(judged(readings))
    expected = bytes_of(link_block(readings, decided))
    shuffled = data.draw(st.permutations(readings))
    assert bytes_of(link_block(shuffled, data.draw(st.permutations(decided)))) == expected


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_block_alone_gives_what_the_whole_gives(data: st.DataObject) -> None:
    readings = data.draw(worlds(most=12))
    decided = in_force(data.draw(judged(readings)))
    whole = link_block(readings, decided)
    page = data.draw(st.sampled_from(readings)).page
    blocks = Blocks(decided)
    start = [reading for reading in readings if reading.page == page]
    blocks.add(start)
    names = blocks.names_on([page])
    grow(blocks, names, loader(readings))
    part = link_blocks(blocks, names, decided)
    for found, all_found in ((part.films, whole.films), (part.reviews, whole.reviews), (part.ratings, whole.ratings)):
        assert {one.id for one in found} <= {one.id for one in all_found}
        assert all(one in all_found for one in found)
    assert all(page in film.pages for film in part.films) or len(part.films) >= 1 or not names


def loader(readings: Iterable[Reading]) -> Any:
    keys = {r.page: {key for m in mentions(r) for key in keys_of(m.film)} for r in readings}
    by_page = {reading.page: reading for reading in readings}

    def load(wanted: Collection[str], names: Collection[str]) -> list[Reading]:
        return [
            r for page, r in by_page.items() if keys[page] & set(wanted) or page in {n.split("#")[0] for n in names}
        ]

    return load


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_nothing_is_lost_and_nothing_is_told_twice(readings: list[Reading]) -> None:
    linked = link_block(readings)
    assert len({film.id for film in linked.films}) == len(linked.films)
    assert len({review.id for review in linked.reviews}) == len(linked.reviews)
    seen = sorted((sighting.page, sighting.position) for review in linked.reviews for sighting in review.sightings)
    assert seen == sorted((reading.page, place) for reading in readings for place in range(len(reading.reviews)))
    for film in linked.films:
        assert sum(film.review_counts.values()) == sum(review.film == film.id for review in linked.reviews)
        for field, values in film.stated.items():
            assert all(set(value.pages) <= set(film.pages) and value.pages for value in values), field
    of_page = {reading.page: [film for film in linked.films if reading.page in film.pages] for reading in readings}
    assert all(len(films) >= 1 for films in of_page.values())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_judgements_are_obeyed(data: st.DataObject) -> None:
    readings = data.draw(worlds())
    decided = data.draw(judged(readings))
    films = link_block(readings, decided).films
    for judgement in in_force(decided):
        together = any({judgement.left, judgement.right} <= set(film.pages) for film in films)
        speaks_of_several = any(r.of_film for reading in readings for r in reading.reviews)
        if judgement.kind == "different" and not speaks_of_several:
            assert not together
        if judgement.kind == "same" and len(decided) == 1:
            assert together


def page(name: str, **film: Any) -> Reading:
    return Reading(page=name, page_type="title", film=FilmStatement(**film))


def ids(readings: Iterable[Reading], judgements: Iterable[Judgement] = ()) -> dict[str, tuple[str, ...]]:
    return {film.id: film.pages for film in link_block(readings, judgements).films}


REMAKES = (
    page("old", title="The Heir", year=1951, directors=("Ann Lee",), runtime_minutes=80),
    page("new", title="The Heir", year=2010, directors=("Bo Nilsson",), runtime_minutes=121),
)


def test_remakes_stay_apart() -> None:
    assert ids(REMAKES) == {"the-heir-1951": ("old",), "the-heir-2010": ("new",)}


def test_a_bare_title_that_fits_two_films_joins_neither_and_says_so() -> None:
    linked = link_block([*REMAKES, page("bare", title="The Heir")])
    films = {film.id: film for film in linked.films}
    assert set(films) == {"the-heir-1951", "the-heir-2010", "the-heir"}
    assert {doubt.film for doubt in films["the-heir"].doubts} == {"the-heir-1951", "the-heir-2010"}
    assert [doubt.film for doubt in films["the-heir-1951"].doubts] == ["the-heir"]


def test_a_bare_title_joins_the_only_film_that_it_fits() -> None:
    assert ids([REMAKES[0], page("bare", title="Heir, The")]) == {"the-heir-1951": ("bare", "old")}


def test_a_page_with_little_joins_by_what_its_text_tells() -> None:
    old, new = (
        reading.model_copy(update={"film": reading.film.model_copy(update={"cast": cast})})
        for reading, cast in zip(
            REMAKES, ((CastMember(name="Carla Ruiz"),), (CastMember(name="Dmitri Orlov"),)), strict=True
        )
    )
    text = "Dmitri Orlov has never been better than as the heir of the last house on the shore."
    column = Reading(
        page="column",
        page_type="column",
        film=FilmStatement(title="The Heir"),
        reviews=(ReviewStatement(kind="column", body=text, published_on="2010-05-01"),),
    )
    assert ids([old, new, column])["the-heir-2010"] == ("column", "new")


def test_two_films_of_one_title_and_year_get_ids_of_their_own_whoever_comes_first() -> None:
    one = page("one", title="Hero", year=2002, directors=("Zhang Yimou",), runtime_minutes=99, countries=("CN",))
    two = page("two", title="Hero", year=2002, directors=("Ann Smith",), runtime_minutes=70, countries=("US",))
    assert ids([one]) == {"hero-2002": ("one",)}
    assert ids([one, two]) == {"hero-2002--yimou": ("one",), "hero-2002--smith": ("two",)} == ids([two, one])


def test_a_number_in_a_title_is_not_taken_for_the_year_of_another() -> None:
    films = [page("a", title="Death Race", year=2000, directors=("Ann Lee",)), page("b", title="Death Race 2000")]
    found = ids(films)
    assert len(found) == 2 and all(len(pages) == 1 for pages in found.values())


def test_identifiers_join_what_titles_do_not() -> None:
    one = page("one", title="Brat", year=1997, identifiers={"imdb": "tt0118767"})
    two = page("two", title="Bruder", year=1998, identifiers={"imdb": "tt0118767"})
    assert ids([one, two]) == {"brat-1997": ("one", "two")} or ids([one, two]) == {"bruder-1998": ("one", "two")}


def decide(kind: str, left: str, right: str, day: int = 1, **more: Any) -> Judgement:
    return Judgement(_id=f"{kind} {left} {right}", kind=kind, left=left, right=right, at=AT.replace(day=day), **more)


def test_judged_same_joins_films_of_two_blocks_and_undone_parts_them() -> None:
    films = [page("a", title="Up", year=2009), page("b", title="Oben", year=2009), page("c", title="Up", year=2009)]
    assert len(ids(films)) == 2
    together = decide("same", "a", "b")
    assert list(ids(films, [together]).values()) == [("a", "b", "c")]
    assert len(ids(films, [together.model_copy(update={"undone": True})])) == 2


def test_judged_different_parts_what_the_clues_join_and_the_later_judgement_wins() -> None:
    films = [page("a", title="Up", year=2009), page("b", title="Up", year=2009, runtime_minutes=96)]
    assert len(ids(films)) == 1
    apart, together = decide("different", "a", "b"), decide("same", "b", "a", day=2)
    assert len(ids(films, [apart])) == 2
    assert len(ids(films, [apart, together])) == len(ids(films, [together, apart])) == 1


def test_pages_with_equal_statements_can_be_judged_different() -> None:
    films = [page("a", title="Up", year=2009), page("b", title="Up", year=2009)]
    found = ids(films, [decide("different", "a", "b")])
    assert sorted(found.values()) == [("a",), ("b",)] and all(name.startswith("up-2009--") for name in found)


def test_a_pinned_value_is_chosen_and_the_id_stays() -> None:
    films = [page("a", title="Up", year=2009), page("b", title="Up", year=2009, runtime_minutes=96)]
    pin = Judgement(_id="p", kind="pin", left="a", field="title", value="Up!", at=AT)
    runtime = Judgement(_id="q", kind="pin", left="b", field="runtime_minutes", value=97, at=AT)
    (film,) = link_block(films, [pin, runtime]).films
    assert (film.id, film.title, film.runtime_minutes) == ("up-2009", "Up!", 97)
    assert film.rules["title"] == film.rules["runtime_minutes"] == "pinned by a judgement"
    assert [stated.value for stated in film.stated["runtime_minutes"]] == [96]


def test_reviews_of_other_films_in_one_post_go_to_those_films() -> None:
    post = Reading(
        page="post",
        page_type="review",
        film=FilmStatement(title="Up", year=2009),
        reviews=(
            ReviewStatement(kind="critic", author="Ida Holm", body="Balloons, and a boy."),
            ReviewStatement(kind="critic", author="Ida Holm", body="Bears, and a girl.", of_film="Brave (2012)"),
        ),
    )
    brave = page("brave", title="Brave", year=2012, directors=("Brenda Chapman",))
    linked = link_block([post, brave])
    assert {film.id: film.pages for film in linked.films} == {"up-2009": ("post",), "brave-2012": ("brave", "post")}
    assert {review.id: review.body for review in linked.reviews} == {
        "up-2009.ida-holm": "Balloons, and a boy.",
        "brave-2012.ida-holm": "Bears, and a girl.",
    }


def test_a_page_that_names_no_film_makes_none() -> None:
    nothing = Reading(page="shop", page_type="other")
    assert link_block([nothing]).films == ()


def test_a_film_without_a_title_is_called_by_its_identifier() -> None:
    found = link_block([page("a", identifiers={"imdb": "tt0118767"})]).films
    assert [film.id for film in found] == ["imdb-tt0118767"]


def test_twenty_thousand_pages_of_one_film_are_not_compared_with_each_other() -> None:
    """The number of comparisons grows with the pages, not with their square."""
    from pipelines.pairs import ALL_PAIRS, LEADERS

    readings = [
        page(f"p{n}", title="Up", year=2009, runtime_minutes=90 + n % 40, taglines=(str(n),)) for n in range(400)
    ]
    blocks = Blocks()
    blocks.add(readings)
    blocks.complete(sorted(blocks.keys))
    (block,) = blocks.blocks_of(blocks.names)
    pairs = sum(len(blocks.pairs.of(node)) for node in block) / 2
    assert len(block) == 400 and pairs <= 400 * (LEADERS + 2) + ALL_PAIRS**2
    assert len(link_block(readings).films) == 1


def titles(film: Film) -> tuple[str | None, tuple[str, ...]]:
    return film.title, film.also_known_as


def test_other_displayed_titles_become_names_under_which_the_film_is_known() -> None:
    films = [
        page("a", title="Brother", original_title="Brat", year=1997, directors=("Aleksey Balabanov",)),
        page("b", title="Brat", year=1997, directors=("Aleksey Balabanov",)),
        page("c", title="Brother", year=1997, directors=("Aleksey Balabanov",), also_known_as=("Frère",)),
        page("d", title="Brother", year=1997, directors=("Aleksey Balabanov",)),
    ]
    (film,) = link_block(films).films
    assert titles(film) == ("Brother", ("Frère",)) and film.original_title == "Brat"
