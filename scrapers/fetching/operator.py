"""What the operator says: who crawls and how to complain, and which hosts of the own network are open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from scrapers.guard import Allowed, plain_host, why_not

ROBOT = "filmledger"
"""The name by which robots.txt speaks of us."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"https?://[^\s/@]+\.[^\s@]+")
_MOST = 200


class CrawlRefusedError(ValueError):
    """A crawl that is not begun: what is wrong, and what to do. Nothing was fetched."""


def user_agent(contact: str) -> str:
    """What every request says of us.

    >>> user_agent("https://archive.example/robot").split("/", 1)[1].split(" ", 1)[1]
    '(+https://archive.example/robot)'
    """
    who = f" (+{contact})" if is_contact(contact) else ""
    return f"{ROBOT}/{version(ROBOT)}{who}"


def is_contact(words: str) -> bool:
    """Whether a person can be reached by this: it holds a mail address or a web address, and fits into a header.

    >>> is_contact("Film Archive, robot@archive.example"), is_contact("me"), is_contact("https://archive.example")
    (True, False, True)
    """
    fits = words.isascii() and words.isprintable() and len(words) <= _MOST and not set("()") & set(words)
    return fits and bool(_MAIL.search(words) or _URL.search(words))


class Operator:
    """The operator's settings, as a crawl needs them."""

    def __init__(self, settings: BaseSettings) -> None:
        self.allowed = Allowed(settings.getlist("ALLOWED_HOSTS"))
        self.contact: str = settings.get("CONTACT") or ""

    def why_not(self, url: str) -> str | None:
        """Why this address is not fetched; None where it may be, and somebody answers for it."""
        if why := why_not(url, self.allowed):
            return why
        return None if self._is_own(url) or is_contact(self.contact) else NO_CONTACT

    def check(self, addresses: Iterable[str]) -> None:
        """Raise CrawlRefusedError where a crawl may not begin at one of these addresses."""
        for address in addresses:
            if why := self.why_not(address):
                raise CrawlRefusedError(f"{address} is not crawled: {why}{'' if why == NO_CONTACT else OPEN_IT}")

    def _is_own(self, url: str) -> bool:
        parts = urlsplit(url)
        host = plain_host(parts.hostname or "") or ""
        return self.allowed.has(host, parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0))


NO_CONTACT = (
    "nobody is named who answers for the crawl; set FILMLEDGER_CONTACT to a mail or web address under which its owner "
    'can complain, such as "robot@archive.example"'
)
OPEN_IT = "; a host of your own network is opened by its name in FILMLEDGER_ALLOWED_HOSTS"
