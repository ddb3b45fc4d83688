"""Pages that gather many films, or many answers: lists, interviews, series. They tell no one film's facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile, zip_longest

from scrapers.layers import strips
from scrapers.layers.label_table import label_of
from scrapers.lines import Line
from scrapers.posts import is_called_interview
from scrapers.shapes import AND, for_lower_case, is_date, lower
from scrapers.tables import table

_KIND = table("phrases")["kind"]
_LIST, _INTERVIEW, _SERIES, _NEWS = (for_lower_case(_KIND[name]) for name in ("list", "interview", "series", "news"))
_EPISODES, _MADE_AS, _MADE_FOR = (for_lower_case(rf"(?:{_KIND[name]})") for name in ("episodes", "made_as", "made_for"))
_FILMS, _SERIALS = rf"(?<!\w)(?:{_KIND['films']})(?!\w)", rf"(?<!\w)(?:{_KIND['serials']})(?!\w)"
_JOINED = rf"\s*(?:[&+,/·・、與与和]|\s(?:{AND})\s)\s*(?:\w{{2,12}}\s)?"
_BOTH = for_lower_case(f"{_FILMS}{_JOINED}{_SERIALS}|{_SERIALS}{_JOINED}{_FILMS}|{_KIND['films_and_serials']}")
_BASKET, _STOCK = (for_lower_case(_KIND[name]) for name in ("basket", "stock"))
_NUMBERED = re.compile(
    r"^(?:#|no\.? ?|nr\.? ?|№ ?)?(?P<number>\d{1,3})\s?(?:[.)\]:：、–—-]|\s(?=[A-ZÀ-Þ\"“«]))\s*\S", re.IGNORECASE
)
_TITLED_YEAR = re.compile(r"^.{1,90}[(（\[,]\s*(?:18[89]|19\d|20\d)\d\s*[)）\]]?")
_YEAR_LINE = re.compile(r"^[(（]?(?:18[89]|19\d|20\d)\d[)）]?$")
_SPEAKER = re.compile(
    r"^(?P<who>[A-Z]{1,3}(?=\s+[\"“'A-Z])|[A-ZÀ-ÞА-Я][\w.'’-]*(?: [A-ZÀ-ÞА-Я][\w.'’-]*){0,2}(?=\s*[:：]\s))"
)
_QUESTION = re.compile(r"[?？][\"”»]?$")
_ENDS = frozenset('?？"”»')
"""The last characters of a question."""
_HEADINGS = frozenset({"h2", "h3", "h4"})
_ROW_TAGS = frozenset({"td", "th", "li"})
_CELLS = frozenset({"th", "dt", "td"})
_FACT = 40
"""Characters of a label or of its value, at most."""
_FEWEST = 4
_BUTTON = 80
"""Characters of a row of buttons, at most."""
_ROWS = 12
_SHOWN_AT = re.compile(r"(?:(?<![\w.:,])|^)(?:[01]?\d|2[0-3])(?:[:h]|(?<=^\d\d)\.)[0-5]\d(?![\d.:/%])(?!\s*(?:min|/))")
_BARS = re.compile(r"\s*[|·•,/]\s*")
_HOURS, _BLOCK, _FEWEST_SHOWN, _MOST_HOURS = 60, 14, 3, 500
"""Characters of a line of hours, lines from a heading to its hours, films that make a programme, hours looked at."""
_TEXT = 15
"""Words that make a line running text."""


def _titles(lines: Sequence[Line], document: str) -> list[str]:
    return [lower(document), *[line.low for line in lines if line.tag == "h1"][:2]]


def is_series(lines: Sequence[Line], document: str) -> bool:
    """Whether the document's title, its first heading or its facts say that this is a series.

    >>> is_series([Line("Moor", 1, tag="h1"), Line("Folgen: 8", 2)], ""), is_series([Line("媒体类型：OVA", 1)], "")
    (True, True)
    >>> is_series([], "Moor - TV series"), is_series([], "Moor - movies and TV series - Filmhouse")
    (True, False)
    """
    called = (title for title in _titles(lines, document) if _SERIES.search(title))
    return any(_SERIES.search(_BOTH.sub(" ", title)) for title in called) or _has_episodes(lines)


def _has_episodes(lines: Sequence[Line]) -> bool:
    """Whether one label tells of more than one episode, or that this was made for television."""
    told = [one for line, after in zip_longest(lines, lines[1:]) if (one := _labelled(line, after))]
    counts = {int(value) for label, value in told if value.isdigit() and _EPISODES.fullmatch(label)}
    return max(counts, default=0) > 1 or any(
        _MADE_FOR.fullmatch(value) and _MADE_AS.fullmatch(label) for label, value in told
    )


def _labelled(line: Line, after: Line | None) -> tuple[str, str] | None:
    """The label of a short line and its value there, or on the line below a cell that holds the label alone."""
    if len(line.text) > _FACT:
        return None
    label, value = line.labelled()
    if not value and line.tag in _CELLS and after is not None and len(after.text) <= _FACT:
        value = after.low.strip(" :：")
    return (label, value) if value else None


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
    rows = sum(1 for line in lines if line.tag in _ROW_TAGS and _YEAR_LINE.match(line.text))
    return _runs_on(numbers) or len(dated) >= _FEWEST or rows >= _ROWS


def _opens_text(lines: Sequence[Line], at: int) -> bool:
    """Whether running text follows a heading soon: titles that only link elsewhere have none."""
    return any(line.words >= _TEXT for line in lines[at + 1 : at + 4])


def _runs_on(numbers: set[int]) -> bool:
    """Whether the numbers count on: most have a neighbour."""
    return len(numbers) >= _FEWEST and sum(1 for n in numbers if {n - 1, n + 1} & numbers) >= len(numbers) - 1


def is_interview(lines: Sequence[Line], document: str) -> bool:
    """Whether the page is made of questions and answers, or calls itself an interview."""
    if any(_INTERVIEW.search(title) for title in _titles(lines, document)) or is_called_interview(lines):
        return True
    # The same question under each entry ("Was this review useful to you?") is a button.
    asked = len({line.text for line in lines if line.text[-1] in _ENDS and _is_question(line)})
    if asked < _FEWEST:
        return False
    named = (found["who"] for line in lines if len(line.text) > 12 and (found := _SPEAKER.match(line.text)))
    answers = sum(count for count in Counter(named).values() if count >= 3)  # twice may be chance
    paragraphs = sum(1 for line in lines if line.words >= 25)  # as in an article
    return answers >= _FEWEST or (asked >= 6 and asked * 2 >= paragraphs)


def is_news(lines: Sequence[Line]) -> bool:
    """Whether the headline tells of a film in the making: who will play or direct, what day is set.

    >>> is_news([Line("Ann Lee to star in 'Moor'", 1, tag="h1")]), is_news([Line("A Star Is Born", 1, tag="h1")])
    (True, False)
    """
    return any(_NEWS.search(line.low) for line in [line for line in lines if line.tag == "h1"][:2])


def sells(lines: Sequence[Line]) -> bool:
    """Whether the page is a shop's, or a cinema's with the hours of its films."""
    return is_shop(lines) or is_programme(lines)


def is_shop(lines: Sequence[Line]) -> bool:
    """Whether the page sells: a button that puts something into a basket, and a shop's number or stock of it."""
    short = [line.low for line in lines if len(line.text) < _BUTTON]
    return any(map(_BASKET.match, short)) and any(map(_STOCK.match, short))


