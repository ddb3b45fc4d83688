"""The laws of what pages say no more: it follows from the captures alone, in any order, twice, and rebuilt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from captures import JUNE, URL, capture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linked import computed, empty, everything
from longer import longer
from test_once_said import BOB, OTHER, PETE, kept, nothing, told

from ledger.database import Ledger
from ledger.records import FilmStatement
from pipelines.once_said import names_a_film
from pipelines.relink import rebuild
from pipelines.replay import replay
from scrapers.pages import Page

FACTS: Mapping[str, Sequence[Any]] = {
    "director": (PETE, BOB),
    "duration": ("PT96M", "PT90M"),
    "sameAs": ("https://www.imdb.com/title/tt1049413/", "https://www.themoviedb.org/movie/14160"),
    "genre": (["Adventure"], ["Comedy", "Adventure"]),
}
a_film = st.fixed_dictionaries(
    {"name": st.sampled_from(("Up", "Up", "Up", "Oslo")), "datePublished": st.just("2009-05-29")},
    optional={name: st.sampled_from(values) for name, values in FACTS.items()},
)
some_captures = st.lists(st.tuples(st.none() | a_film, st.sampled_from((URL, URL, OTHER))), min_size=2, max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shown=some_captures, data=st.data())
def test_any_order_any_split_twice_and_rebuilt_is_one_ledger(
    ledger: Ledger, shown: list[tuple[dict[str, Any] | None, str]], data: st.DataObject
) -> None:
    captures = [
        capture(film=film, url=url, day=day) if film else nothing(day, url) for day, (film, url) in enumerate(shown)
    ]
    empty(ledger)
    replay(ledger, captures)
    expected = computed(ledger), kept(ledger)
    empty(ledger)
    left = data.draw(st.permutations(captures))
    while left:
        size = data.draw(st.integers(1, len(left)))
        replay(ledger, left[:size])
        left = left[size:]
    assert (computed(ledger), kept(ledger)) == expected
    before = everything(ledger)
    replay(ledger, data.draw(st.permutations(captures)))
    rebuild(ledger)
    assert everything(ledger) == before


test_many_drawn_captures_in_any_order_are_one_ledger = longer(
    test_any_order_any_split_twice_and_rebuilt_is_one_ledger, 60, some_captures, st.data()
)


a_statement = st.builds(
    FilmStatement,
    title=st.sampled_from((None, "Up", "Oslo")),
    year=st.sampled_from((None, 2009, 1976)),
    directors=st.sampled_from(((), ("Pete Docter",), ("Bob Peterson",))),
    storyline=st.sampled_from((None, "A house flies.")),
    storyline_author=st.sampled_from((None, "Ann Lee")),
    identifiers=st.sampled_from(({}, {"imdb": "tt1"}, {"imdb": "tt2"}, {"tmdb": "1"}, {"imdb": "tt1", "tmdb": "1"})),
)
some_statements = st.lists(st.tuples(a_statement, st.integers(0, 6)), min_size=1, max_size=7)


@given(captures=some_statements, data=st.data())
def test_what_is_remembered_follows_from_the_captures(
    captures: list[tuple[FilmStatement, int]], data: st.DataObject
) -> None:
    expected = told(captures)
    for order in (data.draw(st.permutations(captures)), [*captures, *data.draw(st.permutations(captures))]):
        found = told(order)
        assert found.once_said == expected.once_said and found.reading.film == expected.reading.film
    (latest, *_) = [film for film, _ in in_time(captures)[-1:]]
    for one in expected.once_said:
        for field in one.fields:
            shown = [(film, day) for film, day in in_time(captures) if value(film, field) and names_a_film(film)]
            assert not (value(latest, field) and names_a_film(latest))
            assert value(one.film, field) == value(shown[-1][0], field)
            assert one.seen_at == JUNE + timedelta(days=shown[-1][1])
    remembered = {field for one in expected.once_said for field in one.fields}
    stated = {
        field
        for film, _ in captures
        for field in ("title", "year", "directors", "identifiers.imdb")
        if value(film, field) and names_a_film(film)
    }
    assert stated <= remembered | {field for field in stated if value(latest, field)}


def in_time(captures: Sequence[tuple[FilmStatement, int]]) -> list[tuple[FilmStatement, int]]:
    def when(one: tuple[FilmStatement, int]) -> tuple[int, str]:
        return one[1], Page(name="p", body=one[0].model_dump_json().encode(), media_type="text/html").content_hash

    return sorted(captures, key=when)


def value(film: FilmStatement, field: str) -> Any:
    name, _, kind = field.partition(".")
    return film.identifiers.get(kind) if kind else getattr(film, name)
