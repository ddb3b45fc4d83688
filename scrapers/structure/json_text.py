"""JSON as pages write it: with comments, trailing commas, raw line breaks, entities, or as a script's object."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import chompjs
import orjson

_WRAPPING = re.compile(r"^\s*(?:/\*.*?\*/|//\s*<!\[CDATA\[|//[^\n{\[]*|<!--|<!\[CDATA\[|-->|\]\]>|;|\s)+", re.DOTALL)
_COMMENT = re.compile(r'("(?:[^"\\]++|\\.)*")|/\*.*?\*/|//[^\n]*', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*")|,(?=\s*[}\]])')
_LONGEST = 4_000_000
"""Longer texts are only read where they are JSON as it should be."""


def loads(source: bytes) -> Any:
    r"""The value of a JSON text, its usual faults mended; None where nothing helps, for who asks to tell. Never raises.

    >>> loads(b'/* <![CDATA[ */ {"name": "Up", /* a film */ "year": 2009,} /* ]]> */')
    {'name': 'Up', 'year': 2009}
    >>> loads(b'{&quot;name&quot;: &quot;Up&quot;}'), loads(b'{"name": "line\nbreak"}'), loads(b"nothing")
    ({'name': 'Up'}, {'name': 'line\nbreak'}, None)
    """
    try:
        return orjson.loads(source)
    except orjson.JSONDecodeError:
        return _mended_value(source) if len(source) <= _LONGEST else None


def _mended_value(source: bytes) -> Any:
    """The value of a text that is no JSON as it should be; None where nothing helps."""
    text = _unwrapped(source.decode("utf-8", "replace"))
    for attempt in (text, _mended(text), unescape(text) if "&quot;" in text else ""):
        value = _lenient(attempt)
        if value is not None:
            return value
    try:
        return chompjs.parse_js_object(text) if text[:1] in {"{", "["} else None
    except (ValueError, RecursionError):
        return None


def _lenient(text: str) -> Any:
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return None
    rest = text[end:].strip(" \t\r\n,;")
    if rest[:1] in {"{", "["} and isinstance(value, dict):  # two objects, one after the other
        more = _lenient(rest)
        return [value, *(more if isinstance(more, list) else [more])] if more is not None else value
    return value


def _unwrapped(text: str) -> str:
    """The text from its first bracket on, without what scripts and XHTML put before it."""
    return _WRAPPING.sub("", text).lstrip("\ufeff")


def _mended(text: str) -> str:
    without_comments = _COMMENT.sub(lambda found: found[1] or "", text)
    return _TRAILING_COMMA.sub(lambda found: found[1] or "", without_comments)
