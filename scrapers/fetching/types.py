"""What is no page by its headers is not downloaded: the connection ends before its body."""

from __future__ import annotations

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Headers, Request, Response

from scrapers.fetching.refusals import WrongType
from scrapers.outcomes import PAGE_TYPES

PACKED_TYPES = frozenset({"application/gzip", "application/x-gzip", "application/octet-stream"})
"""What packed sitemaps are called besides."""
WANTED = "media_types"
"""The key in a request's `meta` of the media types that it takes, where they are not `PAGE_TYPES`; None: any."""


def media_type(headers: Headers) -> str:
    """The media type that an answer gives itself, in small letters and without parameters; "" where it gives none."""
    return (headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip().lower()


class WantedTypes:
    """A downloader middleware and a listener: ends a download by its headers, and says why."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to headers."""
        made = cls()
        crawler.signals.connect(made.headers_received, signal=signals.headers_received)
        return made

    def headers_received(self, headers: Headers, request: Request) -> None:
        """Stop what is no page. An answer without a media type is taken, and looked at."""
        wanted = request.meta.get(WANTED, PAGE_TYPES)
        if wanted is not None and "Location" not in headers and media_type(headers) not in wanted:
            raise StopDownload(fail=False)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's names
        """Raise WrongType for what was stopped, unless its status says more."""
        if "download_stopped" in response.flags and response.status < 400:
            raise WrongType(f"its type is {media_type(response.headers)}, which is no page's")
        return response
