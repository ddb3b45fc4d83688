"""Labelled lines: "Runtime: 121 min", a label and its value on the next line, and labels glued to values.

Reads lines, so that tables, definition lists, bold labels and plain text all go the same way. What a label is
called, in which language, stands in `scrapers/tables/labels.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scrapers.layers import Found, credits, label_asides, roles, score_asides
from scrapers.layers.label_lines import MORE, Hit, glued, listed, on_line, spaced, without_links
from scrapers.layers.label_table import SPLIT_NAMES, Label, fits, is_translated, label_of, names_apart, names_fact
from scrapers.layers.strips import is_film_type, is_genre
from scrapers.layers.two_scripts import halves
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import without_tail
from scrapers.words import FilmField, Said

_Facts = Mapping[FilmField, tuple[Said, ...]]
LAYER = "labels"
_MANY_TIMES: frozenset[FilmField] = frozenset({"box_office", "release_dates"})
_MAKERS: tuple[FilmField, ...] = ("directors", "writers")
_KNOWN_BY_WORD: frozenset[FilmField] = frozenset({"genres", "countries", "languages"})
"""Facts whose values are words of a table, wherever they stand."""
_INDENTS = ("\u3000".encode(), "\u00a0".encode(), b"&nbsp;", b"&emsp;")
_LONGEST_RUN = 30
"""Lines over which one label's names go, at most."""
_ROW = 5
"""Labels in a row of a table, at most."""
_CELL = 40
_LIST = 4
"""So many lines of credits with other directors are a list of films."""
_RANK = re.compile(r"\d{1,3}\.")
_NEAR = 4
"""Lines in which a table has its next label."""
_AFTER_TAGS = frozenset({"li", "dd", "td", "a"})


def _following(lines: Sequence[Line], start: int, label: Label) -> list[Line]:
    """The lines after a label that hold its values."""
    taken: list[Line] = []
    for line in lines[start : start + 40]:
        if label.shape == "name" and _RANK.fullmatch(line.text):
            continue  # the number of a row
        if label.field == "languages" and line.pieces and b"hreflang" in line.pieces[0]:
            break  # this page in other languages
        apart = line.gap > (1 if line.tag in _AFTER_TAGS else 0)
        if taken and (label.take in ("one", "text") or apart):
            break
        if line.tag == "th" or names_fact(line.text) or (line.is_furniture and label.take != "lines"):
            break
        text = listed(line) if label.shape == "name" else line.text
        if line.is_furniture or MORE.fullmatch(text) or not fits(label.shape, without_tail(text)):
            break
        if label.shape == "prose" and line.href and line.tag == "li" and not line.is_paragraph:
            break  # an item of a menu
        taken.append(line)
    # A menu of sections may hang under the word "Genres": several lines, hardly one of them a genre.
    known = sum(any(map(is_genre, SPLIT_NAMES.split(line.text))) for line in taken) if label.field == "genres" else 0
    return [] if label.field == "genres" and len(taken) > 1 and known * 2 < len(taken) else taken


def _continued(lines: Sequence[Line], at: int, label: Label) -> list[Line]:
    """The lines that go on with the names behind a label: set in below the first, or several up to the next label."""
    if label.field not in roles.CREWS:
        return []
    taken: list[Line] = []
    for line in lines[at + 1 : at + _LONGEST_RUN]:
        if line.gap or names_fact(line.text) or on_line(line) or not fits("name", line.text):
            break
        taken.append(line)
    is_set_in = all(one.pieces and one.pieces[1].startswith(_INDENTS) for one in taken)
    after = at + 1 + len(taken)
    ends = after >= len(lines) or lines[after].gap > 0 or bool(on_line(lines[after]))
    return taken if is_set_in or (label.field == "cast" and len(taken) > 1 and ends) else []


def _across(lines: Sequence[Line], at: int, label: Label) -> list[Line]:
    """The value of a label that stands in a row of labels over a row of as many values."""
    first, after = at, at + 1
    while first > 0 and at - first < _ROW and label_of(lines[first - 1].text):
        first -= 1
    while after < len(lines) and after - at < _ROW and label_of(lines[after].text):
        after += 1
    place = after + at - first
    if after - first < 2 or place >= len(lines) or any(label_of(line.text) for line in lines[after : place + 1]):
        return []
    value = without_tail(lines[place].text)
    return [lines[place]] if not lines[place].is_furniture and fits(label.shape, value) and len(value) <= _CELL else []


def _said(line: Line, label: str, value: str) -> Said:
    return Said(text=value, layer=LAYER, where=line.where, label=label.strip(" :："))


