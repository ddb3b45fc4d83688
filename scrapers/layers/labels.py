"""Labelled lines: "Runtime: 121 min", a label and its value on the next line, and labels glued to values.

Reads lines, so that tables, definition lists, bold labels and plain text all go the same way. What a label is
called, in which language, stands in `scrapers/tables/labels.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrapers.layers import Found, credits, roles
from scrapers.layers.label_table import (
    SHAPES,
    SPLIT_NAMES,
    Label,
    fold_label,
    is_other_label,
    label_before,
    label_of,
    labels,
)
from scrapers.layers.strips import is_genre
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import without_tail
from scrapers.words import FilmField, Said

LAYER = "labels"
_COLONS = frozenset(":：")
_STUCK = re.compile(r"[^a-z_\s](?<=[^\W\d_].)")
"""Where a value may be stuck to a label: what is no small letter, right behind a letter."""
_INLINE = re.compile(r"^(?P<label>[^:：]{1,45}?(?:[:*]in(?:nen)?)?)\s*[:：]\s*(?P<value>\S.*)$")
_DASHED = re.compile(r"^(?P<label>[^\W\d_][^:：–-]{1,30}?)\s+[–-]\s+(?P<value>\S.*)$")
_SEGMENTS = re.compile(r"\s*[|•]\s*|\s{3,}|\t+")
_MORE = re.compile(
    r"[(（\[]?(?:more|all|see all|mehr|plus|más|mais|altro|meer|mer|více|więcej|ещё|更多|もっと見る|더보기|المزيد)\W*",
    re.I,
)
_JOINT = re.compile(r"(?:and|und|et|y|e|och|og|en|i|ja|és|a|и|та|ve|&|\+)", re.IGNORECASE)
_MANY_TIMES: frozenset[FilmField] = frozenset({"box_office", "release_dates"})
_ROW = 5
"""Labels in a row of a table, at most."""
_CELL = 40
_AROUND_VALUE = " :：,;|/·•"
_AROUND = f"{_AROUND_VALUE}."
"""What stands around values, and around the labels between them."""
_JOINT_LENGTH = 3
"""Characters of a word that may join values and be a label, too ("de")."""
_LIST = 4
"""So many lines of credits with other directors are a list of films."""
_MENU = 4
"""Values behind one title's label that make a row of a menu."""
_NEAR = 4
"""Lines in which a table has its next label."""
_LONGEST_ROW = 400
_AFTER_TAGS = frozenset({"li", "dd", "td", "a"})


@dataclass(frozen=True, slots=True)
class _Hit:
    label: Label
    words: str
    value: str
    """The value on the label's own line, "" where it follows."""


def _on_line(line: Line) -> list[_Hit]:
    """The labels that stand on the line with their values, or alone."""
    text = line.text
    alone = label_before(text) if text[-1] in _COLONS else label_of(text)
    if alone and (text[-1] in _COLONS or len(text) > (1 if line.pieces else 3) or line.tag in ("dt", "th")):
        return [_Hit(alone, text, "")]
    if len(text) > _LONGEST_ROW:
        return []
    by_part = _by_part(line) if len(line.pieces) >= 4 else []  # else it has one part
    if by_part:
        return by_part
    has_dashes = " - " in text or " – " in text
    if not has_dashes and ":" not in text and "：" not in text:
        return []
    segments = _SEGMENTS.split(text)
    found = (one for segment in segments if (one := _INLINE.match(segment) or (has_dashes and _DASHED.match(segment))))
    labelled = ((label, inline) for inline in found if (label := label_before(inline["label"])))
    return [_Hit(label, inline["label"], without_tail(inline["value"])) for label, inline in labelled]


def _by_part(line: Line) -> list[_Hit]:
    """Labels in elements of their own before their values ("<b>Runtime</b> 121 min <b>Year</b> 1999")."""
    if label_of(line.first_part) is None:
        return []
    parts = line.parts
    cuts = [0, *(at for at in range(2, len(parts)) if len(parts[at]) > _JOINT_LENGTH and _starts_anew(parts[at]))]
    segments = [parts[start:end] for start, end in zip(cuts, [*cuts[1:], len(parts)], strict=True)]
    return [
        hit for at, segment in enumerate(segments) if (hit := _in_segment(line, segment, is_last=at + 1 == len(cuts)))
    ]


