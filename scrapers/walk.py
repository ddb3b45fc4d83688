"""From HTML to its visible lines, in reading order.

One regular expression cuts the source into its texts and what stands between them; `scrapers.turns` says what each
between does. A walk over the parsed nodes in Python costs several times the parse, this about as much as one parse.
Nothing here recurses, and every step is linear, however deep the nesting or broken the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from scrapers.lines import Line
from scrapers.markup import Markup
from scrapers.turns import LISTS, Turn, cut, leave, turn

_TEXTS = re.compile(rb">(\s*+[^<\s][^<]*+)")
_QUOTED = re.compile(rb"""="[^"]*"|='[^']*'|"[^"]*\"""")
_QUOTE = re.compile(rb"""["']""")
_WHOLE_TAG = re.compile(rb"""<[^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*+>""")
_MARKED_VALUE = re.compile(rb"""=\s*(?:"[^"<>]*[<>][^"]*"|'[^'<>]*[<>][^']*')""")
_TAG_START = re.compile(rb"<[a-zA-Z/!?]")
_KEEPS_TAG = frozenset({"li", "dt", "dd", "th"})
"""Blocks in which a paragraph is no more than the block itself."""
_MAX_OPEN = 40
"""How many named blocks are remembered as open."""
_MAX_CUTS = 200
"""How many hidden elements and scores are looked for between two texts."""
_MAX_MENDED = 500
"""Over how many texts an attribute that holds "<" and ">" is followed."""
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")
_NO_WIDTH = ("\u00ad", "\u200b", "\u2060", "\ufeff")
_GOES_ON = turn(b"")

_Pair = tuple[bytes, bytes]
"""What stands between two texts, and the second of them."""


def visible_lines(markup: Markup) -> tuple[Line, ...]:
    """The lines that a reader sees: blocks and <br> break them, inline texts are joined.

    >>> from scrapers.markup import set_apart
    >>> page = set_apart(b"<h1>Up</h1><dl><dt>Director<dd><a href='/p'>Pete Docter</a></dl><p hidden>no")
    >>> [(line.text, line.tag, line.href) for line in visible_lines(page)]
    [('Up', 'h1', ''), ('Director', 'dt', ''), ('Pete Docter', 'dd', '/p')]
    """
    return _Walk().lines(markup.source)


