"""Days that count back from the day on which a page was fetched: "3 days ago", "vor 2 Tagen", "昨天"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from pipelines.normalize import Unreadable
from pipelines.normalize.date_spans import LONE_YEAR, iso_date, without_times
from pipelines.normalize.rows import table
from pipelines.normalize.text import fold


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _relatives() -> tuple[re.Pattern[str], dict[str, str], dict[str, int]]:
    rows = table("relative")
    units = {word: unit for unit, words in rows["units"].items() for word in words}
    counted = rf"(?P<n>\d{{1,4}}|{_either(rows['one'])}) ?(?P<unit>{_either(units)})"
    before, after = _either(rows["before"]), _either(rows["after"])
    compact = rf"(?P<few>\d{{1,3}})(?P<short>{_either(rows['compact'])})"
    phrase = rf"(?:(?P<before>{before}) )?{counted}(?: ?(?P<after>{after}))?"
    return re.compile(f"{compact}|{phrase}"), units, rows["days_back"]


def counted_back(s: str, fetched: datetime | None, words: str) -> str | None:
    """The date that lies so far back: to the day for days and weeks, to the month for months, to the year for years.

    None where the words do not count back; Unreadable where they do and nothing says from when.

    >>> counted_back("2 weeks ago", datetime(2024, 3, 1), ""), counted_back("5 May", None, "")
    ('2024-02-16', None)
    """
    if len(s) > _LONGEST_PHRASE or LONE_YEAR.search(s):
        return None
    pattern, units, days_back = _relatives()
    folded = fold(without_times(s))
    found = pattern.fullmatch(folded)
    is_phrase = found is not None and bool(found["short"] or found["before"] or found["after"])
    back = days_back.get(folded)
    if back is None and not is_phrase:
        return None
    if fetched is None:
        raise Unreadable(words, "counts from the day the page was fetched, which is not known")
    if back is not None or found is None:
        return (fetched - timedelta(days=back or 0)).date().isoformat()
    n = found["few"] or found["n"]
    return _back_by(int(n) if n.isdecimal() else 1, units[found["short"] or found["unit"]], fetched, words)


_LONGEST_PHRASE = 40


def _back_by(n: int, unit: str, fetched: datetime, words: str) -> str:
    back: tuple[int | None, int | None, int | None]
    try:
        if unit == "year":
            back = fetched.year - n, None, None
        elif unit == "month":
            year, month = divmod(fetched.year * 12 + fetched.month - 1 - n, 12)
            back = year, month + 1, None
        else:
            day = fetched - timedelta(**{f"{unit}s": n})
            back = day.year, day.month, day.day
    except OverflowError:
        back = 0, None, None
    if found := iso_date(*back):
        return found
    raise Unreadable(words, "lies before all films")
