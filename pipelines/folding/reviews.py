"""Fold the copies of one review: its longest text, its best-attested facts, and every place where it was seen."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from anyascii import anyascii

from ledger.records import Helpful, Review, ReviewStatement, Score, Sighting, Version
from pipelines.folding.seen import Seen
from pipelines.folding.versions import replaced, versions
from pipelines.folding.within import date_within
from pipelines.normalize.people import name_key
from pipelines.normalize.text import fold
from pipelines.normalize.titles import slug

_KINDS = ("critic", "audience", "column")
_FACTS = tuple(name for name in ReviewStatement.model_fields if name != "of_film")
_UNSIGNED = "unsigned"
MOST_SIGHTINGS = 2_000
"""Places that are written into a review; of more, the count is kept. The readings have them all."""
MOST_VERSIONS = 100
VERSION_BYTES = 4 * 1024 * 1024
"""Versions that are written into a review, and the size of their texts; `past_reviews` has them all."""


def fold_review(film: str, copies: Iterable[Seen], reasons: Iterable[str] = ()) -> Review:
    """One review from its copies; its id is still to be given (see `ids_of`). The order of copies does not count."""
    every = sorted(copies, key=_fullness)
    later = replaced(every) if any(copy.last for copy in every) else {}
    seen = [copy for place, copy in enumerate(every) if place not in later]
    facts = _facts(seen) if len(seen) > 1 else {name: getattr(seen[0].said, name) for name in _FACTS}
    # Not validated once more: every value comes from a validated record.
    return Review.model_construct(
        id=_readable(film, facts["author"], facts["publication"]),
        film=film,
        sightings=_sightings(every, later),
        versions=tuple(versions(every, later)),
        joins=tuple(sorted(set(reasons))),
        tokens=_tokens(copy.said for copy in every),
        **facts,
    )


def _facts(seen: Sequence[Seen]) -> dict[str, Any]:
    """What several copies say, the fullest first."""
    said = [copy.said for copy in seen]
    kinds = sorted(_KINDS, key=lambda kind: (-sum(one.kind == kind for one in said), _KINDS.index(kind)))
    return {
        "kind": kinds[0],
        "author": _attested(seen, "author", name_key, _name_within),
        "publication": _attested(seen, "publication", fold, _words_within),
        "headline": _attested(seen, "headline", fold, None),
        "body": said[0].body,
        "is_excerpt": said[0].is_excerpt,
        "rating": _score(seen),
        "published_on": _attested(seen, "published_on", str, date_within),
        "language": _attested(seen, "language", str, None),
        "helpful": _most_helpful(said),
        "section": _attested(seen, "section", fold, None),
        "url": next((one.url for one in said if one.url), None),
        "is_spoiler": any(one.is_spoiler for one in said),
        "positive_notes": next((one.positive_notes for one in said if one.positive_notes), ()),
        "negative_notes": next((one.negative_notes for one in said if one.negative_notes), ()),
    }


def _tokens(said: Iterable[ReviewStatement]) -> tuple[str, ...]:
    """The folded words by which the review is searched: every spelling of its byline and headline, also in Latin."""
    texts = [text for one in said for text in (one.author, one.publication, one.headline) if text]
    spelled = texts + [anyascii(text) for text in texts if not text.isascii()]
    return tuple(sorted({word for form in spelled for word in fold(form).split()}))


def _fullness(copy: Seen) -> tuple[object, ...]:
    """The whole text before excerpts, the longest first; a page of its own before a list of reviews."""
    said = copy.said
    return (said.is_excerpt, -len(said.body or ""), -copy.rank, copy.page, copy.position)


def _sightings(copies: Sequence[Seen], later: Mapping[int, int]) -> tuple[Sighting, ...]:
    """Every place where the review was seen; the versions of one page are one sighting, the latest."""
    firsts: dict[str, list[Seen]] = {}
    for place, by in later.items():
        if copies[place].page == copies[by].page:
            firsts.setdefault(copies[by].page, []).append(copies[place])
    shown = [copy for place, copy in enumerate(copies) if place not in later or copies[later[place]].page != copy.page]
    found = []
    for copy in sorted(shown, key=lambda copy: (copy.page, copy.position, copy.past or "")):
        dated = (one.first for one in (copy, *firsts.get(copy.page, ())) if one.first and one.is_dated)
        found.append(_sighting(copy, min(dated, default=None)))
    return tuple(found)


def within_bounds(review: Review) -> Review:
    """The review with as many sightings, and as many of its latest versions, as a document should hold."""
    kept = _latest(review.versions, VERSION_BYTES - len((review.body or "").encode()) // 4)
    left_out = {"sightings": len(review.sightings) - MOST_SIGHTINGS, "versions": len(review.versions) - len(kept)}
    if max(left_out.values()) <= 0:
        return review
    left_out = {name: count for name, count in left_out.items() if count > 0}
    return review.model_copy(
        update={"sightings": review.sightings[:MOST_SIGHTINGS], "versions": kept, "left_out": left_out}
    )


def _latest(found: Sequence[Version], most: int) -> tuple[Version, ...]:
    size, kept = 0, 0
    for version in reversed(found):
        size += len((version.body or "").encode())
        if kept == MOST_VERSIONS or size > most:
            break
        kept += 1
    return tuple(found[len(found) - kept :])


def _sighting(copy: Seen, first: datetime | None) -> Sighting:
    return Sighting.model_construct(
        page=copy.page,
        position=copy.position,
        author=copy.said.author,
        publication=copy.said.publication,
        headline=copy.said.headline,
        is_excerpt=copy.said.is_excerpt,
        text_hash=copy.clues.text_hash,
        first_seen=first,
        last_seen=copy.last if copy.is_dated else None,
        past=copy.past,
    )


def _attested(seen: Sequence[Seen], field: str, key: Any, within: Any) -> Any:
    """The value that most sites state, a part of it counting for the whole; among equals that of the fullest copy.

    "O. Gleiberman" and "2012-10" speak for "Owen Gleiberman" and "2012-10-01".
    """
    values: dict[Hashable, tuple[Any, set[str]]] = {}
    for copy in seen:
        value = getattr(copy.said, field)
        if value is not None:
            values.setdefault(key(value), (value, set()))[1].add(copy.source)
    if len(values) < 2:
        return next((value for value, _ in values.values()), None)
    best, most = None, 0
    for value, sources in values.values():
        parts = [by for other, by in values.values() if within and within(other, value)]
        contained = within and any(other is not value and within(value, other) for other, _ in values.values())
        support = len(sources.union(*parts))
        if not contained and support > most:
            best, most = value, support
    return best


def _name_within(a: str, b: str) -> bool:
    """Whether a name is another with fewer words, or with initials for first names.

    >>> _name_within("O. Gleiberman", "Owen Gleiberman"), _name_within("Owen", "Kyle Smith")
    (True, False)
    """
    short, long = fold(a).split(), fold(b).split()
    if not short or short == long or len(short) > len(long) or short[-1] not in long:
        return False
    return all(part in long or (len(part) == 1 and any(word[0] == part for word in long)) for part in short)


def _words_within(a: str, b: str) -> bool:
    """Whether a publication is another with fewer words ("Post", "New York Post")."""
    short, long = set(fold(a).split()), set(fold(b).split())
    return bool(short) and short < long


def _score(seen: Sequence[Seen]) -> Score | None:
    """The score that most sites print; one that has a number before one that has none."""
    votes: dict[Score, set[str]] = {}
    for copy in seen:
        if copy.said.rating:
            votes.setdefault(copy.said.rating, set()).add(copy.source)
    order = list(votes)
    return min(votes, key=lambda score: (score.percent is None, -len(votes[score]), order.index(score)), default=None)


def _most_helpful(said: Iterable[ReviewStatement]) -> Helpful | None:
    """The count that was taken last: votes only grow."""
    counts = [one.helpful for one in said if one.helpful]
    return max(counts, key=lambda helpful: (helpful.total or 0, helpful.up), default=None)


def _readable(film: str, author: str | None, publication: str | None) -> str:
    name = author or publication
    return f"{film}.{slug(name) if name else _UNSIGNED}"


class Named(NamedTuple):
    """What a review's id is made of: its name, the text that it had at first, and where it was first seen."""

    name: str
    text: str
    page: str
    position: int
    past: str = ""
    """Its document in `past_reviews`: another review may stand in its place now, and say the same."""


