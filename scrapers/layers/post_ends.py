"""Where a post is over: at comments, at its author's box, at other posts. Boxes in its middle end nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from scrapers.layers.card_cuts import Rises
from scrapers.lines import Line
from scrapers.shapes import for_lower_case, lower
from scrapers.tables import table

_TABLE = table("posts")
NOT_BODY = for_lower_case(_TABLE["not_body"]["classes"])
_END = for_lower_case(rf"^\W{{0,3}}(?:{_TABLE['not_body']['end']})(?!\w)")
_AUTHOR = for_lower_case(rf"^\W{{0,3}}(?:{_TABLE['not_body']['author']})(?!\w)")
_NOTE = for_lower_case(_TABLE["not_body"]["note"])
_MAIL = re.compile(r"[\w.+-]{1,40}@[\w-]{1,40}\.\w{2,10}")
_COMMENTS = for_lower_case(_TABLE["comments"]["heading"])
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_AUTHOR_BOX = for_lower_case(_TABLE["not_body"]["author_box"])
_HELPFUL = for_lower_case(rf"^{table('phrases')['entry']['helpful']}")
_VOTES_END = frozenset("?？0123456789)")
"""How a question ends whether a review was helpful, and its votes."""
_LONGEST_HEADING = 80
_SIGNATURE = "--"
"""What stands between a text and its author's lines, in mail and in newsgroups."""
_BOX = 25
"""Lines of a box in the middle of a text, at most."""
_LONGEST_NOTE = 60
"""Words of a note on the author."""


def _is_comments(line: Line) -> bool:
    return len(line.text) <= _LONGEST_HEADING and _COMMENTS.search(line.low) is not None


def _is_below(line: Line) -> bool:
    """Whether a line that is no heading begins what stands below a post: its author's box, votes on the post."""
    if line.classes and _AUTHOR_BOX.search(lower(line.classes)):
        return True
    return line.text[-1] in _VOTES_END and _HELPFUL.match(line.low) is not None


def over(lines: Sequence[Line], first: int, is_real: Callable[[Line], bool]) -> int:
    """Where the post that begins at `first` is over. `is_real` tells the paragraphs that are surely of a text."""
    held: _Held | None = None
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if line.text == _SIGNATURE or (line.tag != "pre" and lines[first].tag == "pre"):
            return at
        if len(line.text) > _LONGEST_HEADING:
            continue
        if line.tag not in HEADINGS:
            if _is_below(line):
                held = held or _Held(lines, first, is_real)
                if not held.resumes(at):
                    return at
            continue
        if _is_comments(line):
            return at
        boxed = line.classes and NOT_BODY.search(lower(line.classes))
        if not boxed and not _END.match(line.low):
            continue
        if any(after.gap > 1 and is_real(after) for after in lines[at + 1 : at + 3]):
            continue
        held = held or _Held(lines, first, is_real)
        if _AUTHOR.match(line.low) or not held.resumes(at):
            return at
    return len(lines)


class _Held:
    """The block that holds a post's paragraphs, as far as they were met: how many blocks are open around them."""

    def __init__(self, lines: Sequence[Line], first: int, is_real: Callable[[Line], bool]) -> None:
        self._lines, self._first, self._is_real = lines, first, is_real
        self._rises = Rises(lines).of
        self._met = first + 1
        self._low: int | None = None
        self._since: int | None = None
        self._ranks: frozenset[int] = frozenset()

    def resumes(self, box: int) -> bool:
        """Whether the text goes on below the box at this line, in a block that holds its paragraphs.

        That is the block of all paragraphs, or the one of the last two: a standfirst stands outside of it.
        """
        self._meet(box)
        return any(self._resumes_in(box, rank) for rank in self._ranks or (self._rises[box].low,))

    def _resumes_in(self, box: int, rank: int) -> bool:
        if self._rises[box].low < rank:
            return False
        for at in range(box + 1, min(len(self._lines), box + 1 + _BOX)):
            line, low = self._lines[at], self._rises[at].low
            if low < rank or _is_comments(line):
                return False
            if low == rank and line.tag == self._lines[self._first].tag and self._is_real(line):
                return True
        return False

    def _meet(self, box: int) -> None:
        for at in range(self._met, box):
            low = self._rises[at].low
            self._low = low if self._low is None else min(self._low, low)
            self._since = low if self._since is None else min(self._since, low)
            if self._is_real(self._lines[at]):
                self._ranks = frozenset((self._low, self._since))
                self._since = None
        self._met = max(self._met, box)


def comments_at(lines: Sequence[Line]) -> int | None:
    """The number of the line that heads the comments under a post; None where there is none.

    >>> comments_at([Line("A film", 1, 2, "h1"), Line("3 comments:", 2, 2, "h4"), Line("Great!", 3, 1)])
    2
    """
    return next((line.number for line in lines if line.tag in HEADINGS and _is_comments(line)), None)


def is_note(line: Line) -> bool:
    """Whether the last lines of a text tell of its author, or how to reach him.

    >>> told = "Ann Lee’s column runs Tuesdays.", "Reach her at ann@paper.example.", "She runs, and we run with her."
    >>> [is_note(Line(text, 1)) for text in told]
    [True, True, False]
    """
    return line.words <= _LONGEST_NOTE and (_NOTE.search(line.low) is not None or _MAIL.search(line.text) is not None)
