"""The article of a page: headline, byline, date, body, and the notes at its end.

For lines of text. The body is what stands between the headline and the author's note, without furniture,
labelled facts and notices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrapers.layers import byline, stated
from scrapers.layers.post_ends import HEADINGS, NOT_BODY, is_note, over
from scrapers.lines import Line
from scrapers.shapes import (
    NAME,
    date_in,
    for_lower_case,
    is_date,
    is_furniture,
    is_name,
    is_notice,
    lower,
    word_count,
)
from scrapers.tables import table
from scrapers.words import Said

LAYER = "article"
_PHRASES = table("phrases")
_BYLINE = re.compile(rf"^{_PHRASES['byline']['by']}\s*:?\s+(?P<author>\S.{{1,60}})$", re.IGNORECASE)
_AUTHOR_NOTE = re.compile(_PHRASES["author_note"]["pattern"].format(name=NAME))
_WROTE_FOR = re.compile(_PHRASES["author_note"]["wrote_for"])
_SECTION = re.compile(_PHRASES["author_note"]["section"], re.IGNORECASE)
_POSITIVE = re.compile(rf"^(?:{_PHRASES['notes']['positive']})\s*[:：]\s*(?P<note>\S.*)$", re.IGNORECASE)
_NEGATIVE = re.compile(rf"^(?:{_PHRASES['notes']['negative']})\s*[:：]\s*(?P<note>\S.*)$", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"^(?:©|\(c\)|copyright)+[\s©]*(?:copyright\s+)?(?:\d{4}(?:\s*[-–—]\s*\d{2,4})?\s+)?(?:by\s+)?(?P<owner>[A-Z][^.,©|]{1,40})",
    re.I,
)
_OWNERS_FORM = re.compile(
    r"(?:[\s–—-]+(?:(?:19|20)\d\d"
    r"|(?:s|e|z|sp|ltd|inc|llc|gmbh|ag|kg|bv|nv|ab|oy|as|aps|srl|spa|kft|sro|sa|pty|plc|corp)\.?))+$",
    re.IGNORECASE,
)
"""Years and the form of a company behind its name."""
_LEADS = table("posts")["lead"]
_LEAD = for_lower_case(rf"^{_LEADS['whose']}(?:{_LEADS['one']}|{_LEADS['other']})\s*[:：.–—-]?$")
_LONGEST_LEAD = 30
"""Characters of a word that leads a text in."""
_BETWEEN = 3
"""Lines between a post's heading and its text, beside those of facts."""
_REAL = 25  # words from which a paragraph is surely of the body, and no standfirst


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """The parts of an article, each as it stands on the page."""

    headline: Said | None
    body: Said
    paragraphs: int
    words: int
    author: Said | None = None
    rating: Said | None = None
    """The score that the author states."""
    published_on: Said | None = None
    publication: Said | None = None
    section: Said | None = None
    form: str = ""
    """What the author's note calls it ("column")."""
    positive: tuple[Said, ...] = ()
    negative: tuple[Said, ...] = ()


def _said(line: Line, text: str | None = None) -> Said:
    return Said(text=line.text if text is None else text, layer=LAYER, where=line.where)


def _is_body(line: Line) -> bool:
    noted = _POSITIVE.match(line.text) or _NEGATIVE.match(line.text)
    if line.is_furniture or noted or line.is_date or _SECTION.match(line.text):
        return False
    return not ((line.href and not line.ends_sentence) or (line.kind[1] and NOT_BODY.search(lower(line.kind[1]))))


def _headline_at(lines: Sequence[Line], first: int) -> int | None:
    """The last line before the first real paragraph that is short, no sentence, no date and no byline."""
    for at in range(first - 1, -1, -1):
        text = lines[at].text
        plain = lines[at].tag != "figcaption" and not (
            is_furniture(text) or is_date(text) or _BYLINE.match(text) or is_notice(text) or byline.is_byline(lines[at])
        )
        if plain and 1 <= word_count(text) <= 25 and (not text.endswith((".", ":")) or lines[at].tag == "h1"):
            return at
    return None


_HOME = re.compile(r"^(?:https?://[^/]+)?/?$")
"""An address that leads to the start of a site."""


def _content_words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))


def _is_standfirst(line: Line, following: Line | None, headline: Line | None) -> bool:
    """A short sentence between headline and body that says the headline again, or stands wide apart from the body."""
    if line.words >= _REAL or headline is None:
        return False
    mine, theirs = _content_words(line.text), _content_words(headline.text)
    again = bool(mine) and len(mine & theirs) * 2 >= len(mine)
    return again or (following is not None and following.gap >= max(4, line.gap + 2))


def _ending(lines: Sequence[Line], first: int, last: int, title: str) -> tuple[int, Line | None]:
    """The end of the body, and the author's note if one stands there."""
    for at in range(last, max(first, last - 4), -1):
        line = lines[at]
        note = _AUTHOR_NOTE.match(line.text)
        if note and note["name"] not in title and line.words <= 60 and (_WROTE_FOR.search(line.text) or at == last):
            return at, line
    return last + 1, None


def _date_near(lines: Sequence[Line], headline: int | None, first: int) -> Said | None:
    """The date line nearest to the headline, above it or between it and the body."""
    if headline is None:
        return None
    near = [at for at in range(max(0, headline - 4), first) if at != headline and lines[at].is_date]
    near.sort(key=lambda at: (abs(at - headline), at))
    return _said(lines[near[0]], date_in(lines[near[0]].text)) if near else None


def _byline(lines: Sequence[Line], headline: int | None, first: int, last: int) -> Said | None:
    around = [*range(max(0, (headline or 0) - 3), first), *range(last + 1, min(len(lines), last + 3))]
    for at in around:
        found = _BYLINE.match(lines[at].text)
        if found and is_name(found["author"].strip(" ,|")):
            return _said(lines[at], found["author"].strip(" ,|"))
    return None


