"""Saved pages: files and folders to Pages, and what is no page to a `Broken` that says why.

A folder may hold a `manifest.toml` with [[page]] tables: `file`, and what the file itself does not tell:
`media_type`, `url`, `fetched_at`, `source`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from scrapers.pages import Page

MANIFEST = "manifest.toml"
MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
}
"""What a folder is searched for; a file that is named itself may have any suffix."""
MAX_BYTES = 64 * 1024 * 1024
_HEAD = 2048
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!-- saved from url")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """A file that is no page: where it is, why, and what to do."""

    path: Path
    why: str


def page_files(path: Path) -> Iterator[Path]:
    """The file itself, or the folder's page files in the order of their names; hidden ones are left out."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if not hidden and file.suffix.lower() in MEDIA_TYPES and file.is_file():
            yield file


def page_of(file: Path, called: str = "") -> Page | Broken:
    """The saved page in this file, or why there is none; `called` is the name of a file that has none of its own."""
    try:
        body = _bytes(file)
        known = {} if called else _manifest(file.parent).get(file.name, {})
    except FileNotFoundError:
        return Broken(path=file, why="no such file; check the path")
    except OSError as error:
        return Broken(path=file, why=f"cannot be read ({error.strerror}); check its permissions")
    except NoPageError as error:
        return Broken(path=file, why=str(error))
    url, fetched_at = known.get("url"), known.get("fetched_at")
    return Page(
        name=url or page_name(called or file.name, body),
        body=body,
        media_type=known.get("media_type") or _media_type(file, body),
        url=url,
        fetched_at=_aware(fetched_at) if isinstance(fetched_at, datetime) else None,
        source=known.get("source"),
    )


def _bytes(file: Path) -> bytes:
    """The file's bytes, if they can be a page's."""
    if file.stat().st_size > MAX_BYTES:
        raise NoPageError(f"is larger than {MAX_BYTES // 2**20} MB; a page is not: check the file")
    body = file.read_bytes()
    if not body.strip():
        raise NoPageError("is empty; save the page again")
    if _is_binary(body):
        raise NoPageError("is a binary file, not a page; give HTML or text")
    return body


def page_name(file_name: str, body: bytes) -> str:
    """The name of a saved page without a URL: wherever the file lies, the same bytes have the same name.

    >>> page_name("up.html", b"<p>Up")
    'up.html~e9eecd11d79d'
    """
    return f"{file_name}~{hashlib.sha256(body).hexdigest()[:12]}"


class NoPageError(ValueError):
    """A file that holds no page, or whose manifest cannot be read: why, and what to mend."""


@lru_cache(maxsize=64)
def _manifest(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """What the folder's manifest tells of its files; an empty mapping where it has none."""
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("page", [])
        return {row["file"]: row for row in rows}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise NoPageError(f"the manifest beside it cannot be read ({error}); mend {file}") from error


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_binary(body: bytes) -> bool:
    head = body[:_HEAD]
    return not head.startswith(_UTF16) and b"\0" in head


def _media_type(file: Path, body: bytes) -> str:
    """By suffix, but markup is markup whatever its file is called."""
    head = body[:_HEAD].lstrip().lower()
    if any(mark in head for mark in _MARKUP):
        return "text/html"
    return MEDIA_TYPES.get(file.suffix.lower(), "text/plain")
