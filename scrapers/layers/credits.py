"""Credits that run on: several facts in one line or one paragraph, parted by full stops, bars, breaks or nothing.

"Die Nacht, Deutschland 2023. Regie: Ann Lee. Mit: Bo Ek, Cy Day. 112 Min. FSK 6." is cut at each label that the tables
know (with its colon, in an element of its own, or as a word that opens credits: "Con", "reż.", "ohjaus"); what stands
between tells by its shape what it is. A line counts as credits only where most of it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from scrapers.layers import roles, strips
from scrapers.layers.label_asides import leads_below
from scrapers.layers.label_table import SPLIT_NAMES, is_other_label, label_of, names_apart
from scrapers.lines import Line
from scrapers.shapes import is_name
from scrapers.tables import table
from scrapers.words import FilmField

_LONGEST = 1200
_SPLIT = re.compile(rf"\s+[·・]\s+|{SPLIT_NAMES.pattern.replace('|·', '')}")
"""A dot within a name is part of it where the script has no blanks."""
_AND_OTHERS = re.compile(
    r"\s+(?:med flera|m\.? ?fl|u\. ?a|et al|among others|and others|y otros|e altri|e outros|i inni|a další|и др)\.?$"
)
_NUMBER = re.compile(r"\d{2}")
_BLOCK_LINES = 14
_BLOCK_LINE = 220
_LOOK_BACK = 40
"""Characters before a colon in which its label is looked for."""
_COLON = re.compile(r"\s*[:：]")
_WORD = re.compile(r"(?<![\w.'’(-])(?=[^\W\d_])|(?<=[\s／|｜　、。])(?=\S)|^(?=\S)")
_OPENINGS = re.compile(r"(?:^|[.;|•·●／/)）(（—–\]»>!?。；\n|,，、-])\s*(?=\S)")
_OPENING = re.compile(r"(?:^|[.;|•·●／/)）(（—–\]»>!?。；\n|,，、-]\s*)$")
_SENTENCE_END = re.compile(
    r"(?<![ .(][A-ZÀ-Þ])(?<!\b(?:Jr|Sr|Dr|St|Mr|Ms|jr|sr|st))(?<!\bMrs)[.。](?:\s+|$)"
    r"|\s+[-–—]\s+|\s*[\n★☆]|\s*[»›]|\s{2,}"
)
_PIECES = re.compile(r"\s*[|·•●／;,，(（）()\n»]\s*|[.。]\s+|\s+[-–—]\s+|\s{2,}|[.。]$|[★☆]+")
_QUOTES = " ,.;:\"'“”„‘’«»‹›《》「」『』|–—-"
_LISTS: frozenset[FilmField] = frozenset({"countries", "genres"})
_CORE: frozenset[FilmField] = frozenset({"directors", "cast"})
_UNDERSTOOD = 0.5
"""The part of a line that must be understood for it to be credits."""
_ABBREVIATED = re.compile(r"\b(?:ca|bl|u|m|min|mins|Min|std|Std|hod|godz|мин|ч)$")


@dataclass(frozen=True, slots=True)
class Credits:
    """The facts of a line: {field: (label, words)}, what it calls the film ("" where it does not), its lines."""

    film: Mapping[FilmField, tuple[str, str]]
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    field: FilmField | None
    words: str
    is_sure: bool
    """Whether a colon stands behind it."""
    jobs: tuple[FilmField, ...] = ()
    """The jobs that it joins ("Regie und Buch")."""


@cache
def _openers() -> re.Pattern[str]:
    rows = table("phrases")["credits"]
    groups = "|".join(f"(?P<{name}>{words})" for name, words in rows.items())
    return re.compile(rf"(?:{groups})(?=[\s:：]|$)(?:\s*[:：])?\s*", re.IGNORECASE)


def _colons(text: str) -> Iterator[_Mark]:
    """The labels that a colon closes, the longest that is known before each."""
    last = 0
    for colon in _COLON.finditer(text):
        floor = max(last, colon.start() - _LOOK_BACK, text.rfind("\n", 0, colon.start()) + 1)
        last = colon.end()
        for found in _WORD.finditer(text, floor, colon.start()):
            start = found.start()
            words = text[start : colon.start()]
            jobs = [label.field for role in roles.roles_of(words) if (label := label_of(role))]
            label = label_of(words)
            is_known = bool(jobs) or (label is not None and not label.weak) or is_other_label(words)
            if is_known and _may_open(text, start):
                field = label.field if label else next(iter(jobs), None)
                yield _Mark(start, colon.end(), field, words, is_sure=True, jobs=tuple(jobs))
                break


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label that a colon closes, and what stands behind it up to the next one."""

    words: str
    value: str


