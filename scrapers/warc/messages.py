"""HTTP messages as archives hold them: their head, and the body without its transfer and content codings."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_HEAD = 256 * 1024
"""Bytes in which a head must end."""
MOST_HEADERS = 500
KEPT_APART = ("content-encoding", "content-length", "transfer-encoding")
"""Headers that speak of the body as it was sent. Where an archive holds it decoded, they stand behind this prefix:"""
APART = "x-crawl-"
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?: |$)")
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,8})[^\r\n]{0,1000}\r?\n")


class BadMessageError(ValueError):
    """What is no HTTP message, or a body that is not coded as its head says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A response or a request. `headers` have lower-case names; several of one name are joined by ", "."""

    status: int | None
    """None for a request."""
    headers: Mapping[str, str]
    body: bytes


def message(block: bytes) -> Message:
    r"""The message in a record's block, its body as it was sent. Raises BadMessageError.

    >>> message(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nA: b\r\nA: c\r\n\r\n<p>").headers
    {'content-type': 'text/html', 'a': 'b, c'}
    """
    end = _END.search(block, 0, MOST_HEAD)
    head = block[: end.start()] if end else block.rstrip(b"\r\n")
    if end is None and len(block) > MOST_HEAD:
        raise BadMessageError("its HTTP head does not end")
    first, *lines = head.split(b"\n")
    status = _STATUS.match(first.rstrip(b"\r"))
    if status is None and b" HTTP/" not in first:
        raise BadMessageError("it begins with no HTTP head")
    return Message(
        status=int(status[1]) if status else None,
        headers=_headers(lines),
        body=block[end.end() :] if end else b"",
    )


def _headers(lines: list[bytes]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    last = ""
    for line in lines[:MOST_HEADERS]:
        text = line.decode("latin-1")
        name, colon, value = text.partition(":")
        if text[:1] in " \t" and last:
            found[last] = f"{found[last]} {text.strip()}".strip()
        elif colon:
            last = name.strip().lower()
            value = value.strip()
            found[last] = f"{found[last]}, {value}" if last in found else value
    return found


def sent_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers as the server sent them, where the archive put some apart because it holds the body decoded.

    >>> sent_headers({"content-length": "900", "x-crawl-content-length": "300", "x-crawl-content-encoding": "br"})
    {'content-length': '300', 'content-encoding': 'br'}
    """
    found = {}
    for name, value in headers.items():
        own = name.removeprefix(APART)
        if own in KEPT_APART and name != own:
            found[own] = value
        elif APART + name not in headers:
            found[name] = value
    return found


def decoded(found: Message, most: int) -> bytes:
    """The body as a browser shows it. Raises BadMessageError where it is not coded as said, or beyond `most` bytes."""
    body = found.body
    codings = f"{found.headers.get('content-encoding', '')},{found.headers.get('transfer-encoding', '')}"
    for coding in reversed([name.strip().lower() for name in codings.split(",")]):
        if coding not in CODINGS:
            raise BadMessageError(f"its body is coded as {coding[:40]!r}, which filmledger does not know")
        body = CODINGS[coding](body, most)
        if len(body) > most:
            raise BadMessageError(f"its body is larger than {most // 2**20} MB")
    return body


def _unchunked(body: bytes, most: int) -> bytes:
    """Without the lengths of its chunks; a body that some archiver has put together already stays as it is."""
    parts: list[bytes] = []
    at = size = 0
    while (length := _CHUNK.match(body, at)) and size <= most:
        count = int(length[1], 16)
        if count == 0:
            return b"".join(parts)
        parts.append(body[length.end() : length.end() + count])
        size += count
        at = length.end() + count
    if not parts:
        return body
    raise BadMessageError("its body ends within a chunk, or is cut off")


def _inflated(bits: int) -> Callable[[bytes, int], bytes]:
    def inflate(body: bytes, most: int) -> bytes:
        engine = zlib.decompressobj(bits)
        try:
            found = engine.decompress(body, most + 1)
        except zlib.error as error:
            raise BadMessageError(f"its body cannot be decompressed ({error})") from error
        if not engine.eof and len(found) <= most:
            raise BadMessageError("its compressed body is cut off")
        return found

    return inflate


_gzip, _zlib, _raw = _inflated(31), _inflated(15), _inflated(-15)


def _ungzipped(body: bytes, most: int) -> bytes:
    """Some archivers decode the body and leave the header as it was."""
    return _gzip(body, most) if body.startswith(b"\x1f\x8b") else body


def _deflated(body: bytes, most: int) -> bytes:
    """Some servers leave the wrapping out."""
    try:
        return _zlib(body, most)
    except BadMessageError:
        return _raw(body, most)


def _unbrotlied(body: bytes, most: int) -> bytes:
    engine = brotli.Decompressor()
    try:
        found = engine.process(body, output_buffer_limit=most + 1)
        while len(found) <= most and not engine.can_accept_more_data():
            found += engine.process(b"", output_buffer_limit=most + 1 - len(found))
    except brotli.error as error:
        if body.lstrip()[:1] == b"<":  # no mark tells Brotli; some archivers decode it and leave the header
            return body[: most + 1]
        raise BadMessageError(f"its body cannot be decompressed ({error})") from error
    if not engine.is_finished() and len(found) <= most:
        raise BadMessageError("its compressed body is cut off")
    return bytes(found)


def _unzstd(body: bytes, most: int) -> bytes:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        return body
    engine = zstd.ZstdDecompressor()
    try:
        found = engine.decompress(body, most + 1)
    except zstd.ZstdError as error:
        raise BadMessageError(f"its body cannot be decompressed ({error})") from error
    if not engine.eof and len(found) <= most:
        raise BadMessageError("its compressed body is cut off")
    return found


CODINGS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "": lambda body, most: body[: most + 1],
    "identity": lambda body, most: body[: most + 1],
    "chunked": _unchunked,
    "gzip": _ungzipped,
    "x-gzip": _ungzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstd,
}
"""How each coding is undone, giving at most some bytes more than were asked for."""
