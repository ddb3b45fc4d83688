"""Posts: one review or one column, in a newspaper or a blog."""

from typing import ClassVar

from scrapers.spiders.base import PageSpider
from scrapers.words import PageType


class ColumnSpider(PageSpider):
    """Posts: one review or one column, in a newspaper or a blog. Run it: `scrapy crawl column -a url=https://...`."""

    name = "column"
    page_types: ClassVar[frozenset[PageType]] = frozenset({"review", "column"})
