"""What a source's TOML file may say, key by key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from scrapers.selectors import Selector
from scrapers.sources.patterns import compiled, matches
from scrapers.words import FILM_FIELDS, PageType

_SPAN = re.compile(r"^(\d+(?:\.\d+)?)\s*(s|m|min|h|d|w)$")
_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_STRICT = ConfigDict(extra="forbid", frozen=True)
FILL_FIELDS = frozenset({*FILM_FIELDS, "ratings", "reviews", "reviews_author", "reviews_body", "reviews_rating"})


def span(words: str) -> timedelta:
    """A span of time in words.

    >>> span("6h"), span("30 min") < span("1d")
    (datetime.timedelta(seconds=21600), True)
    """
    found = _SPAN.match(words.strip())
    if not found:
        raise ValueError(f"{words!r} is no span of time; write 30s, 30min, 6h, 1d or 2w")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def _address(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ValueError(f"{url!r} is no http(s) address")
    return url


def _pattern(pattern: str) -> str:
    if not pattern.startswith(("/", "http://", "https://")):
        raise ValueError(f"{pattern!r} is no pattern of addresses; begin it with / or http(s)://")
    compiled(pattern)
    return pattern


def _search(pattern: str) -> str:
    if "{title}" not in pattern:
        raise ValueError(f"{pattern!r} has no {{title}}; write https://site.example/search?q={{title}}")
    return _address(pattern)


def _span_words(words: str) -> str:
    span(words)
    return words


Address = Annotated[str, AfterValidator(_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Span = Annotated[str, AfterValidator(_span_words)]


class Start(BaseModel):
    """Where a crawl begins. `search` finds the pages of one film: an address with {title} and, if it likes, {year}."""

    model_config = _STRICT
    urls: tuple[Address, ...] = ()
    sitemaps: tuple[Address, ...] = ()
    feeds: tuple[Address, ...] = ()
    lists: tuple[Address, ...] = ()
    search: Annotated[str, AfterValidator(_search)] | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """All of them, in the order of asking, `search` aside."""
        return (*self.urls, *self.feeds, *self.sitemaps, *self.lists)


class Follow(BaseModel):
    """What is followed from a page. Nothing off the source's own hosts, but for those in `hosts`."""

    model_config = _STRICT
    pages: tuple[Pattern, ...] = ()
    """Pages that are kept and read: film pages, their reviews, full reviews behind an excerpt."""
    lists: tuple[Pattern, ...] = ()
    """Pages that only lead to others: lists, archives by month. They are looked at, and not kept."""
    never: tuple[Pattern, ...] = ()
    next: Selector = 'link[rel~="next"], a[rel~="next"]'
    """CSS of the link to the next page of a list, or of reviews."""
    hosts: tuple[str, ...] = ()


class Polite(BaseModel):
    """How the site is treated; a robots.txt that asks for more is obeyed."""

    model_config = _STRICT
    delay: float = Field(default=1.0, ge=0.0, le=600.0)
    """Seconds between two requests to one host."""
    concurrent: int = Field(default=1, ge=1, le=8)


class Visits(BaseModel):
    """How often: `every` for the source, or `cron`; a page between `least` and `most`, by how often it changes."""

    model_config = _STRICT
    every: Span = "1d"
    cron: str | None = None
    """In place of `every`: "30 6 * * mon-fri"."""
    timezone: str = "UTC"
    """Of `cron` and `blackouts`: "Europe/Prague"."""
    adaptive: bool = False
    """The source, too, is crawled between `least` and `most` by how often its pages change; it begins with `every`."""
    jitter: Span = "0s"
    """Each crawl begins up to so much late, each time by another span."""
    blackouts: tuple[str, ...] = ()
    """When no crawl begins: "08:00-18:00", "sat-sun", "mon-fri 22:00-06:00"."""
    least: Span = "6h"
    most: Span = "30d"

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if span(self.least) > span(self.most):
            raise ValueError("least is longer than most")
        if self.cron and (self.adaptive or "every" in self.model_fields_set):
            raise ValueError("cron stands in place of every and adaptive; give one of them")
        return self


class Bounds(BaseModel):
    """Where a crawl ends, whatever the site offers."""

    model_config = _STRICT
    pages: int = Field(default=10_000, ge=1)
    depth: int = Field(default=20, ge=1, le=200)
    turns: int = Field(default=50, ge=0)
    """Next pages from one start."""
    time: Span | None = None
    """How long a run of the service may go on; else as FILMLEDGER_RUN_HOURS says."""
    memory_mb: int | None = Field(default=None, ge=64)
    """How many megabytes of memory it may hold; else as FILMLEDGER_RUN_MEMORY_MB says."""


class Expect(BaseModel):
    """What a run is judged against: so many pages and films at least, and this share of its pages with a field."""

    model_config = _STRICT
    pages: int = Field(default=0, ge=0)
    films: int = Field(default=0, ge=0)
    fill: Mapping[str, Annotated[float, Field(ge=0.0, le=1.0)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_fields(self) -> Self:
        unknown = sorted(set(self.fill) - FILL_FIELDS)
        if unknown:
            raise ValueError(
                f"fill names {unknown[0]!r}, which is no field; there are: {', '.join(sorted(FILL_FIELDS))}"
            )
        return self


class Source(BaseModel):
    """One site that is crawled. `kind` is the kind of most of its pages; other kinds are read all the same."""

    model_config = _STRICT
    name: str
    title: str = ""
    kind: PageType = "title"
    start: Start
    follow: Follow = Follow()
    polite: Polite = Polite()
    visits: Visits = Visits()
    bounds: Bounds = Bounds()
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _begins_somewhere(self) -> Self:
        if not (self.start.addresses or self.start.search):
            raise ValueError("start has no address: give urls, sitemaps, feeds, lists or search")
        if (self.start.sitemaps or self.start.feeds or self.start.lists or self.start.search) and not self.follow.pages:
            raise ValueError("follow.pages is missing: which of the addresses found are pages to read?")
        return self

    @property
    def starts(self) -> tuple[str, ...]:
        """Every address of a start, that of the search among them."""
        return (*self.start.addresses, *([self.start.search] if self.start.search else []))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Where it may go: the hosts of its starts, and those that it names."""
        return frozenset({*(urlsplit(url).hostname or "" for url in self.starts), *self.follow.hosts})

    def is_page(self, url: str) -> bool:
        """Whether the address is one of a page to keep and read."""
        return url in self.start.urls or (self._may(url) and any(matches(one, url) for one in self.follow.pages))

    def is_list(self, url: str) -> bool:
        """Whether the address is one of a page that only leads to others."""
        return url in self.start.lists or (self._may(url) and any(matches(one, url) for one in self.follow.lists))

    def _may(self, url: str) -> bool:
        return (urlsplit(url).hostname or "") in self.hosts and not any(matches(one, url) for one in self.follow.never)
