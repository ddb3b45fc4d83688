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

from pipelines.fingerprints.bylines import Relation, relation, same_publication
from pipelines.fingerprints.clues import ReviewClues, review_clues
from pipelines.fingerprints.weigh import Ignored, Shared, is_quoted, own, weigh

Found = Literal["same", "different", "unsure"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """`score` is 0 to 1; `reasons` say in words what spoke for and against.

    `likeness` is the share of the longer text's words that the other has too: 1 for one text, little for an excerpt.
    """

    verdict: Found
    score: float
    reasons: tuple[str, ...] = ()
    likeness: float = 0.0


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

MUCH = 250.0
"""Letters that two texts do not share by chance, whatever stands around them."""
A_TURN = 10.0
"""Letters under which not even a text that stands whole in the other says anything ("A classic.")."""
ONE_WORD = 5.0
"""Letters: what the evidence may be off by."""
_SCALE = 12.0  # letters of evidence that change the odds by a factor of e
_SAME_LINK = 15.0  # letters that an equal link is worth


def compare(left: ReviewClues, right: ReviewClues, *, ignored: Ignored = (None, None)) -> Verdict:
    """Whether two reviews are one. Symmetric, and the same at every call.

    It is not asked whether they are of one film. `ignored` marks words of either text that say nothing, such as a
    site's notice that all reviews of a film carry.

    >>> whole = review_clues({"author": "Ann Lee", "body": "A slow film, but a good one. It stays with you for days."})
    >>> part = review_clues({"author": "Lee, Ann", "body": "“It stays with you for days”"})
    >>> found = compare(whole, part)
    >>> found.verdict, found.score, found.reasons
    ('same', 0.62, ('one text holds the other: 6 of its 6 words', 'one author: ann lee, lee ann'))
    """
    if right.order < left.order:
        return compare(right, left, ignored=(ignored[1], ignored[0]))
    related = relation(left.byline, right.byline)
    if not left.text_hash or not right.text_hash:
        return _without_text(left, right, related)
    return _judged(left, right, related, weigh(left, right, ignored))


def verdict(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    """`compare` for two reviews as JSON gives them; the answer is JSON-ready.

    >>> verdict({"author": "Ann Lee", "body": "Sad."}, {"author": "Roy Batty", "body": "Sad."})["verdict"]
    'different'
    """
    found = compare(review_clues(left), review_clues(right))
    return {"verdict": found.verdict, "score": found.score, "reasons": list(found.reasons)}


def _judged(left: ReviewClues, right: ReviewClues, related: Relation, both: Shared) -> Verdict:
    evidence, beside = _evidence(left, right, related, both)
    found: Found = "same" if evidence > 0 else "different"
    score = 1 / (1 + exp(-max(-60.0, min(60.0, evidence / _SCALE))))
    reasons = (*_text_reasons(left, right, both), _byline_reason(left, right, related))
    if left.text_hash == right.text_hash and related == "same":
        found, score = "same", max(0.9, score)
    elif related not in ("same", "alike") and is_quoted(left, right, both):
        found, score, reasons = "different", min(0.2, score), ("one quotes the other", *reasons)
    elif _is_unsure(related, both, evidence, beside):
        found, score = "unsure", min(0.6, max(0.3, score))
    likeness = both.words / max(len(left.words.tokens), len(right.words.tokens))
    return Verdict(verdict=found, score=round(score, 2), reasons=reasons, likeness=round(likeness, 2))


def _evidence(left: ReviewClues, right: ReviewClues, related: Relation, both: Shared) -> tuple[float, float]:
    """What speaks for one review less what speaks against it, and what both have of their own; in letters."""
    terms = TERMS[related]
    beside = min((both.left, both.right) if related == "other" else own(left, right, both))
    against = beside + both.facing
    if not both.facing and related not in ("same", "alike") and beside >= ONE_WORD:
        against += both.crossed  # one author's two excerpts may well overlap crosswise, two authors' hardly
    longer = min(terms.most, terms.longer * max(both.left, both.right))
    linked = _SAME_LINK if left.url and left.url == right.url and both.letters >= _SAME_LINK else 0.0
    return both.letters + linked - terms.base - terms.own * against - longer, beside


def _is_unsure(related: Relation, both: Shared, evidence: float, beside: float) -> bool:
    if abs(evidence) < ONE_WORD:
        return True
    is_short = related in ("alike", "unknown", "elsewhere") and both.letters >= A_TURN and beside < ONE_WORD
    is_much = both.letters >= MUCH and both.letters >= beside
    return evidence < 0 and (is_short or is_much)


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
    if both.facing:
        found.append("each has a passage where the other has another")
    return tuple(found)


def _byline_reason(left: ReviewClues, right: ReviewClues, related: Relation) -> str:
    names = sorted({" ".join(clues.byline.author) for clues in (left, right) if clues.byline.author})
    if related in ("unknown", "elsewhere"):
        return f"one author is not named, the other is {names[0]}" if names else "no author is named"
    voices = {"same": "one author", "alike": "perhaps one author", "other": "two authors"}
    return f"{voices[related]}: {', '.join(names)}"


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
    named = related == "same" or (related == "alike" and dated is True)
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
