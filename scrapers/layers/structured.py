"""Structured data."""

from scrapers.layers import Found
from scrapers.pages import Page


def read(page: Page) -> Found:
    """Nothing yet."""
    return Found()
