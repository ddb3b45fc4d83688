"""Aggregate scores on lines: a value beside its name or beside a count of voices.

A bare number is a score only with one of the two; a score of another film (a list of recommendations) has neither,
or is one link with that film's title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from scrapers.layers import hidden_scores
from scrapers.layers.cards import hinted
from scrapers.layers.drawn_stars import scale_of
from scrapers.layers.same_score import SHOWN, merged
from scrapers.layers.score_asides import among_reviews, is_of_review, is_single_mark, is_step, others, repeated
from scrapers.layers.score_heads import with_counts
from scrapers.layers.score_marks import service_of
from scrapers.layers.score_names import name_below
from scrapers.layers.score_rows import (
    LETTER,
    LONGEST,
    Name,
    Row,
    count_in,
    first_name,
    is_count,
    is_only_count,
    is_whole_score,
    named,
    scale_behind,
    top_in,
)
from scrapers.layers.score_states import missing
from scrapers.lines import Line
from scrapers.shapes import for_lower_case, has_year, lower
from scrapers.tables import table
from scrapers.words import RatingKind, RatingWords, Said

LAYER = "scores"
_OWN = for_lower_case(rf"(?<!\w)(?:{table('scores')['own']['words']})(?!\w)")
_AWAITED = for_lower_case(rf"(?<!\w)(?:{table('scores')['awaited']['words']})(?!\w)")
_OWN_LINE = 40
_SHARE = for_lower_case(rf"\s*(?:{table('scores')['share']['words']})(?!\w)")
_OF_SHARE = for_lower_case(rf"(?:{table('scores')['share']['words']})\W*$")
_STEP = for_lower_case(rf"\W*(?:10|\d)\s?(?:{table('scores')['share']['words']}|点|分|점)?\W*$")
"""A step of a chart: "5 stars"."""
_BRACKETED = re.compile(r"\s*\(\s*\d[^()]*\)")
_COUNT_FIRST = re.compile(r"^\s?\((\d[\d.,' \u202f]{0,12})\)\s*[|·•/–—]")
"""The count in brackets, before what else the line says: "(102) | statistics"."""
_SUM = re.compile(r"^[\d\s.,]+\+[\d\s.,+]+=[\d\s.,]+$")
_LONGEST_NAME = 60
_BACK = 4
_AHEAD = 4
_MOST_ON_LINE = 3
"""Values on a line, at most: more of them are a widget to rate with, or a chart."""
_SENTENCE_END = re.compile(r"\w{2,}[.!?]$")


@dataclass(frozen=True, slots=True)
class _Score:
    """A value found on a line, with what stands beside it."""

    at: int
    line: Line
    value: str
    best: str
    name: str
    kind: RatingKind | None
    count: Said | None
    counted: RatingKind | None
    is_service: bool = False


def _name_near(
    rows: Sequence[Row], at: int, before: str, after: str, known: dict[int, _Score]
) -> tuple[str, Name] | None:
    """Before the value on its line, behind it, below it, else alone on a line above with no score between."""
    own = (named(before) if before else None) or (None if LETTER.search(before) or not after else first_name(after))
    own = own or name_below(rows, at) or service_of(rows[at].line)
    if own:
        return own
    for back in range(at - 1, max(0, at - _BACK) - 1, -1):
        row = rows[back]
        if row.line.number in known:
            return None
        if row.name:
            return None if len(row.text) <= _OWN_LINE and _OWN.search(row.low) else row.name
        if row.is_shaped and len(row.text) <= LONGEST:
            return None
    return None


def _count_near(
    rows: Sequence[Row], at: int, after: str, name: tuple[str, Name] | None, counts: Container[str]
) -> tuple[Said | None, RatingKind | None]:
    """The count of voices: behind the value, on the lines below, or right above; not beyond another score."""
    behind = bracketed[1] if (bracketed := _COUNT_FIRST.match(after)) else after.strip(" |·•,;-")
    found = count_in(behind, bare=True, behind=True) or _count_part(rows[at])
    if found:
        return Said(text=found[0], layer=LAYER, where=rows[at].line.where), found[1]
    for place, row in enumerate(rows[at + 1 : at + 1 + _AHEAD], 1):
        if top_in(row.low) is not None:
            continue
        if place > 1 and any(set(value["value"] or "") & set(".,") for value in row.values):
            break  # a score of its own, and its own count
        if name and row.name and {name[1].kind, row.name[1].kind} == {"critic", "audience"}:
            break  # the others' voices
        found = count_in(row.text, bare=place <= 1 and not has_year(row.text)) if row.line.has_digit else None
        if found:
            return Said(text=found[0], layer=LAYER, where=row.line.where), found[1]
        if (place > 1 and row.name) or any(value["value"] for value in row.values):
            break
    for row in reversed(rows[max(0, at - _BACK) : at]):
        found = count_in(row.text, bare=False) if row.line.has_digit else None
        if found and row.line.where not in counts:
            return Said(text=found[0], layer=LAYER, where=row.line.where), found[1]
        if row.values or (row.name and row.name != name):
            break
    return None, None


def _count_part(row: Row) -> tuple[str, RatingKind | None] | None:
    """The count in an element of its own, right behind the one of a share: "52%" "429" "6"."""
    parts = row.line.parts
    is_share = len(parts) > 2 and parts[0][-1] in "%％" and row.values and row.values[0].end() == len(parts[0])
    return count_in(parts[1], bare=True, behind=True) if is_share else None


def _counts_near(rows: Sequence[Row], at: int, known: dict[int, _Score]) -> set[str]:
    """The counts that belong to scores so near before the line that they may be taken for its own."""
    scores = (known.get(row.line.number) for row in rows[max(0, at - _BACK - max(_BACK, _AHEAD)) : at + 1])
    return {one.count.where for one in scores if one and one.count}


def _is_of_another(rows: Sequence[Row], at: int) -> bool:
    """Whether the value is one link with a title beside it, and is so again nearby: a list of other films."""
    href = rows[at].line.href
    if not href:
        return False
    beside = (rows[near] for near in (at - 1, at + 1) if 0 <= near < len(rows))
    titled = any(
        one.line.href == href and LETTER.search(one.text) and not (named(one.text) or count_in(one.text, bare=True))
        for one in beside
    )
    near = rows[max(0, at - 2 * _BACK) : at + 2 * _AHEAD]
    return titled and any(one.line.href not in ("", href) and one.is_value for one in near)


def _values(row: Row) -> list[re.Match[str]]:
    """The numbers of the line that may be scores; beside one with a scale or a fraction a whole one is none."""
    values = [value for value in row.values if not is_count(row, value)]
    shaped = [value for value in values if value["percent"] or value["best"] or not value["value"].isdigit()]
    return shaped or values


def _may_hold(line: Line) -> bool:
    """Whether a score may stand on the line: a number in few words that are no sentence."""
    text = line.text
    if len(text) > LONGEST or not line.has_digit:
        return False
    if "=" in text and _SUM.match(text):
        return False  # of voices: "187 + 62 = 249"
    return not (len(text) > 30 and line.ends_sentence and _SENTENCE_END.search(text))


def _scores(lines: Sequence[Line], taken: frozenset[int]) -> Iterator[_Score]:
    """Every value with a name or a count; a whole number without a scale needs a name that brings one."""
    known: dict[int, _Score] = {}
    rows = [Row(line) for line in lines]
    for at, line in enumerate(lines):
        if not _may_hold(line):
            continue
        values = _values(rows[at])
        if not values or len(values) > _MOST_ON_LINE or _is_of_another(rows, at) or is_step(rows, at):
            continue
        start, text = 0, rows[at].text
        for place, found in enumerate(values):
            end = values[place + 1].start() if place + 1 < len(values) else len(text)
            score = _score(rows, at, found, (text[start : found.start()], text[found.end() : end]), known)
            start = found.end()
            # Among reviews only a service's score with its count of voices is the film's.
            if score and (line.number not in taken or (score.is_service and score.count)):
                known[line.number] = score
                if name_below(rows, at):
                    known[lines[at + 1].number] = score
                yield score


def _own_scores(lines: Sequence[Line], taken: frozenset[int], strange: frozenset[int]) -> list[_Score]:
    """The scores of the film itself: none of lists of other films, none that come one for each review.

    `strange` are the lines of such lists.
    """
    found = list(_scores(lines, taken))
    if not found:
        return []
    found = [one for one in found if one.line.number not in strange]
    bare = Counter((one.line.kind, one.counted) for one in found if not one.name and one.best == "100")
    found = [one for one in found if one.name or one.best != "100" or bare[one.line.kind, one.counted] == 1]
    found = [one for one in found if one.count or one.is_service or not is_single_mark(lines, one.at)]
    again = repeated(lines, ((one.at, one.name, one.value, one.count is not None) for one in found))
    return [one for one in found if one.at not in again and (one.is_service or not among_reviews(lines, one.at))]


def _is_share(rows: Sequence[Row], at: int, around: tuple[str, str], known: dict[int, _Score]) -> bool:
    """Whether a percentage is a part of a chart: how many of the voices are of one kind."""
    before, after = around
    is_step_of_chart = at > 0 and _STEP.match(rows[at - 1].low) and not _again(rows, at, known)
    return bool(_SHARE.match(lower(after)) or _OF_SHARE.search(lower(before)) or is_step_of_chart)


def _is_awaited(rows: Sequence[Row], at: int) -> bool:
    """Whether the words at a share, above it or below it say that it counts who waits for the film."""
    below = [row for row in rows[at + 1 : at + 2] if not row.line.has_digit]
    near = [*rows[max(0, at - 1) : at + 1], *below]
    return any(_AWAITED.search(row.low) for row in near if len(row.text) <= _LONGEST_NAME)


def _inherited(rows: Sequence[Row], at: int, known: dict[int, _Score]) -> _Score | None:
    """The last score of the section, where this value is a second of its kind ("in the world", "at home")."""
    for row in reversed(rows[max(0, at - _BACK - 1) : at + 1]):
        if row.line.number in known:
            return known[row.line.number]
        if row.line.gap >= 2 and not _again(rows, at, known):
            return None
    return None


def _again(rows: Sequence[Row], at: int, known: dict[int, _Score]) -> bool:
    """Whether the value's element is of the same kind as that of a score right before it: one heading parts them."""
    kind, near = rows[at].line.kind, rows[max(0, at - _BACK) : at]
    same = any(row.line.kind == kind and row.line.number in known for row in near)
    return same and bool(kind[1]) and sum(row.line.gap >= 2 for row in near) == 1


