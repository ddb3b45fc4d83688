"""From readings to films, reviews and ratings: a pure function of the set of readings and judgements.

block: mentions that hang together are looked at together, and no others. match: pairs that share a key are compared.
judge: what a person decided outweighs the clues. fold: each group becomes one film with its reviews and scores.

Nothing here knows the database, the clock, or the order in which anything arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.records import Doubt, Film, Join, Judgement, Rating, Reading, Review
from pipelines.blocks import Blocks
from pipelines.clusters import Edge, Grouped
from pipelines.folding.assemble import Assembled, Ties, assemble
from pipelines.folding.choose import witnesses
from pipelines.folding.film import fold_film
from pipelines.matching.compare import chance
from pipelines.mentions import Mention
from pipelines.naming import film_ids, named
from pipelines.pairs import Node, Pairs, group_nodes, reasons

MOST_JOINS = 1_000
"""Pages whose reason to belong to the film is written into it."""
MOST_DOUBTS = 20
JUDGED = "judged to be the same"


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """Joined records, each kind in the order of its ids."""

    films: tuple[Film, ...] = ()
    reviews: tuple[Review, ...] = ()
    ratings: tuple[Rating, ...] = ()


def link_block(readings: Iterable[Reading], judgements: Iterable[Judgement] = ()) -> Linked:
    """Link any set of readings: every block in it. Equal sets give equal records, to the byte.

    What a page outside of the set would have added is missing, so give whole blocks.
    """
    judged = in_force(judgements)
    blocks = Blocks(judged)
    blocks.add(readings)
    blocks.complete(sorted(blocks.keys))
    return link_blocks(blocks, blocks.names, judged)


def in_force(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that were not undone, the latest first; of two on one pair or field the latest only."""
    found: dict[tuple[str, ...], Judgement] = {}
    of: tuple[str, ...]
    for judgement in sorted(judgements, key=lambda judgement: (judgement.at, judgement.id), reverse=True):
        right = judgement.right or ""
        of = (min(judgement.left, right), max(judgement.left, right))
        if judgement.kind == "pin":
            of = ("pin", judgement.left, judgement.field or "")
        if not judgement.undone:
            found.setdefault(of, judgement)
    return tuple(found.values())


def link_blocks(blocks: Blocks, names: Iterable[str], judged: Sequence[Judgement]) -> Linked:
    """The records of the blocks of these mentions, which must be complete. `judged` are those in force."""
    found = [film for block in blocks.blocks_of(names) for film in _link(block, blocks.pairs, judged)]
    return Linked(
        films=tuple(sorted((part.film for part in found), key=lambda film: film.id)),
        reviews=tuple(sorted((review for part in found for review in part.reviews), key=lambda review: review.id)),
        ratings=tuple(sorted((rating for part in found for rating in part.ratings), key=lambda rating: rating.id)),
    )


def _link(block: Sequence[Node], pairs: Pairs, judged: Sequence[Judgement]) -> Iterable[Assembled]:
    grouped = group_nodes(block, pairs, judged)
    mentions = [_mentions(block, members) for members in grouped.groups]
    facts = [fold_film(witnesses(group), _pins(group, judged)) for group in mentions]
    ids = film_ids([named(film.unpinned, group[0].name) for film, group in zip(facts, mentions, strict=True)])
    doubts = _doubts(block, grouped, ids)
    for film_id, film, members, group in zip(ids, facts, grouped.groups, mentions, strict=True):
        keys = (key for place in members for key in block[place].keys)
        yield assemble(film_id, film, group, Ties(keys, _joins(block, members, pairs), doubts.get(film_id, ())))


def _mentions(block: Sequence[Node], members: Iterable[int]) -> list[Mention]:
    return sorted((mention for place in members for mention in block[place].mentions), key=lambda mention: mention.name)


def _pins(group: Iterable[Mention], judged: Iterable[Judgement]) -> Mapping[str, Any]:
    names = {mention.name for mention in group}
    latest_last = [judgement for judgement in reversed(tuple(judged)) if judgement.kind == "pin"]
    return {
        judgement.field: judgement.value for judgement in latest_last if judgement.field and judgement.left in names
    }


def _joins(block: Sequence[Node], members: Sequence[int], pairs: Pairs) -> list[Join]:
    """For each page its best pair with another node of the film; for those that say the same, that."""
    inside = {block[place] for place in members}
    found: list[Join] = []
    for node in (block[place] for place in members):
        page = node.mentions[0].page
        fits = [
            (-verdict.score, other.order, other)
            for other, verdict in pairs.of(node).items()
            if other in inside and verdict.verdict != "different"
        ]
        if fits and len(found) < MOST_JOINS:
            score, _, other = min(fits)
            found.append(Join(page=page, score=-score, reasons=reasons(node, other)))
        elif len(inside) > 1:
            found.append(Join(page=page, score=1.0, reasons=(JUDGED,)))
        alike = (f"states what {page} states",)
        found += [Join(page=mention.page, score=1.0, reasons=alike) for mention in node.mentions[1:MOST_JOINS]]
        if len(found) >= MOST_JOINS:
            break
    return sorted(found[:MOST_JOINS], key=lambda join: (join.page, -join.score, join.reasons))


def _doubts(block: Sequence[Node], grouped: Grouped, ids: Sequence[str]) -> dict[str, list[Doubt]]:
    """For each film those that may be the same one, best first."""
    film_of = {place: ids[number] for number, members in enumerate(grouped.groups) for place in members}
    found: dict[str, list[Doubt]] = {}
    for edge in sorted(grouped.doubts, key=lambda edge: edge.rank):
        sides = ((edge.left, edge.right), (edge.right, edge.left))
        for here, there in sides:
            known = found.setdefault(film_of[here], [])
            if len(known) < MOST_DOUBTS:
                known.append(_doubt(block, edge, here, there, film_of[there]))
    return found


def _doubt(block: Sequence[Node], edge: Edge, here: int, there: int, film: str) -> Doubt:
    return Doubt(
        film=film,
        page=block[here].mentions[0].name,
        other=block[there].mentions[0].name,
        score=round(chance(edge.score), 3),
        reasons=reasons(block[here], block[there]),
    )
