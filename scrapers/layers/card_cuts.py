"""Where one card ends and the next begins, by the elements that hold them.

Cards are mostly elements of one rank: between two texts the markup rises to the element that holds all the cards, and
goes down again. Each line tells how high the markup rises before it (`low`, in open blocks), and what block begins at
that height. Nothing is parsed twice: the tags between the texts are counted where they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from scrapers.lines import Line

_TAGS = re.compile(rb"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)")
_CLASS = re.compile(rb"""\sclass\s*=\s*["']?\s*([^"'<>]*)""", re.IGNORECASE)
_UNCOUNTED = frozenset(
    b"a abbr acronym area b base bdi bdo big br button cite code col data del dfn em embed font hr i img input ins kbd "
    b"label link map mark meta noscript option p param picture progress q ruby s samp select small source span strike "
    b"strong sub sup svg path g use circle defs title time track tt u var wbr".split()
)
"""Elements that hold no card, or whose end is often left out."""
_ENDED_BY = {
    b"li": frozenset({b"li"}),
    b"dt": frozenset({b"dt", b"dd"}),
    b"dd": frozenset({b"dt", b"dd"}),
    b"td": frozenset({b"td", b"th"}),
    b"th": frozenset({b"td", b"th"}),
    b"tr": frozenset({b"td", b"th", b"tr"}),
}
_HOLDERS = frozenset({b"ul", b"ol", b"menu", b"dl", b"table"})
_DEEPEST = 200
"""Open blocks that are remembered."""
_BACK = 40
"""Lines in which a first card begins, and a last one ends."""
_CLASS_LENGTH = 80
"""Characters of class words that are remembered."""

_Tag = tuple[bool, bytes, bytes]
"""Whether it is an end tag, its name, and its class words."""


class Rise(NamedTuple):
    """How the markup moves before a line: the fewest blocks open, the block that begins there, whether any does."""

    low: int
    block: tuple[bytes, bytes]
    moves: bool = True


@lru_cache(maxsize=4096)
def _tags(between: bytes) -> tuple[_Tag, ...]:
    """The tags of blocks in a between."""
    found: list[_Tag] = []
    for ends, name, rest in _TAGS.findall(between):
        low = name.lower()
        if low in _UNCOUNTED or rest.endswith(b"/"):
            continue
        classes = _CLASS.search(rest) if not ends and rest else None
        found.append((bool(ends), low, classes[1][:_CLASS_LENGTH] if classes else b""))
    return tuple(found)


class Rises:
    """The rises of a page's lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._open: list[bytes] = []
        self._base = 0
        self.of = [self._through(line.pieces[0] if line.pieces else b"") for line in lines]

    def _through(self, between: bytes) -> Rise:
        low, block = self._base + len(self._open), (b"", b"")
        tags = _tags(between) if b"<" in between else ()
        for ends, name, word in tags:
            if ends:
                self._end(name)
            else:
                self._end_before(name)
            depth = self._base + len(self._open)
            if depth < low or (depth == low and not ends):
                low, block = depth, (b"", b"") if ends else (name, word)
            if not ends:
                self._open.append(name)
                if len(self._open) > _DEEPEST:
                    self._base += 1
                    del self._open[0]
        return Rise(low, block, bool(tags))

    def _end(self, name: bytes) -> None:
        if name in self._open:
            while self._open.pop() != name:
                pass
        elif not self._open:
            self._base -= 1

    def _end_before(self, name: bytes) -> None:
        """End the blocks that the start of this one ends: the row above ends where a row begins."""
        ended = _ENDED_BY.get(name)
        if not ended:
            return
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place] in _HOLDERS:
                return
            if self._open[place] in ended and (place == 0 or self._open[place - 1] not in ended):
                del self._open[place:]
                return

    def places(self, end: int, start: int) -> list[int]:
        """The lines from `end`, after one text, to `start`, the next text, before which the markup rises highest."""
        low = min(rise.low for rise in self.of[end : start + 1])
        return [at for at in range(end, start + 1) if self.of[at].low == low]

    def rank(self, spans: Sequence[tuple[int, int]]) -> int | None:
        """How many blocks are open around each of the cards, where most of them are a block of their own."""
        pairs = [self.places(end, start) for (_, end), (start, _) in pairwise(spans)]
        alone = [self.of[at[0]].low for at in pairs if len(at) == 1 and self.of[at[0]].block[0]]
        if not alone or len(alone) * 2 <= len(pairs):
            return None
        low, often = Counter(alone).most_common(1)[0]
        return low if often * 2 > len(alone) else None

    def first(self, start: int, rank: int) -> int | None:
        """The line that begins the card of the text at `start`."""
        return next((at for at in range(start, max(-1, start - _BACK), -1) if self.of[at].low <= rank), None)

    def last(self, end: int, rank: int) -> int | None:
        """The line past the card of a text that ends before line `end`; no paragraph that only a break sets apart."""
        near = range(end, min(len(self.of), end + _BACK))
        return next((at for at in near if self.of[at].low <= rank and self.of[at].moves), None)
