"""Patterns of addresses: how a source says which pages it means, without regular expressions."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

_PARTS = re.compile(r"\*\*|\*|\{number\}|[^*{]+|\{")
_MEANS = {"**": ".*", "*": "[^/?]+", "{number}": r"\d+"}


@lru_cache(maxsize=1000)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression over the path, and over the query where the pattern has one.

    `*` is anything but "/" and "?", `**` anything at all, `{number}` digits; an end slash may be there or not.
    """
    parts = (_MEANS.get(part, re.escape(part)) for part in _PARTS.findall(pattern.rstrip("/") or "/"))
    return re.compile(f"{''.join(parts)}/?")


def matches(pattern: str, url: str) -> bool:
    """Whether an address is one that the pattern means. A pattern with a scheme also asks for the host.

    >>> matches("/film/*", "https://a.example/film/up"), matches("/film/*", "https://a.example/film/up/cast")
    (True, False)
    >>> matches("/film/**", "https://a.example/film/up/cast?x=1"), matches("/f?id={number}", "https://a.example/f?id=7")
    (True, True)
    >>> matches("https://b.example/*", "https://a.example/up")
    False
    """
    parts = urlsplit(url)
    target = parts.path or "/"
    if parts.query and ("?" in pattern or "**" in pattern):
        target = f"{target}?{parts.query}"
    if "://" in pattern:
        target = f"{parts.scheme}://{parts.netloc}{target}"
    return compiled(pattern).fullmatch(target) is not None
