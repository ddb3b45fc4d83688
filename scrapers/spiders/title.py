"""Title pages: one film with its credits, facts and scores."""

from typing import ClassVar

from scrapers.spiders.base import PageSpider
from scrapers.words import PageType


class TitleSpider(PageSpider):
    """Title pages: one film with its credits, facts and scores. Run it: `scrapy crawl title -a url=https://...`."""

    name = "title"
    page_types: ClassVar[frozenset[PageType]] = frozenset({"title"})
