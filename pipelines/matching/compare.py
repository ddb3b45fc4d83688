"""The verdict on two films: the sum of what the clues say, as a chance between 0 and 1, with the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Literal

from pipelines.matching.clues import CLUES, OF_SERIES, levels
from pipelines.matching.films import FilmClues
from pipelines.matching.tables import bounds, ceilings, weights, word_set

VerdictWord = Literal["same", "different", "unsure"]
_LEAST = 0.05  # log-odds; less says nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """`score` is the chance that the two are one film; `reasons` name every clue, the heaviest first."""

    verdict: VerdictWord
    score: float
    reasons: tuple[str, ...]


def compare(left: FilmClues, right: FilmClues) -> Verdict:
    """Whether two films are one. The order of the two changes the order within the reasons, and nothing else.

    >>> from pipelines.matching.films import film_clues
    >>> one = film_clues({"title": "Dark Road", "year": 1999, "directors": ["Ann Lee"]})
    >>> other = film_clues({"title": "Road, Dark", "year": 2003, "directors": ["Bo Nilsson"]})
    >>> print(compare(one, one).verdict, compare(one, other).verdict)
    same different
    >>> compare(one, other).reasons[0]
    'year: 1999 against 2003'
    """
    stated = identified(left, right)
    if stated is not None:
        return stated
    found = levels(left, right)
    score = chance(log_odds(found))
    return Verdict(verdict=verdict_of(score), score=round(score, 4), reasons=_reasons(left, right, found))


def identified(left: FilmClues, right: FilmClues) -> Verdict | None:
    """The verdict of identifiers alone: an equal one joins, two different ones of one kind part; both leave it open."""
    shared = sorted(set(left.identifiers) & set(right.identifiers))
    mine, theirs = dict(left.identifiers), dict(right.identifiers)
    one_each = word_set("identifiers.one")
    differ = sorted(kind for kind in mine.keys() & theirs.keys() & one_each if mine[kind] != theirs[kind])
    reasons = (
        *(f"identifiers: {kind} {key} on both" for kind, key in shared),
        *(f"identifiers: {kind} {mine[kind]} against {theirs[kind]}" for kind in differ),
    )
    if not reasons:
        return None
    if shared and differ:
        return Verdict(verdict="unsure", score=0.5, reasons=reasons)
    return Verdict(verdict="same" if shared else "different", score=1.0 if shared else 0.0, reasons=reasons)


def log_odds(found: Mapping[str, str]) -> float:
    """The sum of the weights of the levels, and the odds before any clue.

    Where nothing speaks against, little that speaks for is no contradiction: the odds are even at least.

    >>> log_odds({}), log_odds({"title": "none"}) < -5
    (0.0, True)
    """
    table = weights()
    weighed = {name: table[name][level] for name, level in found.items()}
    odds = bounds()["intercept"] + sum(weighed.values()) - overcount(weighed, ceilings().get(found.get("title", "")))
    return odds if any(weight < 0 for weight in weighed.values()) else max(0.0, odds)


def overcount(weighed: Mapping[str, float], ceiling: float | None) -> float:
    """By how much the weights of one crew's or one series' common traits exceed what they may say together.

    Under another title they are what a sequel would show as well; `ceilings` in `weights.toml` has a row for each level
    of the title.

    >>> overcount({"title": -4.0, "directors": 3.0, "cast": 2.5, "writers": -1.0}, ceiling=4.0)
    1.5
    """
    common = sum(weight for name, weight in weighed.items() if weight > 0 and name in OF_SERIES)
    return max(0.0, common - ceiling) if ceiling is not None else 0.0


def chance(odds: float) -> float:
    """The chance for log-odds.

    >>> chance(0.0), round(chance(3.0), 3), chance(-1e9)
    (0.5, 0.953, 0.0)
    """
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def verdict_of(score: float) -> VerdictWord:
    """A chance in a word."""
    return "same" if score >= bounds()["same"] else "different" if score <= bounds()["different"] else "unsure"


def _reasons(left: FilmClues, right: FilmClues, found: Mapping[str, str]) -> tuple[str, ...]:
    weighed = [(weights()[clue.name][found[clue.name]], clue) for clue in CLUES if clue.name in found]
    told = [(-abs(weight), clue.name.replace("_", " "), clue) for weight, clue in weighed if abs(weight) >= _LEAST]
    return tuple(f"{name}: {clue.says(left, right)}" for _, name, clue in sorted(told, key=lambda row: row[:2]))
