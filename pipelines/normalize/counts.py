"""How many: votes, helpful readers, and the average that they gave."""

from __future__ import annotations

import re
from functools import cache

from ledger.records import Helpful
from pipelines.normalize import Unreadable
from pipelines.normalize.numerals import NUMBER, ascii_digits, decimal, scale_pattern, scales
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.scores import score
from pipelines.normalize.text import clean, fold

_LONGEST = 200


@cache
def _number() -> re.Pattern[str]:
    return re.compile(rf"(?P<number>{NUMBER})(?:\s?(?P<scale>{scale_pattern()}))?", re.IGNORECASE)


def _short(words: str) -> str:
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 4]).split()))
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a count")
    return s


def count(words: str) -> int | None:
    """One count, exact or abbreviated; None where the words say nothing.

    >>> count("5,892"), count("427K"), count("1 234 567"), count("12,3 тыс."), count("1.2万"), count("(39 votes)")
    (5892, 427000, 1234567, 12300, 12000, 39)
    """
    s = _short(words)
    if says_nothing(s):
        return None
    found = list(_number().finditer(_of_which().split(s)[0] if any(c.isspace() for c in s) else s))
    if len(found) != 1:
        raise Unreadable(words, "several numbers" if found else "no number")
    scale = found[0]["scale"]
    value = decimal(found[0]["number"], grouped=scale is None)
    if scale:
        value *= scales()[scale.casefold().rstrip(".")]
    if value != int(value):
        raise Unreadable(words, "not a whole number")
    return int(value)


@cache
def _of_which() -> re.Pattern[str]:
    """What begins the count of a part: "488 notes dont 101 critiques"."""
    return re.compile(rf"(?<=\w)\s*[,(]?\s+(?:{'|'.join(table('helpful')['of_which'])})\s+(?=\d)", re.IGNORECASE)


@cache
def _helpful_patterns() -> tuple[re.Pattern[str], ...]:
    """ "46 of 57", "of 57 46", "yes 46 no 11", "yes / no 46 / 11"."""
    rows = table("helpful")
    of, up, down = ("|".join(rows[name]) for name in ("of", "up", "down"))
    forms = (
        rf"(?:{up})\D{{0,4}}(?P<up>{NUMBER})\D{{1,20}}?(?:{down})\D{{0,4}}(?P<down>{NUMBER})",
        rf"(?:{up})\W{{1,5}}(?:{down})\W{{0,4}}(?P<up>{NUMBER})\s*[/|·,]?\s*(?P<down>{NUMBER})",
        rf"(?P<total>{NUMBER})\s*(?:{'|'.join(rows['among'])})\D{{0,6}}(?P<up>{NUMBER})",
        rf"(?P<up>{NUMBER})\s*(?:\D{{0,30}}?\s)?(?:{of})\s*(?:\D{{0,12}}?)(?P<total>{NUMBER})",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


def helpful(words: str) -> Helpful | None:
    """How many found a review helpful, and of how many where that is said; None where the words say nothing.

    >>> helpful("46 of 57 people found this review helpful."), helpful("12 people found this helpful")
    (Helpful(up=46, total=57), Helpful(up=12, total=None))
    >>> helpful("3 von 5 Personen fanden diese Rezension hilfreich"), helpful("Yes 7 No 2")
    (Helpful(up=3, total=5), Helpful(up=7, total=9))
    """
    s = _short(words)
    has_digits = any(c.isdigit() for c in s)
    if says_nothing(s) or (not has_digits and s.endswith(("?", "？"))):
        return None
    found = next((found for pattern in _helpful_patterns() if (found := pattern.search(s))), None)
    if found is None:
        is_one = not has_digits and bool(set(fold(s).split()) & set(table("helpful")["one"]))
        alone = 1 if is_one else count(s)
        return None if alone is None else Helpful(up=alone)
    groups = {name: int(decimal(number)) for name, number in found.groupdict().items()}
    total = groups["total"] if "total" in groups else groups["up"] + groups["down"]
    if groups["up"] > total:
        raise Unreadable(words, "more found it helpful than voted")
    return Helpful(up=groups["up"], total=total)


def aggregate(value_words: str, best_words: str = "") -> tuple[float, float | None] | None:
    """An average score and the top of its scale (None where nothing tells it); None where there is no score yet.

    Nobody can give less than the lowest mark, so that 0 is no score either, but for a share of voices ("0%").

    >>> aggregate("6.4/10"), aggregate("6,4", "/10"), aggregate("87%"), aggregate("7.6"), aggregate("tbd", "100")
    ((6.4, 10.0), (6.4, 10.0), (87.0, 100.0), (7.6, None), None)
    >>> aggregate("0.0", "10"), aggregate("0%")
    (None, (0.0, 100.0))
    """
    if says_nothing(clean(value_words[:_LONGEST])):
        return None
    found = score(value_words, _best(best_words))
    if found is None:
        return None
    if found.value is None:
        raise Unreadable(value_words, "no number on its scale")
    if found.value == 0 and "%" not in value_words + best_words:
        return None
    return found.value, found.best


def _best(words: str) -> float | None:
    """The top of a scale: "10", "/ 10", "out of 5", "%"."""
    s = _short(words)
    if says_nothing(s):
        return None
    if s in ("%", "percent"):
        return 100.0
    numbers = re.findall(NUMBER, s)
    if len(numbers) != 1:
        raise Unreadable(words, "not the top of a scale")
    return float(decimal(numbers[0], grouped=False))
