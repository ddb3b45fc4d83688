"""From words to a reading: each film field has a row that says how its words become a value.

What cannot be understood becomes an issue with its page, field and words; the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from babel.core import get_global

from ledger.records import CastMember, ContentRating, FilmStatement, Issue, Offer, Origin, Quote, Reading, Soundtrack
from pipelines import lengths
from pipelines.normalize import Unreadable, dates, facts, money, people, places, text, titles
from pipelines.reviews import rating_statement, review_statement
from scrapers.pages import Page
from scrapers.words import FilmField, PageWords, Said

_YEAR = re.compile(r"(?<!\d)(?:18[89]\d|19\d\d|20\d\d)(?!\d)")
_WRITTEN_BY = re.compile(r"\s+(?:Written by|—|–)\s*(?P<author>[^.]{2,80})$")
_ACCOUNTS: tuple[FilmField, ...] = ("synopsis", "storyline", "description", "taglines")
_SPEAKER = re.compile(r"^(?P<character>[^:.!?]{2,50}):\s+(?P<text>\S.*)$", re.DOTALL)
_OFFER = re.compile(r"^(?P<least>from )?(?P<price>\S+\s?\d\S*)(?: \((?P<format>[^)]+)\))? on (?P<provider>.+)$", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What a value's reading depends on beside its words: when the page was fetched, and its language."""

    fetched: datetime | None = None
    languages: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    """The countries that the page is made for, by its host and its language: "FR"."""


Make = Callable[[Said], Any]
"""Makes a value of words, None where they say nothing; raises `Unreadable` where they cannot be understood."""


def _plain(said: Said) -> str:
    return text.clean(said.text)


def _title(said: Said) -> str:
    return titles.title_year(text.clean(said.text))[0]


def _year(said: Said) -> int:
    found = _YEAR.search(said.text)
    if not found:
        raise Unreadable(said.text, "no year in it")
    return int(found.group())


def _cast(said: Said) -> tuple[CastMember, ...]:
    if said.parts:
        member = people.credited_cast(said.parts.get("name", said.text), said.parts.get("character", ""))
        return (member,) if member else ()
    return tuple(CastMember(name=name) for name in people.names(said.text))


def _storyline(said: Said) -> str:
    return _WRITTEN_BY.sub("", text.clean(said.text))


def _storyline_author(said: Said) -> str | None:
    found = _WRITTEN_BY.search(text.clean(said.text))
    return found["author"].strip() if found else None


def _quote(said: Said) -> Quote:
    words = text.clean(said.text)
    spoken = _SPEAKER.match(words)
    return Quote(character=spoken["character"], text=spoken["text"]) if spoken else Quote(text=words)


def _soundtrack(said: Said) -> Soundtrack:
    first, *rest = [line for line in said.text.split("\n") if line.strip()]
    return Soundtrack(title=text.clean(first), credits=tuple(text.clean(line) for line in rest))


def _offer(said: Said) -> Offer:
    found = _OFFER.match(text.clean(said.text))
    if not found:
        raise Unreadable(said.text, "neither a price nor a provider")
    price = money.price(found["price"])
    return Offer(
        provider=found["provider"].strip(),
        price=price[0] if price else None,
        currency=price[1] if price else None,
        format=found["format"],
        is_minimum=bool(found["least"]),
    )


ONE: Mapping[FilmField, Make] = {
    "title": _title,
    "original_title": _title,
    "kind": lambda said: said.text,
    "year": _year,
    "runtime_minutes": lambda said: facts.runtime_minutes(said.text),
    "synopsis": _plain,
    "description": _plain,
    "storyline": _storyline,
    "awards": lambda said: facts.awards(said.text),
    "aspect_ratio": lambda said: facts.aspect_ratio(said.text),
}
"""Fields with one value: the first of their words that can be read."""

MANY: Mapping[FilmField, Make] = {
    "also_known_as": _title,
    "directors": lambda said: people.names(said.text),
    "writers": lambda said: people.names(said.text),
    "cast": _cast,
    "genres": lambda said: facts.genres(said.text),
    "content_rating": lambda said: facts.content_rating(said.text, said.label),
    "languages": lambda said: places.spoken_languages(said.text),
    "taglines": _plain,
    "production_companies": lambda said: facts.items(said.text),
    "box_office": lambda said: money.box_office(said.text, said.label),
    "filming_locations": _plain,
    "sound_mix": lambda said: facts.items(said.text),
    "color": lambda said: facts.items(said.text),
    "trivia": _plain,
    "quotes": _quote,
    "connections": lambda said: facts.connection(said.text),
    "soundtracks": _soundtrack,
    "offers": _offer,
}
"""Fields with many values: all that can be read, each once, in the page's order."""


def _release_dates(context: Context) -> Make:
    return lambda said: dates.release_date(said.text, fetched=context.fetched, languages=context.languages)


