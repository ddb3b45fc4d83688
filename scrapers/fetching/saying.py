"""What a page says, as one hash: two answers that differ in tokens only (against forgery, of a session) have the same.

All that the reader looks at is in it, as it stands in the source: see docs/decisions/0008-coming-back.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from scrapers.markup import Script
from scrapers.pages import Page

_VALUE = rb"""("[^"<>]*"|'[^'<>]*')"""
_NAMES = (b"nonce", b"csrf", b"xsrf", b"token", b"request-id", b"requestid", b"session-id", b"sessionid")
_ATTRIBUTE = re.compile(rb"\b(?:" + b"|".join(_NAMES) + rb")(?:-token|-value)?=" + _VALUE, re.IGNORECASE)
_ANGLE = re.compile(rb"[<>]")
_TAG = re.compile(rb"<(?:input|meta|INPUT|META)\b[^<>]*>")
_HIDDEN = re.compile(rb"""\btype=["']?hidden""", re.IGNORECASE)
_NAMED = re.compile(rb"""\bname=["']?[\w.-]*(?:csrf|xsrf|nonce|request-?id|[_-]token\b)""", re.IGNORECASE)
_HELD = re.compile(rb"""(\b(?:value|content)=)("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_STATES = (b"STATE", b"__NEXT", b"__NUXT", b"INITIAL", b"nitialState", b"schema.org")
"""What is in the scripts that anybody reads facts from, besides those that are JSON by their type."""
_KEY = re.compile(
    rb'("[\w-]*(?:csrf|xsrf|nonce|request_?id|session_?id|(?:auth|access|form)_?token)[\w-]*"\s*:\s*)("[^"\\]*"|\d+)',
    re.IGNORECASE,
)


def said_hash(page: Page) -> str:
    r"""The hash of what a page says, in hex; of what is no markup the hash of its bytes.

    >>> from dataclasses import replace
    >>> one = Page(name="a", media_type="text/html", body=b'<input type="hidden" value="x1"><p nonce="k">Up')
    >>> other = replace(one, body=b'<input type="hidden" value="y22"><p nonce="">Up<!-- 12:03 --><script></script>')
    >>> said_hash(one) == said_hash(replace(one, body=b'<input type="hidden" value="y22"><p nonce="">Up<!-- 12:03 -->'))
    True
    >>> said_hash(one) == said_hash(other), said_hash(one) == said_hash(replace(one, body=one.body + b"!"))
    (False, False)
    """
    if not page.is_html:
        return page.content_hash
    made = hashlib.sha256(without_tokens(page.markup.source))
    for script in page.markup.scripts:
        if _is_read(script):
            made.update(b"\0" + script.attributes + b"\0" + _KEY.sub(rb"\1", script.content))
    return made.hexdigest()


def without_tokens(source: bytes) -> bytes:
    """A page's markup with the values of tokens left out.

    >>> without_tokens(b'<form data-csrf="x"><input type=hidden name=a value="b"><meta name="csrf-token" content="c">')
    b'<form data-csrf=><input type=hidden name=a value=><meta name="csrf-token" content=>'
    >>> without_tokens(b'<p>token="x"</p><meta name="description" content="c"><input value="b">')
    b'<p>token="x"</p><meta name="description" content="c"><input value="b">'
    """
    return _TAG.sub(_emptied, _without_attributes(source))


def _without_attributes(source: bytes) -> bytes:
    """The markup without the values of attributes that are tokens by their name.

    Their names are looked for one by one, and the pattern tried where they stand: it alone would take twenty times as
    long.
    """
    kept, done, angle = [], 0, -1
    for start, end in sorted(set(_named_values(source))):
        if angle < end:
            found = _ANGLE.search(source, end)
            angle = found.start() if found else len(source)
        # Behind it the tag must end: words of the text that look so stay.
        if start >= done and source[angle : angle + 1] == b">":
            kept.append(source[done:start])
            done = end
    return b"".join((*kept, source[done:]))


def _named_values(source: bytes) -> Iterator[tuple[int, int]]:
    """Where values stand behind the names of tokens."""
    lower = source.lower()
    for name in _NAMES:
        at = lower.find(name)
        while at >= 0:
            if found := _ATTRIBUTE.match(source, at):
                yield found.span(1)
            at = lower.find(name, at + 1)


def _emptied(tag: re.Match[bytes]) -> bytes:
    said = tag[0]
    return _HELD.sub(rb"\1", said) if _HIDDEN.search(said) or _NAMED.search(said) else said


def _is_read(script: Script) -> bool:
    top = script.attributes + script.content
    return b"json" in script.attributes.lower() or any(state in top for state in _STATES)