def _starts_anew(part: str) -> bool:
    """Whether the part names the next fact of the line."""
    return label_of(part.strip(_AROUND)) is not None


def _in_segment(line: Line, parts: Sequence[str], *, is_last: bool) -> _Hit | None:
    """A label and its values, among the parts of a line."""
    words = parts[0].strip(_AROUND)
    label = label_of(words)
    if label is None or len(parts) < 2:
        return None
    values = [value for part in parts[1:] if (value := part.strip(_AROUND_VALUE)) and not _MORE.fullmatch(value)]
    if (line.tag[:1] == "h" and label.field == "cast") or (label.weak and len(values) >= _MENU):
        return None
    if label.shape in ("name", "list"):
        joined = ", ".join(value for value in _before_label(values) if not _JOINT.fullmatch(value))
    elif parts[0] == line.parts[0] and is_last:
        joined = _without_links(line, line.text[len(parts[0]) :]).strip(" :：")
    else:
        joined = " ".join(parts[1:]).strip(_AROUND_VALUE)
    return _Hit(label, words, without_tail(joined)) if values else None


def _before_label(values: list[str]) -> list[str]:
    """The values up to the next label that stands on the line."""
    stop = next((at for at, value in enumerate(values) if at and is_other_label(value)), len(values))
    return values[:stop]


def _without_links(line: Line, value: str) -> str:
    """The value without the links that follow it on its line, where it is none itself ("Up <a>other titles</a>")."""
    linked = {text for text, _ in line.links}
    first = value.strip(" :：")
    for part in reversed(line.parts):
        if part not in linked or first == part or not first.endswith(part):
            break
        first = first[: -len(part)].rstrip()
    return first


def _glued(line: Line) -> _Hit | None:
    """A label with its value stuck to it ("Runtime121 min"): a table whose cells lost their borders."""
    text = line.text
    if len(text) > 120:
        return None
    for found in _STUCK.finditer(text, 4, 28):
        end = found.start()
        if text[end].isdigit() or text[end].isupper() or text[end] in "$€£":
            label = label_of(text[:end])
            if label and (not label.prefix or fold_label(text[:end]) in labels()):
                return _Hit(label, text[:end], text[end:])
    return None


def _following(lines: Sequence[Line], start: int, label: Label) -> list[Line]:
    """The lines after a label that hold its values."""
    taken: list[Line] = []
    for line in lines[start : start + 40]:
        apart = line.gap > (1 if line.tag in _AFTER_TAGS else 0)
        if taken and (label.take in ("one", "text") or apart):
            break
        if line.tag == "th" or _names_fact(line.text) or (line.is_furniture and label.take != "lines"):
            break
        if line.is_furniture or not SHAPES[label.shape](without_tail(line.text)):
            break
        taken.append(line)
    # A menu of sections may hang under the word "Genres": several lines, hardly one of them a genre.
    known = sum(any(map(is_genre, SPLIT_NAMES.split(line.text))) for line in taken) if label.field == "genres" else 0
    return [] if label.field == "genres" and len(taken) > 1 and known * 2 < len(taken) else taken


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
    return [lines[place]] if SHAPES[label.shape](value) and len(value) <= _CELL else []


def _said(line: Line, label: str, value: str) -> Said:
    return Said(text=value, layer=LAYER, where=line.where, label=label.strip(" :："))


def _value_of(lines: Sequence[Line], at: int, hit: _Hit) -> tuple[list[Said], list[int]]:
    line = lines[at]
    if hit.value:
        fits = SHAPES[hit.label.shape](hit.value) and (not hit.label.weak or _among_labels(lines, at))
        return ([_said(line, hit.words, hit.value)], [line.number]) if fits else ([], [])
    if _is_tab(lines, at) or (hit.label.weak and (line.href or not _among_labels(lines, at))):
        return [], []
    found = _following(lines, at + 1, hit.label) or (_across(lines, at, hit.label) if line.pieces else [])
    if hit.label.take == "lines" and found:
        said = _said(found[0], hit.words, "\n".join(without_tail(one.text) for one in found))
        return [said], [line.number, *(one.number for one in found)]
    many = hit.label.shape in ("name", "list")
    said_all = [
        _said(one, hit.words, without_tail(one.text if many else _without_links(one, one.text))) for one in found
    ]
    return said_all, [line.number, *(one.number for one in found)] if found else []


