"""Names to addresses, for connecting: an address that is not public is never handed on, whatever the name service says.

The addresses that pass here are those that are connected to; there is no second look-up in between.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from scrapy.crawler import Crawler
from scrapy.resolver import HostResolution

from scrapers.fetching.operator import Operator
from scrapers.guard import Allowed, plain_host, why_not_address


class _Sieve:
    """Takes the addresses of a name, and hands on those that may be connected to."""

    def __init__(self, receiver: Any, host: str, is_open: bool, refused: dict[str, str]) -> None:
        self._receiver = receiver
        self._host = host
        self._is_open = is_open
        self._refused = refused

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's names
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        found = ipaddress.ip_address(str(getattr(address, "host", "")).partition("%")[0])
        if not self._is_open and (why := why_not_address(found)):
            self._refused[self._host] = f"{self._host} leads to an address that {why.partition(' ')[2]}"
            return
        self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


class GuardedResolver:
    """The reactor's resolver of names, IPv4 and IPv6, behind the guard. Installed once for a process."""

    refused: ClassVar[dict[str, str]] = {}
    """{host: why its address was refused}, for the words of the failure."""

    def __init__(self, reactor: Any, allowed: Allowed) -> None:
        self._reactor = reactor
        self._allowed = allowed
        self._behind = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """As Scrapy makes its resolvers."""
        return cls(reactor, Operator(crawler.settings).allowed)

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        if not isinstance(self._reactor.nameResolver, GuardedResolver):
            self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's interface, which it does not type in a way that a checker can follow
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Ask for the addresses of a name; those that may not be connected to are left out."""
        host = plain_host(hostName)
        if host is None:
            GuardedResolver.refused[hostName] = f"{hostName!r} is no name of a host"
            resolution = HostResolution(hostName)
            resolutionReceiver.resolutionBegan(resolution)
            resolutionReceiver.resolutionComplete()
            return resolution
        GuardedResolver.refused.pop(host, None)
        sieve = _Sieve(resolutionReceiver, host, self._allowed.has(host, None), GuardedResolver.refused)
        return self._behind.resolveHostName(sieve, hostName, portNumber, addressTypes, transportSemantics)
