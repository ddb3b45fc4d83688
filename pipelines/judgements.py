"""Judgements: which of them count, what each says of which mentions, and where identifiers contradict one.

Pure functions of judgements; `pipelines.judge` keeps them in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from ledger.records import Judgement, Stated
from pipelines.folding.film import Folded, Pin
from pipelines.matching.tables import word_set

MOST_PAGES = 20
"""Pages of a film that a judgement names beside the one that stands for it: those that say most."""
IDENTIFIERS = "identifiers."
SAID = {"same": "judged to be the same", "different": "judged to be different"}
OVERRULED = "not obeyed: what was judged of others keeps the two apart"


def in_force(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that count, the latest first.

    Those undone do not. Of two on one pair or field the latest only; one on two films replaces what was said before
    between their pages. A page that was named itself, later, leaves the lists of pages of the judgements before.
    """
    found: list[Judgement] = []
    pinned: set[tuple[str, str | None]] = set()
    sides: dict[str, set[tuple[int, int]]] = {}
    named: set[str] = set()
    for judgement in sorted(judgements, key=lambda judgement: (judgement.at, judgement.id), reverse=True):
        if judgement.undone:
            continue
        if judgement.kind == "pin":
            if (judgement.left, judgement.field) not in pinned:
                pinned.add((judgement.left, judgement.field))
                found.append(judgement)
        elif not _is_replaced(judgement, sides):
            for side, (page, pages) in enumerate(_sides(judgement)):
                for name in (page, *pages):
                    sides.setdefault(name, set()).add((len(found), side))
            found.append(_without(judgement, named))
            named |= {page for page, pages in _sides(judgement) if not pages}
    return tuple(found)


def _sides(judgement: Judgement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each side the page that stands for it, and the others."""
    return (judgement.left, judgement.left_pages), (judgement.right or "", judgement.right_pages)


def _is_replaced(judgement: Judgement, sides: Mapping[str, set[tuple[int, int]]]) -> bool:
    """Whether a later judgement has one of the two pages on one of its sides and the other on the other."""
    left = sides.get(judgement.left, set())
    return any((number, 1 - side) in left for number, side in sides.get(judgement.right or "", ()))


def _without(judgement: Judgement, named: set[str]) -> Judgement:
    left, right = (tuple(page for page in pages if page not in named) for _, pages in _sides(judgement))
    if (left, right) == (judgement.left_pages, judgement.right_pages):
        return judgement
    return judgement.model_copy(update={"left_pages": left, "right_pages": right})


def pairs_of(judgement: Judgement) -> Iterator[tuple[str, str]]:
    """The pairs of mentions that a judgement is said of. Every page of the one film is parted from every page of the
    other, or a page that fits both could cut elsewhere than the person did.
    """
    if judgement.kind == "same" and judgement.right:
        yield judgement.left, judgement.right
    elif judgement.kind == "different":
        (left, lefts), (right, rights) = _sides(judgement)
        yield from product(dict.fromkeys((left, *lefts)), dict.fromkeys((right, *rights)))


def names_in(judgement: Judgement) -> tuple[str, ...]:
    """Every mention that a judgement names."""
    named = (judgement.left, *judgement.left_pages, judgement.right, *judgement.right_pages)
    return tuple(dict.fromkeys(name for name in named if name))


class Judged:
    """The judgements in force, found by the mentions that they name."""

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        self._all = judgements
        self._naming: dict[str, list[int]] = {}
        for number, judgement in enumerate(judgements):
            for name in names_in(judgement):
                self._naming.setdefault(name, []).append(number)

    def naming(self, names: Iterable[str]) -> tuple[Judgement, ...]:
        """Those that name one of these mentions, in their order."""
        numbers = {number for name in names for number in self._naming.get(name, ())} if self._naming else ()
        return tuple(self._all[number] for number in sorted(numbers))


def pins(names: Iterable[str], judged: Sequence[Judgement]) -> dict[str, Pin]:
    """The values that were pinned for a film of these mentions, by field; `judged` has the latest first."""
    known = set(names)
    found: dict[str, Pin] = {}
    for judgement in judged:
        if judgement.kind == "pin" and judgement.field and judgement.left in known:
            found.setdefault(judgement.field, Pin(judgement.value, judgement.who))
    return found


class Contradiction(NamedTuple):
    """What speaks against a judgement; `score` is the chance that the two are one film without it."""

    score: float
    reasons: tuple[str, ...]


def contradiction(judgement: Judgement, left: Folded, right: Folded) -> Contradiction | None:
    """What identifiers, or other judgements, say against this one, given the films that its two pages came to be in.

    One that was obeyed has one film for both (`left is right`) if it is "same", and two if it is "different".
    """
    score: float = 0.5
    reasons: tuple[str, ...] = (OVERRULED,)
    if judgement.kind == "same" and left is right:
        score, reasons = 0.0, _several(left)
    elif judgement.kind == "different" and left is not right:
        score, reasons = 1.0, _shared(left, right)
    by = f" by {judgement.who}" if judgement.who else ""
    return Contradiction(score, (*reasons, f"{SAID[judgement.kind]}{by}")) if reasons else None


def _identifiers(film: Folded) -> dict[str, tuple[Stated, ...]]:
    """What is stated of the kinds of identifier of which a film has one only."""
    return {
        kind: found for kind in sorted(word_set("identifiers.one")) if (found := film.stated.get(IDENTIFIERS + kind))
    }


def _several(film: Folded) -> tuple[str, ...]:
    found = {kind: [stated.value for stated in values] for kind, values in _identifiers(film).items()}
    return tuple(f"identifiers: {kind} {' against '.join(ids)}" for kind, ids in found.items() if len(ids) > 1)


def _shared(left: Folded, right: Folded) -> tuple[str, ...]:
    mine, theirs = _identifiers(left), _identifiers(right)
    return tuple(
        f"identifiers: {kind} {value} on both"
        for kind in mine
        if kind in theirs
        for value in sorted({one.value for one in mine[kind]} & {one.value for one in theirs[kind]})
    )
