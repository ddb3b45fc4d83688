"""Text that is hidden until a reader asks for it: the rest of a review behind "read more", a spoiler."""

from __future__ import annotations

import re

_NAMED = re.compile(
    rb"spoiler(?!-?(?:alert|warning|notice|button|toggle))|(?:review|comment|opinion)[-_]*(?:body|text|content)|full[-_]?text",
    re.IGNORECASE,
)
"""What the tag of an element says whose text is hidden until a reader asks for it."""
_REST = re.compile(
    rb"(?<![a-z])(?:more|rest|remain\w*|full|whole|expand\w*|unfold\w*|collaps\w*|exposed|truncat\w*|toggle\w*|reveal\w*"
    rb"|read[-_]?more|show[-_]?more|mehr|weiter|lang|suite|plus|reste|mas|resto|restante|mais|altro|meer|mer|mere|lisaa"
    rb"|wiecej|dalej|vice|dal|tobb|devam|dalee|polnost\w*|review[-_]?\d+|comment[-_]?\d+|text[-_]?\d+)(?![a-z])",
    re.IGNORECASE,
)
"""What the tag of an element says that holds the rest of a text."""
_DOTS = re.compile(rb"<(\w+)(?:\s[^<>]*)?>\s*(?:\.{2,3}|\xe2\x80\xa6|&hellip;|&#8230;)\s*</\1>\Z")
_BREAK = re.compile(rb"(?:<br\s?/?>|&nbsp;)\Z", re.IGNORECASE)
_DOTTED = (b"..", b"\xe2\x80\xa6", b"&hellip;", b"&#8230;")
_CLOSED = (b".", b"!", b"?", b")", b'"', b"\xc2\xbb", b"\xe3\x80\x82", b"&quot;", b"&raquo;")
_OPENED = re.compile(rb"(?:\s|<br\s?/?>|</?p(?:\s[^<>]*)?>|&nbsp;)*", re.IGNORECASE)
_INLINE = re.compile(rb"</?(?:b|i|em|strong|u|cite|q|a|font|span|br)(?:\s[^<>]*|/)?>", re.IGNORECASE)
_NAME_END = re.compile(rb"<\w+")
_ENDS, _TAG = 4, 150
"""Ends of elements that are looked past, and bytes of one that holds dots."""
_MOST_TAGS = 8
_BACK = 1200
"""Bytes before an element in which the text stands that it goes on with."""
_BEGUN, _GOES_ON = 60, 30
"""Characters that such a text has, at least, before the element and within it."""


def unfolds(source: bytes, start: int, end: int) -> bool:
    """Whether the hidden element whose tag is `source[start:end]` holds text for readers.

    >>> page = b'<p>' + b'She counts her sheep. ' * 4 + b'He <span hidden>counts his money and never looks up.</span>'
    >>> at = page.find(b'<span'); unfolds(page, at, page.find(b'>', at) + 1)
    True
    """
    return _NAMED.search(source, start, end) is not None or _goes_on(source, start, end)


def _goes_on(source: bytes, start: int, end: int) -> bool:
    """Whether the element goes on with a running text that stands right before it, with no block begun between."""
    content = _OPENED.match(source, end, end + _BACK)
    first = content.end() if content else end
    words = source[first : first + _TAG].partition(b"<")[0]
    if _length(words) < _GOES_ON or words[:1] in (b"(", b"["):
        return False
    text, dots = _before(source, start)
    is_cut = dots is not None or text.endswith(_DOTTED)
    run = _run(text)
    if _length(run) < _BEGUN or words[:_GOES_ON].strip() in run:
        return False  # no text, or one that the element has whole
    return is_cut or not run.endswith(_CLOSED) or _REST.search(source, start, end) is not None


def _run(text: bytes) -> bytes:
    """The running text at the end of a source: back to the first tag that is none of words, without such tags."""
    parts, end = [], len(text)
    for _ in range(_MOST_TAGS):
        after = text.rfind(b">", 0, end) + 1
        parts.append(text[after:end])
        end = text.rfind(b"<", 0, after) if after else 0
        if end <= 0 or not _INLINE.match(text, end):
            break
    return b"".join(reversed(parts)).strip()


def _length(text: bytes) -> int:
    """How many characters it has."""
    return len(text.strip().decode("utf-8", "ignore"))


def _before(source: bytes, start: int) -> tuple[bytes, int | None]:
    """The source right before an element, without breaks at its end, and where an element of dots begins there."""
    first = max(0, start - _BACK)
    text, dots = source[first:start].rstrip(), None
    for _ in range(_ENDS if text.endswith((b">", b";")) else 0):
        found = _BREAK.search(text, max(0, len(text) - _TAG))
        if found is None and dots is None:
            found = _DOTS.search(text, max(0, len(text) - _TAG))
            dots = first + found.start() if found else None
        if found is None:
            break
        text = text[: found.start()].rstrip()
    return text, dots


def dots_before(source: bytes, start: int) -> int | None:
    """Where the name of the element ends that holds the dots before an unfolded one; None where there is none."""
    _, dots = _before(source, start)
    return _NAME_END.match(source, dots).end() if dots is not None else None  # type: ignore[union-attr]
