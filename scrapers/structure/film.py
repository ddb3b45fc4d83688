"""From an item that is a film to the film's facts, as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scrapers.structure.items import Item, get, is_address, many, text_of, types_of
from scrapers.words import FilmField, Said

FILMS = frozenset({"Movie", "Film", "MovieSeries"})
SERIES = frozenset(
    {
        "TVSeries",
        "TVSeason",
        "TVEpisode",
        "Episode",
        "RadioSeries",
        "CreativeWorkSeries",
        "VideoGame",
        "MusicAlbum",
        "Book",
    }
)
_NAMES: Mapping[FilmField, tuple[str, ...]] = {
    "directors": ("director", "directors"),
    "writers": ("writer", "writers", "screenwriter"),
    "genres": ("genre", "genres"),
    "countries": ("countryOfOrigin", "country"),
    "production_companies": ("productionCompany", "productionCompanies"),
    "taglines": ("tagline",),
    "awards": ("award", "awards"),
}
"""Facts that are names, with the properties that hold them."""
_TEXTS: Mapping[FilmField, tuple[str, ...]] = {
    "runtime_minutes": ("duration", "timeRequired", "runtime"),
    "content_rating": ("contentRating",),
    "description": ("description", "abstract", "about"),
}
"""Facts that are one text."""
_ADDRESSES = ("url", "sameAs", "@id", "mainEntityOfPage")
_WORDS = re.compile(r"\w+")
_YEAR = re.compile(r"\d{4}")
_YEAR_AT_END = re.compile(r"\s*\(\s*(\d{4})\s*\)\s*$")
_YEAR_BEHIND = re.compile(r"\s+[(\[]?(?:18[89]|19\d|20\d)\d[)\]]?(?:\s+\S{1,6}){0,2}")
"""A year, and a certificate, in elements of their own within the heading that is the film's name."""
_DAY = re.compile(
    r"\d{4}-\d{2}(?:-\d{2})?(?:T00:00.*)?|\D*\d{1,2}\D.*\d{4}|.*\D\d{1,2},? \d{4}|\d{4}[年./]\s?\d{1,2}.*"
)
_MARKS = re.compile(r"^[\u200e\u200f◄►‹›«»•▲▼←→\s]+(?=\w)|[\u200e\u200f]")
_ORIGINAL = re.compile(
    r"^[\"“«„]?(?P<title>.+?)[\"”»“]?\s*\((?:original title|titre original|originaltitel|título original)\)$", re.I
)
_LABEL = re.compile(r"^[^\W\d][^:|,\d]{2,20}:\s+(?=\S)")
"""A label that microdata frames with its value: "Genres: Crime | Drama"."""


def facts(item: Item, shown: str, heading: str, short: str) -> dict[FilmField, tuple[Said, ...]]:
    """The facts of a film.

    `shown` is all that the page shows as its title, folded, to tell names from other names; `heading` is the heading
    with which its <title> begins, "" where there is none; `short` is what <title> says before the site's name.
    """
    found: dict[FilmField, list[Said]] = {}
    for name, said in _all_facts(item, shown, heading, short):
        said_before = [one.text for one in found.get(name, [])]
        if said.text and said.text not in said_before:
            found.setdefault(name, []).append(said)
    return {name: tuple(said) for name, said in found.items()}


def _all_facts(item: Item, shown: str, heading: str, short: str) -> Iterator[tuple[FilmField, Said]]:
    values = item.values
    yield from _titles(item, shown, heading, short)
    for name, properties in _NAMES.items():
        for words, where in _names(item, properties):
            yield name, Said(text=_LABEL.sub("", words), layer=item.layer, where=where, label=properties[0])
    for name, properties in _TEXTS.items():
        words = next((text for value in many(get(values, *properties)) if (text := text_of(value))), "")
        yield name, _said(item, words, properties[0])
    for property_name in ("author", "creator"):
        for words, where in _names(item, (property_name,), persons=True):
            yield "writers", Said(text=words, layer=item.layer, where=where, label=property_name)
    yield from _cast(item)
    yield from _dates(item)
    for property_name in _ADDRESSES:
        for value in many(values.get(property_name)):
            address = value.get("@id", "") if isinstance(value, Mapping) else value
            if isinstance(address, str) and is_address(address):
                yield "identifiers", _said(item, address, property_name)


def _said(item: Item, words: str, property_name: str) -> Said:
    return Said(text=words, layer=item.layer, where=f"{item.where}.{property_name}", label=property_name)


def folded(text: str) -> str:
    """A text as it is compared: its words alone.

    >>> folded("«Up»  (2009)")
    'up 2009'
    """
    return " ".join(_WORDS.findall(text.casefold()))