def _publication(lines: Sequence[Line], note: Line | None) -> tuple[Said | None, str]:
    wrote = _WROTE_FOR.search(note.text) if note else None
    if note and wrote:
        return _said(note, wrote["publication"].rstrip(".")), wrote["form"]
    owners = [(line, found) for line in lines if (found := _COPYRIGHT.match(line.text))]
    return (_said(owners[-1][0], _OWNERS_FORM.sub("", owners[-1][1]["owner"]).strip()), "") if owners else (None, "")


def _first_heading(lines: Sequence[Line], first: int, taken: frozenset[int]) -> int | None:
    """The only top heading over the body, which is the headline whatever stands between."""
    tops = [at for at in range(first) if lines[at].tag == "h1" and not lines[at].is_furniture]
    if len(tops) == 1 and lines[tops[0]].href:  # a blog's name, which leads home, over the post's own heading
        below = [at for at in range(tops[0] + 1, first) if lines[at].tag in HEADINGS and not is_date(lines[at].text)]
        between = lines[below[-1] + 1 : first] if below else ()
        return below[-1] if below and sum(line.number not in taken for line in between) <= _BETWEEN else tops[0]
    linked = [at for at in tops if not _HOME.match(lines[at].href)]  # beside the site's name, which leads home
    own = [at for at in tops if not lines[at].href] or linked or tops
    return own[0] if own and len({lines[at].text for at in own}) == 1 else None


def find(lines: Sequence[Line], taken: frozenset[int]) -> Article | None:
    """The article on these lines, or None where there is no running text of some length."""
    real = [at for at, line in enumerate(lines) if line.number not in taken and _is_real(line)]
    if not real:
        return None
    headline = _first_heading(lines, real[0], taken)
    headline = _headline_at(lines, real[0]) if headline is None else headline
    whole, past = lines, over(lines, real[0], _is_real)
    lines = lines[:past]
    first, last = real[0], max(at for at in real if at < past)
    while step := _step(lines, last, taken):
        last += step
    while first - 1 > (headline if headline is not None else -1) and _opens(lines, first - 1, headline, taken):
        first -= 1
    end, note = _ending(lines, first, last, lines[headline].text if headline is not None else "")
    while end - 1 > first and is_note(lines[end - 1]):
        end -= 1
    body = [line for line in lines[first:end] if line.number not in taken and _is_body(line)]
    if not body:
        return None
    colons = [line for line in lines if ":" in line.text or "：" in line.text]
    notes = {name: _notes(colons, pattern) for name, pattern in (("positive", _POSITIVE), ("negative", _NEGATIVE))}
    publication, form = _publication(whole, note)
    section = next(((line, found) for line in whole[end:] if (found := _SECTION.match(line.text))), None)
    author = _said(note, _AUTHOR_NOTE.match(note.text)["name"]) if note else None  # type: ignore[index]
    return Article(
        headline=_said(lines[headline]) if headline is not None else None,
        body=_said(body[0], "\n\n".join((_led(body[0]), *(line.text for line in body[1:])))),
        paragraphs=sum(map(_is_real, body)),
        words=sum(line.words for line in body),
        author=_byline(lines, headline, first, end - 1)
        or byline.author(whole, headline, first, end - 1)
        or author
        or byline.signed(lines, end - 1),
        rating=stated.find(lines, first, end - 1) if lines[first].pieces else None,
        published_on=_date_near(lines, headline, first) or byline.published(whole, headline, first, end - 1),
        publication=publication,
        section=_said(section[0], section[1]["section"]) if section else None,
        form=form,
        **notes,
    )


def _led(line: Line) -> str:
    """The first paragraph without the word in an element of its own that says what it is ("Critique :")."""
    parts = line.parts
    return " ".join(parts[1:]) if len(parts) > 1 and is_lead(parts[0]) else line.text


def is_lead(words: str) -> bool:
    """Whether the words only say what the text behind them is.

    >>> is_lead("Critique :"), is_lead("Our film review"), is_lead("A river")
    (True, True, False)
    """
    return len(words) <= _LONGEST_LEAD and _LEAD.match(lower(words)) is not None


def _is_real(line: Line) -> bool:
    return line.words >= _REAL and line.ends_sentence and _is_body(line)


def _continues(lines: Sequence[Line], at: int, taken: frozenset[int]) -> bool:
    """Whether this line belongs to the body's end: sentences right after it, short ones too."""
    line = lines[at]
    return line.number not in taken and line.gap <= 3 and _is_body(line) and line.is_paragraph


def _step(lines: Sequence[Line], last: int, taken: frozenset[int]) -> int:
    """How many lines the body goes on for: one, two over a word between paragraphs ("Advertisement"), or none."""
    if last + 1 < len(lines) and _continues(lines, last + 1, taken):
        return 1
    is_word = last + 2 < len(lines) and lines[last + 1].words <= 2 and lines[last + 1].tag not in HEADINGS
    return 2 if is_word and _continues(lines, last + 2, taken) else 0


def _opens(lines: Sequence[Line], at: int, headline: int | None, taken: frozenset[int]) -> bool:
    """Whether the line before the first real paragraph is of the body already (a short opening sentence)."""
    line = lines[at]
    head = lines[headline] if headline is not None else None
    usable = line.number not in taken and _is_body(line) and line.ends_sentence and line.words >= 3
    return usable and not _is_standfirst(line, lines[at + 1], head)


def _notes(lines: Sequence[Line], pattern: re.Pattern[str]) -> tuple[Said, ...]:
    return tuple(_said(line, found["note"]) for line in lines if (found := pattern.match(line.text)))
