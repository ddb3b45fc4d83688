"""Fields that a source no longer gives: found by what the same pages had, and by what its good runs gave before.

Two looks at each field of each kind of page, and the kinds of page themselves:

- *The same pages.* Of those that were read again, on how many is the field still? A page seldom loses what it had, so
  the binomial test with `USUALLY_LOST` convicts on four pages.
- *All pages.* On how many is it now, on how many was it in the good runs before? Fisher's exact test. New pages may
  differ from old ones by nature (a film that is not out has no runtime), so where the same pages kept the field, this
  look says nothing.

A run asks this of many fields at once, so the bound is shared among them (`CHANCE`). A run that reads few pages is
looked at together with those just before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from ledger.health import Loss, Reason
from ledger.runs import Fill
from pipelines.fills import ALL
from scheduler.chance import so_few, so_many_lost
from scrapers.words import PageType

CHANCE = 0.01
"""The probability that one run which is as all before it is told to have lost a field, all its fields together."""
USUALLY_LOST = 0.1
"""So large a part of a page's fields may go from one reading to the next, at most, where nothing is wrong."""
FALLEN, SUNK = 0.5, 0.8
"""A field is failing on no more than this part of the pages that it used to be on, and on that part worth a warning."""
USUAL, SELDOM = 0.5, 0.1
"""On so large a part of the pages a field is usual; on less than that it is seldom, and never missed."""
NEARLY_ALL = 0.9
"""A field on so large a part of the pages is missed where it is on none, though they are too few for a test."""
FEW = 3
"""On fewer pages than these nothing is missed but what is steady."""
ENOUGH = 8
"""Pages on which a field can be told to be lost, or to be back; with fewer, earlier runs are looked at, too."""
STEADY = frozenset(
    {
        *("title", "original_title", "year", "directors", "writers", "cast", "genres", "runtime_minutes", "countries"),
        *("synopsis", "reviews", "reviews_author", "reviews_body", "reviews_rating", "ratings", "ratings_value"),
        *get_args(PageType),
    }
)
"""What pages do not lose by themselves: missed on two that had it, and on one if that is the source."""
SPREAD_RUNS = 3
"""From so many earlier runs on it is known how much they differ from each other."""
ABOUT = frozenset({"fields", "kinds", "reviews"})
"""What a loss may be about."""
_NAMES = {"reviews": "half of their reviews or more"}
"""How fields are told whose names do not say it; see `fills`."""
Key = tuple[str, str]
"""(source, kind of page), as in `fills`."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A field on the pages of one kind: now, and before."""

    key: Key
    field: str
    found: int
    pages: int
    found_before: int
    pages_before: int
    had: int = 0
    """On how many of the pages that were read again it was."""
    kept: int = 0
    again: int = 0
    there: int = 0
    """The pages of the source."""
    least: float | None = None
    """The smallest share of pages that it was on in a good run; None where too few of enough pages are known."""

    @property
    def share(self) -> float:
        """On what part of the pages it is now."""
        return self.found / self.pages if self.pages else 0.0

    @property
    def share_before(self) -> float:
        """On what part of the pages it was before; of those that were read again, where no good run is known."""
        if self.pages_before:
            return self.found_before / self.pages_before
        return self.had / self.again if self.again else 0.0

    def loss(self, chance: float) -> Loss | None:
        """How it was lost, if it was."""
        if (state := self._of_same_pages(chance)) is not None:
            counts = (self.kept, self.had, self.had, self.had)
        elif self.had < FEW and (state := self._of_all_pages(chance)) is not None:
            counts = (self.found, self.pages, self.found_before, self.pages_before)
        else:
            return None
        source, kind = self.key
        numbers = dict(zip(("found", "pages", "found_before", "pages_before"), counts, strict=True))
        named = {"source": source, "kind": kind, "field": self.field, "state": state}
        return Loss.model_validate({**named, **numbers})

    def _of_same_pages(self, chance: float) -> str | None:
        if not self.had or self.kept > SUNK * self.had or self.share_before < SELDOM:
            return None
        is_usual = self.had >= USUAL * self.again
        if so_many_lost(self.had, self.kept, USUALLY_LOST) <= chance:
            return "failing" if is_usual and self.kept <= FALLEN * self.had else "warning"
        is_told = self.had >= FEW or (self.field in STEADY and (self.had > 1 or 2 * self.again >= self.there))
        return "warning" if is_told and not self.kept and self.share_before >= NEARLY_ALL else None

    def _of_all_pages(self, chance: float) -> str | None:
        before, share = self.share_before, self.share
        if not self.pages or not self.pages_before or before < SELDOM or share > SUNK * before:
            return None
        if self.least is not None and share >= self.least:
            return None
        if so_few(self.found, self.pages, self.found_before, self.pages_before) <= chance:
            return "failing" if before >= USUAL and share <= FALLEN * before else "warning"
        is_bare = not self.found and min(self.pages, self.pages_before) >= FEW
        return "warning" if is_bare and before >= NEARLY_ALL else None


