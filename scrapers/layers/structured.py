"""The layer of structured data: JSON-LD, microdata, RDFa, <meta>, and the state of a script framework.

It finds the one film that the page is about, and leaves the others: what is "more like this" never leaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapers import persons
from scrapers.layers import Found
from scrapers.layers.strips import is_genre_code
from scrapers.layers.two_scripts import as_shown
from scrapers.pages import Page
from scrapers.shapes import NAME
from scrapers.structure import appstate, head, jsonld, microdata
from scrapers.structure.film import FILMS, SERIES, described, facts, folded, names_of
from scrapers.structure.gathered import MANY, gathers
from scrapers.structure.head import Head
from scrapers.structure.identifiers import addresses, written
from scrapers.structure.items import Item, get, many, text_of, types_of
from scrapers.structure.opinions import ARTICLES, REVIEWS, review
from scrapers.structure.scores import each_once, from_meta, ratings
from scrapers.structure.titles import head_title, head_year, heading_title
from scrapers.tables import table
from scrapers.words import FilmField, PageType, RatingWords, ReviewWords, Said

_AROUND = ("mainEntity", "about", "itemReviewed", "workPresented", "workFeatured", "mentions")
"""Properties through which a page, an article or a review names its film."""
_STOP = re.compile(r"(?<=\w\w\w)\.(?:\s|$)")
_DIRECTED = re.compile(rf"(?<!\w)(?:{table('phrases')['described']['directors']})\s+({NAME})(?=\s*[.,;|)]|\s+[a-z]|$)")
"""The director in a page's account of itself."""
_FILM_PAGES = frozenset({"video.movie", "movie", "video.film", "film"})
_OTHER_PAGES = ("video.tv_show", "video.episode", "tv_show", "music", "book", "profile", "game")
_SCORES = frozenset({"AggregateRating", "Rating", "Review-aggregate"})
_PEOPLE = frozenset({"directors", "writers", "cast"})
_BRACKETS_AT_END = re.compile(r"\s*[(（][^()（）]*[)）]$")
_PARTIAL_CAST = 5
"""A cast of so few names without characters may be the stars alone."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    item: Item
    via: Item | None
    """The item through which it was named: an article, a review; None where it stands for itself."""


def read(page: Page) -> Found:
    """What the page's data say of its film. Never raises."""
    source, scripts = page.markup
    own = page.head
    items, troubles = jsonld.read(scripts)
    if microdata.may_hold(source):
        items += microdata.read(page.tree)
    shown = _shown(page, own)
    chosen = _choose(items, shown, own, page)
    if chosen and chosen.item.types & SERIES and not chosen.item.types & FILMS:
        return Found(page_type="other", language=own.language, troubles=tuple(troubles))
    stated = appstate.find(scripts, shown) if chosen is None else None
    films = _same_film(chosen, items) if chosen else [stated] if stated else []
    told = _Told(page, own, items, chosen, films, shown)
    return replace(told.found(), troubles=tuple(troubles))


def _shown(page: Page, own: Head) -> str:
    """All that the page shows as its title, folded: the head's titles and the first headings."""
    return folded(" | ".join((*own.titles, *_headings(page))))


def _headings(page: Page) -> list[str]:
    return [line.text for line in page.lines if line.tag == "h1"][:3]


def _candidates(items: list[Item]) -> Iterator[_Candidate]:
    for item in items:
        if item.types & (FILMS | SERIES):
            yield _Candidate(item, None)
            continue
        for name in _AROUND:
            for value in many(get(item.values, name)):
                if isinstance(value, Mapping) and types_of(value) & (FILMS | SERIES):
                    yield _Candidate(Item(types_of(value), value, f"{item.where}.{name}", item.layer), item)


def _choose(items: list[Item], shown: str, own: Head, page: Page) -> _Candidate | None:
    """The page's own film: the one that is alone, or whose name or address is the page's."""
    found = list(_candidates(items))
    fits = [_fit(one.item, shown, own, page) for one in found]
    if not found or (len(found) > 1 and max(fits) == 0):
        return None
    best = max(range(len(found)), key=lambda place: (fits[place], described(found[place].item)))
    return found[best]


def _same_film(chosen: _Candidate, items: list[Item]) -> list[Item]:
    """The chosen film and the same film in other notations, in the notations' order."""
    names = {folded(name) for name in names_of(chosen.item)}
    same = [one.item for one in _candidates(items) if names & {folded(name) for name in names_of(one.item)}]
    layers = [item.layer for item in same]
    return [item for place, item in enumerate(same) if item is chosen.item or layers.index(item.layer) == place] or [
        chosen.item
    ]


def _fit(item: Item, shown: str, own: Head, page: Page) -> int:
    """How surely an item is what the page is about: 0 where nothing tells."""
    paths = {urlsplit(address).path.rstrip("/") for address in (own.address, page.url or "") if address} - {""}
    own_paths = {urlsplit(text_of(one)).path.rstrip("/") for one in many(item.values.get("url"))} - {""}
    named = any(f" {folded(name)} " in f" {shown} " for name in names_of(item) if folded(name))
    return 2 * bool(paths & own_paths) + named


