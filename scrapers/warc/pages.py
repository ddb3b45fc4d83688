"""One record of an archive as a Page, or the words for why it is none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from w3lib.url import canonicalize_url

from scrapers.pages import HTML_TYPES, Page
from scrapers.warc.messages import BadMessageError, Message, decoded, message, sent_headers
from scrapers.warc.records import MOST_BLOCK, PAGES, Record, agrees_with_digest

OWN = "Filmledger-Page"
"""The field in which filmledger's own archives say, as JSON, what the others do not."""
NOT_KEPT = frozenset({"authorization", "proxy-authorization", "cookie", "host"})
"""Headers of a request that are never kept: secrets, and what the address says."""
PAGE_TYPES = HTML_TYPES | {"text/plain"}
_UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
_MARKUP = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")
_WHOLE_TYPES = ("image", "audio", "video", "font")


def page_in(record: Record) -> Page | str:
    """The page in a response, resource or conversion; or why there is none, in words to count by.

    Raises BadMessageError where the record is broken.
    """
    address = address_of(record)
    if record.kind not in PAGES or not address:
        return "records without a page"
    if record.block is None:
        return "too large"
    if "warc-truncated" in record.fields:
        return "cut off by their crawler"
    if agrees_with_digest(record) is False:
        raise BadMessageError("it does not agree with its digest")
    if record.kind == "response" and not address.startswith(("http:", "https:")):
        return "no HTTP"
    if record.kind == "response":
        return _of_response(record, address, message(record.block))
    return _page(record, address, body=record.block, media_type=_bare(record.fields.get("content-type", "")))


def _of_response(record: Record, address: str, found: Message) -> Page | str:
    status = found.status or 0
    if 300 <= status < 400 and not is_own(record):
        return "redirects and what had not changed"
    headers = sent_headers(found.headers)
    media_type = _bare(headers.get("content-type", ""))
    if is_own(record):  # kept by a filmledger: the body stands as it was kept, whatever the headers say of it
        return _page(record, address, body=found.body, media_type=media_type, status=status, headers=headers)
    if media_type not in PAGE_TYPES | _UNSAID:
        return skipped_type(media_type)
    body = decoded(found, MOST_BLOCK)
    return _page(record, address, body=body, media_type=media_type, status=status, headers=headers)


def _page(record: Record, address: str, *, body: bytes, media_type: str, **more: Any) -> Page | str:
    if media_type in _UNSAID and _MARKUP.match(body):
        media_type = "text/html"
    if not is_own(record):
        if media_type not in PAGE_TYPES:
            return skipped_type(media_type)
        if not body.strip():
            return "empty"
    name, url = name_of(address, hashlib.sha256(body).hexdigest())
    page = Page(name=name, url=url, body=body, media_type=media_type, fetched_at=record.date, **more)
    return with_own_words(page, record.fields.get(OWN.lower(), ""))


def address_of(record: Record) -> str:
    """The address that the record is of; "" where it has none."""
    return record.fields.get("warc-target-uri", "").strip("<>")


def name_of(address: str, content_hash: str) -> tuple[str, str | None]:
    """The name of an archived page and its URL, None where it has none: as a crawl and a replay of files name pages.

    >>> name_of("https://A.example/up?b=2&a=1#top", ""), name_of("file:///tmp/up.html", "e9eecd11d79d0bd9")
    (('https://a.example/up?a=1&b=2', 'https://a.example/up?a=1&b=2'), ('up.html~e9eecd11d79d', None))
    >>> name_of("https://a.example:port/up", "e9eecd11d79d0bd9")  # damaged: it can be asked of nobody
    ('up~e9eecd11d79d', None)
    """
    try:
        if address.startswith(("http:", "https:")):
            name = canonicalize_url(address)
            return name, name
        path = urlsplit(address).path
    except ValueError:
        path = address
    last = unquote(path.rpartition("/")[2]) or address
    mark = f"~{content_hash[:12]}"
    return (last if last.endswith(mark) else last + mark), None


def is_own(record: Record) -> bool:
    """Whether a filmledger has written it: then it is a page, whatever it looks like."""
    return OWN.lower() in record.fields


def with_own_words(page: Page, words: str) -> Page:
    """The page with what a filmledger wrote of it beside the standard fields; words of others change nothing."""
    try:
        said = json.loads(words) if words else {}
    except json.JSONDecodeError:
        return page
    if not isinstance(said, dict):
        return page
    changes: dict[str, Any] = {}
    for name in ("name", "url", "media_type", "source"):
        if isinstance(said.get(name), str) or (name == "url" and name in said and said[name] is None):
            changes[name] = said[name]
    if said.get("fetched_at", "") is None:
        changes |= {"fetched_at": None, "seen_at": page.fetched_at}
    return replace(page, **changes)


def with_request(page: Page, request: Record) -> Page:
    """The page with the headers of its request."""
    try:
        headers = message(request.block or b"").headers
    except BadMessageError:
        return page
    return replace(page, request_headers={name: value for name, value in headers.items() if name not in NOT_KEPT})


def seen_again(original: Page, revisit: Record) -> Page:
    """The page that a revisit record stands for, from the one that it says is the same."""
    name, url = name_of(address_of(revisit), original.content_hash)
    page = replace(original, name=name, url=url, fetched_at=revisit.date, seen_at=None, source=None)
    if headers := _own_head(revisit):
        page = replace(page, headers=headers[1], status=headers[0] or page.status)
    elif is_own(revisit):
        page = replace(page, headers={}, status=200, request_headers={})
    return with_own_words(page, revisit.fields.get(OWN.lower(), ""))


def _own_head(revisit: Record) -> tuple[int | None, Mapping[str, str]] | None:
    """Status and headers of the second time, where the record has those of a page."""
    try:
        found = message(revisit.block or b"")
    except BadMessageError:
        return None
    return None if found.status == 304 else (found.status, sent_headers(found.headers))


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def skipped_type(media_type: str) -> str:
    """What is counted of a media type that is no page's.

    >>> skipped_type("image/png"), skipped_type("application/pdf"), skipped_type("<b>")
    ('image', 'application/pdf', 'of no known type')
    """
    main = media_type.partition("/")[0]
    if main in _WHOLE_TYPES:
        return main
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else "of no known type"
