"""Health: what state every source, every schedule and the service itself is in, and why.

`judge` holds a run against what its source is expected to give and against its own past; `sweep` finds what no run
tells; `accept` takes what a source gives now for right. docs/alarms.md says what each reason means.
"""

from scheduler.health.judging import accept, judge
from scheduler.health.rows import states
from scheduler.health.sweeping import sweep

__all__ = ["accept", "judge", "states", "sweep"]
