"""Kept pages: what goes out as an archive comes in to the same ledger, wherever the pages are kept."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from linked import computed
from made_archives import read
from seed_copies import SEEDS

from ledger import embedded
from ledger.database import Ledger, connect, open_ledger
from ledger.settings import Settings
from pipelines.keeping.archive import warc_records
from pipelines.replay import replay
from scrapers import archive, given
from scrapers.pages import Page
from scrapers.warc.archives import Archives
from scrapers.warc.records import Record, agrees_with_digest, records
from scrapers.warc.streams import of_file

JUNE = datetime(2020, 6, 1, tzinfo=UTC)


def film(score: str = "8.2", day: int = 0, name: str = "https://a.example/up?a=1", **more: Any) -> Page:
    body = f"{score}/10\n1,234\n12 user 34 critic\n\nUp (2009)\n\nDirector:\n\nPete Docter\n\nGenres:\n\nDrama\n"
    given = {"name": name, "url": name, "body": body.encode(), "fetched_at": JUNE + timedelta(days=day), **more}
    return Page(**{"media_type": "text/plain", **given})


CRAWLED = {
    "headers": {"content-encoding": "br", "content-type": "text/html; charset=x", "content-length": "9", "x": "é, b"},
    "request_headers": {"user-agent": "filmledger", "accept": "*/*"},
    "media_type": "text/html",
    "source": "a-source",
}


def captures() -> list[Page]:
    """Pages of all kinds: saved and crawled, several times the same, with other bytes, a block, an empty answer."""
    saved = [page for page in map(archive.page_of, given.files([SEEDS])) if isinstance(page, Page)]
    crawled = [film("7.0", day, "https://b.example/film", **CRAWLED) for day in (0, 3, 9)]
    edited = [film("8.2", 0), film("8.3", 10), film("8.3", 20), film("8.2", 30)]
    blocked = film(day=12, name="https://b.example/film", body=b"", status=403, headers={"server": "x"})
    odd = film(day=1, name="https://c.example/json", body=b"{}", media_type="application/json", headers={"a": "b"})
    mirror = film("8.2", 40, "https://mirror.example/up")
    return [*saved, *crawled, *edited, blocked, odd, mirror]


@pytest.fixture
def other(server: Settings) -> Iterator[Ledger]:
    """A second, empty ledger."""
    settings = server.model_copy(update={"database": f"other_{secrets.token_hex(8)}"})
    with open_ledger(settings) as opened:
        yield opened
    with connect(settings.mongodb_uri or str(embedded.state_of(settings).uri)) as client:
        client.drop_database(settings.database)


def stored(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """All that the ledger holds of pages and films, without which run and which capture of before was read when."""
    dropped = {"run", "past", "read_hash"}
    names = ("pages", "captures", "readings", "rating_points", "issues", "past_reviews")
    return {
        name: [{k: v for k, v in found.items() if k not in dropped} for found in ledger[name].find().sort("_id")]
        for name in names
    }


def exported(ledger: Ledger, path: Path) -> Path:
    path.write_bytes(b"".join(map(gzip.compress, warc_records(ledger, path.name))))
    return path


@pytest.mark.parametrize("one_by_one", [False, True])
def test_what_goes_out_comes_in_to_the_same_ledger(
    ledger: Ledger, other: Ledger, tmp_path: Path, one_by_one: bool
) -> None:
    for some in [[page] for page in captures()] if one_by_one else [captures()]:
        replay(ledger, some)
    path = exported(ledger, tmp_path / "a.warc.gz")
    found, broken, skipped = read(path)
    assert not broken and not skipped
    replay(other, found)
    assert computed(other) == computed(ledger)
    assert stored(other) == stored(ledger)
    again = exported(other, tmp_path / "b.warc.gz")
    assert said(again) == said(path)


def said(path: Path) -> list[tuple[Any, ...]]:
    """What an archive holds but for the runs that kept it and when it was made."""
    found = [one for one in records(path.open("rb")) if isinstance(one, Record) and one.kind != "warcinfo"]
    own = "filmledger-page"
    return [
        ({**one.fields, own: re.sub(', "run": "[^"]+"', "", one.fields.get(own, ""))}, one.block, one.date)
        for one in found
    ]


def test_an_export_is_a_valid_warc(ledger: Ledger, tmp_path: Path) -> None:
    replay(ledger, captures())
    found = list(records(exported(ledger, tmp_path / "a.warc.gz").open("rb")))
    assert all(isinstance(one, Record) for one in found)
    kinds = [one.kind for one in found if isinstance(one, Record)]
    assert kinds[0] == "warcinfo" and set(kinds) == {"warcinfo", "response", "resource", "revisit", "request"}
    ids = {one.id for one in found if isinstance(one, Record)}
    assert len(ids) == len(found)
    for one in found:
        assert isinstance(one, Record) and one.date is not None
        assert one.kind == "warcinfo" or agrees_with_digest(one)
        if one.kind in ("response", "resource"):
            body = (one.block or b"").partition(b"\r\n\r\n")[2] if one.kind == "response" else one.block or b""
            digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
            assert one.fields["warc-payload-digest"] == f"sha1:{digest}"
        if one.kind == "revisit":
            assert one.fields["warc-refers-to"] in ids and one.fields["warc-profile"].startswith("http://netpreserve")
        if one.kind == "request":
            assert one.fields["warc-concurrent-to"] in ids and (one.block or b"").startswith(b"GET /")


def test_a_page_comes_back_as_it_was(ledger: Ledger, tmp_path: Path) -> None:
    page = film(**CRAWLED)
    replay(ledger, [page])
    (found,) = Archives().pages(of_file(exported(ledger, tmp_path / "a.warc.gz")))
    assert found == page and list(found.headers) == list(page.headers)
    assert replace(found, headers={}) != page
