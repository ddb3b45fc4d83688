"""The consensus of a film's critics and of its audience, each with all that is needed to compute it again by hand.

A voice is one vote or one review; a source is a site (where a saved page names none, the page). Voices of one site
share its scale and its crowd, so a source's weight grows with its voices only up to a bound:

    weight  = 1 / (site_sd² + voice_sd² / voices)
    percent = (prior_mean / prior_sd² + Σ weight · percent) / (1 / prior_sd² + Σ weight)
    margin  = 1.96 / √(1 / prior_sd² + Σ weight)            (95 of 100 times the truth is within, if the model holds)

Nothing is counted twice: a review that was seen on a site whose own score is an input is left out, a site gives one
score for each kind of voice, and a score that another site reprints is one score. The prior mean is that of the ledger:
the mean over its films of what their sources say together. A film therefore holds its inputs, and its consensus is
computed when it is asked for (`answer`); the mean comes from counters (`pipelines.means`), so that one page more
rewrites no other film.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import fsum, sqrt
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from ledger.records import Consensus, Rating, RatingKind, Review, ReviewKind

VOICES: Mapping[RatingKind, frozenset[str]] = {
    "critic": frozenset({"critic", "column"}),
    "audience": frozenset({"audience"}),
}
"""The kinds of review that are voices of each kind of score."""

OWNERS: Mapping[str, str] = {
    "imdb": "imdb.com",
    "imdb rating": "imdb.com",
    "metascore": "metacritic.com",
    "metacritic": "metacritic.com",
    "tomatometer": "rottentomatoes.com",
    "popcornmeter": "rottentomatoes.com",
    "rotten tomatoes": "rottentomatoes.com",
    "letterboxd": "letterboxd.com",
    "filmaffinity": "filmaffinity.com",
    "kinopoisk": "kinopoisk.ru",
    "allocine": "allocine.fr",
    "douban": "douban.com",
    "tmdb": "themoviedb.org",
}
"""Scores by their names, whichever site prints them: whose voices they count."""

_REPRINTED = 20
"""Two sites with the same score of the same number of voices, this many or more, print one score."""
_Z = 1.96


class Prior(BaseModel):
    """What is held of a film before anybody has spoken, and how far voices differ; all on 0 to 100."""

    model_config = ConfigDict(frozen=True)

    prior_mean: float | None = Field(default=None, ge=0, le=100)
    """None: the mean of the ledger's films that have voices enough; a number fixes it."""
    prior_sd: float = Field(gt=0)
    """How far films differ from that mean."""
    site_sd: float = Field(gt=0)
    """How far two sites differ on one film."""
    voice_sd: float = Field(gt=0)
    """How far two voices differ on one film, at most."""
    minimum: int = Field(ge=1)
    """With fewer voices there is no number."""


class ScoreSettings(BaseSettings):
    """FILMLEDGER_SCORE_CRITIC and FILMLEDGER_SCORE_AUDIENCE, each a JSON object; `docs/linking.md` says whence.

    After a change, `filmledger link --rebuild` computes every film again.
    """

    model_config = SettingsConfigDict(env_prefix="FILMLEDGER_SCORE_", frozen=True, extra="ignore")

    critic: Prior = Prior(prior_sd=20, site_sd=9, voice_sd=22, minimum=4)
    audience: Prior = Prior(prior_sd=14, site_sd=9, voice_sd=25, minimum=10)


class LedgerMean(NamedTuple):
    """What the ledger's films have to say together: how many of them have a mean, and the sum of those means."""

    films: int = 0
    ten_thousandths: int = 0
    """A sum of whole numbers is the same in any order."""

    @property
    def mean(self) -> float | None:
        """On 0 to 100, to 4 decimals; None where no film has voices enough.

        >>> LedgerMean(films=3, ten_thousandths=1_900_000).mean
        63.3333
        """
        return round(self.ten_thousandths / self.films / 10_000, 4) if self.films else None


class Voice(NamedTuple):
    """A review as the consensus needs it: its kind, its score on 0 to 100, and the pages where it was seen.

    `text` is equal for reviews of the film that are copies of one text under many names, and else empty.
    """

    kind: ReviewKind
    percent: float | None
    pages: tuple[str, ...]
    text: str = ""


