"""Redirects, as few as the settings say. Each step is a request of its own, so guard and robots.txt are asked anew."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from scrapers.fetching.refusals import RefusedByGuard, TooManyRedirects
from scrapers.guard import SCHEMES


def _elsewhere(followed: Request | Response) -> Request | Response:
    """Scrapy lets a redirect wait in the queue of the host it came from; it belongs to the one that it leads to.

    What an answer was known by is that of one address, and is not told to another.
    """
    if isinstance(followed, Request):
        followed.meta.pop("download_slot", None)
        for name in ("If-None-Match", "If-Modified-Since"):
            followed.headers.pop(name, None)
    return followed


class Redirects(RedirectMiddleware):
    """Redirects by status."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The request that follows. Raises TooManyRedirects, and RefusedByGuard for one that leaves the web."""
        target = response.headers.get("Location") or b""
        if 300 <= response.status < 400 and target:
            scheme = urlsplit(urljoin(request.url, target.decode("latin-1").strip())).scheme
            if scheme not in SCHEMES:
                raise RefusedByGuard(f"redirected to the scheme {scheme!r}, which is not http or https")
        try:
            return _elsewhere(super().process_response(request, response))
        except IgnoreRequest as error:
            raise TooManyRedirects(f"more than {self.max_redirect_times} redirects, one after the other") from error


class Refreshes(MetaRefreshMiddleware):
    """Redirects by <meta http-equiv="refresh">."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The request that follows. Raises TooManyRedirects."""
        if not _may_refresh(response.body):
            return response
        try:
            return _elsewhere(super().process_response(request, response))
        except IgnoreRequest as error:
            raise TooManyRedirects(f"more than {self.max_redirect_times} redirects, one after the other") from error


def _may_refresh(body: bytes) -> bool:
    r"""Whether the head of a body may hold such a tag. Scrapy decodes the whole page before it looks for one.

    >>> _may_refresh(b'<meta http-equiv="Refresh" content="1">'), _may_refresh(b"<p>Up</p>"), _may_refresh(b"\0<\0p")
    (True, False, True)
    """
    head = body[:_HEAD]
    return b"refresh" in head.lower() or b"\0" in head  # in UTF-16 the word has other bytes


_HEAD = 4 * 4096
"""Bytes in which Scrapy may find one: it looks at 4096 letters."""
