"""What is computed once of each review, so that any two can be compared quickly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.records import ReviewStatement
from pipelines.fingerprints.bylines import Byline, byline
from pipelines.fingerprints.texts import Words, readable, words
from pipelines.fingerprints.winnow import Grams, Places, winnowed

_FIELDS = ("author", "publication", "body", "rating", "published_on", "url", "is_excerpt")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?", re.IGNORECASE)
_TRACKING = re.compile(r"[?&](?:utm_\w+|ref|ref_|fbclid|gclid)=[^&#]*")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ReviewClues:
    """One review in the form in which it is compared.

    `text_hash` is equal for texts that differ in typography and furniture only, and empty where there is no text.
    `letters` is the weight of the text in letters. `fingerprints` are the winnowed hashes, `places` the words that
    they begin at. `published_on` is a partial date, `percent` the rating on 0 to 100, `url` the link without scheme.
    """

    words: Words
    text_hash: str
    letters: float
    fingerprints: Grams
    places: Places
    byline: Byline
    published_on: str
    percent: float | None
    url: str

    @property
    def order(self) -> tuple[Any, ...]:
        """Longest text first, then by content: one order for any input order."""
        dated = (self.published_on, self.percent is not None, self.percent or 0.0, self.url)
        return (
            -self.letters,
            -len(self.words.tokens),
            self.text_hash,
            self.byline.key,
            self.byline.publication,
            *dated,
        )


def review_clues(review: ReviewStatement | Mapping[str, Any]) -> ReviewClues:
    """Precompute what a review is compared by.

    A mapping has the fields of `ReviewStatement`, all of them optional, and its text may still be broken; the text of
    a statement is taken as clean.

    >>> found = review_clues({"author": "Ann Lee", "body": "It works. (3 comments)", "rating": {"percent": 60}})
    >>> found.byline.author, len(found.words.tokens), found.percent
    (('ann', 'lee'), 4, 60.0)
    """
    broken = not isinstance(review, ReviewStatement)
    if isinstance(review, ReviewStatement):
        review = {name: getattr(review, name) for name in _FIELDS}
    author, publication, body = (_string(review, name) for name in ("author", "publication", "body"))
    said = words(readable(body, author=author, broken=broken), is_excerpt=review.get("is_excerpt") is True)
    fingerprints, places = winnowed(said)
    return ReviewClues(
        words=said,
        text_hash=hashlib.sha256(said.tokens.tobytes()).hexdigest()[:32] if len(said.tokens) else "",
        letters=said.letters,
        fingerprints=fingerprints,
        places=places,
        byline=byline(author, publication),
        published_on=_string(review, "published_on"),
        percent=_percent(review.get("rating")),
        url=_TRACKING.sub("", _SCHEME.sub("", _string(review, "url"))).rstrip("/"),
    )


def _string(review: Mapping[str, Any], name: str) -> str:
    value = review.get(name)
    return value if isinstance(value, str) else ""


def _percent(rating: object) -> float | None:
    value = rating.get("percent") if isinstance(rating, Mapping) else getattr(rating, "percent", None)
    return float(value) if isinstance(value, int | float) else None
