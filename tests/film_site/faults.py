"""What goes wrong on the web, on demand: each fault has a path, /fault/NAME, and can be laid on any other."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

import brotli

from .answers import HTML, Answer, page
from .layouts import document

Query = dict[str, str]
MEGABYTE = 1024 * 1024


def _film(text: str = "") -> str:
    """A page that a reader takes for a film's."""
    rows = "<div><b>Director:</b> <span>Maud Ellery</span></div><div><b>Runtime:</b> <span>104 min</span></div>"
    return document("Paper Lantern (2006)", f"<h1>Paper Lantern (2006)</h1>{rows}<p>{text or 'A keeper waits.'}</p>")


def _rate_limited(query: Query) -> Answer:
    return page("<h1>Too many requests</h1>", status=429, Retry_After=query.get("after", "1"))


def _rate_limited_until(query: Query) -> Answer:
    until = datetime.now(UTC) + timedelta(seconds=int(query.get("after", "2")))
    return page("<h1>Too many requests</h1>", status=429, Retry_After=format_datetime(until, usegmt=True))


def _calendar(query: Query) -> Answer:
    month = int(query.get("month", "0"))
    links = f'<a href="/fault/calendar?month={month + 1}" rel="next">Next month</a>'
    return page(document(f"Month {month}", f"<h1>Showings in month {month}</h1>{links}"))


def _endless(query: Query) -> Answer:
    turn = int(query.get("page", "1"))
    body = f'<h1>Reviews, page {turn}</h1><p>No more.</p><a rel="next" href="/fault/endless?page={turn + 1}">Next</a>'
    return page(document("Reviews", body))


def _cycle(query: Query) -> Answer:
    turn = int(query.get("page", "1"))
    following = f'<a rel="next" href="/fault/cycle?page={turn % 3 + 1}">Next</a>'
    return page(document("Reviews", f"<h1>Reviews, page {turn}</h1>{following}"))


def _moved(target: str, status: int = 302) -> Answer:
    return page("<p>Moved.</p>", status=status, Location=target)


def _chain(query: Query) -> Answer:
    left = int(query.get("left", "3"))
    return _moved(f"/fault/chain?left={left - 1}") if left else page(_film())


def _huge(_: Query) -> Answer:
    return Answer(headers={"Content-Type": HTML}, body=b"<p>" + b"long " * (10 * MEGABYTE) + b"</p>")


def _huge_unannounced(_: Query) -> Answer:
    pieces = itertools.repeat(b"<p>" + b"long " * 13_000 + b"</p>", 800)
    return Answer(headers={"Content-Type": HTML}, stream=iter(pieces))


@lru_cache(maxsize=2)
def _bomb(name: str) -> bytes:
    """64 MB of one letter, in some 60 KB by gzip and less by Brotli."""
    if name == "gzip":
        packer = gzip.zlib.compressobj(9, wbits=31)  # type: ignore[attr-defined]  # zlib, by its user's name
        return b"".join([*(packer.compress(b"x" * MEGABYTE) for _ in range(64)), packer.flush()])
    brotler = brotli.Compressor(quality=1)
    return b"".join([*(brotler.process(b"x" * MEGABYTE) for _ in range(64)), brotler.finish()])


def _packed(name: str) -> Callable[[Query], Answer]:
    return lambda _: Answer(headers={"Content-Type": HTML, "Content-Encoding": name}, body=_bomb(name))


