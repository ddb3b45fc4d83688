"""Fold the copies of one review: its longest text, its best-attested facts, and every place where it was seen."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from ledger.records import Helpful, Review, ReviewStatement, Score, Sighting
from pipelines.fingerprints import ReviewClues, review_clues
from pipelines.folding.choose import PAGE_TYPES
from pipelines.folding.within import date_within
from pipelines.mentions import Mention
from pipelines.normalize.people import name_key
from pipelines.normalize.text import fold
from pipelines.normalize.titles import slug

_KINDS = ("critic", "audience", "column")
_FACTS = tuple(name for name in ReviewStatement.model_fields if name != "of_film")
_UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Seen:
    """One review as one page gives it, at its place among the page's reviews."""

    page: str
    position: int
    source: str
    rank: int
    """The place of the page's kind in `PAGE_TYPES`: a review stands best on a page of its own, the last kinds."""
    said: ReviewStatement
    clues: ReviewClues
    """What it is compared by."""


def seen_in(mentions: Iterable[Mention]) -> list[Seen]:
    """Every review of a film's mentions, in the order of pages and places."""
    found = [
        Seen(
            page=mention.page,
            position=position,
            source=mention.source,
            rank=PAGE_TYPES.index(mention.page_type),
            said=review,
            clues=review_clues(review),
        )
        for mention in mentions
        for position, review in mention.reviews
    ]
    return sorted(found, key=lambda seen: (seen.page, seen.position))


def fold_review(film: str, copies: Iterable[Seen], reasons: Iterable[str] = ()) -> Review:
    """One review from its copies; its id is still to be given (see `with_ids`). The order of copies does not count."""
    seen = sorted(copies, key=_fullness)
    said = [copy.said for copy in seen]
    facts = _facts(seen) if len(seen) > 1 else {name: getattr(said[0], name) for name in _FACTS}
    # Not validated once more: every value comes from a validated record.
    return Review.model_construct(
        id=_readable(film, facts["author"], facts["publication"]),
        film=film,
        sightings=tuple(_sighting(copy) for copy in sorted(seen, key=lambda copy: (copy.page, copy.position))),
        joins=tuple(sorted(set(reasons))),
        tokens=_tokens(said),
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


def _sighting(copy: Seen) -> Sighting:
    return Sighting.model_construct(
        page=copy.page,
        position=copy.position,
        author=copy.said.author,
        publication=copy.said.publication,
        headline=copy.said.headline,
        is_excerpt=copy.said.is_excerpt,
        text_hash=copy.clues.text_hash,
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


def with_ids(reviews: Iterable[Review]) -> list[Review]:
    """The reviews in the order of their ids; those of one name each get a seal of where they were first seen.

    The seal comes from the text, so that a review keeps it when its page is turned over; from page and place where
    the text tells nothing.
    """
    named: dict[str, list[Review]] = {}
    for review in reviews:
        named.setdefault(review.id, []).append(review)
    found: list[Review] = []
    for name, group in named.items():
        found += group if len(group) == 1 else _sealed(name, group)
    return sorted(found, key=lambda review: review.id)


def _sealed(name: str, group: list[Review]) -> list[Review]:
    texts = [min((s.text_hash for s in review.sightings if s.text_hash), default="") for review in group]
    counts = Counter(texts)
    found = []
    for review, text in zip(group, texts, strict=True):
        first = review.sightings[0]
        of = text if text and counts[text] == 1 else f"{text} {first.page} {first.position}"
        found.append(review.model_copy(update={"id": f"{name}.{hashlib.sha256(of.encode()).hexdigest()[:8]}"}))
    return found
