"""Which films are worth comparing: keys that two records of one film share, and an index of a list by them.

First exact keys (a form of the title, an identifier, a director in a year), then rare words of the title, then frequent
words together with the year. No step looks at all pairs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import log

from pipelines.matching.films import FilmClues

_VOWELS = re.compile(r"[aeiouyh]")
_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST_BONES = 4
_SHORTEST_PART = 6
_TOP_OF_BILL = 3
_COMMON = 300  # films of one key; more, and the key says nothing
_RARE = 40  # films with one word of the title; more, and the year must fit too
_SHARE = 0.4  # of the rarity of a title's words, that two titles must share at least
_KEY_VOTE = 50.0  # what a key counts for that one film has, against the rarity of words
_MOST = 80  # candidates of one film


def block_keys(film: FilmClues) -> tuple[str, ...]:
    """Keys of one film, sorted; two records of one film share at least one, but for rare cases.

    >>> from pipelines.matching.films import film_clues
    >>> block_keys(film_clues({"title": "The Kingdom", "year": 2001, "directors": ["Ann Lee"]}))
    ('crew:annlee:2001', 'crew:annlee:2002', 'sound:kngdm', 'title:kingdom')
    """
    found = {f"id:{kind}:{key}" for kind, key in film.identifiers}
    for form in film.titles.known:
        found |= {f"title:{key}" for key in (form.key, form.loose, form.sure) if key}
        found |= {f"title:{key}" for key in (*form.heads, *form.tails, form.owned) if len(key) >= _SHORTEST_PART}
        bones = _bones(form.key)
        if len(bones) >= _SHORTEST_BONES:
            found.add(f"sound:{bones}")
    return tuple(sorted(found | set(_crew_keys(film))))


def _bones(key: str) -> str:
    """The consonants: letters with marks, which get lost, are mostly vowels, and so are variants of spelling."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", key))


def _crew_keys(film: FilmClues) -> Iterator[str]:
    """People and year, for films whose titles are in two languages. Years that differ by one still meet."""
    years = {shifted for year in film.years or film.release_years for shifted in (year, year + 1)}
    billed = sorted(film.cast.order[:_TOP_OF_BILL])
    crew = [f"crew:{key}" for key in film.directors.order[:_TOP_OF_BILL]]
    cast = [f"cast:{first}+{second}" for first, second in combinations(billed, 2)]
    for who in (*crew, *cast):
        for year in years:
            yield f"{who}:{year}"


class Index:
    """A list of films by key and by word."""

    def __init__(self, films: Sequence[FilmClues]) -> None:
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_word_and_year: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._count = len(films)
        for place, film in enumerate(films):
            for key in block_keys(film):
                self._by_key[key].append(place)
            for word in _title_words(film):
                self._by_word[word].append(place)
                for year in film.years | film.release_years:
                    self._by_word_and_year[word, year].append(place)
        self._worth = [self._title_worth(film) for film in films]

    def candidates(self, film: FilmClues) -> list[int]:
        """The places of films that may be this one, the likeliest first, at most a fixed number."""
        votes: dict[int, float] = defaultdict(float)
        for word in sorted(_title_words(film)):
            for place in self._places(word, film):
                votes[place] += self._rarity(word)
        own = self._title_worth(film)
        votes = {place: vote for place, vote in votes.items() if vote >= _SHARE * min(own, self._worth[place])}
        for key in block_keys(film):
            places = self._by_key.get(key, ())
            if len(places) <= _COMMON:
                for place in places:
                    votes[place] = votes.get(place, 0.0) + _KEY_VOTE / len(places) ** 0.5
        return sorted(votes, key=lambda place: (-votes[place], place))[:_MOST]

    def _places(self, word: str, film: FilmClues) -> Iterable[int]:
        """Films with a rare word; of a frequent one those of about the same year."""
        places = self._by_word.get(word, ())
        if len(places) <= _RARE:
            return places
        near = {year + shift for year in film.years | film.release_years for shift in (-1, 0, 1)}
        found = {place for year in near for place in self._by_word_and_year.get((word, year), ())}
        return found if len(found) <= _RARE else ()

    def _rarity(self, word: str) -> float:
        return log((1 + self._count) / (1 + len(self._by_word.get(word, ()))))

    def _title_worth(self, film: FilmClues) -> float:
        """The rarity of the words of the film's most common title."""
        return min((sum(map(self._rarity, set(form.words))) for form in film.titles.known), default=0.0)


def _title_words(film: FilmClues) -> set[str]:
    return {word for form in film.titles.known for word in form.words}