def voice_of(review: Review) -> Voice:
    """The voice of a review."""
    percent = review.rating.percent if review.rating else None
    return Voice(review.kind, percent, tuple(sighting.page for sighting in review.sightings))


def consensus(
    reviews: Iterable[Voice],
    ratings: Iterable[Rating],
    sources: Mapping[str, str],
    settings: ScoreSettings | None = None,
) -> tuple[Consensus, ...]:
    """What the consensus of one film is made of: critics first, then audience; a kind without a voice is left out.

    `answer` makes the number of it. `sources` gives the source of each page where a review was seen; a page that is
    missing is its own source.
    """
    settings = settings or settings_in_force()
    told, scored = tuple(reviews), tuple(ratings)
    found = []
    for kind, prior in (("critic", settings.critic), ("audience", settings.audience)):
        inputs = _aggregates(kind, scored, prior)  # type: ignore[arg-type]
        inputs += _reviews(kind, told, sources, {row["source"] for row in inputs}, prior)  # type: ignore[arg-type]
        if inputs:
            found.append(together(kind, inputs, prior))  # type: ignore[arg-type]
    return tuple(found)


@cache
def settings_in_force() -> ScoreSettings:
    """The settings of this process; read once, as reading them costs more than a film's consensus."""
    return ScoreSettings()


def together(kind: RatingKind, inputs: Sequence[Mapping[str, Any]], prior: Prior) -> Consensus:
    """Sources with their `percent`, `voices` and `weight`, put together; `mean` only where there are voices enough."""
    voices = sum(row["voices"] for row in inputs)
    rows = tuple(dict(row) for row in inputs)
    if voices < prior.minimum:
        return Consensus(kind=kind, count=voices, inputs=rows)
    mean, whole = _sums(rows)
    return Consensus(kind=kind, count=voices, mean=round(mean, 4), weight=round(whole, 8), inputs=rows)


def _sums(rows: Iterable[Mapping[str, Any]]) -> tuple[float, float]:
    """The weighed mean of sources, and the sum of their weights."""
    known = list(rows)
    whole = fsum(row["weight"] for row in known)
    return fsum(row["weight"] * row["percent"] for row in known) / whole, whole


def answer(found: Consensus, ledger: LedgerMean, prior: Prior) -> Consensus:
    """The consensus with its number, its interval, and how they were computed.

    >>> prior = Prior(prior_mean=60, prior_sd=20, site_sd=9, voice_sd=22, minimum=4)
    >>> row = {"source": "a.example", "percent": 80.0, "voices": 10, "weight": weight(10, prior)}
    >>> found = answer(together("critic", [row], prior), LedgerMean(), prior)
    >>> found.percent, found.low, found.high, found.count
    (75.1, 55.7, 94.5, 10)
    >>> own = prior.model_copy(update={"prior_mean": None})
    >>> answer(together("critic", [row], own), LedgerMean(films=2, ten_thousandths=1_400_000), own).percent
    77.6
    >>> answer(together("critic", [{**row, "voices": 1}], prior), LedgerMean(), prior).formula
    'no number: 1 voice, at least 4 needed'
    """
    if found.count < prior.minimum:
        said = f"no number: {found.count} voice{'s' * (found.count != 1)}, at least {prior.minimum} needed"
        return found.model_copy(update={"mean": None, "formula": said})
    all_there = sum(row["voices"] for row in found.inputs) == found.count  # not in a film that is too large
    own, whole = _sums(found.inputs) if all_there else (found.mean or 0.0, found.weight or 0.0)
    before = next(mean for mean in (prior.prior_mean, ledger.mean, own) if mean is not None)
    precision = 1 / prior.prior_sd**2 + whole
    mean = (before / prior.prior_sd**2 + whole * own) / precision
    margin = _Z / sqrt(precision)
    number = {
        "percent": round(mean, 1),
        "low": round(max(0.0, mean - margin), 1),
        "high": round(min(100.0, mean + margin), 1),
        "prior_mean": before,
        "prior_films": ledger.films if prior.prior_mean is None else None,
        "formula": formula(prior, before),
    }
    return found.model_copy(update=number)


