"""Lines: the visible text of a page in reading order, the common ground of text files and HTML.

The layers `labels`, `entries`, `article` and `prose` read lines only, so that they read both media types.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from scrapers.markup import Markup

_NEWLINES = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


_LINK = re.compile(rb"""<(?:/a|a\s(?:[^<>]*?\shref|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))""", re.IGNORECASE)
_CLASSES = re.compile(rb"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)


class Line(NamedTuple):
    """One visible line: `text` stripped and never empty.

    `number` counts from 1 over the source's lines (text) or over the visible lines (HTML). `gap` is the number of
    empty lines before it; in HTML 0 continues the block before, 1 begins a block, 2 begins a section. `tag` is
    the nearest block element ("h1", "p", "li", "dt", "th"...), "" in text. `href` is set where the whole line is
    one link. `pieces` is the source it was made of, in UTF-8: what stands before its first text, the text, what
    stands between, the next text ...; it is empty in plain text.
    """

    text: str
    number: int
    gap: int = 0
    tag: str = ""
    href: str = ""
    pieces: tuple[bytes, ...] = ()

    @property
    def where(self) -> str:
        """Its place, for provenance: "line 12"."""
        return f"line {self.number}"

    @property
    def classes(self) -> str:
        """The class words of the elements that begin right before it, outermost first.

        >>> Line("1999", 1, pieces=(b'</li><li class="fact"><span class="year"', b"1999")).classes
        'fact year'
        """
        return _classes(self.pieces[0]) if self.pieces else ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Its text, cut at its inline tags; one part where there are none.

        >>> Line("Year 1999", 1, pieces=(b"<span", b"Year", b"</span> <span", b"1999")).parts
        ('Year', '1999')
        """
        if len(self.pieces) < 4:
            return (self.text,)
        return _parts(self.pieces)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """The links within it, as (text, address).

        >>> Line("by Ann", 1, pieces=(b"<p", b"by ", b'<a href="/ann"', b"Ann")).links
        (('Ann', '/ann'),)
        """
        if self.href:
            return ((self.text, self.href),)
        return _links(self.pieces)


_remembered = lru_cache(maxsize=8192)  # several layers ask the same lines for the same, and pages repeat their markup


@_remembered
def _classes(between: bytes) -> str:
    found = _CLASSES.findall(between[between.rfind(b"</") + 1 :])
    return _read(b" ".join(double or single or bare for double, single, bare in found))


@_remembered
def _parts(pieces: tuple[bytes, ...]) -> tuple[str, ...]:
    return tuple(part for piece in pieces[1::2] if (part := _read(piece)))


@_remembered
def _links(pieces: tuple[bytes, ...]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for between, text in zip(pieces[::2], pieces[1::2], strict=True):
        links = _LINK.findall(between)
        href = _read(b"".join(links[-1])) if links else ""
        if href:
            found.append((_read(text), href))
        elif found and not links:
            found[-1] = (f"{found[-1][0]} {_read(text)}", found[-1][1])
    return tuple(found)


def _read(text: bytes) -> str:
    return " ".join(unescape(text.decode("utf-8", "replace")).split())


def lines_of_text(text: str) -> tuple[Line, ...]:
    r"""Split plain text into its lines that are not blank.

    >>> [(l.text, l.number, l.gap) for l in lines_of_text("Up (2009)\n\n\n Director: \n")]
    [('Up (2009)', 1, 0), ('Director:', 4, 2)]
    """
    found: list[Line] = []
    gap = 0
    for number, raw in enumerate(_NEWLINES.split(text), 1):
        stripped = raw.replace("\u00a0", " ").strip(" \t\ufeff\u200b")
        if stripped:
            found.append(Line(stripped, number, gap))
            gap = 0
        else:
            gap += 1
    return tuple(found)


def lines_of_markup(markup: Markup) -> tuple[Line, ...]:
    """The visible lines of an HTML document; see `scrapers.walk`."""
    from scrapers.walk import visible_lines  # noqa: PLC0415  # it makes lines: importing it above is a circle

    return visible_lines(markup)
