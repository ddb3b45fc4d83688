"""A visit: one capture of one page on its way through the steps; and the work that it is a part of."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from ledger.database import Ledger
from ledger.records import Issue, Outcome, Reading
from scrapers.pages import Page
from scrapers.words import PageWords

Standing = Literal["new", "changed", "older", "unchanged", "past"]
"""What the capture is to the ledger: a page never seen; other bytes, or bytes not read by this reader; a capture from
before the one that is known; the bytes that were read last; bytes of before that were read, too."""


def now() -> datetime:
    """The time, in UTC and whole seconds, as the ledger keeps it."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One capture of one page. The steps fill in what they find."""

    page: Page
    seen_at: datetime
    standing: Standing
    is_earlier: bool = False
    """Whether it is from before the latest capture that was known when it came."""
    words: PageWords | None = None
    reading: Reading | None = None
    outcome: Outcome | None = None
    """None until it was read."""
    issues: tuple[Issue, ...] = ()

    @property
    def is_to_be_read(self) -> bool:
        """Whether there is anything to do for the steps behind the first."""
        return self.standing not in ("unchanged", "past") and self.outcome is None

    def broken(self, error: Exception) -> Visit:
        """This visit, ended by a failure of the reader: recorded under the page, and the rest goes on."""
        why = f"the reader failed on this page, {type(error).__name__}: {error}"[:500]
        issue = Issue(page=self.page.name, field="page", why=why)
        return replace(self, outcome="broken", issues=(*self.issues, issue))


@dataclass
class Work:
    """One run of the steps: the ledger it writes to, its id, and what it counted."""

    ledger: Ledger
    started: datetime = field(default_factory=now)
    run: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    fills: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    """{(source, kind of page): {field: on how many pages it was found; "" for the pages}}; see `pipelines.fills`."""
    again: dict[tuple[str, str], tuple[Counter[str], Counter[str]]] = field(default_factory=dict)
    """{(source, kind of page before): what its pages had, and what of that they kept}; counted as in `fills`."""
    ended_by_rule: dict[str, int] = field(default_factory=dict)
    """{rule of a crawl: how many addresses it kept it from}."""
    unlinked: int = 0
    """Readings stored since the last linking."""

    def __post_init__(self) -> None:
        self.run = self.run or f"{self.started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def in_utc(moment: datetime) -> datetime:
    """A moment as the ledger keeps it; one without a zone is taken as UTC.

    >>> in_utc(datetime(2012, 9, 28, 1, 2, 3, 456)).isoformat()
    '2012-09-28T01:02:03+00:00'
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)
