"""The site's pages by their paths: each is made when it is asked for, from the seed, its number and its version."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from urllib.parse import parse_qs, urlsplit

from . import furniture, layouts
from .answers import XML, Answer, dated, page
from .films import FIRST_DAY, Film, film

EACH_LIST = 50
EACH_OPINIONS = 4
EACH_SITEMAP = 1000
COLUMN_EVERY = 5
"""Every fifth film has a post."""


@dataclass(kw_only=True)
class Pages:
    """All pages of the site. `films` are numbered from 1; `change` makes some of them say something else.

    With `furnished` the pages of films are as heavy as those of real sites; see `furniture`.
    """

    seed: int = 1
    films: int = 2000
    disallowed: tuple[str, ...] = ("/private/",)
    crawl_delay: float | None = None
    furnished: bool = False
    versions: dict[int, int] = field(default_factory=dict)
    tokens: Random = field(default_factory=lambda: Random(0))

    def film(self, number: int) -> Film:
        """Film `number` as it is now."""
        return film(self.seed, number, self.versions.get(number, 0))

    def shown(self, body: str, film: Film) -> Answer:
        """The page of a film."""
        return page(furniture.furnished(body, film, self.seed) if self.furnished else body)

    def change(self, share: float) -> tuple[int, ...]:
        """Let this share of the films change; their numbers."""
        count = max(1, round(self.films * share))
        chosen = sorted(Random(f"{self.seed}:{len(self.versions)}").sample(range(1, self.films + 1), count))
        for number in chosen:
            self.versions[number] = self.versions.get(number, 0) + 1
        return tuple(chosen)

    def paths(self) -> Iterator[str]:
        """The paths of all films' pages and posts, as the sitemap names them."""
        for number in range(1, self.films + 1):
            yield f"/title/{number}/"
            if number % COLUMN_EVERY == 0:
                yield f"/columns/{number}/"

    def answer(self, target: str, base: str) -> Answer:
        """What the site answers to this path; `base` is its own address ("http://127.0.0.1:8000")."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        for pattern, made in ROUTES:
            if found := re.fullmatch(pattern, parts.path):
                numbers = [int(one) for one in found.groups()]
                turn = int(query["page"]) if query.get("page", "").isdigit() else 1
                if numbers and pattern in _OF_FILMS and not 1 <= numbers[0] <= self.films:
                    break
                return made(self, Asking(numbers=numbers, turn=turn, query=query, base=base)) or _missing()
        return _missing()


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What a path asks for."""

    numbers: list[int]
    turn: int
    query: dict[str, str]
    base: str


def _missing() -> Answer:
    body = "<h1>Page not found</h1><p>There is no such page.</p>"
    return page(layouts.document("Page not found", body), status=404)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _robots(pages: Pages, asking: Asking) -> Answer:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in pages.disallowed)]
    lines += [f"Crawl-delay: {pages.crawl_delay:g}"] if pages.crawl_delay is not None else []
    return page("\n".join([*lines, f"Sitemap: {asking.base}/sitemap.xml", ""]), content_type="text/plain")


def _home(pages: Pages, _: Asking) -> Answer:
    links = [(f"/title/{number}/", pages.film(number).title) for number in range(1, min(pages.films, 20) + 1)]
    return page(layouts.list_page("Film Site", links, None))


def _title(pages: Pages, asking: Asking) -> Answer:
    shown = pages.film(asking.numbers[0])
    if shown.number % layouts.LAYOUTS == 3:
        # A token that changes with every answer: such a page has no validators.
        return pages.shown(layouts.title_page(shown, token=f"{pages.tokens.getrandbits(64):016x}"), shown)
    return dated(pages.shown(layouts.title_page(shown), shown), _moment(shown.changed))


def _opinions(kind: str) -> Callable[[Pages, Asking], Answer | None]:
    def made(pages: Pages, asking: Asking) -> Answer | None:
        shown = pages.film(asking.numbers[0])
        body = layouts.opinions_page(shown, kind, asking.turn, EACH_OPINIONS)
        return dated(pages.shown(body, shown), _moment(shown.changed)) if body else None

    return made


def _catalogue_list(pages: Pages, asking: Asking) -> Answer | None:
    first = (asking.turn - 1) * EACH_LIST + 1
    shown = range(first, min(first + EACH_LIST, pages.films + 1))
    if not shown:
        return None
    following = f"/catalogue/?page={asking.turn + 1}" if shown[-1] < pages.films else None
    links = [(f"/catalogue/{number}/", pages.film(number).title) for number in shown]
    return page(layouts.list_page("Catalogue", links, following))


def _catalogue(pages: Pages, asking: Asking) -> Answer:
    shown = pages.film(asking.numbers[0])
    return dated(pages.shown(layouts.catalogue_page(shown), shown), _moment(shown.changed))


def _search(pages: Pages, asking: Asking) -> Answer:
    wanted = asking.query.get("q", "").lower().split()
    found = [pages.film(number) for number in range(1, pages.films + 1)]
    fits = [one for one in found if wanted and all(word in one.title.lower().split() for word in wanted)]
    return page(layouts.list_page("Search", [(f"/title/{one.number}/", one.title) for one in fits[:20]], None))


