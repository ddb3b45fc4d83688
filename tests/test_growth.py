"""No text that a page can hold makes its reading slow: each is read in a process that may take so much CPU and no more.

A bound of ten seconds where a tenth of one is usual finds what hangs, and says nothing of the machine.
"""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from contextlib import suppress
from html import escape
from multiprocessing import get_context
from signal import SIGXCPU

import pytest

from pipelines import lengths
from pipelines.matching import film_clues
from pipelines.normalize import Unreadable, people, titles
from pipelines.statement import reading
from scrapers.pages import Page
from scrapers.read import read

LONGEST = 10
"""Seconds of CPU."""
HEAD = "<title>Moor (2009)</title><h1>Moor (2009)</h1><dl><dt>Director:<dd>Ann Lee<dt>Runtime:<dd>112 min</dl>"
POST = (
    "<p>By Ann Lee</p><p>1 May 2009</p>" + "<p>I liked it and it was good to see the old actors play so well.</p>" * 20
)


def page_of(source: str, media_type: str = "text/html") -> Page:
    return Page(name="p", body=source.encode(), media_type=media_type, url="https://a.example/moor")


def labelled(label: str) -> Callable[[str], Page]:
    return lambda words: page_of(f"{HEAD}<dl><dt>{label}:<dd>{escape(words)}</dl>")


def titled(words: str) -> Page:
    return page_of(f"<title>{escape(words)}</title><h1>{escape(words)}</h1>{HEAD}")


def reviewed(words: str) -> Page:
    return page_of(f"<title>Moor review: {escape(words)}</title><h1>Moor review: {escape(words)}</h1>{POST}")


def unsigned(source: str) -> Page:
    text = f"<p>{'I liked it and it was good to see the old actors play so well. ' * 3}</p>" * 9
    return page_of(f"<title>Moor review</title><h1>Moor review</h1>{source}{text}")


def told(words: str) -> Page:
    return page_of(f"<title>Moor review</title><h1>Moor review</h1>{POST}<p>Moor. {escape(words)}</p>")


def raw(source: str) -> Page:
    return page_of(HEAD + source)


def in_data(name: str) -> Callable[[str], Page]:
    def page(words: str) -> Page:
        thing = {"@type": "Movie", "name": "Moor", "director": "Ann Lee", name: words}
        return page_of(f'{HEAD}<script type="application/ld+json">{json.dumps(thing)}</script>')

    return page


def in_state(source: str) -> Page:
    return page_of(f"{HEAD}<script>window.__INITIAL_STATE__{source}</script>")


def in_card(words: str) -> Page:
    card = '<div class="review"><b class="author">{0}</b><i class="date">{1}</i><span class="rating">{2}</span>'
    shown = [("Ann Lee", "1 May 2011", "7/10"), *[(words, words, words)] * 2, ("Bo Ek", "2 May 2011", "8/10")]
    return page_of(HEAD + "".join(card.format(*map(escape, one)) + "<p>It was good.</p></div>" for one in shown))


