"""Catalogue pages: one film with some facts and a description."""

from typing import ClassVar

from scrapers.spiders.base import PageSpider
from scrapers.words import PageType


class CatalogueSpider(PageSpider):
    """Catalogue pages: one film with some facts and a description. Run it: `scrapy crawl catalogue -a url=https://...`."""

    name = "catalogue"
    page_types: ClassVar[frozenset[PageType]] = frozenset({"catalogue"})
