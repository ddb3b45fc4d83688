"""Every request passes the guard before anything else, those that redirects make among them."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request

from scrapers.fetching.operator import Operator
from scrapers.fetching.refusals import RefusedByGuard


class Guard:
    """Refuses what may not be fetched."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the operator's settings."""
        return cls(Operator(crawler.settings))

    def process_request(self, request: Request) -> None:
        """Raise RefusedByGuard for an address where a crawler may not go, or for which nobody answers."""
        if why := self._operator.why_not(request.url):
            raise RefusedByGuard(why)
