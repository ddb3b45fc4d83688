"""From HTML to its visible lines, in reading order.

One regular expression cuts the source into its texts and what stands between them; `scrapers.turns` says what each
between does. A walk over the parsed nodes in Python costs several times the parse, this about as much as one parse.
Nothing here recurses, and every step is linear, however deep the nesting or broken the source.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from html import unescape
from itertools import islice, zip_longest

from scrapers.lines import MOST_LINES, Line, Seen, seen
from scrapers.markup import Markup
from scrapers.preformatted import paragraphs
from scrapers.turns import Blocks, Turn, cut, leave, marked, turn, unmarked

_TEXTS = re.compile(rb">(\s*+(?:[^<\s]|<(?![a-zA-Z/!?]))[^<]*+(?:<(?![a-zA-Z/!?])[^<]*+)*)")
_QUOTED = re.compile(rb"""="[^"]*"|='[^']*'|"[^"]*\"""")
_QUOTE = re.compile(rb"""["']""")
_WHOLE_TAG = re.compile(rb"""<[^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*>""")
_MARKED_VALUE = re.compile(rb"""=\s*(?:"[^"<>]*[<>][^"]*"|'[^'<>]*[<>][^']*')""")
_MAX_CUTS = 200
"""How many hidden elements and scores are looked for between two texts."""
_MAX_MENDED = 500
"""Over how many texts an attribute that holds "<" and ">" is followed."""
_LONG_TAG = 4000
"""How far into a tag its open quote is looked for, in bytes."""
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")
_ENTITIES = (
    ("&nbsp;", " "),
    ("&quot;", '"'),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&laquo;", "«"),
    ("&raquo;", "»"),
    ("&mdash;", "—"),
    ("&ndash;", "–"),
    ("&rsquo;", "’"),
)
"""The ones that pages are full of; to read them one by one takes long."""
_NO_WIDTH = "\u00ad\u200b\u2060\ufeff"
_SEPARATORS = b" \t\r\n,;|.:()"
_Begun = tuple[int, str, bytes, int]
"""A line's gap and tag, the address of the link that it is wholly in, and where its pieces start."""
_Pair = tuple[bytes, bytes]
"""What stands between two texts, and the second of them."""
_new = tuple.__new__  # half of the time that Line(...) takes
_UNKNOWN: Turn = (0, False, None, None, False, False)
_Step = tuple[Turn, bytes, bytes]
"""What a between does, the between, and the text after it, which may be empty."""


def visible_lines(markup: Markup) -> tuple[Line, ...]:
    """The lines that a reader sees: blocks and <br> break them, inline texts are joined.

    >>> from scrapers.markup import set_apart
    >>> page = set_apart(b"<h1>Up</h1><dl><dt>Director<dd><a href='/p'>Pete Docter</a></dl><p hidden>no")
    >>> [(line.text, line.tag, line.href) for line in visible_lines(page)]
    [('Up', 'h1', ''), ('Director', 'dt', ''), ('Pete Docter', 'dd', '/p')]
    """
    return walked(markup).lines


def walked(markup: Markup) -> Seen:
    """The visible lines up to the most that are read, and how many more there are."""
    said: list[bytes] = []
    pieces: list[bytes] = []
    begun: list[_Begun] = []
    passed: list[bytes] = []
    blocks = Blocks()
    link = whole = b""
    gap, start, left = 0, -1, 0
    steps = _steps(markup.source)
    for (step, is_spaced, change, new_link, is_skipped, _), between, text in steps:
        if new_link is not None:
            link = new_link
        if step >= 0:
            if start >= 0:
                begun.append((gap, blocks.tag, whole, start))
                said.append(b"\0")
                gap, start = step, -1
                if len(begun) == MOST_LINES:
                    left = _count(text if not is_skipped else b"", steps)
                    break
            elif step > gap:
                gap = step
            if change is not None:
                blocks = blocks.then.get(change) or blocks.after(change)
        if is_skipped or not text:
            passed.append(between)
            continue
        before = between
        if passed:
            before = b">".join((*passed, between))
            passed.clear()
        if start < 0:
            whole, start = link, len(pieces)
        elif is_spaced:
            said.append(b" ")
        if whole != link and text.strip(_SEPARATORS):
            whole = b""
        said.append(text if blocks.tag != "pre" else text.replace(b"\n", b"\x1f"))
        pieces.append(before)
        pieces.append(text)
    begun.append((gap, blocks.tag, whole, start if start >= 0 else len(pieces)))
    lines, more = _lines(begun, _readable(b"".join(said)), pieces)
    return Seen(lines, left + more)


def _count(text: bytes, steps: Iterator[_Step]) -> int:
    """How many lines there are from `text` on."""
    count, is_begun = 0, bool(text)
    for (step, _, _, _, is_skipped, _), _, more in steps:
        count += is_begun and step >= 0
        is_begun = (is_begun and step < 0) or (bool(more) and not is_skipped)
    return count + is_begun


