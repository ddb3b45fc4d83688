"""Which labels stand on a line: alone, before their values, stuck to them, or parted from them by blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrapers.layers import credits, roles, strips
from scrapers.layers.label_table import (
    BULLETS,
    SPLIT_NAMES,
    Label,
    begins_label,
    fits,
    fold_label,
    is_other_label,
    label_before,
    label_of,
    labels,
)
from scrapers.lines import Line
from scrapers.shapes import AND, is_date, without_tail
from scrapers.words import FilmField

_COLONS = frozenset(":：")
_STUCK = re.compile(r"[^a-z_\s](?<=[^\W\d_].)")
"""Where a value may be stuck to a label: what is no small letter, right behind a letter."""
_INLINE = re.compile(r"^(?P<label>[^:：]{1,45}?(?:[:*]in(?:nen)?)?)\s*[:：]\s*(?P<value>\S.*)$")
_DASHED = re.compile(r"^(?P<label>[^\W\d_][^:：–-]{1,30}?)\s+[–-]\s+(?P<value>\S.*)$")
_SEGMENTS = re.compile(r"\s*[|•]\s*|\s{3,}|\t+")
MORE = re.compile(
    r"[(（\[]?(?:more|all|see all|mehr|plus|más|mais|altro|meer|mer|více|więcej|ещё|更多|もっと見る|더보기|المزيد)\W*",
    re.I,
)
_JOINT = re.compile(rf"(?:{AND}|&|\+)", re.IGNORECASE)
_AROUND_VALUE = " :：,;|/·•"
_AROUND = f"{_AROUND_VALUE}."
"""What stands around values, and around the labels between them."""
_JOINT_LENGTH = 3
"""Characters of a word that may join values and be a label, too ("de")."""
_MENU = 4
"""Values behind one title's label that make a row of a menu."""
_LONGEST_ROW = 400
"""Characters of a line that holds labels, at most."""
_BRACKETED = re.compile(
    r"^[\[【〔［〖＜](?P<label>[^\]】〕］〗＞]{1,20})[\]】〕］〗＞]\s*[:：]?\s*(?P<value>[^\s\[【〔［〖].*)?$"
)
_OPENING = frozenset("[【〔［〖＜")
_LABEL_WORDS = 4
"""Words of a label that only blanks part from its value, at most."""
_SHORTEST_SPACED, _LONGEST_SPACED = 3, 120
_LONGEST_SENTENCES = 240
"""Characters of a line that holds labels among sentences ("Reviewed May 2. Rating: PG. Running time: 95 MIN.")."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A label on a line: what it is, its words, and its value there."""

    label: Label
    words: str
    value: str
    """The value on the label's own line, "" where it follows."""


def labels_before(words: str) -> tuple[Label, ...]:
    """What the words before a value are a label of; two where they join two jobs ("Regie und Buch").

    >>> [label.field for label in labels_before("Regie und Buch")], labels_before("Ann Lee")
    (['directors', 'writers'], ())
    """
    jobs = {label.field: label for role in roles.roles_of(words.strip(_AROUND)) if (label := label_of(role))}
    if len(jobs) > 1:
        return tuple(jobs.values())
    label = label_before(words)
    return (label,) if label else ()


def on_line(line: Line) -> list[Hit]:
    """The labels that stand on the line with their values, or alone."""
    text = line.text
    is_marked = text[-1] in _COLONS or line.tag in roles.LABEL_CELLS
    alone = labels_before(text) if is_marked else (label_of(text),)
    if alone and alone[0] and (is_marked or len(text) > (1 if line.pieces else 3)):
        return [Hit(label, text, "") for label in alone if label]
    if len(text) > _LONGEST_ROW:
        return []
    by_part = _by_part(line) if len(line.pieces) >= 4 else []  # else it has one part
    if by_part:
        return by_part
    if text[0] in _OPENING or text[0] in BULLETS:
        marked = _marked(text)
        if marked:
            return marked
    has_dashes = " - " in text or " – " in text
    if not has_dashes and ":" not in text and "：" not in text:
        return []
    return [hit for segment in _SEGMENTS.split(text) for hit in _in_words(segment, has_dashes=has_dashes)]


def _in_words(segment: str, *, has_dashes: bool) -> list[Hit]:
    """The labels with their values in a piece of a line: one before its first colon, or several in a row."""
    found = _INLINE.match(segment) or (_DASHED.match(segment) if has_dashes else None)
    named = labels_before(found["label"]) if found else ()
    if segment.count(":") + segment.count("：") > bool(named) and len(segment) <= _LONGEST_SENTENCES:
        marks = [(mark, label) for mark in credits.labels_in(segment) for label in labels_before(mark.words)]
        if named and len(marks) > 1:
            return [Hit(label, mark.words, mark.value) for mark, label in marks]
        if not named:
            return [Hit(label, mark.words, mark.value) for mark, label in marks if _is_sure(label.field, mark.value)]
    return [Hit(label, found["label"], without_tail(found["value"])) for label in named] if found else []


def _marked(text: str) -> list[Hit]:
    """A label behind a bullet or in brackets, with its value behind a blank: "◎导演 Ann Lee", "【监督】Ann Lee"."""
    bracketed = _BRACKETED.match(text)
    if bracketed:
        words, value = bracketed["label"], bracketed["value"] or ""
        return [Hit(label, words, without_tail(value)) for label in labels_before(words) if not label.weak]
    bare = text.lstrip(BULLETS).lstrip()
    cut = _cut(bare) if bare and ":" not in bare and "：" not in bare else None
    return [Hit(cut.label, cut.words, without_tail(cut.value))] if cut else []


