"""Two film records: one film or two? Invented films, in the forms and with the dirt that sites show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.records import CastMember, FilmStatement
from pipelines.matching import FilmClues, Verdict, block_keys, compare, film_clues
from pipelines.matching.clues import CLUES
from pipelines.matching.clues import levels as levels_of
from pipelines.matching.tables import weights

SHARED = Path(__file__).parent.parent.parent / "shared" / "matching" / "films"
Film = dict[str, Any]

LANTERN: Film = {
    "title": "The Lantern Keeper",
    "year": 2006,
    "directors": ["Ágnes Kővári"],
    "writers": ["Tomás Peralta", "Ágnes Kővári"],
    "cast": [
        {"name": "Maud Ellery", "character": "Ada Finch"},
        {"name": "Jón Hrafnsson", "character": "The Pilot"},
        {"name": "Priya Raman"},
        {"name": "Lou Tessier"},
    ],
    "runtime_minutes": 104,
    "release_dates": [{"date": "2006-10-13", "country": "US"}],
    "genres": ["Drama", "Mystery"],
    "content_rating": "PG-13",
    "countries": ["HU", "FR"],
    "languages": ["hu"],
}
HARBOUR: Film = {
    "title": "Harbour of Salt",
    "year": 1994,
    "directors": ["Bo Dahlgren"],
    "writers": ["Ines Okafor"],
    "cast": [{"name": "Karl Weber"}, {"name": "Ruth Ansah"}, {"name": "Milo Petric"}],
    "runtime_minutes": 88,
    "genres": ["Comedy"],
    "content_rating": "R",
}


def but(film: Film, **changes: Any) -> Film:
    """The film with some values changed; None takes one out."""
    return {field: value for field, value in (film | changes).items() if value is not None}


def only(film: Film, *fields: str, **changes: Any) -> Film:
    return {field: film[field] for field in fields} | changes


def verdict(left: Film, right: Film) -> Verdict:
    return compare(film_clues(left), film_clues(right))


SAME: dict[str, tuple[Film, Film]] = {
    "itself": (LANTERN, LANTERN),
    "article moved, year in the title": (LANTERN, but(LANTERN, title="Lantern Keeper, The (2006)", year=None)),
    "shown upon the festival's year": (LANTERN, but(LANTERN, year=2005, release_dates=None)),
    "two years later in cinemas": (LANTERN, but(LANTERN, year=2008, release_dates=None, runtime_minutes=105)),
    "mojibake": (LANTERN, but(LANTERN, directors=["Ã\x81gnes KÅ‘vÃ¡ri"])),
    "dropped letters": (LANTERN, but(LANTERN, directors=["gnes Kvri"], cast=["Jn Hrafnsson", "Lou Tessier"])),
    "broken letters": (LANTERN, but(LANTERN, directors=["_gnes K_v_ri"], cast=["J_n Hrafnsson", "Maud Ellery"])),
    "names the other way round": (LANTERN, but(LANTERN, directors=["Kővári, Ágnes".replace(",", "")])),
    "shorter print": (LANTERN, but(LANTERN, runtime_minutes=91)),
    "lists in strings, numbers in strings": (
        LANTERN,
        {
            "title": "Lantern Keeper",
            "year": "2006",
            "director": "Agnes Kovari",
            "stars": "Maud Ellery, Priya Raman",
            "duration": "1h 44m",
        },
    ),
    "title and year alone": (LANTERN, only(LANTERN, "title", "year")),
    "title and director alone": (LANTERN, only(LANTERN, "title", "directors")),
    "title and two actors alone": (LANTERN, only(LANTERN, "title", cast=["Maud Ellery", "Lou Tessier"])),
    "original title and all people": (LANTERN, but(LANTERN, title="A lámpás őre", runtime_minutes=105)),
    "other title known": (LANTERN, only(LANTERN, "year", title="A lámpás őre", also_known_as=["The Lantern Keeper"])),
    "another script": (but(HARBOUR, title="Брат Олень"), but(HARBOUR, title="Brat Olen", runtime_minutes=None)),
    "numerals": (but(HARBOUR, title="Twelve Anchors: Part Two"), but(HARBOUR, title="12 Anchors Part II")),
    "no subtitle": (but(HARBOUR, title="Harbour of Salt: A Sailor's Tale"), HARBOUR),
    "edition": (but(HARBOUR, title="Harbour of Salt (Director's Cut) [HD]", runtime_minutes=96), HARBOUR),
    "co-director": (LANTERN, but(LANTERN, directors=["Tomás Peralta"])),
    "identifier": (
        {"title": "Salt", "identifiers": {"imdb": "tt0012345"}},
        but(HARBOUR, identifiers={"imdb": "12345"}),
    ),
    "box office": (
        only(HARBOUR, "title", box_office=[{"measure": "gross", "amount": 5310554, "currency": "USD"}]),
        but(HARBOUR, box_office=[{"measure": "gross", "amount": 5310554, "currency": "USD"}]),
    ),
}

DIFFERENT: dict[str, tuple[Film, Film]] = {
    "two films": (LANTERN, HARBOUR),
    "remake": (LANTERN, but(LANTERN, year=1961, directors=["Otto Brandt"], cast=["Hans Moser"], release_dates=None)),
    "remake by the same hand": (
        LANTERN,
        but(LANTERN, year=1981, cast=["Eva Lind", "Rolf Maurer", "Jan Novak"], release_dates=None, runtime_minutes=131),
    ),
    "namesake of the year": (
        but(LANTERN, title="Home"),
        but(HARBOUR, title="Home", year=2006, genres=["Documentary"]),
    ),
    "sequel": (
        LANTERN,
        but(LANTERN, title="The Lantern Keeper 2", year=2009, runtime_minutes=110, release_dates=None),
    ),
    "sequel with its number in Roman": (
        but(LANTERN, title="The Lantern Keeper II"),
        but(LANTERN, title="The Lantern Keeper III", year=2009, release_dates=None, runtime_minutes=99),
    ),
    "sequel with a subtitle": (
        LANTERN,
        but(LANTERN, title="The Lantern Keeper: Low Tide", year=2010, release_dates=None, runtime_minutes=121),
    ),
    "two parts of one year": (
        but(LANTERN, title="Lantern: Part 1", release_dates=[{"date": "2006-03-01"}]),
        but(LANTERN, title="Lantern: Part 2", runtime_minutes=118, release_dates=[{"date": "2006-11-22"}]),
    ),
    "series and film": (
        but(LANTERN, kind="film"),
        but(LANTERN, kind="tv_series", year=2011, cast=["Ann Orr", "Bea Hall", "Cy Dent"], release_dates=None),
    ),
    "another film of the director, of that year": (
        LANTERN,
        but(LANTERN, title="Paper Boats", cast=["Ann Orr", "Bea Hall", "Cy Dent"], writers=None, runtime_minutes=85),
    ),
    "identifiers of one kind": (
        but(LANTERN, identifiers={"imdb": "tt0012345"}),
        but(LANTERN, identifiers={"imdb": "tt0054321"}),
    ),
    "a plural": (only(LANTERN, "year", title="The Stranger"), only(LANTERN, "year", title="The Strangers")),
}

UNSURE: dict[str, tuple[Film, Film]] = {
    "title alone": (LANTERN, {"title": "The Lantern Keeper"}),
    "two titles alone": ({"title": "Home"}, {"title": "Home"}),
    "identifiers that contradict each other": (
        but(LANTERN, identifiers={"imdb": "tt0012345", "tmdb": "7"}),
        but(LANTERN, identifiers={"imdb": "tt0012345", "tmdb": "8"}),
    ),
    "everything but the title and the length": (
        but(LANTERN, runtime_minutes=None, release_dates=None, writers=None),
        but(LANTERN, title="Paper Boats", runtime_minutes=None, release_dates=None, writers=None),
    ),
}
CASES = [
    pytest.param(word, *pair, id=f"{word}: {name}")
    for word, cases in (("same", SAME), ("different", DIFFERENT), ("unsure", UNSURE))
    for name, pair in cases.items()
]


@pytest.mark.parametrize(("expected", "left", "right"), CASES)
def test_the_verdict_on_two_records(expected: str, left: Film, right: Film) -> None:
    found = verdict(left, right)
    assert found.verdict == expected, found


@pytest.mark.parametrize(("left", "right"), [pytest.param(*pair, id=name) for name, pair in SAME.items()])
def test_records_of_one_film_share_a_block(left: Film, right: Film) -> None:
    assert set(block_keys(film_clues(left))) & set(block_keys(film_clues(right)))


@pytest.mark.parametrize(("expected", "left", "right"), CASES)
def test_which_film_comes_first_does_not_matter(expected: str, left: Film, right: Film) -> None:
    one, other = verdict(left, right), verdict(right, left)
    assert (one.verdict, one.score, len(one.reasons)) == (other.verdict, other.score, len(other.reasons))


def test_reasons_say_what_was_seen_the_heaviest_first() -> None:
    found = verdict(LANTERN, but(LANTERN, year=1972, release_dates=None))
    assert found.reasons[0] == "year: 2006 against 1972"
    assert "directors: Ágnes Kővári = Ágnes Kővári" in found.reasons


def test_a_text_that_names_the_people_joins_a_page_with_a_title_only() -> None:
    page = film_clues(LANTERN)
    column = "Ada Finch, whom Maud Ellery plays, lights her lamp. I saw it with Priya Raman in mind."
    told = film_clues({"title": "The Lantern Keeper"}, text=column, published_on="2006-11-02")
    untold = film_clues({"title": "The Lantern Keeper"}, text="What a film.")
    long_before = film_clues({"title": "The Lantern Keeper"}, text="What a film.", published_on="1990-01-31")
    assert [compare(one, page).verdict for one in (told, untold, long_before)] == ["same", "unsure", "different"]
    assert any(reason.startswith("named in text: ") for reason in compare(told, page).reasons)


def test_typed_statements_and_plain_records_are_one() -> None:
    typed = FilmStatement(
        title="The Lantern Keeper", year=2006, directors=("Ágnes Kővári",), cast=(CastMember(name="Maud Ellery"),)
    )
    assert film_clues(typed) == film_clues(typed.plain())
    assert compare(film_clues(typed), film_clues(LANTERN)).verdict == "same"


def test_words_that_name_nobody_are_nobody() -> None:
    nobody = {"title": "Home", "directors": ["N/A"], "cast": "Various", "countries": "-", "runtime_minutes": "n/a"}
    found = film_clues(nobody)
    assert not found.directors and not found.cast and not found.countries and not found.minutes


scraps = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from([*LANTERN, "identifiers", "box_office", "also_known_as", "kind", "stars", "duration"])
records = st.dictionaries(fields, scraps | st.lists(st.dictionaries(st.sampled_from(["name", "date"]), st.text())))


@given(records, records)
@settings(max_examples=150, deadline=None)
def test_no_record_breaks_it_and_the_order_never_matters(left: Film, right: Film) -> None:
    one, other = verdict(left, right), verdict(right, left)
    assert (one.verdict, one.score) == (other.verdict, other.score)
    assert 0 <= one.score <= 1
    assert one == verdict(left, right)
    json.dumps(one.reasons)


CHANGES: tuple[Film, ...] = (
    {"title": "Lantern Keeper, The"},
    {"title": "THE LANTERN KEEPER (2006)"},
    {"year": 2007},
    {"year": None},
    {"directors": ["Agnes Kovari", "Tomás Peralta"]},
    {"writers": None},
    {"cast": [{"name": "Priya Raman"}, {"name": "Maud Ellery"}]},
    {"cast": None},
    {"runtime_minutes": 106},
    {"runtime_minutes": None},
    {"release_dates": [{"date": "--10-13"}]},
    {"release_dates": None},
    {"genres": ["Thriller", "Drama"]},
    {"content_rating": "Not Rated"},
    {"countries": None, "languages": None},
)


@given(st.lists(st.sampled_from(CHANGES), max_size=6), st.lists(st.sampled_from(CHANGES), max_size=6))
@settings(max_examples=150, deadline=None)
def test_differences_that_sites_have_do_not_part_a_film(ours: list[Film], theirs: list[Film]) -> None:
    left, right = LANTERN, LANTERN
    for change in ours:
        left = but(left, **change)
    for change in theirs:
        right = but(right, **change)
    assert verdict(left, right).verdict == "same"
    assert (
        verdict(left, but(HARBOUR, **{k: v for k, v in right.items() if k in ("genres", "year")})).verdict
        == "different"
    )


def test_every_level_has_a_weight_and_stronger_agreement_never_weighs_less() -> None:
    assert set(weights()) == {clue.name for clue in CLUES}
    for clue, row in weights().items():
        values = list(row.values())
        assert values == sorted(values, reverse=True), clue


def test_no_weight_is_unused() -> None:
    seen: set[tuple[str, str]] = set()
    pairs = [(film_clues(left), film_clues(right)) for left, right in LEVELS]
    for left, right in [*pairs, *text_levels()]:
        seen |= set(levels_of(left, right).items())
    known = {(clue, level) for clue, row in weights().items() for level in row}
    assert seen <= known
    assert known - seen == set()


def money(amount: int, measure: str = "gross") -> list[Film]:
    return [{"measure": measure, "amount": amount, "currency": "USD"}]


def crew(*names: str, role: str = "cast") -> Film:
    return {role: list(names)}


PLAYED: Film = {"cast": [{"name": n, "character": c} for n, c in zip("WXYZ", "abcd", strict=True)]}
ABCDE = ("Ann Ames", "Bob Burns", "Cid Cole", "Dot Dean", "Eve Ertl")
LEVELS: list[tuple[Film, Film]] = [
    *[pair for cases in (SAME, DIFFERENT, UNSURE) for pair in cases.values()],
    ({"title": "Home"}, {"title": "Nomad Sky"}),
    ({"title": "千と千尋"}, {"title": "Home"}),
    ({"title": "Grey Wolfhound"}, {"title": "Gray Wolfhound"}),
    ({"title": "Wolves"}, {"title": "Wolves in the Snow"}),
    ({"title": "Red Wolves at Night"}, {"title": "Red Wolves at Noon"}),
    *[({"year": 2000}, {"year": 2000 + apart}) for apart in (2, 3, 7, 30)],
    *[({"release_dates": ["2000-05-05"]}, {"year": 2000 + apart}) for apart in (0, 1, 2, 3, 7, 30)],
    *[
        ({"release_dates": ["2000-05-05"]}, {"release_dates": [day]})
        for day in ("2000-05-05", "--05-05", "2000-05-09", "2000-06-05", "2001-01-05", "2009-01-05")
    ],
    *[(crew(*ABCDE[:2], role=role), crew(*ABCDE[1:3], role=role)) for role in ("directors", "writers")],
    *[(crew(ABCDE[0], role=role), crew(ABCDE[4], role=role)) for role in ("directors", "writers")],
    (crew(*ABCDE), crew(*ABCDE[:2], "X Yz", "Zed Zo", "Q Rs")),
    (crew(*ABCDE), crew(ABCDE[0], "X Yz", "Zed Zo", "Q Rs")),
    (crew(*ABCDE), crew(ABCDE[0], "X Yz")),
    (crew(*ABCDE), crew("X Yz")),
    (crew(*ABCDE), crew("X Yz", "Zed Zo", "Q Rs")),
    (crew(*ABCDE), crew(*ABCDE[:2], role="writers")),
    (crew(*ABCDE), crew(ABCDE[0], role="writers")),
    *[(PLAYED, {"cast": [{"name": f"V V{c}", "character": c} for c in played]}) for played in ("ab", "a", "efgh")],
    *[({"runtime_minutes": 100}, {"runtime_minutes": other}) for other in (100, 102, 107, 120, 170)],
    *[
        ({"genres": ["Drama", "War", "Comedy"]}, {"genres": other})
        for other in (["War", "Drama"], ["War"], ["Crime"], ["Documentary"])
    ],
    *[({"countries": ["HU"]}, {"countries": [other]}) for other in ("HU", "FR")],
    *[({"languages": ["hu"]}, {"languages": [other]}) for other in ("hu", "fr")],
    *[({"content_rating": "PG"}, {"content_rating": other}) for other in ("PG", "R")],
    *[({"production_companies": ["Owl Films"]}, {"production_companies": [other]}) for other in ("Owl", "Elk Media")],
    *[({"box_office": money(1000)}, {"box_office": money(other)}) for other in (1000, 1030, 1500, 9000)],
    *[({"kind": "film"}, {"kind": other}) for other in ("movie", "video", "short", "tv_episode")],
]  # fmt: skip


def text_levels() -> list[tuple[FilmClues, FilmClues]]:
    page = film_clues(crew(*ABCDE) | {"year": 2000})
    texts = [("Ann Ames, Bob Burns and Cid Cole.", "2000-05-01"), ("Ann Ames and Bob Burns.", "2001-05-01")]
    texts += [("Ann Ames.", "1990-01-01"), ("A film.", "2020-01-01")]
    return [(film_clues({}, text=text, published_on=day), page) for text, day in texts]


@pytest.mark.parametrize("name", ["er-imdb-filmcrave", "er-imdb-rt", "er-magellan-movies3"])
def test_labelled_pairs_of_real_sites(name: str) -> None:
    path = SHARED / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"the labelled pairs are not here: {path}")
    lines = (SHARED / f"{name}.doubtful.txt").read_text("utf-8").splitlines()
    doubtful = {line.split("\t")[0].strip() for line in lines}
    pairs = [pair for pair in map(json.loads, path.read_text("utf-8").splitlines()) if pair["id"] not in doubtful]
    found = [(verdict(pair["left"], pair["right"]).verdict, pair["same"]) for pair in pairs]
    right = sum(same and word == "same" for word, same in found)
    wrong = sum(not same and word == "same" for word, same in found)
    missed = sum(same and word != "same" for word, same in found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.990
    assert right / (right + wrong) >= 0.995
    assert sum(word == "unsure" for word, _ in found) <= 0.03 * len(found)
