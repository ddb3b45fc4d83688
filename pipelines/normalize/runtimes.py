"""How long a film runs, in whole minutes."""

from __future__ import annotations

import re
from functools import cache

from pipelines.normalize import Unreadable
from pipelines.normalize.numerals import ascii_digits
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean

_LONGEST = 200
_MOST = 10_000  # minutes; the longest films run for days
_ISO = re.compile(
    r"P(?:(?P<d>\d{1,3})D)?(?:T(?:(?P<h>\d{1,4})H)?(?:(?P<m>\d{1,5})M)?(?:(?P<s>\d{1,6})(?:[.,]\d+)?S)?)?", re.I
)
_CLOCK = re.compile(r"(?<!\d)(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?!\d)")
_BARE = re.compile(r"~?(\d{1,4})\.?")
_RANGE = re.compile(r"(?<![\d.:])\d{2,3}\s?[-–—]\s?\d{2,3}(?=\s*(?:[^\W\d_]|['’′]))")
_HALVES = re.compile(r"(\d+)\s?½")
_LONGEST_CLOCK_HOURS = 10  # "95:00" is minutes and seconds


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rows = table("runtimes")
    hours, minutes, seconds = (
        "|".join(sorted(rows[k], key=len, reverse=True)) for k in ("hours", "minutes", "seconds")
    )
    end = r"(?![^\W\d_])"
    times = re.compile(rf"(?<!\d)(\d{{1,3}})\s?[x×х*]\s?(\d{{1,3}})\s*(?:(?:{minutes}){end}|['’′])", re.I)
    both = re.compile(
        rf"(?<![\d.,])(?P<h>\d{{1,3}})\s*(?:{hours})\.?(?:\s*(?:,|and|und|et|y|e|og|och|i|и|ve)?\s*(?P<m>\d{{1,2}})\s*"
        rf"(?:(?:{minutes})\.?{end}|['’′]|(?!\d|\s*[^\W\d_]))?|{end})",
        re.I,
    )
    alone = re.compile(
        rf"(?<![\d.,:])(?P<m>\d{{1,3}}(?:[.,]\d{{3}})?|\d{{4}})(?:[.,]\d)?[\s-]*(?:(?:{minutes})\.?{end}|['’′](?!\d))",
        re.I,
    )
    short = re.compile(rf"(?<![\d.,:])(?P<s>\d{{1,6}})\s*(?:{seconds}){end}", re.I)
    whole = re.compile(rf"(?<![\d.,])(?P<h>\d{{1,2}}[.,]\d{{1,2}})\s*(?:{hours}){end}", re.I)
    return times, both, alone, short, whole


def runtime_minutes(words: str) -> int | None:
    """The running time in whole minutes, the first where several are given; None where the words give none.

    >>> [runtime_minutes(w) for w in ("1h 52m", "112 min", "2x75 min", "PT1H52M", "1 ч 52 мин", "95分", "1:52:00")]
    [112, 112, 150, 112, 112, 95, 112]
    >>> runtime_minutes("121 minutes"), runtime_minutes("2 h 1 min"), runtime_minutes("124 мин. / 02:04"), runtime_minutes("—")
    (121, 121, 124, None)
    """
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 4]).split()))
    if says_nothing(s):
        return None
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a running time")
    if _RANGE.search(s):
        raise Unreadable(words, "a range of running times")
    minutes = _minutes(_HALVES.sub(lambda m: f"{m[1]}.5", s))
    if minutes is None:
        raise Unreadable(words, "no running time")
    if minutes > _MOST:
        raise Unreadable(words, f"{minutes} minutes are no film's running time")
    return minutes or None


def _minutes(s: str) -> int | None:
    if (found := _ISO.fullmatch(s)) and any(found.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return days * 1440 + hours * 60 + minutes + seconds // 60
    times, both, alone, short, whole = _patterns()
    if found := times.search(s):
        return int(found[1]) * int(found[2])
    if found := min((m for p in (both, alone) if (m := p.search(s))), key=lambda m: m.start(), default=None):
        groups = found.groupdict()
        return int(groups.get("h") or 0) * 60 + int(re.sub(r"\D", "", groups["m"] or "0"))
    if found := whole.search(s):
        return round(60 * float(found["h"].replace(",", ".")))
    if found := _CLOCK.search(s):
        first, second = int(found["h"]), int(found["m"])
        return first * 60 + second if found["s"] or first <= _LONGEST_CLOCK_HOURS else first
    if found := short.search(s):
        return int(found["s"]) // 60
    return int(found[1]) if (found := _BARE.fullmatch(s)) else None
