"""What is computed once of each review, so that any two can be compared quickly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from ledger.records import ReviewStatement
from pipelines.fingerprints.bylines import Byline, byline
from pipelines.fingerprints.texts import Words, readable, words
from pipelines.fingerprints.winnow import Grams, Places, winnowed

_WORDS = {
    "author": ("critic", "reviewer", "critic_name", "reviewer_name", "user", "username", "byline"),
    "body": ("text", "review", "review_text", "review_body", "reviewBody", "content", "quote", "excerpt"),
    "publication": ("publisher", "outlet", "source", "publisher_name", "site"),
    "published_on": ("date", "published", "review_date", "date_published", "datePublished"),
    "url": ("link", "review_link"),
}
"""The words of a review, each with the other names that tables and feeds have for it."""
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?", re.IGNORECASE)
_TRACKING = re.compile(r"[?&](?:utm_\w+|ref|ref_|fbclid|gclid)=[^&#]*")


class Measured(NamedTuple):
    """What of a review's clues takes long to compute, and can be kept: see `pipelines.fingerprints.kept`.

    `letters` is the weight of the text, `length` the number of its words, `seal` a hash of what else tells equal texts
    apart; the others as in `ReviewClues`.
    """

    text_hash: str
    seal: str
    letters: float
    length: int
    fingerprints: Grams
    byline: Byline


@dataclass(frozen=True, kw_only=True, eq=False)
class ReviewClues:
    """One review in the form in which it is compared.

    `measured.text_hash` is equal for texts that differ in typography and furniture only, and empty where there is no
    text; `measured.fingerprints` are the winnowed hashes. `published_on` is a partial date, `percent` the rating on 0
    to 100, `url` the link without scheme. `order` puts the longest text first and equal clues side by side: one order
    for any input order. `text` gives the words, which only a review that is compared word by word needs.
    """

    measured: Measured
    published_on: str
    percent: float | None
    url: str
    order: tuple[Any, ...]
    text: Callable[[], Words]

    @property
    def text_hash(self) -> str:
        """Equal for texts that differ in typography and furniture only; empty where there is no text."""
        return self.measured.text_hash

    @property
    def letters(self) -> float:
        """The weight of the text in letters."""
        return self.measured.letters

    @property
    def fingerprints(self) -> Grams:
        """The winnowed hashes of the text."""
        return self.measured.fingerprints

    @property
    def byline(self) -> Byline:
        """Who wrote it, and where."""
        return self.measured.byline

    @cached_property
    def words(self) -> Words:
        """The words of the text."""
        return self.text()

    @cached_property
    def places(self) -> Places:
        """The words that the fingerprints begin at."""
        return winnowed(self.words)[1]


def review_clues(review: ReviewStatement | Mapping[str, Any], known: Measured | None = None) -> ReviewClues:
    """Precompute what a review is compared by. `known` is what was measured of the same review before.

    A mapping has the fields of `ReviewStatement` or names near them, all of them optional, and its text may still be
    broken; the text of a statement is taken as clean.

    >>> found = review_clues({"author": "Ann Lee", "body": "It works. (3 comments)", "rating": {"percent": 60}})
    >>> found.byline.author, len(found.words.tokens), found.percent
    (('ann', 'lee'), 4, 60.0)
    """
    if isinstance(review, ReviewStatement):
        text = partial(_said, review.author or "", review.body or "", review.is_excerpt, broken=False)
        dated, url = review.published_on or "", review.url or ""
        percent = review.rating.percent if review.rating else None
        signed = review.author, review.publication
    else:
        author, body, publication, dated, url = (_string(review, name) for name in _WORDS)
        text = partial(_said, author, body, review.get("is_excerpt") is True, broken=True)
        percent, signed = _percent(review.get("rating")), (author, publication)
    if known is None:
        said = text()
        known, text = _measured(said, byline(*signed)), partial(_as_is, said)
    link = _link(url)
    by = known.byline
    beside = (by.key, by.author, by.publication, dated, -1.0 if percent is None else percent, link)
    order = (-known.letters, -known.length, known.text_hash, *beside, known.seal)
    return ReviewClues(measured=known, published_on=dated, percent=percent, url=link, order=order, text=text)


def _said(author: str, body: str, is_excerpt: bool, *, broken: bool) -> Words:
    return words(readable(body, author=author, broken=broken), is_excerpt=is_excerpt)


def _as_is(said: Words) -> Words:
    return said


def _measured(said: Words, signed: Byline) -> Measured:
    beside = said.weights.tobytes() + bytes((said.cut_head, said.cut_tail))
    return Measured(
        text_hash=hashlib.sha256(said.tokens.tobytes()).hexdigest()[:32] if len(said.tokens) else "",
        seal=hashlib.blake2b(beside, digest_size=8).hexdigest(),
        letters=said.letters,
        length=len(said.tokens),
        fingerprints=winnowed(said)[0],
        byline=signed,
    )


def _link(url: str) -> str:
    return _TRACKING.sub("", _SCHEME.sub("", url)).rstrip("/") if url else ""


def _string(review: Mapping[str, Any], name: str) -> str:
    """The first of a field's names that holds words: a string, paragraphs, or a record with a name."""
    for key in (name, *_WORDS[name]):
        value = review.get(key)
        if isinstance(value, Mapping):
            value = value.get("name")
        if isinstance(value, list | tuple):
            value = ("\n" if name == "body" else ", ").join(part for part in value if isinstance(part, str))
        if isinstance(value, str) and value:
            return value
    return ""


def _percent(rating: object) -> float | None:
    value = rating.get("percent") if isinstance(rating, Mapping) else None
    return float(value) if isinstance(value, int | float) else None
