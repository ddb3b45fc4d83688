"""What stands on a page and was not taken: lines in the form of a fact or a score that no value came of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import is_furniture, word_count
from scrapers.words import POSTS, PageType, PageWords, RatingWords, ReviewWords, Said, Trouble

_LABELLED = re.compile(r"^(?P<label>[^\W\d_][^:：.!?\d]{1,30})\s*[:：]\s*(?P<value>\S.*)$")
_LABEL = re.compile(r"^(?P<label>[^\W\d_][^:：.!?\d]{1,30})\s*[:：]$")
_SCORE = re.compile(r"(?<![\d./])\d{1,3}(?:[.,]\d{1,2})?\s?(?:/\s?\d{1,3}(?![\d/])|%)|[★☆]{3,}")
_LONGEST = 160
"""Characters of a line that may be a fact; longer ones are text."""
_MOST_WORDS = 4
"""Words of a label."""


class Unread(NamedTuple):
    """A place that looks like a fact, a score or another value, and its words."""

    what: str
    words: str
    where: str


def unread(page: Page, words: PageWords) -> Iterator[Unread]:
    """Every line of the form "Label: value" or with a score of which nothing was taken; at most one for each text.

    >>> from scrapers.read import read
    >>> body = b"Up (2009)\\n\\nDirector: Pete Docter\\n\\nHouse cat: Tom\\n"
    >>> page = Page(name="p", media_type="text/plain", body=body)
    >>> [one.words for one in unread(page, read(page))]
    ['House cat: Tom']
    """
    taken = " ".join(_squeezed(said.text) for said in _all_said(words))
    seen: set[str] = set()
    for line, following in zip(page.lines, [*page.lines[1:], None], strict=True):
        found = _fact(line, following)
        if found and found.words not in seen and not _is_taken(found.words, taken):
            seen.add(found.words)
            yield found


def _fact(line: Line, following: Line | None) -> Unread | None:
    if len(line.text) > _LONGEST or is_furniture(line.text):
        return None
    labelled = _LABELLED.match(line.text)
    if labelled and word_count(labelled["label"]) <= _MOST_WORDS:
        return Unread("a label", line.text, f"line {line.number}")
    if _LABEL.match(line.text) and following and len(following.text) <= _LONGEST:
        return Unread("a label", f"{line.text} {following.text}", f"line {line.number}")
    if _SCORE.search(line.text):
        return Unread("a score", line.text, f"line {line.number}")
    return None


def _is_taken(words: str, taken: str) -> bool:
    """Whether a value came of these words: theirs, or of what stands behind their label."""
    value = _LABELLED.match(words)
    pieces = [words, *([value["value"]] if value else [])]
    if any(_squeezed(piece) in taken for piece in pieces):
        return True
    parts = re.split(r"[,;|·/•]| and ", value["value"]) if value else []
    return bool(parts) and all(_squeezed(part) in taken for part in parts)


def _all_said(words: PageWords) -> Iterator[Said]:
    for some in words.film.values():
        for said in some:
            yield said
            yield from (Said(text=part, layer="", where="") for part in said.parts.values())
    told: tuple[ReviewWords | RatingWords, ...] = (*words.reviews, *words.ratings)
    for one in told:
        yield from _said_in(one)


def _said_in(one: ReviewWords | RatingWords) -> Iterator[Said]:
    for name in type(one).__dataclass_fields__:
        value = getattr(one, name)
        for said in value if isinstance(value, tuple) else (value,):
            if isinstance(said, Said):
                yield said


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def left(page: Page) -> tuple[Trouble, ...]:
    """What stands below the last line that is read, said as a number."""
    lines, more = page.seen
    if not more:
        return ()
    why = f"the page has {len(lines) + more} lines and was read to line {len(lines)}: {more} lines were left"
    return (Trouble(field="page", words="", why=why, where=lines[-1].where),)


def missing(kind: PageType, reviews: tuple[ReviewWords, ...]) -> tuple[Trouble, ...]:
    """An empty field is never silent: a kind of page that lives by its reviews, and has none."""
    if kind in (*POSTS, "roundup", "user_reviews") and not reviews:
        return (Trouble(field="reviews", words="", why=f"a {kind} page on which no review was found"),)
    return ()
