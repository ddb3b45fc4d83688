"""Back off: what may be a passing failure is asked again later, ever later, and a host that says when is obeyed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Request, Response

from scrapers.fetching.hosts import Gate, host_of
from scrapers.fetching.robots import ROBOTS
from scrapers.fetching.throttle import ease

AGAIN = frozenset({408, 500, 502, 503, 504, 522, 524})
"""Statuses that may pass. 429 is not among them: it is answered by `HOLD`."""
HOLD = frozenset({429, 503})
"""Statuses by which a host asks for a rest: all its pages wait, not this one alone."""
PASSING = (
    DownloadTimeoutError,
    DownloadFailedError,
    DownloadConnectionRefusedError,
    ResponseDataLossError,
)
MOST_REST = 86_400.0
"""Seconds; a host that asks for more is asked again after a day."""
_TRIED = "retry_times"


def retry_after(words: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in either form, within a day; None where it says nothing.

    >>> now = datetime(2024, 1, 1, tzinfo=UTC)
    >>> retry_after("120", now), retry_after("Mon, 01 Jan 2024 00:00:30 GMT", now), retry_after("soon", now)
    (120.0, 30.0, None)
    >>> retry_after("99999999999", now), retry_after("Mon, 01 Jan 2001 00:00:00 GMT", now), retry_after("-5", now)
    (86400.0, 0.0, None)
    """
    said = words.strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:12]), MOST_REST)
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), MOST_REST)


class BackOff:
    """Parks what failed in passing, up to RETRY_TIMES; holds a host off that asks for it, for every process."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._times = crawler.settings.getint("RETRY_TIMES")
        self._base = crawler.settings.getfloat("BACKOFF_BASE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """For this crawl."""
        made = cls(crawler)
        crawler.signals.connect(made.downloaded, signal=signals.response_downloaded)
        return made

    def downloaded(self, response: Response, request: Request) -> None:
        """Hold the host off that asks for a rest, before the next request in its queue is sent."""
        said, asked = _asked(response)
        if response.status in HOLD or (response.status in AGAIN and asked):
            rest = self._pause(request) if asked is None else asked
            words = f"it answered {response.status}" + (f", Retry-After: {said}" if asked is not None else "")
            Gate.of(self._crawler).hosts.hold_off(host_of(request), rest, words)
            ease(self._crawler, host_of(request))

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, once it is not worth another attempt."""
        if response.status not in AGAIN | HOLD:
            return response
        return await self._again(request, _asked(response)[1] or 0.0) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Park what failed in passing; leave all else to the spider."""
        return await self._again(request, 0.0) if isinstance(exception, PASSING) else None

    def _pause(self, request: Request) -> float:
        return float(self._base * 2 ** request.meta.get(_TRIED, 0))

    async def _again(self, request: Request, asked: float) -> Request | None:
        """Raise Parked for another attempt; None where the request has had them all, or would wait for too long."""
        tried = request.meta.get(_TRIED, 0)
        pause = max(self._pause(request), asked)
        gate = Gate.of(self._crawler)
        if tried >= self._times or pause > gate.most_wait:
            return None
        again = request.replace(priority=request.priority - 1, dont_filter=True)
        again.meta[_TRIED] = tried + 1
        if request.meta.get(ROBOTS):
            await asyncio.sleep(pause)
            return again
        return gate.park(again, pause)


def _asked(response: Response) -> tuple[str, float | None]:
    """What Retry-After says, and the seconds that it means."""
    said = (response.headers.get("Retry-After") or b"").decode("latin-1")
    return said, retry_after(said, datetime.now(UTC))
