"""Does the page speak of a film at all? News and shops have headlines, authors, days and lists of opinions, too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from scrapers.layers.article import Article
from scrapers.pages import Page
from scrapers.tables import table
from scrapers.words import FilmField, PageType, ReviewWords, Said

_WORDS = table("film_words")
_FILMS = re.compile(rf"(?<![^\W_])(?:{_WORDS['films']})|{_WORDS['unspaced']}")
_ALONE: frozenset[FilmField] = frozenset(
    {
        "directors",
        "cast",
        "writers",
        "runtime_minutes",
        "content_rating",
        "original_title",
        "box_office",
        "filming_locations",
        "sound_mix",
        "aspect_ratio",
    }
)
"""Facts that films have, and few things besides. One of them may be a misread line."""
_DATED_GENRE: frozenset[FilmField] = frozenset({"genres", "year"})
_TEXTS: tuple[FilmField, ...] = ("description", "synopsis")
_FIRST_HEADS, _FIRST_LINES = 2, 3
_MANY, _TIMES = 3, 2
"""Such facts that need no word beside them, and times that a text says "film" where no heading does."""


def is_of_film(
    facts: Mapping[FilmField, tuple[Said, ...]],
    opinion: PageType | None,
    opinions: int,
    heads: Callable[[], Iterable[str]],
    texts: Callable[[], Iterable[str]],
) -> bool:
    """Whether a page with these facts, headings and texts is about a film.

    `opinion` is what its data claim it to be, `opinions` how many reviews and scores it has.

    >>> news, essay = ("The council met on Monday.",), ("A film of few words.", "Its director said so. See this movie.")
    >>> is_of_film({}, None, 0, lambda: ("A long night",), lambda: news)
    False
    >>> is_of_film({}, None, 0, lambda: ("A long night",), lambda: essay)
    True
    >>> is_of_film({"directors": ()}, None, 0, lambda: (), lambda: ())
    True
    """
    own = _ALONE & facts.keys()
    linked = any("imdb." in said.text for said in facts.get("identifiers", ()))
    if linked or opinion in ("title", "catalogue") or facts.keys() >= _DATED_GENRE:
        return True
    if "directors" in own or len(own) >= _MANY or (opinions and _is_dated(facts)):
        return True
    return _says(heads(), 1) or _says(texts(), 1 if own else _TIMES)


def _is_dated(facts: Mapping[FilmField, tuple[Said, ...]]) -> bool:
    """Whether the year stands with the title: "Up (2009)"."""
    titles, years = (facts.get(name, ()) for name in ("title", "year"))
    return bool(titles and years) and titles[0].where == years[0].where


def _says(texts: Iterable[str], times: int) -> bool:
    """Whether these texts speak of films so many times."""
    found = (hit for text in texts for hit in _FILMS.finditer(text.lower()))
    return len(list(islice(found, times))) == times


def heads(page: Page, document: str, article: Article | None) -> Iterator[str]:
    """What the page calls itself and its text; of plain text the first lines."""
    yield document
    yield from [line.text for line in page.lines if line.tag == "h1"][:_FIRST_HEADS]
    if not page.is_html:
        yield from (line.text for line in page.lines[:_FIRST_LINES])
    if article:
        yield from (said.text for said in (article.headline, article.section) if said)


def texts(
    told: Iterable[Mapping[FilmField, tuple[Said, ...]]], article: Article | None, reviews: Iterable[ReviewWords]
) -> Iterator[str]:
    """The page's texts: what it says of its film, its own text, its reviews."""
    yield from (said.text for film in told for name in _TEXTS for said in film.get(name, ()))
    if article and article.body:
        yield article.body.text
    yield from (review.body.text for review in reviews if review.body)