class _Walk:
    """One walk over a source: the open blocks and link, and the line that is being said."""

    def __init__(self) -> None:
        self.found: list[Line] = []
        self.open: tuple[str, ...] = ()
        self.link = b""
        self.whole = b""
        self.gap = 0
        self.pieces: list[bytes] = []
        self.said: list[bytes] = []

    def lines(self, source: bytes) -> tuple[Line, ...]:
        """All lines of the source."""
        turns: dict[bytes, Turn | None] = {}
        pairs = _pairs(source)
        hidden, depth = b"", 0
        for between, text in pairs:
            if hidden:
                depth, rest = leave(hidden, between, depth)
                if depth == 0:
                    hidden, depth = self._say_slowly(rest, text, pairs)
                continue
            if between in turns:
                known = turns[between]
            else:
                known = turns[between] = None if _is_intricate(between) else turn(between)
            if known is None:
                hidden, depth = self._say_slowly(between, text, pairs)
            else:
                self._say(known, between, text)
        self._end()
        return tuple(self.found)

    def _say(self, done: Turn, between: bytes, text: bytes) -> None:
        """Do what `between` does, then say `text`, which may be empty."""
        gap, is_spaced, closed, opened, link, is_skipped = done
        if link is not None:
            self.link = link
        if gap >= 0:
            if self.said:
                self._end()
            self.gap = max(self.gap, gap)
            if closed or opened:
                self._follow(closed, opened)
        if not text or is_skipped:
            return
        if not self.said:
            self.whole = self.link
        else:
            if is_spaced:
                self.said.append(b" ")
            if self.whole != self.link and not text.strip().strip(b",;|.:()").isspace():
                self.whole = b""
        self.said.append(text)
        self.pieces.append(between)
        self.pieces.append(text)

    def _say_slowly(self, between: bytes, text: bytes, more: Iterator[_Pair]) -> tuple[bytes, int]:
        """Say what has attributes with "<", hidden elements or scores; the hidden element that is left open."""
        if _is_open(between):
            between, text = _mended(between, text, more)
        stray = between[:1] == b"<" and not _TAG_START.match(between)
        if stray:
            start = _TAG_START.search(between)
            at = start.start() if start else len(between)
            self._say(_GOES_ON, b"", between[:at])
            between = between[at:]
        for _ in range(_MAX_CUTS):
            found = cut(between)
            if found is None:
                break
            self._say(turn(found.before), found.before, found.score)
            between = found.after
            if found.hidden:
                depth, between = leave(found.hidden, between, 1)
                if depth:
                    return found.hidden, depth
        self._say(turn(between), between, text)
        return b"", 0

    def _follow(self, closed: tuple[str, ...], opened: tuple[str, ...]) -> None:
        """Keep the open blocks. What ends inside a list or table ends nothing around it."""
        blocks = self.open
        for name in closed:
            for place in range(len(blocks) - 1, -1, -1):
                if blocks[place] == name:
                    blocks = blocks[:place]
                    break
                if blocks[place] in LISTS and name not in LISTS:
                    break
        self.open = (*blocks, *opened)[-_MAX_OPEN:]

    def _end(self) -> None:
        """End the line that is being said."""
        text = b"".join(self.said).decode("utf-8", "replace")
        if "&" in text:
            text = unescape(text)
            if "&" in text and _ENTITY.search(text):
                text = unescape(text)
        if not text.isascii():
            for character in _NO_WIDTH:
                text = text.replace(character, "")
        tag = self.open[-1] if self.open else ""
        if tag == "p" and len(self.open) > 1 and self.open[-2] in _KEEPS_TAG:
            tag = self.open[-2]
        found = self.found
        for part in text.splitlines() if tag == "pre" else (text,):
            words = " ".join(part.split())
            if words:
                href = unescape(self.whole.decode("utf-8", "replace")) if self.whole else ""
                gap = self.gap if found else 0
                found.append(Line(words, len(found) + 1, gap, "" if tag in LISTS else tag, href, tuple(self.pieces)))
                self.gap = 0
        self.said.clear()
        self.pieces.clear()


def _pairs(source: bytes) -> Iterator[_Pair]:
    pieces = iter(_TEXTS.split(b">" + source))
    return zip(pieces, pieces, strict=False)


def _is_intricate(between: bytes) -> bool:
    """Whether the tags alone do not say what `between` does."""
    return _is_open(between) or (between[:1] == b"<" and not _TAG_START.match(between)) or cut(between) is not None


def _is_open(between: bytes) -> bool:
    """Whether a quote is open at its end: the text that follows is part of an attribute."""
    if between.count(b'"') % 2:
        return True
    return between.count(b"'") % 2 == 1 and _QUOTED.sub(b"", between).count(b"'") % 2 == 1


def _mended(between: bytes, text: bytes, more: Iterator[_Pair]) -> _Pair:
    """The between and the text that are really there, where an attribute of `between` holds "<" or ">"."""
    joined, at = between + b">" + text, 0
    for _ in range(_MAX_MENDED):
        while (start := joined.find(b"<", at)) >= 0:
            whole = _WHOLE_TAG.match(joined, start)
            quote = None if whole else _QUOTE.search(_QUOTED.sub(b"", joined[start:]))
            if quote:
                break
            at = whole.end() if whole else start + 1
        else:
            if not joined[at:].isspace() and joined[at:]:
                break
            start, quote = at, None
        missing = list(_until(quote[0] if quote else b"", more))
        if not missing:
            break
        joined = b"".join([joined, *(piece for one, other in missing for piece in (one, b">", other))])
        at = start
    return _MARKED_VALUE.sub(b'=""', joined[: max(at - 1, 0)]), joined[at:]


def _until(quote: bytes, more: Iterator[_Pair]) -> Iterator[_Pair]:
    """The next pairs, up to the first that holds `quote`."""
    for pair in islice(more, _MAX_MENDED):
        yield pair
        if quote in pair[0] or quote in pair[1]:
            return
