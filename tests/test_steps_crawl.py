"""The steps within a crawl of Scrapy: a ledger that fails stops the fetching, and the run says how it ended."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.database import Ledger
from pipelines.replay import replay

ROOT = Path(__file__).parent.parent
PAGES = 60

CRAWL = """
import sys
import scrapers.settings
from scrapy.crawler import AsyncCrawlerProcess
from pipelines import steps
from scrapers.spiders.title import TitleSpider

def no_room(*_):
    raise OSError("No space left on device")

if sys.argv[1] == "fail":
    steps.store_visits = no_room
settings = {name: value for name, value in vars(scrapers.settings).items() if name.isupper()}
settings |= {"DOWNLOAD_DELAY": 0.05, "AUTOTHROTTLE_ENABLED": False, "ROBOTSTXT_OBEY": False, "LOG_LEVEL": "ERROR"}
process = AsyncCrawlerProcess(settings)
process.crawl(TitleSpider, url=" ".join(f"{sys.argv[2]}/{number}" for number in range(int(sys.argv[3]))))
process.start()
"""


class _Films(http.server.BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        body = f"Film {self.path[1:]} (2009)\n\nDirector:\n\nAnn Lee\n\nGenres:\n\nDrama\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    _Films.asked = 0
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Films) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def crawl(how: str, site: str, pages: int, env: dict[str, str]) -> str:
    command = [sys.executable, "-c", CRAWL, how, site, str(pages)]
    ran = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return ran.stderr


def test_a_crawl_is_a_run_with_its_counts(ledger: Ledger, ledger_env: dict[str, str], site: str) -> None:
    assert crawl("work", site, 5, ledger_env) == ""
    (run,) = ledger["runs"].find()
    assert (run["kind"], run["outcome"], run["pages"], run["read"], run["films_added"]) == ("crawl", "done", 5, 5, 5)
    assert ledger["readings"].count_documents({"linked": True}) == 5


def test_a_ledger_that_fails_stops_the_fetching(ledger: Ledger, ledger_env: dict[str, str], site: str) -> None:
    assert "No space left on device" in crawl("fail", site, PAGES, ledger_env)
    assert 0 < _Films.asked < PAGES
    (run,) = ledger["runs"].find()
    assert run["outcome"] == "failed"
    # What was kept before is read by the next run.
    kept = ledger["pages"].count_documents({"outcome": None})
    replay(ledger, [])
    assert kept > 0 and ledger["films"].count_documents({}) == kept
