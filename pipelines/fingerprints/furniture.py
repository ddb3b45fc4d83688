"""What a site prints around a review: shares, votes, spoiler notices, "Full review". It is no part of any review."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from pipelines.normalize.text import fold

_LONGEST_LINE = 120  # characters; furniture is short, and most paragraphs need no second look
_MOST_NAMES = 6  # words of a byline


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    source = resources.files("pipelines.fingerprints").joinpath("furniture.toml")
    return tomllib.loads(source.read_text("utf-8"))


def _one_of(rows: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, rows), key=lambda row: (-len(row), row)))


def _folded(row: str) -> str:
    return " ".join(part if part in "#~" else fold(part) for part in row.split())


def _pattern(rows: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all rows; `#` is a number, `~` one to six words."""
    return re.compile(_one_of(rows).replace(r"\#", r"\d+(?: \d+)*").replace(r"\~", r"\S+(?: \S+){0,5}"))


@cache
def _rows() -> frozenset[str]:
    return frozenset(_folded(row) for rows in _table()["lines"].values() for row in rows)


@cache
def _plain_rows() -> frozenset[str]:
    return frozenset(row for row in _rows() if not set(row) & set("#~"))


@cache
def _counting_rows() -> re.Pattern[str]:
    return _pattern(row for row in _rows() if "#" in row and "~" not in row)


@cache
def _open_rows() -> re.Pattern[str]:
    return _pattern(row for row in _rows() if "~" in row)


@cache
def _notes() -> re.Pattern[str]:
    return _pattern(map(_folded, _table()["notes"]["words"]))


@cache
def _byline() -> re.Pattern[str]:
    return re.compile(rf"(?:{_one_of(_table()['bylines']['words'])})\s*:?\s+(?P<name>\S.*)", re.IGNORECASE)


@cache
def _link_at_end() -> re.Pattern[str]:
    dots, words = r"…|\.\.\.|\[…\]|\[\.\.\.\]", _one_of(_table()["links"]["phrases"])
    return re.compile(rf"(?P<dots>{dots})\s*[\[(]?\s*(?:{words})\s*[\])]?\s*[.…»>→]*\s*$", re.IGNORECASE)


_BRACKETS = re.compile(r"\[([^\[\]\n]{2,40})\]")


def is_furniture(line: str) -> bool:
    """Whether a site, and not the reviewer, wrote this line.

    >>> [is_furniture(line) for line in ("Was this review helpful?", "11 of 13 people found this review helpful.")]
    [True, True]
    >>> [is_furniture(line) for line in ("Full Review…", "By Ann Lee", "By turns funny and sad", "A guilty pleasure.")]
    [True, True, False, False]
    """
    if len(line) > _LONGEST_LINE:
        return False
    folded = fold(line)
    return _is_closed(folded) or _open_rows().fullmatch(folded) is not None or _is_byline(line)


def _is_closed(folded: str) -> bool:
    if folded in _plain_rows():
        return True
    return any(map(str.isdigit, folded)) and _counting_rows().fullmatch(folded) is not None


def _is_byline(line: str) -> bool:
    found = _byline().fullmatch(line.strip())
    names = found["name"].split() if found else []
    return 0 < len(names) <= _MOST_NAMES and (len(names) == 1 or all(not name[0].islower() for name in names))


def without_furniture(text: str, *, author: str = "") -> str:
    r"""The lines of a text that the reviewer wrote; a line that holds nothing but the author's name goes too.

    >>> without_furniture("User Reviews\nann_lee\nA slow film, and a good one.\nReport this", author="ann_lee")
    'A slow film, and a good one.'
    """
    if "\n" not in text:
        return "" if len(text) <= _LONGEST_LINE and _is_closed(fold(text)) else text
    name = fold(author)
    return "\n".join(line for line in text.split("\n") if not is_furniture(line) and not _is_name(line, name))


def _is_name(line: str, name: str) -> bool:
    return bool(name) and len(line) <= _LONGEST_LINE and fold(line) == name


def without_notes(text: str) -> str:
    """The text without the notes that a site puts in brackets.

    >>> without_notes("Sharp and sad. [Full review in Spanish]")
    'Sharp and sad.  '
    """
    if "[" not in text:
        return text
    return _BRACKETS.sub(lambda found: " " if _notes().fullmatch(fold(found[1])) else found[0], text)


def without_link(text: str) -> str:
    """An excerpt without the link to its whole text; the dots before the link stay.

    >>> without_link("It begins well... (more)"), without_link("We want more")
    ('It begins well...', 'We want more')
    """
    return _link_at_end().sub(lambda found: found["dots"], text)
