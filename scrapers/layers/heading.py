"""The head of a film page: its title line, and the strip of facts under it.

The title line is a heading that the document's own title (<title>) repeats. Under it stand, in any order and any
notation, the year, the original title, the certificate, the runtime, genres and the release: short pieces that tell
what they are by their shape.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit

from scrapers.headlines import film_of
from scrapers.layers import Found, film_names, flags, lone_strip, strips
from scrapers.layers.byline import names_author
from scrapers.layers.lone_strip import Facts
from scrapers.layers.strips import is_genre
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import date_in, is_furniture, is_paragraph, lower
from scrapers.structure.film import folded
from scrapers.tables import table
from scrapers.words import FilmField, Said

LAYER = "heading"
_DOCUMENT_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_YEAR_AFTER = re.compile(
    r"^(?P<title>.+?)\s*[(（\[]\s*(?:[IVX]+\)\s*\()?(?:(?:film|movie|фильм|película|filme),?\s+)?"
    r"(?P<year>(?:18[89]|19\d|20\d)\d)\s*(?:[–-]\s*\d{0,4})?\s*(?:[年년][^()（）]{0,10}|film|movie)?\s*[)）\]]",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(r"^[(（]?\s*(?P<year>(?:18[89]|19\d|20\d)\d)\s?(?:[年년](?:製作|制作|公開)?)?\s*[)）]?$")
_ORIGINAL = re.compile(
    r"^[\"“«]?(?P<title>.+?)[\"”»]?\s*\((?:original title|originaltitel|titre original|título original|titolo originale"
    r"|originele titel|tytuł oryginalny|originální název|оригинальное название|eredeti cím|originaltittel)\)$",
    re.IGNORECASE,
)
_STRIP = re.compile(r"\s*[|·•∙‧／]\s*|\s*/(?!\d)\s*|\s+[–-]\s+|\s*,(?!\d)\s*|、|\t+|\s{2,}")
_BRACKETED_TAIL = re.compile(r"\s*\([^()]*\)?$")
_LONE_RUNTIME = re.compile(r"^(?P<runtime>\d{2,3} ?(?:mins?|minutes)\b\.?)(?! (?:ago|read|left))", re.IGNORECASE)
_NAMES = re.compile(table("phrases")["card_hints_of_names"]["original"], re.IGNORECASE)
_SITE_BEHIND = re.compile(r"\s+(?:[|·•–—<>«»-]|::)\s+[^|·•–—<>]{1,40}$")
_LAST_PART = re.compile(r"\s+(?:[|·•–—<>«»-]|::)\s+(?:(?!\s(?:[|·•–—<>«»-]|::)\s).){1,60}$")
_AGES = re.compile(
    r"certif|(?:age|content|mpaa|movie|film)[-_]?rating|classification|clasificacion|classificacao"
    r"|(?:^|[-_ ])(?:fsk|bbfc|pegi|kijkwijzer)"
    r"|altersfreigabe|aldersgr|ikaraja|leeftijd|korhatar",
    re.IGNORECASE,
)
_STRIP_LINES = 10
_SEARCHED = 400
_NAMES_BELOW = 4
"""Lines under a title in which its other names stand."""
_HEADINGS = ("h1", "h2", "h3")
_CLOCK = re.compile(r"\d[T ]\d\d:\d\d")
"""The time of day, which the moment of a post has and no release."""


def document_title(page: Page) -> str:
    """What the document calls itself, on one line; "" where it does not."""
    source = page.markup.source
    starts = [at for name in (b"<title", b"<TITLE") if (at := source.find(name)) >= 0]
    start = min(starts, default=0)  # a search that heeds no case is slow over what stands before
    found = _DOCUMENT_TITLE.search(source, start)
    return " ".join(unescape(found[1].decode("utf-8", "replace")).split()) if found else ""


def _whole(document: str) -> str:
    return f" {folded(document)} "


def _title_at(lines: Sequence[Line], document: str) -> int | None:
    """The heading that the document's title begins with, else one that it holds; a level 1 heading before others."""
    whole = _whole(document)
    best: tuple[int, int] | None = None
    for at, line in enumerate(lines[:_SEARCHED]):
        if line.tag not in _HEADINGS or line.is_furniture:
            continue
        bare = folded(_title_on(line, whole))
        begins = whole.startswith(f" {bare} ") or (bare[-1:] > "\u3000" and whole.startswith(f" {bare}"))
        if not bare or not (begins or f" {bare} " in whole) or _leads_home(line):
            continue
        rank = (not begins) * 4 + _HEADINGS.index(line.tag)
        if best is None or rank < best[0]:
            best = (rank, at)
    return _over_section(lines, best[1], whole) if best else None


def _over_section(lines: Sequence[Line], at: int, whole: str) -> int:
    """The line above that is nothing but the title, where the heading on line `at` is that of a section ("X: cast")."""
    head = lines[at]
    title = folded(_title_on(head, whole))
    if head.tag == "h1" or folded(head.text) == title or _YEAR_AFTER.match(head.text):
        return at
    bare = (place for place, line in enumerate(lines[:at]) if not line.href and folded(line.text) == title)
    return next(bare, at)


