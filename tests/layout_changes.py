"""What sites do to their pages over the years, done to a page at once: the values on it stay the same for a reader."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

from selectolax.lexbor import LexborHTMLParser

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_NAMED = re.compile(r"""(\s)(class|id)=("[^"]*"|'[^']*')""")
_FOR_MACHINES = re.compile(
    r"""\s(?:itemprop|itemscope|itemtype|itemid|typeof|property|vocab|about)(?:=(?:"[^"]*"|'[^']*'|[^\s<>"']+))?(?=[\s>/])"""
)
_DATA = re.compile(r"<script\b[^>]*(?:ld\+json|application/json)[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)


def renamed(source: str) -> str:
    """Every class and id has another name, the same for the same, as a new build of a site gives them."""

    def other(found: re.Match[str]) -> str:
        names = (f"x{hashlib.sha256(name.encode()).hexdigest()[:6]}" for name in found[3][1:-1].split())
        return f'{found[1]}{found[2]}="{" ".join(names)}"'

    return _TAG.sub(lambda tag: _NAMED.sub(other, tag[0]), source)


def without_data(source: str) -> str:
    """No data for machines: no JSON-LD, no state, no microdata, no RDFa."""
    return _TAG.sub(lambda tag: _FOR_MACHINES.sub("", tag[0]), _DATA.sub("", source))


def reordered(source: str) -> str:
    """The blocks of the page's body in the other order."""
    tree = LexborHTMLParser(source)
    node = tree.body
    while node and len(blocks := [one for one in node.iter() if one.tag not in ("script", "style")]) == 1:
        node = blocks[0]
    if node is None or len(blocks) < 2:
        return source
    inner = "".join(one.html or "" for one in reversed(blocks))
    holder = LexborHTMLParser(f"<html><body>{inner}</body></html>")
    head = tree.head.html if tree.head else ""
    return f"<!DOCTYPE html><html>{head}{holder.body.html if holder.body else ''}</html>"


CHANGES: Mapping[str, Callable[[str], str]] = {
    "renamed": renamed,
    "without data": without_data,
    "reordered": reordered,
}
