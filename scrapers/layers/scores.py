"""Aggregate scores on lines: a value beside its name or beside a count of voices.

A bare number is a score only with one of the two; a score of another film (a list of recommendations) has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from scrapers.layers.cards import hinted
from scrapers.lines import Line
from scrapers.tables import table
from scrapers.words import RatingKind, RatingWords, Said

LAYER = "scores"
_TABLE = table("scores")
_VALUE = re.compile(
    r"(?<![\d.,:/$€£+-])(?P<value>\d{1,3}(?:\.\d{1,3}|,\d{1,2})?)"
    r"\s*(?:(?P<percent>%)|(?:/|out of|von|sur|de|из|z|av|di)\s*(?P<best>100?|20|[456])(?![\d.,/]))?(?![\d/]|[.,]\d)"
)
_NUMBER = r"\d{1,3}(?:[.,' \u00a0\u202f]?\d{3})*(?:[.,]\d+)?\s?(?:[KkMm]\b|тыс\.?|млн|万|mil\b)?"
_COUNT = re.compile(
    rf"(?P<count>{_NUMBER})\+?\s*(?:(?P<critic>{_TABLE['count']['critic']})|(?P<audience>{_TABLE['count']['audience']}))(?!\w)",
    re.IGNORECASE,
)
_COUNT_AFTER = re.compile(
    rf"(?:(?P<critic>{_TABLE['count']['critic']})|(?P<audience>{_TABLE['count']['audience']}))\s*[:(]\s*(?P<count>{_NUMBER})\)?",
    re.IGNORECASE,
)
_BARE_COUNT = re.compile(rf"^\(?(?P<count>{_NUMBER})\)?$")
_COUNTED = re.compile(rf"^\+?\s*(?:{_TABLE['count']['critic']}|{_TABLE['count']['audience']})(?!\w)", re.IGNORECASE)
_BACK = 4
_AHEAD = 4
_MOST_ON_LINE = 3
"""Values on a line, at most: more of them are a widget to rate with, or a chart."""
_LONGEST = 110
"""Characters of a line that may hold a score."""


@dataclass(frozen=True, slots=True)
class _Name:
    pattern: re.Pattern[str]
    kind: RatingKind
    best: str


@dataclass(frozen=True, slots=True)
class _Score:
    """A value found on a line, with what stands beside it."""

    line: Line
    value: str
    best: str
    name: str
    kind: RatingKind | None
    count: Said | None
    counted: RatingKind | None


@cache
def _names() -> tuple[_Name, ...]:
    return tuple(
        _Name(re.compile(rf"(?<!\w)(?:{row['words']})(?!\w)", re.IGNORECASE), row["kind"], row["best"])
        for row in _TABLE["name"]
    )


def _named(words: str) -> tuple[str, _Name] | None:
    """The name of a score in these few words."""
    if len(words) > 60:
        return None
    return next(((found.group(), name) for name in _names() if (found := name.pattern.search(words))), None)


def _name_near(lines: Sequence[Line], at: int, before: str) -> tuple[str, _Name] | None:
    """On the line before the value, else alone on one of the lines above, with no other value between."""
    own = _named(before)
    if own:
        return own
    for line in reversed(lines[max(0, at - _BACK) : at]):
        if any(not _is_count(line.text, value) for value in _VALUE.finditer(line.text)):
            return None
        found = _named(line.text) if len(line.text) <= 40 else None
        if found:
            return found
    return None


def _is_count(text: str, value: re.Match[str]) -> bool:
    """Whether the number counts voices ("46 critics") and is no score."""
    return bool(_COUNTED.match(text[value.end() :]))


def _count_in(words: str, *, bare: bool) -> tuple[str, RatingKind | None] | None:
    """A count of voices in these words; with `bare`, a number alone will do."""
    found = _COUNT.search(words) or _COUNT_AFTER.search(words) if len(words) <= _LONGEST else None
    if found:
        return found["count"].strip(), "critic" if found["critic"] else "audience"
    alone = _BARE_COUNT.match(words) if bare else None
    return (alone["count"].strip(), None) if alone and not _VALUE.fullmatch(alone["count"]) else None


def _count_near(lines: Sequence[Line], at: int, after: str) -> tuple[Said | None, RatingKind | None]:
    """The count of voices: behind the value, on the lines below, or right above; not beyond another score."""
    line = lines[at]
    below = ((one, one.text) for one in lines[at + 1 : at + 1 + _AHEAD])
    for place, (one, words) in enumerate(((line, after.strip(" |·•,;-")), *below)):
        found = _count_in(words, bare=place <= 1)
        if found:
            return Said(text=found[0], layer=LAYER, where=one.where), found[1]
        if place and (_VALUE.search(words) or _named(words)):
            break
    for one in reversed(lines[max(0, at - _BACK) : at]):
        found = _count_in(one.text, bare=False)
        if found:
            return Said(text=found[0], layer=LAYER, where=one.where), found[1]
        if _VALUE.search(one.text):
            break
    return None, None


def _scores(lines: Sequence[Line], taken: frozenset[int]) -> Iterator[_Score]:
    """Every value with a name or a count; a whole number without a scale needs a name that brings one."""
    for at, line in enumerate(lines):
        if line.number in taken or len(line.text) > _LONGEST:
            continue
        values = [value for value in _VALUE.finditer(line.text) if not _is_count(line.text, value)]
        if len(values) > _MOST_ON_LINE:
            continue
        start = 0
        for place, found in enumerate(values):
            end = values[place + 1].start() if place + 1 < len(values) else len(line.text)
            score = _score(lines, at, found, line.text[start : found.start()], line.text[found.end() : end])
            start = found.end()
            if score:
                yield score


def _score(lines: Sequence[Line], at: int, found: re.Match[str], before: str, after: str) -> _Score | None:
    line = lines[at]
    name = _name_near(lines, at, before)
    shaped, hint = bool(found["percent"] or found["best"]), hinted("score", line.classes)
    whole = "." not in found["value"] and "," not in found["value"]
    if not shaped and whole and not (name and name[1].best == "100"):
        return None
    count, counted = _count_near(lines, at, after)
    if not (name or (count and (shaped or hint))):
        return None
    best = "100" if found["percent"] else found["best"] or (name[1].best if name else "")
    label, kind = (name[0], name[1].kind) if name else ("", None)
    return _Score(line, found["value"], best, label, kind, count, counted)


def _best(score: _Score, all_scores: Sequence[_Score]) -> str:
    if score.best:
        return score.best
    values = [float(one.value.replace(",", ".")) for one in all_scores if not one.best]
    top = max(values)
    return "5" if top <= 5 else "10" if top <= 10 else "100"


def read(lines: Sequence[Line], taken: frozenset[int]) -> tuple[RatingWords, ...]:
    """The aggregate scores of the page's film, each once, in the page's order."""
    found = list(_scores(lines, taken))
    ratings: dict[tuple[str, str, str], RatingWords] = {}
    for score in found:
        best = _best(score, found)
        kind: RatingKind = score.kind or score.counted or "audience"
        if float(score.value.replace(",", ".")) > float(best):
            continue
        key = (kind, score.value.replace(",", "."), best)
        rating = RatingWords(
            kind=kind,
            value=Said(text=score.value, layer=LAYER, where=score.line.where, label=score.name),
            best=Said(text=best, layer=LAYER, where=score.line.where),
            votes=score.count,
            name=score.name,
        )
        if key not in ratings or (rating.votes and not ratings[key].votes):
            ratings[key] = rating
    return tuple(ratings.values())
