"""Archives into pages: whatever their form, with all that their records tell."""

from __future__ import annotations

import gzip
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from backports import zstd
from made_archives import (
    COMPRESSIONS,
    as_stdin,
    html,
    names,
    pages,
    read,
    record,
    response,
    sha1,
    wacz,
    with_dictionary,
    write,
)

from scrapers.given import found
from scrapers.pages import Page


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_a_record_tells_all_that_a_crawl_would(tmp_path: Path, suffix: str) -> None:
    request = b"GET /film/1 HTTP/1.1\r\nHost: s.example\r\nUser-Agent: x\r\nCookie: secret\r\n\r\n"
    response_id = "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    asked = record(9, request, kind="request", WARC_Concurrent_To=response_id)
    answer = record(
        1,
        response(html(1), "404 Not Found", x_a="b"),
        WARC_Target_URI="<https://S.example/film/1?b=2&a=1#top>",
        WARC_Date="2020-01-02T03:04:05.678Z",
    )
    for order in ([answer, asked], [asked, answer], [answer, record(8, b"x: y", kind="metadata"), asked]):
        (page,), broken, skipped = read(write(tmp_path / f"a{suffix}", order))
        assert page == Page(
            name="https://s.example/film/1?a=1&b=2",
            url="https://s.example/film/1?a=1&b=2",
            body=html(1),
            media_type="text/html",
            status=404,
            headers={"content-type": "text/html; charset=utf-8", "content-length": str(len(html(1))), "x-a": "b"},
            fetched_at=datetime(2020, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
            request_headers={"user-agent": "x"},
        )
        assert not broken and not skipped


def test_every_form_of_archive_gives_the_same_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pages(5)
    expected = read(write(tmp_path / "a.warc", made))
    assert names(expected[0]) == [0, 1, 2, 3, 4]
    one_member = tmp_path / "one.warc.gz"
    one_member.write_bytes(gzip.compress(b"".join(made)))
    shared = tmp_path / "shared.warc.zst"
    shared.write_bytes(with_dictionary(made))
    inside = {"archive/a.warc.gz": b"".join(map(gzip.compress, made[:3])), "archive/b.warc": b"".join(made[3:])}
    unnamed = tmp_path / "download"
    unnamed.write_bytes(b"".join(map(gzip.compress, made)))
    for path in (
        write(tmp_path / "a.warc.gz", made),
        write(tmp_path / "a.warc.zst", made),
        one_member,
        shared,
        unnamed,
        wacz(tmp_path / "a.wacz", inside),
        wacz(tmp_path / "b.wacz", inside, compression=zipfile.ZIP_DEFLATED),
    ):
        assert read(path) == expected, path.name
        monkeypatch.setattr(sys, "stdin", as_stdin(path.read_bytes()))
        assert read("-") == expected, path.name


def test_a_folder_and_a_glob_hold_pages_and_archives(tmp_path: Path) -> None:
    write(tmp_path / "b.warc.gz", pages(2))
    (tmp_path / "a.html").write_bytes(html(7))
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "c.warc", pages(3)[2:])
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0")
    inside, broken, _ = read(tmp_path)
    assert [page.name.partition("~")[0] for page in inside] == [
        "a.html",
        "https://s.example/film/0",
        "https://s.example/film/1",
        "https://s.example/film/2",
    ]
    assert not broken
    by_glob, _, _ = read(f"{tmp_path}/**/*.warc*")
    assert names(by_glob) == [0, 1, 2]
    assert found([tmp_path / "none*"]) == ([], [tmp_path / "none*"])


def test_a_page_comes_by_the_pipe_as_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", as_stdin(html(3)))
    (page,), broken, _ = read("-")
    assert page.name.startswith("stdin~") and page.body == html(3) and page.is_html and not broken
    monkeypatch.setattr(sys, "stdin", as_stdin(b""))
    assert read("-")[1] == ["is empty; save the page again"]


def test_texts_of_wet_and_resources_are_pages(tmp_path: Path) -> None:
    text = record(1, "Film 1\n\nÜber".encode(), kind="conversion", Content_Type="text/plain")
    saved = record(2, html(2), kind="resource", Content_Type="text/html", WARC_Target_URI="file:///home/x/up.html")
    (first, second), _, _ = read(write(tmp_path / "a.warc.gz", [text, saved]))
    assert (first.media_type, first.url, first.text) == ("text/plain", "https://s.example/film/1", "Film 1\n\nÜber")
    assert second.name.startswith("up.html~") and second.url is None and second.is_html


CODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}


