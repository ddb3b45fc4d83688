"""Films and reviews as schema.org things, for JSON-LD. Its terms: https://schema.org/Movie, https://schema.org/Review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.columns import certificate
from ledger.records import Consensus, Film, Rating, Review, Score

TYPES: Mapping[str, str] = {"tv_series": "TVSeries", "tv_episode": "TVEpisode"}
"""What is no Movie."""
SAME_AS: Mapping[str, str] = {
    "imdb": "https://www.imdb.com/title/{}/",
    "tmdb": "https://www.themoviedb.org/movie/{}",
    "wikidata": "https://www.wikidata.org/entity/{}",
}
"""The address of a film by its identifier; the others are given as PropertyValue."""
Thing = dict[str, Any]


def _present(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value is not None and value not in ([], {}, ())}


def _people(names: tuple[str, ...]) -> list[Thing]:
    return [{"@type": "Person", "name": name} for name in names]


def movie(film: Film, ratings: tuple[Rating, ...] = ()) -> Thing:
    """The film as a schema.org Movie (a series as TVSeries), with the scores that sites give it.

    >>> movie(Film(_id="up-2009", title="Up", year=2009, runtime_minutes=96, pages=("a",)))["duration"]
    'PT96M'
    """
    released = [one.date for one in film.release_dates if not one.date.startswith("--")]
    year = str(film.year) if film.year else None
    return _present(
        {
            "@type": TYPES.get(film.kind or "", "Movie"),
            "@id": f"#{film.id}",
            "name": film.title,
            "alternateName": list(dict.fromkeys(filter(None, (film.original_title, *film.also_known_as)))),
            "datePublished": min(released, default=year),
            "copyrightYear": film.year,
            "duration": f"PT{film.runtime_minutes}M" if film.runtime_minutes else None,
            "director": _people(film.directors),
            "author": _people(film.writers),
            "actor": [_role(member.name, member.character) for member in film.cast],
            "genre": list(film.genres),
            "contentRating": certificate(film.content_rating),
            "countryOfOrigin": [{"@type": "Country", "name": code} for code in film.countries],
            "inLanguage": list(film.languages),
            "productionCompany": [{"@type": "Organization", "name": name} for name in film.production_companies],
            "abstract": film.synopsis,
            "description": film.description or film.storyline or film.synopsis,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": kind, "value": value}
                for kind, value in film.identifiers.items()
            ],
            "sameAs": [SAME_AS[kind].format(value) for kind, value in film.identifiers.items() if kind in SAME_AS],
            "aggregateRating": [
                *(_aggregate(rating) for rating in ratings if rating.value is not None),
                *(_our_own(one) for one in film.consensus if one.percent is not None),
            ],
        }
    )


def _role(name: str, character: str | None) -> Thing:
    person = {"@type": "Person", "name": name}
    return {"@type": "PerformanceRole", "actor": person, "characterName": character} if character else person


def _aggregate(rating: Rating) -> Thing:
    return _present(
        {
            "@type": "AggregateRating",
            "name": rating.name or rating.kind,
            "author": {"@type": "Organization", "name": rating.source},
            "ratingValue": rating.value,
            "bestRating": rating.best,
            "ratingCount": rating.votes,
            "reviewCount": rating.critic_reviews if rating.kind == "critic" else rating.user_reviews,
        }
    )


def _our_own(consensus: Consensus) -> Thing:
    return {
        "@type": "AggregateRating",
        "name": f"consensus: {consensus.kind}",
        "author": {"@type": "Organization", "name": "filmledger"},
        "ratingValue": consensus.percent,
        "bestRating": 100,
        "worstRating": 0,
        "ratingCount": consensus.count,
        "ratingExplanation": consensus.formula,
    }


def review_thing(review: Review) -> Thing:
    """The review as a schema.org Review of its film."""
    notes = {"positiveNotes": review.positive_notes, "negativeNotes": review.negative_notes}
    return _present(
        {
            "@type": "CriticReview" if review.kind == "critic" else "Review",
            "@id": f"#{review.id}",
            "itemReviewed": {"@id": f"#{review.film}"},
            "author": {"@type": "Person", "name": review.author} if review.author else None,
            "publisher": {"@type": "Organization", "name": review.publication} if review.publication else None,
            "headline": review.headline,
            "reviewBody": review.body,
            "datePublished": review.published_on if review.published_on and review.published_on[0] != "-" else None,
            "inLanguage": review.language,
            "url": review.url,
            "reviewRating": _score(review.rating) if review.rating else None,
            **{name: [{"@type": "ListItem", "name": note} for note in found] for name, found in notes.items()},
        }
    )


def _score(score: Score) -> Thing:
    return _present(
        {
            "@type": "Rating",
            "ratingValue": score.value if score.value is not None else score.words,
            "bestRating": score.best,
            "name": score.words,
        }
    )
