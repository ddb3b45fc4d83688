"""Aggregate scores on lines: a value beside its name or beside a count of voices.

A bare number is a score only with one of the two; a score of another film (a list of recommendations) has neither,
or is one link with that film's title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from scrapers.layers.cards import hinted
from scrapers.layers.same_score import merged
from scrapers.lines import Line
from scrapers.tables import table
from scrapers.words import RatingKind, RatingWords, Said

LAYER = "scores"
_TABLE = table("scores")
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"
_VALUE = re.compile(
    rf"(?P<grouped>(?<![\d.,]){_GROUPED})"
    r"|(?<![\d.,:/$€£+-])(?P<value>\d{1,3}(?:\.\d{1,3}|,\d{1,2})?)"
    r"\s*(?:(?P<percent>[%％])|(?:/|out of|von|sur|de|из|z|av|di)\s*(?P<best>100?|20|[456])(?![\d.,/]))?"
    rf"(?![\d/]|[.,]\d|\s?(?:{_TABLE['unit']['words']}))",
    re.IGNORECASE,
)
_NUMBER = r"\d{1,3}(?:[.,' \u00a0\u202f]?\d{3})*(?:[.,]\d+)?\s?(?:[KkMm]\b|тыс\.?|млн|万|mil\b)?"
_VOICES = rf"(?P<critic>{_TABLE['count']['critic']})|(?P<audience>{_TABLE['count']['audience']})"
_COUNT = re.compile(rf"(?P<count>{_NUMBER})\+?\s*(?:{_VOICES})(?!\w)", re.IGNORECASE)
_COUNT_AFTER = re.compile(
    rf"(?:{_VOICES}|{_TABLE['count']['any']})\s*[:(]\s*(?P<count>{_NUMBER})\)?|=\s*(?P<sum>\d+)$", re.IGNORECASE
)
_BARE_COUNT = re.compile(rf"^\(?(?P<count>{_NUMBER})\)?$")
_COUNTED = re.compile(rf"^\+?\s*(?:{_TABLE['count']['critic']}|{_TABLE['count']['audience']})(?!\w)", re.IGNORECASE)
_COUNTS_NEXT = re.compile(rf"(?<!\w)(?:{_TABLE['count']['any']})\s*[:(]\s*$", re.IGNORECASE)
_OWN = re.compile(rf"(?<!\w)(?:{_TABLE['own']['words']})(?!\w)", re.IGNORECASE)
_BACK = 4
_AHEAD = 4
_MOST_ON_LINE = 3
"""Values on a line, at most: more of them are a widget to rate with, or a chart."""
_LONGEST = 110
"""Characters of a line that may hold a score."""
_LETTER = re.compile(r"[^\W\d_]")
_PENDING = re.compile(rf"(?<!\w)(?:{_TABLE['state']['pending']})(?!\w)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SENTENCE_END = re.compile(r"\w{2,}[.!?]$")


@dataclass(frozen=True, slots=True)
class _Name:
    pattern: re.Pattern[str]
    kind: RatingKind
    best: str
    is_service: bool


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
    is_service: bool = False


@cache
def _names() -> tuple[_Name, ...]:
    return tuple(
        _Name(
            re.compile(rf"(?<!\w)(?:{row['words']})(?!\w)", re.IGNORECASE),
            row["kind"],
            row["best"],
            row.get("service", False),
        )
        for row in _TABLE["name"]
    )


@lru_cache(maxsize=4096)
def _named(words: str) -> tuple[str, _Name] | None:
    """The name of a score in these few words."""
    if len(words) > 60 or not _LETTER.search(words):
        return None
    return next(((found.group(), name) for name in _names() if (found := name.pattern.search(words))), None)


@lru_cache(maxsize=4096)
def _pure_name(words: str) -> tuple[str, _Name] | None:
    """The name that these words are, but for a few; a list's heading that only mentions one is none."""
    found = _named(words) if len(words) <= 40 else None
    if not found or _PENDING.search(words) or any(c.isdigit() for c in _IN_BRACKETS.sub("", words)):
        return None
    spare = len(_LETTER.findall(words)) - len(_LETTER.findall(found[0]))
    return found if spare <= (20 if found[1].is_service else 8) else None


def is_service(words: str) -> bool:
    """Whether the words name a service that gathers scores, and not just anyone's rating.

    >>> is_service("IMDb"), is_service("Rating"), is_service("Rotten Tomatoes")
    (True, False, True)
    """
    found = _named(words)
    return bool(found and found[1].is_service)