HOSTILE: dict[str, tuple[Callable[[str], Page], str]] = {
    "an error that is said again and again": (titled, "error "),
    "a title of one word": (titled, "A"),
    "a title of digits": (titled, "1"),
    "a title of dashes": (titled, "--"),
    "a title of bars": (titled, " | a"),
    "a headline that repeats itself": (reviewed, "Mr. "),
    "a headline of small words": (reviewed, "1, "),
    "a headline of quotes": (reviewed, '"Aa" '),
    "a headline of apostrophes": (reviewed, "‘a ’a "),
    "one word of capitals": (told, "A"),
    "names and brackets": (told, "Bo (Ann Lee) "),
    "a sentence that bills very many": (told, "starring Ann Lee, Bo Ek, "),
    "quotes in prose": (told, '"Aa" '),
    "apostrophes in prose": (told, "‘a ’a "),
    "one long word and a bracket": (lambda words: told(words + " ("), "A"),
    "casts": (raw, "<p>Cast<p>Ann Lee<p>Bo"),
    "a meta element of one word": (lambda words: raw(f"<meta {words}>"), "-"),
    "an author's card": (lambda words: unsigned(f"<p class='author {words}'>ann</p>"), "vcard "),
    "elements that never end": (raw, '<meta "'),
    "titles that never end": (raw, "<title>"),
    "an element that hides itself again and again": (lambda words: raw(f"<div {words}>"), "hidden "),
    "a state of one word": (in_state, '"'),
    "names in data": (in_data("director"), "a, "),
    "a long word and a comma in data": (lambda words: in_data("director")(words + ","), "a"),
    "blanks in data": (in_data("actor"), " \t"),
    "a year's length in data": (in_data("duration"), "1 h "),
    "brackets in data": (in_data("name"), "(a) "),
    "cards of long words": (in_card, "a"),
    "cards of stars": (in_card, "★ "),
    "cards of digits": (in_card, "1."),
    "a text of one line": (lambda words: page_of(f"Moor\n\nDirector: {words}\n", "text/plain"), "Ann  and "),
    "awards of one number": (labelled("Awards"), "1"),
    "names parted by nothing": (labelled("Director"), ", ; "),
    "countries of brackets": (labelled("Country"), "USA ("),
    "certificates": (labelled("Certificate"), "PG-13 "),
    "dates": (labelled("Release date"), "1 May "),
    "money": (labelled("Budget"), "$1 "),
}
"""What is said where, and what is repeated there."""


def under_a_bound(work: Callable[[], object]) -> int:
    """How a process of its own that does this work within its bound of CPU ends: 0 is well."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        work()

    child = get_context("fork").Process(target=bounded)
    child.start()
    child.join()
    assert child.exitcode is not None
    return child.exitcode


def test_the_bound_ends_what_hangs() -> None:
    def hang() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
        while True:
            pass

    assert under_a_bound(hang) == -SIGXCPU


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_of_hostile_values_is_read_in_bounded_time(name: str) -> None:
    made, unit = HOSTILE[name]
    pages = [made((unit * size)[:size]) for size in (1000, 30_000)]
    assert under_a_bound(lambda: [reading(page, read(page)) for page in pages]) == 0


@pytest.mark.parametrize("unit", ["a", "A b ", "a: ", "1", "(a) ", ", ", "a, The ", "and ", "日", " – "])
def test_titles_and_names_as_long_as_are_read_are_matched_in_bounded_time(unit: str) -> None:
    words = (unit * lengths.LONGEST_LIST)[: lengths.LONGEST_VALUE]
    names = (unit * lengths.LONGEST_LIST)[: lengths.LONGEST_LIST]
    film = {"title": words, "also_known_as": [words], "directors": [words], "cast": [{"name": words}]}
    assert under_a_bound(lambda: (titles.title_keys(words), film_clues(film))) == 0
    assert under_a_bound(lambda: named_or_not(names)) == 0


def named_or_not(words: str) -> tuple[str, ...]:
    with suppress(Unreadable):
        return people.names(words)
    return ()


def test_what_is_longer_than_any_value_is_refused_or_cut_and_said() -> None:
    made = reading(page := in_data("duration")("112 min, " * 200), read(page))
    assert [issue.why for issue in made.issues] == ["1799 characters are no runtime_minutes: at most 1000 are read"]
    assert made.film.runtime_minutes is None
    names = ", ".join(
        f"Ann Lee{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uv'[n // 100 % 2]}" for n in range(800)
    )
    made = reading(page := in_data("director")(names), read(page))
    assert [issue.field for issue in made.issues] == ["directors"]
    assert "only the first 4000" in made.issues[0].why and len(made.film.directors) > 100
    story = "It is said. " * 500
    made = reading(page := in_data("description")(story), read(page))
    assert made.film.description == story.strip() and not made.issues