def named(review: Review) -> Named:
    """What the id of a review that was just folded is made of."""
    first = review.sightings[0]
    return Named(review.id, _first_text(review), first.page, first.position, first.past or "")


def ids_of(reviews: Sequence[Named]) -> list[str]:
    """An id for each review, in their order; those of one name each get a seal of where they were first seen.

    The seal comes from the text, so that a review keeps it when its page is turned over; from page and place where
    the text tells nothing.

    >>> ids_of([Named("up-2009.ann", "a", "p", 0), Named("up-2009.bo", "a", "p", 1), Named("up-2009.ann", "b", "p", 2)])
    ['up-2009.ann.ca978112', 'up-2009.bo', 'up-2009.ann.3e23e816']
    """
    names = Counter(one.name for one in reviews)
    texts = Counter((one.name, one.text) for one in reviews if one.text)
    return [one.name if names[one.name] == 1 else f"{one.name}.{_seal(one, texts)}" for one in reviews]


def _seal(one: Named, texts: Mapping[tuple[str, str], int]) -> str:
    is_own = texts.get((one.name, one.text)) == 1
    of = one.text if is_own else f"{one.text} {one.page} {one.position} {one.past}".rstrip()
    return hashlib.sha256(of.encode()).hexdigest()[:8]


def _first_text(review: Review) -> str:
    """The text that an edited review had at first, so that it keeps its name."""
    shown = review.versions[:1] or review.sightings
    return min((one.text_hash for one in shown if one.text_hash), default="")
