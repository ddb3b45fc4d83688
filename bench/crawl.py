"""What crawling costs, in CPU time of the crawling process, over the tests' own site on the loopback.

    python -m bench.crawl [--pages N] [--rounds N] [--back N] [--bare]

Three things are measured, each against its bar:

- a page, from the request to the joined film: filmledger against `bench.usual`, a spider with Scrapy's own settings,
  parsel and extruct that comes to the same films, reviews and scores, one update_one an item. In turn, starting up (a
  crawl of 100 pages) taken off. What both came to is held against each other;
- coming back: what is done once the bytes are there, for the same bytes and for others that differ in a token, against
  extruct and parsel over the same page (of some 100 KB, as pages are), with the notes in the ledger, 500 pages a batch;
- a second crawl of N pages (`--back`) of which 1 % has changed: its bytes and CPU time against the first.
The pages of the site are as heavy as those of film sites are (some 100 KB and 180 lines; saved ones have 190 KB and
370); with `--bare` they have 1.5 KB, and cost little but Scrapy's own way.
The embedded server and the site run as processes of their own and are not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from film_site import Pages, Site, serving  # noqa: E402
from pymongo import MongoClient  # noqa: E402

from bench import usual  # noqa: E402
from ledger import embedded  # noqa: E402
from ledger.database import open_ledger  # noqa: E402
from ledger.settings import Settings  # noqa: E402

START = 100
"""Pages of the crawl that stands for starting up."""
TITLES = "/title/{number}/"
QUICK = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "LOG_LEVEL": "ERROR"}
SAME = ("title", "year", "runtime_minutes", "directors", "genres", "countries")
"""What of a film both come to in the same form."""


def crawl_as_filmledger() -> None:
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings as ScrapySettings

    settings = ScrapySettings()
    settings.setmodule("scrapers.settings")
    settings.setdict(QUICK, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl("source", name="bench")
    process.start()


def classical(body: bytes, url: str) -> dict[str, Any]:
    """What a usual spider does with a page, once it has it: `usual.words_of`."""
    from scrapy.http import HtmlResponse

    return usual.words_of(HtmlResponse(url, body=body, encoding="utf-8"))


def cpu_of(settings: Settings, folder: Path, *arguments: str) -> float:
    """Seconds of CPU time that a process of its own took for a crawl; its children are not counted."""
    env = os.environ | {
        "FILMLEDGER_HOME": str(settings.home),
        "FILMLEDGER_DATABASE": settings.database,
        "FILMLEDGER_SOURCES": str(folder),
        "FILMLEDGER_ALLOWED_HOSTS": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, check=False, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return float(json.loads(done.stdout.splitlines()[-1]))


def write_source(folder: Path, url: str, *patterns: str) -> None:
    (folder / "bench.toml").write_text(
        f'[start]\nsitemaps = ["{url}/sitemap.xml"]\n[follow]\npages = {json.dumps(patterns)}\n'
        '[visits]\nleast = "0s"\n[polite]\ndelay = 0\nconcurrent = 8\n'
    )


def whole_crawls(settings: Settings, uri: str, pages: int, rounds: int, *, furnished: bool) -> None:
    cost: dict[str, list[float]] = {"filmledger": [], "usual": []}
    with tempfile.TemporaryDirectory() as made:
        for _ in range(rounds):
            made_by = {}
            for who, costs in cost.items():
                few, many = (
                    one_crawl(settings, uri, Path(made), who, Pages(films=films, furnished=furnished))
                    for films in (START // 2, pages // 2)
                )
                costs.append((many.took - few.took) / (many.asked - few.asked) * 1e3)
                made_by[who] = many.database
    ours, theirs = (statistics.median(costs) for costs in cost.values())
    print(
        f"a page of a crawl: filmledger {ours:.2f} ms, the usual spider {theirs:.2f} ms: {theirs / ours:.1f} times less"
    )
    print(alike(uri, **made_by))


class Crawled(NamedTuple):
    """One crawl: seconds of CPU time, pages that it asked for, and where it put what it found."""

    took: float
    asked: int
    database: str


def one_crawl(settings: Settings, uri: str, folder: Path, who: str, pages: Pages) -> Crawled:
    own = settings.model_copy(update={"database": f"bench_{secrets.token_hex(4)}"})
    with serving(pages) as site:
        write_source(folder, site.url, TITLES, f"{TITLES}reviews")
        took = cpu_of(own, folder, "--as", who, site.url, uri, own.database)
        # filmledger asks for a film more: the one that the last film's page leads to, and that is not there.
        asked = {one.target for one in site.asked("/title/")} - {f"/title/{pages.films + 1}/"}
    return Crawled(took, len(asked), own.database)


def alike(uri: str, filmledger: str, usual: str) -> str:
    """How many films and reviews both crawls came to alike, in words."""
    client: MongoClient[dict[str, Any]] = MongoClient(uri)
    films, reviews = [], []
    for database in (client[filmledger], client[usual]):
        films.append({json.dumps([film.get(name) for name in SAME]) for film in database["films"].find()})
        told = ((one["author"], one["body"], one["rating"]["percent"]) for one in database["reviews"].find())
        reviews.append(set(told))
    return (
        f"both came to {len(films[0] & films[1])} films alike, of {len(films[0])} and {len(films[1])}, and to "
        f"{len(reviews[0] & reviews[1])} reviews, of {len(reviews[0])} and {len(reviews[1])}"
    )


def second_crawl(settings: Settings, pages: int, *, furnished: bool) -> None:
    own = settings.model_copy(update={"database": f"bench_{secrets.token_hex(4)}"})
    with tempfile.TemporaryDirectory() as made, serving(Pages(films=pages, furnished=furnished)) as site:
        write_source(Path(made), site.url, TITLES)
        first = cpu_of(own, Path(made), "--as", "filmledger", site.url, "", "")
        sent = sum(one.sent for one in site.log)
        changed = site.pages.change(0.01)
        site.log.clear()
        second = cpu_of(own, Path(made), "--as", "filmledger", site.url, "", "")
        again = sum(one.sent for one in site.log)
        found = {one.target for one in site.log} >= {f"/title/{number}/" for number in changed}
    print(f"a second crawl of {pages:,} pages, 1 % changed: {again:,} of {sent:,} bytes ({again / sent:.1%}),", end=" ")
    print(f"{second:.1f} of {first:.1f} s of CPU time ({second / first:.1%}); every change asked for: {found}")


def large_page(site: Site, size: int = 100_000) -> bytes:
    """A page of the site with so many bytes: with the scripts, the classes and the reviews that pages have."""
    review = '<article class="review card"><h3>Ann Lee</h3><p class="rating">7/10</p><p>{}</p></article>'
    words = "The film keeps its distance and then forgets why. " * 6
    script = "<script>window.menu = " + json.dumps({f"item{n}": n for n in range(1500)}) + "</script>"
    body = site.pages.answer("/title/3/", site.url).body.decode()
    more = script + "".join(review.format(f"{words} {n}") for n in range(1000))
    return (body.replace("</main>", more)[: size - 30] + "</main></body></html>").encode()


def put_notes(ledger: Any, work: Any, page: Any, fetches: list[Any]) -> None:
    """What the ledger has of pages that were read before: their notes, their bytes, a point of a score each."""
    from dataclasses import replace

    from ledger.records import RatingPoint
    from ledger.validators import document
    from pipelines.crawling.fetches import noted_fetch
    from pipelines.keep import keep_pages

    ledger["fetches"].insert_many([noted_fetch(replace(one, outcome="ok"), None, "before") for one in fetches])
    keep_pages(work, [replace(page, name=one.page, url=one.page, fetched_at=one.at) for one in fetches])
    points = [
        RatingPoint(
            _id=one.page,
            page=one.page,
            kind="audience",
            value=7.5,
            best=10,
            votes=800,
            first_seen=one.at,
            last_seen=one.at,
        )
        for one in fetches
    ]
    ledger["rating_points"].insert_many([document(point) for point in points])


def coming_back(settings: Settings, pages: int = 500) -> None:
    from dataclasses import replace

    from pipelines.crawling.sightings import note_same, see_again
    from pipelines.visits import Work, now
    from scrapers.fetching.marks import mark_of
    from scrapers.fetching.revisits import says_the_same
    from scrapers.fetching.saying import said_hash
    from scrapers.outcomes import Fetch, Known
    from scrapers.pages import Page

    with serving(Pages(films=5)) as site:
        body = large_page(site)
    token = body.split(b'name="csrf" value="')[1][:16]
    page = Page(name="a", body=body, media_type="text/html", headers={"content-type": "text/html; charset=utf-8"})
    other = replace(page, body=body.replace(token, b"0123456789abcdef"))
    known = Known(at=now(), content_hash=page.content_hash, said_hash=said_hash(page), is_kept=True, is_read=True)
    known = replace(known, mark=mark_of(body))
    own = settings.model_copy(update={"database": f"bench_{secrets.token_hex(4)}"})
    with open_ledger(own) as ledger:
        work = Work(ledger)
        names = [f"https://films.example/title/{number}/" for number in range(pages)]
        fetches = [
            Fetch(page=name, url=name, host="films.example", outcome="unchanged", at=now(), status=200)
            for name in names
        ]

        put_notes(ledger, work, page, fetches)

        def noted() -> None:
            note_same(work, fetches)
            see_again(work, dict.fromkeys(names, now()), {page.content_hash})

        notes = best(noted, 5) / pages
    reading = best(lambda: classical(body, "https://films.example/title/3/"), 10)
    same = best(lambda: says_the_same(replace(page), known), 50) + notes
    tokens = best(lambda: says_the_same(replace(other), known), 50) + notes
    print(
        f"{len(body):,} bytes read the classical way: {reading:.2f} ms; the notes of a sighting: {notes * 1e3:.0f} us"
    )
    print(f"the same bytes: {same * 1e3:.0f} us, {reading / same:,.0f} times less")
    print(f"another token: {tokens:.2f} ms, {reading / tokens:,.0f} times less")


def best(call: Callable[[], object], times: int) -> float:
    """The least CPU time of a call, in ms."""
    return min(timeit.repeat(call, timer=time.process_time, repeat=times, number=1)) * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--back", type=int, default=5000)
    parser.add_argument("--bare", action="store_true", help="pages of 1.5 KB, without what sites put around a film")
    parser.add_argument("--only", choices=("crawl", "back", "same"))
    parser.add_argument("--as", dest="who", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.who:
        who, url, uri, database = given.who
        begun = time.process_time()
        crawl_as_filmledger() if who == "filmledger" else usual.crawl(url, uri, database)
        print(json.dumps(time.process_time() - begun))
        return
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        with open_ledger(settings):  # the server of all of them lives as long as this does
            uri = settings.mongodb_uri or str(embedded.state_of(settings).uri)
            benches: dict[str, Callable[[], None]] = {
                "same": lambda: coming_back(settings),
                "crawl": lambda: whole_crawls(settings, uri, given.pages, given.rounds, furnished=not given.bare),
                "back": lambda: second_crawl(settings, given.back, furnished=not given.bare),
            }
            for bench in [benches[given.only]] if given.only else benches.values():
                bench()


if __name__ == "__main__":
    main()
