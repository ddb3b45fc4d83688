"""What the tags between two texts of a page do: end the line, open a list item or a link, hide what follows.

Every function here reads one "between": the source from the end of a text to the start of the next, without the
last ">" ("</b></td><td class='x'"). Pages repeat most of them, so each is read once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from scrapers import unfolding

_NAMES = re.compile(rb"<(/?[a-zA-Z][^\s/<>]*)")
_INLINE = frozenset(
    b"a abbr acronym area b bdi bdo big body button cite code data datalist del dfn em font html i iframe img input "
    b"ins kbd label link map mark meta meter nobr noscript output param picture progress q rb rp rt rtc ruby s samp "
    b"script select small source span strike strong style sub sup svg template textarea time track tt u var wbr".split()
)
"""Elements that do not break the line. Every other one does, known or not."""
_INLINE_TAGS = frozenset(mark + name.decode() for name in _INLINE for mark in ("", "/"))
"""These as tags, opening and closing."""
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_NAMED = _TITLES | frozenset(
    {"p", "li", "td", "th", "tr", "dt", "dd", "dl", "ul", "ol", "table", "caption", "figcaption", "blockquote", "pre"}
    | {"summary", "legend"}
)
"""Blocks that a line names as its tag, or that hold such."""
_SECTIONS = frozenset({"section", "article", "aside", "main", "nav", "header", "footer", "form", "dialog"})
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_UNNESTED = {
    b"p": rb"p",
    b"li": rb"ul|ol|menu",
    b"dt": rb"dl",
    b"dd": rb"dl",
    b"td": rb"table",
    b"th": rb"table",
}
"""Elements that end where the next of their name begins, and what may hold others of their name within them."""
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_KEEPS_TAG = frozenset({"li", "dt", "dd", "th"})
"""Blocks in which a paragraph is no more than the block itself."""
_ENDS = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th"}),
}
"""Blocks whose end tag may be left out, and what their start ends beside a paragraph."""
_HIDES = b"\x1a"
"""Ends the name of an element that hides its content, once `marked` has seen it."""
_HIDING_WORDS = (b"isplay:", b"hidden", b"DISPLAY:")
"""What stands in the tag of an element that hides its content; only long words are quickly looked for."""
_HIDING = re.compile(
    rb"""isplay:\s?none|DISPLAY:\s?(?:none|NONE)|(?<=visibility:)hidden|(?<=visibility: )hidden"""
    rb"""|(?<=\s)hidden(?=[\s/>]|=(?!["']?until))|(?<=(aria)-)hidden=["']?true"""
)
_LABELS = (b'alt="', b'-label="', b'title="')
_WORDLESS = re.compile(rb"(?:^| )(?:(?:img|svg|input)(?= |$)|([^ /]+) /\1(?= |$))", re.IGNORECASE)
"""An element that stands for a picture, or that has no text of its own."""
_MAX_LABEL = 60
_MAYBE_SCORE = re.compile(rb"[\d*\xe2]")
_SCORE = re.compile(
    r"^\D{0,25}\d{1,3}(?:[.,]\d{1,2})?\s*(?:/|%|out of|of|von|sur|de|di|av|af|na|z|из|su|på|van|em|od)\s*\d{0,3}"
    r"\W*(?:stars?|points?|sterne?n?|étoiles?|estrellas?|estrelas?|stelle|stjärnor|stjerner|sterren|gwiazd\w*"
    r"|hvězd\w*)?\W*$"
    r"|^(?:terningkast|dice|rated|betyg|ocena|karakter|arvosana)\W{0,2}\d(?:[.,]5)?$"
    r"|^[★☆⭐✭½]{2,}$|^\*{1,5}½?$"
    r"|^\D{0,25}\d(?:[.,]\d)?\s*(?:stars?|sterne?|étoiles?|estrellas?|stelle|stjärnor|звезд|星)",
    re.IGNORECASE,
)
_SKIPPED = frozenset({"title", "rt", "rp", "option"})
_JOINED = frozenset({"/font", "/sub", "/sup", "/mark"})
_SPACE = re.compile(rb">\s")
_UNQUOTED = re.compile(rb"[^\s>]*")
_MAX_OPEN = 40
"""How many named blocks are remembered as open."""


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """What a between does to the named blocks: those that it ends and did not open, those that it leaves open."""

    closed: tuple[str, ...]
    opened: tuple[str, ...]


Turn = tuple[int, bool, Change | None, bytes | None, bool, bool]
"""What one between does:

gap: -1 goes on with the line, 0 breaks it, 1 begins a block, 2 a section;
is spaced: whether there is a space between the texts, where the line goes on;
change: what it does to the named blocks, if anything;
link: the address of the link that it leaves open; b"" closes the open link; None leaves links as they are;
is skipped: whether the text after it is for machines or for pronunciation;
may cut: whether `cut` may find something in it.
A bare tuple, because a page makes a thousand of them.
"""


class Blocks:
    """The named blocks that are open at some place, and where each change leads from there.

    The places of one page where the same blocks are open are one object (`known`): a page has a thousand changes, and
    only some dozens of such places.
    """

    __slots__ = ("known", "open", "tag", "then")

    def __init__(self, names: tuple[str, ...] = (), known: dict[tuple[str, ...], Blocks] | None = None) -> None:
        self.open = names
        self.known = {} if known is None else known
        self.known[names] = self
        self.then: dict[Change, Blocks] = {}
        self.tag = names[-1] if names and names[-1] not in _LISTS else ""
        if self.tag == "p" and len(names) > 1 and names[-2] in _KEEPS_TAG:
            self.tag = names[-2]

    def after(self, change: Change) -> Blocks:
        """The blocks that are open then. What ends inside a list or table ends nothing around it.

        >>> Blocks(("table", "td", "ul", "li")).after(Change(("p", "td"), ("p",))).open
        ('table', 'td', 'ul', 'li', 'p')
        """
        names = self.open
        for name in change.closed:
            for place in range(len(names) - 1, -1, -1):
                if names[place] == name:
                    names = names[:place]
                    break
                if names[place] in _LISTS and name not in _LISTS:
                    break
        names = (*names, *change.opened)[-_MAX_OPEN:]
        then = self.then[change] = self.known.get(names) or Blocks(names, self.known)
        return then


class Cut(NamedTuple):
    """A between in which an element begins that hides its content, or shows a score in an attribute alone."""

    before: bytes
    after: bytes
    hidden: bytes
    """The name of the element that hides its content, b"" where there is none."""
    score: bytes


def turn(between: bytes) -> Turn:
    """Read a between.

    >>> turn(b'</i> <a href="/x"')
    (-1, True, None, b'/x', False, False)
    """
    shape = _shape(b" ".join(_NAMES.findall(between)))
    gap, is_spaced, change, link, is_skipped, may_cut = shape
    if gap < 0 and not is_spaced:
        is_spaced = _SPACE.search(between) is not None
    elif not link:
        return shape
    if link:
        link = _href(between, between.rfind(b"<a") if b"<a" in between else between.rfind(b"<A"))
    return gap, is_spaced, change, link, is_skipped, may_cut


def _href(between: bytes, at: int) -> bytes:
    """The address of the link that begins at `at`; b"" where it has none."""
    start = between.find(b"href=", at)
    start = start if start >= 0 else between.lower().find(b"href=", at)
    if start < 0:
        return b""
    at = start + 5
    quote = between[at : at + 1]
    if quote in {b'"', b"'"}:
        end = between.find(quote, at + 1)
        return between[at + 1 : end if end >= 0 else None]
    return _UNQUOTED.match(between, at)[0]  # type: ignore[index]  # it matches nothing, too


@lru_cache(maxsize=8192)
def _shape(names: bytes) -> Turn:
    """The turn that the tags `names` ("/a /td tr td a") make; its link is b"a" where one is left open."""
    may_cut = _HIDES in names or _WORDLESS.search(names) is not None
    tags = names.decode("utf-8", "replace").lower().split()
    blocks = [tag for tag in tags if tag not in _INLINE_TAGS]
    skipped = bool(tags) and tags[-1] in _SKIPPED
    links = [tag for tag in tags if tag in {"a", "/a"}]
    link = None if not links else b"a" if links[-1] == "a" else b""
    if not blocks:
        apart = len(tags) > 1 and tags[0].startswith("/") and not tags[-1].startswith("/") and tags[0] not in _JOINED
        return -1, apart, None, link, skipped, may_cut
    if all(block == "br" for block in blocks):
        return min(len(blocks) - 1, 1), True, None, link, skipped, may_cut
    section = any(block in _TITLES or block.lstrip("/") in _SECTIONS for block in blocks)
    return (2 if section else 1), True, _change(blocks), link, skipped, may_cut


def _change(tags: list[str]) -> Change:
    """What the block tags `tags` do. Any of them ends a paragraph."""
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
    return Change(tuple(closed), tuple(opened[-_MAX_OPEN:]))


def marked(source: bytes) -> bytes:
    """`source` with a mark after the name of every element that hides its content."""
    marks: set[int] = set()
    for word in _HIDING_WORDS:
        for start, named, end in _hiding_tags(source, word):
            if end == len(source) or not unfolding.unfolds(source, start, end + 1):
                marks.add(named)
            elif dots := unfolding.dots_before(source, start):
                marks.add(dots)
    places = [0, *sorted(marks), len(source)]
    return _HIDES.join(source[start:end] for start, end in pairwise(places))


def _hiding_tags(source: bytes, word: bytes) -> Iterator[tuple[int, int, int]]:
    """Where each tag that hides its content by saying `word` begins, has its name's end, and ends.

    What has been searched is not searched again: a tag may say the word without end, or never end itself.
    """
    at = start = end = told = -1
    searched = 0
    while (at := source.find(word, at + 1)) >= 0:
        hiding = _HIDING.match(source, at)
        if hiding is None:
            continue
        start, searched = max(start, source.rfind(b"<", searched, at)), at
        if end < start:
            end = source.find(b">", start)
            end = end if end >= 0 else len(source)
        named = _NAMES.match(source, start) if start >= 0 and at < end != told else None
        name = named[1].lower() if named else b""
        if named is None or name in _VOID or (name in _INLINE and hiding[1]):
            continue
        told = end
        yield start, named.end(), end


def cut(between: bytes) -> Cut | None:
    """The first place where something begins that is not said by tags alone: hidden content, a score in an attribute.

    >>> cut(b'<p><img alt="7/10"></p><p')
    Cut(before=b'<p>', after=b'</p><p', hidden=b'', score=b'7/10')
    """
    hiding = between.find(_HIDES)
    if hiding >= 0:
        start = between.rfind(b"<", 0, hiding)
        end = between.find(b">", hiding) + 1 or len(between)
        return Cut(between[:start], between[end:], between[start + 1 : hiding].lower(), b"")
    found = _score(between)
    if found is None:
        return None
    start, end = found
    tag_end = between.find(b">", end) + 1 or len(between)
    return Cut(between[: max(between.rfind(b"<", 0, start), 0)], between[tag_end:], b"", between[start:end])


def _score(between: bytes) -> tuple[int, int] | None:
    """Where an attribute that describes its element says a score."""
    for label in _LABELS:
        start = between.find(label)
        while start >= 0:
            start += len(label)
            end = between.find(b'"', start)
            words = between[start:end] if end - start < _MAX_LABEL else b""
            if _MAYBE_SCORE.search(words) and _SCORE.search(words.decode("utf-8", "replace")):
                return start, end
            start = between.find(label, start)
    return None


def leave(hidden: bytes, between: bytes, depth: int) -> tuple[int, bytes]:
    """Follow the hidden element `hidden`, `depth` deep, through a between: the depth after it, and what follows."""
    holder = _UNNESTED.get(hidden)
    names = re.escape(hidden) + (b"|" + holder if holder else b"")
    for tag in re.finditer(rb"<(/?)(" + names + rb")(?=[\s/>\x1a]|$)[^<>]*>?", between, re.IGNORECASE):
        if holder and tag[2].lower() == hidden:
            if depth == 1:
                return 0, between[tag.end() if tag[1] else tag.start() :]
            continue
        depth += -1 if tag[1] else 1
        if depth == 0:
            return 0, between[tag.start() if holder else tag.end() :]
    if hidden == b"p" and turn(between)[0] > 0:
        return 0, between
    return depth, b""


def unmarked(between: bytes) -> bytes:
    """`between` without the marks that `marked` made."""
    return between.replace(_HIDES, b"")
