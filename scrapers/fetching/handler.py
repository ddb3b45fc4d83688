"""The last door before the network: Scrapy's HTTP handler, with the guard asked once more and headers bounded."""

from __future__ import annotations

import importlib
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Request, Response

from scrapers.fetching.hosts import Gate
from scrapers.fetching.operator import Operator
from scrapers.fetching.refusals import RefusedByGuard, TooLarge
from scrapers.fetching.resolver import GuardedResolver
from scrapers.fetching.stopping import Stopping
from scrapers.guard import plain_host

MOST_HEADER_BYTES = 128 * 1024
"""All header lines of one answer together. Browsers take 256 KiB; pages that are read have some 2."""


class _HeadersTooLargeError(Exception):
    """The headers of an answer came to no end."""


class _BoundedParser(_LenientHTTPClientParser):
    """Reads an answer's headers, to a bound."""

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self.header_bytes = getattr(self, "header_bytes", 0) + len(line)
        if self.header_bytes > MOST_HEADER_BYTES:
            raise _HeadersTooLargeError
        super().lineReceived(line)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection whose answers have bounded headers."""

    def request(self, request: Any) -> Any:
        asked = super().request(request)
        # Twisted hard-codes the parser's class; Scrapy replaces it in the same way.
        if self._parser is not None:
            self._parser.__class__ = _BoundedParser
        return asked


class _BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes such connections."""

    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: N802, ARG002 - Twisted's
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's


class GuardedHandler(HTTP11DownloadHandler):
    """Downloads over HTTP what the guard lets through, by the guarded resolver, without any proxy."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._operator = Operator(crawler.settings)
        # Not at the top: importing it installs a reactor, and Scrapy chooses which.
        self._reactor: Any = importlib.import_module("twisted.internet.reactor")
        GuardedResolver(self._reactor, self._operator.allowed).install_on_reactor()

    async def download_request(self, request: Request) -> Response:
        """Fetch. Raises RefusedByGuard for what may not be fetched and TooLarge for headers without an end."""
        if why := self._operator.why_not(request.url):
            raise RefusedByGuard(why)
        if request.meta.get("proxy"):
            raise RefusedByGuard("a proxy would hide from the guard where the request goes")
        if not isinstance(self._reactor.nameResolver, GuardedResolver):
            raise RefusedByGuard("the name service is not guarded: another resolver was installed in this process")
        await Gate.of(self._crawler).admit(request)
        try:
            with Stopping.of(self._crawler).download():
                return await super().download_request(request)
        except CannotResolveHostError as error:
            host = plain_host(urlsplit(request.url).hostname or "") or ""
            if why := GuardedResolver.refused.get(host):
                raise RefusedByGuard(why) from error
            raise
        except DownloadFailedError as error:
            reasons = getattr(error.__cause__, "reasons", ())
            if any(reason.check(_HeadersTooLargeError) for reason in reasons):
                raise TooLarge(f"its headers are larger than {MOST_HEADER_BYTES // 1024} KiB") from error
            raise
