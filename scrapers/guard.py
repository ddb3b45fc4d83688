"""Where a crawler may not go: what is no public web address, however it is spelled and whatever leads there.

Asked of every address before it is fetched, redirects too, and of every answer of the name service at the very moment
of connecting, so that a name cannot say one thing to the check and another to the connection.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SCHEMES = frozenset({"http", "https"})
PORTS = frozenset({80, 443})
"""The ports below 1024 that a page may come from; behind the others are mail, shells and files."""

NETWORKS: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "this host"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "shared by a carrier"),
    ("127.0.0.0/8", "loopback"),
    ("168.63.129.16/32", "a cloud's metadata"),
    ("169.254.0.0/16", "link-local, metadata among it"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved for protocols"),
    ("192.0.2.0/24", "for documentation"),
    ("192.88.99.0/24", "a relay to IPv6"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "for benchmarks"),
    ("198.51.100.0/24", "for documentation"),
    ("203.0.113.0/24", "for documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved, broadcast among it"),
    ("::1/128", "loopback"),
    ("::/96", "an IPv4 address in disguise"),
    ("::ffff:0:0/96", "an IPv4 address in disguise"),
    ("::ffff:0:0:0/96", "an IPv4 address in disguise"),
    ("64:ff9b::/96", "an IPv4 address in disguise"),
    ("64:ff9b:1::/48", "an IPv4 address in disguise"),
    ("100::/64", "discarded"),
    ("2001::/23", "reserved for protocols, tunnels among them"),
    ("2001:db8::/32", "for documentation"),
    ("2002::/16", "an IPv4 address in disguise"),
    ("3fff::/20", "for documentation"),
    ("5f00::/16", "for routing within a network"),
    ("fc00::/7", "unique local, metadata among it"),
    ("fe80::/10", "link-local"),
    ("fec0::/10", "site-local"),
    ("ff00::/8", "multicast"),
)
"""Networks that hold no public page, and what they are."""

NAMES: tuple[tuple[str, str], ...] = (
    (r"[^.]+", "is a name of the own network: it has no dot"),
    (r"(?:.+\.)?localhost", "is this machine"),
    (r".+\.(?:local|internal|intranet|lan|home|corp|private|home\.arpa)", "is a name of a private network"),
    (r".+\.(?:onion|i2p|invalid|test)", "is no name of the public web"),
)
"""Names that lead to no public page, and why."""

_NETWORKS = tuple((ipaddress.ip_network(network), network, what) for network, what in NETWORKS)
_NAMES = tuple((re.compile(pattern), why) for pattern, why in NAMES)
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")


class Allowed:
    """The hosts that the operator has opened by name, each with its port or without.

    >>> allowed = Allowed.of("films.lan  127.0.0.1:8000")
    >>> allowed.has("films.lan", 81), allowed.has("127.0.0.1", 8000), allowed.has("127.0.0.1", 80)
    (True, True, False)
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(name.strip().lower().rstrip(".") for name in names if name.strip())

    @classmethod
    def of(cls, words: str) -> Allowed:
        """From names with blanks or commas between."""
        return cls(re.split(r"[\s,]+", words))

    def has(self, host: str, port: int | None = None) -> bool:
        """Whether this host is open; without a port, whether it is on any."""
        if port is None:
            return any(name == host or name.startswith(f"{host}:") for name in self.names)
        return host in self.names or f"{host}:{port}" in self.names


NOBODY = Allowed(())


def why_not(url: str, allowed: Allowed = NOBODY) -> str | None:
    """Why this address is not fetched; None where it may be, so far as the address itself tells.

    >>> why_not("https://films.example/1")
    >>> why_not("http://2130706433/")
    '2130706433 spells the address 127.0.0.1 in a way that no honest link does'
    >>> why_not("http://[::ffff:10.0.0.1]/")
    '::ffff:a00:1 is an IPv4 address in disguise (::ffff:0:0/96)'
    >>> why_not("http://10.0.0.1/", Allowed.of("10.0.0.1"))
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"the address cannot be understood ({error})"
    if parts.scheme not in SCHEMES:
        return f"the scheme {parts.scheme!r} is not http or https"
    if "@" in parts.netloc:
        return "the address carries a user name or password, and filmledger logs in nowhere"
    return _why_not_host(parts.hostname or "", port or {"http": 80, "https": 443}[parts.scheme], allowed)


def _why_not_host(written: str, port: int, allowed: Allowed) -> str | None:
    host = plain_host(written)
    if host is None:
        return f"{written!r} is no name of a host"
    if allowed.has(host, port):
        return None
    if port < 1024 and port not in PORTS:
        return f"port {port} is no port of web pages"
    return _why_not_name(host)


def _why_not_name(host: str) -> str | None:
    if ":" in host:
        return why_not_address(ipaddress.ip_address(host))
    if _NUMERIC.fullmatch(host):
        return _why_not_numeric(host)
    return next((f"{host} {why}" for pattern, why in _NAMES if pattern.fullmatch(host)), None)


def _why_not_numeric(host: str) -> str | None:
    try:
        return why_not_address(ipaddress.IPv4Address(host))
    except ValueError:
        pass  # No plain spelling: which address it is, if any, is only told.
    try:
        meant = ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return f"{host} is no name of a host and no address"
    return f"{host} spells the address {meant} in a way that no honest link does"


def why_not_address(address: Address) -> str | None:
    """Why nothing at this address is connected to; None where it is public.

    >>> why_not_address(ipaddress.ip_address("169.254.169.254"))
    '169.254.169.254 is link-local, metadata among it (169.254.0.0/16)'
    >>> why_not_address(ipaddress.ip_address("93.184.215.14"))
    """
    for network, written, what in _NETWORKS:
        if address.version == network.version and address in network:
            return f"{_plain(address)} is {what} ({written})"
    if not address.is_global or address.is_multicast:
        return f"{_plain(address)} is not a public address"
    return None


def _plain(address: Address) -> str:
    """The address as hexadecimal groups or dotted numbers, the same in every version of Python.

    >>> _plain(ipaddress.ip_address("::ffff:10.0.0.1"))
    '::ffff:a00:1'
    """
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return f"::ffff:{int(mapped) >> 16:x}:{int(mapped) & 0xFFFF:x}" if mapped is not None else str(address)


def plain_host(host: str) -> str | None:
    """A host as the name service is asked for it: small letters, ASCII, no dot behind; None where it is none.

    >>> plain_host("Films.EXAMPLE."), plain_host("kino.čz"), plain_host("%31%32%37.0.0.1"), plain_host("a b")
    ('films.example', 'kino.xn--z-cia', '127.0.0.1', None)
    >>> plain_host("１２７。０。０。１"), plain_host("fe80::1%eth0"), plain_host("::1")
    ('127.0.0.1', None, '::1')
    """
    if ":" in host:
        try:
            address = ipaddress.IPv6Address(host)
        except ValueError:
            return None
        return None if address.scope_id else str(address)
    try:
        name = unquote(host).encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return None
    return name if _NAME.fullmatch(name) else None