class _Notes:
    """Issues and origins of one page, while its reading is made."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.issues: list[Issue] = []
        self.layers: dict[str, Origin] = {}

    def trouble(self, field: str, said: Said, why: str) -> None:
        self.issues.append(Issue(page=self.page, field=field, words=said.text[:500], why=why, where=said.where))

    def origin(self, field: str, said: Said) -> None:
        words = f"{said.label}: {said.text}" if said.label else said.text
        self.layers.setdefault(field, Origin(layer=said.layer, where=said.where, words=words[:200]))

    def held(self, field: str, said: Said) -> Said | None:
        """The words as far as this field is read, or None; an issue says where that is not all of them."""
        words, why = lengths.held(field, said.text)
        if why:
            self.trouble(field, said, why)
            return replace(said, text=words) if words else None
        return said

    def value(self, field: str, said: Said | None, make: Callable[[Said], Any]) -> Any:
        """The value of these words, or None with an issue where they cannot be read."""
        held = said and self.held(field, said)
        if said is None or held is None:
            return None
        try:
            made = make(held)
        except Unreadable as error:
            self.trouble(field, said, error.why)
            return None
        if not _is_nothing(made):
            self.origin(field, said)
        return made


def _is_nothing(value: Any) -> bool:
    """Whether it is None, "" or (). (To compare a record with these takes longer than to ask for its type.)"""
    return value is None or (not value and isinstance(value, str | tuple))


def _each(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values, tuples opened, each once, in order."""
    opened = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
    return tuple(dict.fromkeys(one for one in opened if not _is_nothing(one)))


def _by_country(ratings: tuple[ContentRating, ...], homes: tuple[str, ...]) -> tuple[ContentRating, ...]:
    """One certificate a country, that of the page's home first; the page's order else."""
    found: dict[str | None, ContentRating] = {}
    for rating in ratings:
        found.setdefault(rating.country, rating)
    if len(found) > 1 and None in found and not any(country in homes for country in found):
        return tuple(found.values())
    return tuple(
        sorted(found.values(), key=lambda one: homes.index(one.country) if one.country in homes else len(homes))
    )


def _homes(page: Page, language: str | None) -> tuple[str, ...]:
    """The countries of the host's ending and of the page's language."""
    ending = (page.site or "").rpartition(".")[2].upper()
    likely = get_global("likely_subtags").get(language or "", "").rpartition("_")[2]
    return tuple(filter(None, ({"UK": "GB"}.get(ending, ending) if len(ending) == 2 else "", likely)))


def _language(words: PageWords) -> str | None:
    """The language of the page's own account of the film, where there is one and certificates hang on it."""
    if len(words.film.get("content_rating", ())) <= 1:
        return None
    account = max((words.film[field][0].text for field in _ACCOUNTS if words.film.get(field)), key=len, default="")
    return text.language(account) if account else None


def _countries(said_all: Iterable[Said], notes: _Notes) -> tuple[str, ...]:
    """The countries that are known; each that is not becomes an issue of its own."""
    found: list[str] = []
    for said in filter(None, (notes.held("countries", one) for one in said_all)):
        known, rest = places.countries_and_rest(said.text)
        if known:
            notes.origin("countries", said)
        for words in rest:
            notes.trouble("countries", replace(said, text=words), "no country that is known here")
        found += known
    return tuple(dict.fromkeys(found))


def _film(words: PageWords, context: Context, notes: _Notes) -> FilmStatement:
    values: dict[str, Any] = {}
    many = {**MANY, "release_dates": _release_dates(context)}
    for field, said_all in words.film.items():
        if make := ONE.get(field):
            made = (notes.value(field, said, make) for said in said_all)
            values[field] = next((value for value in made if value not in (None, "")), None)
        elif make := many.get(field):
            values[field] = _each(notes.value(field, said, make) for said in said_all)
    ratings = _by_country(values.pop("content_rating", ()), context.homes)
    values["content_rating"], values["content_ratings"] = (ratings[0] if ratings else None), ratings[1:]
    values["countries"] = _countries(words.film.get("countries", ()), notes)
    for said in words.film.get("identifiers", ()):
        found = notes.value("identifiers", said, lambda s: facts.identifiers(s.text))
        values["identifiers"] = {**(found or {}), **values.get("identifiers", {})}
    author = words.film.get("storyline_author") or words.film.get("storyline", ())
    make_author = _plain if "storyline_author" in words.film else _storyline_author
    for said in author[:1]:
        values["storyline_author"] = notes.value("storyline_author", said, make_author)
    return FilmStatement.model_validate({name: value for name, value in values.items() if value is not None})


def reading(page: Page, words: PageWords) -> Reading:
    """The typed record of a page from what it says. Never raises for what the page holds."""
    context = Context(
        fetched=page.fetched_at,
        languages=(words.language,) if words.language else (),
        homes=_homes(page, words.language or _language(words)),
    )
    notes = _Notes(page.name)
    for trouble in words.troubles:
        notes.issues.append(Issue(page=page.name, **{name: getattr(trouble, name) for name in trouble.__slots__}))
    film = _film(words, context, notes)
    return Reading(
        page=page.name,
        page_type=words.page_type,
        film=film,
        ratings=tuple(rating_statement(rating, f"ratings[{i}]", notes.value) for i, rating in enumerate(words.ratings)),
        reviews=tuple(
            review_statement(review, f"reviews[{i}]", notes.value, context.fetched, context.languages)
            for i, review in enumerate(words.reviews)
        ),
        layers=notes.layers,
        issues=tuple(notes.issues),
        site=page.site,
        fetched_at=page.fetched_at,
    )
