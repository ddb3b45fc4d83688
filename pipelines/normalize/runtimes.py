"""How long a film runs, in whole minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipelines.normalize import Unreadable
from pipelines.normalize.numerals import ascii_digits
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean

_LONGEST = 200
_MOST = 10_000  # minutes; the longest films run for days
_RANGE = re.compile(r"(?<![\d.:])\d{2,3}\s?[-–—]\s?\d{2,3}(?=\s*(?:[^\W\d_]|['’′]))")
_HALVES = re.compile(r"(\d+)\s?½")
_MOST_HOURS = 10  # "95:00" is minutes and seconds


def runtime_minutes(words: str) -> int | None:
    """The running time in whole minutes, the first where several are given; None where the words give none.

    >>> [runtime_minutes(w) for w in ("1h 52m", "112 min", "2x75 min", "PT1H52M", "1 ч 52 мин", "95分", "1:52:00")]
    [112, 112, 150, 112, 112, 95, 112]
    >>> runtime_minutes("2 h 1 min"), runtime_minutes("124 мин. / 02:04"), runtime_minutes("1½ hours")
    (121, 124, 90)
    >>> runtime_minutes("—")
    """
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 4]).split()))
    if says_nothing(s):
        return None
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a running time")
    if _RANGE.search(s):
        raise Unreadable(words, "a range of running times")
    s = _HALVES.sub(lambda found: f"{found[1]}.5", s)
    for pattern, minutes_of in _forms():
        if found := pattern.search(s):
            minutes = minutes_of(found)
            if minutes > _MOST:
                raise Unreadable(words, f"{minutes} minutes are no film's running time")
            return minutes or None
    raise Unreadable(words, "no running time")


def _of_parts(found: re.Match[str]) -> int:
    parts = {name: int(re.sub(r"\D", "", digits or "0")) for name, digits in found.groupdict().items()}
    minutes = parts.get("d", 0) * 1440 + parts.get("h", 0) * 60 + parts.get("m", 0) + parts.get("m2", 0)
    return minutes + parts.get("s", 0) // 60


def _of_clock(found: re.Match[str]) -> int:
    first, second = int(found["h"]), int(found["m"])
    return first * 60 + second if found["s"] or first <= _MOST_HOURS else first


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], int]], ...]:
    """The forms of a running time, the surest first, with what they mean in minutes."""
    rows = table("runtimes")
    hours, minutes, seconds = (
        "|".join(sorted(rows[k], key=len, reverse=True)) for k in ("hours", "minutes", "seconds")
    )
    end = r"(?![^\W\d_])"
    behind_hours = (
        rf"(?:\s*(?:,|{'|'.join(rows['and'])})?\s*(?P<m>\d{{1,2}})\s*"
        rf"(?:(?:{minutes})\.?{end}|['’′]|(?!\d|\s*[^\W\d_])))"
    )
    hours_minutes = rf"(?<![\d.,])(?P<h>\d{{1,3}})\s*(?:{hours})\.?(?:{behind_hours}|{end})"
    minutes_alone = (
        rf"(?<![\d.,:])(?P<m2>\d{{1,3}}(?:[.,]\d{{3}})?|\d{{4}})(?:[.,]\d)?[\s-]*"
        rf"(?:(?:{minutes})\.?{end}|['’′](?!\d))"
    )
    iso = (
        r"^P(?=.)(?:(?P<d>\d{1,3})D)?"
        r"(?:T(?=\d)(?:(?P<h>\d{1,4})H)?(?:(?P<m>\d{1,5})M)?(?:(?P<s>\d{1,6})(?:[.,]\d+)?S)?)?$"
    )
    forms: tuple[tuple[str, Callable[[re.Match[str]], int]], ...] = (
        (iso, _of_parts),
        (
            rf"(?<!\d)(?P<n>\d{{1,3}})\s?[x×х*]\s?(?P<each>\d{{1,3}})\s*(?:(?:{minutes}){end}|['’′])",
            lambda found: int(found["n"]) * int(found["each"]),
        ),
        (f"{hours_minutes}|{minutes_alone}", _of_parts),
        (
            rf"(?<![\d.,])(?P<h>\d{{1,2}}[.,]\d{{1,2}})\s*(?:{hours}){end}",
            lambda found: round(60 * float(found["h"].replace(",", "."))),
        ),
        (r"(?<!\d)(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?!\d)", _of_clock),
        (rf"(?<![\d.,:])(?P<s>\d{{1,6}})\s*(?:{seconds}){end}", _of_parts),
        (r"^~?(?P<m>\d{1,4})\.?$", _of_parts),
    )
    return tuple((re.compile(form, re.IGNORECASE), minutes_of) for form, minutes_of in forms)
