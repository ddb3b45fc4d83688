"""The records of health: what state a source, a schedule or the service is in, since when and why, and who was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from pydantic import Field

from ledger.records import Record
from ledger.runs import Lost

Ill = Literal["warning", "failing"]
State = Literal["ok", Ill]
STATES: tuple[State, ...] = get_args(State)
"""From well to worst."""
Of = Literal["source", "schedule", "service"]
About = Literal[
    "fields",
    "kinds",
    "reviews",
    "pages",
    "empty",
    "blocked",
    "missed_pages",
    "expected",
    "expected_fields",
    "unchanged",
    "slow",
    "ended",
    "not_ended",
    "overdue",
    "broken",
    "absent",
]


def worst(states: Iterable[State]) -> State:
    """The worst of some states; "ok" where there is none.

    >>> worst(["warning", "failing", "ok"]), worst(["ok", "warning"]), worst([])
    ('failing', 'warning', 'ok')
    """
    return max(states, key=STATES.index, default="ok")


class Reason(Record):
    """Why a state is not ok."""

    about: About
    """What kind of trouble it is; docs/alarms.md says what to do about each."""
    state: Ill
    """How bad."""
    words: str
    """The reason, a sentence: "directors on 0 of 12 title pages, on 36 of 36 before"."""
    by: Literal["run", "time"]
    """What told it: a run that was judged, or the time that went by."""


class Loss(Lost):
    """A field that was lost, as it was when that was seen, until it is back on as many pages."""

    state: Ill
    """How bad."""
    regained: int = 0
    """On how many pages it was found since."""
    looked: int = 0
    """Of how many that were read since."""


class Health(Record):
    """The state of one source, of one schedule, or of the service."""

    id: str = Field(alias="_id")
    """What it is the state of: "source films.example", "schedule nightly", "service"."""
    of: Of
    """What kind of thing it is the state of."""
    name: str
    """The source or the schedule; "service"."""
    state: State = "ok"
    """How it is."""
    since: datetime
    """Since when it is in this state."""
    reasons: tuple[Reason, ...] = ()
    """Why it is not ok, the worst first."""
    losses: tuple[Loss, ...] = ()
    """What fields are lost, and how many pages have shown them again since."""
    run: str | None = None
    """The run that was judged last."""
    run_at: datetime | None = None
    """When that run began."""
    accepted: datetime | None = None
    """What runs gave before this moment is no measure any more: a person took what came then for right."""
    told: State = "ok"
    """The state that was told last."""
    told_at: datetime | None = None
    """When that was told."""
    untold: bool = False
    """Whether an alarm has yet to go out."""
    reached: tuple[str, ...] = ()
    """Those addresses, by a hash of each, that had the alarm which is going out."""
    attempts: int = 0
    """How often it was tried to send this alarm."""
    not_before: datetime | None = None
    """No service sends the alarm before this: another one does just now, or it failed not long ago."""
    version: int = 0
    """Grows with every write; of two writers at once, one looks again."""
