"""read(page) -> PageWords: the layers in order; for each field the first that knows it wins."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from scrapers import answers, film_signs, gatherings, kinds, posts, unread
from scrapers.headlines import film_of
from scrapers.layers import (
    Found,
    article,
    beside,
    capsules,
    card_fields,
    cast,
    entries,
    film_names,
    first_known,
    forms,
    heading,
    labels,
    naming,
    overview,
    prose,
    same_review,
    same_score,
    score_rows,
    scores,
    site,
    structured,
)
from scrapers.layers.article import Article
from scrapers.lines import Line
from scrapers.once import once
from scrapers.pages import Page
from scrapers.refusals import no_page
from scrapers.sites import Sites, known_sites
from scrapers.words import POSTS, FilmField, PageType, PageWords, RatingWords, ReviewWords, Said, Trouble

READER = "4"
"""The version of the reading. Raise it when the layers read more: kept pages are then read again."""

_YEAR = re.compile(r"(?<!\d)(?:18[89]|19\d|20\d)\d(?!\d)")
_HEADINGS = frozenset({"heading", "forms", "structured.meta"})
"""The layers whose title is what a heading says."""
_ALONE = 2
"""So few entries may be parts of the page's own review."""
_FACTS_OF_A_FILM, _REVIEWS_OF_A_FILM = 3, 3
_DATED = frozenset({"title", "year", "release_dates"})
"""The facts that a date of the page may be taken for."""
_CREDITS: tuple[FilmField, ...] = ("directors", "cast", "writers")


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """The layers' findings before they are merged. What only some kinds of page need is found when asked for."""

    page: Page
    site: Found
    structured: Found
    labels: Found
    heading: Found
    forms: Found
    cast: Found
    entries: Found
    scores: tuple[RatingWords, ...]
    rest: list[Line]
    """The lines that belong to no entry: where the page speaks itself."""

    @once
    def facts(self) -> dict[FilmField, tuple[Said, ...]]:
        return first_known((self.site, self.structured, self.cast, self.labels, self.heading, self.forms))

    @once
    def ratings(self) -> tuple[RatingWords, ...]:
        """The scores of the structured data; of the lines those of other kinds, and those of a service by name."""
        selected = {rating.kind for rating in self.site.ratings}
        stated = (one for one in self.structured.ratings if one.kind not in selected)
        told = [*self.site.ratings, *(same_score.on_shown_scale(one, self.scores) for one in stated)]
        kinds_told = {rating.kind for rating in told if rating.value}
        services = {rating.name for rating in self.scores if score_rows.is_service(rating.name)}
        told += [one for one in self.forms.ratings if one.kind not in kinds_told]
        kinds_told = {rating.kind for rating in told if rating.value}
        told += [
            one
            for one in self.scores
            if one.kind not in kinds_told or one.name in services or any(same_score.same(one, other) for other in told)
        ]
        return same_score.merged([*told, *same_score.apart(self.structured.ratings, self.scores)])

    @once
    def quoted(self) -> tuple[RatingWords, ...]:
        """The scores that a post quotes of services, or of an audience with its votes; any other is the post's own."""
        return same_score.merged([one for one in self.scores if one.value and score_rows.is_of_many(one)])

    @once
    def reviews(self) -> tuple[ReviewWords, ...]:
        """Those on the lines and those in the data, each once."""
        return self.site.reviews or same_review.merged(self._entered, self.structured.reviews)

    @property
    def _entered(self) -> tuple[ReviewWords, ...]:
        """The entries without the comments under a post: those answer its author, and are no reviews of the film."""
        is_post = self.structured.post is not None or self.is_called_review
        return answers.without(self.entries.reviews, self.page.lines, lambda: self.article, is_post=is_post)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return self.site.troubles + self.structured.troubles

    @once
    def article(self) -> Article | None:
        """The running text of the page; that of a page which is called a review is no entry of it."""
        is_alone = self.is_called_review and answers.above(self.entries.reviews, self.page.lines) <= _ALONE
        return article.find(self.page.lines, self.taken - self.entries.lines if is_alone else self.taken)

    @once
    def is_called_review(self) -> bool:
        """Whether the page calls itself a review."""
        lines = self.page.lines
        return self.page.is_html and (posts.is_called_review(lines, self.document) or posts.is_led(lines))

    @once
    def text(self) -> kinds.Text:
        """What that text is, in numbers."""
        if (post := self.article) is None:
            return kinds.Text()
        return kinds.Text(
            words=post.words,
            paragraphs=post.paragraphs,
            headline=post.headline.text if post.headline else "",
            form=" ".join((post.form, post.section.text if post.section else "")),
            is_signed=bool(post.author or post.published_on or post.rating or self.structured.post),
        )

    @once
    def title(self) -> Said | None:
        """The film's title: a stated one, else that of the film which the text speaks of.

        A heading may say more than the title: then what credits, quotes or the document's title call the film is it.
        """
        stated = next(iter(self.facts.get("title", ())), None)
        if stated and stated.layer not in _HEADINGS:
            return stated
        boxed = next(iter(self.labels.weak.get("title", ())), None)
        named = naming.named(stated, boxed, self.document, self.rest) if self.page.is_html else None
        named = named or (film_names.reviewed(self.document, stated, self.page.lines) if self.page.is_html else None)
        if stated and not named and len(self.facts.keys() - _DATED) < _FACTS_OF_A_FILM and self.page.is_html:
            named = film_names.spoken_of(stated, self.rest)
        spoken = named or stated or naming.title_of(self.article.headline if self.article else None, self.rest)
        found = spoken or self._headed()
        directors = [said.text for said in self.facts.get("directors", ())]
        return film_names.without_credit(found, directors, self.page.lines) if found and self.page.is_html else found

    def _headed(self) -> Said | None:
        """The title in the page's head, where the page states facts, gathers reviews, or is headlined by it."""
        told = next(iter(self.structured.weak.get("title", ())), None)
        name = (film_of(told.text) or told.text) if told else ""
        says_much = len(self.facts) >= _FACTS_OF_A_FILM or len(self.reviews) >= _REVIEWS_OF_A_FILM
        is_told = says_much or (self.is_called_review and posts.is_headlined(self.page.lines, name))
        return replace(told, text=name) if told and is_told else None

    @once
    def document(self) -> str:
        """What the page calls itself."""
        return heading.document_title(self.page) if self.page.is_html else ""

    def gathers(self) -> bool:
        """Whether it is a list, an interview, or news of films to come."""
        lines = self.page.lines
        is_many = gatherings.is_list(lines, self.document) or gatherings.is_interview(lines, self.document)
        return self.page.is_html and (is_many or gatherings.is_news(lines))

    def is_of_film(self) -> bool:
        """Whether anything says that the page is about a film."""
        is_stated = bool(self.site.film) or "title" in self.structured.film
        is_rated = any(one.value and score_rows.is_service(one.name) for one in self.ratings)
        return (is_stated or is_rated) or film_signs.is_of_film(
            self.facts,
            self.structured.page_type,
            len(self.reviews) + len(self.ratings),
            lambda: film_signs.heads(self.page, self.document, self.article),
            lambda: film_signs.texts((self.facts, self.structured.weak), self.article, self.reviews),
        )

    @once
    def taken(self) -> frozenset[int]:
        return self.labels.lines | self.heading.lines | self.forms.lines | self.cast.lines | self.entries.lines


