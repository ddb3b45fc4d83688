"""What a page calls itself: a review, an interview, a column. Told by its title, its headline and the line over it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from scrapers.headlines import beside
from scrapers.layers import article, byline
from scrapers.layers.post_ends import HEADINGS, comments_at
from scrapers.lines import Line
from scrapers.shapes import AND, date_in, for_lower_case, lower
from scrapers.tables import table
from scrapers.words import FilmField, ReviewWords, Said

_CALLED = table("phrases")["called"]
_REVIEW = re.compile(_CALLED["review"], re.IGNORECASE)
_INTERVIEW = re.compile(_CALLED["interview"], re.IGNORECASE)
_LEADS = table("posts")["lead"]
_BEHIND = for_lower_case(rf"(?:\s[-–—|]|[:,])\s+{_LEADS['whose']}(?:{_LEADS['one']})(?=$|\s*[|–—(-])")
_SECTIONS = for_lower_case(rf"(?:{_LEADS['sections']})(?!\w)")
_IN_LIST = re.compile(rf"\s*[,/&+·]\s*|\s+(?:{AND})\s+", re.IGNORECASE)
_CUT_DOCUMENT = re.compile(r"\s+[|·•–—-]\s+|\s*[|:：]\s+")
_MANY_SECTIONS = 2
"""Other parts of a film's page that its title counts up beside a review."""
_LED, _PARAGRAPH = 6, 25
"""Lines in which the text stands behind the word that leads it in, and words of its paragraphs."""
_FEWEST_PARAGRAPHS = 3
_BELOW, _LONGEST_BYLINE = 8, 100
"""Lines below a headline in which author and day stand, and characters of such a line."""
_CUT = re.compile(r"\s*[|·•»›>/／]+\s*|\s+[-–—]\s+")
_BYLINE = table("posts")["byline"]
_POSTED = for_lower_case(rf"^\W{{0,3}}(?:{_BYLINE['posted']})(?!\w)")
_TITLE = for_lower_case(_BYLINE["title"])
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
_FOOT = 20
"""Lines above a signature among which the paragraphs stand that it signs."""
_LONGEST_KICKER = 60
_SEARCHED = 300
_ABOVE = 3
_KICKER_WORDS = 4


def headline_at(lines: Sequence[Line]) -> int | None:
    """The place of the page's first heading of the first rank that leads nowhere; else of the only one of a post."""
    tops = [at for at, line in enumerate(lines[:_SEARCHED]) if line.tag == "h1"]
    bare = next((at for at in tops if not lines[at].href), None)
    if bare is not None or not tops:
        return bare
    own = [at for at in tops if lines[at].classes and _TITLE.search(lower(lines[at].classes))]
    return own[0] if len(own) == 1 else None


def _post_at(lines: Sequence[Line]) -> int | None:
    """The place of the headline; where the first heading is the site's name, that of the only heading of a post."""
    at = headline_at(lines)
    if at is not None:
        return at
    heads = [(at, lower(line.classes)) for at, line in enumerate(lines) if line.tag in HEADINGS and line.classes]
    found = [at for at, words in heads if _TITLE.search(words)]
    return found[0] if len(found) == 1 else None


def _kickers(lines: Sequence[Line]) -> list[str]:
    """The short lines right above the headline, cut at their bars: "Film | Filmanmeldelse"."""
    at = headline_at(lines)
    above = lines[max(0, at - _ABOVE) : at] if at is not None else ()
    short = [line.text for line in above if len(line.text) <= _LONGEST_KICKER and line.tag not in ("li", "td")]
    return [part for text in short for part in _CUT.split(text) if 0 < len(part.split()) <= _KICKER_WORDS]


def is_called_review(lines: Sequence[Line], document: str) -> bool:
    """Whether the document's title, the headline or the line over it says "review", of one.

    >>> lines = (Line("Recension", 1, tag="p"), Line("Tystnaden", 2, 1, tag="h1"))
    >>> is_called_review(lines, "Tystnaden"), is_called_review(lines[1:], "Tystnaden - reviews, cast")
    (True, False)
    """
    at = headline_at(lines)
    said = [_without_sections(document, lines[at].text), lines[at].text] if at is not None else [document]
    return any(_REVIEW.search(text) or _BEHIND.search(lower(text)) for text in said) or any(
        _REVIEW.fullmatch(text) for text in _kickers(lines)
    )