def _leads_home(line: Line) -> bool:
    """Whether the heading is a link to the site's first page: then it is the site's name."""
    return bool(line.href) and urlsplit(line.href).path in ("", "/") and not urlsplit(line.href).query


def _title_on(line: Line, whole: str) -> str:
    """The film's title on a heading: without its year, or its first element where only that is in the document's title.

    "" where the heading says what the page is and names no film.
    """
    found = _YEAR_AFTER.match(line.text)
    text = found["title"] if found else line.text
    first = line.parts[0] if len(line.pieces) >= 4 else ""
    if first and f" {folded(text)} " not in whole and f" {folded(first)} " in whole:
        text = first
    return film_of(text)


def _said(line: Line, text: str) -> Said:
    return Said(text=text, layer=LAYER, where=line.where)


def _pieces(line: Line) -> list[str]:
    """The pieces of a strip: the line's elements, and these cut at bars, dots, dashes and commas."""
    parts = line.parts if len(line.parts) > 1 else (line.text,)
    return [piece for part in parts for cut in _STRIP.split(part) if (piece := cut.strip(" ()|,·•"))]


def _strip(lines: Sequence[Line], film: dict[FilmField, tuple[Said, ...]], numbers: set[int]) -> None:
    """The facts of the strip under the title; a line whose pieces are none of them ends nothing and is left."""
    for line in lines:
        if line.is_paragraph or len(line.text) > 200:
            continue
        pieces = _pieces(line)
        genres = [piece for piece in pieces if is_genre(piece)]
        bare = [_BRACKETED_TAIL.sub("", piece) for piece in pieces]
        runtime = next((piece for piece in bare if strips.is_runtime(piece)), None)
        dated = next((piece for piece in pieces if date_in(piece)), None)
        facts = bool(genres) + bool(runtime) + bool(dated)
        certificate = next((piece for piece in pieces if strips.is_certificate(piece)), None) or (
            next((piece for piece in line.parts if strips.AGE.fullmatch(piece)), None) if facts else None
        )
        if certificate is None and line.classes and strips.AGE.fullmatch(line.text) and _AGES.search(line.classes):
            film.setdefault("content_rating", (_said(line, line.text),))
        if genres and "genres" not in film and len(genres) * 2 >= len([p for p in pieces if p.isalpha()]):
            film["genres"] = tuple(_said(line, genre) for genre in genres)
        if runtime:
            film.setdefault("runtime_minutes", (_said(line, runtime),))
        if certificate and (facts or len(pieces) <= 2):
            film.setdefault("content_rating", (_said(line, certificate),))
        if dated and (facts >= 2 or line.is_date) and not _CLOCK.search(line.text):
            film.setdefault("release_dates", (_said(line, line.text[line.text.find(dated) :].strip()),))
        facts += _places_and_year(line, pieces, film, has_facts=bool(runtime or genres))
        if facts:
            numbers.add(line.number)


def _places_and_year(line: Line, pieces: list[str], film: dict[FilmField, tuple[Said, ...]], *, has_facts: bool) -> int:
    """The year and the countries of a strip; how many of them it holds."""
    year = next((at for at, piece in enumerate(pieces) if strips.YEAR.fullmatch(piece)), None)
    named = [(place, strips.lands(piece)) for place, piece in enumerate(pieces)]
    told = [name for _, names in named for name in names]
    both = next((found for piece in pieces if (found := strips.lands_and_year(piece))[0]), ((), ""))
    by_kind = next((found for piece in pieces if (found := strips.land_and_genre(piece))[0]), ((), ""))
    count = 0
    if year is not None and (has_facts or year or told) and not line.is_date:
        film.setdefault("year", (_said(line, re.sub(r"\D", "", pieces[year])[:4]),))
        count += has_facts
    if both[1]:
        film.setdefault("year", (_said(line, both[1]),))
    if told and not has_facts and year is None and len(told) < len(pieces):
        told = []
    coded = [name for piece in pieces for name in strips.coded_lands(piece)] if both[0] else []
    told = [*told, *coded, *both[0]] or [*by_kind[0]]
    if told:
        film.setdefault("countries", tuple(_said(line, name) for name in told))
    if by_kind[1]:
        film.setdefault("genres", (_said(line, by_kind[1]),))
    return count + bool(told)


def _original_below(lines: Sequence[Line], title: str) -> Said | None:
    """The name under the title that is not the title: of several, the one that most countries show."""
    names: dict[str, list[Line]] = {}
    for line in lines[:_NAMES_BELOW]:
        if not names and line.gap > 1 and line.tag not in _HEADINGS:
            break
        if (not _NAMES.search(line.classes) or names_author(line)) and not (line.tag in ("h2", "h3") and names):
            if names:
                break
            continue
        text = film_names.DATED.sub("", line.parts[0])
        if len(text) > 120 or is_paragraph(text) or is_furniture(text):
            break
        names.setdefault(text, []).append(line)
    others = {text: at for text, at in names.items() if folded(text) != folded(title) and not _YEAR_ALONE.match(text)}
    best = max(others, key=lambda text: len(others[text]), default=None)
    return _said(others[best][0], best) if best is not None else None


