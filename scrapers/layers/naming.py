"""Which film does a text speak of? The title from a headline and from the way the text repeats it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise

from scrapers.layers.cards import hinted
from scrapers.layers.label_table import label_of
from scrapers.lines import Line
from scrapers.shapes import date_in, is_date
from scrapers.structure import head
from scrapers.tables import table
from scrapers.words import Said

LAYER = "naming"
_PROSE = table("phrases")["prose"]
_HEADLINE = table("phrases")["headline"]
_PREFIX = re.compile(_HEADLINE["prefix"], re.IGNORECASE)
_SUFFIX = re.compile(_HEADLINE["suffix"], re.IGNORECASE)
_STRAIGHT = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("\u00a0", " "))
_QUOTED = re.compile(
    r"(?<!\w)(?:\"([^\"\n]{1,80})\"|“([^”\n]{1,80})”|‘([^’\n]{1,80}(?:’\w[^’\n]{0,40}){0,8})’(?!\w)|«([^»\n]{1,80})»|„([^“”\n]{1,80})[“”]"
    r"|《([^》\n]{1,60})》|『([^』\n]{1,60})』|「([^」\n]{1,60})」|»([^«\n]{1,80})«|”([^”\n]{1,80})”|'([^'\n]{1,80}(?:'\w[^'\n]{0,40}){0,8})'(?!\w))"
)
_QUOTES = frozenset("\"'“‘«„《『「")
_TOKEN = re.compile(r"[\w'’&.!?:-]+")
_EDGE = " ,.;:\"'“”‘’|–—-"
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "and",
        "or",
        "but",
        "is",
        "are",
        "was",
        "by",
        "with",
        "from",
        "as",
        "it",
        "its",
        "this",
        "that",
        "de",
        "la",
        "le",
        "el",
    ]
)
_MAX_WORDS = 12
_HEADLINE_WORDS = 40
"""Among so many words of a headline its film is looked for."""
_LONGEST_HEADLINE = 500
"""Characters of a headline whose quotes are looked at."""
_MOST_PLACES = 200
"""So many of the places where a text repeats a title are counted."""
_MARK = re.compile(r"\s*[:：]\s+|：|\s+[|｜–—-]\s+")
LOWER_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
"""Headings below the page's own."""
_BYLINES, _LONGEST_BYLINE = 4, 140
"""Lines below a headline in which author and day stand, and characters of such a line."""
_SHORTEST_TITLE, _SENTENCE, _TWICE = 3, 9, 2


@dataclass(frozen=True, slots=True)
class _Candidate:
    title: str
    where: str
    occurrences: int
    contexts: int


@cache
def _context(name: str) -> re.Pattern[str]:
    return re.compile(_PROSE[name].replace("{film}", _PROSE["film_words"]), re.IGNORECASE)


def straight(text: str) -> str:
    """The text with straight quotes, character for character (offsets stay).

    >>> straight("Won’t “Back” Down")
    'Won\\'t "Back" Down'
    """
    if not text.isascii():
        for curly, plain in _STRAIGHT:
            text = text.replace(curly, plain)
    return text


