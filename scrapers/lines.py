"""Lines: the visible text of a page in reading order, the common ground of text files and HTML.

The layers `labels`, `entries`, `article` and `prose` read lines only, so that they read both media types.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from scrapers import shapes
from scrapers.markup import Markup
from scrapers.once import once

MOST_LINES = 50_000
"""Lines of a page that are read, at most: what stands below is only counted."""
_NEWLINES = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


_LINK = re.compile(rb"""<(?:/a|a\s(?:[^<>]*?\shref|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))""", re.IGNORECASE)
_CLASS_LENGTH = 40
_STATES = frozenset({"odd", "even", "first", "last", "active", "hidden"})
"""Class words that tell the state of an element and not what it is."""
_CLASSES = re.compile(rb"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)


class _Fields(NamedTuple):
    text: str
    number: int
    gap: int = 0
    tag: str = ""
    href: str = ""
    pieces: tuple[bytes, ...] = ()


class Line(_Fields):
    """One visible line: `text` stripped and never empty.

    `number` counts from 1 over the source's lines (text) or over the visible lines (HTML). `gap` is the number of
    empty lines before it; in HTML 0 continues the block before, 1 begins a block, 2 begins a section. `tag` is
    the nearest block element ("h1", "p", "li", "dt", "th"...), "" in text. `href` is set where the whole line is
    one link. `pieces` is the source it was made of, in UTF-8: what stands before its first text, the text, what
    stands between, the next text ...; it is empty in plain text.

    What several layers ask of a line stands here, and is found out once: its parts, and its shapes (see
    `scrapers.shapes`). A layer asks `line.words`; it asks the function only of a text that is no whole line. What
    all layers ask of all lines (`low`, `has_digit`) is found out for the whole page in one go; see `seen`.
    """

    @once
    def where(self) -> str:
        """Its place, for provenance: "line 12"."""
        return f"line {self.number}"

    @once
    def low(self) -> str:
        """Its text in lower case, character for character."""
        return shapes.lower(self.text)

    @once
    def words(self) -> int:
        """How many words it has; see `shapes.word_count`."""
        return shapes.word_count(self.text)

    @once
    def is_paragraph(self) -> bool:
        """Whether it is running text."""
        return (len(self.text) > shapes.LONG or self.ends_sentence) and self.words >= shapes.SENTENCE

    @once
    def ends_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return shapes.ends_sentence(self.text)

    @once
    def is_furniture(self) -> bool:
        """Whether it is page furniture: a button, a share bar, a link elsewhere, a notice."""
        return shapes.is_furniture(self.text, self.low)

    @once
    def is_name(self) -> bool:
        """Whether it is shaped like one person's name."""
        return shapes.is_name(self.text)

    @once
    def is_date(self) -> bool:
        """Whether it is a date and little else."""
        return shapes.is_date(self.text)

    @once
    def has_digit(self) -> bool:
        """Whether a digit stands in it."""
        return shapes.has_digit(self.text)

    @once
    def classes(self) -> str:
        """The class words of the elements that begin right before it, outermost first.

        `Line("1999", 1, pieces=(b'</li><li class="fact"><span class="year"', b"1999")).classes` is "fact year".
        """
        return _classes(self.pieces[0]) if self.pieces else ""

    @once
    def kind(self) -> tuple[str, str]:
        """What lines of one kind share: the tag, and the last class word that is no machine's (one with digits)."""
        return self.tag, _last_word(self.classes)

    @once
    def parts(self) -> tuple[str, ...]:
        """Its text, cut at its inline tags; one part where there are none.

        `Line("Year 1999", 1, pieces=(b"<span", b"Year", b"</span> <span", b"1999")).parts` is ("Year", "1999").
        """
        if len(self.pieces) < 4:
            return (self.text,)
        return tuple(part for piece in self.pieces[1::2] if (part := read_source(piece)))

    @once
    def first_part(self) -> str:
        """The first of its parts: a label in an element of its own, where the line begins with one."""
        if len(self.pieces) < 4:
            return self.text
        return next((part for piece in self.pieces[1::2] if (part := read_source(piece))), "")

    def labelled(self) -> tuple[str, str]:
        """In lower case, what stands on it as a label (its first element, or what a colon ends), and what is behind.

        `Line("Folgen: 8", 1).labelled()` is ("folgen", "8"); of a line of one element without a colon all is label.
        """
        first = shapes.lower(self.first_part) if len(self.pieces) >= 4 else self.low
        label = first.partition(":")[0].partition("：")[0]
        return label.strip(), self.low[len(label) :].strip(" :：")

    @once
    def links(self) -> tuple[tuple[str, str], ...]:
        """The links within it, as (text, address).

        `Line("by Ann", 1, pieces=(b"<p", b"by ", b'<a href="/ann"', b"Ann")).links` is (("Ann", "/ann"),).
        """
        if self.href:
            return ((self.text, self.href),)
        return _links(self.pieces)


