"""Repeated entries: the reviews of a roundup and of a list of users' reviews, by the lines that mark them.

An entry is a heading (a publication, or a headline), a byline, its text, and a closing mark ("Full Review",
"46 of 57 people found this review helpful"). Any of them may be missing: the run of its neighbours tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scrapers.layers import Found, stated
from scrapers.layers.card_words import FULL
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import date_in, for_lower_case, is_broken_off, is_name, is_score, lower, word_count
from scrapers.tables import table
from scrapers.words import ReviewKind, ReviewWords, Said

LAYER = "entries"
_ENTRY = table("phrases")["entry"]
_BY = table("phrases")["byline"]["by"]
_BYLINE = for_lower_case(rf"^{_BY}\s*:?\s+(?P<author>\S.{{0,60}})$")
_DATED = for_lower_case(rf"(?:^|[|·•,–—-]\s*){_BY}\s*:?\s+(?P<author>[^|·•]{{2,60}})")
_FULL = for_lower_case(rf"^(?:{FULL})$")
_HELPFUL = for_lower_case(rf"^{_ENTRY['helpful']}")
_SAYS = re.compile(_ENTRY["says"])
_READ_REVIEW = re.compile(r"^read the (?P<publication>.{2,50}) review\W*$", re.IGNORECASE)
_AFTER_AUTHOR = re.compile(_ENTRY["after_author"], re.IGNORECASE)
_CRITICS = for_lower_case(rf"^{_ENTRY['critics_head']}$")
_AUDIENCE = for_lower_case(rf"^{_ENTRY['audience_head']}$")
_READ = frozenset({"Read", "read", "READ"})
_LONGEST_LINK, _LONGEST_BYLINE = 100, 110
_FEWEST = 2
"""Bylines that make a list."""
_MOST_OF_A_SCORE = 8
"""Words of a line that only says a score."""
_WITH_YEAR = re.compile(r"[(（\[](?:18|19|20)\d\d[)）\]]$")
"""A director of another film, and its year."""
_RUN = 3  # marked entries that make a list, in which an unmarked one is believed


@dataclass(slots=True)
class _Entry:
    """An entry while it is being read."""

    texts: list[Line] = field(default_factory=list)
    heading: Line | None = None
    byline: Line | None = None
    author: str = ""
    date: str = ""
    full: Line | None = None
    helpful: Line | None = None
    section: ReviewKind | None = None
    adjacent: bool = False

    @property
    def is_marked(self) -> bool:
        return bool(self.byline or self.full or self.helpful)


def _byline(text: str, low: str) -> tuple[str, str] | None:
    """The author and the date of a byline, each "" where it has none; None where the line is no byline.

    `low` is the text in lower case.
    """
    if text.endswith((".", "!", "?", ",")) and not text.endswith(("Jr.", "Sr.")):
        return None
    date = date_in(text) or ""
    if date:
        cut = text.replace(date, "|")
        found = _DATED.search(lower(cut))
        author = cut[found.start("author") : found.end("author")] if found else ""
        return (_AFTER_AUTHOR.sub("", author).strip(" ,|-–—"), date) if found else None
    plain = _BYLINE.match(low)
    author = text[plain.start("author") :] if plain else ""
    if not plain or word_count(author) > 6 or _WITH_YEAR.search(author):
        return None
    return _AFTER_AUTHOR.sub("", author).strip(), ""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that marks an entry: its byline, its link to the whole, its count of helpful votes."""

    byline: tuple[str, str] | None = None
    is_full: bool = False


def _marks(lines: Sequence[Line]) -> dict[int, _Mark]:
    """The lines that mark entries, by number."""
    marks: dict[int, _Mark] = {}
    for line in lines:
        low = line.low
        if _FULL.match(low):
            marks[line.number] = _Mark(is_full=True)
        elif (line.has_digit or "helpful" in low) and _HELPFUL.match(low):
            marks[line.number] = _Mark()
        elif len(low) <= _LONGEST_BYLINE and (byline := _byline(line.text, low)):
            marks[line.number] = _Mark(byline=byline)
    return marks


def _section(line: Line) -> ReviewKind | None:
    if line.words > 5:
        return None
    low = line.low
    return "critic" if _CRITICS.match(low) else "audience" if _AUDIENCE.match(low) else None


def _is_text(line: Line, entry: _Entry) -> bool:
    """Running text; right after a byline, or within a text, a short line counts too."""
    opens = entry.byline is not None and not entry.texts and line.gap <= 1
    goes_on = entry.byline is not None and bool(entry.texts) and line.ends_sentence and line.words >= 2
    if not (line.words >= 9 or opens or goes_on) or line.is_furniture or is_score(line.text) or line.is_date:
        return False
    return line.words > _MOST_OF_A_SCORE or not (line.words == 0 or (line.has_digit and stated.is_stated(line)))


