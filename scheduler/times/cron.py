"""Cron lines as crontab means them, over APScheduler's cron trigger, which differs from it in three places.

Weekdays by number begin with Sunday (APScheduler's with Monday); a line that bounds both the day of the month and the
weekday means either; and a wall-clock time that comes twice when daylight saving ends is run once, unless the line runs
at every hour. A time that is skipped when daylight saving begins is run an hour later, by both.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

FIELDS = ("minute", "hour", "day", "month", "day_of_week")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEKDAYS = re.compile(r"^(?:(?P<first>[a-z]{3}|[0-7])(?:-(?P<last>[a-z]{3}|[0-7]))?|\*)(?:/(?P<step>[1-9]\d?))?$")
_MOST_STEPS = 10
"""A time of day that comes twice is passed over once; so many of them follow on each other at most."""


@lru_cache(maxsize=4096)
def triggers(line: str, timezone: str) -> tuple[tuple[CronTrigger, ...], bool]:
    """The triggers of a cron line, any of which fires; and whether a wall-clock time that comes twice is run once.

    Raises ValueError, naming the field, and KeyError or ValueError for a zone that there is not.
    """
    words = line.lower().split()
    if len(words) != len(FIELDS):
        raise ValueError(f"{line!r} has {len(words)} fields; write minute, hour, day, month, weekday: 30 6 * * mon-fri")
    fields = dict(zip(FIELDS, words, strict=True))
    fields["day_of_week"] = weekdays(fields["day_of_week"])
    zone = ZoneInfo(timezone)
    is_either = not words[2].startswith("*") and not words[4].startswith("*")  # "*/2" bounds nothing, says crontab
    one_of = [{**fields, "day": "*"}, {**fields, "day_of_week": "*"}] if is_either else [fields]
    found = tuple(CronTrigger(**each, second="0", timezone=zone) for each in one_of)
    return found, not fields["hour"].startswith("*")


def following(line: str, timezone: str, after: datetime) -> datetime | None:
    """The first time of a cron line after a moment, in UTC; None where there is none within eight years.

    >>> str(following("30 6 * * 0", "Europe/Prague", datetime(2026, 3, 28, tzinfo=UTC)))
    '2026-03-29 04:30:00+00:00'
    >>> str(following("30 2 * * *", "Europe/Prague", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)))
    '2026-10-26 01:30:00+00:00'
    """
    either, is_once = triggers(line, timezone)
    times = (_following(trigger, after, is_once=is_once) for trigger in either)
    return min((time for time in times if time), default=None)


def _following(trigger: CronTrigger, after: datetime, *, is_once: bool) -> datetime | None:
    for _ in range(_MOST_STEPS):
        found: datetime | None = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
        if found is None:
            return None
        after = found.astimezone(UTC)
        if not (is_once and found.fold and _comes_twice(found)):
            return after
    return after


def _comes_twice(moment: datetime) -> bool:
    """Whether the wall clock shows this time twice."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def weekdays(field: str) -> str:
    """The weekdays of a cron line by their names, "*" for all of them. Raises ValueError.

    >>> weekdays("1-5"), weekdays("0,7"), weekdays("sat-mon"), weekdays("*/2")
    ('mon,tue,wed,thu,fri', 'sun', 'sun,mon,sat', 'sun,tue,thu,sat')
    """
    days: set[int] = set()
    for part in field.split(","):
        days |= _days_of(part, field)
    every = set(range(7))
    return "*" if days == every else ",".join(_DAYS[day] for day in sorted(days))


def _days_of(part: str, field: str) -> set[int]:
    found = _WEEKDAYS.match(part)
    named = [found[name] for name in ("first", "last") if found[name]] if found else []
    if not found or any(not one.isdigit() and one not in _DAYS for one in named):
        raise ValueError(f"{field!r} is no weekday of a cron line; write mon-fri, sat,sun or 1-5")
    numbers = [int(one) if one.isdigit() else _DAYS.index(one) for one in named]
    step = int(found["step"] or 1)
    if not numbers:
        return set(range(0, 7, step))
    first, last = numbers[0], numbers[-1] if len(numbers) > 1 or not found["step"] else 6
    last += 7 if last < first else 0
    return {day % 7 for day in range(first, last + 1, step)}