def _half_packed(_: Query) -> Answer:
    whole = gzip.compress(_film("words " * 4000).encode())
    return Answer(headers={"Content-Type": HTML, "Content-Encoding": "gzip"}, body=whole[: len(whole) // 2])


def _drip(query: Query) -> Answer:
    body = _film("slow " * 200).encode()
    return Answer(headers={"Content-Type": HTML}, body=body, piece=20, pause=float(query.get("pause", "0.2")))


def _letters() -> Iterator[bytes]:
    yield from (b"<p>" + bytes([letter]) * 20_000 for letter in range(97, 117))


def _cookie(_: Query) -> Answer:
    return page(_film(), Set_Cookie="session=secret-of-the-session; Path=/")


CHALLENGE = '<title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/h/b/orchestrate"></script>'
LOGIN = '<h1>Log in to continue</h1><form><input name="name"><input type="password" name="password"></form>'
SOFT_404 = document("Page not found", "<h1>Page not found</h1><p>We could not find the page you asked for.</p>")
FILLERS = {f"X-Filler-{number}": "f" * 4000 for number in range(40)}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40

FAULTS: dict[str, Callable[[Query], Answer]] = {
    "rate-limited": _rate_limited,
    "rate-limited-until": _rate_limited_until,
    "unavailable": lambda query: page("<h1>Service unavailable</h1>", status=503, Retry_After=query.get("after", "1")),
    "server-error": lambda _: page("<h1>Internal server error</h1>", status=500),
    "missing": lambda _: page("<h1>Not found</h1>", status=404),
    "gone": lambda _: page("<h1>Gone</h1>", status=410),
    "forbidden": lambda _: page("<h1>Forbidden</h1>", status=403),
    "legal": lambda _: page("<h1>Unavailable for legal reasons</h1>", status=451),
    "unauthorised": lambda _: page("<h1>Log in</h1>", status=401, WWW_Authenticate='Basic realm="films"'),
    "teapot": lambda _: page("<h1>I am a teapot</h1>", status=418),
    "soft-404": lambda _: page(SOFT_404),
    "challenge": lambda _: page(CHALLENGE, status=403, cf_mitigated="challenge"),
    "challenge-200": lambda _: page(CHALLENGE),
    "login-wall": lambda _: page(document("Log in", LOGIN)),
    "maintenance": lambda _: page(document("Under maintenance", "<h1>Under maintenance</h1><p>Back soon.</p>")),
    "empty": lambda _: page(""),
    "drip": _drip,
    "silence": lambda _: Answer(headers={"Content-Type": HTML}, body=b"never", pause=3600.0, piece=1),
    "cut": lambda _: Answer(cut=-1),
    "cut-in-body": lambda _: Answer(headers={"Content-Type": HTML}, body=_film("cut " * 2000).encode(), cut=3000),
    "truncated": lambda _: Answer(headers={"Content-Type": HTML}, body=_film().encode(), length=100_000),
    "truncated-gzip": _half_packed,
    "not-gzip": lambda _: Answer(headers={"Content-Type": HTML, "Content-Encoding": "gzip"}, body=b"<p>plain</p>"),
    "cut-chunks": lambda _: Answer(headers={"Content-Type": HTML}, stream=_letters(), cut=100_000),
    "loop": lambda _: _moved("/fault/loop-back"),
    "loop-back": lambda _: _moved("/fault/loop"),
    "chain": _chain,
    "refresh-loop": lambda _: page('<meta http-equiv="refresh" content="0; url=/fault/refresh-loop"><p>Wait</p>'),
    "to-private": lambda query: _moved(query.get("to", "http://169.254.169.254/latest/meta-data/")),
    "refresh-to-private": lambda query: page(
        f'<meta http-equiv="refresh" content="0; url={query.get("to", "http://10.0.0.1/")}">'
    ),
    "to-file": lambda _: _moved("file:///etc/hostname"),
    "wrong-charset": lambda _: Answer(
        headers={"Content-Type": "text/html; charset=utf-8"},
        body=document("Кино", f"<h1>Новая драма (2006)</h1><p>{'Режиссёр снял кино о людях. ' * 9}</p>").encode(
            "cp1251"
        ),
    ),
    "wrong-type": lambda _: Answer(headers={"Content-Type": HTML}, body=PNG),
    "picture": lambda _: Answer(headers={"Content-Type": "image/png"}, body=PNG * 2000),
    "no-type": lambda _: Answer(body=_film().encode()),
    "bomb": _packed("gzip"),
    "bomb-brotli": _packed("br"),
    "huge": _huge,
    "huge-unannounced": _huge_unannounced,
    "headers": lambda _: Answer(headers={"Content-Type": HTML}, endless_headers=True),
    "many-headers": lambda _: Answer(headers={"Content-Type": HTML, **FILLERS}, body=_film().encode()),
    "calendar": _calendar,
    "endless": _endless,
    "cycle": _cycle,
    "cookie": _cookie,
}