def labels_in(text: str) -> list[Labelled]:
    """The labels of a line that holds several, or one behind other words, with their values.

    >>> [(one.words, one.value) for one in labels_in("Genre: Drama Year: 2019")]
    [('Genre', 'Drama'), ('Year', '2019')]
    """
    marks = list(_colons(text))
    ends = [*(mark.start for mark in marks[1:]), len(text)]
    return [
        Labelled(mark.words, text[mark.end : end].strip(" ,;|/·・"))
        for mark, end in zip(marks, ends, strict=False)
        if mark.field
    ]


def _may_open(text: str, start: int) -> bool:
    """Whether a label may begin here: behind a mark, a blank before another script, or before a capital."""
    return bool(_OPENING.search(text[max(0, start - 3) : start])) or (
        text[start - 1].isspace() and (not text[start].islower() or not text[start].isascii())
    )


def _worded(text: str, taken: Sequence[_Mark], parts: Mapping[int, str]) -> Iterator[_Mark]:
    """The words that open a fact without a colon, where a phrase or an element begins."""
    places = sorted({*parts, *(found.end() for found in _OPENINGS.finditer(text))})
    past = 0
    for start in places:
        if start < past or any(mark.start <= start < mark.end for mark in taken):
            continue
        found = _openers().match(text, start)
        label = label_of(parts[start]) if start in parts and not found else None
        field = label.field if label and not label.weak else found.lastgroup if found else None
        end = found.end() if found else start + len(parts.get(start, ""))
        behind = text[end:].lstrip(" :：")[:1]
        if field is None or (field in roles.CREWS and (not behind or behind.islower() or behind.isdigit())):
            continue
        if field in ("genres", "countries") and not _has_kind(text[end:], field):
            continue
        past = end
        film_field = field if field != "other" else None
        yield _Mark(start, end, film_field, text[start:end].strip(), is_sure=False)  # type: ignore[arg-type]


def _has_kind(rest: str, field: str) -> bool:
    first = next((piece for piece in _PIECES.split(rest[:80]) if piece), "")
    return strips.is_genre(first) if field == "genres" else bool(strips.lands(first))


def _value(field: FilmField, words: str) -> tuple[str, int]:
    """The value out of the words behind a label, and how far it goes."""
    end = 0
    for stop in _SENTENCE_END.finditer(words):
        end = stop.start()
        if (
            field not in roles.CREWS
            and stop[0].startswith(".")
            and (words[:end][-1:].isdigit() or _ABBREVIATED.search(words[:end]))
        ):
            end = 0
            continue
        if field in _LISTS and stop[0].startswith(".") and _has_kind(words[stop.end() :], field):
            continue  # "Drama. Thriller"
        break
    else:
        end = len(words)
    value = words[:end].strip(" ,;|/·")
    value = value.replace(". ", ", ") if field in _LISTS else value
    return (_names(value) if field in roles.CREWS else value), end


def _sentence(words: str) -> int:
    """How far the first sentence goes."""
    found = _SENTENCE_END.search(words)
    return found.start() if found else len(words)


def _names(words: str) -> str:
    """The names that the words begin with; "" where they begin otherwise."""
    kept: list[str] = []
    for part in _SPLIT.split(names_apart(words)):
        bare = re.sub(r"\s*[(（][^()（）]*[)）]", "", part).strip(" .,")
        bare = _AND_OTHERS.sub("", bare)
        if not bare:
            continue
        if not is_name(bare) and not (len(bare) <= 40 and bare[:1].isupper() and " " not in bare):
            break
        kept.append(bare)
    return ", ".join(kept)


