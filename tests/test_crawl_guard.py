"""A crawler goes nowhere but to public pages, however an address is spelled and whatever leads there."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from crawls import crawled, env_of, job, outcomes
from film_site import Pages, Site, page, serving
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings as ScrapySettings
from twisted.internet.address import IPv4Address, IPv6Address

from ledger.database import Ledger
from ledger.settings import Settings
from scrapers import settings as crawl_settings
from scrapers.fetching.masking import masked
from scrapers.fetching.operator import CrawlRefusedError, Operator, is_contact
from scrapers.fetching.resolver import GuardedResolver
from scrapers.guard import Allowed, why_not, why_not_address

REFUSED = """
file:///etc/hostname  ftp://films.example/1  s3://bucket/1  data:text/html,film  javascript:alert(1)  //films.example
http://  http:///path  http://127.0.0.1/  http://127.1/  http://2130706433/  http://0x7f.1/  http://0x7f000001/
http://017700000001/  http://0177.0.0.1/  http://127.0.0.1./  http://127。0。0。1/  http://１２７.0.0.1/
http://%31%32%37.0.0.1/  http://0/  http://0.0.0.0/  http://10.1.2.3/  http://172.16.0.1/  http://172.31.255.255/
http://192.168.1.1/  http://169.254.169.254/latest/meta-data/  http://168.63.129.16/  http://100.64.0.1/
http://100.100.100.200/  http://192.0.0.192/  http://224.0.0.1/  http://255.255.255.255/  http://198.18.0.1/
http://[::1]/  http://[::]/  http://[::ffff:127.0.0.1]/  http://[::ffff:a00:1]/  http://[::127.0.0.1]/
http://[64:ff9b::7f00:1]/  http://[64:ff9b::8.8.8.8]/  http://[64:ff9b:1::1]/  http://[2002:7f00:1::]/  http://[fc00::1]/
http://[fd00:ec2::254]/  http://[fe80::1]/  http://[fe80::1%25eth0]/  http://[fec0::1]/  http://[ff02::1]/
http://[2001:0:1::1]/  http://localhost/  http://LOCALHOST./  http://films.localhost/  http://intranet/
http://metadata.google.internal/  http://printer.local/  http://nas.home.arpa/  http://films.onion/
http://me:secret@films.example/  http://films.example@10.0.0.1/  http://films.example:22/  http://films.example:99999/
http://134744072/  http://0x8.8.8.8/  http://8.8.8.8.8/  http://-films.example/  http://a..b/
"""
OPEN = """
http://films.example/  https://www.films.example/1?q=a  http://films.example:8080/  https://films.example:443/
http://8.8.8.8/  http://172.32.0.1/  http://[2606:4700::1111]/  https://kino.čz/  http://xn--z-cia.cz/
http://10.films.example/  https://local.example/  http://1.2.3.4.films.example/
"""


@pytest.mark.parametrize("url", REFUSED.split())
def test_what_is_no_public_page_is_refused_with_a_reason(url: str) -> None:
    why = why_not(url)
    assert why and "Traceback" not in why


@pytest.mark.parametrize("url", OPEN.split())
def test_what_is_public_is_open(url: str) -> None:
    assert why_not(url) is None


@given(st.ip_addresses(v=4))
def test_no_spelling_of_an_address_says_more_than_the_plain_one(address: ipaddress.IPv4Address) -> None:
    number, parts = int(address), [int(part) for part in str(address).split(".")]
    spellings = (str(number), hex(number), f"0{number:o}", ".".join(hex(part) for part in parts))
    assert all(why_not(f"http://{spelling}/") for spelling in spellings)
    for inside in (f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}"):
        assert why_not(f"http://[{inside}]/")
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert why_not(f"http://{address}/")


@given(st.ip_addresses(v=6))
def test_only_public_addresses_are_connected_to(address: ipaddress.IPv6Address) -> None:
    if why_not_address(address) is None:
        assert address.is_global and not address.is_multicast and not address.ipv4_mapped


def test_a_host_is_opened_by_its_name_alone() -> None:
    allowed = Allowed.of("films.lan, 127.0.0.1:8000 [::1]")
    assert why_not("http://films.lan/1", allowed) is None
    assert why_not("http://127.0.0.1:8000/1", allowed) is None
    for url in ("http://127.0.0.1:8001/", "http://127.1:8000/", "http://2130706433:8000/", "http://www.films.lan/"):
        assert why_not(url, allowed)
    assert why_not("ftp://films.lan/1", allowed) and why_not("http://me@films.lan/1", allowed)


class Names:
    """A name service with a fixed answer, as Twisted asks it."""

    def __init__(self, answers: dict[str, Sequence[str]]) -> None:
        self.answers = answers
        self.installed: Any = None

    @property
    def nameResolver(self) -> Any:  # noqa: N802
        return self.installed or self

    def installNameResolver(self, resolver: Any) -> None:  # noqa: N802
        self.installed = resolver

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *_: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(SimpleNamespace(name=name))
        for one in self.answers[name]:
            receiver.addressResolved((IPv6Address if ":" in one else IPv4Address)("TCP", one, port))
        receiver.resolutionComplete()
        return SimpleNamespace(name=name)


class Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.done = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """The look-up has begun."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done = True


def resolved(answers: Sequence[str], allowed: str = "") -> list[str]:
    reactor, receiver = Names({"films.example": answers}), Receiver()
    GuardedResolver(reactor, Allowed.of(allowed)).install_on_reactor()
    reactor.nameResolver.resolveHostName(receiver, "films.example", 80)
    assert receiver.done
    return receiver.hosts