def _repeated(lines: Sequence[Line], at: int, film: dict[FilmField, tuple[Said, ...]], numbers: set[int]) -> None:
    """The facts under each further place that is nothing but the title: a box beside the page's text."""
    title = lower(film["title"][0].text)
    for again, line in enumerate(lines):
        if line.low == title and again != at:
            _strip(lines[again + 1 : again + 6], film, numbers)
    if "runtime_minutes" not in film:
        short = (line for line in lines if len(line.text) < 60 and line.text[0].isdigit())
        lone = next(((line, found) for line in short if (found := _LONE_RUNTIME.match(line.text))), None)
        film |= {"runtime_minutes": (_said(lone[0], lone[1]["runtime"]),)} if lone else {}


def _flagged(lines: Sequence[Line], at: int, film: Facts) -> Facts:
    """The countries shown as flags behind the title, at its heading or where it stands again with its year."""
    if "countries" in film:
        return {}
    title = film["title"][0].text.casefold()
    again = (place for place, line in enumerate(lines[:_SEARCHED]) if line.low.startswith(title) and place != at)
    told = (flags.countries(lines, place, LAYER) for place in (at, *again))
    found = next((one for one in told if one), ())
    return {"countries": found} if found else {}


def _boxed(lines: Sequence[Line], document: str) -> Found:
    """The facts of a box that begins with the title, where no heading is the title."""
    whole = f"{folded(document)} "
    named = folded(film_of(_SITE_BEHIND.sub("", document)))
    for at, line in enumerate(lines[:_SEARCHED]):
        if not 1 < len(line.text) <= 80:
            continue
        words = folded(line.text)
        if not (words and (words == named or whole.startswith(f"{words} "))):
            continue
        film: dict[FilmField, tuple[Said, ...]] = {}
        numbers: set[int] = set()
        _strip(lines[at + 1 : at + 4], film, numbers)
        if len(film) >= 2:
            original = film_names.original_below(lines, at, line.text, document)
            film["title"] = (_said(line, line.text),)
            if original:
                film["original_title"] = (original,)
            return Found(film=film, lines=frozenset({line.number, *numbers}))
    called = (cut for cut in _cuts(document) if cut)
    candidates = ((film_of(cut), film_of(cut) != cut) for cut in called)
    told = next(
        (hit for name, sure in candidates if name and (hit := film_names.by_document(lines, name, is_sure=sure))), None
    )
    if told is None:
        return Found()
    at, title, original = told
    names: dict[FilmField, tuple[Said, ...]] = {"title": (title,)}
    if original:
        names["original_title"] = (original,)
    return Found(film=names, lines=frozenset({lines[at].number, *([lines[at + 1].number] if original else [])}))


def _cuts(document: str) -> list[str]:
    """The document's title without its last part, without its last two, and whole."""
    once = _LAST_PART.sub("", document)
    return list(dict.fromkeys((once, _LAST_PART.sub("", once), document)))


def read(page: Page) -> Found:
    """Title, year, original title and the strip of facts of a film page's head, or of the one line that has several."""
    found = _head(page)
    if found.film.keys() >= {"year", "countries", "runtime_minutes"}:
        return found
    return replace(found, film={**lone_strip.read(page.lines), **found.film})


def _head(page: Page) -> Found:
    lines = page.lines
    document = document_title(page)
    at = _title_at(lines, document)
    if at is None:
        return _boxed(lines, document)
    head = lines[at]
    found = _YEAR_AFTER.match(head.text)
    film: dict[FilmField, tuple[Said, ...]] = {"title": (_said(head, _title_on(head, _whole(document))),)}
    numbers = {head.number}
    year = found["year"] if found else None
    below = lines[at + 1 : at + 1 + _STRIP_LINES]
    for line in below:
        original = _ORIGINAL.match(line.text)
        if original:
            film["original_title"] = (_said(line, original["title"]),)
            numbers.add(line.number)
        alone = _YEAR_ALONE.match(line.first_part)
        if alone and not year:
            year = alone["year"]
            numbers.add(line.number)
    titled = _YEAR_AFTER.match(document)
    if not year and titled and folded(titled["title"]).startswith(folded(film["title"][0].text)):
        year = titled["year"]
    if year:
        film["year"] = (_said(head, year),)
    _strip(below, film, numbers)
    above = next(
        (one for one in lines[max(0, at - 2) : at] if len(one.text) > 2 and strips.is_certificate(one.text)), None
    )
    if above is not None:
        film.setdefault("content_rating", (_said(above, above.text),))
    title = film["title"][0].text
    named = None
    if "original_title" not in film:
        named = _original_below(below, title) or film_names.original_below(lines, at, title, document)
    if named:
        film["original_title"] = (named,)
    _repeated(lines, at, film, numbers)
    film |= _flagged(lines, at, film)
    return Found(film=film, lines=frozenset(numbers))