class Seen(NamedTuple):
    """The lines of a page that are read, and how many more stand below them."""

    lines: tuple[Line, ...]
    left: int


@lru_cache(maxsize=2048)
def _classes(between: bytes) -> str:
    found = _CLASSES.findall(between, between.rfind(b"</") + 1)
    return read_source(b" ".join(double or single or bare for double, single, bare in found)) if found else ""


@lru_cache(maxsize=2048)
def _last_word(classes: str) -> str:
    words = (word for word in reversed(classes.split()) if len(word) <= _CLASS_LENGTH and word not in _STATES)
    return next((word for word in words if not any(map(str.isdigit, word))), "")


def _links(pieces: tuple[bytes, ...]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    is_open = False
    for between, text in zip(pieces[::2], pieces[1::2], strict=True):
        links = _LINK.findall(between)
        href = read_source(b"".join(links[-1])) if links else ""
        is_open = bool(href) if links else is_open
        if href:
            found.append((read_source(text), href))
        elif is_open:
            found[-1] = (f"{found[-1][0]} {read_source(text)}", found[-1][1])
    return tuple(found)


def read_source(text: bytes) -> str:
    """The words of a piece of source: entities read, spaces folded."""
    words = text.decode("utf-8", "replace")
    return " ".join((unescape(words) if "&" in words else words).split())


def lines_of_text(text: str) -> Seen:
    r"""Split plain text into its lines that are not blank.

    >>> [(l.text, l.number, l.gap) for l in lines_of_text("Up (2009)\n\n\n Director: \n").lines]
    [('Up (2009)', 1, 0), ('Director:', 4, 2)]
    """
    found: list[Line] = []
    gap = 0
    raw_lines = _NEWLINES.split(text)
    for number, raw in enumerate(raw_lines, 1):
        stripped = raw.replace("\u00a0", " ").strip(" \t\ufeff\u200b")
        if not stripped:
            gap += 1
            continue
        if len(found) == MOST_LINES:
            return Seen(seen(found), sum(1 for one in raw_lines[number - 1 :] if one.strip(" \t\u00a0\ufeff\u200b")))
        found.append(Line(stripped, number, gap))
        gap = 0
    return Seen(seen(found), 0)


def seen(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, once it is found out of all of them together what every layer asks.

    >>> [(line.low, line.has_digit) for line in seen([Line("It's Up", 1), Line("(2009)", 2)])]
    [("it's up", False), ('(2009)', True)]
    """
    texts = [line.text for line in lines]
    lows = shapes.lower("\n".join(texts)).split("\n") if texts else []
    for line, low, has_digit in zip(lines, lows, map(shapes.has_digit, texts), strict=True):
        line.__dict__ = {"low": low, "has_digit": has_digit}
    return tuple(lines)


def lines_of_markup(markup: Markup) -> Seen:
    """The visible lines of an HTML document; see `scrapers.walk` and, for pages without headings, `large_lines`."""
    # They make lines: importing them above is a circle.
    from scrapers.large_lines import with_heading  # noqa: PLC0415
    from scrapers.walk import walked  # noqa: PLC0415

    found = walked(markup)
    return found._replace(lines=with_heading(found.lines, markup.source))
