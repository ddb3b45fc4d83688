"""Lines: the visible text of a page in reading order, the common ground of text files and HTML.

The layers `labels`, `entries`, `article` and `prose` read lines only, so that they read both media types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

_NEWLINES = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line: `text` stripped and never empty.

    `number` counts from 1 over the source's lines (text) or over the visible lines (HTML). `gap` is the number of
    empty lines before it; in HTML 0 continues the block before, 1 begins a block, 2 begins a section. `tag` is
    the nearest block element ("h1", "p", "li", "dt", "th"...), "" in text. `href` is set where the whole line is
    one link. `raw` is the line before stripping (trailing blanks tell a cut text).
    """

    text: str
    number: int
    gap: int = 0
    tag: str = ""
    href: str = ""

    @property
    def where(self) -> str:
        """Its place, for provenance: "line 12"."""
        return f"line {self.number}"


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


def lines_of_tree(tree: LexborHTMLParser) -> tuple[Line, ...]:
    """The visible lines of an HTML document; see `scrapers.walk`."""
    from scrapers.walk import visible_lines

    return visible_lines(tree)
