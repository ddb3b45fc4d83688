"""`filmledger source new`: a source is drafted by a look at its site."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from scrapers.sources.draft import Look

EXAMPLES = """Examples:

filmledger source new https://films.example/

filmledger source new https://films.example/latest --name films --into sources/
"""


def new(
    url: Annotated[str, typer.Argument(metavar="URL", help="A page that leads to others: the home page, a list.")],
    name: Annotated[str | None, typer.Option(help="The source's name; without, the site's host.")] = None,
    into: Annotated[
        Path | None, typer.Option(help="The folder; without, that of FILMLEDGER_SOURCES.", metavar="FOLDER")
    ] = None,
) -> None:
    """Write a source by looking at its site: robots.txt, sitemaps, feeds, links, and a few pages of each pattern.

    It asks for at most 60 pages, as politely as any crawl, and keeps none. What it saw and what it is unsure of is
    printed; a file that is there is never overwritten. Exit code 1 where no page of a film was found.
    """
    from scrapers.sources.draft import drafted

    path = _path(url, name, into)
    look = _look(url)
    if look is None:
        raise CommandError(f"{url} did not come; `--log` of `filmledger crawl {url}` tells more.", ExitCode.INCOMPLETE)
    draft = drafted(look)
    sys.stdout.writelines(f"{line}\n" for line in draft.seen)
    sys.stdout.writelines(f"? {line}\n" for line in draft.doubts)
    if draft.text is None:
        raise typer.Exit(ExitCode.INCOMPLETE)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(f"# Drafted from {url}; docs/sources.md says every key.\n{draft.text}")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error}", ExitCode.USAGE) from error
    sys.stdout.write(f"{path} is written. Next: filmledger crawl {path.stem} --dry-run\n")


def _path(url: str, name: str | None, into: Path | None) -> Path:
    """Where the source is to be written. Raises CommandError before anything is asked for."""
    from scrapers.sources import NAME, VARIABLE

    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if urlsplit(url).scheme not in ("http", "https") or not host:
        raise CommandError(f"{url!r} is no http(s) address.", ExitCode.USAGE)
    chosen = name or host
    if not NAME.match(chosen):
        raise CommandError(f"{chosen!r} is no name of a source; give one of small letters: --name", ExitCode.USAGE)
    own = os.environ.get(VARIABLE)
    folder = into or (Path(own).expanduser() if own else None)
    if folder is None or not folder.is_dir():
        told = f"{folder} is no folder" if folder else f"{VARIABLE} is not set"
        raise CommandError(f"{told}: name the folder of your sources in {VARIABLE}, or by --into.", ExitCode.USAGE)
    path = folder / f"{chosen}.toml"
    if path.exists():
        raise CommandError(f"{path} is there already; give another --name, or move it away.", ExitCode.USAGE)
    return path


def _look(url: str) -> Look | None:
    """Look at the site, by a crawl that keeps nothing."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings as ScrapySettings

    from cli.crawl import quiet
    from scrapers.fetching.operator import Operator
    from scrapers.spiders.look import LookSpider

    settings = ScrapySettings()
    settings.setmodule("scrapers.settings")
    settings.setdict({**quiet(log=False), "ITEM_PIPELINES": {}}, priority="cmdline")
    Operator(settings).check([url])
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(LookSpider)
    seen: list[Look | None] = []
    from scrapy import signals

    def closed(spider: LookSpider) -> None:
        seen.append(spider.look)

    crawler.signals.connect(closed, signal=signals.spider_closed)
    process.crawl(crawler, url=url)
    process.start()
    return seen[0] if seen else None
