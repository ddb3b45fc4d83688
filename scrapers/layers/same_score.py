"""One score in several notations: on the lines and in the data, rounded and whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scrapers.layers import score_rows
from scrapers.structure.scores import IMPLIED
from scrapers.words import RatingWords

SHOWN = "scale"
"""The label of the top of a scale that the page shows; without it, the top is a guess."""


def on_shown_scale(stated: RatingWords, shown: Sequence[RatingWords]) -> RatingWords:
    """The score of the data, on the scale that the page shows beside the same value, where the data says none.

    One that the data leave unnamed is of those whom the page names beside the same value and the same votes.
    """
    if not stated.name and stated.votes:
        shown_again = (replace(one, kind=stated.kind) for one in shown)
        others = (one for one, again in zip(shown, shown_again, strict=True) if same(stated, again))
        of_all = [one.kind for one in others if _digits(one) == _digits(stated)]
        stated = replace(stated, kind=of_all[0]) if len(of_all) == 1 else stated
    if stated.best is None or not stated.best.where.endswith(IMPLIED):
        return stated
    bare = replace(stated, best=None)
    tops = (one.best for one in shown if one.best and one.best.label == SHOWN and same(bare, one))
    top = next(tops, None)
    return replace(stated, best=top) if top else stated


def _digits(one: RatingWords) -> str:
    return re.sub(r"\D", "", one.votes.text) if one.votes else ""


def same(one: RatingWords, other: RatingWords) -> bool:
    """Whether two ratings are one score: of one kind and scale, and one value is the other's rounded.

    >>> from scrapers.words import Said
    >>> def r(value): return RatingWords(kind="audience", value=Said(text=value, layer="x", where=""))
    >>> same(r("8.071"), r("8.1")), same(r("7.4"), r("7.40")), same(r("7.4"), r("7.1"))
    (True, True, False)
    """
    if one.kind != other.kind or one.value is None or other.value is None:
        return False
    if one.best and other.best and one.best.text != other.best.text:
        return False
    mine, theirs = (said.text.replace(",", ".") for said in (one.value, other.value))
    try:
        decimals = min(len(words.partition(".")[2]) for words in (mine, theirs))
        return abs(float(mine) - float(theirs)) <= 0.5001 / float(10**decimals) * (mine != theirs)
    except ValueError:
        return mine == theirs


def apart(told: Sequence[RatingWords], shown: Sequence[RatingWords]) -> list[RatingWords]:
    """The shown scores of critics and audience by name, where the told one is of neither, but of all voices together.

    So it is where the page shows both, and no score among those that it names is the told one.
    """
    named = [one for one in shown if one.value and score_rows.tells_kind(one.name)]
    kinds = {one.kind for one in named}
    is_told = any(same(one, other) for one in named for other in told)
    return named if kinds == {"critic", "audience"} and len(named) == len(kinds) and not is_told else []


def merged(found: Sequence[RatingWords]) -> tuple[RatingWords, ...]:
    """Each score once; of two notations the finer, with the votes and the name of either.

    That a kind of score is missing is told once, and only where there is none of that kind.

    >>> [one.state for one in merged([RatingWords(kind="audience", state="none")] * 2)]
    ['none']
    """
    kept: list[RatingWords] = []
    told = {rating.kind for rating in found if rating.value}
    for rating in found:
        if rating.value is None:
            if rating.kind not in told:
                told.add(rating.kind)
                kept.append(rating)
            continue
        at = next((place for place, one in enumerate(kept) if same(one, rating)), None)
        if at is None:
            kept.append(rating)
            continue
        first, second = sorted((kept[at], rating), key=lambda one: -len(one.value.text) if one.value else 0)
        kept[at] = replace(first, votes=first.votes or second.votes, name=first.name or second.name)
    return tuple(kept)
