"""Counts of voices that stand at the head of a list below, and not beside the score of the same name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from scrapers.layers.score_rows import count_in, pure_name
from scrapers.lines import Line
from scrapers.words import RatingWords, Said

_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_COUNTED = re.compile(r"^(?P<name>[^\d()（）]{2,40}?)\s*[(（](?P<count>[^()（）]*\d[^()（）]*)[)）]$")


def with_counts(ratings: Sequence[RatingWords], lines: Sequence[Line]) -> tuple[RatingWords, ...]:
    """The scores, each with the votes that a heading of its own name counts, where none stand beside it.

    >>> score = RatingWords(kind="audience", value=Said(text="8.2", layer="scores", where="line 1"), name="관객")
    >>> [one.votes.text for one in with_counts([score], [Line("관객 별점 (19명 참여)", 9, 2, "h2")])]
    ['19']
    """
    alone = Counter(one.name for one in ratings if one.value)
    bare = {one.name for one in ratings if one.value and one.votes is None and one.name and alone[one.name] == 1}
    if not bare:
        return tuple(ratings)
    counts: dict[str, Said] = {}
    for line in lines:
        if line.tag not in _HEADINGS or not line.has_digit:
            continue
        found = _COUNTED.match(line.text)
        named = pure_name(found["name"]) if found else None
        told = count_in(found["count"], bare=False) if found and named and named[0] in bare else None
        if named and told:
            counts.setdefault(named[0], Said(text=told[0], layer="scores", where=line.where))
    return tuple(
        replace(one, votes=counts[one.name]) if one.name in counts and one.name in bare else one for one in ratings
    )