def _value_of(lines: Sequence[Line], at: int, hit: Hit) -> tuple[list[Said], list[int]]:
    line = lines[at]
    if hit.value:
        if hit.label.field in roles.CREWS and _names_jobs(hit.value):
            return [], []  # links to the page's parts
        fit = fits(hit.label.shape, hit.value) and (not hit.label.weak or _among_labels(lines, at))
        more = _continued(lines, at, hit.label) if fit else []
        told = [_said(line, hit.words, hit.value), *(_said(one, hit.words, one.text) for one in more)]
        return (told, [line.number, *(one.number for one in more)]) if fit else ([], [])
    if (
        _is_tab(lines, at)
        or (hit.label.field == "cast" and line.href and roles.is_tab(lines, at))
        or (hit.label.weak and (line.href or not _among_labels(lines, at)))
    ):
        return [], []
    found = _following(lines, at + 1, hit.label) or (_across(lines, at, hit.label) if line.pieces else [])
    if found and _in_menu(line, found[0]) and hit.label.field not in _KNOWN_BY_WORD:
        return [], []
    if hit.label.take == "lines" and found:
        said = _said(found[0], hit.words, "\n".join(without_tail(one.text) for one in found))
        return [said], [line.number, *(one.number for one in found)]
    words = [without_tail(_shown(one, hit.label.shape)) for one in found]
    is_crew = hit.label.field in roles.CREWS
    said_all = [_said(one, hit.words, names_apart(w) if is_crew else w) for one, w in zip(found, words, strict=True)]
    return said_all, [line.number, *(one.number for one in found)] if found else []


def _in_menu(label: Line, value: Line) -> bool:
    """Whether both are items of a list of links, and the second is no person: a menu that holds a label's word."""
    return {label.tag, value.tag} == {"li"} and bool(label.href and value.href) and not value.is_name


def _shown(line: Line, shape: str) -> str:
    """The words of a line below its label, as a value of that shape has them."""
    return _in_one_script(line) if shape == "name" else line.text if shape == "list" else without_links(line, line.text)


def _in_one_script(line: Line) -> str:
    """The name on a line, without the same in another script in an element of its own."""
    parts = line.parts
    return parts[0] if len(parts) == 2 and halves(" ".join(parts)) == parts else listed(line)


def _names_jobs(value: str) -> bool:
    """Whether a value names jobs and no one who has them: "Producers, Writers, Camera"."""
    said = [name for name in SPLIT_NAMES.split(value) if name]
    return bool(said) and sum(map(names_fact, said)) * 2 > len(said)


def _by_roles(lines: Sequence[Line], at: int) -> list[Hit]:
    """The labels of a line that names several roles of the person before it ("Director, Screenplay")."""
    text = lines[at].text
    if len(text) > _CELL or not at or not lines[at - 1].is_name:
        return []
    named = [(role, label) for role in roles.roles_of(text) if (label := label_of(role))]
    return [Hit(label, role, "") for role, label in named if roles.before(lines, at, label.field, "")]


def _among_labels(lines: Sequence[Line], at: int) -> bool:
    """Whether another label stands near: a word like "Film" alone also heads menus and tags."""
    near = (*lines[max(0, at - _NEAR) : at], *lines[at + 1 : at + 1 + _NEAR])
    near = tuple(line for line in near if not (line.href and line.tag == "li"))  # those are a menu's
    return any(not hit.label.weak for line in near for hit in on_line(line))


def _is_tab(lines: Sequence[Line], at: int) -> bool:
    """Whether the label is one of a row of tabs ("Cast", "Crew", "Details"), and not the first, whose panel is open."""
    before, after = lines[at - 1] if at else None, lines[at + 1] if at + 1 < len(lines) else None
    row = [one for one in (before, after) if one and one.tag == "li" and names_fact(one.text)]
    return lines[at].tag == "li" and before in row and (len(row) == 2 or names_fact(lines[at - 2].text))


def _credited(
    page: Page, elsewhere: frozenset[int]
) -> tuple[list[tuple[Line, FilmField, str, str]], set[int], Said | None]:
    """The facts of lines that hold several ("Regie: ... Mit: ... 112 Min."), these lines, and their film's title.

    `elsewhere` are the lines that tell of other films.
    """
    said: list[tuple[Line, FilmField, str, str]] = []
    numbers: set[int] = set()
    title: Said | None = None
    parsed = ((block, credits.parse(block)) for block in credits.blocks(page.lines) if block[0].number not in elsewhere)
    told = [(block, found) for block, found in parsed if found]
    directors = {found.film["directors"][1] for _, found in told if "directors" in found.film}
    for block, found in told if len(directors) < _LIST else ():
        first = block[0]
        said += [(first, field, label, words) for field, (label, words) in found.film.items()]
        numbers.update(line.number for line in block)
        if title is None and found.title:
            title = _said(first, "", found.title)
    return said, numbers, title


