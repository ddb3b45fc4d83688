"""The words of one review or rating to its typed statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ledger.records import RatingStatement, ReviewStatement, Score
from pipelines.normalize import dates, people, ratings, text
from scrapers.words import RatingWords, ReviewWords, Said

Value = Callable[[str, Said | None, Callable[[Said], Any]], Any]
"""How a value is made and its trouble noted: (field, words, make) -> value or None."""


def _plain(said: Said) -> str:
    return text.clean(said.text)


def _person(said: Said) -> str:
    return people.person(said.text)


def _score(said: Said) -> Score | None:
    best = ratings.aggregate(said.parts["best"]) if said.parts.get("best") else None
    return ratings.score(said.text, best[0] if best else None)


def review_statement(
    words: ReviewWords, name: str, value: Value, fetched: datetime | None, languages: tuple[str, ...]
) -> ReviewStatement:
    """One review; `name` is its place in the reading ("reviews[3]")."""
    body = value(f"{name}.body", words.body, _plain)
    language = value(f"{name}.language", words.language, _plain) or (text.language(body) if body else None)
    spoken = (language,) if language else languages
    return ReviewStatement(
        kind=words.kind,
        author=value(f"{name}.author", words.author, _person) or None,
        publication=value(f"{name}.publication", words.publication, _plain) or None,
        headline=value(f"{name}.headline", words.headline, _plain) or None,
        body=body or None,
        is_excerpt=words.is_excerpt,
        rating=value(f"{name}.rating", words.rating, _score),
        published_on=value(
            f"{name}.published_on",
            words.published_on,
            lambda said: dates.date(said.text, fetched=fetched, languages=spoken),
        ),
        language=language,
        helpful=value(f"{name}.helpful", words.helpful, lambda said: ratings.helpful(said.text)),
        section=value(f"{name}.section", words.section, _plain),
        url=value(f"{name}.url", words.url, _plain),
        is_spoiler=words.is_spoiler,
        positive_notes=tuple(filter(None, (value(f"{name}.positive_notes", s, _plain) for s in words.positive_notes))),
        negative_notes=tuple(filter(None, (value(f"{name}.negative_notes", s, _plain) for s in words.negative_notes))),
        of_film=value(f"{name}.of_film", words.of_film, _plain),
    )


def rating_statement(words: RatingWords, name: str, value: Value) -> RatingStatement:
    """One aggregate score; a score that says nothing ("N/A") has the state that the words tell."""
    best = words.best.text if words.best else ""
    scored = value(f"{name}.value", words.value, lambda said: ratings.aggregate(said.text, best))

    def count(field: str, said: Said | None) -> int | None:
        found: int | None = value(f"{name}.{field}", said, lambda s: ratings.count(s.text))
        return found

    return RatingStatement(
        kind=words.kind,
        state=words.state if scored or words.state != "scored" else "none",
        name=words.name or None,
        value=scored[0] if scored else None,
        best=scored[1] if scored else None,
        votes=count("votes", words.votes),
        critic_reviews=count("critic_reviews", words.critic_reviews),
        user_reviews=count("user_reviews", words.user_reviews),
    )
