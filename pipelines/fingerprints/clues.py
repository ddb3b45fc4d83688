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
    `order` puts the longest text first and equal clues side by side: one order for any input order.
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
    order: tuple[Any, ...]


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
    text_hash = hashlib.sha256(said.tokens.tobytes()).hexdigest()[:32] if len(said.tokens) else ""
    signed, dated = byline(author, publication), _string(review, "published_on")
    percent, url = _percent(review.get("rating")), _link(_string(review, "url"))
    beside = (signed.key, signed.author, signed.publication, dated, -1.0 if percent is None else percent, url)
    return ReviewClues(
        words=said,
        text_hash=text_hash,
        letters=said.letters,
        fingerprints=fingerprints,
        places=places,
        byline=signed,
        published_on=dated,
        percent=percent,
        url=url,
        order=(-said.letters, -len(said.tokens), text_hash, *beside),
    )


def _link(url: str) -> str:
    return _TRACKING.sub("", _SCHEME.sub("", url)).rstrip("/") if url else ""


def _string(review: Mapping[str, Any], name: str) -> str:
    value = review.get(name)
    return value if isinstance(value, str) else ""


def _percent(rating: object) -> float | None:
    value = rating.get("percent") if isinstance(rating, Mapping) else getattr(rating, "percent", None)
    return float(value) if isinstance(value, int | float) else None
