"""Are these two reviews the same? A verdict, its score, and the reasons in words.

What two texts share verbatim speaks for one review; what each says in its own words, beside what they share, speaks
against it. Both are weighed in letters (see `texts`). What only one of them has (the rest of the review that the other
is an excerpt of, a site's furniture) says nothing. How much must be shared depends on the bylines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Any, Literal, NamedTuple
from zlib import crc32

import numpy as np

from pipelines.fingerprints.align import SEED, SIGN_SEED, Run, shared_runs
from pipelines.fingerprints.bylines import Relation, relation, same_publication
from pipelines.fingerprints.clues import ReviewClues, review_clues
from pipelines.fingerprints.texts import UNIT, Flags


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """`score` is 0 to 1; `reasons` say in words what spoke for and against."""

    verdict: Literal["same", "different", "unsure"]
    score: float
    reasons: tuple[str, ...] = ()


class Terms(NamedTuple):
    """What two bylines ask of two texts.

    `base` is how many letters must be shared before anything is said: what chance, a title or a stock phrase may share.
    `own` is how many letters more for each letter that both have of their own. `longer` is how many for each that only
    the longer text has, and `most` bounds that.
    """

    base: float
    own: float
    longer: float = 0.0
    most: float = 0.0


TERMS: dict[Relation, Terms] = {
    "same": Terms(15, 1.25),
    "alike": Terms(20, 1.25),
    "unknown": Terms(30, 1.25),
    "elsewhere": Terms(40, 1.25),
    "other": Terms(50, 5.0, longer=1.0, most=150),
}
"""A word of running text has 4 to 5 letters: 15 letters are a turn of phrase, 30 a clause, 50 a sentence."""

PASSAGE = 40.0
"""Letters that both have at one place, and that are not the same: from here on no edit but another text."""
OVERLAP = 40.0
"""Letters that two excerpts must share where the end of one is the beginning of the other."""
MUCH = 250.0
"""Letters that two texts do not share by chance, whatever stands around them."""
ONE_WORD = 5.0
"""Letters: what the evidence may be off by."""
_SCALE = 12.0  # letters of evidence that change the odds by a factor of e
_SAME_LINK = 15.0  # letters that an equal link is worth
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Shared:
    """What two texts share, in letters: verbatim; of their own, each; and `passages` that stand for one another."""

    runs: tuple[Run, ...]
    shared: float
    left: float
    right: float
    passages: float

    @property
    def words(self) -> int:
        """How many words are shared."""
        return sum(run.length for run in self.runs)


def compare(left: ReviewClues, right: ReviewClues, *, ignore: tuple[Flags, Flags] | None = None) -> Verdict:
    """Whether two reviews are one. Symmetric, and the same at every call.

    It is not asked whether they are of one film. `ignore` marks words of either text that say nothing, such as a
    site's notice that all reviews of a film carry.

    >>> whole = review_clues({"author": "Ann Lee", "body": "A slow film, but a good one. It stays with you for days."})
    >>> part = review_clues({"author": "Lee, Ann", "body": "“It stays with you for days”"})
    >>> compare(whole, part)
    Verdict(verdict='same', score=0.62, reasons=('one text holds the other: 6 of its 6 words', 'one author: ann lee'))
    """
    if right.order < left.order:
        return compare(right, left, ignore=(ignore[1], ignore[0]) if ignore else None)
    related = relation(left.byline, right.byline)
    if not left.text_hash or not right.text_hash:
        return _without_text(left, right, related)
    return _judged(left, right, related, _shared(left, right, ignore))


def verdict(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    """`compare` for two reviews as JSON gives them; the answer is JSON-ready.

    >>> verdict({"author": "Ann Lee", "body": "Sad."}, {"author": "Roy Batty", "body": "Sad."})["verdict"]
    'different'
    """
    found = compare(review_clues(left), review_clues(right))
    return {"verdict": found.verdict, "score": found.score, "reasons": list(found.reasons)}


def _judged(left: ReviewClues, right: ReviewClues, related: Relation, both: Shared) -> Verdict:
    terms = TERMS[related]
    own = _own(left, right, related, both)
    longer = min(terms.most, terms.longer * max(both.left, both.right))
    evidence = both.shared - terms.base - terms.own * (min(own) + both.passages) - longer
    if left.url and left.url == right.url and both.shared >= _SAME_LINK:
        evidence += _SAME_LINK
    reasons = (*_text_reasons(left, right, both), _byline_reason(left, right, related))
    if left.text_hash == right.text_hash and related == "same":
        return Verdict(verdict="same", score=max(0.9, _score(evidence)), reasons=reasons)
    if related not in ("same", "alike") and _is_quoted(left, right, both):
        return Verdict(
            verdict="different", score=min(0.2, _score(evidence)), reasons=("one quotes the other", *reasons)
        )
    is_close = abs(evidence) < ONE_WORD
    is_short = related in ("alike", "unknown", "elsewhere") and both.shared > 0 and min(own) < ONE_WORD
    is_much = both.shared >= MUCH and both.shared >= min(own)
    if is_close or (evidence < 0 and (is_short or is_much)):
        return Verdict(verdict="unsure", score=min(0.6, max(0.3, _score(evidence))), reasons=reasons)
    return Verdict(verdict="same" if evidence > 0 else "different", score=_score(evidence), reasons=reasons)


def _score(evidence: float) -> float:
    return round(1 / (1 + exp(-max(-60.0, min(60.0, evidence / _SCALE)))), 2)


def _shared(left: ReviewClues, right: ReviewClues, ignore: tuple[Flags, Flags] | None) -> Shared:
    """Align two texts and weigh what they share and what they do not."""
    runs = _runs(left, right)
    weights = [clues.words.weights for clues in (left, right)]
    unshared = [clues.words.full.astype(np.int64) for clues in (left, right)]
    if ignore:
        weights = [np.where(flags, 0, side) for side, flags in zip(weights, ignore, strict=True)]
        for side, flags in zip(unshared, ignore, strict=True):
            side[flags] = 0
    shared = 0
    for run in runs:
        here, there = slice(run.left, run.left + run.length), slice(run.right, run.right + run.length)
        shared += int(np.minimum(weights[0][here], weights[1][there]).sum())
        unshared[0][here], unshared[1][there] = 0, 0
    passages = 0.0
    before = Run(0, 0, 0)
    for run in (*runs, Run(len(unshared[0]), len(unshared[1]), 0)):
        gaps = unshared[0][before.left : run.left].sum(), unshared[1][before.right : run.right].sum()
        passages += min(gaps) if runs and min(gaps) >= PASSAGE * UNIT else 0
        before = run
    own = [float(side.sum()) / UNIT for side in unshared]
    return Shared(tuple(runs), shared / UNIT, own[0], own[1], float(passages) / UNIT)


def _runs(left: ReviewClues, right: ReviewClues) -> list[Run]:
    """The shared runs; at once where one text stands whole in the other."""
    long, short = left.words.tokens, right.words.tokens
    place = long.tobytes().find(short.tobytes())
    if place >= 0 and place % long.itemsize == 0:
        return [Run(place // long.itemsize, 0, len(short))]
    in_signs = any(2 * np.count_nonzero(clues.words.signs) > len(clues.words.signs) for clues in (left, right))
    return shared_runs(long.tolist(), short.tolist(), seed=SIGN_SEED if in_signs else SEED)


def _own(left: ReviewClues, right: ReviewClues, related: Relation, both: Shared) -> tuple[float, float]:
    """What each has of its own; not what lies beyond the cut of the other, where two excerpts overlap."""
    if related == "other" or both.shared < OVERLAP or not both.runs:
        return both.left, both.right
    first, last = both.runs[0], both.runs[-1]
    heads = first.left, first.right
    tails = tuple(len(c.words.tokens) - at - last.length for c, at in ((left, last.left), (right, last.right)))
    kept = [both.left, both.right]
    for side, (mine, other) in enumerate(((left, right), (right, left))):
        weights = mine.words.full
        if heads[1 - side] <= _FEW_WORDS and other.words.cut_head:
            kept[side] -= float(weights[: heads[side]].sum()) / UNIT
        if tails[1 - side] <= _FEW_WORDS and other.words.cut_tail:
            kept[side] -= float(weights[len(weights) - tails[side] :].sum()) / UNIT
    return max(0.0, kept[0]), max(0.0, kept[1])


def _is_quoted(left: ReviewClues, right: ReviewClues, both: Shared) -> bool:
    """Whether one text has what is shared in quotation marks, and names the author of the other beside it."""
    for mine, other, side in ((left, right, 0), (right, left, 1)):
        inside = np.zeros(len(mine.words.tokens), dtype=np.bool_)
        for run in both.runs:
            inside[run[side] : run[side] + run.length] = True
        quoted = np.count_nonzero(inside & mine.words.quoted)
        name = {crc32(part.encode()) for part in other.byline.author}
        if quoted and 2 * quoted > np.count_nonzero(inside) and len(name) >= 2:
            return name <= set(mine.words.tokens[~inside].tolist())
    return False


def _text_reasons(left: ReviewClues, right: ReviewClues, both: Shared) -> tuple[str, ...]:
    long, short = len(left.words.tokens), len(right.words.tokens)
    if left.text_hash == right.text_hash:
        return (f"the same text: {short} words",)
    if not both.runs:
        return ("the texts share nothing",)
    if min(both.left, both.right) < ONE_WORD:
        fewer = short if both.right <= both.left else long
        return (f"one text holds the other: {both.words} of its {fewer} words",)
    found = [f"the texts share {both.words} of {short} and {long} words"]
    if both.passages:
        found.append("each has a passage where the other has another")
    return tuple(found)


def _byline_reason(left: ReviewClues, right: ReviewClues, related: Relation) -> str:
    names = " and ".join(sorted({clues.byline.key for clues in (left, right) if clues.byline.author}))
    if related == "same":
        return f"one author: {min(left.byline.key, right.byline.key)}"
    if related == "alike":
        return "perhaps one author: " + ", ".join(sorted(" ".join(clues.byline.author) for clues in (left, right)))
    if related == "other":
        return f"two authors: {names}"
    return f"one author is not named, the other is {names}" if names else "no author is named"


def _without_text(left: ReviewClues, right: ReviewClues, related: Relation) -> Verdict:
    """A review without text is known by its author, its publication, and its date where both give one."""
    byline_reason = _byline_reason(left, right, related)
    if related == "other":
        return Verdict(verdict="different", score=0.05, reasons=("without a text to compare", byline_reason))
    at_one = same_publication(left.byline, right.byline)
    linked = bool(left.url) and left.url == right.url
    dated = _dates_agree(left.published_on, right.published_on)
    reasons = ["without a text to compare", byline_reason]
    reasons += [{True: "one publication", False: "two publications"}[at_one]] if at_one is not None else []
    reasons += ["one link"] if linked else []
    reasons += [{True: "one date", False: "two dates"}[dated]] if dated is not None else []
    if left.percent is not None and right.percent is not None and abs(left.percent - right.percent) > 1:
        return Verdict(verdict="unsure", score=0.3, reasons=(*reasons, "two ratings"))
    named = related in ("same", "alike")
    if dated is not False and (linked or (named and (at_one or (dated and at_one is None)))):
        return Verdict(verdict="same", score=0.8, reasons=tuple(reasons))
    return Verdict(verdict="unsure", score=0.4 if named else 0.3, reasons=tuple(reasons))


def _dates_agree(left: str, right: str) -> bool | None:
    """Whether two partial dates can be one day; None where one is missing or lacks its year.

    >>> _dates_agree("2012-09-28", "2012-09"), _dates_agree("2012-09-28", "2012-10-01"), _dates_agree("", "2012")
    (True, False, None)
    """
    if not left or not right or left.startswith("--") or right.startswith("--"):
        return None
    shorter, longer = sorted((left, right), key=len)
    return longer.startswith(shorter)
