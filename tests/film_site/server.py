"""The server: HTTP/1.1 on a free port of the loopback, in a thread of its own, with a log of all that was asked."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from .answers import Answer, compressed, conditional
from .faults import FAULTS
from .pages import Pages

CERTIFICATE = Path(__file__).with_name("certificate.pem")
"""Signed by itself: trusted by whoever names it in SSL_CERT_FILE, and by nobody else."""


@dataclass(kw_only=True)
class Asked:
    """One request as it came in: when (seconds, monotonic, the same clock for all), and what was sent back."""

    at: float
    method: str
    target: str
    headers: Mapping[str, str]
    status: int
    sent: int = 0
    """Bytes of the body that were handed to the connection so far."""


@dataclass
class _Laid:
    """A fault that lies on a path for the next `times` requests (-1: for all)."""

    made: Callable[[dict[str, str]], Answer]
    times: int


@dataclass
class Site:
    """A running site. `log` grows with each request; `lay` puts a fault on a path; `pages.change` changes films."""

    pages: Pages
    host: str = "127.0.0.1"
    port: int = 0
    log: list[Asked] = field(default_factory=list)
    _laid: dict[str, _Laid] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def lay(self, path: str, fault: str | Answer, times: int = -1) -> None:
        """Let a path (without its query) answer by a fault's name or an answer of one's own, so many times."""
        self._laid[path] = _Laid(FAULTS[fault] if isinstance(fault, str) else lambda _: fault, times)

    def lift(self, path: str) -> None:
        """Take the fault from a path."""
        self._laid.pop(path, None)

    def asked(self, start: str = "/") -> list[Asked]:
        """The requests whose target begins so, in order."""
        return [one for one in self.log if one.target.startswith(start)]

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """What is answered to this request."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        laid = self._laid.get(parts.path)
        if laid and laid.times:
            laid.times -= laid.times > 0
            return laid.made(query)
        if parts.path.startswith("/fault/"):
            made = FAULTS.get(parts.path.removeprefix("/fault/"))
            return made(query) if made else Answer(status=404)
        return compressed(conditional(self.pages.answer(target, self.url), headers), headers, parts.path)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, until either side closes it."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                at = time.monotonic()
                method, target, headers = _parsed(head)
                answer = self.answer(target, headers)
                asked = Asked(at=at, method=method, target=target, headers=headers, status=answer.status)
                self.log.append(asked)
                if not await _send(writer, answer, asked):
                    break
        writer.close()


def _parsed(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    named = (line.split(":", 1) for line in lines if ":" in line)
    return method, target, {name.strip().lower(): value.strip() for name, value in named}


async def _send(writer: asyncio.StreamWriter, answer: Answer, asked: Asked) -> bool:
    """Send an answer; whether the connection goes on."""
    if answer.cut == -1:
        return False
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", "Server: film-site"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if answer.endless_headers:
        return await _endless_headers(writer, lines)
    length = len(answer.body) if answer.length is None else answer.length
    lines.append("Transfer-Encoding: chunked" if answer.stream else f"Content-Length: {length}")
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    await writer.drain()
    if asked.method == "HEAD" or answer.status == 304:
        return True
    if answer.stream:
        return await _send_chunks(writer, answer, asked)
    whole = answer.body if answer.cut is None else answer.body[: answer.cut]
    for start in range(0, len(whole), answer.piece):
        piece = whole[start : start + answer.piece]
        writer.write(piece)
        await writer.drain()
        asked.sent += len(piece)
        if answer.pause:
            await asyncio.sleep(answer.pause)
    return length == len(whole)


async def _send_chunks(writer: asyncio.StreamWriter, answer: Answer, asked: Asked) -> bool:
    for piece in answer.stream or ():
        if answer.cut is not None and asked.sent + len(piece) > answer.cut:
            return False
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
        asked.sent += len(piece)
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


async def _endless_headers(writer: asyncio.StreamWriter, lines: list[str]) -> bool:
    writer.write("\r\n".join([*lines, ""]).encode("latin-1"))
    for number in range(200_000):  # some 200 MB: no end for one who waits for it
        writer.write(f"X-Filler-{number}: {'f' * 1000}\r\n".encode())
        await writer.drain()
    return False


@contextlib.contextmanager
def serving(pages: Pages | None = None, *, host: str = "127.0.0.1", port: int = 0, tls: bool = False) -> Iterator[Site]:
    """A running site with these pages, on a free port where none is given; it ends with the block.

    With `tls` it speaks HTTPS, by a certificate of its own (`CERTIFICATE`) for the name tls.example.
    """
    site = Site(pages or Pages(), host=host)
    loop = asyncio.new_event_loop()
    context = _context() if tls else None
    server = loop.run_until_complete(asyncio.start_server(site.serve, host, port, ssl=context))
    site.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, CERTIFICATE.with_name("key.pem"))
    return context


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
