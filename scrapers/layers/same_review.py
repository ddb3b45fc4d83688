"""One review that a page gives twice, on its lines and in its structured data, becomes one.

The lines have the paragraphs and the score as it is drawn, the data has the names of the fields: each field is taken
from the one that knows it.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scrapers.shapes import for_lower_case, lower
from scrapers.tables import table
from scrapers.words import ReviewWords, Said

_WARNING = for_lower_case(table("phrases")["entry"]["spoiler_warning"])
_SPOILER = for_lower_case(table("phrases")["entry"]["spoiler_sign"])
"""Looked for first: most lines have none of it."""
_WARNS = 120
_Key = tuple[str, ...]
"""What two reviews have in common that are the same: how, and the folded words."""
_NONE: deque[int] = deque()
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


def _body(seen: ReviewWords, stated: ReviewWords) -> tuple[Said | None, bool]:
    """The fuller text, and whether it is cut. The seen one has its paragraphs: it wins where both are whole."""
    if seen.body is None or stated.body is None:
        return (seen.body, seen.is_excerpt) if seen.body else (stated.body, stated.is_excerpt)
    if is_warning(seen.body.text) or len(stated.body.text) > 1.1 * len(seen.body.text):
        return stated.body, stated.is_excerpt or stated.body.text.rstrip().endswith(("...", "…"))
    return seen.body, seen.is_excerpt


def _rating(seen: Said | None, stated: Said | None) -> Said | None:
    """The score as it is seen; as the data states it where that adds the scale to the same number ("4", "4/5")."""
    if seen and stated and seen.text.replace(",", ".") == stated.text.partition("/")[0].replace(",", "."):
        return stated
    return seen or stated


def _joined(seen: ReviewWords, stated: ReviewWords) -> ReviewWords:
    body, is_excerpt = _body(seen, stated)
    return replace(
        seen,
        body=body,
        is_excerpt=is_excerpt,
        author=stated.author or seen.author,
        publication=stated.publication or seen.publication,
        headline=stated.headline or seen.headline,
        rating=_rating(seen.rating, stated.rating),
        published_on=stated.published_on or seen.published_on,
        helpful=seen.helpful or stated.helpful,
        language=stated.language or seen.language,
        url=seen.url or stated.url,
        is_spoiler=seen.is_spoiler or stated.is_spoiler,
    )


class _Stated:
    """Reviews of the data by all that makes them the same as one on the lines; each is given out once.

    Pages hold thousands of either: to hold each against each takes minutes.
    """

    def __init__(self, stated: Sequence[ReviewWords], lengths: Sequence[int]) -> None:
        self.stated = stated
        self.taken: set[int] = set()
        self.whole: set[int] = set()
        """The lengths of whole folded bodies."""
        self.by: defaultdict[_Key, deque[int]] = defaultdict(deque)
        for place, one in enumerate(stated):
            for key in self._keys(one, lengths):
                self.by[key].append(place)

    def _keys(self, one: ReviewWords, lengths: Sequence[int]) -> Iterator[_Key]:
        body, author = _folded(one.body, _HEAD), _folded(one.author, _HEAD)
        self.whole.add(len(body))
        yield "whole", body
        yield from (("begins", body[:length]) for length in lengths if _SHORTEST <= length <= len(body))
        if author:
            yield "author", author
            yield ("headed", author, _folded(one.headline, _HEAD)) if body else ("bare", author)

    def take(self, seen: ReviewWords) -> ReviewWords | None:
        """The first that is the same as `seen` and was not taken."""
        places = [place for key in self._asked(seen) if (place := self._first(key)) is not None]
        if not places:
            return None
        self.taken.add(min(places))
        return self.stated[min(places)]

    def _asked(self, seen: ReviewWords) -> Iterator[_Key]:
        body, author = _folded(seen.body, _HEAD), _folded(seen.author, _HEAD)
        if body:
            yield "whole", body
        yield "begins", body
        yield from (("whole", body[:length]) for length in self.whole if _SHORTEST <= length < len(body))
        if author:
            yield "bare", author
            if not body or seen.body is None or is_warning(seen.body.text):
                yield "author", author
            if seen.headline is not None:
                yield "headed", author, _folded(seen.headline, _HEAD)

    def _first(self, key: _Key) -> int | None:
        places = self.by.get(key, _NONE)
        while places and places[0] in self.taken:
            places.popleft()
        return places[0] if places else None

    @property
    def left(self) -> Iterator[ReviewWords]:
        """Those that were not taken."""
        return (one for place, one in enumerate(self.stated) if place not in self.taken)


def merged(seen: Sequence[ReviewWords], stated: Sequence[ReviewWords]) -> tuple[ReviewWords, ...]:
    """The reviews on the lines, each with what the data adds to it, then those that only the data has.

    >>> said = lambda text: Said(text=text, layer="cards", where="line 3")
    >>> seen = ReviewWords(kind="audience", body=said("I could not stop laughing."), rating=said("4/5"))
    >>> stated = ReviewWords(kind="audience", body=said("I could not stop laughing."), author=said("Ann"))
    >>> [(one.author.text, one.rating.text) for one in merged([seen], [stated])]
    [('Ann', '4/5')]
    """
    left = _Stated(stated, sorted({len(_folded(one.body, _HEAD)) for one in seen}) if stated else ())
    found = [_joined(one, twin) if (twin := left.take(one)) else one for one in seen]
    return (*found, *(one for one in left.left if one.body))