def test_an_answer_of_the_name_service_that_leads_inside_is_not_connected_to() -> None:
    assert resolved(["93.184.215.14", "10.0.0.1", "::1", "2606:4700::1111", "fe80::1%2", "::ffff:127.0.0.1"]) == [
        "93.184.215.14",
        "2606:4700::1111",
    ]
    assert resolved(["169.254.169.254"]) == []
    assert "169.254.0.0/16" in GuardedResolver.refused["films.example"]
    assert resolved(["93.184.215.14"]) == ["93.184.215.14"] and "films.example" not in GuardedResolver.refused
    assert resolved(["127.0.0.1"], allowed="films.example") == ["127.0.0.1"]


def test_a_crawl_follows_nothing_inside_and_says_why(ledger: Ledger, ledger_settings: Settings) -> None:
    """Each of these is asked for over a real connection, and the names are those of a real look-up."""
    with serving(Pages(films=20)) as site, serving(Pages(films=20)) as inside:
        base = f"http://open.example:{site.port}"
        site.lay("/by-name", page("", status=302, Location=f"http://closed.example:{inside.port}/title/1/"))
        site.lay("/by-address", page("", status=301, Location=f"http://127.0.0.1:{inside.port}/title/1/"))
        site.lay("/by-number", page("", status=307, Location=f"http://2130706433:{inside.port}/title/1/"))
        site.lay("/by-refresh", page(f'<meta http-equiv="refresh" content="0; url=http://127.1:{inside.port}/">'))
        site.lay("/by-login", page("", status=302, Location=f"http://me:pw@open.example:{site.port}/title/1/"))
        laid = ("/by-name", "/by-address", "/by-number", "/by-refresh", "/by-login")
        env = env_of(ledger_settings, FILMLEDGER_CONTACT="robot@archive.example", http_proxy=inside.url)
        start = [f"http://closed.example:{inside.port}/title/2/", *(f"{base}{path}" for path in laid)]
        logged = crawled(env, job(*start, f"{base}/title/1/", ALLOWED_HOSTS=["open.example"], LOG_LEVEL="DEBUG"))
        assert inside.log == [] and "me:pw" not in logged
        assert outcomes(ledger, base) == dict.fromkeys(laid, "refused_by_guard") | {"/title/1/": "ok"}
        why = {
            found["_id"].rpartition("/by-")[2]: found["why"] for found in ledger["fetches"].find({"why": {"$ne": None}})
        }
        assert "closed.example leads to an address that is loopback" in why["name"]
        assert "127.0.0.1 is loopback" in why["address"] and "no honest link" in why["number"]
        (direct,) = ledger["fetches"].find({"host": "closed.example", "_id": {"$regex": "title/2"}})
        assert direct["outcome"] == "refused_by_guard"


def operator(contact: str = "", allowed: str = "") -> Operator:
    return Operator(ScrapySettings({"CONTACT": contact, "ALLOWED_HOSTS": allowed.split()}))


def test_foreign_hosts_are_not_crawled_while_nobody_answers_for_it() -> None:
    with pytest.raises(CrawlRefusedError, match="FILMLEDGER_CONTACT"):
        operator(allowed="films.lan").check(["http://films.lan/1", "https://films.example/1"])
    operator(allowed="films.lan").check(["http://films.lan/1"])
    operator("robot@archive.example").check(["https://films.example/1"])
    with pytest.raises(CrawlRefusedError, match="FILMLEDGER_ALLOWED_HOSTS"):
        operator("robot@archive.example").check(["http://films.lan/1"])


@pytest.mark.parametrize("words", ["", "nobody", "http://", "robot@", "a@b.example\r\nX: y", "x" * 300 + "@b.example"])
def test_a_contact_can_be_reached(words: str) -> None:
    assert not is_contact(words)
    with pytest.raises(CrawlRefusedError):
        operator(words).check(["https://films.example/1"])


def test_a_crawl_without_a_contact_ends_before_its_first_request(
    film_site: Site, ledger: Ledger, ledger_settings: Settings
) -> None:
    start = job(f"{film_site.url}/title/1/", "https://films.example/1", CONTACT="")
    with pytest.raises(AssertionError, match=r"https://films\.example/1 is not crawled: nobody is named"):
        crawled(env_of(ledger_settings), start)
    assert film_site.log == [] and ledger["runs"].find_one({}) is None


def test_doors_that_scrapy_leaves_open_are_closed() -> None:
    assert {crawl_settings.DOWNLOAD_HANDLERS[scheme] for scheme in ("file", "ftp", "s3", "data")} == {None}
    assert not (crawl_settings.TELNETCONSOLE_ENABLED or crawl_settings.REMOTE_CONTROL_ENABLED)
    assert not (crawl_settings.COOKIES_ENABLED or crawl_settings.HTTPPROXY_ENABLED)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("GET http://me:pw@films.example/", "GET http://***@films.example/"),
        ("mongodb://me:p%40w@db:27017/?tls=true", "mongodb://***@db:27017/?tls=true"),
        ("/list?page=2&access_token=abc&sort=a", "/list?page=2&access_token=***&sort=a"),
        ("/list?X-Amz-Signature=abc&apikey=d#x", "/list?X-Amz-Signature=***&apikey=***#x"),
        ("/list?keyword=kind&monkey=1", "/list?keyword=kind&monkey=1"),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("{b'Cookie': [b'sid=1; t=2'], b'Host': [b'a']}", "{b'Cookie': ***, b'Host': [b'a']}"),
        ("Ágnes @ the movies, 3/4 = fine", "Ágnes @ the movies, 3/4 = fine"),
    ],
)
def test_what_could_open_a_door_is_masked(text: str, clean: str) -> None:
    assert masked(text) == clean == masked(clean)
