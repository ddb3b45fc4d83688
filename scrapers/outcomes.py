"""What came of each request: one of a few words, decided by status, headers, bytes and failure alone.

`Fetch` is what a spider hands on where there is no page to hand on; where there is one, `of_page` tells its outcome.
`Known` is what is known of a page from the requests before, and `Remark` what a spider adds to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from scrapers.pages import Page
from scrapers.refusals import no_page

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
"""missing: 404 and 410, once; gone: missing in two runs apart. block: a refusal by status (403, 451). error: any other
status. unreachable: no answer at all. redirects: more than are followed. held_off: the host had asked to be left alone
for longer than a crawl waits. host_busy: another process had the host. over_bound: a bound of the crawl was reached."""
FETCH_OUTCOMES: tuple[FetchOutcome, ...] = get_args(FetchOutcome)

GOOD = frozenset[FetchOutcome]({"ok", "unchanged"})
"""There is a page."""
NOT_ASKED = frozenset[FetchOutcome]({"refused_by_robots", "refused_by_guard", "held_off", "host_busy", "over_bound"})
"""The host was not asked for the page, so nothing is known of it."""
ABSENT = frozenset[FetchOutcome]({"missing", "gone", "soft_404"})
"""The host says that there is no such page."""
TURNED_AWAY = frozenset[FetchOutcome]({"block", "challenge", "rate_limited"})
"""The host does not want to be asked. Nothing is done to get past it; it is left alone."""

_BY_STATUS: Mapping[int, FetchOutcome] = {
    304: "unchanged",
    401: "login_wall",
    403: "block",
    404: "missing",
    407: "login_wall",
    408: "timeout",
    410: "missing",
    429: "rate_limited",
    451: "block",
}
_TOLD_BY_PAGE: Mapping[str, FetchOutcome] = {
    "challenge": "challenge",
    "login_wall": "login_wall",
    "maintenance": "maintenance",
    "soft_404": "soft_404",
    "error": "error",
    "empty": "empty",
}
_STARTS = (
    b"%PDF-",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"RIFF",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf",
    b"OggS",
    b"\x00\x00\x00",
)
"""How files begin that are no text, whatever their header says."""
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
"""How text begins that may hold NUL all the same: UTF-16, UTF-32."""
PAGE_TYPES = frozenset(
    {
        "",
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
    }
)
"""Media types that a page, a feed or a sitemap may have; "" is an answer that does not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """What came of one request that brought no page.

    `page` is the page's name, as that of `Page`; `host` the one that was asked last, behind redirects. `why` says in
    words what happened. `url` and `why` are masked: nothing in them is secret.
    """

    page: str
    url: str
    host: str
    outcome: FetchOutcome
    at: datetime
    status: int | None = None
    why: str = ""
    source: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of a page from the times that it was asked for."""

    at: datetime
    """When it was asked for last."""
    good_at: datetime | None = None
    """When there last was a page."""
    changed_at: datetime | None = None
    """When it was first seen to say what it says."""
    not_before: datetime | None = None
    full_at: datetime | None = None
    """When its bytes last came."""
    spared: int = 0
    """How often running they did not, because the host said that they are the same."""
    etag: str | None = None
    last_modified: str | None = None
    told: str | None = None
    """When it was last changed, as the sitemap said the last time."""
    false_alarms: int = 0
    leads: tuple[str, ...] = ()
    """The addresses that it led to and that nothing else had led to before."""
    turns_to: str | None = None
    """Its next page."""
    content_hash: str | None = None
    said_hash: str | None = None
    mark: str | None = None
    """Of the bytes that came last and said something new."""
    is_kept: bool = False
    """Whether the bytes of the last good answer are kept."""
    is_read: bool = False
    """Whether they were read, by today's reader."""
    is_fresh: bool = False
    """Whether its film is just being released."""
    is_resumed: bool = False
    """Whether a run that did not come to its end, and that this one takes up again, has fetched it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What is noted of a page beside what came: what led to it and what it leads to. None: as it was."""

    told: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    said_hash: str | None = None
    mark: str | None = None
    leads: tuple[str, ...] | None = None
    turns_to: str | None = None


def by_status(status: int) -> FetchOutcome:
    """The outcome that a status stands for; "ok" for those that bring a page.

    >>> [by_status(status) for status in (200, 304, 302, 404, 418, 429, 503)]
    ['ok', 'unchanged', 'redirects', 'missing', 'error', 'rate_limited', 'server_error']
    """
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return "server_error"
    if status >= 400:
        return "error"
    return "redirects" if status >= 300 else "ok"


def of_page(page: Page) -> FetchOutcome:
    """What came as this page. What stands instead of a page is told by what it says, where its status does not.

    >>> of_page(Page(name="a", body=b"%PDF-1.7", media_type="text/html"))
    'wrong_type'
    >>> of_page(Page(name="a", body=b"<title>Just a moment...</title>", media_type="text/html", status=403))
    'challenge'
    """
    status = by_status(page.status)
    if status not in ("ok", "block", "server_error", "rate_limited", "error"):
        return status
    if page.body and is_no_text(page.body):
        return "wrong_type" if status == "ok" else status
    told = _TOLD_BY_PAGE.get(no_page(page) or "", "ok")
    if status == "ok":
        return told if page.media_type in PAGE_TYPES else "wrong_type"
    return told if told in ("challenge", "login_wall", "maintenance") else status


def is_no_text(body: bytes) -> bool:
    r"""Whether the bytes are a picture, an archive or another file that nobody reads as text.

    >>> is_no_text(b"GIF89a"), is_no_text(b"<html>"), is_no_text(b"abcde\0"), is_no_text(b"a\0b\0")
    (True, False, True, False)
    """
    head = body[:2048]
    if head.startswith(_MARKS):
        return False
    # In UTF-16 without a mark every second byte of Latin letters is NUL.
    return head.startswith(_STARTS) or 0 < head.count(0) < 0.3 * len(head)
