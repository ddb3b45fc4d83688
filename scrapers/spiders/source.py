"""The spider of a source: from its starts, lists, feeds and sitemaps to its pages, within its bounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self
from urllib.parse import quote_plus, urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response

from scrapers.fetching.refusals import NotFetched
from scrapers.fetching.revisits import Audit, Rhythm, conditions, verdict
from scrapers.fetching.types import PACKED_TYPES, WANTED
from scrapers.outcomes import PAGE_TYPES, Fetch, Known, Remark, by_status
from scrapers.pages import Page
from scrapers.sources import find_source
from scrapers.sources.records import Source, span
from scrapers.spiders.base import KNOWN, TOLD, PageSpider, name_of, page_of, this_second
from scrapers.spiders.links import Leads, Link, Role
from scrapers.words import PageType

MOST_QUERIES = 500
"""Different queries under one path that are followed: behind it is a filter or a calendar, not a site."""
MOST_REPEATS = 3
"""So often a path may repeat one of its parts: /a/a/a/a is a link that goes wrong."""
MOST_LEADS = 500
"""Addresses that are remembered of one page."""
_AUDITED = "filmledger_audited"
_PRIORITY: Mapping[Role, int] = {"page": 0, "list": 10, "feed": 20, "sitemap": 10}
"""A list leads to what is new on it; a page further down can wait."""


class SourceSpider(PageSpider):
    """Crawls a source: `scrapy crawl source -a name=NAME`; with `-a title=... -a year=...` one film, by its search."""

    name = "source"
    page_types: ClassVar[frozenset[PageType]] = frozenset()

    def __init__(
        self,
        given: Source,
        film: Mapping[str, str] | None = None,
        *,
        dry_run: bool = False,
        every: bool | str = False,
        limit: int | None = None,
        **arguments: Any,
    ) -> None:
        self.given = given
        self.limit = limit
        """So many pages at most, where fewer are wanted than the source's bounds allow."""
        self.film = film or {}
        self.asked = 0
        self.ended: Counter[str] = Counter()
        """{rule: how many addresses it kept the crawl from following}."""
        self.dry_run = dry_run
        self.every = bool(every)
        """Whether pages are asked for whose time has not come."""
        self.would_ask: list[str] = []
        """The addresses of pages that a dry run would have asked for."""
        self._leads = Leads(given)
        self._rhythm = Rhythm(least=span(given.visits.least), most=span(given.visits.most))
        self._audit = Audit()
        self._held: list[tuple[Link, Known]] = []
        """Pages that the sitemap says to be as they were; asked for if it turns out to be wrong."""
        self._seen: set[tuple[str, Role]] = set()
        self._led: set[str] = set()
        """The addresses that pages of this crawl are known to lead to."""
        self._queries: Counter[str] = Counter()
        super().__init__(url=" ".join(self.starts), source=given.name, **arguments)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **named: Any) -> Self:
        """The spider of the source `name`, with its manners. Raises SourceError, and CrawlRefusedError."""
        given = find_source(named.pop("name", ""))
        if limit := named.pop("limit", None):
            bounds = given.bounds.model_copy(update={"pages": min(given.bounds.pages, int(limit))})
            given = given.model_copy(update={"bounds": bounds})
            named["limit"] = int(limit)
        film = {key: named.pop(key) for key in ("title", "year") if key in named}
        manners = {
            "DOWNLOAD_DELAY": given.polite.delay,
            "AUTOTHROTTLE_START_DELAY": given.polite.delay,
            "CONCURRENT_REQUESTS_PER_DOMAIN": given.polite.concurrent,
            "DEPTH_LIMIT": 0,
        }
        crawler.settings.setdict(manners, priority="spider")
        return super().from_crawler(crawler, given=given, film=film, **named)

    @property
    def what(self) -> str:
        """What is crawled, for the run: a run of the same that died is taken up again."""
        part = [f"({self.limit} pages)"] if self.limit else []
        return " ".join(
            ("source", self.given.name, *self.film.values(), *part, *(["(dry run)"] if self.dry_run else []))
        )

    @property
    def starts(self) -> tuple[str, ...]:
        """The addresses to begin with: those of one film's search where a film is given."""
        if not self.film:
            return self.given.start.addresses
        pattern = self.given.start.search or ""
        return (pattern.format(title=quote_plus(self.film.get("title", "")), year=self.film.get("year", "")),)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """A request for each start, in its role."""
        self.revisits.begin(self.what)
        start = self.given.start
        roles: Mapping[str, Role] = {
            **dict.fromkeys(start.sitemaps, "sitemap"),
            **dict.fromkeys(start.feeds, "feed"),
            **dict.fromkeys(start.urls, "page"),
        }
        for request in self.requests(Link(url=url, role=roles.get(url, "list")) for url in self.starts):
            yield request.replace(dont_filter=True)

    def requests(self, links: Iterable[Link]) -> Iterator[scrapy.Request]:
        """The requests for those links whose time has come. What others are known to lead to is gone through, too."""
        waiting = list(links)
        while waiting:
            new = [(name, link) for link in waiting if self._is_new(name := name_of(link.url), link)]
            known = self.revisits.known({name for name, link in new if link.role == "page"})
            waiting = []
            for name, link in new:
                before = known.get(name) if link.role == "page" else None
                if request := self._request(link, before):
                    yield request
                elif before:
                    waiting += self._known_links(before, link.depth, link.turn)

    def _is_new(self, name: str, link: Link) -> bool:
        """Whether a link was not met before in this crawl, and no rule stands against it; the rule is counted."""
        key = (name, link.role)
        if key in self._seen:
            return False
        if rule := self._rule_against(link):
            self.ended[rule] += 1
            return False
        self._seen.add(key)
        return True

    def _rule_against(self, link: Link) -> str | None:
        bounds = self.given.bounds
        parts = urlsplit(link.url)
        if (parts.hostname or "") not in self.given.hosts:
            return "hosts: off the source's hosts"
        if link.depth > bounds.depth:
            return f"depth: more than {bounds.depth} links from a start"
        if link.turn > bounds.turns:
            return f"turns: more than {bounds.turns} next pages"
        repeated = [part for part in parts.path.split("/") if part]
        if len(repeated) > MOST_REPEATS and max(Counter(repeated).values()) > MOST_REPEATS:
            return f"path: one part more than {MOST_REPEATS} times"
        if parts.query:
            self._queries[f"{parts.netloc}{parts.path}"] += 1
            if self._queries[f"{parts.netloc}{parts.path}"] > MOST_QUERIES:
                return f"queries: more than {MOST_QUERIES} under one path"
        return None

    def _request(self, link: Link, known: Known | None) -> scrapy.Request | None:
        """The request for a link, if its time has come; else why not is counted."""
        said, is_audited = verdict(known, self._rhythm, this_second(), link.told), False
        if self.every and said != "resumed":
            said = "ask"
        if said == "told_same" and known:
            is_audited = self._audit.takes()
            if is_audited or not self._audit.is_borne_out:
                said = "ask"
            else:
                self._held.append((link, known))
        if said != "ask":
            self.revisits.count(said)
            return None
        return self._asked(link, known, is_audited=is_audited)

    def _asked(self, link: Link, known: Known | None, *, is_audited: bool = False) -> scrapy.Request | None:
        """The request, if the crawl has not had its pages; in a dry run a page is told and not asked for."""
        if self.asked >= self.given.bounds.pages:
            self.ended[f"pages: more than {self.given.bounds.pages:,}"] += 1
            return None
        self.asked += link.role == "page"
        if self.dry_run and link.role == "page":
            self.would_ask.append(link.url)
            return None
        meta: dict[str, Any] = {
            "role": link.role,
            "steps": link.depth,
            "turn": link.turn,
            KNOWN: known,
            TOLD: link.told,
        }
        meta[WANTED] = PAGE_TYPES | PACKED_TYPES if link.role == "sitemap" else PAGE_TYPES
        meta[_AUDITED] = is_audited
        headers = conditions(known, this_second())
        return self.ask(link.url, priority=_PRIORITY[link.role] - link.depth, meta=meta, headers=headers)

    def _known_links(self, known: Known, depth: int, turn: int) -> Iterator[Link]:
        """What a page led to when its bytes last came."""
        for url in known.leads:
            if role := self._leads.role_of(url):
                yield Link(url=url, role=role, depth=depth + 1)
        if known.turns_to:
            yield Link(url=known.turns_to, role="page", depth=depth, turn=turn + 1)

    def parse(self, response: Response, **_: Any) -> Iterator[Page | Fetch | scrapy.Request]:
        """What the answer is, by its role: a page to keep, or links to follow."""
        role: Role = response.meta.get("role", "page")
        if role == "page":
            yield from self._page(response)
        elif response.status != 200:
            yield self._without_page(response)
        else:
            try:
                yield from self.requests(self._listed(response, role))
            except NotFetched as error:
                yield self._fetch(response.request or scrapy.Request(response.url), error.outcome, str(error))

    def _listed(self, response: Response, role: Role) -> Iterator[Link]:
        """What a list, a feed or a sitemap leads to. Raises NotFetched for a sitemap that does not unpack."""
        if role == "sitemap":
            return self._leads.of_sitemap(response)
        if role == "feed":
            return self._leads.of_feed(response)
        return self._leads.of_page(response, page_of(response, fetched_at=this_second()))

    def _without_page(self, response: Response) -> Fetch:
        request = response.request or scrapy.Request(response.url)
        return self._fetch(request, by_status(response.status), status=response.status)

    def _page(self, response: Response) -> Iterator[Page | Fetch | scrapy.Request]:
        known: Known | None = response.meta.get(KNOWN)
        came = self.came(response)
        if isinstance(came, Fetch):
            depth, turn = response.meta.get("steps", 0), response.meta.get("turn", 0)
            links = list(self._known_links(known, depth, turn)) if known else []
        else:
            links = list(self._leads.of_page(response, came)) if response.status == 200 else []
            self._remember(came.name, links, known)
        yield came
        if response.meta.get(_AUDITED) and isinstance(came, Page) and response.status == 200:
            yield from self._released(response.url)
        yield from self.requests(links)

    def _remember(self, name: str, links: Iterable[Link], known: Known | None) -> None:
        """Note what a page leads to, so that it is found when the page itself is not asked for."""
        leads = list(known.leads) if known else []
        turns_to = ""
        for link in links:
            if link.turn:
                turns_to = link.url
            elif link.url not in self._led:
                self._led.add(link.url)
                leads.append(link.url)
        remark = Remark(leads=tuple(dict.fromkeys(leads))[:MOST_LEADS], turns_to=turns_to)
        self.revisits.remark(name, remark)

    def _released(self, url: str) -> Iterator[scrapy.Request]:
        """Ask for all that the sitemap says to be as it was, now that it was found to be wrong."""
        self._audit.is_borne_out = False
        held, self._held = self._held, []
        self.logger.info(
            "the sitemap says that %s has not changed, and it has: no page is believed to be as it was", url
        )
        self.revisits.count("told_same", -len(held))
        for link, known in held:
            if request := self._asked(link, known):
                yield request
