"""Pages as records of WARC/1.1: what is written here is read again as the same pages."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from scrapers.pages import Page
from scrapers.warc.messages import APART
from scrapers.warc.pages import OWN, name_of

_STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "filmledger")
_CODED = ("content-encoding", "transfer-encoding")


class Original(NamedTuple):
    """The record of a body that was written before: what a revisit of it says."""

    id: str
    address: str
    date: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """A page at a time, and the run that kept it. `again` is the record in which its bytes stand already."""

    page: Page
    at: datetime
    run: str | None = None
    again: Original | None = None


def warcinfo(name: str, software: str, at: datetime) -> bytes:
    """The record that a file begins with."""
    said = f"software: {software}\r\nformat: WARC File Format 1.1\r\nconformsTo: {_STANDARD}\r\n".encode()
    fields = {"WARC-Type": "warcinfo", "WARC-Filename": name, "Content-Type": "application/warc-fields"}
    return _record(fields, said, at=_date(at), id=f"<urn:uuid:{uuid.uuid4()}>")


def records_of(capture: Capture) -> Iterator[bytes]:
    """The records of one capture: response, resource or revisit, and the request where it is known."""
    page = capture.page
    address, date = address_of(page), _date(capture.at)
    made = id_of(capture)
    fields = {"WARC-Target-URI": address, OWN: _own_words(capture, address)}
    if capture.again:
        yield _revisit(capture, fields, date, made)
    elif page.headers or page.status != HTTPStatus.OK:
        head = http_head(page, len(page.body))
        fields |= {
            "WARC-Type": "response",
            "Content-Type": "application/http;msgtype=response",
            "WARC-Payload-Digest": digest_of(page.body),
        }
        yield _record(fields, head + page.body, at=date, id=made)
    else:
        fields |= {
            "WARC-Type": "resource",
            "Content-Type": page.media_type,
            "WARC-Payload-Digest": digest_of(page.body),
        }
        yield _record(fields, page.body, at=date, id=made)
    if page.request_headers:
        yield _request(page, address, date, made)


def _revisit(capture: Capture, fields: Mapping[str, str], date: str, made: str) -> bytes:
    page, again = capture.page, capture.again
    if again is None:
        raise ValueError(f"{page.name} is no revisit")
    has_head = bool(page.headers) or page.status != HTTPStatus.OK
    revisit = {
        **fields,
        "WARC-Type": "revisit",
        "WARC-Profile": IDENTICAL,
        "WARC-Refers-To": again.id,
        "WARC-Refers-To-Target-URI": again.address,
        "WARC-Refers-To-Date": again.date,
        "WARC-Payload-Digest": again.digest,
        **({"Content-Type": "application/http;msgtype=response"} if has_head else {}),
    }
    return _record(revisit, http_head(page, len(page.body)) if has_head else b"", at=date, id=made)


def _request(page: Page, address: str, date: str, answered: str) -> bytes:
    parts = urlsplit(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"host": parts.netloc, **page.request_headers}
    block = f"GET {target} HTTP/1.1\r\n".encode() + _lines(headers) + b"\r\n"
    fields = {
        "WARC-Type": "request",
        "WARC-Target-URI": address,
        "WARC-Concurrent-To": answered,
        "Content-Type": "application/http;msgtype=request",
    }
    return _record(fields, block, at=date, id=_id("request", answered))


def http_head(page: Page, size: int) -> bytes:
    """The head of the response; what it says of codings that are undone stands apart, so that the message is true."""
    headers: dict[str, str] = {}
    for name, value in page.headers.items():
        coded = name in _CODED and value.lower() != "identity"
        false_length = name == "content-length" and value != str(size)
        headers[APART + name if coded or false_length else name] = value
    if APART + "content-length" in headers:
        headers["content-length"] = str(size)
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {page.status} {phrase}\r\n".encode() + _lines(headers) + b"\r\n"


def _lines(headers: Mapping[str, str]) -> bytes:
    whole = (f"{name}: {' '.join(value.splitlines())}\r\n" for name, value in headers.items())
    return "".join(whole).encode("latin-1", "replace")


def address_of(page: Page) -> str:
    """The page's address: its name where that is a URL, else a made one that gives its name back."""
    if page.name.startswith(("http:", "https:")):
        return page.name
    return f"file:///{quote(page.name, safe='~')}"


def _own_words(capture: Capture, address: str) -> str:
    """What the standard fields do not say, as JSON in ASCII."""
    page = capture.page
    said: dict[str, str | None] = {"media_type": page.media_type}
    name, url = name_of(address, page.content_hash)
    said |= {"name": page.name} if page.name != name else {}
    said |= {"url": page.url} if page.url != url else {}
    said |= {"source": page.source} if page.source else {}
    said |= {"fetched_at": None} if page.fetched_at is None else {}
    said |= {"run": capture.run} if capture.run else {}
    return json.dumps(said)


def original_of(capture: Capture) -> Original:
    """What revisits say of this capture."""
    return Original(id_of(capture), address_of(capture.page), _date(capture.at), digest_of(capture.page.body))


def id_of(capture: Capture) -> str:
    """The id of the capture's record: the same whenever it is written."""
    return _id(capture.page.name, capture.page.content_hash, _date(capture.at))


def _id(*words: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_SPACE, chr(10).join(words))}>"


def digest_of(data: bytes) -> str:
    """The digest that archives use: SHA-1 in base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _date(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _record(fields: Mapping[str, str], block: bytes, *, at: str, id: str) -> bytes:
    """A record to the byte, uncompressed."""
    whole = {
        "WARC-Record-ID": id,
        "WARC-Date": at,
        **fields,
        "WARC-Block-Digest": digest_of(block),
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in whole.items())
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"
