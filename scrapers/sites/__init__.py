"""Sites that depart from their kind: for each a small table of CSS selectors, believed before any layer.

Most sites need none: the layers read a page by what it shows. A table is for what they take wrongly on one site, and
helps on that site alone; a word that other sites use as well belongs into `scrapers/tables/`. A site that changed its
layout has a table for each, with the days on which it was served. Tables are `*.toml` files in this folder, and in the
folder that FILMLEDGER_SITES names; docs/add-a-source.md shows one.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scrapers.pages import Page
from scrapers.selectors import Selector
from scrapers.words import FilmField, RatingKind, ReviewKind

VARIABLE = "FILMLEDGER_SITES"
Expected = Literal["one", "maybe", "some", "any"]
_STRICT = ConfigDict(extra="forbid", frozen=True)


class TableError(ValueError):
    """A site's table that cannot be used: the file, the place in it, what is wrong."""


class Place(BaseModel):
    """Where a value stands: a selector, and the attribute that holds it where its text does not.

    `expect` says how many there are on a page of this layout: "one", "maybe" (one or none), "some" (one or more),
    "any". Another number is told as a trouble of the page, and the layers are asked instead.
    """

    model_config = _STRICT
    select: Selector
    attribute: str = ""
    expect: Expected = "maybe"


class FilmPlace(Place):
    """A field of the film."""

    field: FilmField


class RatingPlaces(BaseModel):
    """One aggregate score; `best` and `name` are words, not places."""

    model_config = _STRICT
    kind: RatingKind
    value: Place
    votes: Place | None = None
    best: str = ""
    name: str = ""


class ReviewPlaces(BaseModel):
    """A repeated review: `each` selects all of them, the other selectors look within one."""

    model_config = _STRICT
    kind: ReviewKind
    each: Selector
    author: Place | None = None
    publication: Place | None = None
    headline: Place | None = None
    body: Place | None = None
    rating: Place | None = None
    published_on: Place | None = None
    helpful: Place | None = None
    url: Place | None = None
    is_excerpt: bool = False


class Site(BaseModel):
    """One layout of one site. `since` and `until` are the days of its first and last use, where it is dated."""

    model_config = _STRICT
    hosts: tuple[str, ...] = Field(min_length=1)
    since: date | None = None
    until: date | None = None
    leave_out: tuple[Selector, ...] = ()
    """Selectors of what no layer may see: other films' boxes that look as if they were this film's."""
    film: tuple[FilmPlace, ...] = ()
    rating: tuple[RatingPlaces, ...] = ()
    review: tuple[ReviewPlaces, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Site:
        if not (self.leave_out or self.film or self.rating or self.review):
            raise ValueError("says nothing: add [[film]], [[rating]], [[review]] or leave_out")
        return self

    def serves(self, host: str, day: date | None) -> bool:
        """Whether a page of this host, fetched on this day, has this layout. An unknown day is in every layout."""
        is_host = any(host == name or host.endswith(f".{name}") for name in self.hosts)
        return is_host and (day is None or (self.since or day) <= day <= (self.until or day))


@dataclass(frozen=True)
class Sites:
    """The tables that a reading asks; `Sites()` has none, and leaves every page to the layers."""

    tables: tuple[Site, ...] = field(default=())

    def of(self, page: Page) -> Site | None:
        """The table for this page, by the host of its address or of the one that it gives itself."""
        if not self.tables or not page.is_html:
            return None
        host = (urlsplit(page.url or page.head.address).hostname or "").lower()
        day = page.fetched_at.date() if page.fetched_at else None
        return next((site for site in self.tables if site.serves(host, day)), None)


NO_SITES = Sites()


def known_sites() -> Sites:
    """The shipped tables and the operator's own, which are asked first. Raises TableError."""
    return _known(os.environ.get(VARIABLE, ""))


@cache
def _known(own: str) -> Sites:
    folders = [Path(own).expanduser()] if own else []
    if own and not folders[0].is_dir():
        raise TableError(f"{VARIABLE} is {own!r}, which is no folder. Set it to a folder of site tables, or unset it.")
    return Sites(tuple(_tables([*folders, Path(__file__).parent])))


def _tables(folders: Iterable[Path]) -> Iterator[Site]:
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            yield site_in(path)


def site_in(path: Path) -> Site:
    """The table in a file. Raises TableError with the file, the key and what is wrong with it."""
    try:
        return Site.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the table"
        raise TableError(f"{path}: {place}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise TableError(f"{path}: {error}") from error


FIELDS_OF_A_REVIEW = tuple(name for name, one in ReviewPlaces.model_fields.items() if Place in get_args(one.annotation))
"""The fields that `ReviewPlaces` has places for."""
