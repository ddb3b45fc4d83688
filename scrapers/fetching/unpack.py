"""Unpack compressed bodies: to a bound, and only whole ones. Scrapy's own takes half a body for all of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Self

import brotli
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes

from scrapers.fetching.refusals import TooLarge, Truncated, WrongType

ENCODINGS = "gzip, deflate, br"
MOST_LAYERS = 2
"""Compressed once is usual, twice happens; a body in more layers is a trap."""
_PIECE = 256 * 1024


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """A body without its compression ("gzip", "deflate", "br"); not larger than `most` bytes.

    Raises TooLarge, Truncated for a body that ends too early or is broken, and WrongType for another compression.

    >>> import gzip
    >>> unpacked(gzip.compress(b"film"), "gzip", 10)
    b'film'
    >>> unpacked(gzip.compress(b"film" * 1000), "gzip", 10)
    Traceback (most recent call last):
    scrapers.fetching.refusals.TooLarge: unpacked it is larger than 10 bytes
    """
    pieces = _PIECES.get(encoding)
    if pieces is None:
        raise WrongType(f"the body is compressed by {encoding!r}, which was not asked for")
    found, size = [], 0
    try:
        for piece in pieces(body):
            size += len(piece)
            if size > most:
                raise TooLarge(f"unpacked it is larger than {most} bytes")
            found.append(piece)
    except (zlib.error, brotli.error) as error:
        raise Truncated(f"the body does not unpack by {encoding} ({error})") from error
    return b"".join(found)


def _zlib_pieces(body: bytes, wbits: int) -> Iterator[bytes]:
    rest = body
    while rest:
        unpacker = zlib.decompressobj(wbits)
        while not unpacker.eof:
            piece = unpacker.decompress(rest, _PIECE)
            if not piece and not unpacker.unconsumed_tail and not unpacker.eof:
                raise Truncated("the compressed body ends too early")
            rest = unpacker.unconsumed_tail
            yield piece
        # A gzip file may be several, one behind the other; anything else behind the end is no part of the body.
        rest = unpacker.unused_data if unpacker.unused_data.startswith(b"\x1f\x8b") else b""


def _gzip(body: bytes) -> Iterator[bytes]:
    return _zlib_pieces(body, 31)


def _deflate(body: bytes) -> Iterator[bytes]:
    """Some servers send it without the header that it should have."""
    headed = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _zlib_pieces(body, 15 if headed else -15)


def _brotli(body: bytes) -> Iterator[bytes]:
    unpacker: Any = brotli.Decompressor()
    rest = body
    while not unpacker.is_finished():
        piece = unpacker.process(rest, output_buffer_limit=_PIECE)
        if not piece and not rest:
            raise Truncated("the compressed body ends too early")
        rest = b""
        yield piece


_PIECES: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}


class Unpack:
    """Ask for compressed bodies, and unpack them."""

    def __init__(self, most: int) -> None:
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the bound of the crawl, which holds for a body packed and unpacked."""
        if not crawler.settings.getbool("COMPRESSION_ENABLED"):
            raise NotConfigured
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what is understood."""
        request.headers.setdefault("Accept-Encoding", ENCODINGS)

    def process_response(self, request: Request, response: Response) -> Response:
        """The same response, unpacked."""
        said = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        layers = [name.strip() for name in said.split(",") if name.strip() not in ("", "identity")]
        if not layers or not response.body:
            return response
        if len(layers) > MOST_LAYERS:
            raise TooLarge(f"the body is compressed {len(layers)} times over")
        most = request.meta.get("download_maxsize", self._most)
        body = response.body
        for name in reversed(layers):
            body = unpacked(body, name, most)
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, headers=headers, body=body)
