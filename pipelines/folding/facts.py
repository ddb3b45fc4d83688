"""The facts of a film, a row each: what counts as one value, which values clash, and by which rules one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.records import BoxOffice, ContentRating, ReleaseDate
from pipelines.folding import within as w
from pipelines.folding.choose import COUNTS, MONEY, PROSE, USUAL, Candidate, Rule, plain
from pipelines.normalize.people import name_key
from pipelines.normalize.text import fold
from pipelines.normalize.titles import title_keys


def always(a: Any, b: Any) -> bool:
    """Two spellings of one value: whatever shares a bucket is the same."""
    del a, b
    return True


Held = Callable[[Candidate, Candidate, Sequence[Candidate]], bool]
"""Holds two candidates against each other, among all of their fact."""


def never(a: Candidate, b: Candidate, among: Sequence[Candidate]) -> bool:
    """Both may be true."""
    del a, b, among
    return False


def differ(a: Candidate, b: Candidate, among: Sequence[Candidate]) -> bool:
    """Only one can be true."""
    del among
    return bool(a.plain != b.plain)


def _clash_of(values: Callable[[Any, Any], bool]) -> Held:
    def clash(a: Candidate, b: Candidate, among: Sequence[Candidate]) -> bool:
        del among
        return values(a.value, b.value)

    return clash


def _releases_clash(a: Candidate, b: Candidate, among: Sequence[Candidate]) -> bool:
    """A page that gives both days means two events."""
    del among
    return w.releases_clash(a.value, b.value) and set(a.pages).isdisjoint(b.pages)


def _money_rivals(a: Candidate, b: Candidate, among: Sequence[Candidate]) -> bool:
    """Whether two sums tell of one thing.

    A sum without a region is held against a region's where pages speak of one region only and none gives both;
    elsewhere it is the whole world's.
    """
    if not w.same_measure(a.value, b.value) or a.value.region == b.value.region:
        return w.same_measure(a.value, b.value)
    here = [c for c in among if c.value.measure == a.value.measure]
    regional = {page for c in here if c.value.region for page in c.pages}
    unsaid = {page for c in here if not c.value.region for page in c.pages}
    return len({c.value.region for c in here if c.value.region}) == 1 and regional.isdisjoint(unsaid)


def _money_clash(a: Candidate, b: Candidate, among: Sequence[Candidate]) -> bool:
    return _money_rivals(a, b, among) and w.sums_clash(a.value, b.value) and set(a.pages).isdisjoint(b.pages)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """How the values of one field are compared. Only values in one `bucket` can contain each other.

    `many` facts are lists whose members are chosen one by one: one of those that are `rivals`. The others have one
    value (a list of directors is one value). `clash` tells which rivals make a conflict; `brief` is what a conflict
    shows of a value; `label` names the fact in conflicts and rules.
    """

    field: str
    many: bool = False
    bucket: Callable[[Any], Hashable] = fold
    within: Callable[[Any, Any], bool] = always
    rivals: Held = never
    clash: Held = never
    rules: tuple[Rule, ...] = USUAL
    brief: Callable[[Any], Any] = plain
    label: Callable[[Any], str] | None = None


def _same(value: Any) -> Hashable:
    return value  # type: ignore[no-any-return]


def _all(value: Any) -> Hashable:
    del value
    return None


def _title(value: str) -> Hashable:
    return title_keys(value)[:1] or value


def _folded(value: str) -> Hashable:
    return fold(value) or value


def _release_label(value: ReleaseDate) -> str:
    return f"release_dates.{value.country}" if value.country else "release_dates"


def _money_label(value: BoxOffice) -> str:
    return f"box_office.{value.measure}"


def _certificate(value: ContentRating) -> str:
    return value.value


def _amount(value: BoxOffice) -> int:
    return value.amount


def _day(value: ReleaseDate) -> str:
    return value.date


def _many(field: str, **how: Any) -> Fact:
    return Fact(field=field, many=True, **{"bucket": _folded, **how})


def _one(field: str, **how: Any) -> Fact:
    return Fact(field=field, **{"bucket": _folded, **how})


def _equal(a: Any, b: Any) -> bool:
    return bool(a == b)


_RELEASES = {
    "within": w.release_within,
    "rivals": _releases_clash,
    "clash": _releases_clash,
    "brief": _day,
    "label": _release_label,
}
_MONEY = {
    "within": w.money_within,
    "rivals": _money_rivals,
    "clash": _money_clash,
    "rules": MONEY,
    "brief": _amount,
    "label": _money_label,
}

FACTS: tuple[Fact, ...] = (
    _one("title", bucket=_title),
    _one("original_title", bucket=_title),
    _one("kind", bucket=_all, within=_equal, clash=differ),
    _one("year", bucket=_all, within=_equal, clash=differ),
    _one("runtime_minutes", bucket=_all, within=_equal, clash=differ),
    _one("directors", bucket=_all, within=w.people_within, clash=_clash_of(w.people_clash)),
    _one("content_rating", bucket=_all, within=w.rating_within, clash=_clash_of(w.ratings_clash), brief=_certificate),
    _one("awards", bucket=_all, within=w.awards_within, clash=_clash_of(w.awards_clash), rules=COUNTS),
    _one("aspect_ratio", bucket=_all, within=lambda a, b: w.ratio(a) == w.ratio(b), clash=differ),
    _one("synopsis", rules=PROSE),
    _one("description", rules=PROSE),
    _one("storyline", rules=PROSE),
    _one("storyline_author", bucket=name_key),
    _many("also_known_as", bucket=_title),
    _many("release_dates", bucket=_all, **_RELEASES),
    _many("writers", bucket=name_key),
    _many("cast", bucket=lambda member: name_key(member.name), within=w.cast_within),
    _many("genres"),
    _many("content_ratings", bucket=_all, within=w.rating_within),
    _many("countries"),
    _many("languages"),
    _many("taglines"),
    _many("production_companies"),
    _many("box_office", bucket=_all, **_MONEY),
    _many("filming_locations"),
    _many("sound_mix"),
    _many("color"),
    _many("trivia"),
    _many("quotes", bucket=lambda quote: _folded(quote.text), within=w.quote_within),
    _many("connections", bucket=lambda c: (c.relation, _folded(c.title)), within=w.connection_within),
    _many("soundtracks", bucket=lambda piece: _folded(piece.title), within=w.soundtrack_within),
    _many("offers", bucket=_all, within=_equal),
)
"""Every field of `FilmStatement` but `identifiers`, which are facts of their own, one for each kind."""
