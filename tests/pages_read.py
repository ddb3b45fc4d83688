"""What is read from a page that a test writes down, as the words that stand there and as what they state."""

from __future__ import annotations

from typing import Any

from pipelines.statement import reading
from scrapers.pages import Page
from scrapers.read import read
from scrapers.words import PageWords, ReviewWords


def source_of(body: str, title: str, lang: str = "", head: str = "") -> str:
    """A document with this body; without `lang` it does not say its language.

    >>> source_of("<h1>Moor</h1>", "Moor", "de")
    '<html lang="de"><head><title>Moor</title></head><body><h1>Moor</h1></body></html>'
    """
    spoken = f' lang="{lang}"' if lang else ""
    return f"<html{spoken}><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def read_source(source: str) -> PageWords:
    """The words that are read from a whole document."""
    return read(_page(source))


def read_page(body: str, title: str, lang: str = "", head: str = "") -> PageWords:
    """The words that are read from the document of `source_of`."""
    return read_source(source_of(body, title, lang, head))


def state_source(source: str) -> dict[str, Any]:
    """What a whole document states: its reading, in JSON's types, without what it does not tell."""
    page = _page(source)
    return dict(reading(page, read(page)).plain())


def state_page(body: str, title: str, lang: str = "", head: str = "") -> dict[str, Any]:
    """What the document of `source_of` states."""
    return state_source(source_of(body, title, lang, head))


def texts(words: PageWords, name: str) -> list[str]:
    """All that a page says for one field of its film."""
    return [said.text for said in words.film.get(name, ())]  # type: ignore[call-overload]


def column(reviews: tuple[ReviewWords, ...], name: str) -> list[str]:
    """What each review says for one field, "" where it says nothing."""
    return [said.text if (said := getattr(review, name)) else "" for review in reviews]


def _page(source: str) -> Page:
    return Page(name="page", body=source.encode(), media_type="text/html")
