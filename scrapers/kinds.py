"""What kind of page is this? A table of signs, asked from the top; the first row that holds decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from scrapers.tables import table
from scrapers.words import PageType

_FORM = table("phrases")["form"]
_COLUMN = re.compile(_FORM["column"], re.IGNORECASE)
_SHORT_REVIEW, _LONG_TEXT = 60, 160
"""Words from which a text that is called a review is one, and one that only has a headline of its own."""
_SHORT_POST, _PARAGRAPHS = 120, 3
"""Words and paragraphs from which a text is a post's, where it is signed below its headline, or answered."""
_MANY_ENTRIES = 3
_REVIEW = re.compile(_FORM["review"], re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """What the page's article is, in numbers: the words of the longest running text that is no entry, its form."""

    words: int = 0
    paragraphs: int = 0
    headline: str = ""
    form: str = ""
    is_signed: bool = False
    """Whether an author, a date or a score of its own stands with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What the layers found, in numbers.

    `facts` counts distinct film fields with a label or in structured data. `text` and `gathers` are only found out
    where a rule asks for them: a page that states its film's facts is known without.
    """

    has_title: bool
    facts: int = 0
    cast_rows: int = 0
    has_rating: bool = False
    has_credits: bool = False
    critics: int = 0
    audience: int = 0
    is_series: bool = False
    is_shop: bool = False
    """Whether the page sells a disc or a book of the film."""
    is_called_review: bool = False
    """Whether the page's title or headline calls it a review, of one."""
    has_own_headline: bool = False
    """Whether the headline says more than the film's title."""
    is_bylined: bool = False
    """Whether an author and a day are named right below the headline."""
    is_signed_below: bool = False
    """Whether one line below its paragraphs names who posted them, and when."""
    text: Callable[[], Text] = Text
    gathers: Callable[[], bool] = bool
    """Whether the page gathers many films, or is a talk."""
    is_of_film: Callable[[], bool] = lambda: True
    """Whether anything on the page says that it is about a film."""
    opinion: PageType | None = None
    """The kind that the page's structured data claims."""


def _is_gathering(signs: Signs) -> bool:
    """A page of many films or of a talk; a film's own page names its facts, whatever else stands there."""
    own = signs.facts >= 5 and (signs.has_credits or signs.opinion in ("title", "catalogue"))
    return not own and not signs.is_called_review and signs.opinion != "review" and signs.gathers()


def _is_post(signs: Signs) -> bool:
    text = signs.text()
    if signs.opinion in ("title", "catalogue") and signs.facts >= 6 and text.words < 80 * signs.facts:
        return False
    if text.words < 120 or not text.headline or signs.critics + signs.audience >= 3:
        return False
    return signs.facts < 4 or text.paragraphs > 3


def is_long(words: int, paragraphs: int) -> bool:
    """Whether a text of so many words and paragraphs may be a post's."""
    return words >= _SHORT_POST and paragraphs >= _PARAGRAPHS


def _is_surely_post(signs: Signs) -> bool:
    """A review with a box of facts is no film's page: it is called one, or runs long under a headline of its own."""
    if not (signs.is_called_review or signs.has_own_headline or signs.is_bylined or signs.is_signed_below):
        return False
    text = signs.text()
    if signs.is_called_review:
        return text.words >= _SHORT_REVIEW and (text.is_signed or signs.has_own_headline)
    entries = signs.critics + signs.audience
    opinion = signs.opinion in ("title", "catalogue") or (entries >= _MANY_ENTRIES and text.paragraphs <= entries)
    if signs.is_bylined or signs.is_signed_below:
        return not opinion and is_long(text.words, text.paragraphs)
    return not opinion and text.paragraphs >= _PARAGRAPHS and text.words >= max(_LONG_TEXT, 20 * signs.facts)


def _is_told_review(signs: Signs) -> bool:
    """Whether the page's data make it one review, and a text under a headline of its own stands there."""
    if signs.opinion != "review" or not (signs.has_own_headline or signs.is_called_review):
        return False
    return signs.critics + signs.audience <= 1 and signs.text().words >= _SHORT_REVIEW and signs.text().paragraphs > 1


def _is_title(signs: Signs) -> bool:
    return signs.facts >= 4 and signs.has_credits and (signs.cast_rows >= 2 or signs.has_rating)


def _is_column(signs: Signs) -> bool:
    text = signs.text()
    if _COLUMN.search(text.form):
        return True
    said_review = _REVIEW.search(text.headline) or _REVIEW.search(text.form) or signs.facts >= 2
    return not said_review and bool(_COLUMN.search(text.headline))


RULES: tuple[tuple[PageType, Callable[[Signs], bool]], ...] = (
    ("other", lambda signs: signs.opinion == "other"),
    ("other", lambda signs: not signs.has_title),
    ("other", lambda signs: signs.is_series or signs.is_shop),
    ("other", lambda signs: not signs.is_of_film()),
    ("other", _is_gathering),
    ("column", lambda signs: _is_surely_post(signs) and _is_column(signs)),
    ("review", _is_surely_post),
    ("column", lambda signs: _is_told_review(signs) and _is_column(signs)),
    ("review", _is_told_review),
    ("title", _is_title),
    ("roundup", lambda signs: signs.critics >= 3 and signs.critics >= signs.audience // 2),
    ("user_reviews", lambda signs: signs.audience >= 3 and signs.facts < 6),
    ("column", lambda signs: _is_post(signs) and _is_column(signs)),
    ("review", _is_post),
    ("catalogue", lambda signs: signs.facts >= 2 or signs.opinion in ("title", "catalogue")),
    ("review", lambda signs: signs.opinion in ("review", "column")),
    ("catalogue", lambda signs: signs.has_rating or signs.critics + signs.audience > 0),
)


def page_type(signs: Signs) -> PageType:
    """The kind of the page; "other" where no row holds.

    >>> page_type(Signs(has_title=True, facts=5, text=lambda: Text(words=300, paragraphs=2)))
    'catalogue'
    >>> essay = Text(words=600, paragraphs=7, headline="Why it matters", form="column")
    >>> page_type(Signs(has_title=True, text=lambda: essay))
    'column'
    """
    return next((kind for kind, holds in RULES if holds(signs)), "other")