def formula(prior: Prior, mean: float) -> str:
    """The formula with its numbers, as it stands in the answer."""
    base = f"1/{prior.prior_sd:g}²"
    whose = "the mean of the ledger's films" if prior.prior_mean is None else "a setting"
    return (
        f"percent = ({mean:.9g}·{base} + Σ weight·percent) / ({base} + Σ weight); {mean:.9g} is {whose}; "
        f"weight = 1/({prior.site_sd:g}² + {prior.voice_sd:g}²/voices), to 8 decimals; "
        f"low, high = percent ∓ {_Z:g}/√({base} + Σ weight), within 0 to 100"
    )


def weight(voices: int, prior: Prior) -> float:
    """What a source of so many voices counts, to 8 decimals."""
    return round(1 / (prior.site_sd**2 + prior.voice_sd**2 / voices), 8)


def _aggregates(kind: RatingKind, ratings: Iterable[Rating], prior: Prior) -> list[dict[str, Any]]:
    """One row for each source that gives a score of its own: the one with most voices."""
    best: dict[str, tuple[int, Rating]] = {}
    for rating in sorted(ratings, key=lambda rating: (rating.name or "", rating.id)):
        if rating.kind == kind and rating.state == "scored" and rating.value is not None and rating.best:
            source = OWNERS.get((rating.name or "").casefold().strip(), rating.source)
            voices = _voices(rating, prior)
            if source not in best or voices > best[source][0]:
                best[source] = (voices, rating)
    rows: list[dict[str, Any]] = []
    printed: set[tuple[float, int]] = set()
    for source, (voices, rating) in sorted(best.items()):
        percent = round(100 * float(rating.value or 0) / float(rating.best or 1), 4)
        if 0 <= percent <= 100 and (voices < _REPRINTED or (percent, voices) not in printed):
            printed.add((percent, voices))
            row = {"source": source, "from": "aggregate", "rating": rating.id, "percent": percent}
            rows.append(row | {"voices": voices, "weight": weight(voices, prior)})
    return rows


def _voices(rating: Rating, prior: Prior) -> int:
    """How many voices an aggregate counts; where it does not say, the fewest that make a number."""
    own = rating.critic_reviews if rating.kind == "critic" else rating.user_reviews
    counts = (own, rating.votes) if rating.kind == "critic" else (rating.votes, own)
    return next((count for count in counts if count), prior.minimum)


def _scored(reviews: Iterable[Voice]) -> Iterator[tuple[float, tuple[str, ...]]]:
    """The scores of reviews with their pages; the copies of one text are one, with the score that most of them give."""
    copies: dict[str, list[Voice]] = {}
    for review in reviews:
        if review.percent is not None and review.text:
            copies.setdefault(review.text, []).append(review)
        elif review.percent is not None:
            yield review.percent, review.pages
    for _, some in sorted(copies.items()):
        given = Counter(one.percent for one in some if one.percent is not None)
        percent = min(given, key=lambda score: (-given[score], score))
        yield percent, tuple(page for one in some for page in one.pages)


def _reviews(
    kind: RatingKind, reviews: Iterable[Voice], sources: Mapping[str, str], counted: set[str], prior: Prior
) -> list[dict[str, Any]]:
    """One row for each source of reviews with a score, those left out that an aggregate's source has counted."""
    scores: dict[str, Counter[float]] = {}
    for percent, pages in _scored(review for review in reviews if review.kind in VOICES[kind]):
        seen = [sources.get(page, page) for page in pages]
        if counted.isdisjoint(seen):
            scores.setdefault(min(seen), Counter())[round(percent, 4)] += 1
    rows: list[dict[str, Any]] = []
    for source, counts in sorted(scores.items()):
        voices = counts.total()
        percent = round(fsum(score * count for score, count in counts.items()) / voices, 4)
        row = {"source": source, "from": "reviews", "scores": [list(pair) for pair in sorted(counts.items())]}
        rows.append(row | {"percent": percent, "voices": voices, "weight": weight(voices, prior)})
    return rows
