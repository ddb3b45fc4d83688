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
_LONGEST_HEADING = 80
_SIGNATURE = "--"
"""What stands between a text and its author's lines, in mail and in newsgroups."""
_BOX = 25
"""Lines of a box in the middle of a text, at most."""
_LONGEST_NOTE = 60
"""Words of a note on the author."""


def _is_comments(line: Line) -> bool:
    return len(line.text) <= _LONGEST_HEADING and _COMMENTS.search(line.low) is not None


def over(lines: Sequence[Line], first: int, is_real: Callable[[Line], bool]) -> int:
    """Where the post that begins at `first` is over. `is_real` tells the paragraphs that are surely of a text."""
    rises: Rises | None = None
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if line.text == _SIGNATURE or (line.tag != "pre" and lines[first].tag == "pre"):
            return at
        if line.tag not in HEADINGS or len(line.text) > _LONGEST_HEADING:
            continue
        if _is_comments(line):
            return at
        boxed = line.classes and NOT_BODY.search(lower(line.classes))
        if not boxed and not _END.match(line.low):
            continue
        if any(after.gap > 1 and is_real(after) for after in lines[at + 1 : at + 3]):
            continue
        rises = rises or Rises(lines)
        if _AUTHOR.match(line.low) or not _resumes(lines, first, at, rises, is_real):
            return at
    return len(lines)


def _resumes(lines: Sequence[Line], first: int, box: int, rises: Rises, is_real: Callable[[Line], bool]) -> bool:
    """Whether the text goes on below the box, in the block that holds its paragraphs."""
    real = [at for at in range(first + 1, box) if is_real(lines[at])]
    rank = min((rises.of[at].low for at in range(first + 1, real[-1] + 1)), default=0) if real else rises.of[box].low
    if rises.of[box].low < rank:
        return False
    for at in range(box + 1, min(len(lines), box + 1 + _BOX)):
        if rises.of[at].low < rank or _is_comments(lines[at]):
            return False
        if rises.of[at].low == rank and lines[at].tag == lines[first].tag and is_real(lines[at]):
            return True
    return False


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
