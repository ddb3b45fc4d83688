"""A source as it is drafted from a look at its site: what was seen, what follows from it, and what is doubtful."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from scrapers.sources.patterns import matches
from scrapers.words import PageType

PAGE_KINDS = frozenset(get_args(PageType)) - {"other"}
"""The kinds of page that are kept and read for what they say of films."""
FEW = 2
"""Fewer samples than these prove little."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One page that was looked at: what it is, what was read of it, and where it leads."""

    url: str
    kind: str
    """The kind of page, or the outcome where it is none."""
    title: str = ""
    reviews: int = 0
    links: tuple[str, ...] = ()
    has_next: bool = False

    @property
    def is_page(self) -> bool:
        """Whether it says something of a film."""
        return self.kind in PAGE_KINDS and (bool(self.title) or self.reviews > 0)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen of a site. `of_pattern` are the samples of each pattern, `found` how many addresses follow it."""

    start: Sample
    sitemaps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """{address: the addresses in it}; of an index those of its first parts."""
    feeds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    found: Mapping[str, int] = field(default_factory=dict)
    of_pattern: Mapping[str, Sequence[Sample]] = field(default_factory=dict)
    search: str | None = None
    delay: float | None = None
    """What robots.txt asks for, in seconds."""
    missed: tuple[str, ...] = ()
    """What was asked for and did not come, with the reason."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The text of a source's file, what was seen, and what a person should look at. `text` is None without pages."""

    text: str | None
    seen: tuple[str, ...]
    doubts: tuple[str, ...]


def drafted(look: Look) -> Draft:
    """The source that follows from a look at its site."""
    pages = {p: some for p, some in look.of_pattern.items() if _share(some) >= 0.5}
    lists = [p for p, some in look.of_pattern.items() if p not in pages and any(_leads(one, pages) for one in some)]
    seen = [
        f"{pattern}: {look.found[pattern]:,} addresses; {_kinds(some)}" for pattern, some in look.of_pattern.items()
    ]
    seen += [f"sitemap {url}: {len(urls):,} addresses" for url, urls in look.sitemaps.items()]
    seen += [f"feed {url}: {len(urls):,} addresses" for url, urls in look.feeds.items()]
    doubts = [f"did not come: {one}" for one in look.missed]
    doubts += [
        f"{pattern}: only {sum(one.is_page for one in some)} of {len(some)} samples were read as pages of films"
        for pattern, some in look.of_pattern.items()
        if any(one.is_page for one in some) and (_share(some) < 1 or len(some) < FEW)
    ]
    starts = _starts(look, pages)
    if not pages and not look.start.is_page:
        return Draft(text=None, seen=tuple(seen), doubts=(*doubts, "no page of a film was found from this address"))
    if not any(starts.values()):
        doubts.append("nothing that was seen leads to the pages; the crawl starts from the pages themselves")
        starts["urls"] = [one.url for some in pages.values() for one in some if one.is_page][:3]
    if starts["lists"] and not look.start.has_next:
        doubts.append('the list has no link rel="next": if it goes on, give its CSS in follow.next')
    return Draft(text=_toml(look, starts, list(pages), lists), seen=tuple(seen), doubts=tuple(doubts))


def _share(samples: Sequence[Sample]) -> float:
    return sum(one.is_page for one in samples) / len(samples) if samples else 0.0


def _kinds(samples: Sequence[Sample]) -> str:
    counted = Counter(one.kind.replace("_", " ") for one in samples)
    titles = [one.title for one in samples if one.is_page and one.title]
    told = ", ".join(f"{n} {kind}" for kind, n in counted.most_common())
    return f"of {len(samples)} samples {told}" + (f', such as "{titles[0]}"' if titles else "")


def _leads(sample: Sample, pages: Mapping[str, Sequence[Sample]]) -> bool:
    """Whether a page is a list: it leads to three pages at least."""
    return sum(any(matches(pattern, url) for pattern in pages) for url in sample.links) >= 3


def _starts(look: Look, pages: Mapping[str, Sequence[Sample]]) -> dict[str, list[str]]:
    def some(of: Mapping[str, Sequence[str]]) -> list[str]:
        return [url for url, found in of.items() if any(matches(one, other) for one in pages for other in found)]

    is_page = look.start.is_page and not _leads(look.start, pages)
    return {
        "urls": [look.start.url] if is_page else [],
        "lists": [look.start.url] if _leads(look.start, pages) else [],
        "sitemaps": some(look.sitemaps),
        "feeds": some(look.feeds),
    }


def _toml(look: Look, starts: Mapping[str, list[str]], pages: list[str], lists: list[str]) -> str:
    kinds = Counter(one.kind for p in pages for one in look.of_pattern[p] if one.is_page)
    kind = kinds.most_common(1)[0][0] if kinds else look.start.kind
    lines = [f"kind = {_said(kind)}", "", "[start]"]
    lines += [f"{name} = {_said(urls)}" for name, urls in starts.items() if urls]
    lines += [f"search = {_said(look.search)}"] if look.search else []
    if pages or lists:
        lines += ["", "[follow]"]
    lines += [f"pages = {_said(pages)}"] if pages else []
    lines += [f"lists = {_said(lists)}"] if lists else []
    return "\n".join([*lines, "", "[polite]", f"delay = {max(look.delay or 0.0, 1.0)}", ""])


def _said(value: str | list[str]) -> str:
    # A text of JSON is one of TOML, too.
    return json.dumps(value, ensure_ascii=False)