def _readable(said: bytes) -> str:
    """The texts with their entities read, twice where they are encoded twice, and no characters without width."""
    text = said.decode("utf-8", "replace")
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
        text = text.replace("&amp;", "&") if text.count("&") == text.count("&amp;") else unescape(text)
        if "&" in text and _ENTITY.search(text):
            text = unescape(text)
    if not text.isascii():
        for character in _NO_WIDTH:
            text = text.replace(character, "")
    return text


def _lines(begun: list[_Begun], text: str, pieces: list[bytes]) -> tuple[tuple[Line, ...], int]:
    """Put the lines together, and count those that are too many. One that says nothing leaves its gap to the next."""
    found: list[Line] = []
    left = more = 0
    begun.append((0, "", b"", len(pieces)))
    for number, words in enumerate(text.split("\0")):
        gap, tag, whole, start = begun[number]
        shown = paragraphs(words.replace("\x1f", "\n")) if tag == "pre" else ((" ".join(words.split()), 0),)
        for line, empty in shown:
            if line and len(found) == MOST_LINES:  # <pre> holds many lines
                more += 1
            elif line:
                href = _address(whole) if whole else ""
                own = tuple(pieces[start : begun[number + 1][3]])
                gap = max(gap, left, empty) if found else 0
                found.append(_new(Line, (line, len(found) + 1, gap, tag, href, own)))
                gap = left = 0
        left = max(gap, left)
    return seen(found), more


def _address(raw: bytes) -> str:
    address = raw.decode("utf-8", "replace")
    return unescape(address) if "&" in address else address


def _steps(source: bytes) -> Iterator[_Step]:
    """Each text of the source, what stands before it, and what that does."""
    known: dict[bytes, Turn | None] = {}
    pairs = _pairs(source)
    hidden, depth = b"", 0
    for between, text in pairs:
        if hidden:
            depth, rest = leave(hidden, between, depth)
            if depth == 0:
                hidden, depth = yield from _slow_steps(rest, text, pairs)
            continue
        done = known.get(between, _UNKNOWN)
        if done is _UNKNOWN:
            done = known[between] = _plain_turn(between)
        if done is None:
            hidden, depth = yield from _slow_steps(between, text, pairs)
        else:
            yield done, between, text


def _plain_turn(between: bytes) -> Turn | None:
    """The turn of a between that tags alone say; None for others."""
    if between.count(b'"') % 2 or (b"'" in between and _is_open(between)):
        return None
    done = turn(between)
    return None if done[-1] and cut(between) is not None else done


def _slow_steps(between: bytes, text: bytes, more: Iterator[_Pair]) -> Generator[_Step, None, tuple[bytes, int]]:
    """The steps of a between with attributes that hold "<", hidden elements, scores. Returns what is left hidden."""
    if _is_open(between):
        between, text = _mended(between, text, more)
    for _ in range(_MAX_CUTS):
        found = cut(between)
        if found is None:
            break
        yield turn(found.before), found.before, found.score
        between = found.after
        if found.hidden:
            depth, between = leave(found.hidden, between, 1)
            if depth:
                return found.hidden, depth
    else:
        between = unmarked(between)
    yield turn(between), between, text
    return b"", 0


def _pairs(source: bytes) -> Iterator[_Pair]:
    """What stands between the texts of the source, and the texts; b"" after the last."""
    pieces = _TEXTS.split(b">" + marked(source.replace(b"\0", b"").replace(b"\x1a", b"")))
    return zip_longest(pieces[::2], pieces[1::2], fillvalue=b"")


def _is_open(between: bytes) -> bool:
    """Whether a quote is open at its end: the text that follows is part of an attribute."""
    if between.count(b'"') % 2:
        return True
    return b"'" in between and between.count(b"'") % 2 == 1 and _QUOTED.sub(b"", between).count(b"'") % 2 == 1


def _mended(between: bytes, text: bytes, more: Iterator[_Pair]) -> _Pair:
    """The between and the text that are really there, where an attribute of `between` holds "<" or ">"."""
    joined, at = _joined(between, text), 0
    for _ in range(_MAX_MENDED):
        while (start := joined.find(b"<", at)) >= 0:
            whole = _WHOLE_TAG.match(joined, start)
            quote = None if whole else _QUOTE.search(_QUOTED.sub(b"", joined[start : start + _LONG_TAG]))
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
        joined = b"".join([joined, *(_joined(*pair) for pair in missing)])
        at = start
    return _MARKED_VALUE.sub(b'=""', joined[: max(at - 1, 0)]), joined[at:]


def _joined(between: bytes, text: bytes) -> bytes:
    """The source of a pair; the last between of a page has its own end."""
    return between + b">" + text if text else between


def _until(quote: bytes, more: Iterator[_Pair]) -> Iterator[_Pair]:
    """The next pairs, up to the first that holds `quote`."""
    for pair in islice(more, _MAX_MENDED):
        yield pair
        if quote in pair[0] or quote in pair[1]:
            return
