"""What the tags between two texts of a page do: end the line, open a list item or a link, hide what follows.

Every function here reads one "between": the source from the end of a text to the start of the next, without the
last ">" ("</b></td><td class='x'"). Pages repeat most of them, so each is read once and remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_NAMES = re.compile(rb"<(/?[a-zA-Z][^\s/<>]*)")
_INLINE = frozenset(
    b"a abbr acronym area b bdi bdo big body button cite code data datalist del dfn em font html i iframe img input "
    b"ins kbd label link map mark meta meter nobr noscript output param picture progress q rb rp rt rtc ruby s samp script "
    b"select small source span strike strong style sub sup svg template textarea time track tt u var wbr".split()
)
"""Elements that do not break the line. Every other one does, known or not."""
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_NAMED = _TITLES | frozenset(
    {"p", "li", "td", "th", "tr", "dt", "dd", "dl", "ul", "ol", "table", "caption", "figcaption", "blockquote", "pre"}
    | {"summary", "legend"}
)
"""Blocks that a line names as its tag, or that hold such."""
_SECTIONS = frozenset({"section", "article", "aside", "main", "nav", "header", "footer", "form", "dialog"})
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_UNNESTED = frozenset({b"p", b"td", b"th", b"dt", b"dd"})
"""Elements that end where the next of their name begins."""
LISTS = frozenset({"ul", "ol", "dl", "table"})
_ENDS = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th"}),
}
"""Blocks whose end tag may be left out, and what their start ends beside a paragraph."""
_HIDING = re.compile(
    rb"""\shidden(?=[\s/>]|$|=(?!["']?until))|(aria-hidden\s*=\s*["']?true)"""
    rb"""|\sstyle\s*=\s*["'][^"'<>]*(?:display:\s*none|visibility:\s*hidden)""",
    re.IGNORECASE,
)
_HREF = re.compile(rb"""[^<>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_LABEL = re.compile(rb"""="(?<=(?:alt|bel|tle)=")(?=[^"<>\d*\xe2]{0,30}[\d*\xe2])([^"<>]{1,60})"[^<>]*>?""")
_SCORE = re.compile(
    r"^\D{0,25}\d{1,3}(?:[.,]\d{1,2})?\s*(?:/|%|out of|of|von|sur|de|di|av|af|na|z|из|su|på|van)\s*\d{0,3}\W*$"
    r"|^[★☆⭐✭½]{2,}$|^\*{1,5}½?$|^\D{0,25}\d(?:[.,]\d)?\s*(?:stars?|sterne?|étoiles?|estrellas?|stelle|stjärnor|звезд|星)",
    re.IGNORECASE,
)
_SKIPPED = frozenset({"title", "rt", "rp", "option"})
_JOINED = frozenset({"/font", "/sub", "/sup", "/mark"})
_SPACE = re.compile(rb">\s")


class Turn(NamedTuple):
    """What one between does."""

    gap: int
    """-1 goes on with the line, 0 breaks it, 1 begins a block, 2 a section."""
    is_spaced: bool
    """Whether there is a space between the texts, where the line goes on."""
    closed: tuple[str, ...]
    """Named blocks that it ends and did not open."""
    opened: tuple[str, ...]
    """Named blocks that it opens and leaves open."""
    link: bytes | None
    """The address of the link that it leaves open; b"" closes the open link; None leaves links as they are."""
    is_skipped: bool
    """Whether the text after it is for machines or for pronunciation."""


class Cut(NamedTuple):
    """A between in which an element begins that hides its content, or shows a score in an attribute alone."""

    before: bytes
    after: bytes
    hidden: bytes
    """The name of the element that hides its content, b"" where there is none."""
    score: bytes


def turn(between: bytes) -> Turn:
    """Read a between.

    >>> turn(b'</a></td></tr><tr><td><a href="/x"')
    Turn(gap=1, is_spaced=True, closed=('p', 'td', 'tr', 'th'), opened=('td',), link=b'/x', is_skipped=False)
    """
    shape = _shape(b" ".join(_NAMES.findall(between)))
    gap, is_spaced, closed, opened, link, is_skipped = shape
    if gap < 0 and not is_spaced:
        is_spaced = _SPACE.search(between) is not None
    elif not link:
        return shape
    if link:
        href = _HREF.match(between, max(between.rfind(b"<a"), between.rfind(b"<A")) + 2)
        link = (href[1] or href[2] or href[3] or b"") if href else b""
    return Turn(gap, is_spaced, closed, opened, link, is_skipped)


@lru_cache(maxsize=8192)
def _shape(names: bytes) -> Turn:
    """The turn that the tags `names` ("/a /td tr td a") make; its link is b"a" where one is left open."""
    tags = names.decode("utf-8", "replace").lower().split()
    blocks = [tag for tag in tags if tag.lstrip("/").encode() not in _INLINE]
    skipped = bool(tags) and tags[-1] in _SKIPPED
    links = [tag for tag in tags if tag in {"a", "/a"}]
    link = None if not links else b"a" if links[-1] == "a" else b""
    if not blocks:
        apart = len(tags) > 1 and tags[0].startswith("/") and not tags[-1].startswith("/") and tags[0] not in _JOINED
        return Turn(-1, apart, (), (), link, skipped)
    if all(block == "br" for block in blocks):
        return Turn(min(len(blocks) - 1, 1), True, (), (), link, skipped)
    section = any(block in _TITLES or block.lstrip("/") in _SECTIONS for block in blocks)
    return Turn(2 if section else 1, True, *_blocks(blocks), link, skipped)


def _blocks(tags: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The named blocks that `tags` end from before, and those that they leave open. Any block ends a paragraph."""
    closed = ["p"]
    opened: list[str] = []
    for tag in tags:
        name = tag.lstrip("/")
        if tag != name:
            if name in opened:
                del opened[len(opened) - 1 - opened[::-1].index(name) :]
            elif name in _NAMED:
                closed.append(name)
            continue
        ends = _ENDS.get(name, frozenset())
        if opened and (opened[-1] in ends or opened[-1] == "p"):
            opened.pop()
        elif not opened:
            closed.extend(end for end in sorted(ends) if end not in closed)
        if name in _NAMED and name not in {"tr", "hr"}:
            opened.append(name)
    return tuple(closed), tuple(opened[-20:])


def cut(between: bytes) -> Cut | None:
    """The first place where something begins that is not said by tags alone: hidden content, a score in an attribute.

    >>> cut(b'<p><img alt="7/10"></p><p')
    Cut(before=b'<p>', after=b'</p><p', hidden=b'', score=b'7/10')
    """
    if b"hidden" in between or b"none" in between:
        for hiding in _HIDING.finditer(between):
            start = between.rfind(b"<", 0, hiding.start() + 1)
            named = _NAMES.match(between, start) if start >= 0 else None
            name = named[1].lower() if named else b"br"
            if name not in _VOID and not (hiding[1] and name in _INLINE):
                end = between.find(b">", hiding.end()) + 1 or len(between)
                return Cut(between[:start], between[end:], name, b"")
    for label in _LABEL.finditer(between):
        if _SCORE.search(label[1].decode("utf-8", "replace")):
            start = max(between.rfind(b"<", 0, label.start()), 0)
            return Cut(between[:start], between[label.end() :], b"", label[1])
    return None


def leave(hidden: bytes, between: bytes, depth: int) -> tuple[int, bytes]:
    """Follow the hidden element `hidden`, `depth` deep, through a between: the depth after it, and what follows."""
    for tag in re.finditer(rb"<(/?)" + re.escape(hidden) + rb"(?=[\s/>]|$)[^<>]*>?", between, re.IGNORECASE):
        if not tag[1] and hidden in _UNNESTED:
            return 0, between[tag.start() :]
        depth += -1 if tag[1] else 1
        if depth == 0:
            return 0, between[tag.end() :]
    if hidden == b"p" and turn(between).gap > 0:
        return 0, between
    return depth, b""
