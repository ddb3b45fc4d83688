"""The words on cards that are no names: buttons, counts; and what stands around the name of who wrote one."""

from __future__ import annotations

import re
from unicodedata import normalize

from scrapers.shapes import ago_in, date_in, for_lower_case, has_digit, lower, remembered
from scrapers.tables import table

_MARKS = re.compile("[\u0300-\u036f]")


def _without_marks(text: str) -> str:
    """The text without accents; scripts that live by their marks keep them."""
    return normalize("NFC", _MARKS.sub("", normalize("NFD", text)))


_TABLE = table("cards")
FULL = "|".join((_TABLE["entry"]["whole"], table("phrases")["entry"]["full"]))
"""The words of a link to the whole of a text."""
TO_WHOLE = for_lower_case(rf"\W*(?:{FULL})[\s\])）】」>»›→.…]*$")
VOICES_OF = _TABLE["entry"]["voices_of"]
"""What may stand before the word for whose voices a list holds."""
FEATURED = _TABLE["entry"]["featured"]
"""What stands over the one review that a page shows of many."""
_VERDICT = for_lower_case(table("scores")["verdict"]["words"])
_FORUM = for_lower_case(rf"(?:^|/ )(?:{table('phrases')['entry']['forum_head']})(?!\w)")
_BUTTONS = "|".join(_TABLE["button"].values())
_BUTTON = for_lower_case(rf"(?:(?:{_BUTTONS})(?:[\s|·•,/!?.:]+|$))+")
_COUNT_WORDS = f"{_TABLE['count']['words']}|{_TABLE['count']['readers']}"
_READERS = for_lower_case(rf"\W*(?:{_TABLE['count']['readers']})\W*")
_COUNTS = for_lower_case(
    rf"\W*(?:\d[\d.,\s]*[km]?\+?\W*(?:{_COUNT_WORDS})(?: (?:{_COUNT_WORDS}))?(?!\w)\W*"
    rf"|(?:{_COUNT_WORDS})\s*[:：(]\s*\d[\d.,\s]*\)?\W*)+"
)
_DATED = for_lower_case(
    rf"[\s:：.,|·•()（）–—-]*(?:(?:{_TABLE['dated']['weekdays']})\b[\s,.]*)?(?:{_without_marks(_TABLE['dated']['words'])})?"
    rf"(?:(?:{_TABLE['dated']['weekdays']})\b[\s,.]*)?"
)
_BEFORE = for_lower_case(rf"{_TABLE['name']['before']}\s*(?=\S)")
_BEHIND = for_lower_case(rf"(?<=\S)\s*(?:{_TABLE['name']['behind']})$")
_BRACKETS = re.compile(r"[\d()\[\]（）【】]+")
_TIME = re.compile(
    r"(?<![^\W\dT])T?\d{1,2}\s?[:.時时點点]\s?\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:\s?[ap]\.?m\.?|Z|[+-]\d\d:?\d\d)?"
    r"|\b\d{1,2} ?h ?\d{2}\b",
    re.IGNORECASE,
)
_LONGEST_BUTTON = 60
_EDGES = " \t|·•,;–—-()（）[]【】/\u3000"
_PLAIN = " .:：!！?？"


@remembered
def is_verdict(text: str) -> bool:
    """Whether it is a score in one word, in small letters: "durchschnittlich", "very good".

    >>> is_verdict("very good"), is_verdict("Good"), is_verdict("taz")
    (True, False, False)
    """
    return text[0].islower() and _VERDICT.fullmatch(text) is not None


def is_talk(head: str) -> bool:
    """Whether the heads over a list say that people talk there.

    >>> is_talk("Forum filmu Up 84 / Ann"), is_talk("Reviews / Platform")
    (True, False)
    """
    return _FORUM.search(lower(head)) is not None


@remembered
def is_button(text: str) -> bool:
    """Whether it is something to press, with or without its count, or a row of such.

    >>> is_button("Like 31"), is_button("Seguir usuario"), is_button("違反報告"), is_button("Ann Likely")
    (True, True, True, False)
    """
    if len(text) > _LONGEST_BUTTON:
        return False
    words = _BRACKETS.sub(" ", lower(text)).strip(_EDGES + _PLAIN)
    return bool(words) and _BUTTON.fullmatch(words) is not None


@remembered
def is_count(text: str) -> bool:
    """Whether it counts what a person has or gave ("1 Follower 214 Kritiken").

    >>> is_count("1 Follower 214 Kritiken"), is_count("reviews (12)"), is_count("agent 47")
    (True, True, False)
    """
    return len(text) <= _LONGEST_BUTTON and has_digit(text) and _COUNTS.fullmatch(lower(text)) is not None


def is_of_readers(text: str) -> bool:
    """Whether it says that the number behind it counts the readers.

    >>> is_of_readers("Views:"), is_of_readers("조회수"), is_of_readers("Score")
    (True, True, False)
    """
    return len(text) <= _LONGEST_BUTTON and _READERS.fullmatch(lower(text)) is not None


def day_in(text: str) -> str | None:
    """The words of a day in a short text, counted back from today or not."""
    return date_in(text) or ago_in(text)


def beside_day(text: str, day: str) -> str:
    """What else than the day a text says: "" for times, and for words that belong to the day.

    >>> beside_day("投稿者：Kuni （2003/02/01）", "2003/02/01"), beside_day("Posted on 3 May, 21:14", "3 May")
    ('投稿者：Kuni', '')
    """
    before, _, after = text.partition(day)
    parts = []
    for part in (before, after):
        said = _TIME.sub(" ", part).strip(_EDGES)
        parts.append("" if _DATED.fullmatch(_without_marks(lower(said))) or is_button(said) else said)
    return " ".join(filter(None, parts)).strip(_EDGES)


def bare_name(text: str) -> tuple[str, bool]:
    """The name without what stands around it, and whether that says who wrote.

    >>> bare_name("A review by filmnut"), bare_name("しろくまの感想・評価"), bare_name("Ann Lee")
    (('filmnut', True), ('しろくま', True), ('Ann Lee', False))
    """
    if len(text) > _LONGEST_BUTTON:
        return text, False
    low = lower(text)
    found = _BEFORE.match(low)
    start = found.end() if found and not low[found.end() - 1 : found.end() + 1].isalpha() else 0
    behind = _BEHIND.search(low, start)
    end = behind.start() if behind else len(text)
    name = text[start:end].strip(_EDGES)
    return (name, True) if name and (start or behind) else (text, False)