def _ask_layers(page: Page, selected: Found) -> _Reading:
    found = structured.read(page) if page.is_html else Found()
    headed = heading.read(page) if page.is_html else Found()
    labelled, formed = labels.read(page), forms.read(page)
    played = cast.agreed(cast.read(page), found) if page.is_html else Found()
    taken = labelled.lines | formed.lines | headed.lines | played.lines
    carded = card_fields.read(page, taken) if page.is_html else Found()
    entered = entries.read(page, taken | carded.lines)
    alone = card_fields.single(page, carded.lines) if page.is_html and len(entered.reviews) <= 1 else Found()
    if alone.reviews:
        # An entry that stands alone is the same review, less well told.
        entered = Found()
        carded = Found(reviews=alone.reviews + carded.reviews, lines=alone.lines | carded.lines)
    if alone.reviews or len(carded.reviews) > 1:
        headed, formed = beside(headed, carded.reviews), beside(formed, carded.reviews)
    if carded.reviews:
        entered = Found(reviews=carded.reviews + entered.reviews, lines=carded.lines | entered.lines)
    return _Reading(
        page=page,
        site=selected,
        structured=cast.with_partial(found, played, labelled),
        labels=labelled,
        heading=headed,
        forms=formed,
        cast=played,
        entries=entered,
        scores=scores.read(page.lines, entered.lines) if page.is_html else (),
        rest=[line for line in page.lines if line.number not in entered.lines],
    )