def lost(now: Sequence[Fill], past: Sequence[Sequence[Fill]], there: int) -> list[Loss]:
    """What fields a run lost, against the good runs before it, the latest first; `there` are the source's pages."""
    seen = [one for key in sorted(_keys(now)) for one in _seen(key, now, past, there)]
    chance = CHANCE / max(1, len({(one.key, one.field) for one in seen if one.share_before >= SELDOM}))
    found: dict[tuple[str, str, str], Loss] = {}
    for loss in [loss for one in seen if (loss := one.loss(chance))]:
        if _name(loss) not in found or found[_name(loss)].state != "failing":
            found[_name(loss)] = loss
    return list(found.values())


def _keys(now: Iterable[Fill]) -> set[Key]:
    return {(row.source, row.kind) for row in now}


def _seen(key: Key, now: Sequence[Fill], past: Sequence[Sequence[Fill]], there: int) -> Iterator[Seen]:
    """Every field of a kind of page, as it is and as it was."""
    (row,) = [row for row in now if (row.source, row.kind) == key]
    rows = [one for fills in past for one in fills if (one.source, one.kind) == key and one.pages]
    if not rows and any(one.source == row.source for fills in past for one in fills):
        return  # in no good run were pages of this kind: they may be what a bad one took them for
    for together, before in _windows(row, rows):
        pages, pages_before = sum(one.pages for one in together), sum(one.pages for one in before)
        for name in sorted({*row.had, *(name for one in before for name in one.filled)}):
            shares = [one.filled.get(name, 0) / one.pages for one in before if one.pages >= ENOUGH]
            yield Seen(
                key=key,
                field=name,
                found=sum(one.filled.get(name, 0) for one in together),
                pages=pages,
                found_before=sum(one.filled.get(name, 0) for one in before),
                pages_before=pages_before,
                had=row.had.get(name, 0),
                kept=row.kept.get(name, 0),
                again=row.again,
                there=there,
                least=min(shares) if len(shares) >= SPREAD_RUNS else None,
            )


def _windows(row: Fill, past: Sequence[Fill]) -> list[tuple[list[Fill], list[Fill]]]:
    """This run and those before it; where it read few pages also with as many of these as give enough."""
    together, before = [row], list(past)
    while before and row.pages and sum(one.pages for one in together) < ENOUGH:
        if sum(one.pages for one in before[1:]) <= sum(one.pages for one in together):
            break  # what is left would be no measure
        together.append(before.pop(0))
    alone = ([row], list(past))
    return [alone, (together, before)] if len(together) > 1 else [alone]


def still_lost(known: Iterable[Loss], new: Sequence[Loss], now: Sequence[Fill]) -> list[Loss]:
    """What is lost after a run: what it lost, and what was lost before and is not seen to be back."""
    rows = {(row.source, row.kind): row for row in now}
    found = {_name(one): one for one in new}
    for one in known:
        anew = found.get(_name(one))
        if anew is None:
            found |= {_name(one): after for after in [_after(one, rows)] if after}
        elif (anew.state, one.state) == ("warning", "failing"):  # seen on fewer pages, it is no better
            found[_name(one)] = one.model_copy(update={"regained": 0, "looked": 0})
    return list(found.values())


def _name(loss: Loss) -> tuple[str, str, str]:
    return loss.source, loss.kind, loss.field


def _after(loss: Loss, rows: Mapping[Key, Fill]) -> Loss | None:
    """A known loss after a run that did not lose the field anew; None where the field is back."""
    row = rows.get((loss.source, loss.kind))
    if row is None or not row.pages:
        return loss
    found = row.filled.get(loss.field, 0)
    looked, regained = loss.looked + row.pages, loss.regained + found
    usual = loss.found_before / loss.pages_before if loss.pages_before else 1.0
    if looked >= max(1, min(ENOUGH, loss.pages)):
        if regained >= SUNK * usual * looked:
            return None
        looked, regained = row.pages, found  # what came long ago says nothing of today
    return loss.model_copy(update={"looked": looked, "regained": regained})


def reasons(losses: Iterable[Loss]) -> list[Reason]:
    """The losses as reasons: fields that went together are told together.

    >>> gone = {"source": "a", "kind": "title", "state": "failing", "found": 0, "pages": 12, "found_before": 36}
    >>> both = [Loss(**gone, field=name, pages_before=36) for name in ("directors", "year")]
    >>> [one.words for one in reasons(both)]
    ['directors, year on 0 of 12 title pages, on 36 of 36 before']
    """
    alike: dict[tuple[object, ...], list[Loss]] = defaultdict(list)
    for one in losses:
        counts = (one.found, one.pages, one.found_before, one.pages_before)
        alike[one.source, one.kind, one.state, *counts].append(one)
    return [_reason(some) for some in alike.values()]


def _reason(some: Sequence[Loss]) -> Reason:
    one = some[0]
    names = ", ".join(_NAMES.get(loss.field, loss.field) for loss in some)
    before = f"{one.found_before:,} of {one.pages_before:,} before"
    words = f"{names} on {one.found:,} of {one.pages:,} {one.kind} pages, on {before}"
    if one.kind == ALL:
        words = f"{one.found:,} of {one.pages:,} pages came as {names}, {before}"
    about = "reviews" if one.field.startswith("reviews") else "kinds" if one.kind == ALL else "fields"
    return Reason.model_validate({"about": about, "state": one.state, "words": words, "by": "run"})
