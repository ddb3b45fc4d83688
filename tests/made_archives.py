"""Web archives made to measure: records by hand, so that they can be as others write them, and as broken."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from backports import zstd

from scrapers.archive import Broken
from scrapers.given import Given, found
from scrapers.pages import Page

Compress = Callable[[bytes], bytes]
COMPRESSIONS: Mapping[str, Compress] = {".warc": bytes, ".warc.gz": gzip.compress, ".warc.zst": zstd.compress}


def record(number: int, block: bytes, kind: str = "response", length: int | None = None, **fields: str) -> bytes:
    """A record, uncompressed. A field `WARC_Date` is written as WARC-Date; one that is "" is left out."""
    given = {
        "WARC_Type": kind,
        "WARC_Target_URI": f"https://s.example/film/{number}",
        "WARC_Date": f"2020-01-{number % 28 + 1:02}T00:00:00Z",
        "WARC_Record_ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "Content_Type": "application/http; msgtype=response",
        **fields,
        "Content_Length": str(len(block) if length is None else length),
    }
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items() if value)
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def response(body: bytes, status: str = "200 OK", length: bool = True, **headers: str) -> bytes:
    """An HTTP response; a header `content_type` is written as content-type."""
    given = {"content_type": "text/html; charset=utf-8", **({"content_length": str(len(body))} if length else {})}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in (given | headers).items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


def html(number: int) -> bytes:
    """A page, with what tells it from the others."""
    filler = hashlib.sha256(str(number).encode()).hexdigest() * 40
    return f"<html><head><title>Film {number}</title></head><body><p>{filler}</p></body></html>".encode()


def pages(count: int, **fields: str) -> list[bytes]:
    """Records of so many pages."""
    return [record(number, response(html(number)), **fields) for number in range(count)]


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def write(path: Path, records: list[bytes], compress: Compress | None = None) -> Path:
    """An archive with these records, each compressed by itself, as its suffix says."""
    by_suffix = next(done for end, done in reversed(COMPRESSIONS.items()) if path.name.endswith(end))
    path.write_bytes(b"".join(map(compress or by_suffix, records)))
    return path


def wacz(path: Path, members: Mapping[str, bytes], **options: Any) -> Path:
    """A WACZ file."""
    with zipfile.ZipFile(path, "w", **options) as whole:
        whole.writestr("datapackage.json", "{}")
        for name, data in members.items():
            whole.writestr(name, data)
    return path


def with_dictionary(records: list[bytes]) -> bytes:
    """A file of Zstandard whose frames share a dictionary that stands at its beginning."""
    known = zstd.train_dict(records * 20, 4000)
    data = zstd.compress(known.dict_content)
    first = b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data
    return first + b"".join(zstd.compress(one, zstd_dict=known) for one in records)


def as_stdin(data: bytes) -> io.TextIOWrapper:
    """What `sys.stdin` would be with these bytes in the pipe."""
    return io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)))  # type: ignore[arg-type]


def read(*paths: Path | str) -> tuple[list[Page], list[str], dict[str, int]]:
    """The pages, why files are broken, and what was skipped."""
    there, missing = found(paths)
    assert not missing
    all_of_it = Given(there)
    got = [page for _, page in all_of_it.pages()]
    broken = [page.why for page in got if isinstance(page, Broken)]
    return [page for page in got if isinstance(page, Page)], broken, dict(all_of_it.skipped)


def names(found: list[Page]) -> list[int]:
    return [int(page.name.rpartition("/")[2]) for page in found]
