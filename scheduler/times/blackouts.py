"""Blackouts: the hours of the week in which nothing begins, by the wall clock of a time zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = re.compile(
    r"^(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?)?\s*"
    r"(?:(?P<begin>\d{1,2}:\d{2})-(?P<end>\d{1,2}:\d{2}))?$"
)
_WHOLE_WEEK = timedelta(days=8)


class Blackout(NamedTuple):
    """Hours that begin on some days of the week; `end` before `begin`, or equal to it, is on the day after."""

    days: frozenset[int]
    begin: time
    end: time


@lru_cache(maxsize=4096)
def blackout(words: str) -> Blackout:
    """The hours in words. Raises ValueError.

    >>> blackout("08:00-18:00").begin, sorted(blackout("sat-mon 22:00-06:00").days), blackout("sun").end
    (datetime.time(8, 0), [0, 5, 6], datetime.time(0, 0))
    """
    found = _WORDS.match(words.strip().lower())
    wrong = ValueError(f"{words!r} are no hours; write 08:00-18:00, sat-sun, or mon-fri 22:00-06:00")
    if not found or not words.strip() or any(found[day] not in (None, *DAYS) for day in ("first", "last")):
        raise wrong
    try:
        begin, end = (_clock(found[name] or "00:00") for name in ("begin", "end"))
    except ValueError:
        raise wrong from None
    first = DAYS.index(found["first"]) if found["first"] else 0
    last = DAYS.index(found["last"]) if found["last"] else first if found["first"] else 6
    days = frozenset(day % 7 for day in range(first, last + 1 + (7 if last < first else 0)))
    return Blackout(days, begin, end)


def _clock(words: str) -> time:
    """A time of day; "24:00" is that of the next midnight."""
    hour, minute = (int(part) for part in words.split(":"))
    return time(0 if (hour, minute) == (24, 0) else hour, minute)


def leave_room(blackouts: tuple[str, ...]) -> bool:
    """Whether there is any minute of the week that they leave.

    >>> leave_room(("08:00-18:00", "sat-sun")), leave_room(("06:00-18:00", "18:00-06:00"))
    (True, False)
    """
    monday = datetime(2001, 1, 1, tzinfo=UTC)
    return not blackouts or end_of(blackouts, "UTC", monday) is not None


def end_of(blackouts: tuple[str, ...], timezone: str, moment: datetime) -> datetime | None:
    """When a moment's blackout ends, in UTC: the moment itself where there is none; None where they leave no room.

    >>> str(end_of(("08:00-18:00",), "Europe/Prague", datetime(2026, 7, 1, 7, 0, tzinfo=UTC)))
    '2026-07-01 16:00:00+00:00'
    """
    zone, latest = ZoneInfo(timezone) if blackouts else UTC, moment + _WHOLE_WEEK
    until = moment
    while (found := max((_end(blackout(one), zone, until) for one in blackouts), default=until)) > until:
        until = found
        if until > latest:
            return None
    return until


def _end(hours: Blackout, zone: ZoneInfo | object, moment: datetime) -> datetime:
    """When those hours end that the moment lies in; the moment itself where it lies in none."""
    local = moment.astimezone(zone)  # type: ignore[arg-type]
    for day in (local.date(), local.date() - timedelta(days=1)):
        if day.weekday() in hours.days:
            begin = datetime.combine(day, hours.begin, tzinfo=local.tzinfo)
            after = day + timedelta(days=1) if hours.end <= hours.begin else day
            end = datetime.combine(after, hours.end, tzinfo=local.tzinfo)
            if begin.astimezone(UTC) <= moment < end.astimezone(UTC):
                return end.astimezone(UTC)
    return moment