def _score(
    rows: Sequence[Row], at: int, found: re.Match[str], around: tuple[str, str], known: dict[int, _Score]
) -> _Score | None:
    row, (before, after) = rows[at], around
    if found["percent"] and (_is_awaited(rows, at) or _is_share(rows, at, around, known)):
        return None
    name = _name_near(rows, at, before, after, known)
    shaped = bool(found["percent"] or found["best"])
    if not shaped and found["value"].isdigit() and not is_whole_score(row, found, name):
        return None
    voiced = row.is_value and at + 1 < len(rows) and is_only_count(rows[at + 1].text)
    if not (name or shaped or voiced or hinted("score", row.line.classes)) or _is_own(rows, at, found.end()):
        return None
    count, counted = _count_near(rows, at, after, name, _counts_near(rows, at, known))
    if count and not count.text.strip("0"):
        return None  # of no voices: a review's, with its comments counted
    first = None if name and name[1].kind else _inherited(rows, at, known)
    lone = not known and _is_lone(rows, at) and not found["value"].isdigit()
    if not (name or count or lone) or (count is None and is_of_review(rows, at)):
        return None
    best = "100" if found["percent"] else found["best"] or _top_near(rows, at) or scale_behind(lower(after))
    best = best or scale_of(row.line, found["value"]) or (name[1].best if name else "")
    label, kind, service = (name[0], name[1].kind, name[1].is_service) if name else ("", None, False)
    if name and not kind and first and not counted:
        kind = first.kind or first.counted
    is_second = first is not None and (counted is None or counted == (first.kind or first.counted))
    if first and is_second and found["percent"] and rows[first.at].values[0]["percent"] and not name:
        label, kind, service = first.name, first.kind or first.counted, first.is_service
    return _Score(at, row.line, found["value"], best, label, kind, count, counted, service)