def _by_roles(lines: Sequence[Line], at: int) -> list[_Hit]:
    """The labels of a line that names several roles of the person before it ("Director, Screenplay")."""
    text = lines[at].text
    if len(text) > _CELL or not at or not lines[at - 1].is_name:
        return []
    named = [(role, label) for role in roles.roles_of(text) if (label := label_of(role))]
    return [_Hit(label, role, "") for role, label in named if roles.before(lines, at, label.field, "")]


def _among_labels(lines: Sequence[Line], at: int) -> bool:
    """Whether another label stands near: a word like "Film" alone also heads menus and tags."""
    near = (*lines[max(0, at - _NEAR) : at], *lines[at + 1 : at + 1 + _NEAR])
    near = tuple(line for line in near if not (line.href and line.tag == "li"))  # those are a menu's
    return any(not hit.label.weak for line in near for hit in _on_line(line))


def _is_tab(lines: Sequence[Line], at: int) -> bool:
    """Whether the label is one of a row of tabs ("Cast", "Crew", "Details"), and not the first, whose panel is open."""
    before, after = lines[at - 1] if at else None, lines[at + 1] if at + 1 < len(lines) else None
    row = [one for one in (before, after) if one and one.tag == "li" and _names_fact(one.text)]
    return lines[at].tag == "li" and before in row and (len(row) == 2 or _names_fact(lines[at - 2].text))


def _names_fact(text: str) -> bool:
    return label_of(text) is not None or is_other_label(text)


def _credited(page: Page) -> tuple[list[tuple[Line, FilmField, str, str]], set[int], Said | None]:
    """The facts of lines that hold several ("Regie: ... Mit: ... 112 Min."), these lines, and their film's title."""
    said: list[tuple[Line, FilmField, str, str]] = []
    numbers: set[int] = set()
    title: Said | None = None
    parsed = ((block, credits.parse(block)) for block in credits.blocks(page.lines))
    told = [(block, found) for block, found in parsed if found]
    directors = {found.film["directors"][1] for _, found in told if "directors" in found.film}
    for block, found in told if len(directors) < _LIST else ():
        first = block[0]
        said += [(first, field, label, words) for field, (label, words) in found.film.items()]
        numbers.update(line.number for line in block)
        if title is None and found.title:
            title = _said(first, "", found.title)
    return said, numbers, title


def read(page: Page) -> Found:
    """The film facts on labelled lines, and which lines they took. A title out of a line of credits is a weak one."""
    lines = page.lines
    film: dict[FilmField, tuple[Said, ...]] = {}
    numbers: set[int] = set()
    credited, claimed, title = _credited(page)
    waiting = iter(credited)
    upcoming = next(waiting, None)

    def take(at: int, hit: _Hit) -> None:
        name = hit.label.field
        if name in film and name not in _MANY_TIMES:
            return
        said, took = roles.before(lines, at, hit.label.field, hit.value) or _value_of(lines, at, hit)
        if said:
            film[name] = film.get(name, ()) + tuple(said)
            numbers.update(took)

    glued: list[tuple[int, _Hit]] = []
    for at, line in enumerate(lines):
        while upcoming and upcoming[0].number <= line.number:
            place, field, label, words = upcoming
            film.setdefault(field, (_said(place, label, words),))
            upcoming = next(waiting, None)
        if line.number in numbers or line.number in claimed:
            continue
        hits = _on_line(line) or _by_roles(lines, at)
        for hit in hits:
            take(at, hit)
        stuck = None if hits else _glued(line)
        if stuck:
            glued.append((at, stuck))
    # One glued label may be a word that only begins like one; two different ones are a table.
    if len({hit.label.field for _, hit in glued}) >= 2:
        for at, hit in glued:
            take(at, hit)
    return Found(film=film, lines=frozenset(numbers | claimed), weak={"title": (title,)} if title else {})
