"""One review that a page gives twice, on its lines and in its structured data, becomes one.

The lines have the paragraphs and the score as it is drawn, the data has the names of the fields: each field is taken
from the one that knows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scrapers.shapes import for_lower_case, lower
from scrapers.tables import table
from scrapers.words import ReviewWords, Said

_WARNING = for_lower_case(table("phrases")["entry"]["spoiler_warning"])
_SPOILER = for_lower_case("spoil|спойл|剧透|ネタバレ|スポ|스포|révél|zdradza")
"""Looked for first: most lines have none of it."""
_WARNS = 120
_WORDS = re.compile(r"\w+")
_HEAD = 60
_SHORTEST = 12
"""Characters of a text, folded, from which its beginning tells it from others."""


def is_warning(text: str) -> bool:
    """Whether a text only says that the real one would spoil the film.

    >>> is_warning("This review may contain spoilers. I can handle the truth."), is_warning("It spoils nothing.")
    (True, False)
    """
    low = lower(text) if len(text) < _WARNS else ""
    return may_warn(low) and _WARNING.search(low) is not None


def may_warn(low: str) -> bool:
    """Whether a warning may stand somewhere in a text in lower case: most have none."""
    return _SPOILER.search(low) is not None


def _folded(said: Said | None, length: int) -> str:
    return "".join(_WORDS.findall(said.text[: 3 * length].casefold()))[:length] if said else ""


def _is_same(seen: ReviewWords, stated: ReviewWords) -> bool:
    one, other = _folded(seen.body, _HEAD), _folded(stated.body, _HEAD)
    length = min(len(one), len(other))
    if (length >= _SHORTEST or one == other != "") and one[:length] == other[:length]:
        return True
    author = _folded(seen.author, _HEAD)
    if not author or author != _folded(stated.author, _HEAD):
        return False
    hidden = seen.body is None or is_warning(seen.body.text) or not one or not other
    return hidden or bool(seen.headline and _folded(seen.headline, _HEAD) == _folded(stated.headline, _HEAD))


def _body(seen: ReviewWords, stated: ReviewWords) -> tuple[Said | None, bool]:
    """The fuller text, and whether it is cut. The seen one has its paragraphs: it wins where both are whole."""
    if seen.body is None or stated.body is None:
        return (seen.body, seen.is_excerpt) if seen.body else (stated.body, stated.is_excerpt)
    if is_warning(seen.body.text) or len(stated.body.text) > 1.1 * len(seen.body.text):
        return stated.body, stated.is_excerpt or stated.body.text.rstrip().endswith(("...", "…"))
    return seen.body, seen.is_excerpt


def _joined(seen: ReviewWords, stated: ReviewWords) -> ReviewWords:
    body, is_excerpt = _body(seen, stated)
    return replace(
        seen,
        body=body,
        is_excerpt=is_excerpt,
        author=stated.author or seen.author,
        publication=stated.publication or seen.publication,
        headline=stated.headline or seen.headline,
        rating=seen.rating or stated.rating,
        published_on=stated.published_on or seen.published_on,
        helpful=seen.helpful or stated.helpful,
        language=stated.language or seen.language,
        url=seen.url or stated.url,
        is_spoiler=seen.is_spoiler or stated.is_spoiler,
    )


def merged(seen: Sequence[ReviewWords], stated: Sequence[ReviewWords]) -> tuple[ReviewWords, ...]:
    """The reviews on the lines, each with what the data adds to it, then those that only the data has.

    >>> said = lambda text: Said(text=text, layer="cards", where="line 3")
    >>> seen = ReviewWords(kind="audience", body=said("I could not stop laughing."), rating=said("4/5"))
    >>> stated = ReviewWords(kind="audience", body=said("I could not stop laughing."), author=said("Ann"))
    >>> [(one.author.text, one.rating.text) for one in merged([seen], [stated])]
    [('Ann', '4/5')]
    """
    left = list(stated)
    found: list[ReviewWords] = []
    for one in seen:
        twin = next((other for other in left if _is_same(one, other)), None)
        if twin is not None:
            left = [other for other in left if other is not twin]
        found.append(_joined(one, twin) if twin is not None else one)
    return (*found, *(one for one in left if one.body))
