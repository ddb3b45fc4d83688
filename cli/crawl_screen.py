"""What `filmledger crawl` shows: what came of the pages, host by host, while it crawls and at its end."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli.screens import say, shown
from cli.words import many, run_words

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from ledger.database import Ledger
    from ledger.runs import Run

COLUMNS = ("host", "pages", "new", "changed", "unchanged", "failed")
KNOWN = frozenset({"new", "changed", "unchanged"})
SHOWN_HOSTS = 20
RESTED = {
    "rested_not_due": "not asked for, their time has not come (--all asks nevertheless)",
    "rested_told_same": "not asked for, the sitemap says that they have not changed (--all asks nevertheless)",
    "rested_paused": "not asked for, they failed not long ago (--all asks nevertheless)",
    "rested_resumed": "not asked for, a run that did not come to its end had fetched them",
}
"""What a run counts of pages that it did not ask for, in words."""


class Watch:
    """Follows crawls by Scrapy's signals."""

    def __init__(self, *, is_shown: bool) -> None:
        self.hosts: dict[str, Counter[str]] = defaultdict(Counter)
        self.runs: dict[str, str | None] = {}
        """{run: the source that it crawled}, in the order in which they ended."""
        self.would_ask: list[str] = []
        self._crawlers: list[tuple[Crawler, str | None]] = []
        live = is_shown and sys.stderr.isatty()
        self._live = Live(console=Console(stderr=True), transient=True, get_renderable=self.table) if live else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def follow(self, crawler: Crawler, source: str | None) -> None:
        """Listen to a crawl that is about to begin."""
        from scrapy import signals

        self._crawlers.append((crawler, source))
        crawler.signals.connect(self._page, signal=signals.item_scraped)
        crawler.signals.connect(self._missed, signal=signals.item_dropped)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    def _page(self, item: Any) -> None:
        page = getattr(item, "page", item)
        counted = self.hosts[_host(getattr(page, "url", None) or str(getattr(page, "name", "")))]
        counted["pages"] += 1
        standing = getattr(item, "standing", "new")
        is_page = getattr(item, "outcome", None) in ("read", None)
        counted[(standing if standing in KNOWN else "unchanged") if is_page else "failed"] += 1

    def _missed(self, item: Any) -> None:
        outcome = getattr(item, "outcome", None)
        if outcome:
            self.hosts[item.host]["pages"] += 1
            self.hosts[item.host]["failed" if outcome != "unchanged" else "unchanged"] += 1

    def _closed(self, spider: Any) -> None:
        self.would_ask += getattr(spider, "would_ask", [])
        from pipelines.steps import Crawl

        for crawler, source in self._crawlers:
            if crawler.spider is spider and (work := Crawl.work_of(crawler)):
                self.runs[work.run] = source

    def table(self) -> Table:
        """What came, host by host: those with most pages first."""
        found = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for name in COLUMNS:
            found.add_column(name, justify="left" if name == "host" else "right")
        hosts = sorted(self.hosts.items(), key=lambda item: (-item[1]["pages"], item[0]))
        for host, counted in hosts[:SHOWN_HOSTS]:
            found.add_row(shown(host), *(f"{counted[name]:,}" if counted[name] else "" for name in COLUMNS[1:]))
        if len(hosts) > SHOWN_HOSTS:
            found.add_row(f"... and {many(len(hosts) - SHOWN_HOSTS, 'host')} more")
        return found

    def tell(self, *, json: bool) -> bool:
        """Judge every run and print what came of it; gives whether each brought what it should."""
        from cli.output import opened
        from ledger.export import public, to_json

        with opened() as ledger:
            found = [(one, self._unmet(ledger, one)) for run in self.runs if (one := _judged(ledger, run))]
        if json:
            sys.stdout.writelines(
                f"{to_json(public(run) | ({'unmet': unmet} if unmet else {}))}\n" for run, unmet in found
            )
        else:
            say(self.table(), Text(""))
            for run, unmet in found:
                _tell_one(run, unmet)
        return bool(found) and all(_came(run) and not unmet and run.judged != "failing" for run, unmet in found)

    def _unmet(self, ledger: Ledger, run: Run) -> list[str]:
        """What a source is expected to give and this run of it did not."""
        from ledger import queries
        from scheduler.expectations import unmet
        from scrapers.sources import find_source

        source = self.runs[run.id]
        return unmet(find_source(source).expect, run, queries.fills_in(ledger, run.id)) if source else []


def _judged(ledger: Ledger, name: str) -> Run | None:
    """A run, once it was judged and its alarms were sent."""
    from datetime import UTC, datetime

    from ledger import queries
    from scheduler import alarms, health

    health.judge(ledger, name)
    alarms.send(ledger, datetime.now(UTC))
    return queries.find_run(ledger, name)


def _came(run: Run) -> bool:
    """Whether a run brought any page, or had none to ask for since the time of none has come."""
    extra = run.counts
    rested = any(name.startswith("rested_") for name in extra)
    asked = any(name.startswith("fetch_") for name in extra)
    return any(extra.get(name) for name in _CAME) or (rested and not asked)


def left_out(counts: Mapping[str, Any]) -> Iterator[Text]:
    """What a run did not ask for, and what it did not follow: how many pages, and why."""
    yield from (Text(f"{many(counts[name], 'page')}: {why}.") for name, why in RESTED.items() if counts.get(name))
    rules = sorted(counts.get("ended_by_rule", {}).items())
    yield from (Text(f"Ended by rule, {shown(rule)}: {n:,} not followed.") for rule, n in rules)


def _tell_one(run: Run, unmet: Sequence[str]) -> None:
    from pipelines.fills import in_words

    extra = run.counts
    pages, computed = run_words(extra)
    missed = {name[6:]: n for name, n in extra.items() if name.startswith("fetch_") and name not in _CAME}
    say(
        Text(f"{run.id}: {pages}{'. ' + computed if computed else ''}.", style="bold"),
        *(Text(f"{many(n, 'page')}: {name.replace('_', ' ')}.", style="yellow") for name, n in missed.items()),
        *left_out(extra),
        *(Text(f"Lost: {in_words(one)}.", style="bold red") for one in run.lost if not run.judged),
        *(Text(f"Expected otherwise: {one}.", style="bold red") for one in unmet),
        *(
            Text(f"{str(run.judged).capitalize()}: {one}.", style=_STYLES[run.judged])
            for one in run.reasons
            if one not in unmet
        ),
    )


_STYLES = {None: "", "ok": "", "warning": "bold yellow", "failing": "bold red"}
_CAME = frozenset({"fetch_ok", "fetch_unchanged"})


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
