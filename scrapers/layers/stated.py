"""The score that a post states: "Rating 3/5", "★★★½", "Grade: B+", stars behind the title in its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scrapers.layers import drawn_stars
from scrapers.layers.card_scores import is_of_five
from scrapers.layers.score_rows import ANY_OF, UNITS, is_service
from scrapers.layers.score_words import in_digits
from scrapers.lines import Line
from scrapers.tables import table
from scrapers.words import Said

LAYER = "stated"
_LABEL = table("scores")["stated"]["label"]
_STARS = r"[★☆⭐✮✭*]{2,10}\s?[½¼¾]?|★\s?[½¼¾]?"
_RATIO = (
    rf"-?\d{{1,3}}(?:[.,]\d{{1,2}})?\s?[½¼¾]?\s*(?:(?:{UNITS})\s*)?(?:{ANY_OF})\s*"
    rf"(?:100?|20|[4-6])(?![\d/])(?:\s*(?:{UNITS}))?"
)
_ALONE = re.compile(rf"^(?:{_STARS}|{_RATIO})(?:\s*(?:{UNITS}))?[.)]?$", re.IGNORECASE)
_OF_FIVE = re.compile(r"^[0-5](?:[.,]5|\s?½)?\s?(?:[^\W\d_]{3,12}|星|星半|つ星)$")
_DIE = re.compile(r"^\W*(?:terningkast|kast|terning)\s*:?\s*(?P<eyes>[1-6])\b", re.IGNORECASE)
_GLYPHS = re.compile(r"(?<=[★☆⭐✮✭]) (?=[★☆⭐✮✭½])")
_ROW_AT_END = re.compile(r"(?<![★☆])(?P<score>★{1,9}½?☆{1,9}|★{5})\W{0,2}$")
_LABELLED = re.compile(
    rf"^.{{0,40}}?(?<!\w)(?:{_LABEL})(?:\s[^\W\d]{{2,20}}){{0,2}}\s*[:：–—-]?\s*"
    rf"(?P<score>{_STARS}|{_RATIO}|\d(?:[.,]\d)? stars?|[A-F][+–−-]?(?!\w))[.)]?$",
    re.IGNORECASE,
)
_ALONE_OF_TEN = re.compile(
    rf"^\W{{0,3}}(?:{_LABEL})(?:\s[^\W\d]{{2,20}}){{0,2}}\s*[:：]\s*(?P<value>10(?:[.,]0)?|[6-9](?:[.,]\d{{1,2}})?|5[.,][1-9]\d?)\W*$",
    re.IGNORECASE,
)
"""A number without its scale that is too great for five: "Nota: 7,5"."""
_BEHIND = re.compile(rf"\)\s*[-–—:|]?\s*(?P<score>{_STARS}|{_RATIO})$", re.IGNORECASE)
_STARS_OF = re.compile(
    rf"(?:^|[:：\s])(?P<stars>[*★✭✮⭐]{{1,10}})(?P<half>\s?(?:½|1/2))?\s*(?:{ANY_OF})\s*(?P<all>[*★✭✮⭐]{{4,10}})[.)]?$",
    re.IGNORECASE,
)
"""Stars of stars: "*** out of ****"."""
_SCALE = (
    r"\w*skala\w*|\w*skalen|(?:rating )?scale|escala|échelle|scala|schaal|asteikko|stupnice|шкал\w+|ölçek|κλίμακα"
    r"|尺度|满分|滿分"
)
_SCALED = re.compile(
    rf"(?<!\w)(?:{_LABEL})\s*[:：]\s*(?P<value>\d{{1,2}}(?:[.,]\d)?)\W{{1,3}}(?:{_SCALE})\W{{1,3}}"
    r"(?:[01]\s*(?:till?|to|bis|à|a|al|tot|do|do|до|ile|[-–—])\s*)(?P<best>100?|20|[4-6])\W?$",
    re.IGNORECASE,
)
"""A score with its scale told behind: "Betyg: 4. Betygsskala: 0 till 5."."""
_MOST = f"(?:{table('scores')['stated']['most']})"
_FULL_MARKS = re.compile(
    rf"(?<![\d.,/])(?P<value>\d{{1,3}}(?:[.,]\d)?)\s*(?:{UNITS})?\s*[(（/／]\s*(?:(?:{ANY_OF})\s*)?"
    rf"(?:{_MOST}\s*(?P<top>100|20|10|5)\s*(?:{UNITS})?|(?P<best>100|20|10|5)\s*(?:{UNITS})?\s*{_MOST})\s*[)）]?$",
    re.IGNORECASE,
)
"""A score with the most that could be had behind it: "75点(100点満点中)", "7 Punkte (von 10 möglichen)"."""
_CALLED = re.compile(rf"^\W*(?:{_LABEL})(?:\s[^\W\d]{{1,20}}){{0,3}}\s*[:：]?$", re.IGNORECASE)
_BEFORE, _AFTER, _FAR = 15, 6, 12
_LONGEST, _SHORT = 90, 20


def _counted(text: str) -> str | None:
    """The score that counts stars, words or eyes of a die, or tells its scale in its own way."""
    counted = _STARS_OF.search(text)
    if counted and len(counted["stars"]) <= len(counted["all"]):
        half = ".5" if counted["half"] else ""
        return f"{len(counted['stars'])}{half}/{len(counted['all'])}"
    scaled = _SCALED.search(text) if text[-2:].strip(".")[-1:].isdigit() else None
    if scaled:
        return f"{scaled['value']}/{scaled['best']}"
    full = _FULL_MARKS.search(text) if text[-1] in ")）点分점" or text[-1].isalnum() else None
    if full:
        return f"{full['value'].replace(',', '.')}/{full['best'] or full['top']}"
    if die := _DIE.match(text):
        return f"{die['eyes']}/6"
    of_ten = _ALONE_OF_TEN.match(text) if len(text) <= _SHORT + _SHORT else None
    return f"{of_ten['value'].replace(',', '.')}/10" if of_ten else in_digits(text) or None


def _score(line: Line) -> str | None:
    text = _GLYPHS.sub("", " ".join(line.parts))
    if len(text) > _LONGEST:
        row = _ROW_AT_END.search(text[-30:])
        return row["score"] if row else None
    if counted := _counted(text):
        return counted
    found = _LABELLED.match(text) or _BEHIND.search(text) or _ROW_AT_END.search(text)
    if found:
        return found["score"].strip()
    return next((part for part in (text, line.parts[0]) if _ALONE.match(part)), None)


def is_stated(line: Line) -> bool:
    """Whether the line states a score."""
    return _score(line) is not None


def is_score(text: str) -> bool:
    """Whether a text is a score and nothing else.

    >>> is_score("★★★½"), is_score("3/4"), is_score("Up")
    (True, True, False)
    """
    return _ALONE.match(text) is not None or text == "★"


def _below(lines: Sequence[Line], past: int) -> Said | None:
    """The score that stands farther below a text, behind its facts, right under a word that calls it one."""
    for at in range(past, min(len(lines), past + _FAR)):
        above, line = lines[at - 1], lines[at]
        if line.href or len(above.text) > _LONGEST // 2 or above.has_digit or not _CALLED.match(above.text):
            continue
        score = _score(line) or (drawn_stars.drawn(b" ".join(line.pieces[::2])) if line.pieces else "")
        if score and not is_service(above.text):
            return Said(text=score, layer=LAYER, where=line.where)
    return None


def _near(lines: Sequence[Line], first: int, last: int) -> Iterator[int]:
    """The places where a post states its score: over its body, nearest to the headline last, and under it."""
    yield from range(max(0, first - _BEFORE), first)
    yield from range(first, min(len(lines), last + 1 + _AFTER))


def find(lines: Sequence[Line], first: int, last: int) -> Said | None:
    """The score stated near or in the text that goes from line `first` to line `last`; no service's score."""
    for at in _near(lines, first, last):
        line = lines[at]
        if len(line.text) <= _LONGEST and (is_service(line.text) or (at and is_service(lines[at - 1].text))):
            continue
        score = _score(line) or (
            drawn_stars.drawn(b" ".join(line.pieces[::2])) if line.pieces and not line.href else ""
        )
        if score:
            return Said(text=score, layer=LAYER, where=line.where)
        if (
            at < first
            and len(line.text) <= _SHORT
            and not line.href
            and _OF_FIVE.match(line.text)
            and is_of_five(line.text)
        ):
            return Said(text=line.text, layer=LAYER, where=line.where, parts={"best": "5"})
    return _below(lines, last + 1 + _AFTER)
