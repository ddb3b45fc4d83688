"""A film's names at the head of a page: the title without what stands behind it, and the original title below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from scrapers.headlines import film_of
from scrapers.layers import strips
from scrapers.layers.byline import names_author
from scrapers.layers.label_table import fold_label, label_of, names_fact
from scrapers.layers.naming import LAYER as NAMING
from scrapers.layers.naming import LOWER_HEADINGS, quoted
from scrapers.layers.two_scripts import halves
from scrapers.lines import Line
from scrapers.shapes import AND
from scrapers.structure.film import folded
from scrapers.tables import table
from scrapers.words import Said

LAYER = "heading"
_BY_WORDS = table("titles")["by"]["words"]
_BY = re.compile(
    rf"^(?P<title>.+?)(?:\s*[,;:|·•(（–—-]\s*(?:{_BY_WORDS}\s*)?|\s+(?:{_BY_WORDS})\s+)"
    r"(?<![^\W\d_])(?P<name>[^,;:|·•()（）–—]{4,60}?)\s*[)）]?$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^[(（\[](?P<name>[^()（）\[\]]{3,100})[)）\]]$")
_WITH_OTHER = re.compile(r"^(?P<own>.{2,100}?)\s*[(（\[](?P<other>[^()（）\[\]]{3,100})[)）\]]$")
_TITLE_CLASS = re.compile(table("phrases")["card_hints_of_names"]["title"])
DATED = re.compile(r"(?<=\S)\s*(?:[(（\[]\s*(?:18[89]|19\d|20\d)\d\s?年?\s*[)）\]]|,\s+(?:18[89]|19\d|20\d)\d)$")
"""The year behind a name."""
_AND = re.compile(rf"\s+(?:{AND}|&)\s+")
_SCRIPTS = (
    ("\u0370", "\u03ff"),
    ("\u0400", "\u04ff"),
    ("\u0590", "\u05ff"),
    ("\u0600", "\u06ff"),
    ("\u0900", "\u0dff"),
    ("\u0e00", "\u0e7f"),
)
_LONGEST, _MOST_WORDS = 100, 12
_BY_WORD = re.compile(
    rf"^(?P<title>.+?)(?:\s*[,(（–—-]\s*|\s+)(?:{_BY_WORDS})\s+[^,;:|·•()（）–—]{{4,60}}[)）]?$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s+[|·•–—-]\s+")
_LONGEST_DOCUMENT, _SHORTEST, _SHORTEST_OTHER = 300, 2, 5
"""Characters of the document's title that are read, of the shortest title, and of the shortest one in Latin letters."""
_BELOW = 3
_SEARCHED = 2000
_TWICE = 2
_FEWEST_PARAGRAPHS = 3
_FEWEST_WORDS = 5
"""Words of a headline that may be no title."""


def without_credit(title: Said, directors: Sequence[str], lines: Sequence[Line]) -> Said:
    """The title without its director behind it ("Up, by Ann Lee"), and without its name in Latin letters behind it.

    The second only where the page calls the film by its first name alone, too.

    >>> titles = [Said(text=text, layer=LAYER, where="line 1") for text in ("Up, by Denis Lee", "Up (Denis Lee)")]
    >>> [without_credit(title, ["Denis Lee"], []).text for title in titles]
    ['Up', 'Up']
    >>> titles = [Said(text=text, layer=LAYER, where="line 1") for text in ("감자 Potato Town", "12 Potato Towns")]
    >>> [without_credit(title, [], [Line("감자: 12 reviews", 2)]).text for title in titles]
    ['감자', '12 Potato Towns']
    """
    found = _BY.match(title.text) if directors else None
    named = {fold_label(name) for told in directors for name in (told, *re.split(r"\s*,\s*", told))}
    if found and all(fold_label(name) in named for name in _AND.split(found["name"])):
        return replace(title, text=found["title"].strip(" ,"))
    own, other = halves(title.text) or ("", "")
    if len(own) < _SHORTEST or _script(own) != "cjk" or len(other) < _SHORTEST_OTHER:
        return title
    alone = any(own in line.text and other not in line.text for line in lines)
    return replace(title, text=own) if alone else title


def _script(text: str) -> str:
    """The script of the first letter."""
    letter = next((c for c in text if c.isalpha()), "")
    if letter >= "\u1100":
        return "cjk"
    return next((first for first, last in _SCRIPTS if first <= letter <= last), "latin" if letter else "")


def _may_be_name(line: Line, text: str) -> bool:
    """Whether the words below a title may be another of its names, and are no fact or furniture."""
    if not 1 < len(text) <= _LONGEST or line.is_paragraph or line.is_furniture or line.is_date or text[-1] in ".:：!?…":
        return False
    if names_fact(text) or not _script(text) or line.words > _MOST_WORDS or "|" in text or "·" in text:
        return False
    known = strips.is_genre(text) or strips.lands(text) or strips.is_certificate(text) or strips.is_runtime(text)
    return not known and not strips.YEAR.fullmatch(text) and not strips.lands_and_year(text)[0]


