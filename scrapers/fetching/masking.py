"""No credentials in logs: whatever is logged passes here, and what could open a door is replaced by ***."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_USERINFO = re.compile(r"(?<=://)[^\s/?#@'\"<>]+(?=@)")
_QUERY = re.compile(
    r"(?P<name>[?&;#][^\s=&?#]*(?:token|secret|passw|pwd|api-?_?key|auth|signature|session|credential|jwt)[^\s=&?#]*"
    r"|[?&;#](?:key|sig|sid|code|pass|state|hmac)|[?&;#][\w-]*[_-]key)=[^\s&#'\"<>)]+",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?P<name>\b(?:proxy-)?authorization|\b(?:set-)?cookie2?|\bx-api-key)(?P<mark>['\"]?\s*[:=]\s*)"
    r"(?:\*{3}|\[[^\]]*\]|b?'[^']*'|b?\"[^\"]*\"|[^\r\n'\"]+)",
    re.IGNORECASE,
)
MASK = "***"


def masked(text: str) -> str:
    """The text without user names in addresses, secrets in queries, and headers that log in.

    >>> masked("GET https://me:geheim@a.example/?q=film&api_key=123&page=2")
    'GET https://***@a.example/?q=film&api_key=***&page=2'
    >>> masked("{b'Authorization': [b'Basic abc'], b'Accept': [b'*/*']}")
    "{b'Authorization': ***, b'Accept': [b'*/*']}"
    """
    if "://" in text:
        text = _USERINFO.sub(MASK, text)
    if "=" in text:
        text = _QUERY.sub(lambda found: f"{found['name']}={MASK}", text)
    return _HEADER.sub(lambda found: f"{found['name']}{found['mark']}{MASK}", text)


class MaskedLogs:
    """Every record that this process logs is masked, whoever logs it and whichever handler writes it."""

    _plain: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Begin to mask; once for a process. What is not to be written is not made into a record at all.

        Scrapy lets every logger make its records and leaves out at the end what is below LOG_LEVEL; the database's
        driver then writes every command as JSON for nobody.
        """
        for name in ("scrapy", "pymongo", "twisted", "asyncio", "filelock"):
            logging.getLogger(name).setLevel(crawler.settings["LOG_LEVEL"])
        if MaskedLogs._plain is None:
            MaskedLogs._plain = logging.getLogRecordFactory()
            logging.setLogRecordFactory(cls._record)
        return cls()

    @staticmethod
    def _record(*details: Any, **more: Any) -> logging.LogRecord:
        record: logging.LogRecord = MaskedLogs._plain(*details, **more)
        if isinstance(record.msg, dict):  # an event of structlog: its values are masked one by one
            return record
        try:
            text = record.getMessage()
        except (TypeError, ValueError):  # arguments that do not fit: logging says so itself, when it writes
            return record
        if (clean := masked(text)) != text:
            record.msg, record.args = clean, None
        if record.exc_info:
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
        return record