def _places(title: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the title stands in a text as words of its own. (To compile a pattern for each candidate takes longer.)"""
    words = straight(title)
    at = text.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        whole = not (_is_letter(text[at - 1 : at]) or _is_letter(text[end : end + 1]))
        if whole:
            yield at, end
        at = text.find(words, end if whole else at + 1)


def _is_letter(character: str) -> bool:
    """Whether it goes on with a word, as `\\w` has it; "" stands for the end of the text."""
    return character.isalnum() or character == "_"


def _weigh(title: str, where: str, text: str) -> _Candidate:
    """Count how often the text repeats the title, and how often it speaks of it as of a film."""
    places = list(islice(_places(title, text), _MOST_PLACES))
    contexts = 0
    for start, end in places:
        before, after = text[max(0, start - 60) : start], text[end : end + 100]
        contexts += bool(_context("before_title").search(before)) or bool(_context("after_title").match(after))
    return _Candidate(title, where, len(places), contexts)


def bare_headline(headline: str) -> str:
    """The headline without "Review:" and the like.

    >>> bare_headline("Review: 'Won't Back Down'"), bare_headline("Up – Movie Review")
    ("'Won't Back Down'", 'Up')
    """
    bare = _SUFFIX.sub("", _PREFIX.sub("", headline)).strip()
    return bare or headline


def quoted(text: str) -> list[str]:
    """The quoted phrases of a text that could be titles: short, beginning with a capital or a digit.

    >>> quoted('"Up," a film, and \\'Won\\'t Back Down\\' and "so on"')
    ['Up', "Won't Back Down"]
    """
    phrases = (next(filter(None, found)).strip(_EDGE) for found in _QUOTED.findall(text))
    return [p for p in phrases if p and not p[0].islower() and len(p.split()) <= _MAX_WORDS]


def _runs(headline: str) -> list[str]:
    """Runs of the headline's words that could be a title, longest first."""
    words = [found.span() for found in islice(_TOKEN.finditer(headline), _HEADLINE_WORDS)]
    runs: list[str] = []
    for size in range(min(len(words), _MAX_WORDS), 0, -1):
        for first in range(len(words) - size + 1):
            run = headline[words[first][0] : words[first + size - 1][1]].strip(_EDGE)
            ends = run.split()
            if run and not run[0].islower() and ends[-1].casefold() not in _SMALL and (size > 1 or len(run) > 2):
                runs.append(run)
    return runs


def _maximal(candidates: list[_Candidate]) -> list[_Candidate]:
    """Without those that only occur as a part of a longer one that occurs as often."""
    return [
        one
        for one in candidates
        if not any(
            one.title in big.title and one is not big and big.occurrences >= one.occurrences for big in candidates
        )
    ]


def _from_headline(headline: Said, text: str) -> _Candidate | None:
    bare = bare_headline(headline.text)
    for phrase in quoted(bare) or ([bare] if bare != headline.text else []):
        whole = _weigh(phrase, headline.where, text)
        if whole.occurrences or phrase.strip(_EDGE) == bare.strip(_EDGE):
            return whole
    runs = _runs(bare)
    weighed = {run: _weigh(run, headline.where, text) for run in set(runs)}
    # One object for each: what the headline says twice outweighs itself.
    weighed_runs = _maximal([replace(weighed[run]) for run in runs if weighed[run].occurrences])
    spoken = [one for one in weighed_runs if one.contexts and one.occurrences >= 2]
    return max(spoken, key=lambda one: (one.contexts, one.occurrences, len(one.title)), default=None)


def _from_prose(lines: list[Line], text: str) -> _Candidate | None:
    said = [(line.where, quoted(line.text)) for line in lines if not _QUOTES.isdisjoint(line.text)]
    phrases = Counter(phrase for _, all_quoted in said for phrase in all_quoted)
    first = {phrase: where for where, all_quoted in reversed(said) for phrase in all_quoted}
    weighed = [(count, _weigh(phrase, first[phrase], text)) for phrase, count in phrases.items()]
    likely = [(count, one) for count, one in weighed if one.contexts or count >= 3]
    return max(likely, key=lambda row: (row[0], row[1].contexts, len(row[1].title)), default=(0, None))[1]


def title_of(headline: Said | None, lines: list[Line]) -> Said | None:
    """The title of the film that these lines speak of: from the headline, else from what the prose quotes."""
    text = straight("\n".join(line.text for line in lines))
    found = _from_headline(headline, text) if headline else None
    found = found or _from_prose(lines, text)
    return Said(text=found.title.strip(_EDGE), layer=LAYER, where=found.where) if found else None


def named(stated: Said | None, boxed: Said | None, document: str, lines: list[Line]) -> Said | None:
    """The film's title where the page calls it otherwise than its heading does.

    `boxed` is what the line of credits calls it: that is the film where the heading or the document's title holds it.
    Else a phrase that these quote, and that the page repeats. What the page's data call a film is its title, with what
    stands behind a colon.
    """
    headings = [stated.text if stated else "", document]
    if stated and (linked := _in_byline(stated, lines)):
        return linked
    boxed = boxed or _over_facts(headings, lines)
    if boxed and any(_holds(heading, boxed.text) for heading in headings):
        return boxed
    for heading in headings:
        if not heading or len(heading) > _LONGEST_HEADLINE or not _QUOTED.search(heading):
            continue
        for phrase in quoted(heading):
            again = [line for line in lines if _holds(line.text, phrase) and line.text != heading]
            if again and phrase != heading:
                return Said(text=phrase, layer=LAYER, where=again[0].where)
    if boxed and (stated is None or not _holds(document, stated.text)):
        again = [line for line in lines if _holds(line.text, boxed.text) and line.where != boxed.where]
        return boxed if again else None
    return _before_mark(stated, lines) if stated and stated.layer != head.LAYER else None


def _in_byline(stated: Said, lines: Sequence[Line]) -> Said | None:
    """The film to which the line of author and day links ("Ann reviews Up, 3 May"), where nothing repeats the headline.

    The text or the page's other lines repeat its name.
    """
    at = next((at for at, line in enumerate(lines) if line.where == stated.where), None)
    for line in lines[at + 1 : at + 1 + _BYLINES] if at is not None else ():
        if len(line.text) > _LONGEST_BYLINE or not line.has_digit or len(line.links) < _TWICE or not date_in(line.text):
            continue
        name = next((text for text, href in line.links if hinted("film_link", href) and not is_date(text)), "")
        others = [one for one in lines if one.where not in (line.where, stated.where)] if len(name) > 1 else []
        again = sum(_holds(one.text, name) for one in others)
        if again >= _TWICE and not any(_holds(one.text, stated.text) for one in others):
            return Said(text=name, layer=LAYER, where=line.where)
    return None


def _over_facts(headings: Sequence[str], lines: Sequence[Line]) -> Said | None:
    """What stands as the heading of a box of facts, right over its first label, where a longer headline holds it."""
    for line, below in pairwise(lines):
        if line.tag not in LOWER_HEADINGS or line.words > _MAX_WORDS or not label_of(below.first_part.strip(" :：")):
            continue
        if any(line.text != one and _holds(one, line.text) for one in headings) and not label_of(line.text):
            return Said(text=line.text, layer=LAYER, where=line.where)
    return None


def _before_mark(stated: Said, lines: list[Line]) -> Said | None:
    """What stands before the headline's colon or dash, where the page repeats that and never the whole headline."""
    first, mark, _ = _MARK.sub("\0", stated.text, count=1).partition("\0")
    if not mark or len(first) < _SHORTEST_TITLE:
        return None
    others = [line for line in lines if line.text != stated.text and line.where != stated.where]
    if any(_holds(line.text, stated.text) or _is_cut_off(line.text, stated.text) for line in others):
        return None
    again = sum(1 for line in others if line.words >= _SENTENCE and _holds(line.text, first))
    return Said(text=first, layer=LAYER, where=stated.where) if again >= _TWICE else None


def _is_cut_off(text: str, whole: str) -> bool:
    """Whether it is the beginning of the whole, longer than what stands before its mark, and ends in dots."""
    start = text.rstrip(".… ")
    return start != text and whole.startswith(start) and _MARK.search(start) is not None


def _holds(text: str, phrase: str) -> bool:
    return (
        any(_places(phrase, straight(text)))
        if phrase in straight(text) or straight(phrase) in straight(text)
        else False
    )
