"""From a parsed HTML document to its visible lines, in reading order.

The tree is serialised and cut at its block tags by one regular expression: a walk over the nodes in Python costs
several times the parse. The serialiser closes what was open and escapes "<" and ">" in attributes, so the cuts are
exact, and nothing here recurses, however deep the nesting.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from scrapers.lines import Line

_UNSEEN = ("script", "style", "template", "noscript", "svg", "select", "datalist", "textarea", "iframe", "object")
_UNSEEN_TAGS = frozenset({*_UNSEEN, "title", "math", "canvas", "audio", "video", "rt", "rp", "xmp", "noframes"})
"""Elements whose content nobody reads as a line."""
_RAW = frozenset({"script", "style", "iframe", "xmp", "noframes"})
"""Of these, the ones whose content is no markup: they end with their first closing tag."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"li", "dt", "dd", "th", "td", "caption"})
_TAGGED = _HEADINGS | _CELLS | {"p", "figcaption", "blockquote", "summary", "pre", "legend"}
"""Blocks that a line names as its tag; others take the tag of the block around them."""
_KEEPS_TAG = frozenset({"li", "dt", "dd", "th"})
"""Blocks in which a paragraph is no more than the block itself."""
_REGIONS = frozenset({"nav", "header", "footer", "aside", "main", "article", "section", "form", "dialog"})
_BREAKS = frozenset({"br", "hr"})
_SECTIONS = frozenset({*_REGIONS, *_HEADINGS, "hr"})
_BLOCKS = (
    "div|p|li|ul|ol|dl|dt|dd|t[dhr]|table|thead|tbody|tfoot|caption|h[1-6r]|br|section|article|aside|main|nav|header|"
    "footer|form|fieldset|legend|figure|figcaption|blockquote|details|summary|dialog|address|center|pre|hgroup|menu|"
    "search|dir|listing|optgroup|[a-z]+-[^\\s>]*"
)
_CUT = re.compile(rf"<(/?)({_BLOCKS}|{'|'.join(sorted(_UNSEEN_TAGS))})((?: [^>]*)?)>")
_TAG = re.compile(r"<[^>]*>")
_ADJACENT = re.compile(r"(</(?:span|a|b|i|em|strong|small|time|label|button|cite|abbr)>)(?=<[a-z])")
_HIDDEN = re.compile(r' hidden=""(?!\S)| style="[^"]*(?:display:\s*none|visibility:\s*hidden)| aria-hidden="true"')
_HIDDEN_INLINE = re.compile(
    r"""<([a-z]+)(?= )[^>]* (?:hidden=""(?!\S)|style="[^"]*(?:display:\s*none|visibility:\s*hidden))[^>]*>"""
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")
_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
_LABELLED = re.compile(r' (?:alt|aria-label|title)="([^"]{1,60})"')
_SCORE = re.compile(
    r"^\W*\d{1,3}(?:[.,]\d{1,2})?\s*(?:/|%|out of|of|von|sur|de|di|av|z|из|su|på|van)\s*\d{0,3}"
    r"|[★☆⭐½]{2,}|^\*{1,5}½?$|\d\s*(?:stars?|sterne?|étoiles?|estrellas?|stelle|stjärnor|звезд|星)",
    re.IGNORECASE,
)
_JUNK = str.maketrans({"\u00ad": None, "\u200b": None, "\ufeff": None, "\u2060": None})


class _Block(NamedTuple):
    name: str
    tag: str
    attributes: str
    region: str


def visible_lines(tree: LexborHTMLParser) -> tuple[Line, ...]:
    """The lines that a reader sees: blocks and <br> break them, inline texts are joined.

    >>> page = LexborHTMLParser("<h1>Up</h1><dl><dt>Director<dd><a href='/p'>Pete Docter</a></dl><p hidden>no")
    >>> [(line.text, line.tag, line.href) for line in visible_lines(page)]
    [('Up', 'h1', ''), ('Director', 'dt', ''), ('Pete Docter', 'dd', '/p')]
    """
    body = tree.body
    source = body.inner_html if body is not None else ""
    return _Walk().lines(_without_comments(source or ""))


def _without_comments(source: str) -> str:
    """`source` without its comments, in linear time whatever it holds."""
    if "<!--" not in source:
        return source
    kept, at = [], 0
    while (start := source.find("<!--", at)) >= 0:
        kept.append(source[at:start])
        end = source.find("-->", start + 2)
        at = end + 3 if end >= 0 else len(source)
    kept.append(source[at:])
    return "".join(kept)


class _Walk:
    """The state of one walk: the open blocks, the link that is open, the gap before the next line."""

    def __init__(self) -> None:
        self.found: list[Line] = []
        self.stack = [_Block("body", "", "", "")]
        self.gap = 0
        self.link = ""

    def lines(self, source: str) -> tuple[Line, ...]:
        """All lines of the serialised body `source`."""
        pieces = _CUT.split(source)
        skipped, depth = "", 0
        self._text(pieces[0])
        stack = self.stack
        for closing, name, attributes, text in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
            if skipped:
                if name == skipped and (closing or name not in _RAW):
                    depth += -1 if closing else 1
                if depth:
                    continue
                skipped = ""
            elif closing:
                if len(stack) > 1:
                    stack.pop()
                self.gap = max(self.gap, 2 if name in _REGIONS else 1)
            elif name in _BREAKS:
                self.gap = max(self.gap, 2 if name == "hr" else 0)
            elif name in _UNSEEN_TAGS or (attributes and _is_hidden(attributes)):
                skipped, depth = name, 1
                continue
            else:
                self._open(name, attributes)
            if text and not text.isspace():
                self._text(text)
        return tuple(self.found)

    def _open(self, name: str, attributes: str) -> None:
        around = self.stack[-1]
        named = name in _TAGGED and not (name == "p" and around.tag in _KEEPS_TAG)
        region = name if name in _REGIONS and name != "section" else around.region
        self.stack.append(_Block(name, name if named else around.tag, attributes, region))
        self.gap = max(self.gap, 2 if name in _SECTIONS else 1)

    def _text(self, chunk: str) -> None:
        """Add the line (in <pre>: the lines) of what stands between two block tags."""
        link = self.link
        if "<" in chunk:
            chunk = _seen(chunk)
            opened, closed = chunk.rfind("<a "), chunk.rfind("</a>")
            if opened > closed:
                opening = _HREF.match(chunk, opened)
                self.link = opening[1] if opening else ""
                chunk += "</a>"
            elif closed >= 0:
                self.link = ""
        if link:
            chunk = f'<a href="{link}">{chunk}</a>'
        block = self.stack[-1]
        for part in chunk.splitlines() if block.name == "pre" else (chunk,):
            text = _plain(part)
            if text:
                href = _whole_link(part) if "<a " in part else ""
                self.found.append(Line(text, len(self.found) + 1, self.gap if self.found else 0, block.tag, href))
                self.gap = 0


def _is_hidden(attributes: str) -> bool:
    return ("hidden" in attributes or "none" in attributes) and _HIDDEN.search(attributes) is not None


def _plain(markup: str) -> str:
    """The text of inline markup, whitespace folded, entities read, twice where they are encoded twice."""
    if "<" in markup:
        text = _TAG.sub("", _ADJACENT.sub(r"\1 ", markup) if "><" in markup else markup)
        if ("alt=" in markup or "label=" in markup or "title=" in markup) and (text.isspace() or len(text) < 40):
            score = next((s for s in _LABELLED.findall(markup) if _SCORE.search(s) and s not in text), "")
            text = f"{text} {score}"
    else:
        text = markup
    if "&" in text:
        text = unescape(text)
        if _ENTITY.search(text):
            text = unescape(text)
    return " ".join(text.translate(_JUNK).split() if not text.isascii() else text.split())


def _seen(markup: str) -> str:
    """Inline markup without its hidden elements."""
    while hidden := _HIDDEN_INLINE.search(markup) if "hidden" in markup or "none" in markup else None:
        depth, end = 1, len(markup)
        for tag in re.finditer(rf"<(/?){hidden[1]}(?:\s[^>]*)?>", markup[hidden.end() :]):
            depth += -1 if tag[1] else 1
            if not depth:
                end = hidden.end() + tag.end()
                break
        markup = markup[: hidden.start()] + markup[end:]
    return markup


def _whole_link(markup: str) -> str:
    """The address, where one link is all that `markup` says."""
    start, end = markup.find("<a "), markup.rfind("</a>")
    outside = _TAG.sub("", markup[:start] + markup[end + 4 :]).strip(" \n\t,;|·•›»«")
    href = _HREF.match(markup, start)
    if outside or href is None or markup.find("<a ", start + 3) >= 0:
        return ""
    return unescape(href[1])