def _says_fact(line: Line) -> bool:
    """Whether the line begins with a label or a fact: what stands over it belongs to the title."""
    first = re.split(r"[:：]", line.first_part, maxsplit=1)[0].strip()
    pieces = (piece.strip() for piece in re.split(r"[·|,/]", line.text[:80]))
    return label_of(first) is not None or any(
        strips.YEAR.fullmatch(piece) or strips.is_runtime(piece) or strips.lands_and_year(piece)[0]
        for piece in pieces
        if piece
    )


def original_below(lines: Sequence[Line], at: int, title: str, document: str) -> Said | None:
    """The original title right below the title: in brackets, in another script, or as the document's title has it."""
    for place in range(at + 1, min(at + _BELOW, len(lines))):
        line = lines[place]
        if strips.YEAR.fullmatch(line.text):
            continue
        bracketed = _BRACKETED.match(line.text)
        text = DATED.sub("", bracketed["name"].strip() if bracketed else line.first_part)
        is_dated = not bracketed and text != line.first_part
        if folded(text) == folded(title) or line.gap > 2 or names_author(line) or not _may_be_name(line, text):
            return None
        in_document = f" {folded(title)} {folded(text)} " in f" {folded(document)} "
        below = lines[place + 1] if place + 1 < len(lines) else None
        before_facts = below is not None and _says_fact(below)
        is_called = bracketed is not None and line.gap <= 1 and _TITLE_CLASS.search(line.classes.lower()) is not None
        is_alone = line.tag in LOWER_HEADINGS and sum(one.kind == line.kind for one in lines) == 1
        other_script = _script(text) != _script(title)
        if (
            in_document
            or is_called
            or ((bracketed or other_script or is_alone) and (before_facts or (is_dated and other_script)))
        ):
            return Said(text=text, layer=LAYER, where=line.where)
        return None
    return None


def by_document(lines: Sequence[Line], named: str, *, is_sure: bool) -> tuple[int, Said, Said | None] | None:
    """The line that is the title which the document's title names, where no heading is: its place, it, its original.

    `named` is the document's title without the site and the page's kind; `is_sure`, whether it told a kind.
    """
    both = _WITH_OTHER.match(named)
    own, other = (both["own"], both["other"]) if both else (named, "")
    for at, line in enumerate(lines[:_SEARCHED]):
        if len(line.text) > _LONGEST or line.href or folded(line.text) != folded(own):
            continue
        said = Said(text=line.text, layer=LAYER, where=line.where)
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below and other and folded(below.text) == folded(other):
            return at, said, Said(text=other, layer=LAYER, where=below.where)
        dated = DATED.search(below.text) if below and below.has_digit else None
        if below and dated and _script(below.text) != _script(own):
            return at, said, Said(text=below.text[: dated.start()], layer=LAYER, where=below.where)
        if is_sure or "title" in line.classes.lower():
            return at, said, None
    return None


def reviewed(document: str, stated: Said | None, lines: Sequence[Line]) -> Said | None:
    """The film that the document's title says it reviews, where the headline calls it otherwise.

    In "Recension: Isvakt av Ann Lee" over a headline of other words it is Isvakt, where the text quotes that, or a
    line is that and nothing else.
    """
    for part in _PARTS.split(document[:_LONGEST_DOCUMENT]):
        bare = film_of(DATED.sub("", film_of(part)).strip(" ,."))
        if not bare or bare == part:
            continue
        credited = _BY_WORD.match(bare)
        for name in (bare, credited["title"].strip(" ,") if credited else ""):
            if len(name) < _SHORTEST or (stated and folded(name) == folded(stated.text)):
                continue
            low = name.casefold()
            for line in lines:
                if low in line.low and (line.low == low or any(low == one.casefold() for one in quoted(line.text))):
                    return Said(text=name, layer=NAMING, where=line.where)
    return None


def spoken_of(headline: Said, lines: Sequence[Line]) -> Said | None:
    """The film that a text names in quotes again and again, where its headline is none the text repeats.

    In "The best film about waiting" over "'Slow Train' stands still" and a text with “Slow Train”, it is Slow Train.
    """
    if headline.text.count(" ") + 1 < _FEWEST_WORDS:
        return None
    texts = [line for line in lines if line.words >= _FEWEST_WORDS and line.where != headline.where]
    if any(headline.text.casefold() in line.low for line in texts if len(line.text) > len(headline.text)):
        return None
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for line in texts:
        for phrase in quoted(line.text):
            name = phrase.rstrip(",.;:")
            counts[name] += 1
            first.setdefault(name, line.where)
    ranked = counts.most_common(2)
    if sum(line.is_paragraph for line in texts) < _FEWEST_PARAGRAPHS:
        return None
    if not ranked or ranked[0][1] < _TWICE or (len(ranked) > 1 and ranked[1][1] * 2 > ranked[0][1]):
        return None
    name = ranked[0][0]
    is_name = name[:1].isupper() or not name[:1].isascii() or name[:1].isdigit()
    return Said(text=name, layer=NAMING, where=first[name]) if is_name and len(name.split()) <= _MOST_WORDS else None
