"""What came instead of a page."""

from scrapers.pages import Page
from scrapers.words import NoPage


def no_page(page: Page) -> NoPage | None:
    """The typed refusal, or None where it is a page."""
    return "error" if page.status >= 400 else None