def is_programme(lines: Sequence[Line]) -> bool:
    """Whether the page is a cinema's: several headings, each with its own film's length or director, and hours.

    >>> film = ("Moor", "Regie: Ann Lee", "20:15 22:30", "Tinte", "98 Min.", "16:00", "Kreide", "102 Min.", "18:10")
    >>> is_programme([Line(text, n, 1, "p" if n % 3 else "h2") for n, text in enumerate(film)])
    True
    """
    short = ((at, line.text) for at, line in enumerate(lines) if len(line.text) <= _HOURS and line.has_digit)
    at_hours = [at for at, text in short if _SHOWN_AT.search(text)]
    films: set[str] = set()
    for at in at_hours[:_MOST_HOURS]:
        block = list(takewhile(lambda line: line.tag not in _HEADINGS, reversed(lines[max(0, at - _BLOCK) : at])))
        heading = lines[at - len(block) - 1] if at > len(block) else None
        if heading is None or heading.tag not in _HEADINGS:
            continue
        if any(map(_tells_of_film, block)):
            films.add(heading.low)
    return len(films) >= _FEWEST_SHOWN


def _tells_of_film(line: Line) -> bool:
    if len(line.text) > _BUTTON or is_date(line.text):
        return False
    label = label_of(line.first_part.partition(":")[0].strip())
    is_crew = label is not None and label.field in ("directors", "cast")
    return is_crew or (
        line.has_digit and any(strips.is_runtime(piece) for part in line.parts for piece in _BARS.split(part))
    )


def _is_question(line: Line) -> bool:
    return _QUESTION.search(line.text[-2:]) is not None and 4 <= line.words <= 50
