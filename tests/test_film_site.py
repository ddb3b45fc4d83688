"""The site that the crawls are tested against tells the truth, and lies where it is told to."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import time
from collections.abc import Mapping

import brotli
import pytest
from film_site import FAULTS, Answer, Pages, Site, page, serving

from scrapers.pages import Page
from scrapers.read import read


def get(site: Site, target: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers in small letters and body; `headers` with "_" for "-"."""
    connection = http.client.HTTPConnection(site.host, site.port, timeout=10)
    try:
        connection.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_every_page_follows_from_the_seed(film_site: Site) -> None:
    with serving(Pages(seed=1)) as again, serving(Pages(seed=2)) as other:
        for path in ("/title/1/", "/title/2/reviews", "/catalogue/4/", "/columns/5/"):
            assert get(film_site, path)[2] == get(again, path)[2] != get(other, path)[2]


def test_the_site_hangs_together(film_site: Site) -> None:
    _, _, index = get(film_site, "/sitemap.xml")
    maps = [target.removeprefix(film_site.url) for target in re.findall(r"<loc>(.*?)</loc>", index.decode())]
    bodies = [get(film_site, path)[2] for path in maps]
    named = [one for body in bodies for one in re.findall(rb"<loc>(.*?)</loc>", _plain(body))]
    assert len(named) == len(set(named)) == len(list(film_site.pages.paths()))
    assert b"Sitemap: " + film_site.url.encode() in get(film_site, "/robots.txt")[2]
    for path in ("/", "/columns/", "/feed.xml", "/atom.xml", "/catalogue/?page=40", "/search?q=harbour"):
        status, _, body = get(film_site, path)
        links = re.findall(r'(?:href="|<link>)([^"<]*/(?:title|columns|catalogue)/[\d/]+)', body.decode())
        assert status == 200 and links, path
        assert get(film_site, links[-1].removeprefix(film_site.url))[0] == 200
    assert get(film_site, "/title/2001/")[0] == get(film_site, "/catalogue/?page=41")[0] == 404


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def test_pages_are_turned_over_to_the_end(film_site: Site) -> None:
    target, seen = "/title/7/reviews", []
    while target:
        body = get(film_site, target)[2].decode()
        seen += re.findall(r"<h3>(.*?)</h3>", body)
        following = re.search(r'rel="next" href="(.*?)"', body)
        target = following[1] if following else ""
    assert len(seen) == len(film_site.pages.film(7).users) > 4


def test_a_304_is_honest(film_site: Site) -> None:
    film_site.pages.versions[2] = 0
    status, headers, body = get(film_site, "/title/2/")
    assert status == 200 and body
    assert get(film_site, "/title/2/", If_None_Match=headers["etag"])[::2] == (304, b"")
    assert get(film_site, "/title/2/", If_Modified_Since=headers["last-modified"])[0] == 304
    film_site.pages.versions[2] = 1
    assert get(film_site, "/title/2/", If_None_Match=headers["etag"])[0] == 200
    assert get(film_site, "/title/2/", If_Modified_Since=headers["last-modified"])[0] == 200
    assert "etag" not in get(film_site, "/title/3/")[1]
    assert get(film_site, "/title/3/")[2] != get(film_site, "/title/3/")[2]


def test_a_share_of_the_films_changes() -> None:
    pages = Pages(films=2500)
    before = {number: pages.film(number) for number in range(1, 2501)}
    changed = pages.change(0.02)
    assert len(changed) == 50
    assert [number for number, film in before.items() if pages.film(number) != film] == list(changed)
    assert all(pages.film(number).changed > before[number].changed for number in changed)
    assert set(pages.change(0.01)) != set(changed)


def test_both_compressions_say_the_same(film_site: Site) -> None:
    for path, name in (("/title/1/", "gzip"), ("/title/2/", "br")):
        plain = get(film_site, path)[2]
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}[name]
        _, headers, packed = get(film_site, path, Accept_Encoding=name)
        assert headers["content-encoding"] == name and len(packed) < len(plain)
        assert unpack(packed) == plain


@pytest.mark.parametrize(
    ("fault", "status"), [("rate-limited", 429), ("unavailable", 503), ("soft-404", 200), ("loop", 302), ("gone", 410)]
)
def test_a_fault_has_its_path_and_can_be_laid_on_another(film_site: Site, fault: str, status: int) -> None:
    assert get(film_site, f"/fault/{fault}")[0] == status
    film_site.lay("/title/1/", fault, times=1)
    assert [get(film_site, "/title/1/")[0] for _ in range(2)] == [status, 200]
    assert {"drip", "bomb", "bomb-brotli", "calendar", "huge", "to-private", "wrong-charset"} <= FAULTS.keys()


def test_connections_are_cut_and_lengths_are_lies(film_site: Site) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        get(film_site, "/fault/cut")
    for name in ("truncated", "cut-in-body", "cut-chunks"):
        with pytest.raises(http.client.IncompleteRead):
            get(film_site, f"/fault/{name}")


def test_the_log_says_what_was_asked_and_when(film_site: Site) -> None:
    film_site.lay("/own", page("mine", status=202, X_Own="1"))
    before = time.monotonic()
    assert get(film_site, "/own?a=b", User_Agent="me")[:2][0] == 202
    (asked,) = film_site.asked("/own")
    assert (asked.target, asked.status, asked.headers["user-agent"]) == ("/own?a=b", 202, "me")
    assert before <= asked.at <= time.monotonic()


def test_the_connection_lives_on_and_the_server_ends() -> None:
    with serving(Pages(films=20)) as site:
        connection = http.client.HTTPConnection(site.host, site.port)
        for _ in range(3):
            connection.request("GET", "/title/1/")
            assert connection.getresponse().read()
        site.lay("/slow", Answer(body=b"x" * 100, piece=1, pause=60.0))
        connection.request("GET", "/slow")
        port = site.port
    connection.close()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("path", [*(f"/title/{number}/" for number in range(1, 9)), "/title/6/reviews", "/columns/5/"])
def test_what_the_site_puts_around_a_film_changes_nothing_of_what_is_read(path: str) -> None:
    bare, heavy = (
        Pages(films=20, furnished=furnished).answer(path, "http://films.example") for furnished in (False, True)
    )
    told = [read(Page(name=path, body=one.body, media_type="text/html")) for one in (bare, heavy)]
    assert len(heavy.body) > 80_000 > 10 * len(bare.body)
    assert told[0].page_type == told[1].page_type and told[0].film.keys() == told[1].film.keys()
    for name, words in told[0].film.items():
        assert [one.text for one in words] == [one.text for one in told[1].film[name]]
    for part in ("author", "rating", "body", "published_on"):
        one, other = ([said and said.text for said in (getattr(r, part) for r in each.reviews)] for each in told)
        assert one == other
    assert [one.value and one.value.text for one in told[0].ratings] == [
        one.value and one.value.text for one in told[1].ratings
    ]