def _spaced(lines: Sequence[Line]) -> list[Line]:
    """The lines with a blank between their elements: "61%" and "207" are not glued to "61%207"."""
    return [
        line._replace(text=" ".join(line.parts)) if len(line.pieces) >= 4 and len(line.text) <= _LONGEST else line
        for line in lines
    ]


def _is_value_line(line: Line) -> bool:
    found = _VALUE.match(line.text)
    return bool(found and found["value"] and found.end() >= len(line.text.rstrip()))


def _name_below(lines: Sequence[Line], at: int) -> tuple[str, _Name] | None:
    """The name on the line below, where values and names take turns and a value begins."""
    if at + 1 >= len(lines) or not _is_value_line(lines[at]) or lines[at + 1].gap > 2:
        return None
    found = _pure_name(lines[at + 1].text)
    start = at
    while start > 0 and at - start < 12 and (_is_value_line(lines[start - 1]) or _pure_name(lines[start - 1].text)):
        start -= 1
    above = _pure_name(lines[start].text)
    return found if found and (above is None or (found[1].is_service and not above[1].is_service)) else None


def _name_near(
    lines: Sequence[Line], at: int, before: str, after: str, known: dict[int, _Score]
) -> tuple[str, _Name] | None:
    """Before the value on its line, behind it, below it, else alone on a line above with no score between."""
    own = _named(before) or (None if _LETTER.search(before) else _pure_name(after)) or _name_below(lines, at)
    if own:
        return own
    for back in range(at - 1, max(0, at - _BACK) - 1, -1):
        line = lines[back]
        found = None if line.number in known else _pure_name(line.text)
        if found:
            return found
        shaped = any(value["percent"] or value["best"] for value in _VALUE.finditer(line.text))
        if line.number in known or (shaped and len(line.text) <= _LONGEST):
            return None
    return None


def _is_count(text: str, value: re.Match[str]) -> bool:
    """Whether the number counts voices ("46 critics") and is no score."""
    behind = _COUNTED.match(text[value.end() :])
    return not value["value"] or bool(behind or _COUNTS_NEXT.search(text[: value.start()]))


def _count_in(words: str, *, bare: bool, behind: bool = False) -> tuple[str, RatingKind | None] | None:
    """A count of voices in these words; with `bare`, a number alone will do; `behind` a value even a small one."""
    if len(words) > _LONGEST or not any(c.isdigit() for c in words):
        return None
    found = _COUNT.search(words) or _COUNT_AFTER.search(words)
    if found:
        kind: RatingKind | None = "critic" if found["critic"] else "audience" if found["audience"] else None
        return (found["count"] or found.groupdict().get("sum") or "").strip(), kind
    alone = _BARE_COUNT.match(words) if bare else None
    usable = alone and (behind or not _VALUE.fullmatch(alone["count"]) or bool(re.match(_GROUPED, alone["count"])))
    return (alone["count"].strip(), None) if alone and usable else None


def _count_near(lines: Sequence[Line], at: int, after: str) -> tuple[Said | None, RatingKind | None]:
    """The count of voices: behind the value, on the lines below, or right above; not beyond another score."""
    line = lines[at]
    below = ((one, one.text) for one in lines[at + 1 : at + 1 + _AHEAD])
    for place, (one, words) in enumerate(((line, after.strip(" |·•,;-")), *below)):
        found = _count_in(words, bare=place <= 1, behind=place == 0)
        if found:
            return Said(text=found[0], layer=LAYER, where=one.where), found[1]
        if (place > 1 and _pure_name(words)) or (place and any(v["value"] for v in _VALUE.finditer(words))):
            break
    for one in reversed(lines[max(0, at - _BACK) : at]):
        found = _count_in(one.text, bare=False)
        if found:
            return Said(text=found[0], layer=LAYER, where=one.where), found[1]
        if _VALUE.search(one.text):
            break
    return None, None


def _is_of_another(lines: Sequence[Line], at: int) -> bool:
    """Whether the value is one link with a title beside it, and is so again nearby: a list of other films."""
    line = lines[at]
    if not line.href:
        return False
    beside = (lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines))
    titled = any(
        one.href == line.href and _LETTER.search(one.text) and not (_named(one.text) or _count_in(one.text, bare=True))
        for one in beside
    )
    near = lines[max(0, at - 2 * _BACK) : at + 2 * _AHEAD]
    return titled and any(one.href not in ("", line.href) and _is_value_line(one) for one in near)


def _values(line: Line) -> list[re.Match[str]]:
    """The numbers of the line that may be scores; beside one with a scale or a fraction a whole one is none."""
    values = [value for value in _VALUE.finditer(line.text) if not _is_count(line.text, value)]
    shaped = [value for value in values if value["percent"] or value["best"] or not value["value"].isdigit()]
    return shaped or values


