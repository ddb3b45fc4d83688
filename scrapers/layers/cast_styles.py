"""How a row of a cast is shown: by that the rows of one cast are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from scrapers.layers.label_table import fold_label
from scrapers.lines import Line

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is shown: its element, and the form of its link."""

    tag: str
    last_class: str
    link: str


def style(line: Line) -> Style:
    """How this line is shown, without its numbers; addresses made of the names that they lead to are of one form."""
    classes = line.classes.split()
    path = urlsplit(line.href or (line.links[0][1] if line.links else "")).path.strip("/").split("/")
    is_own = len(path) == 1 and _is_called(path[0], line.text)
    link = "#" if is_own else _NUMBER.sub("#", path[0])
    return Style(line.tag, _NUMBER.sub("#", classes[-1]) if classes else "", link)


def _is_called(address: str, name: str) -> bool:
    """Whether an address is made of the name itself: "/ann-lee-a12" of Ann Lee."""
    if "-" not in address and "_" not in address:
        return False
    words = fold_label(unquote(address)).replace("_", "-").split("-")
    return any(len(word) > 1 and word in words for word in fold_label(name).split())


def alike(one: Style, other: Style) -> bool:
    """Whether two lines are shown alike; the link's form tells where both have one."""
    if one.link and other.link and one.link != other.link:
        return False
    return bool(one.link) == bool(other.link) and one.tag == other.tag and one.last_class == other.last_class
