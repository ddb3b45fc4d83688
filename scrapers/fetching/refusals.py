"""Why a request brought nothing, as exceptions that carry the outcome of the page."""

from __future__ import annotations

from typing import ClassVar

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from scrapers.outcomes import FetchOutcome


class NotFetched(IgnoreRequest):
    """A request that was given up; its text says why."""

    outcome: FetchOutcome = "error"


class RefusedByGuard(NotFetched):
    """Somewhere a crawler may not go."""

    outcome: FetchOutcome = "refused_by_guard"


class RefusedByRobots(NotFetched):
    """robots.txt says no, or could not be had."""

    outcome: FetchOutcome = "refused_by_robots"


class TooManyRedirects(NotFetched):
    """More redirects than are followed."""

    outcome: FetchOutcome = "redirects"


class TooLarge(NotFetched):
    """A body or headers beyond the bounds."""

    outcome: FetchOutcome = "too_large"


class Truncated(NotFetched):
    """A body that ends too early, or does not unpack."""

    outcome: FetchOutcome = "truncated"


class WrongType(NotFetched):
    """Something that is no page by its own account."""

    outcome: FetchOutcome = "wrong_type"


class HeldOff(NotFetched):
    """The host asked to be left alone for longer than a crawl waits."""

    outcome: FetchOutcome = "held_off"


class HostBusy(NotFetched):
    """Another process has the host, and kept it for longer than a crawl waits."""

    outcome: FetchOutcome = "host_busy"


class OverBound(NotFetched):
    """As many pages of this host were fetched as one crawl may."""

    outcome: FetchOutcome = "over_bound"


class NoRobots(NotFetched):
    """robots.txt could not be had, for the reason that is the page's outcome, too."""

    def __init__(self, outcome: FetchOutcome, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


class Parked(IgnoreRequest):
    """No end of a request: it is asked again later."""

    outcome: ClassVar[None] = None


FAILURES: tuple[tuple[type[Exception], FetchOutcome, str], ...] = (
    (DownloadTimeoutError, "timeout", "took longer than a page may"),
    (ResponseDataLossError, "truncated", "the body ended before the length that was announced"),
    (DownloadCancelledError, "too_large", "the body is larger than a page may be"),
    (CannotResolveHostError, "unreachable", "the name of the host leads nowhere"),
    (DownloadConnectionRefusedError, "unreachable", "the host refused the connection"),
    (DownloadFailedError, "unreachable", "the connection ended without an answer"),
    (UnsupportedURLSchemeError, "refused_by_guard", "the scheme is not http or https"),
    (NotSupported, "refused_by_guard", "the scheme is not http or https"),
    (OSError, "unreachable", "the connection failed"),
)
"""What the downloader raises, the outcome that it is, and what it means in words."""


_NOT_SAFE = ("OpenSSL.SSL.Error", "service_identity.exceptions.VerificationError")
"""What stands behind a connection that was given up because of its certificate."""


def told(error: BaseException) -> tuple[FetchOutcome, str]:
    """The outcome that an exception stands for, and why, in words.

    >>> told(TooManyRedirects("more than 5 redirects"))
    ('redirects', 'more than 5 redirects')
    >>> told(DownloadTimeoutError("Getting http://a.example took longer than 60 seconds."))
    ('timeout', 'took longer than a page may')
    """
    if isinstance(error, NotFetched):
        return error.outcome, str(error)
    if any(reason.check(*_NOT_SAFE) for reason in getattr(error.__cause__, "reasons", ())):
        return "unreachable", "the connection is not safe: its certificate is not valid for this host"
    for kind, outcome, why in FAILURES:
        if isinstance(error, kind):
            return outcome, why
    return "error", f"{type(error).__name__}: {error}"
