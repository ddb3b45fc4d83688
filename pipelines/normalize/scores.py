"""Scores in every notation that critics use; the notations are rows of `tables/notations.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from ledger.records import Score
from pipelines.normalize import Unreadable
from pipelines.normalize.numerals import FRACTIONS, ascii_digits, decimal
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean

_LONGEST = 120
_N = r"\d{1,4}(?:[.,]\d{1,4})?"
_FILLED = "★⭐🌟✭✮*●⬤⚫"
_EMPTY = "☆✩✰○⚪"
_HALF = "½⯨⯪✬◐"
_STARS = rf"[{_FILLED}](?:\s?[{_FILLED}])*"
_HALVES = rf"\s?(?:[{_HALF}]|1/2)"
_EMPTIES = rf"[{_EMPTY}](?:\s?[{_EMPTY}])*"


def score(words: str, best: float | None = None, *, letters: Mapping[str, float] | None = None) -> Score | None:
    """One score as its notation says; `percent` (0 to 100) only where scale and value leave no doubt.

    `best` is the top of the scale where the page tells it apart from the words. `letters` gives grades a percent
    (Metacritic's scale by default). Words that are no score at all are Unreadable; verdicts ("Fresh") keep their words.

    >>> [(s.value, s.best, s.percent) for w in ("3½/5", "7,5/10", "★★★☆", "4 von 5", "85%") if (s := score(w))]
    [(3.5, 5.0, 70.0), (7.5, 10.0, 75.0), (3.0, 4.0, 75.0), (4.0, 5.0, 80.0), (85.0, 100.0, 85.0)]
    >>> [(s.value, s.best, s.percent) for w in ("★★½", "8", "Fresh", "B+") if (s := score(w))]
    [(2.5, None, None), (8.0, None, None), (None, None, None), (None, None, 83.33)]
    >>> score("★★½", best=4)
    Score(words='★★½', value=2.5, best=4.0, percent=62.5)
    """
    shown = " ".join(clean(words[: _LONGEST * 4]).split())
    if says_nothing(shown) and not set(shown) & set("*"):
        return None
    if len(shown) > _LONGEST:
        raise Unreadable(words, "too long for a score")
    bare = _bare(shown)
    for row, pattern in _notations():
        if found := pattern.fullmatch(bare):
            return _READERS[row["reads"]](shown, found, best, letters)
    raise Unreadable(words, "no notation of a score that is known here")


@cache
def _notations() -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    rows = table("notations")
    either = {name: "|".join(rows[name]) for name in ("of", "units", "halves", "verdicts")}
    parts = either | {"n": _N, "stars": _STARS, "half": _HALVES, "empties": _EMPTIES}
    compiled = []
    for row in rows["notation"]:
        pattern = re.sub(r"(?<!\?P)<(\w+)>", lambda m: f"(?:{parts[m[1]]})", row["pattern"])
        compiled.append((row, re.compile(pattern, re.IGNORECASE)))
    return tuple(compiled)


@cache
def _labels() -> re.Pattern[str]:
    """A label with its colon, whatever it says; a known one without. A score must follow."""
    words = "|".join(table("notations")["labels"])
    number = rf"(?=[\d½.{_FILLED}{_EMPTY}])"
    return re.compile(rf"[^\d:：{_FILLED}{_EMPTY}]{{1,30}}[:：=]\s*(?=\S)|(?:{words})\s+{number}", re.IGNORECASE)


_FRACTION = re.compile(rf"(\d+)?\s?([{''.join(FRACTIONS)}])(?![{_FILLED}{_EMPTY}])")
_MIXED = re.compile(r"(?<![\d/.,*])(\d+)(?:\s|-|\s?&\s?)(1/2|1/4|3/4|1/3|2/3)(?!\d)")
_HALF_A_STAR = re.compile(rf"(?<![\d/.,*{_FILLED}])\s?1/2(?=\s?(?:a\s)?(?:stars?\b|[{_FILLED}]))", re.IGNORECASE)
_EDGES = " .!|\"“”'‘’,;"


def _bare(shown: str) -> str:
    """The words without their label, numbers in digits: "Grade: three and a half stars" as "3.5 stars"."""
    s = re.sub(r"[−–—]", "-", ascii_digits(shown).replace("\ufe0f", "")).strip(_EDGES)
    if label := _labels().match(s):
        s = s[label.end() :].strip(_EDGES)
    if s[:1] in "([" and s[-1:] in ")]" and len(s) > 2:
        s = s[1:-1].strip(_EDGES)
    if any(c.isalpha() for c in s):
        s = _number_words().sub(_in_digits, s)
    s = _FRACTION.sub(lambda m: _mixed(m[1], FRACTIONS[m[2]]) if not _after_star(m) else m[0], s)
    return _HALF_A_STAR.sub("0.5", _MIXED.sub(lambda m: _mixed(m[1], m[2]), s))


def _after_star(found: re.Match[str]) -> bool:
    before = found.string[: found.start()].rstrip()
    return found[1] is None and bool(before) and before[-1] in _FILLED


def _mixed(whole: str | None, ratio: str) -> str:
    above, below = ratio.split("/")
    return f"{float(Decimal(whole or 0) + Decimal(above) / Decimal(below)):.4g}"


@cache
def _number_words() -> re.Pattern[str]:
    rows = table("notations")
    words, halves = "|".join(sorted(rows["number"], key=len, reverse=True)), "|".join(rows["halves"])
    return re.compile(
        rf"\b(?P<whole>{words}|\d+(?=[\s-]*(?:{halves})\b))(?P<half>[\s-]*(?:{halves}))?\b|"
        r"\b(?P<none>no|zero)(?=\s+stars?\b)|\bhalf(?:[\s-]an?)?(?=[\s-]star)",
        re.IGNORECASE,
    )


def _in_digits(found: re.Match[str]) -> str:
    if found["none"]:
        return "0"
    word = (found["whole"] or "zero").casefold()
    whole = word if word.isdecimal() else table("notations")["number"][word]
    return f"{whole}.5" if found["half"] or not found["whole"] else str(whole)


def _float(digits: str | None) -> float | None:
    return float(decimal(digits, grouped=False)) if digits else None


def _made(words: str, value: float | None, own: float | None, told: float | None = None) -> Score:
    """A score with its percent, where the value lies on its scale: one that is in use, or that the page tells."""
    if value is None or (own is None and told is None):
        return Score(words=words, value=value)
    best = own if own is not None else told
    is_scale = own in table("notations")["bests"] if own is not None else best is not None and best > 0
    if best is None or not is_scale or not 0 <= value <= best:
        return Score(words=words)
    return Score(words=words, value=value, best=best, percent=round(100 * value / best, 2))


Letters = Mapping[str, float] | None


def _read_numbers(words: str, found: re.Match[str], best: float | None, letters: Letters) -> Score:
    del letters
    groups = found.groupdict()
    value = _float(groups["value"]) or 0.0
    return _made(words, value + 0.5 if groups.get("and_half") else value, _float(groups.get("best")), best)


def _read_range(words: str, found: re.Match[str], best: float | None, letters: Letters) -> Score:
    """A scale that does not begin at nought is shifted: +2 of -4 to +4 is 6 of 8."""
    del best, letters
    value, low, high = (float(found[part].replace(",", ".")) for part in ("value", "low", "high"))
    return _made(words, value - low, high - low) if low < high else Score(words=words)


def _read_percent(words: str, found: re.Match[str], best: float | None, letters: Letters) -> Score:
    del best, letters
    return _made(words, _float(found["value"]), 100.0)


def _read_stars(words: str, found: re.Match[str], best: float | None, letters: Letters) -> Score:
    """Filled stars and a half. The scale: by empty ones, by what follows "of", or five where four are passed."""
    del letters
    groups = found.groupdict()
    filled = sum(groups["value"].count(star) for star in _FILLED)
    half = bool(groups.get("half"))
    value = filled + (0.5 if half else 0)
    if groups.get("empties"):
        scale: float | None = filled + half + sum(groups["empties"].count(star) for star in _EMPTY)
    elif groups.get("of_stars"):
        scale = sum(groups["of_stars"].count(star) for star in _FILLED + _EMPTY)
    else:
        scale = _float(groups.get("best")) or (5 if 4 < value <= 5 and not best else None)
    return _made(words, float(value), float(scale) if scale else None, best)


def _read_letter(words: str, found: re.Match[str], best: float | None, letters: Letters) -> Score:
    del best
    scale = table("notations")["letters"] if letters is None else letters
    grade = found["letter"].upper()
    sign = found["sign"].strip(" -").casefold() or found["sign"].strip()
    mark = {"plus": "+", "minus": "-"}.get(sign, sign)
    return Score(words=words, percent=scale.get(grade + mark))


def _read_words(words: str, found: re.Match[str], best: float | None, letters: Letters) -> Score:
    del found, best, letters
    return Score(words=words)


_READERS = {
    "numbers": _read_numbers,
    "percent": _read_percent,
    "range": _read_range,
    "stars": _read_stars,
    "letter": _read_letter,
    "words": _read_words,
}
