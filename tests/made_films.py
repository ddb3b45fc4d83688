"""Invented film records in the forms and with the dirt that sites show, as pairs with a known answer."""

from __future__ import annotations

from typing import Any

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