@pytest.mark.parametrize("coding", CODED)
def test_bodies_are_decoded(tmp_path: Path, coding: str) -> None:
    block = response(CODED[coding](html(1)), content_encoding=coding)
    (page,), broken, _ = read(write(tmp_path / "a.warc.gz", [record(1, block)]))
    assert page.body == html(1) and page.headers["content-encoding"] == coding and not broken
    decoded_already = response(html(1), content_encoding=coding, length=False)
    if "," not in coding and coding != "deflate":
        assert read(write(tmp_path / "a.warc.gz", [record(1, decoded_already)]))[0][0].body == html(1)


def test_chunks_are_put_together_and_headers_that_stand_apart_are_put_back(tmp_path: Path) -> None:
    body = html(1)
    chunked = b"%x;a=b\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (100, body[:100], len(body) - 100, body[100:])
    both = [
        record(1, response(chunked, length=False, transfer_encoding="chunked")),
        record(2, response(body, X_Crawl_Content_Encoding="br", X_Crawl_Content_Length="9")),
    ]
    found, broken, _ = read(write(tmp_path / "a.warc.gz", both))
    assert [page.body for page in found] == [body, body] and not broken
    assert found[1].headers == {
        "content-type": "text/html; charset=utf-8", "content-encoding": "br", "content-length": "9"
    }  # fmt: skip


def test_what_is_no_page_is_skipped_and_counted(tmp_path: Path) -> None:
    made = [
        record(0, b"software: x", kind="warcinfo"),
        record(1, response(b"\x89PNG", content_type="image/png")),
        record(2, response(b"GIF8", content_type="image/gif")),
        record(3, response(b"{}", content_type="application/json")),
        record(4, response(b"", "301 Moved", location="/x")),
        record(5, response(b"", "304 Not Modified")),
        record(6, response(b"  ")),
        record(7, response(html(7)), WARC_Truncated="length"),
        record(8, response(html(8), content_type="")),
        record(9, response(html(9), content_type="application/octet-stream")),
        record(10, b"example 1.2.3.4", WARC_Target_URI="dns:s.example", Content_Type="text/dns"),
        record(11, response(html(11)), WARC_Target_URI=""),
        record(12, b"more", kind="continuation"),
    ]
    found, broken, skipped = read(write(tmp_path / "a.warc.gz", made))
    assert names(found) == [8, 9] and not broken
    assert skipped == {
        "image": 2,
        "application/json": 1,
        "redirects and what had not changed": 2,
        "empty": 1,
        "cut off by their crawler": 1,
        "no HTTP": 1,
        "records without a page": 1,
    }


def revisit(number: int, of: int, **fields: str) -> bytes:
    """The content of page `of`, seen again as page `number`."""
    return record(number, response(b"", length=False, x_second="yes"), kind="revisit", **fields)


@pytest.mark.parametrize("suffix", COMPRESSIONS)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_revisit_is_the_page_that_it_repeats(tmp_path: Path, suffix: str, order: tuple[int, int]) -> None:
    digest = sha1(html(1))
    first = [*pages(1), record(1, response(html(1)), WARC_Payload_Digest=digest)]
    again = [
        revisit(20, 1, WARC_Payload_Digest=digest),
        revisit(
            21, 1, WARC_Refers_To_Target_URI="https://s.example/film/1", WARC_Refers_To_Date="2020-01-02T00:00:00Z"
        ),
        revisit(22, 1, WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000001>"),
        revisit(23, 1, WARC_Payload_Digest=sha1(b"of another archive")),
    ]
    files = [write(tmp_path / f"{order[0]}{suffix}", first), write(tmp_path / f"{order[1]}{suffix}", again)]
    found, broken, skipped = read(tmp_path)
    assert {page.name: page.body for page in found if page.name[-2:] in ("20", "21", "22")} == {
        f"https://s.example/film/{number}": html(1) for number in (20, 21, 22)
    }
    seen = next(page for page in found if page.name.endswith("/20"))
    assert seen.fetched_at == datetime(2020, 1, 21, tzinfo=UTC) and seen.headers["x-second"] == "yes"
    assert skipped == {"revisits of what is not here": 1} and not broken and len(files) == 2


def test_revisits_are_found_in_a_wacz_and_in_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = sha1(html(1))
    made = [record(1, response(html(1)), WARC_Payload_Digest=digest), revisit(2, 1, WARC_Payload_Digest=digest)]
    data = b"".join(map(gzip.compress, made))
    for options in ({}, {"compression": zipfile.ZIP_DEFLATED}):
        path = wacz(tmp_path / "a.wacz", {"archive/x.warc.gz": b"", "archive/data.warc.gz": data}, **options)
        assert names(read(path)[0]) == [1, 2]
    monkeypatch.setattr(sys, "stdin", as_stdin(data))
    assert names(read("-")[0]) == [1, 2]
