"""How a service keeps time: its clock, its beat, the length of its lease. All of it can be another one's in a test."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the time, in UTC."""


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How a service keeps time, and what it does by itself."""

    clock: Clock = utc_now
    """By which schedules are due; it may jump."""
    steady: Callable[[], float] = time.monotonic
    """Seconds that never jump: by them the lease is watched."""
    beat_seconds: float = 1.0
    """Between two looks at what is due."""
    lease_seconds: float = 15.0
    """So long a service in charge may be silent before another takes over."""
    places: int = 4
    """So many runs are under way at once."""
    follows_sources: bool = False
    """Whether each source is given its schedule by the service itself."""