def _piece(piece: str, film: dict[FilmField, tuple[str, str]]) -> bool:
    """Take a piece that has no label; False where its shape tells nothing."""
    told = strips.among_facts(piece)
    for field, words in told.items():
        label, before = film.get(field, ("", ""))
        if not before:
            film[field] = ("", ", ".join(words))
        elif field in _LISTS and not label:
            film[field] = ("", ", ".join((before, *words)))
    return bool(told)


def _parsed(text: str, parts: Mapping[int, str]) -> tuple[dict[FilmField, tuple[str, str]], str, list[_Mark]]:
    """The facts of the text, its title, and its labels."""
    marks = list(_colons(text))
    marks = sorted([*marks, *_worded(text, marks, parts)], key=lambda mark: mark.start)
    if _CORE.isdisjoint([mark.field for mark in marks]):
        return {}, "", []  # nothing else makes credits of a text
    film: dict[FilmField, tuple[str, str]] = {}
    loose: list[tuple[int, int]] = [(0, marks[0].start if marks else len(text))]
    understood = 0
    held: list[_Mark] = []
    ends = [*(one.start for one in marks[1:]), len(text)] if marks else []
    for mark, until in zip(marks, ends, strict=True):
        words = text[mark.end : until]
        value, end = _value(mark.field, words) if mark.field else ("", _sentence(words))
        if mark.field and not value:
            loose.append((mark.end, until))
            continue
        if mark.field:
            for field in {mark.field: None, **dict.fromkeys(mark.jobs)}:
                film.setdefault(field, (mark.words, value))
        held.append(mark)
        understood += mark.end - mark.start + end
        loose.append((mark.end + end, until))
    title = ""
    for number, (start, end) in enumerate(loose):
        for piece in filter(None, (one.strip(_QUOTES) for one in _PIECES.split(text[start:end]))):
            if _piece(piece, film):
                understood += len(piece)
            elif not number and not title and len(piece) <= 80 and not piece[:1].islower():
                title = piece
                understood += len(piece)
    whole = len(text) - text.count("\n")
    if not held or understood < _UNDERSTOOD * whole:
        return {}, "", []
    return film, title, held


def _is_credits(film: Mapping[FilmField, tuple[str, str]], marks: Sequence[_Mark]) -> bool:
    fields = {mark.field for mark in marks if mark.field in film}
    return bool(fields & _CORE) and (len(fields) >= 2 or len(marks) >= 2 or len(film) >= 2)


def parse(lines: Sequence[Line]) -> Credits | None:
    """The credits of these lines, which belong to one paragraph; None where they are none."""
    text = "\n".join(line.text for line in lines)
    if len(text) > _LONGEST or not _may_hold(text):
        return None
    film, title, marks = _parsed(text, _parts(lines))
    if not _is_credits(film, marks):
        return None
    return Credits(film, title, tuple(lines))


def _may_hold(text: str) -> bool:
    """Whether a label or a number, as credits have, stands in the text: most texts are left here."""
    return _COLON.search(text) is not None or _NUMBER.search(text) is not None


def _parts(lines: Sequence[Line]) -> dict[int, str]:
    """Where an element begins within the lines, and its text."""
    found: dict[int, str] = {}
    at = 0
    for line in lines:
        place = 0
        for part in line.parts:
            place = max(line.text.find(part, place), place)
            found[at + place] = part
            place += len(part)
        at += len(line.text) + 1
    return found


def blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each paragraph that may be credits: one line, or several that only breaks part."""
    run: list[Line] = []
    for line in lines:
        if leads_below(line):
            continue
        if run and (line.gap or len(line.text) > _BLOCK_LINE or len(run) >= _BLOCK_LINES):
            yield run
            run = []
        run.append(line)
    if run:
        yield run
