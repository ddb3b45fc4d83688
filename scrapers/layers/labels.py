"""Labelled lines: "Runtime: 121 min", a label and its value on the next line, and labels glued to values.

Reads lines, so that tables, definition lists, bold labels and plain text all go the same way. What a label is
called, in which language, stands in `scrapers/tables/labels.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from scrapers.layers import Found
from scrapers.layers.heading import is_genre
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import date_in, has_year, is_name, remembered, without_tail, word_count
from scrapers.tables import table
from scrapers.words import FILM_FIELDS, FilmField, Said

LAYER = "labels"
_LONGEST_LABEL = 45
_AROUND = " :：.*•-–—"
"""What may stand around a label."""
_COLONS = frozenset(":：")
_STUCK = re.compile(r"[^a-z_\s](?<=[^\W\d_].)")
"""Where a value may be stuck to a label: what is no small letter, right behind a letter."""
_SHORTEST_ACCOUNT = 5
"""Words of the shortest account of a story."""
_INLINE = re.compile(r"^(?P<label>[^:：]{1,45}?)\s*[:：]\s*(?P<value>\S.*)$")
_SEGMENTS = re.compile(r"\s*[|•]\s*|\s{3,}|\t+")
_SPLIT_NAMES = re.compile(r"\s*(?:,|;|/|\||•|·|、| and | und | et | y | e | och | og | i | ja | és | и | & )\s*")
_ROLE = re.compile(r"\s*\([^)]*\)")
_MANY_TIMES: frozenset[FilmField] = frozenset({"box_office", "release_dates"})
_ROW = 5
"""Labels in a row of a table, at most."""
_CELL = 40
_LONGEST_ROW = 400
_AFTER_TAGS = frozenset({"li", "dd", "td", "a"})


@dataclass(frozen=True, slots=True)
class _Label:
    field: FilmField
    take: str
    shape: str
    prefix: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    label: _Label
    words: str
    value: str
    """The value on the label's own line, "" where it follows."""


def fold_label(text: str) -> str:
    """A label's form for look-up.

    >>> fold_label("  Originální název: "), fold_label("RUNNING TIME")
    ('originalni nazev', 'running time')
    """
    if text.isascii():
        plain = text.lower()
    else:
        parts = unicodedata.normalize("NFKD", text.casefold())
        plain = unicodedata.normalize("NFC", "".join([c for c in parts if not unicodedata.combining(c)]))
    return " ".join(plain.strip(_AROUND).split())


@cache
def _labels() -> dict[str, _Label]:
    found: dict[str, _Label] = {}
    rows = table("labels")
    for field in FILM_FIELDS:
        row = rows.get(field, {})
        label = _Label(field, row.get("take", "one"), row.get("shape", "text"), row.get("prefix", False))
        for words in row.get("labels", {}).values():
            for word in words:
                found.setdefault(fold_label(word), label)
    return found


@cache
def _first_words() -> frozenset[str]:
    """With what a label begins; "" where the text begins with a mark that stands apart."""
    return frozenset({"", *(label.split(" ")[0].strip(_AROUND) for label in _labels())})


@lru_cache(maxsize=8192)
def _begins_label(word: str) -> bool:
    return fold_label(word) in _first_words()


def label_of(words: str) -> _Label | None:
    """The film field that these words are a label of, or None."""
    if len(words) > _LONGEST_LABEL or not words or not _begins_label(words.split(None, 1)[0]):
        return None
    return _label_of(words)


@remembered
def _label_of(words: str) -> _Label | None:
    folded = fold_label(words)
    label = _labels().get(folded)
    while label is None and " " in folded:
        folded = folded.rpartition(" ")[0]
        found = _labels().get(folded)
        label = found if found and found.prefix else None
    return label


def _are_names(text: str) -> bool:
    parts = [part for part in _SPLIT_NAMES.split(_ROLE.sub("", text)) if part]
    return bool(parts) and sum(map(is_name, parts)) * 2 > len(parts)


_SHAPES: Mapping[str, Callable[[str], bool]] = {
    "name": _are_names,
    "digits": lambda text: any(c.isdigit() for c in text) and word_count(text) <= 12,
    "year": lambda text: has_year(text) and len(text) <= 30,
    "dated": lambda text: (date_in(text) is not None or has_year(text)) and len(text) <= 120,
    "list": lambda text: word_count(text) <= 25 and not text.endswith((".", "!", "?")),
    "short": lambda text: word_count(text) <= 25,
    "prose": lambda text: word_count(text) >= _SHORTEST_ACCOUNT,
    "text": bool,
}
"""What a value of each shape must look like; a value of another shape is none of this label's."""


