"""Pages that gather many films, or many answers: lists, interviews, series. They tell no one film's facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from scrapers.lines import Line
from scrapers.shapes import word_count
from scrapers.tables import table

_KIND = table("phrases")["kind"]
_LIST = re.compile(_KIND["list"], re.IGNORECASE)
_INTERVIEW = re.compile(_KIND["interview"], re.IGNORECASE)
_SERIES = re.compile(_KIND["series"], re.IGNORECASE)
_NUMBERED = re.compile(
    r"^(?:#|no\.? ?|nr\.? ?|№ ?)?(?P<number>\d{1,3})\s?(?:[.)\]:：、–—-]|\s(?=[A-ZÀ-Þ\"“«]))\s*\S", re.IGNORECASE
)
_TITLED_YEAR = re.compile(r"^.{1,90}[(（\[,]\s*(?:18[89]|19\d|20\d)\d\s*[)）\]]?")
_YEAR_LINE = re.compile(r"^[(（]?(?:18[89]|19\d|20\d)\d[)）]?$")
_SPEAKER = re.compile(
    r"^(?P<who>[A-Z]{1,3}(?=\s+[\"“'A-Z])|[A-ZÀ-ÞА-Я][\w.'’-]*(?: [A-ZÀ-ÞА-Я][\w.'’-]*){0,2}(?=\s*[:：]\s))"
)
_QUESTION = re.compile(r"[?？][\"”»]?$")
_HEADINGS = frozenset({"h2", "h3", "h4"})
_FEWEST = 4
_ROWS = 12
_TEXT = 15
"""Words that make a line running text."""


def _titles(lines: Sequence[Line], document: str) -> list[str]:
    return [document, *[line.text for line in lines if line.tag == "h1"][:2]]


def is_series(lines: Sequence[Line], document: str) -> bool:
    """Whether the document's title or its first heading says that this is a series."""
    return any(_SERIES.search(title) for title in _titles(lines, document))


def is_list(lines: Sequence[Line], document: str) -> bool:
    """Whether the page is a list of films: by its title, or by many headings or rows of equal rank.

    >>> is_list([Line("The 12 best films of the year", 1, tag="h1")], "")
    True
    >>> is_list([Line("The Best Years of Our Lives (1946)", 1, tag="h1")], "The Best Years of Our Lives (1946)")
    False
    """
    if any(_LIST.search(title) for title in _titles(lines, document)):
        return True
    headings = [line.text for at, line in enumerate(lines) if line.tag in _HEADINGS and _opens_text(lines, at)]
    numbers = {int(found["number"]) for text in headings if (found := _NUMBERED.match(text))}
    dated = {text.casefold() for text in headings if _TITLED_YEAR.match(text)}
    rows = sum(1 for line in lines if _YEAR_LINE.match(line.text) and line.tag in ("td", "th", "li"))
    return _runs_on(numbers) or len(dated) >= _FEWEST or rows >= _ROWS


def _opens_text(lines: Sequence[Line], at: int) -> bool:
    """Whether running text follows a heading soon: titles that only link elsewhere have none."""
    return any(line.words >= _TEXT for line in lines[at + 1 : at + 4])


def _runs_on(numbers: set[int]) -> bool:
    """Whether the numbers count on: most have a neighbour."""
    return len(numbers) >= _FEWEST and sum(1 for n in numbers if {n - 1, n + 1} & numbers) >= len(numbers) - 1


def is_interview(lines: Sequence[Line], document: str) -> bool:
    """Whether the page is made of questions and answers, or calls itself an interview."""
    if any(_INTERVIEW.search(title) for title in _titles(lines, document)):
        return True
    texts = [line.text for line in lines]
    asked = sum(1 for text in texts if _QUESTION.search(text) and 4 <= word_count(text) <= 50)
    speakers = Counter(found["who"] for text in texts if len(text) > 12 and (found := _SPEAKER.match(text)))
    answers = sum(count for count in speakers.values() if count >= 3)  # twice may be chance
    paragraphs = sum(1 for text in texts if word_count(text) >= 25)  # as in an article
    return asked >= _FEWEST and (answers >= _FEWEST or (asked >= 6 and asked * 2 >= paragraphs))