def _signs(reading: _Reading) -> kinds.Signs:
    facts, reviews, page, title = reading.facts, reading.reviews, reading.page, reading.title
    return kinds.Signs(
        has_title=title is not None,
        facts=len(facts.keys() - {"title", "original_title", "synopsis", "identifiers"}),
        cast_rows=len(facts.get("cast", ())),
        has_rating=any(one.value for one in reading.ratings),
        has_credits=any(name in facts for name in _CREDITS),
        critics=sum(review.kind == "critic" for review in reviews),
        audience=sum(review.kind == "audience" for review in reviews),
        is_shop=page.is_html and reading.structured.page_type is None and gatherings.sells(page.lines),
        is_called_review=reading.is_called_review,
        has_own_headline=page.is_html and title is not None and posts.has_own_headline(page.lines, title.text),
        is_bylined=page.is_html and posts.is_bylined(page.lines),
        is_signed_below=page.is_html and posts.is_signed_below(page.lines),
        is_series=page.is_html and gatherings.is_series(page.lines, reading.document),
        text=lambda: reading.text,
        gathers=reading.gathers,
        is_of_film=reading.is_of_film,
        opinion=reading.structured.page_type,
    )


def _post(post: Article, kind: PageType, told: ReviewWords | None) -> ReviewWords:
    """The post: its body from the lines, the rest from its markup where that tells."""
    told = told or ReviewWords(kind="critic")
    return ReviewWords(
        kind="column" if kind == "column" else "critic",
        body=post.body,
        author=told.author or post.author,
        publication=told.publication or post.publication,
        headline=post.headline or told.headline,
        rating=told.rating or post.rating,
        published_on=told.published_on or post.published_on,
        section=post.section,
        positive_notes=post.positive,
        negative_notes=post.negative,
    )


def _layers_for(kind: PageType, reading: _Reading, title: Said) -> list[Found]:
    """The layers that this kind of page is read with, strongest first."""
    named = Found(film={"title": (title,)})
    layers = [named, reading.site, reading.structured, reading.cast, reading.labels, reading.heading, reading.forms]
    if kind == "catalogue":
        layers.append(overview.read(reading.rest, reading.taken, title.text))
    if kind == "catalogue" or kind in POSTS:
        layers.append(prose.read(title.text, reading.rest))
    return [*layers, Found(film=reading.structured.weak)]


def read(page: Page, sites: Sites | None = None) -> PageWords:
    """Everything that the page says, as it says it. `sites` are the tables of sites to believe first: all known ones.

    Never raises for what a page holds; what a layer could not take is in `troubles`.
    """
    if refusal := no_page(page):
        return PageWords(page_type=refusal)
    table = (known_sites() if sites is None else sites).of(page)
    page = site.without(page, table) if table else page
    reading = _ask_layers(page, site.read(page, table) if table else Found())
    title, troubles = reading.title, reading.troubles + unread.left(page)
    kind = kinds.page_type(_signs(reading))
    if kind == "other" or title is None:
        return PageWords(page_type="other", troubles=troubles, language=reading.structured.language)
    reviews = reading.reviews
    if kind in POSTS and reading.article:
        reviews = (_post(reading.article, kind, reading.structured.post),)
    several = capsules.read(page.lines) if kind in POSTS and page.is_html else ()
    if several:
        title, reviews = several[0].title, capsules.each(several, reviews)
    layers = _layers_for(kind, reading, title)
    film = first_known(layers)
    if kind in POSTS:
        film = posts.without_day(film, reviews)
    if "year" not in film and (dated := _year_of(film.get("release_dates", ()))):
        film = {**film, "year": (dated,)}
    certificates = tuple(said for layer in layers for said in layer.film.get("content_rating", ()))
    return PageWords(
        page_type=kind,
        film={**film, "content_rating": certificates} if certificates else film,
        reviews=reviews,
        ratings=reading.quoted if kind in POSTS else reading.ratings,
        troubles=troubles + unread.missing(kind, reviews),
        language=reading.structured.language,
    )


def _year_of(released: tuple[Said, ...]) -> Said | None:
    """The first year in which the film was shown, where nothing tells its own."""
    years = [(found[0], said) for said in released for found in [_YEAR.search(said.text)] if found]
    year, said = min(years, key=lambda one: one[0], default=("", None))
    return replace(said, text=year) if said else None