def _split(lines: Sequence[Line], taken: frozenset[int], marks: Mapping[int, _Mark]) -> list[_Entry]:
    """Cut the page's lines into entries, marked or not."""
    found: list[_Entry] = []
    entry = _Entry()
    heading: Line | None = None
    section: ReviewKind | None = None
    shorts = 0

    def close() -> None:
        nonlocal entry, shorts
        if entry.texts:
            found.append(entry)
            shorts = 0
        entry = _Entry()

    for line in lines:
        mark = marks.get(line.number)
        if mark and mark.byline is None:
            if entry.texts and mark.is_full:
                entry.full = line
            elif entry.texts:
                entry.helpful = line
            close()
            heading = None
        elif mark and mark.byline:
            close()
            entry.byline, (entry.author, entry.date), entry.section = line, mark.byline, section
            entry.heading, heading = heading, None
            entry.adjacent = shorts <= 1
        elif line.number not in taken and _is_text(line, entry):
            if not entry.texts and entry.byline is None:
                entry.heading, entry.section, heading = heading, section, None
                entry.adjacent = shorts <= 1
            entry.texts.append(line)
        else:
            close()
            section = _section(line) or section
            heading = None if line.is_furniture or line.number in taken else line
            shorts += 1
    close()
    return found


def _believed(entries: Sequence[_Entry]) -> list[_Entry]:
    """The marked entries, and the unmarked whose cut text stands right among them."""
    marked = [entry for entry in entries if entry.is_marked]
    closed = any(entry.full or entry.helpful for entry in marked)
    if len(marked) < _FEWEST and not closed:
        return []
    if len(marked) == 1 and not (marked[0].byline or marked[0].full):
        return []  # the votes on the page's own text
    if len(marked) < _RUN:
        return [entry for entry in marked if entry.full or entry.helpful or entry.section or len(marked) > 1]
    kept: list[_Entry] = []
    for entry in entries:
        among = bool(kept) and entry.adjacent and entry.heading is not None
        if entry.is_marked or (among and is_broken_off(entry.texts[-1].text)):
            kept.append(entry)
    return kept


def _kind(entry: _Entry, *, links_tell: bool) -> ReviewKind:
    """A critic's entry links to the full review where its neighbours do; else the section's head tells."""
    if entry.helpful or (links_tell and not entry.full):
        return "audience"
    if links_tell or entry.section is None:
        return "critic" if entry.full or is_name(entry.author) else "audience"
    return entry.section


def _said(line: Line | None, text: str | None = None) -> Said | None:
    return Said(text=text or line.text, layer=LAYER, where=line.where) if line else None


def _review(entry: _Entry, kind: ReviewKind) -> ReviewWords:
    body = "\n\n".join(line.text for line in entry.texts)
    heading = _said(entry.heading)
    return ReviewWords(
        kind=kind,
        body=_said(entry.texts[0], body),
        author=_said(entry.byline, entry.author) if entry.author else None,
        publication=heading if kind == "critic" else None,
        headline=heading if kind != "critic" else None,
        published_on=_said(entry.byline, entry.date) if entry.date else None,
        helpful=_said(entry.helpful),
        is_excerpt=bool(entry.full) or is_broken_off(body),
    )


def _quoted(lines: Sequence[Line]) -> tuple[list[ReviewWords], set[int]]:
    """ "Common Sense Media says ..." with its link "Read the Common Sense Media Review"."""
    short = (line for line in lines if len(line.text) < _LONGEST_LINK and line.text[:4] in _READ)
    linked = {found["publication"]: line for line in short if (found := _READ_REVIEW.match(line.text))}
    reviews: list[ReviewWords] = []
    taken: set[int] = set()
    for line in lines if linked else ():
        found = _SAYS.match(line.text)
        link = linked.get(found["publication"]) if found else None
        if found and link:
            review = ReviewWords(kind="critic", is_excerpt=True, publication=_said(line, found["publication"]))
            reviews.append(replace(review, body=_said(line, found["body"])))
            taken |= {line.number, link.number}
    return reviews, taken


def read(page: Page, taken: frozenset[int] = frozenset()) -> Found:
    """The page's entries, critics first. `taken` are the lines that other layers have understood."""
    quoted, numbers = _quoted(page.lines)
    marks = _marks(page.lines)
    closed = sum(mark.byline is None for mark in marks.values())
    entries = _believed(_split(page.lines, taken | numbers, marks)) if closed or len(marks) >= _FEWEST else []
    with_link = sum(1 for entry in entries if entry.full)
    links_tell = with_link >= _RUN
    reviews = [_review(entry, _kind(entry, links_tell=links_tell)) for entry in entries] + quoted
    for entry in entries:
        parts = (entry.heading, entry.byline, entry.full, entry.helpful)
        numbers |= {line.number for line in (*entry.texts, *parts) if line}
    reviews.sort(key=lambda review: review.kind != "critic")
    return Found(reviews=tuple(reviews), lines=frozenset(numbers))
