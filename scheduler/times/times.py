"""The times of one schedule: pure functions of its rules, so that every service on every machine counts the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.times import blackouts, cron

_LOOK_BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=40), timedelta(days=2000))
"""How far back the latest time is looked for, step by step."""
_WHOLE = 2**32


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """When a schedule is due, and when that which is due begins.

    A due time is what the cron line or the count of minutes says. It begins later by its jitter, and when the blackout
    in which it lies is over.

    >>> from datetime import UTC
    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> hourly = Times(name="a", every=timedelta(hours=1), anchor=start)
    >>> str(hourly.due(start, start + timedelta(hours=3, minutes=5)))
    '2026-01-01 03:00:00+00:00'
    >>> hourly.due(start, start + timedelta(minutes=59)) is None
    True
    """

    name: str
    """Of the schedule: its jitter is its own."""
    every: timedelta | None = None
    """The time between two due times; None for a cron line."""
    anchor: datetime
    """From when on that is counted: the first due time is one step after it."""
    cron: str = ""
    timezone: str = "UTC"
    """Of the cron line and of the blackouts."""
    jitter: timedelta = timedelta(0)
    """By how much a due time begins later at most, yet before the next one."""
    blackouts: tuple[str, ...] = ()

    def following(self, after: datetime) -> datetime | None:
        """The first due time after a moment; None where there is none."""
        if self.every is None:
            return cron.following(self.cron, self.timezone, after)
        steps = max((after - self.anchor) // self.every + 1, 1)
        return self.anchor + steps * self.every

    def begins(self, due: datetime) -> datetime:
        """When what is due at a time may begin: after its jitter, and after the blackout that it lies or falls in.

        All that waits for the end of one blackout begins together, by a jitter of that end.
        """
        opens, has_waited = self._opens(due)
        return self._behind(opens) if has_waited else opens

    def _opens(self, due: datetime) -> tuple[datetime, bool]:
        """From when on no blackout holds a due time back, and whether one did."""
        if (end := self._end_of_blackout(due)) > due:
            return end, True
        following = self.following(due) if self.jitter else None
        at = due + self._late(due, min(self.jitter, following - due) if following else self.jitter)
        end = self._end_of_blackout(at)
        return end, end > at

    def _behind(self, end: datetime) -> datetime:
        """When that begins which waited for the end of a blackout."""
        return self._end_of_blackout(end + self._late(end, self.jitter))

    def due(self, since: datetime, now: datetime) -> datetime | None:
        """The latest due time after `since` that may begin by now, or None; those before it are one with it.

        In a blackout nothing may begin, however long ago its time was.
        """
        if self._end_of_blackout(now) > now:
            return None
        for begin in self._windows(since, now):
            if found := max((due for due in self._within(begin, now) if self.begins(due) <= now), default=None):
                return found
        return None

    def passed(self, since: datetime, until: datetime, most: int) -> list[datetime]:
        """The due times after `since` and before `until`, the latest of them where there are more than `most`."""
        found: list[datetime] = []
        for begin in self._windows(since, until):
            found = [due for due in self._within(begin, until) if due < until]
            if len(found) >= most:
                return found[-most:]
        return found

    def wakes(self, after: datetime) -> datetime | None:
        """When to look again what is due, after a moment: when the next time begins, or before."""
        following = self.following(after)
        if not self.jitter and not self.blackouts:
            return following
        if (end := self._end_of_blackout(after)) > after:
            return end
        # One jitter may lead into a blackout, and one out of it.
        candidates = [self.begins(due) for due in self._within(after - 2 * self.jitter, after)]
        # What is due for longer has begun, unless it waited for a blackout that was on one jitter ago.
        if (end := self._end_of_blackout(after - self.jitter)) > after - self.jitter:
            candidates.append(self._behind(end))
        if following:
            candidates.append(self._opens(following)[0])
        return min((at for at in candidates if at > after), default=None)

    def _within(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Its due times after `since` and up to `until`."""
        due = self.following(since)
        while due and due <= until:
            yield due
            due = self.following(due)

    def _windows(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Where to begin to look for the latest times up to `until`: near it first, at `since` at last."""
        yield from (until - span for span in _LOOK_BACK if until - span > since)
        yield since

    def _end_of_blackout(self, moment: datetime) -> datetime:
        return (blackouts.end_of(self.blackouts, self.timezone, moment) or moment) if self.blackouts else moment

    def _late(self, moment: datetime, most: timedelta) -> timedelta:
        """The jitter of a moment, in whole seconds: the same on every machine."""
        digest = hashlib.sha256(f"{self.name} {moment.isoformat()}".encode()).digest()
        return timedelta(seconds=int(most.total_seconds()) * int.from_bytes(digest[:4]) // _WHOLE)
