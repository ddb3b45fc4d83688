"""What a server answers, and the honest parts of HTTP: validators, 304 and compression."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

import brotli

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer, and how it is sent.

    `length` is what Content-Length says where that is a lie; `cut` ends the connection after so many bytes of the
    body (-1: before the status line); `pause` seconds lie between pieces of `piece` bytes; `stream` is a body of
    unknown length, sent in chunks; `endless_headers` never comes to a body.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    length: int | None = None
    cut: int | None = None
    pause: float = 0.0
    piece: int = 65536
    stream: Iterator[bytes] | None = None
    endless_headers: bool = False


def page(body: str, *, status: int = 200, content_type: str = HTML, **headers: str) -> Answer:
    """A text as an answer; `headers` with "_" for "-"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, headers={"Content-Type": content_type, **named}, body=body.encode())


def dated(answer: Answer, changed: datetime) -> Answer:
    """The answer with an ETag and a Last-Modified."""
    tag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    return replace(
        answer, headers={**answer.headers, "ETag": tag, "Last-Modified": format_datetime(changed, usegmt=True)}
    )


def conditional(answer: Answer, asked: Mapping[str, str]) -> Answer:
    """304 where the asker has it already: by ETag, or where none is given by date."""
    tag, changed = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if answer.status != 200 or not tag or not changed:
        return answer
    if "if-none-match" in asked:
        same = tag in [one.strip().removeprefix("W/") for one in asked["if-none-match"].split(",")]
    elif "if-modified-since" in asked:
        same = parsedate_to_datetime(changed) <= parsedate_to_datetime(asked["if-modified-since"])
    else:
        return answer
    kept = {name: value for name, value in answer.headers.items() if name != "Content-Type"}
    return Answer(status=304, headers=kept) if same else answer


def compressed(answer: Answer, asked: Mapping[str, str], path: str) -> Answer:
    """By gzip or Brotli, as the asker takes it: one half of the paths each, where both will do."""
    takes = asked.get("accept-encoding", "")
    if len(answer.body) < 200 or "Content-Encoding" in answer.headers or answer.status != 200:
        return answer
    names = [name for name in ("gzip", "br") if name in takes]
    if not names:
        return answer
    name = names[sum(path.encode()) % len(names)]
    body = gzip.compress(answer.body, 5, mtime=0) if name == "gzip" else brotli.compress(answer.body, quality=4)
    return replace(answer, body=body, headers={**answer.headers, "Content-Encoding": name, "Vary": "Accept-Encoding"})
