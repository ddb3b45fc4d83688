"""Scores whose numbers are words: "quattro stelle su cinque", "three and a half out of five stars"."""

from __future__ import annotations

from scrapers.layers.score_rows import ANY_OF, UNITS
from scrapers.shapes import for_lower_case, lower, remembered
from scrapers.tables import table

_TABLE = table("scores")
_NUMBERS = {words: int(number) for number, words in _TABLE["in_words"].items()}
_ANY = "|".join(_NUMBERS)
_TOPS = "|".join(words for words, number in _NUMBERS.items() if number >= 5)  # the tops of scales
_TOP = for_lower_case(rf"(?<!\w)(?:{_TOPS})(?!\w)")
_WORD = {number: for_lower_case(rf"(?:{words})") for words, number in _NUMBERS.items()}
_SCORE = for_lower_case(
    rf"^(?P<label>\D{{0,25}}?)(?<!\w)(?P<value>\d{{1,2}}(?:[.,]5)?|{_ANY})(?P<half>\s+{_TABLE['stated']['halves']})?"
    rf"\s*(?P<unit>{UNITS})?\s*(?:{ANY_OF})\s*(?P<best>100?|[456]|{_TOPS})\s*(?P<behind>{UNITS})?\W*$"
)
_LABEL = for_lower_case(rf"^\W*(?:{_TABLE['stated']['label']})\W*$")
_LONGEST = 60


@remembered
def in_digits(text: str) -> str:
    """The score of these words in digits; "" where they are none, or hold no number in words.

    A score whose value is a word, too, names what it counts, or is called a score.

    >>> in_digits("valutazione 4 stelle su cinque"), in_digits("Three and a half out of five stars")
    ('4/5', '3.5/5')
    >>> in_digits("Puntuación: cuatro de cinco"), in_digits("One of six"), in_digits("4/5")
    ('4/5', '', '')
    """
    low = lower(text) if len(text) <= _LONGEST else ""
    found = _SCORE.match(low) if low and _TOP.search(low) else None
    if not found:
        return ""
    counts = found["value"][0].isdigit() or found["unit"] or found["behind"]
    if not counts and not _LABEL.match(found["label"]):
        return ""
    value, best = _number(found["value"]) + (0.5 if found["half"] else 0), _number(found["best"])
    return f"{value:g}/{best:g}" if value <= best else ""


def _number(words: str) -> float:
    if words[0].isdigit():
        return float(words.replace(",", "."))
    return float(next(number for number, pattern in _WORD.items() if pattern.fullmatch(words)))