def _without_sections(document: str, headline: str) -> str:
    """The document's title without the parts of the page that it counts up, where the headline is only the film's.

    >>> _without_sections("Up - Review, trailer, cast - Some Site", "Up"), _without_sections("Up - Review", "Up")
    ('Up | Some Site', 'Up - Review')
    """
    if not any(mark in document for mark in ",/&+·") or not document.startswith(headline):
        return document
    parts = _CUT_DOCUMENT.split(document)
    kept = [part for part in parts if sum(map(_is_section, _IN_LIST.split(lower(part)))) < _MANY_SECTIONS]
    return document if len(kept) == len(parts) else " | ".join(kept)


def _is_section(words: str) -> bool:
    return _SECTIONS.fullmatch(words) is not None


def is_led(lines: Sequence[Line]) -> bool:
    """Whether one word says before the only long text that it is a review: "FILMKRITIK:", "Critique : Une rivière".

    >>> text = [Line("word " * 30, number, 1, "p") for number in (2, 3, 4)]
    >>> is_led([Line("Filmkritik:", 1, 1, "p"), *text]), is_led([Line("Kritik", 1, 1, "p"), *text])
    (True, False)
    """
    found = [
        at for at, line in enumerate(lines) if line.first_part[-1:] in (":", "：") and article.is_lead(line.first_part)
    ]
    if len(found) != 1:
        return False
    return sum(line.words >= _PARAGRAPH for line in lines[found[0] : found[0] + _LED]) >= _FEWEST_PARAGRAPHS


def is_bylined(lines: Sequence[Line]) -> bool:
    """Whether an author and a day are named between the headline and what follows it.

    >>> is_bylined([Line("The Ford", 1, 1, "h1"), Line("By Ann Lee", 2, 1, "p"), Line("May 3, 2018", 3, 1, "p")])
    True
    """
    at = _post_at(lines)
    below = lines[at + 1 : at + 1 + _BELOW] if at is not None else ()
    if not any(line.has_digit for line in below):
        return False
    past = next((i for i, line in enumerate(below) if line.words >= _PARAGRAPH or line.tag == "h2"), len(below))
    dated = any(line.has_digit and len(line.text) <= _LONGEST_BYLINE and date_in(line.text) for line in below[:past])
    return dated and byline.author(lines, at, (at or 0) + 1 + past, len(lines)) is not None


def is_signed_below(lines: Sequence[Line]) -> bool:
    """Whether one line below some paragraphs says who posted them, and when; answers below are no posts.

    >>> text = [Line("word " * 30, number, 1, "p") for number in (1, 2, 3)]
    >>> is_signed_below([*text, Line("Publicado por Ana en 21:14", 4, 1)]), is_signed_below(text)
    (True, False)
    """
    found = [at for at, line in enumerate(lines) if line.has_digit and _is_signature(line)]
    if len(found) > 1:
        start = comments_at(lines) or 0
        found = [at for at in found if lines[at].number < start]
    if len(found) != 1:
        return False
    above = lines[max(0, found[0] - _FOOT) : found[0]]
    return sum(line.words >= _PARAGRAPH for line in above) >= _FEWEST_PARAGRAPHS


def _is_signature(line: Line) -> bool:
    if len(line.text) > _LONGEST_BYLINE or not _POSTED.match(line.low):
        return False
    return _TIME.search(line.text) is not None or date_in(line.text) is not None


def is_called_interview(lines: Sequence[Line]) -> bool:
    """Whether the line over the headline says that this is a talk."""
    return any(_INTERVIEW.fullmatch(text) for text in _kickers(lines))


def has_own_headline(lines: Sequence[Line], title: str) -> bool:
    """Whether the headline says more than the film's title and what the page is."""
    at = headline_at(lines)
    return at is not None and beside(lines[at].text, title) >= _OWN_WORDS


def is_headlined(lines: Sequence[Line], title: str) -> bool:
    """Whether the headline begins with this title, as words of its own.

    >>> is_headlined([Line("The Ford wins slowly", 1, tag="h1")], "The Ford")
    True
    """
    at = headline_at(lines)
    return at is not None and f"{lines[at].low} ".startswith(f"{lower(title)} ")


_OWN_WORDS = 2


def without_day(
    film: Mapping[FilmField, tuple[Said, ...]], posts: Sequence[ReviewWords]
) -> dict[FilmField, tuple[Said, ...]]:
    """The film without a release on the line of the post's own day."""
    days = {post.published_on.where for post in posts if post.published_on}
    own = all(said.where in days for said in film.get("release_dates", ()))
    return {field: said for field, said in film.items() if not (own and field == "release_dates")}
