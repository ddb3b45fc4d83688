"""How fast a host is asked: never faster than its crawl-delay, slower where it is slow or turns us away."""

from __future__ import annotations

from typing import Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response


def floor_of(crawler: Crawler, host: str) -> float:
    """The least number of seconds between two requests to this host."""
    own = crawler.engine.downloader.per_slot_settings.get(host, {}).get("delay", 0.0)
    return max(float(own), crawler.settings.getfloat("DOWNLOAD_DELAY"))


def slow_down(crawler: Crawler, host: str, seconds: float) -> None:
    """Let at least so many seconds lie between two requests to this host, for the whole crawl."""
    downloader = crawler.engine.downloader
    floor = max(seconds, floor_of(crawler, host))
    # In the settings, too: a slot that was idle for a minute is made anew from them. No jitter: it would undercut.
    downloader.per_slot_settings[host] = {"delay": floor, "jitter": 0.0}
    if slot := downloader.slots.get(host):
        slot.delay, slot.jitter = max(slot.delay, floor), 0.0


def ease(crawler: Crawler, host: str) -> None:
    """Ask this host half as often as until now, to a bound; AutoThrottle finds back by itself."""
    most = crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY")
    if slot := crawler.engine.downloader.slots.get(host):
        slot.delay = min(max(slot.delay * 2, floor_of(crawler, host)), max(most, slot.delay))


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle, which knows one least delay for all hosts, with one for each."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host: Any
        host, slot = self._get_slot(request, spider)
        if slot is not None:
            slot.delay = max(slot.delay, floor_of(self.crawler, host))
