"""From aggregateRating to rating words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from scrapers.structure.items import get, many, text_of
from scrapers.tables import table
from scrapers.words import RatingKind, RatingWords, Said

_CRITICS = re.compile(
    r"tomatometer|metascore|metacritic|critic|critique|press|presse|kritik|crític|critica|krytyk|критик|recensent|"
    r"anmelder|eleştirmen|κριτικ|影评人|媒体|評論家|批評家|평론가|نقاد",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(
    r"audience|user|member|spectat|zuschauer|public|usuario|utente|зрител|观众|網友|ユーザ|관객", re.IGNORECASE
)
_AVERAGE = re.compile(
    r"rating|score|average|note|bewertung|wertung|nota|voto|ocena|betyg|оценка|рейтинг|评分|評分|評価|평점",
    re.IGNORECASE,
)
_OF = "|".join((table("scores")["stated"]["of"], table("scores")["stated"]["of_also"]))
_OUT_OF = re.compile(rf"(\d+(?:[.,]\d+)?)\s*(?:{_OF})\s*(100?|20|[456])$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
IMPLIED = "(no bestRating)"
"""How the place of a top ends that the data leaves out and schema.org's rule fills in."""
_FEW = 700
"""More voices than this on a scale of 100 are no critics."""


def ratings(value: Any, where: str, layer: str) -> list[RatingWords]:
    """The aggregate scores that a property holds, each once.

    >>> found = ratings({"ratingValue": "7,9", "bestRating": 10, "ratingCount": "405 948"}, "m.aggregateRating", "x")
    >>> [(one.kind, one.value.text, one.best.text, one.votes.text) for one in found]
    [('audience', '7,9', '10', '405 948')]
    """
    things = [thing for thing in many(value) if isinstance(thing, Mapping)]
    return [found for thing in things if (found := _rating(thing, where, layer)) is not None]


def _rating(thing: Mapping[str, Any], where: str, layer: str) -> RatingWords | None:
    def said(*names: str) -> Said | None:
        words = text_of(next(iter(many(get(thing, *names))), None))
        return Said(text=words, layer=layer, where=f"{where}.{names[0]}", label=names[0]) if words else None

    value, best = said("ratingValue", "average"), said("bestRating", "best")
    votes, reviews = said("ratingCount", "votes"), said("reviewCount")
    name = text_of(thing.get("name"))
    if value is None or not _NUMBER.search(value.text):
        return None
    if best is None and not re.search(r"[/%]", value.text):
        best = replace(value, text=_implied(_float(value.text) or 0.0), where=f"{where} {IMPLIED}")
    top = _float(best.text) if best else None
    kind = _kind(f"{name} {text_of(thing.get('author'))}", top, _count(votes or reviews))
    if not _float(value.text) and not _count(votes or reviews):
        return RatingWords(kind=kind, state="none", name=name)
    is_critic = kind == "critic"
    return RatingWords(
        kind=kind,
        value=value,
        best=best,
        votes=votes or reviews,
        critic_reviews=reviews if is_critic else None,
        user_reviews=reviews if votes and not is_critic else None,
        name=name,
    )


def from_meta(meta: Mapping[str, str], layer: str) -> list[RatingWords]:
    """The average that <meta> shows where the page is linked: "Average rating", "3.87 out of 5".

    >>> shown = {"twitter:label2": "Average rating", "twitter:data2": "3.87 out of 5"}
    >>> [one.value.text for one in from_meta(shown, "x")]
    ['3.87']
    """
    found: list[RatingWords] = []
    for number in "1234":
        label, data = meta.get(f"twitter:label{number}", ""), meta.get(f"twitter:data{number}", "")
        ratio = _OUT_OF.match(data)
        if ratio and _AVERAGE.search(label):
            where = f"twitter:data{number}"
            value, best = (Said(text=words, layer=layer, where=where, label=label) for words in ratio.groups())
            found.append(RatingWords(kind=_kind(label, None, None), value=value, best=best))
    return found


def _implied(value: float) -> str:
    """The top of the scale where none is given: schema.org says 5; a value above it must be of 10 or of 100."""
    return "5" if value <= 5 else "10" if value <= 10 else "100"


def _kind(named: str, best: float | None, count: int | None) -> RatingKind:
    if _AUDIENCE.search(named):
        return "audience"
    if _CRITICS.search(named):
        return "critic"
    return "critic" if best == 100 and count is not None and count < _FEW else "audience"


def _float(words: str) -> float | None:
    found = _NUMBER.search(words)
    return float(found.group().replace(",", ".")) if found else None


def _count(said: Said | None) -> int | None:
    digits = re.sub(r"\D", "", said.text) if said else ""
    return int(digits) if digits and len(digits) < 12 else None


def each_once(found: Iterable[RatingWords]) -> tuple[RatingWords, ...]:
    """The scores without those that another notation of the page repeats."""
    kept: list[RatingWords] = []
    for one in found:
        if not any(_is_same(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def _is_same(one: RatingWords, other: RatingWords) -> bool:
    if one.value is None or other.value is None:
        return one.kind == other.kind and one.value is other.value
    same = _float(one.value.text) == _float(other.value.text)
    tops = [_float(said.text) for said in (one.best, other.best) if said]
    return same and (len(tops) < 2 or tops[0] == tops[1])
