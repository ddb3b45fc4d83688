"""A post that reviews several films: short reviews, each under a heading with its film's title and score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scrapers.layers import stated
from scrapers.layers.naming import quoted, straight
from scrapers.lines import Line
from scrapers.words import ReviewWords, Said

LAYER = "capsules"
_HEADINGS = ("h2", "h3", "h4")
_FEWEST, _SENTENCES = 2, 12
_LONGEST = 90
_EDGES = " ,.:;|–—-()"


@dataclass(frozen=True, kw_only=True, slots=True)
class Capsule:
    """One of the reviews: its film's title, its text, its score."""

    title: Said
    body: Said
    rating: Said


def read(lines: Sequence[Line]) -> tuple[Capsule, ...]:
    """The reviews of such a post; none where fewer than two headings hold a title in quotes, a score, and have a text.

    >>> text = "A gorgeous and unhurried story about a woman who completes the map of a husband."
    >>> post = [Line("‘Up’ ★★", 1, 2, "h2"), Line(text, 2, 1, "p"), Line("‘Moor’ ★", 3, 2, "h2"), Line(text, 4, 1, "p")]
    >>> [(one.title.text, one.rating.text) for one in read(post)]
    [('Up', '★★'), ('Moor', '★')]
    """
    found: list[Capsule] = []
    for at, line in enumerate(lines):
        one = _capsule(lines, at) if line.tag in _HEADINGS and len(line.text) <= _LONGEST else None
        if one:
            found.append(one)
    several = len({one.title.text for one in found}) >= _FEWEST
    return tuple(found) if several else ()


def each(several: Sequence[Capsule], post: tuple[ReviewWords, ...]) -> tuple[ReviewWords, ...]:
    """The post's review once for each capsule; all but the first name their film."""
    return tuple(
        replace(post[0], body=one.body, rating=one.rating, of_film=one.title if place else None)
        for place, one in enumerate(several if post else ())
    )


def _capsule(lines: Sequence[Line], at: int) -> Capsule | None:
    line = lines[at]
    titles = quoted(straight(line.text))
    if len(titles) != 1 or line.href:
        return None
    score = straight(line.text).rpartition(titles[0])[2].strip("\"'”’» " + _EDGES)
    if not score or not stated.is_score(score):
        return None
    texts: list[Line] = []
    for below in lines[at + 1 :]:
        if below.words >= _SENTENCES:
            texts.append(below)
        elif below.tag[:1] == "h" or texts:
            break
    if texts and texts[-1] is not texts[0] and texts[-1].classes:
        texts.pop()  # begins a block of its own
    if not texts:
        return None
    where = line.where
    body = "\n\n".join(one.text for one in texts)
    return Capsule(
        title=Said(text=titles[0], layer=LAYER, where=where),
        body=Said(text=body, layer=LAYER, where=texts[0].where),
        rating=Said(text=score, layer=LAYER, where=where),
    )