@dataclass(frozen=True, slots=True)
class _Told:
    """What was found in the page's data, before it is put into words."""

    page: Page
    own: Head
    items: list[Item]
    chosen: _Candidate | None
    films: list[Item]
    """The page's film, as each notation has it; empty where there is none."""
    shown: str

    @property
    def film(self) -> Item | None:
        """The film as the first notation has it."""
        return self.films[0] if self.films else None

    def found(self) -> Found:
        """The layer's findings."""
        strong = self._facts()
        weak = self._weak(strong)
        cast = strong.get("cast", ())
        if len(cast) <= _PARTIAL_CAST and not any("character" in said.parts for said in cast):
            strong.pop("cast", None)
            weak |= {"cast": cast} if cast else {}
        if self.own.meta.get("og:type", "") in _FILM_PAGES and "title" in weak:
            strong.setdefault("title", weak["title"])
        year = (
            head_year((*self.own.titles, *_headings(self.page)), strong["title"][0].text) if "title" in strong else ""
        )
        if year:
            strong["year"] = (self._meta(year, "title"),)
        titles = strong.get("title") or weak.get("title", ())
        identifiers = self._identifiers(strong.pop("identifiers", ()), titles[0].text if titles else "")
        opinion = self._opinion()
        if opinion != "other" and identifiers:
            strong["identifiers"] = identifiers
        post = self._post()
        return Found(
            film={} if opinion == "other" else strong,
            weak=weak,
            reviews=self._reviews() if opinion != "review" else (post,) if post and post.body else (),
            ratings=self._ratings(),
            page_type=opinion,
            language=self.own.language,
            post=post,
        )

    def _facts(self) -> dict[FilmField, tuple[Said, ...]]:
        """The film's facts: of each field what the first notation says that knows it."""
        short = _BRACKETS_AT_END.sub("", head_title([self.own.title], []))
        told = (facts(film, self.shown, self._heading, short) for film in self.films)
        strong: dict[FilmField, tuple[Said, ...]] = {}
        for one in told:
            identifiers = strong.get("identifiers", ()) + one.get("identifiers", ())
            strong = {**one, **strong, "identifiers": identifiers}
        if all(is_genre_code(said.text) for said in strong.get("genres", ())):
            strong.pop("genres", None)
        return {name: as_shown(said, self.page.lines) if name in _PEOPLE else said for name, said in strong.items()}

    @property
    def _heading(self) -> str:
        """The heading that <title> begins with, where there is one; the headline of a review of the film is none."""
        found = heading_title([self.own.title], _headings(self.page))
        via = self.chosen.via if self.chosen else None
        is_headline = via is not None and folded(found) in {
            folded(text_of(one)) for one in many(get(via.values, "name", "headline"))
        }
        return "" if is_headline else found

    def _meta(self, words: str, name: str) -> Said:
        return Said(text=words, layer=head.LAYER, where=name, label=name)

    def _weak(self, strong: Mapping[FilmField, tuple[Said, ...]]) -> dict[FilmField, tuple[Said, ...]]:
        weak: dict[FilmField, tuple[Said, ...]] = {}
        title = head_title(self.own.titles, _headings(self.page))
        if title:
            weak["title"] = (self._meta(title, "title"),)
        if title and (year := head_year(self.own.titles, title)):
            weak["year"] = (self._meta(year, "title"),)
        elif years := [found for said in strong.get("release_dates", ()) if (found := re.search(r"\d{4}", said.text))]:
            weak["year"] = (replace(strong["release_dates"][0], text=years[0].group()),)
        for name in ("og:description", "description"):
            if words := self.own.meta.get(name):
                weak.setdefault("description", (self._meta(words, name),))
        for told in weak.get("description", ()):
            found = _DIRECTED.search(told.text)
            if found and " " in (name := _STOP.split(found[1])[0]):
                weak["directors"] = (replace(told, text=name),)
        if self.film and (languages := [text_of(one) for one in many(get(self.film.values, "inLanguage"))]):
            where = f"{self.film.where}.inLanguage"
            weak["languages"] = tuple(Said(text=one, layer=self.film.layer, where=where) for one in languages if one)
        return weak

    def _identifiers(self, given: tuple[Said, ...], title: str) -> tuple[Said, ...]:
        base = self.own.address or self.page.url or ""
        whole = [replace(said, text=urljoin(base, said.text)) for said in given]
        own = [self._meta(one, "canonical") for one in (self.own.canonical, self.own.meta.get("og:url", "")) if one]
        linked = list(addresses(self.page.markup.source, title))
        if not any("/title/tt" in one for one in linked) and (number := written(self.page.lines)):
            linked.append(number)
        links = [Said(text=one, layer="structured.links", where="a[href]") for one in linked]
        return tuple({said.text: said for said in reversed((*whole, *own, *links))}.values())[::-1]

    def _opinion(self) -> PageType | None:
        kind = self.own.meta.get("og:type", "").lower()
        if self.film is None:
            if kind.startswith(_OTHER_PAGES) or gathers(self.items) or persons.is_about(self.page):
                return "other"
            return "catalogue" if kind in _FILM_PAGES else None
        via = self.chosen.via if self.chosen else None
        if via is not None and via.types & REVIEWS:
            alone = sum(1 for item in self.items if item.types & REVIEWS) == 1
            return "review" if alone and get(via.values, "author", "reviewBody") else "catalogue"
        if via is not None and via.types & ARTICLES:
            return None
        return (
            "review"
            if kind == "article" or any(item.types & {"ReviewNewsArticle"} for item in self.items)
            else "catalogue"
        )

    def _ratings(self) -> tuple[RatingWords, ...]:
        found: list[RatingWords] = []
        for film in self.films:
            found += ratings(get(film.values, "aggregateRating"), f"{film.where}.aggregateRating", film.layer)
        loose = [item for item in self.items if item.types & _SCORES and get(item.values, "ratingCount", "reviewCount")]
        if len(loose) < MANY and (self.films or len(loose) == 1):
            found += [one for item in loose for one in ratings(item.values, item.where, item.layer)]
        found = found or from_meta(self.own.meta, head.LAYER)
        return tuple(_as_shown(one, self.page) for one in each_once(found))

    @property
    def _site(self) -> str:
        return self.own.meta.get("og:site_name", "") or (self.page.site or "")

    def _reviews(self) -> tuple[ReviewWords, ...]:
        """The reviews of the film that stand in it, or beside it as things of their own."""
        things: list[tuple[Any, str, str]] = []
        for film in self.films:
            values = many(get(film.values, "review", "reviews"))
            things += [(one, f"{film.where}.review[{place}]", film.layer) for place, one in enumerate(values)]
        things += [(item.values, item.where, item.layer) for item in self.items if item.types & REVIEWS]
        found = (review(one, where, layer, self._site) for one, where, layer in things if isinstance(one, Mapping))
        return tuple({_same(one): one for one in found if one is not None and one.body}.values())

    def _post(self) -> ReviewWords | None:
        """What the page says of itself as an article."""
        for item in sorted(self.items, key=lambda one: not one.types & REVIEWS):
            if item.types & (REVIEWS | ARTICLES):
                said = review(item.values, item.where, item.layer, "")
                if said is not None:
                    return _with_meta(replace(said, kind="critic", is_excerpt=False), self.own)
        own = many(get(self.film.values, "review")) if self.film else []
        if len(own) == 1 and isinstance(own[0], Mapping) and self.own.meta.get("og:type") == "article":
            said = review(own[0], f"{self.film.where}.review", self.film.layer, "") if self.film else None
            return _with_meta(replace(said, kind="critic", is_excerpt=False), self.own) if said else None
        is_article = self.own.meta.get("og:type") == "article" or "article:published_time" in self.own.meta
        return _with_meta(ReviewWords(kind="critic"), self.own) if is_article else None


