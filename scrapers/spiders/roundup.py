"""Roundups: the entries of many critics, and lists of users' reviews, over as many pages as they have."""

from typing import ClassVar

from scrapers.spiders.base import PageSpider
from scrapers.words import PageType


class RoundupSpider(PageSpider):
    """Roundups and lists of users' reviews. Run it: `scrapy crawl roundup -a url=https://...`."""

    name = "roundup"
    page_types: ClassVar[frozenset[PageType]] = frozenset({"roundup", "user_reviews"})
    turns_pages: ClassVar[bool] = True
