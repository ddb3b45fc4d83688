"""`filmledger crawl`: sources and addresses from the web into the ledger, with what comes of each page as it comes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import CommandError
from cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from cli.crawl_screen import Watch

SPIDERS = ("title", "catalogue", "roundup", "column")
EXAMPLES = """Examples:

filmledger crawl films.example

filmledger crawl films.example --limit 20

filmledger crawl films.example --dry-run

filmledger crawl films.example --all

filmledger crawl films.example --title "Up" --year 2009

filmledger crawl https://films.example/up https://films.example/up/reviews

filmledger crawl --spider roundup https://films.example/up/critics
"""


def crawl(
    what: Annotated[list[str], typer.Argument(metavar="SOURCE|URL...", help="Names of sources, or addresses.")],
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, metavar="N", help="At most N pages of each source.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="One film, by the search of the sources.")] = None,
    year: Annotated[str | None, typer.Option(help="With --title: the film's year.")] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Print the addresses of pages; ask only for what leads to them.", metavar=""),
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Ask for pages whose time has not come, too.", metavar="")
    ] = False,
    spider: Annotated[
        str, typer.Option(help="Of which kind the addresses are: title, catalogue, roundup, column.")
    ] = "title",
    log: Annotated[bool, typer.Option("--log", help="The log on stderr, in place of its file.", metavar="")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the runs as JSON.", metavar="")] = False,
) -> None:
    """Crawl sources and addresses, politely, and show what came of it.

    Pages that cannot be had are told by their outcome, and replace nothing that is known (exit code 1 where no page of
    a source came, though some were asked for). A page whose time has not come is not asked for; docs/sources.md
    says when it comes. Stopped or killed at any moment, the same command goes on from there.
    """
    from cli.crawl_screen import Watch

    if spider not in SPIDERS:
        raise CommandError(f"There is no spider {spider!r}; there are: {', '.join(SPIDERS)}.", ExitCode.USAGE)
    if year and not title:
        raise CommandError("--year goes with --title: name the film, too.", ExitCode.USAGE)
    jobs = jobs_of(what, limit=limit, title=title, year=year, every=every, spider=spider)
    with Watch(is_shown=not json and not log) as watch:
        _run(jobs, watch, dry_run=dry_run, log=log)
    if dry_run:
        sys.stdout.writelines(f"{address}\n" for address in watch.would_ask)
        return
    if not watch.tell(json=json):
        raise typer.Exit(ExitCode.INCOMPLETE)


def jobs_of(
    what: Sequence[str],
    *,
    limit: int | None,
    title: str | None,
    year: str | None,
    every: bool = False,
    spider: str = "title",
) -> list[tuple[str, dict[str, Any]]]:
    """(spider, its arguments) of every crawl: one for each source, one for all addresses. Raises SourceError."""
    from scrapers.sources import find_source

    addresses = [one for one in what if "://" in one]
    jobs: list[tuple[str, dict[str, Any]]] = []
    for name in dict.fromkeys(one for one in what if "://" not in one):
        source = find_source(name)
        film = {"title": title, **({"year": year} if year else {})} if title else {}
        if film and not source.start.search:
            raise CommandError(f"The source {name} has no start.search, so no film can be looked for.", ExitCode.USAGE)
        if not film and not source.start.addresses:
            raise CommandError(f"The source {name} has only a search; name a film: --title", ExitCode.USAGE)
        jobs.append(("source", {"name": name, "every": every, **film, **({"limit": limit} if limit else {})}))
    if addresses:
        jobs.append((spider, {"url": " ".join(addresses[:limit])}))
    return jobs


def _run(jobs: Sequence[tuple[str, dict[str, Any]]], watch: Watch, *, dry_run: bool, log: bool) -> None:
    """Run the crawls in this process, side by side; each host has one owner among them."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings as ScrapySettings

    from scrapers.fetching.operator import Operator
    from scrapers.sources import find_source
    from scrapers.spiders.source import SourceSpider

    settings = ScrapySettings()
    settings.setmodule("scrapers.settings")
    settings.setdict(quiet(log=log), priority="cmdline")
    if dry_run:
        settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    for _, arguments in jobs:
        Operator(settings).check(
            find_source(arguments["name"]).starts if "name" in arguments else arguments["url"].split()
        )
    process = AsyncCrawlerProcess(settings)
    begun = []
    for spider, arguments in jobs:
        if dry_run and spider != "source":
            watch.would_ask += arguments["url"].split()
            continue
        given = {**arguments, "dry_run": dry_run} if spider == "source" else arguments
        crawler = process.create_crawler(SourceSpider if spider == "source" else spider)
        # Of a part of a source nothing is expected.
        watch.follow(crawler, arguments.get("name") if not {"limit", "title"} & arguments.keys() else None)
        begun.append(process.crawl(crawler, **given))
    if begun:
        process.start()
    # Scrapy logs why a crawl could not begin, and goes on; who called has to hear of it.
    for crawled in begun:
        if crawled.done() and not crawled.cancelled() and (error := crawled.exception()):
            raise error


def quiet(*, log: bool) -> dict[str, Any]:
    """Have logs go to a file, so that they do not stand between the lines of a screen; Scrapy's settings for that.

    With `log`, and where a service watches over the run and keeps what it prints, they go to stderr.
    """
    from cli import logs
    from ledger.settings import load_settings

    is_watched = bool(os.environ.get(logs.OF_THE_PROCESS["run"]))
    logs.set_up(to=None if log or is_watched else load_settings().home / "logs" / "crawl.log")
    return {"LOG_INSTALL_ROOT_HANDLER": False}
