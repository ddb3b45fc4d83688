"""What brackets at a labelled value say of another fact: "04-Mar-2005 (R)", "(U.S.-Ireland) A firm's film"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scrapers.layers import strips
from scrapers.layers.label_table import label_of
from scrapers.lines import Line
from scrapers.words import FilmField

_FEWEST_JUMPS = 2
_LINKED = 6
"""Pieces of a line with several links."""
_LAST = re.compile(r"[(（\[]\s*(?P<words>[^()（）\[\]]{1,24}?)\s*[)）\]]\s*$")
_FIRST = re.compile(r"^[(（\[]\s*(?P<words>[^()（）\[\]]{2,80}?)\s*[)）\]]")
_LONGEST_LANDS = 80
_LONGEST_SPREAD = 160
_SPREAD: frozenset[FilmField] = frozenset({"genres", "countries", "year"})
"""The facts behind whose label newspapers put the others, too."""
_DASHES = re.compile(r"\s+[-–—|·]\s+")
_STOPS = re.compile(r"\s*[,;/]\s*|\.\s+|\.$")
_DOTTED = re.compile(r"(?<![^\W_])(?:[A-Z]\.){2,}")


def beside(field: FilmField, value: str) -> Iterator[tuple[FilmField, str]]:
    """The other facts that the value of a field holds in brackets.

    >>> list(beside("release_dates", "04-Mar-2005 (R)")), list(beside("release_dates", "4 March 2005 (UK)"))
    ([('content_rating', 'R')], [])
    >>> list(beside("production_companies", "(U.S.-Ireland) A Corrib Films production"))
    [('countries', 'US, Ireland')]
    >>> list(beside("runtime_minutes", "112 min. - Italia, Slovenia 2017. - A Distributor"))
    [('countries', 'Italia, Slovenia'), ('year', '2017')]
    """
    if field == "runtime_minutes":
        yield from _behind_runtime(value)
    if not value or field not in ("release_dates", "production_companies"):
        return
    if field == "release_dates":
        found = _LAST.search(value[-30:]) if value[-1] in ")）]" else None
        if found and strips.is_certificate(found["words"]):
            yield "content_rating", found["words"]
        return
    first = _FIRST.match(value) if value[0] in "(（[" else None
    words = _DOTTED.sub(lambda name: name[0].replace(".", ""), first["words"]) if first else ""
    named = (
        [strips.lands(part) or strips.coded_lands(part) for part in re.split(r"\s*[-–/,]\s*", words)] if words else []
    )
    if named and all(named):
        yield "countries", ", ".join(name for names in named for name in names)


def _behind_runtime(value: str) -> Iterator[tuple[FilmField, str]]:
    """The countries and the year that stand between dashes behind a length."""
    pieces = _DASHES.split(value, maxsplit=2) if len(value) <= _LONGEST_SPREAD else []
    if len(pieces) < _FEWEST_JUMPS or not strips.is_runtime(pieces[0].strip(" .")):
        return
    named, year = strips.lands_and_year(pieces[1].strip(" .,"))
    if named:
        yield "countries", ", ".join(named)
        yield "year", year


def spread(field: FilmField, value: str) -> dict[FilmField, str]:
    """The facts of a value that goes on behind a full stop with others; {} where one of its pieces is none.

    >>> spread("genres", "drama. Dinamarca, Noruega, 2023.")
    {'genres': 'drama', 'countries': 'Dinamarca, Noruega', 'year': '2023'}
    >>> spread("genres", "Drama. Catástrofes"), spread("genres", "Drama, thriller"), spread("genres", "Drama. A debut")
    ({'genres': 'Drama, Catástrofes'}, {}, {})
    """
    if field not in _SPREAD or ". " not in value or len(value) > _LONGEST_SPREAD:
        return {}
    told: dict[FilmField, list[str]] = {}
    for piece in filter(None, _STOPS.split(value)):
        found = strips.facts_of(piece)
        if not found:
            return {}
        for name, words in found.items():
            told.setdefault(name, []).extend(words)
    return {name: ", ".join(words) for name, words in told.items()} if field in told else {}


def field_of(field: FilmField, values: Sequence[str]) -> FilmField:
    """The fact that a label's values tell: behind the word for a production stand the countries, where all are such.

    >>> field_of("production_companies", ["Italia, Slovenia"]), field_of("production_companies", ["Corrib Films"])
    ('countries', 'production_companies')
    """
    if field != "production_companies" or not values:
        return field
    named = [strips.lands(value) if len(value) <= _LONGEST_LANDS else () for value in values]
    lands = [land for one in named for land in one]
    is_sure = all(named) and (len(lands) > 1 or not strips.may_be_person(lands[0]))
    return "countries" if is_sure else field


def leads_below(line: Line) -> bool:
    """Whether the line is a row of links to parts of its page that are called by the labels which stand there.

    >>> jumps = b"".join(b'<a href="#%d">%s</a> ' % one for one in enumerate((b"Cast", b"Writer", b"Music")))
    >>> from scrapers.markup import set_apart
    >>> from scrapers.walk import visible_lines
    >>> [leads_below(line) for line in visible_lines(set_apart(b"<p>" + jumps + b"<p>" + jumps.replace(b"#", b"/")))]
    [True, False]
    """
    links = line.links if len(line.pieces) >= _LINKED else ()
    if len(links) < _FEWEST_JUMPS or not all(len(address) > 1 and address[0] == "#" for _, address in links):
        return False
    return sum(label_of(text) is not None for text, _ in links) >= _FEWEST_JUMPS