def _scores(lines: Sequence[Line], taken: frozenset[int]) -> Iterator[_Score]:
    """Every value with a name or a count; a whole number without a scale needs a name that brings one."""
    known: dict[int, _Score] = {}
    for at, line in enumerate(lines):
        if len(line.text) > _LONGEST or not any(c.isdigit() for c in line.text):
            continue
        if len(line.text) > 30 and _SENTENCE_END.search(line.text):
            continue
        values = _values(line)
        if not values or len(values) > _MOST_ON_LINE or _is_of_another(lines, at):
            continue
        start = 0
        for place, found in enumerate(values):
            end = values[place + 1].start() if place + 1 < len(values) else len(line.text)
            score = _score(lines, at, found, (line.text[start : found.start()], line.text[found.end() : end]), known)
            start = found.end()
            # Among reviews only a service's score with its count of voices is the film's.
            if score and (line.number not in taken or (score.is_service and score.count)):
                known[line.number] = score
                if _name_below(lines, at):
                    known[lines[at + 1].number] = score
                yield score


def _inherited(lines: Sequence[Line], at: int, known: dict[int, _Score]) -> _Score | None:
    """The last score of the section, where this value is a second of its kind ("in the world", "at home")."""
    for line in reversed(lines[max(0, at - _BACK - 1) : at + 1]):
        if line.number in known:
            return known[line.number]
        if line.gap >= 2:
            return None
    return None


def _score(
    lines: Sequence[Line], at: int, found: re.Match[str], around: tuple[str, str], known: dict[int, _Score]
) -> _Score | None:
    line, (before, after) = lines[at], around
    name = _name_near(lines, at, before, after, known)
    shaped, hint = bool(found["percent"] or found["best"]), hinted("score", line.classes)
    if _is_own(lines, at):
        return None
    if not shaped and found["value"].isdigit() and not _is_whole_score(line, found, name):
        return None
    count, counted = _count_near(lines, at, after)
    first = None if name else _inherited(lines, at, known)
    if not (name or (count and (shaped or hint))):
        return None
    best = "100" if found["percent"] else found["best"] or (name[1].best if name else "")
    label, kind, service = (name[0], name[1].kind, name[1].is_service) if name else ("", None, False)
    if first and found["percent"] and first.best == "100":
        label, kind, service = first.name, first.kind or first.counted, first.is_service
    return _Score(line, found["value"], best, label, kind, count, counted, service)


def _is_own(lines: Sequence[Line], at: int) -> bool:
    """Whether the value is the reader's own, or one to be given."""
    named_below = at + 1 < len(lines) and _name_below(lines, at)
    beside = lines[at + 1].text if named_below else lines[at - 1].text if at and _is_value_line(lines[at]) else ""
    return any(_OWN.search(words) for words in (lines[at].text, beside) if len(words) <= 40)


def _is_whole_score(line: Line, found: re.Match[str], name: tuple[str, _Name] | None) -> bool:
    """Whether a whole number without a scale is a score: its name has a scale of 100, and little else is there."""
    if not name or name[1].best != "100":
        return False
    rest = line.text[: found.start()] + line.text[found.end() :]
    if line.text[: found.start()].rstrip().endswith("("):
        return False
    counted = _count_in(rest, bare=False)
    return len(_LETTER.findall(rest.replace(name[0], ""))) <= (20 if counted else 3)


def _best(score: _Score, all_scores: Sequence[_Score]) -> str:
    """The top of the scale: as said or as the name has it, else by the highest score that says none either."""
    value = float(score.value.replace(",", "."))
    if score.best and value <= float(score.best):
        return score.best
    others = (float(one.value.replace(",", ".")) for one in all_scores if not one.best)
    top = max([value, *(other for other in others if other <= 10)])
    return "5" if top <= 5 else "10" if top <= 10 else "100"


def _rating(score: _Score, best: str) -> RatingWords:
    kind: RatingKind = score.kind or score.counted or "audience"
    return RatingWords(
        kind=kind,
        value=Said(text=score.value, layer=LAYER, where=score.line.where, label=score.name),
        best=Said(text=best, layer=LAYER, where=score.line.where),
        votes=score.count,
        name=score.name,
    )


def read(lines: Sequence[Line], taken: frozenset[int]) -> tuple[RatingWords, ...]:
    """The aggregate scores of the page's film, each once, in the page's order."""
    found = list(_scores(_spaced(lines), taken))
    return merged([_rating(score, _best(score, found)) for score in found])