def _cut(text: str) -> Hit | None:
    """The longest label that the text begins with, and what stands behind the blank after it."""
    words = text.split(" ", _LABEL_WORDS)
    for count in range(min(_LABEL_WORDS, len(words) - 1), 0, -1):
        before = " ".join(words[:count])
        label = label_of(before)
        if label and not label.weak and (not label.prefix or fold_label(before) in labels()):
            return Hit(label, before, " ".join(words[count:]))
    return None


def spaced(line: Line) -> tuple[Hit, bool] | None:
    """A label that only a blank parts from its value ("durata 96'"), and whether the value's shape makes it sure."""
    text = line.text
    if not _SHORTEST_SPACED < len(text) <= _LONGEST_SPACED or line.href or line.is_paragraph or not begins_label(text):
        return None
    cut = _cut(text)
    if cut is None:
        return None
    if len(fold_label(cut.words)) < (2 if cut.words[0] > "\u3000" else 4):
        return (cut, False) if cut.label.field == "cast" and fits("name", cut.value) else None
    is_sure = _is_sure(cut.label.field, cut.value)
    return (cut, is_sure) if is_sure or cut.label.shape == "name" else None


def _is_sure(field: FilmField, value: str) -> bool:
    """Whether the value tells by its shape alone that it is one of this field."""
    if field == "runtime_minutes":
        return strips.is_runtime(value)
    if field == "year":
        return strips.YEAR.fullmatch(value) is not None
    if field == "countries":
        return bool(strips.lands(value))
    if field == "content_rating":
        return strips.is_certificate(value.rstrip("."))
    if field == "genres":
        return all(map(strips.is_genre, SPLIT_NAMES.split(value)))
    return field == "release_dates" and is_date(value)


def _by_part(line: Line) -> list[Hit]:
    """Labels in elements of their own before their values ("<b>Runtime</b> 121 min <b>Year</b> 1999")."""
    if not labels_before(line.first_part):
        return []
    parts = line.parts
    cuts = [0, *(at for at in range(2, len(parts)) if len(parts[at]) > _JOINT_LENGTH and _starts_anew(parts[at]))]
    segments = [parts[start:end] for start, end in zip(cuts, [*cuts[1:], len(parts)], strict=True)]
    return [
        hit
        for at, segment in enumerate(segments)
        for label in labels_before(segment[0].strip(_AROUND))
        if (hit := _in_segment(line, segment, label, is_last=at + 1 == len(cuts)))
    ]


def _starts_anew(part: str) -> bool:
    """Whether the part names the next fact of the line."""
    return label_of(part.strip(_AROUND)) is not None


def _in_segment(line: Line, parts: Sequence[str], label: Label, *, is_last: bool) -> Hit | None:
    """A label and its values, among the parts of a line."""
    words = parts[0].strip(_AROUND)
    if len(parts) < 2:
        return None
    values = [value for part in parts[1:] if (value := part.strip(_AROUND_VALUE)) and not MORE.fullmatch(value)]
    if (line.tag[:1] == "h" and label.field == "cast") or (label.weak and len(values) >= _MENU):
        return None
    if label.shape in ("name", "list"):
        joined = ", ".join(value for value in _before_label(values) if not _JOINT.fullmatch(value))
    elif parts[0] == line.parts[0] and is_last:
        joined = without_links(line, line.text[len(parts[0]) :]).strip(" :：")
    else:
        joined = " ".join(parts[1:]).strip(_AROUND_VALUE)
    return Hit(label, words, without_tail(joined)) if values else None


def _before_label(values: list[str]) -> list[str]:
    """The values up to the next label that stands on the line."""
    stop = next((at for at, value in enumerate(values) if at and is_other_label(value)), len(values))
    return values[:stop]


def listed(line: Line) -> str:
    """The line's text; its links parted by commas, where blanks alone part them: each says one name.

    >>> pieces = (b"<p><a href='/1'", "서길자".encode(), b"</a> <a href='/2'", "강태오름".encode())
    >>> listed(Line("서길자 강태오름", 1, pieces=pieces))
    '서길자, 강태오름'
    """
    if len(line.pieces) < 4:
        return line.text
    links = dict(line.links)
    parts = [part for part in line.parts if not MORE.fullmatch(part)]
    is_row = len(parts) > 1 and all(part in links for part in parts) and len({links[part] for part in parts}) > 1
    return ", ".join(parts) if is_row else line.text


def without_links(line: Line, value: str) -> str:
    """The value without the links that follow it on its line, where it is none itself ("Up <a>other titles</a>")."""
    linked = {text for text, _ in line.links}
    first = value.strip(" :：")
    for part in reversed(line.parts):
        if part not in linked or first == part or not first.endswith(part):
            break
        first = first[: -len(part)].rstrip()
    return first


def glued(line: Line) -> Hit | None:
    """A label with its value stuck to it ("Runtime121 min"): a table whose cells lost their borders."""
    text = line.text
    if len(text) > 120:
        return None
    for found in _STUCK.finditer(text, 4, 28):
        end = found.start()
        if text[end].isdigit() or text[end].isupper() or text[end] in "$€£":
            label = label_of(text[:end])
            if label and (not label.prefix or fold_label(text[:end]) in labels()):
                return Hit(label, text[:end], text[end:])
    return None
