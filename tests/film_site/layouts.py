"""How the site shows its films: title pages in four layouts and five languages, and the other kinds of page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from random import Random

from .films import Film, Opinion, words

LABELS = {
    "en": ("Director", "Cast", "Genre", "Runtime", "Country", "Plot"),
    "de": ("Regie", "Besetzung", "Genre", "Laufzeit", "Land", "Handlung"),
    "fr": ("Réalisateur", "Distribution", "Genre", "Durée", "Pays", "Synopsis"),
    "es": ("Director", "Reparto", "Género", "Duración", "País", "Sinopsis"),
    "cs": ("Režie", "Hrají", "Žánr", "Délka", "Země", "Obsah"),
}
LAYOUTS = 4
MENU = '<nav><a href="/">Film Site</a> <a href="/catalogue/">Catalogue</a> <a href="/columns/">Columns</a></nav>'


def document(title: str, body: str, *, language: str = "en", head: str = "") -> str:
    """A whole page with the site's menu."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}'
        f"</head><body>{MENU}<main>{body}</main><footer>Film Site</footer></body></html>"
    )


def title_page(film: Film, token: str = "") -> str:
    """A film's own page. Layout 0 is JSON-LD with rows, 1 a definition list, 2 a table, 3 rows and a token."""
    layout = film.number % LAYOUTS
    head = _json_ld(film) if layout == 0 else ""
    facts = {1: _definitions, 2: _table}.get(layout, _rows)(_facts(film))
    hidden = f'<form><input type="hidden" name="csrf" value="{token}"></form>' if layout == 3 else ""
    links = (
        f'<p><a href="/title/{film.number}/reviews">User reviews</a> '
        f'<a href="/title/{film.number}/critics">Critics</a> <a href="/title/{film.number + 1}/">Next film</a> '
        f'<a href="http://elsewhere.example/film/{film.number}">Shop</a></p>'
    )
    score = f'<p class="score">{film.score}/10 ({film.votes:,} votes)</p>'
    body = f"<h1>{escape(film.title)} ({film.year})</h1>{score}{facts}{hidden}{links}"
    return document(f"{film.title} ({film.year}) - Film Site", body, language=film.language, head=head)


def _facts(film: Film) -> list[tuple[str, str]]:
    cast = ", ".join(f"{name} ({role})" for name, role in film.cast)
    values = (film.directors[0], cast, ", ".join(film.genres), f"{film.minutes} min", film.country, film.plot)
    return list(zip(LABELS[film.language], values, strict=True))


def _rows(facts: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<div><b>{label}:</b> <span>{escape(value)}</span></div>" for label, value in facts)


def _definitions(facts: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{label}</dt><dd>{escape(value)}</dd>' for label, value in facts)}</dl>"


def _table(facts: Iterable[tuple[str, str]]) -> str:
    rows = (f"<tr><th>{label}</th><td>{escape(value)}</td></tr>" for label, value in facts)
    return f"<table>{''.join(rows)}</table>"


def _json_ld(film: Film) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "Movie",
        "name": film.title,
        "datePublished": str(film.year),
        "director": [{"@type": "Person", "name": name} for name in film.directors],
        "actor": [{"@type": "Person", "name": name} for name, _ in film.cast],
        "genre": list(film.genres),
        "duration": f"PT{film.minutes}M",
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": film.score, "ratingCount": film.votes},
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def catalogue_page(film: Film) -> str:
    """A film with some facts and a description."""
    facts = _rows([fact for fact in _facts(film) if fact[1] != film.plot][:4])
    body = f"<h1>{escape(film.title)} ({film.year})</h1>{facts}<p>{escape(film.plot)}</p>"
    return document(f"{film.title} - Catalogue", body, language=film.language)


def opinions_page(film: Film, kind: str, turn: int, each: int) -> str | None:
    """Page `turn`, from 1, of what critics or users say; None behind the last."""
    every = film.critics if kind == "critics" else film.users
    shown = every[(turn - 1) * each : turn * each]
    if not shown and turn > 1:
        return None
    path = f"/title/{film.number}/{kind}"
    rest = f'<a rel="next" href="{path}?page={turn + 1}">Next</a>' if turn * each < len(every) else ""
    entries = "".join(_opinion(one, kind) for one in shown)
    body = f"<h1>{escape(film.title)} ({film.year})</h1><h2>{kind.capitalize()}</h2>{entries}{rest}"
    return document(f"{film.title} ({film.year}) {kind} - Film Site", body)


def _opinion(one: Opinion, kind: str) -> str:
    paper = f"<i>{escape(one.publication)}</i>" if kind == "critics" else ""
    return (
        f'<article class="review"><h3>{escape(one.author)}</h3>{paper}<p class="rating">{one.score}/10</p>'
        f'<p>{escape(one.text)}</p><time datetime="{one.day}">{one.day}</time></article>'
    )


def column_page(film: Film) -> str:
    """A post about a film: a review in one piece, with a byline and a day."""
    random = Random(film.number)
    paragraphs = "".join(f"<p>{escape(words(random, 60))}</p>" for _ in range(4 + film.version))
    body = (
        f"<article><h1>Review: {escape(film.title)}</h1><p class='byline'>By {escape(film.critics[0].author)}</p>"
        f"<time datetime='{film.changed}'>{film.changed}</time>{paragraphs}<p>{film.critics[0].score}/10</p></article>"
    )
    return document(f"Review: {film.title} ({film.year})", body, language=film.language)


def list_page(title: str, links: Sequence[tuple[str, str]], following: str | None) -> str:
    """A page of links, and where it goes on."""
    items = "".join(f'<li><a href="{path}">{escape(text)}</a></li>' for path, text in links)
    more = f'<a rel="next" href="{following}">Next</a>' if following else ""
    return document(title, f"<h1>{escape(title)}</h1><ul>{items}</ul>{more}")