def names_of(item: Item) -> list[str]:
    """What a film is called by its item, its name first."""
    values = [
        *many(get(item.values, "name", "headline")),
        *many(get(item.values, "alternateName", "alternativeHeadline")),
    ]
    return list(dict.fromkeys(name for value in values if (name := _MARKS.sub("", text_of(value)))))


def _titles(item: Item, shown: str, heading: str, short: str) -> Iterator[tuple[FilmField, Said]]:
    """The name is the title, unless the page shows another as its heading; then the name is the original title.

    Where the name goes on behind what <title> says, in a script that has no case, the rest is the original title.
    """
    name, *others = names_of(item) or [""]
    original = [found["title"] for other in others if (found := _ORIGINAL.match(other))]
    alternate = [text_of(value) for value in many(get(item.values, "alternateName", "alternativeHeadline"))]
    others = [other for other in others if other in alternate]
    if others and not _says(shown, name) and _says(shown, others[0]):
        name, others[0] = others[0], name
    if heading and name and not _says(folded(heading), name) and not _says(folded(name), heading):
        name, others = heading, [name, *(other for other in others if folded(other) != folded(heading))]
    if short and name.startswith(f"{short} ") and _YEAR_BEHIND.fullmatch(name, len(short)):
        name = short
    if not others and not short.isascii() and name.startswith(f"{short} "):
        name, others = short, [name.removeprefix(short).strip()]
    yield "title", _said(item, name, "name")
    for title in original or (others if len(others) == 1 else []):
        if folded(title) != folded(name):
            yield "original_title", _said(item, title, "alternateName")
    for title in others if len(others) > 1 else []:
        yield "also_known_as", _said(item, title, "alternateName")


def _says(shown: str, name: str) -> bool:
    return f" {folded(_YEAR_AT_END.sub('', name))} " in f" {shown} "


def _names(item: Item, properties: tuple[str, ...], *, persons: bool = False) -> Iterator[tuple[str, str]]:
    """The names that a property holds, each with its place; `persons`: only of what is said to be a person."""
    values = list(_named_apart(get(item.values, *properties)))
    for number, value in enumerate(values):
        if persons and not (isinstance(value, Mapping) and "Person" in types_of(value)):
            continue
        words = text_of(value)
        if words and words != "..." and not is_address(words):
            yield words, f"{item.where}.{properties[0]}" + (f"[{number}]" if len(values) > 1 else "")


def _named_apart(value: Any) -> Iterator[Any]:
    """The values, a thing with several names (microdata that frames several persons as one) taken apart."""
    for one in many(value):
        if isinstance(one, Mapping) and isinstance(one.get("name"), list):
            yield from ({**one, "name": name} for name in one["name"])
        else:
            yield one


def _cast(item: Item) -> Iterator[tuple[FilmField, Said]]:
    """Actors with their characters, whether these stand in a role around the actor or in a list beside."""
    values = list(_named_apart(get(item.values, "actor", "actors", "performer")))
    characters = [text_of(value) for value in many(item.values.get("character"))]
    for number, value in enumerate(values):
        character = characters[number] if len(characters) == len(values) else ""
        person = value
        if isinstance(value, Mapping) and value.get("actor") is not None:
            person = many(value["actor"])[0]
            character = text_of(get(value, "characterName", "character"))
        name = text_of(person)
        if name and name != "..." and not is_address(name):
            parts = {"name": name, "character": character} if character else {"name": name}
            where = f"{item.where}.actor[{number}]"
            yield "cast", Said(text=name, layer=item.layer, where=where, label="actor", parts=parts)


def _dates(item: Item) -> Iterator[tuple[FilmField, Said]]:
    """A year alone is the film's year; a day is a release. A time of day is the page's, not the film's."""
    named = _YEAR_AT_END.search(text_of(next(iter(many(get(item.values, "name"))), "")))
    if named:
        yield "year", _said(item, named[1], "name")
    for property_name in ("copyrightYear", "dateCreated", "datePublished", "releasedEvent", "releaseDate"):
        values = many(item.values.get(property_name))
        for value in values if property_name == "releasedEvent" else values[:1]:
            event = value if isinstance(value, Mapping) else {}
            words = text_of(event.get("startDate") if event else value)
            if _YEAR.fullmatch(words):
                yield "year", _said(item, words, property_name)
            elif property_name != "dateCreated" and _DAY.fullmatch(words) and len(words) < 60:
                place = text_of(event.get("location")) if event else ""
                yield "release_dates", _said(item, f"{words} ({place})" if place else words, property_name)


def described(item: Item) -> int:
    """How many facts the item holds beside names, addresses and pictures."""
    plain = {"@type", "@id", "@context", "name", "url", "image", "sameAs", "alternatename"}
    return sum(1 for name, value in item.values.items() if name.lower() not in plain and value)