def _in_tables(loose: Sequence[tuple[int, Hit]], lines: Sequence[Line], film: _Facts) -> list[tuple[int, Hit]]:
    """The labels without a mark that stand near one of another kind: one alone may be a word that begins like one.

    A cast ("with Ann Lee and Bo Ek") may also stand right behind the lines that name the film's makers.
    """
    makers = {said.where for name in _MAKERS for said in film.get(name, ())} if loose else set()
    return [
        (at, hit)
        for place, (at, hit) in enumerate(loose)
        if (hit.label.field == "cast" and any(one.where in makers for one in lines[max(0, at - 2) : at]))
        or any(
            abs(other - at) <= _NEAR and one.label.field != hit.label.field
            for other, one in loose[max(0, place - _NEAR) : place + _NEAR + 1]
        )
    ]


def _two_titles(titles: Sequence[tuple[int, Said]], film: _Facts) -> dict[FilmField, tuple[Said, ...]]:
    """Of a plain title beside one in the page's language, the plain one is the original; the other may hold several."""
    at, own = next((one for one in titles if is_translated(one[1].label)), (0, None))
    if own is None:
        return {}
    plain = next((said for near, said in titles if abs(near - at) <= _NEAR and not is_translated(said.label)), None)
    found: dict[FilmField, tuple[Said, ...]] = {}
    names = [name.strip() for name in own.text.split("/")] if own.text[0] > "\u3000" else [own.text]
    found["title"] = (replace(own, text=names[0]),)
    if len(names) > 1 and "also_known_as" not in film:
        found["also_known_as"] = tuple(replace(own, text=name) for name in names[1:] if name)
    if plain and plain.text != own.text and "original_title" not in film:
        found["original_title"] = (plain,)
    return found


def _put(film: dict[FilmField, tuple[Said, ...]], name: FilmField, said: Sequence[Said]) -> None:
    """Add what a label says to the fact that it tells."""
    told = label_asides.field_of(name, [one.text for one in said])
    if told == name or told not in film:
        film[told] = film.get(told, ()) + tuple(said)


def _take(lines: Sequence[Line], at: int, hit: Hit, film: dict[FilmField, tuple[Said, ...]]) -> Sequence[int]:
    """Add the facts that a label tells; the numbers of the lines that they stand on."""
    name = hit.label.field
    for other, words in label_asides.beside(name, hit.value):
        film.setdefault(other, (_said(lines[at], hit.words, words),))
    if (name in film and name not in _MANY_TIMES) or (name == "box_office" and hit.value and lines[at].href):
        return ()  # a headline that links elsewhere begins like a label ("Box office: ...")
    if name in roles.CREWS and hit.value:
        hit = replace(hit, value=names_apart(hit.value))
    several = label_asides.spread(name, hit.value)
    for other, words in several.items():
        film.setdefault(other, (_said(lines[at], hit.words, words),))
    if several:
        return (lines[at].number,)
    said, took = roles.before(lines, at, hit.label.field, hit.value) or _value_of(lines, at, hit)
    if not said or (name == "genres" and all(is_film_type(one.text) for one in said)):
        return ()
    _put(film, name, said)
    return took


def read(page: Page) -> Found:
    """The film facts on labelled lines, and which lines they took. A title out of a line of credits is a weak one."""
    lines = page.lines
    film: dict[FilmField, tuple[Said, ...]] = {}
    numbers: set[int] = set()
    elsewhere = score_asides.of_others(lines)
    credited, claimed, title = _credited(page, elsewhere)
    waiting = iter(credited)
    upcoming = next(waiting, None)

    titles: list[tuple[int, Said]] = []

    def take(at: int, hit: Hit) -> None:
        if hit.label.field == "title" and hit.value:
            titles.append((at, _said(lines[at], hit.words, hit.value)))
        numbers.update(_take(lines, at, hit, film))

    loose: list[tuple[int, Hit]] = []
    for at, line in enumerate(lines):
        while upcoming and upcoming[0].number <= line.number:
            place, field, label, words = upcoming
            film.setdefault(field, (_said(place, label, words),))
            for other, said in label_asides.beside(field, words):
                film.setdefault(other, (_said(place, label, said),))
            upcoming = next(waiting, None)
        if line.number in numbers or line.number in claimed or line.number in elsewhere:
            continue
        if label_asides.leads_below(line):
            continue
        hits = on_line(line) or _by_roles(lines, at)
        for hit in hits:
            take(at, hit)
        if hits:
            continue
        stuck = glued(line)
        apart, is_sure = (stuck, False) if stuck else spaced(line) or (None, False)
        if apart and is_sure:
            take(at, apart)
        elif apart:
            loose.append((at, apart))
    for at, hit in _in_tables(loose, lines, film):
        take(at, hit)
    film |= _two_titles(titles, film)
    return Found(film=film, lines=frozenset(numbers | claimed), weak={"title": (title,)} if title else {})
