"""The table of weights: every level has one, each is used, and stronger agreement never weighs less."""

from __future__ import annotations

from pipelines.matching import FilmClues, film_clues
from pipelines.matching.clues import CLUES
from pipelines.matching.clues import levels as levels_of
from pipelines.matching.compare import overcount
from pipelines.matching.tables import ceilings, weights
from tests.made_films import DIFFERENT, SAME, UNSURE, Film


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
    *[({"release_dates": ["2000-05-05"]}, {"year": 2000 + apart}) for apart in (0, 1, 2, 3, 7, 30, -9)],
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
    *[({"runtime_minutes": 100}, {"runtime_minutes": other}) for other in (100, 102, 107, 120, 170, 20)],
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


def test_what_a_series_shares_is_bounded_by_the_title() -> None:
    assert set(ceilings()) == set(weights()["title"])
    traits = {"directors": 3.0, "cast": 3.0, "genres": -1.0, "year": 2.0}
    assert overcount(traits, ceiling=4.0) == 2.0
    assert overcount(traits, ceiling=6.0) == overcount(traits, ceiling=None) == 0.0