def _is_lone(rows: Sequence[Row], at: int) -> bool:
    """Whether the line is one value whose element says that it is a score, and no name stands below it."""
    named_below = at + 1 < len(rows) and rows[at + 1].name is not None
    return rows[at].is_value and not named_below and hinted("score", rows[at].line.classes)


def _top_near(rows: Sequence[Row], at: int) -> str:
    """The top of the scale that stands behind the value on its line, or on the line below."""
    near = rows[at : at + 2]
    return next((top for row in near if (top := top_in(row.low))), "")


def _is_own(rows: Sequence[Row], at: int, end: int) -> bool:
    """Whether the value, which ends at `end` of its line, is the reader's own, or one to be given."""
    counted = _BRACKETED.match(rows[at].low, end)
    if counted:
        return _OWN.search(rows[at].low[: counted.end()]) is not None
    named_below = at + 1 < len(rows) and name_below(rows, at)
    beside = rows[at + 1] if named_below else rows[at - 1] if at and rows[at].is_value else None
    return any(_OWN.search(row.low) for row in (rows[at], beside) if row and len(row.text) <= _OWN_LINE)


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
        best=Said(text=best, layer=LAYER, where=score.line.where, label=SHOWN if best == score.best else ""),
        votes=score.count,
        name=score.name,
    )


def read(lines: Sequence[Line], taken: frozenset[int]) -> tuple[RatingWords, ...]:
    """The aggregate scores of the page's film, each once, in the page's order."""
    strange = others(lines)
    found = _own_scores(lines, taken, strange)
    told = with_counts(merged([_rating(score, _best(score, found)) for score in found]), lines)
    kinds = {one.kind for one in told}
    told = (*told, *(one for one in hidden_scores.read(lines) if one.kind not in kinds))
    return (*told, *missing(lines, strange | taken, {one.kind for one in told}))
