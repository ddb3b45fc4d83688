"""The seeds, crawled by the spiders from a server on the loopback, give the ledger that a replay gives, to the byte."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bson
import crawls
import pytest
from command import invoke
from crawls import job
from seed_copies import EXPECTED, SEEDS

from ledger import embedded
from ledger.database import Ledger, connect, open_ledger
from ledger.settings import Settings

ROOT = Path(__file__).parent.parent
SPIDERS = {"title": "title", "catalogue": "catalogue", "roundup": "roundup", "review": "column", "column": "column"}
COMPUTED = ("films", "reviews", "ratings")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server that serves the seeds folder."""
    handler = functools.partial(_Quiet, directory=str(SEEDS))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def other_settings(ledger_settings: Settings) -> Iterator[Settings]:
    """A second fresh database on the same server."""
    settings = ledger_settings.model_copy(update={"database": f"{ledger_settings.database}_replayed"})
    yield settings
    with connect(settings.mongodb_uri or str(embedded.state_of(settings).uri)) as client:
        client.drop_database(settings.database)


def computed(ledger: Ledger) -> dict[str, list[bytes]]:
    return {name: [bson.encode(document) for document in ledger[name].find().sort("_id")] for name in COMPUTED}


def crawl(spider: str, addresses: list[str], env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", spider, "-a", f"url={' '.join(addresses)}"]
    quick = ["-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False", "-s", "LOG_LEVEL=WARNING"]
    ran = subprocess.run(
        [*command, *quick], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0 and "Traceback" not in ran.stderr, ran.stderr[-3000:]


def test_crawled_seeds_give_the_replayed_ledger(
    site: str, ledger_settings: Settings, ledger_env: dict[str, str], other_settings: Settings, tmp_path: Path
) -> None:
    by_spider: dict[str, list[str]] = {}
    for name, page in EXPECTED["pages"].items():
        by_spider.setdefault(SPIDERS[page["page_type"]], []).append(f"{site}/{name}")
    logged = crawls.crawled(ledger_env, *(job(*pages, spider=spider) for spider, pages in by_spider.items()))
    assert "Traceback" not in logged

    folder = tmp_path / "saved"
    folder.mkdir()
    with open_ledger(ledger_settings) as crawled:
        seen = {page["url"]: page["fetched_at"].isoformat() for page in crawled["pages"].find()}
    rows = [
        f'[[page]]\nfile = "{name}"\nurl = "{site}/{name}"\nfetched_at = {seen[f"{site}/{name}"]}\n'
        for name in EXPECTED["pages"]
    ]
    (folder / "manifest.toml").write_text("\n".join(rows), encoding="utf-8")
    for name in EXPECTED["pages"]:
        shutil.copy(SEEDS / name, folder / name)
    env = {**ledger_env, "FILMLEDGER_DATABASE": other_settings.database}
    assert invoke(env, "replay", str(folder)).exit_code == 0

    with open_ledger(ledger_settings) as crawled, open_ledger(other_settings) as replayed:
        want, got = computed(replayed), computed(crawled)
        assert len(want["films"]) == EXPECTED["ledger"]["films"]
        assert len(want["reviews"]) == EXPECTED["ledger"]["reviews"]
        assert got == want


def test_a_missing_page_is_kept_as_an_error_and_erases_nothing(
    site: str, ledger: Ledger, ledger_env: dict[str, str]
) -> None:
    crawl("title", [f"{site}/no-such-page.txt"], ledger_env)
    page = ledger["pages"].find_one({"_id": f"{site}/no-such-page.txt"})
    assert page is not None and page["status"] == 404
    assert page["outcome"] in ("error", "soft_404")
    assert ledger["films"].find_one({}) is None