def _same(one: ReviewWords) -> tuple[str, str]:
    return folded(one.author.text if one.author else ""), folded(one.body.text[:120] if one.body else "")[:80]


def _with_meta(post: ReviewWords, own: Head) -> ReviewWords:
    """The post with what <meta> adds: author, date, headline, and the site as its publication."""

    def said(*names: str) -> Said | None:
        found = ((name, own.meta.get(name, "")) for name in names)
        return next(
            (
                Said(text=text, layer=head.LAYER, where=name, label=name)
                for name, text in found
                if text and "://" not in text
            ),
            None,
        )

    return replace(
        post,
        author=post.author
        or said("author", "article:author", "parsely-author", "sailthru.author", "byl", "twitter:data1"),
        published_on=post.published_on
        or said("article:published_time", "date", "dc.date", "parsely-pub-date", "pubdate"),
        headline=post.headline or said("og:title", "twitter:title"),
        publication=post.publication or said("og:site_name", "application-name"),
    )


def _as_shown(rating: RatingWords, page: Page) -> RatingWords:
    """The score as the page shows it, where the data has more decimals than anyone reads (90.32486)."""
    value = rating.value
    if value is None or len(value.text.partition(".")[2]) <= 3 or not re.fullmatch(r"\d+\.\d+", value.text):
        return rating
    for decimals in (2, 1, 0):
        words = f"{float(value.text):.{decimals}f}"
        shown = re.compile(rf"(?<![\d.,]){words.replace('.', '[.,]')}(?![\d.,]*\d)")
        if any(shown.search(line.text) for line in page.lines if len(line.text) < 60):
            return replace(rating, value=replace(value, text=words))
    return replace(rating, value=replace(value, text=f"{float(value.text):.1f}"))
