"""The records of crawling: what came of asking for each page, and who may ask which host."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from ledger.records import Record

FetchOutcome = Literal[
    "ok",
    "unchanged",
    "missing",
    "gone",
    "soft_404",
    "block",
    "challenge",
    "login_wall",
    "rate_limited",
    "server_error",
    "maintenance",
    "error",
    "empty",
    "timeout",
    "unreachable",
    "truncated",
    "wrong_type",
    "too_large",
    "redirects",
    "refused_by_robots",
    "refused_by_guard",
    "held_off",
    "host_busy",
    "over_bound",
]


class Fetch(Record):
    """What came of asking for a page, the last time and before. What is known of the page stands in `pages`."""

    id: str = Field(alias="_id")
    """The page's name, as in `pages`."""
    url: str
    """The address that was asked for; secrets in it are masked."""
    host: str
    """The host that was asked last, behind redirects."""
    source: str | None = None
    """The source that the page belongs to."""
    outcome: FetchOutcome
    """What came; "gone" where the page was missing in two runs apart."""
    status: int | None = None
    """The status of HTTP, where there was an answer."""
    why: str | None = None
    """What happened, in words, where it was no page."""
    at: datetime
    """When it was asked for last."""
    run: str
    """The run that asked last."""
    content_hash: str | None = None
    """The `_id` of the body of the last good answer."""
    good_at: datetime | None = None
    """When there last was a page."""
    changed_at: datetime | None = None
    """When it was first seen to say what it says; tokens that change by themselves say nothing."""
    full_at: datetime | None = None
    """When its bytes last came."""
    spared: int = 0
    """How many times running they did not come since, because the host said that they are the same (304)."""
    etag: str | None = None
    """The validator that the host gave with the last good answer; empty where it gave none."""
    last_modified: str | None = None
    """As `etag`."""
    said_hash: str | None = None
    """A hash of what the page says, without the tokens that change with every answer."""
    mark: str | None = None
    """A key, and the MAC of the last good answer's bytes under it: whether others are the same is seen at once."""
    told: str | None = None
    """When the page was last changed, in the words of the sitemap that led to the last good answer."""
    false_alarms: int = 0
    """How many times running these words changed and the page did not."""
    leads: tuple[str, ...] = ()
    """The addresses that it led to, those left out that other pages had led to before; at most 500."""
    turns_to: str | None = None
    """The address of its next page."""
    failures: int = 0
    """How many times running there was none, refusals by ourselves left out."""
    failing_since: datetime | None = None
    """When the first of these was."""
    missing_run: str | None = None
    """The run that first found the page missing since it was last there."""
    missing_at: datetime | None = None
    """When that was."""
    not_before: datetime | None = None
    """The page is not worth asking for before this; later with every failure."""


class Host(Record):
    """A host that is crawled: which process may ask it, and from when on."""

    id: str = Field(alias="_id")
    """The host, without its port."""
    owner: str | None = None
    """The run that alone may ask it; absent while none does."""
    until: datetime | None = None
    """When the owner loses it, unless it prolongs before."""
    process: str | None = None
    """The machine, the container in it, and the number of the owner's process."""
    delay: float = 0.0
    """Seconds that its owner lets lie between two requests."""
    free_at: datetime | None = None
    """The next request may be sent from here on, whoever sends it."""
    held_until: datetime | None = None
    """Nobody asks it before this."""
    why: str | None = None
    """Why it is held off."""
    holds: int = 0
    """How many times running it was held off because it turned us away; each is twice as long as the one before."""