def _on_line(line: Line) -> list[_Hit]:
    """The labels that stand on the line with their values, or alone."""
    text = line.text
    alone = label_of(text)
    if alone and (text[-1] in _COLONS or len(text) > (1 if line.pieces else 3) or line.tag in ("dt", "th")):
        return [_Hit(alone, text, "")]
    if len(text) > _LONGEST_ROW:
        return []
    by_part = _by_part(line) if len(line.pieces) >= 4 else None  # else it has one part
    if by_part:
        return [by_part]
    if ":" not in text and "：" not in text:
        return []
    found = (inline for segment in _SEGMENTS.split(text) if (inline := _INLINE.match(segment)))
    labelled = ((label, inline) for inline in found if (label := label_of(inline["label"])))
    return [_Hit(label, inline["label"], without_tail(inline["value"])) for label, inline in labelled]


def _by_part(line: Line) -> _Hit | None:
    """A label in an element of its own before its values ("<b>Runtime</b> 121 min")."""
    label = label_of(line.first_part)
    parts = line.parts if label else ()
    if label is None or len(parts) < 2:
        return None
    values = [value for part in parts[1:] if (value := part.strip(" :：,;|/·•"))]
    joined = ", ".join(values) if label.shape in ("name", "list") else line.text[len(parts[0]) :].strip(" :：")
    return _Hit(label, parts[0], without_tail(joined)) if values else None


def _glued(line: Line) -> _Hit | None:
    """A label with its value stuck to it ("Runtime121 min"): a table whose cells lost their borders."""
    text = line.text
    if len(text) > 120:
        return None
    for found in _STUCK.finditer(text, 4, 28):
        end = found.start()
        if text[end].isdigit() or text[end].isupper() or text[end] in "$€£":
            label = label_of(text[:end])
            if label and (not label.prefix or fold_label(text[:end]) in _labels()):
                return _Hit(label, text[:end], text[end:])
    return None


def _following(lines: Sequence[Line], start: int, label: _Label) -> list[Line]:
    """The lines after a label that hold its values."""
    taken: list[Line] = []
    for line in lines[start : start + 40]:
        apart = line.gap > (1 if line.tag in _AFTER_TAGS else 0)
        if taken and (label.take in ("one", "text") or apart):
            break
        if label_of(line.text) or (line.is_furniture and label.take != "lines"):
            break
        if line.is_furniture or not _SHAPES[label.shape](without_tail(line.text)):
            break
        taken.append(line)
    # A menu of sections may hang under the word "Genres": several lines, hardly one of them a genre.
    known = sum(any(map(is_genre, _SPLIT_NAMES.split(line.text))) for line in taken) if label.field == "genres" else 0
    return [] if label.field == "genres" and len(taken) > 1 and known * 2 < len(taken) else taken


def _across(lines: Sequence[Line], at: int, label: _Label) -> list[Line]:
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
    return [lines[place]] if _SHAPES[label.shape](value) and len(value) <= _CELL else []


def _said(line: Line, label: str, value: str) -> Said:
    return Said(text=value, layer=LAYER, where=line.where, label=label.strip(" :："))


def _value_of(lines: Sequence[Line], at: int, hit: _Hit) -> tuple[list[Said], list[int]]:
    line = lines[at]
    if hit.value:
        fits = _SHAPES[hit.label.shape](hit.value)
        return ([_said(line, hit.words, hit.value)], [line.number]) if fits else ([], [])
    found = _following(lines, at + 1, hit.label) or (_across(lines, at, hit.label) if line.pieces else [])
    if hit.label.take == "lines" and found:
        said = _said(found[0], hit.words, "\n".join(without_tail(one.text) for one in found))
        return [said], [line.number, *(one.number for one in found)]
    said_all = [_said(one, hit.words, without_tail(one.text)) for one in found]
    return said_all, [line.number, *(one.number for one in found)] if found else []


def read(page: Page) -> Found:
    """The film facts on labelled lines, and which lines they took."""
    lines = page.lines
    film: dict[FilmField, tuple[Said, ...]] = {}
    numbers: set[int] = set()

    def take(at: int, hit: _Hit) -> None:
        name = hit.label.field
        if name in film and name not in _MANY_TIMES:
            return
        said, took = _value_of(lines, at, hit)
        if said:
            film[name] = film.get(name, ()) + tuple(said)
            numbers.update(took)

    glued: list[tuple[int, _Hit]] = []
    for at, line in enumerate(lines):
        if line.number in numbers:
            continue
        hits = _on_line(line)
        for hit in hits:
            take(at, hit)
        stuck = None if hits else _glued(line)
        if stuck:
            glued.append((at, stuck))
    # One glued label may be a word that only begins like one; two different ones are a table.
    if len({hit.label.field for _, hit in glued}) >= 2:
        for at, hit in glued:
            take(at, hit)
    return Found(film=film, lines=frozenset(numbers))
