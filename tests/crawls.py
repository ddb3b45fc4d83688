"""Crawls for the tests: a process that does one crawl after the other, each with its settings, against a real ledger.

To it every name under .example leads to the loopback, so that one site has as many hosts as a test needs.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import secrets
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from warm import Warm

from ledger import embedded
from ledger.database import Ledger, connect, open_ledger
from ledger.settings import Settings

ROOT = Path(__file__).parent.parent
QUICK: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "BACKOFF_BASE": 0.05,
    "DOWNLOAD_TIMEOUT": 1.5,
    "LOG_LEVEL": "INFO",
}
"""Settings of a crawl of the tests' own site: nobody has to be spared."""


def job(*addresses: str, spider: str = "title", **settings: Any) -> dict[str, Any]:
    """One crawl from these addresses; `settings` are Scrapy's, before those of `QUICK`."""
    return {"spider": spider, "arguments": {"url": " ".join(addresses)}, "settings": {**QUICK, **settings}}


def env_of(settings: Settings, **more: str) -> dict[str, str]:
    """The environment in which a process uses this ledger and may crawl the tests' site."""
    names = {
        "FILMLEDGER_HOME": str(settings.home),
        "FILMLEDGER_DATABASE": settings.database,
        "FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1",
        **more,
    }
    if settings.mongodb_uri:
        names["FILMLEDGER_MONGODB_URI"] = settings.mongodb_uri
    return {**os.environ, **names}


def started(env: dict[str, str], *jobs: dict[str, Any]) -> Warm:
    """A process that does these crawls, one after the other."""
    return Warm(do, jobs, env)


def crawled(env: dict[str, str], *jobs: dict[str, Any]) -> str:
    """Do these crawls; what they logged."""
    ran = started(env, *jobs)
    try:
        _, logged = ran.communicate(timeout=600)
    finally:
        ran.kill()
    assert ran.returncode == 0, logged[-4000:]
    return logged


def outcomes(ledger: Ledger, site: str) -> dict[str, str]:
    """{path of a page of this site: what came of it}."""
    found = ledger["fetches"].find()
    return {one["_id"].removeprefix(site): one["outcome"] for one in found if one["_id"].startswith(site)}


@contextlib.contextmanager
def fresh(server: Settings) -> Iterator[Settings]:
    """Settings of a database of one's own, for longer than one test."""
    settings = server.model_copy(update={"database": f"test_{secrets.token_hex(8)}"})
    try:
        yield settings
    finally:
        with connect(settings.mongodb_uri or str(embedded.state_of(settings).uri)) as client:
            client.drop_database(settings.database)


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Ledger]:
    with open_ledger(settings) as ledger:
        yield ledger


async def _all(jobs: Sequence[dict[str, Any]]) -> None:
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.settings import Settings as ScrapySettings

    for one in jobs:
        settings = ScrapySettings()
        settings.setmodule("scrapers.settings")
        settings.setdict(one["settings"], priority="cmdline")
        await AsyncCrawlerRunner(settings).crawl(one["spider"], **one["arguments"])


def _addresses(host: str, *details: Any, **more: Any) -> Any:
    """What the name service says; NAME.example is on the loopback."""
    return socket.getaddrinfo("127.0.0.1" if host.endswith(".example") else host, *details, **more)


def do(jobs: Sequence[dict[str, Any]]) -> None:
    """Do these crawls, in a process that has no reactor yet."""
    from scrapy.utils.log import configure_logging
    from scrapy.utils.reactor import install_reactor
    from twisted.internet._resolver import GAIResolver
    from twisted.internet.defer import Deferred

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    reactor: Any = importlib.import_module("twisted.internet.reactor")
    # Names that only these crawls know: each leads to the loopback, and must be opened by name like any other there.
    reactor.installNameResolver(GAIResolver(reactor, getaddrinfo=_addresses))
    configure_logging({"LOG_LEVEL": jobs[0]["settings"]["LOG_LEVEL"]})
    failed: list[Any] = []
    done: Any = Deferred.fromFuture(asyncio.ensure_future(_all(jobs)))
    done.addErrback(failed.append)
    done.addBoth(lambda _: reactor.stop())
    reactor.run()
    if failed:
        raise SystemExit(str(failed[0].getTraceback()))
