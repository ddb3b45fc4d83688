"""Preformatted text: its lines, and the paragraphs that a fixed width broke into lines."""

from __future__ import annotations

import re

_BREAKS_FROM, _BREAKS_TO = 50, 100
"""Characters of the longest line of a text that was broken at a width."""
_RAGGED = 6
"""Characters that a line may be shorter than the width and its next word want it to be."""
_FEWEST = 3
"""Lines in which a width shows."""
_LABEL = re.compile(r"[^\W\d_][\w .&/'-]{1,30}[:：]\s")
_MARK = re.compile(r"[-*•>|#=_+]|\d{1,3}[.)]\s")
_SHORT = 0.6
"""Share of the width below which a line was not broken by it."""


def paragraphs(text: str) -> list[tuple[str, int]]:
    """Its lines, folded, each with the number of empty lines before it. Those that a width broke are one.

    >>> from textwrap import fill
    >>> text = "It begins with a boat that nobody has tied up, and a woman who looks on. She has seen it all before."
    >>> shown = "THE FORD\\n\\n" + fill(f"{text} {text} {text}") + "\\n\\nNobody in it swims.\\n\\nCast: Ann"
    >>> [(line[-9:], gap) for line, gap in paragraphs(shown)]
    [('THE FORD', 0), ('l before.', 1), ('it swims.', 1), ('Cast: Ann', 1)]
    """
    raw = [line.rstrip() for line in text.split("\n")]
    width = max(map(len, raw))
    is_broken = _BREAKS_FROM <= width <= _BREAKS_TO and sum(len(line) > width * _SHORT for line in raw) >= _FEWEST
    found: list[tuple[str, int]] = []
    gap = 0
    above = ""
    for line in raw:
        folded = " ".join(line.split())
        if not folded:
            gap += 1
            above = ""
            continue
        if is_broken and above and _goes_on(above, line, width):
            found[-1] = (f"{found[-1][0]} {folded}", found[-1][1])
        else:
            found.append((folded, gap))
        gap, above = 0, line
    return found


def _goes_on(above: str, line: str, width: int) -> bool:
    """Whether the line was broken off the one above: its first word had no room there."""
    words = line.split(None, 1)
    if len(above) <= width * _SHORT or _MARK.match(line.lstrip()) or _LABEL.match(line.lstrip()):
        return False
    return len(above) + 1 + len(words[0]) > width - _RAGGED
