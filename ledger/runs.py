"""The records of runs: what each did, how it ended, what its process printed, and how full its pages were."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import ConfigDict, Field

from ledger.records import Record

RunState = Literal["running", "cut_off", "ended"]
RunOutcome = Literal["done", "failed", "stopped", "died", "too_long", "too_big"]
"""done: to its end. failed: by an error that its process told. stopped: by a person, or with its service. died: its
process was gone without an end. too_long, too_big: beyond its bound of time or memory, and therefore stopped."""
RESUMED_WITHIN = timedelta(days=7)
"""A run that began longer ago is not taken up again."""


class Fill(Record):
    """How full the pages of one source and kind were in one run."""

    id: str = Field(alias="_id")
    """The run, the source and the kind, with blanks between."""
    run: str
    """The run that read them."""
    at: datetime
    """When the run began."""
    source: str
    """The source, or the host of pages that came without one; "" where neither is known."""
    kind: str
    """The kind of page ("title", "review"); "all" counts the kinds themselves, and what came instead of a page."""
    pages: int
    """How many pages of the kind the run read; those that it knew already are not among them."""
    filled: dict[str, int] = Field(default_factory=dict)
    """{field: on how many of them it was found}: "directors", "reviews_author"."""
    again: int = 0
    """How many pages that were of this kind before were read again, because they or their reader changed."""
    had: dict[str, int] = Field(default_factory=dict)
    """{field: on how many of these it was before}; "reviews" counts those that had any."""
    kept: dict[str, int] = Field(default_factory=dict)
    """{field: on how many of those it still is}; "reviews" counts those that have half as many at least."""


class Lost(Record):
    """A field that a source's pages usually had, and no longer have."""

    source: str
    """As in `fills`."""
    kind: str
    """As in `fills`."""
    field: str
    """The field, or for the kind "all" the kind of page."""
    found: int
    """On how many pages it was found in this run."""
    pages: int
    """Of how many pages of the kind."""
    found_before: int
    """On how many pages it was found in the runs before."""
    pages_before: int
    """Of how many pages of the kind, in at most ten runs."""


class Run(Record):
    """One crawl or replay. What it counted stands beside these fields, under names of its own."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)

    id: str = Field(alias="_id")
    """When it was due, and a hash of that and its schedule, so that no due time has two; of others, when it was made,
    and a number by chance. ".2" behind it where it takes up another one for the second time."""
    kind: str = ""
    """ "crawl" or "replay"."""
    started: datetime
    """When it began."""
    ended: datetime | None = None
    """When it ended; absent while it runs, or where it was killed."""
    state: RunState | None = None
    """cut_off: it has ended before its end, and another run is to take it up."""
    outcome: RunOutcome | None = None
    """How it ended. A crawl may be done and bring nothing: see its counts."""
    why: str | None = None
    """Why it did not come to its end, in a sentence."""
    schedule: str | None = None
    """The schedule that it is a run of."""
    due: datetime | None = None
    """The due time of the schedule that it is the run of."""
    task: tuple[str, ...] = ()
    """What a service was to run: ("crawl", source), ("replay", path)."""
    source: str | None = None
    """The source that it crawls."""
    takes_up: str | None = None
    """The run that was cut off, and in whose place this one goes on."""
    taken_up_by: str | None = None
    """The run that goes on in the place of this one."""
    deaths: int = 0
    """How many runs before it, each taken up by the next, have died."""
    owner: str | None = None
    """The service that watches over it; absent where a person began it."""
    signs: int = 0
    """Counts up while its owner lives: who sees it stand still takes the owner for dead. No clocks are compared."""
    host: str | None = None
    """The machine on which it runs, or the container in it."""
    pid: int | None = None
    """The number of its process there."""
    born: str | None = None
    """When the kernel made that process, in its own ticks: the number alone may come again."""
    exit_code: int | None = None
    """With what its process ended; below 0, the signal that killed it."""
    stop_wanted: datetime | None = None
    """When somebody asked for it to be stopped."""
    stop_by: str | None = None
    """Who asked."""
    cpu_seconds: float | None = None
    """Seconds of a processor that it took, of the user and of the system."""
    peak_mb: float | None = None
    """The most memory that it held at once, in megabytes of 1,048,576 bytes."""
    bytes: int | None = None
    """The bytes that came: over the wire, as they were packed, or of saved pages, unpacked."""
    log_lines: int | None = None
    """How many lines its process printed."""
    log_lines_left_out: int | None = None
    """How many of them, in the middle, are not kept."""
    lost: tuple[Lost, ...] = ()
    """What usual fields its pages no longer had."""
    judged: Literal["ok", "warning", "failing"] | None = None
    """The state that it leaves what it crawled in, held against what is expected of it and against its own past."""
    reasons: tuple[str, ...] = ()
    """Why that is not ok, a sentence each."""
    counted: bool | None = None
    """True where it is in the sums that the metrics tell."""

    @property
    def counts(self) -> dict[str, Any]:
        """What it counted, and what else its writer noted beside the fields above."""
        return self.model_extra or {}


class RunLog(Record):
    """Some lines that the process of a run printed."""

    id: str = Field(alias="_id")
    """The run, and the number, with a blank between."""
    run: str
    """The run."""
    number: int
    """Its place among those of the run, from 1 on; numbers are missing where lines were left out."""
    at: datetime
    """When they were stored; retention goes by it."""
    lines: tuple[str, ...]
    """The lines, in the order in which they came."""