def _posts(pages: Pages) -> list[Film]:
    numbers = range(COLUMN_EVERY, pages.films + 1, COLUMN_EVERY)
    return sorted((pages.film(number) for number in numbers), key=lambda one: (one.changed, one.number), reverse=True)


def _column(pages: Pages, asking: Asking) -> Answer | None:
    if asking.numbers[0] % COLUMN_EVERY:
        return None
    shown = pages.film(asking.numbers[0])
    return dated(pages.shown(layouts.column_page(shown), shown), _moment(shown.changed))


def _columns(pages: Pages, _: Asking) -> Answer:
    months = sorted({(post.changed.year, post.changed.month) for post in _posts(pages)}, reverse=True)
    links = [(f"/columns/{year}/{month}/", f"{year}-{month:02}") for year, month in months]
    return page(layouts.list_page("Columns", links, None))


def _archive(pages: Pages, asking: Asking) -> Answer | None:
    posts = [post for post in _posts(pages) if [post.changed.year, post.changed.month] == asking.numbers]
    shown = posts[(asking.turn - 1) * EACH_LIST :][:EACH_LIST]
    if not shown:
        return None
    path = f"/columns/{asking.numbers[0]}/{asking.numbers[1]}/"
    following = f"{path}?page={asking.turn + 1}" if len(posts) > asking.turn * EACH_LIST else None
    return page(layouts.list_page("Archive", [(f"/columns/{post.number}/", post.title) for post in shown], following))


def _rss(pages: Pages, asking: Asking) -> Answer:
    items = "".join(
        f"<item><title>{post.title}</title><link>{asking.base}/columns/{post.number}/</link>"
        f"<pubDate>{_moment(post.changed):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for post in _posts(pages)[:20]
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Columns</title>{items}</channel></rss>'
    return dated(page(feed, content_type="application/rss+xml"), _moment(_latest(pages)))


def _atom(pages: Pages, asking: Asking) -> Answer:
    entries = "".join(
        f'<entry><title>{post.title}</title><link rel="alternate" href="{asking.base}/columns/{post.number}/"/>'
        f"<updated>{_moment(post.changed).isoformat()}</updated></entry>"
        for post in _posts(pages)[:20]
    )
    feed = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Columns</title>{entries}</feed>'
    return dated(page(feed, content_type="application/atom+xml"), _moment(_latest(pages)))


def _latest(pages: Pages) -> date:
    return max((post.changed for post in _posts(pages)), default=FIRST_DAY)


def _sitemap_index(pages: Pages, asking: Asking) -> Answer:
    count = -(-pages.films // EACH_SITEMAP)
    names = [*(f"sitemap-titles-{number}.xml.gz" for number in range(1, count + 1)), "sitemap-columns.xml"]
    maps = "".join(f"<sitemap><loc>{asking.base}/{name}</loc></sitemap>" for name in names)
    return page(f'<?xml version="1.0"?><sitemapindex xmlns="{_SITEMAP}">{maps}</sitemapindex>', content_type=XML)


def _sitemap_titles(pages: Pages, asking: Asking) -> Answer | None:
    first = (asking.numbers[0] - 1) * EACH_SITEMAP + 1
    shown = [pages.film(number) for number in range(first, min(first + EACH_SITEMAP, pages.films + 1))]
    body = gzip.compress(_urls(asking.base, "title", shown).encode(), mtime=0)
    return Answer(headers={"Content-Type": "application/gzip"}, body=body) if shown else None


def _sitemap_columns(pages: Pages, asking: Asking) -> Answer:
    return page(_urls(asking.base, "columns", _posts(pages)), content_type=XML)


_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _urls(base: str, kind: str, shown: list[Film]) -> str:
    rows = "".join(
        f"<url><loc>{base}/{kind}/{one.number}/</loc><lastmod>{one.changed}</lastmod></url>" for one in shown
    )
    return f'<?xml version="1.0"?><urlset xmlns="{_SITEMAP}">{rows}</urlset>'


ROUTES: tuple[tuple[str, Callable[[Pages, Asking], Answer | None]], ...] = (
    (r"/robots\.txt", _robots),
    (r"/", _home),
    (r"/title/(\d+)/", _title),
    (r"/title/(\d+)/reviews", _opinions("reviews")),
    (r"/title/(\d+)/critics", _opinions("critics")),
    (r"/catalogue/", _catalogue_list),
    (r"/catalogue/(\d+)/", _catalogue),
    (r"/private/(\d+)/", _title),
    (r"/search", _search),
    (r"/columns/", _columns),
    (r"/columns/(\d+)/", _column),
    (r"/columns/(\d+)/(\d+)/", _archive),
    (r"/feed\.xml", _rss),
    (r"/atom\.xml", _atom),
    (r"/sitemap\.xml", _sitemap_index),
    (r"/sitemap-titles-(\d+)\.xml\.gz", _sitemap_titles),
    (r"/sitemap-columns\.xml", _sitemap_columns),
)
_OF_FILMS = frozenset(pattern for pattern, _ in ROUTES if pattern.startswith((r"/title", r"/private", r"/catalogue/(")))
