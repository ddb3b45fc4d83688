"""From readings to films, reviews and ratings: a pure function of the set of readings and judgements.

block: mentions that hang together are looked at together, and no others. match: pairs that share a key are compared.
judge: what a person decided outweighs the clues. fold: each group becomes one film with its reviews and scores.

Nothing here knows the database, the clock, or the order in which anything arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.records import Film, Join, Judgement, Rating, Reading, Review
from ledger.stored import FilmDoubt, KeptClues
from pipelines.blocks import Blocks
from pipelines.doubts import MOST_DOUBTS, contradicted, doubts_between, doubts_of
from pipelines.folding.assemble import Assembled, Ties, assemble
from pipelines.folding.choose import former_witnesses, witnesses
from pipelines.folding.film import fold_film
from pipelines.judgements import SAID, Judged, in_force, pins
from pipelines.memory import Memory, forgetful
from pipelines.mentions import Mention
from pipelines.naming import film_ids, named
from pipelines.pairs import Node, Pairs, group_nodes, reasons

__all__ = ["Linked", "in_force", "link_block", "link_blocks"]

NAMED_ONCE = "the page names no film any more: by what it said last"
MOST_JOINS = 1_000
"""Pages whose reason to belong to the film is written into it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """Joined records, each kind in the order of its ids."""

    films: tuple[Film, ...] = ()
    reviews: tuple[Review, ...] = ()
    ratings: tuple[Rating, ...] = ()
    doubts: tuple[FilmDoubt, ...] = ()
    clues: tuple[KeptClues, ...] = ()
    """What was measured of the reviews of big films."""
    made_of: Mapping[str, str] = field(default_factory=dict)
    """{id of a big film's review: what it was made of}."""
    kept: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """{collection: {id: digest}} of what belongs to these films, too, and is stored as it should be."""


def link_block(readings: Iterable[Reading], judgements: Iterable[Judgement] = ()) -> Linked:
    """Link any set of readings: every block in it. Equal sets give equal records, to the byte.

    What a page outside of the set would have added is missing, so give whole blocks.
    """
    judged = in_force(judgements)
    blocks = Blocks(judged)
    blocks.add(readings)
    blocks.complete(sorted(blocks.keys))
    return link_blocks(blocks, blocks.names, judged)


def link_blocks(
    blocks: Blocks, names: Iterable[str], judged: Sequence[Judgement], memory: Memory = forgetful
) -> Linked:
    """The records of the blocks of these mentions, which must be complete. `judged` are those in force.

    What `memory` knows is not computed again, and changes no result.
    """
    said = Judged(judged)
    found = [film for block in blocks.blocks_of(names) for film in _link(block, blocks.pairs, said, memory)]
    told = [part.reviews for part in found]
    return Linked(
        films=tuple(sorted((part.film for part in found), key=lambda film: film.id)),
        reviews=tuple(sorted((review for some in told for review in some.reviews), key=lambda review: review.id)),
        clues=tuple(sorted((sheet for some in told for sheet in some.clues), key=lambda sheet: sheet.id)),
        made_of={name: made_of for some in told for name, made_of in some.made_of.items()},
        kept={
            "reviews": {name: digest for some in told for name, digest in some.kept.items()},
            "review_clues": {name: digest for some in told for name, digest in some.kept_clues.items()},
        },
        ratings=tuple(sorted((rating for part in found for rating in part.ratings), key=lambda rating: rating.id)),
        doubts=doubts_between(part.film for part in found),
    )


def _link(block: Sequence[Node], pairs: Pairs, said: Judged, memory: Memory) -> Iterable[Assembled]:
    judged = said.naming(mention.name for node in block for mention in node.mentions)
    grouped = group_nodes(block, pairs, judged)
    mentions = [_mentions(block, members) for members in grouped.groups]
    facts = [
        fold_film(
            witnesses(group),
            pins((mention.name for mention in group), judged) if judged else None,
            former_witnesses(group),
        )
        for group in mentions
    ]
    ids = film_ids([named(film.unpinned, group[0].name) for film, group in zip(facts, mentions, strict=True)])
    doubts = doubts_of(block, grouped, ids)
    film_of = {mention.name: number for number, group in enumerate(mentions) for mention in group} if judged else {}
    against = contradicted(judged, film_of, facts, ids)
    for film_id, film, members, group in zip(ids, facts, grouped.groups, mentions, strict=True):
        keys = (key for place in members for key in block[place].keys)
        open_ = (*against.get(film_id, ()), *doubts.get(film_id, ()))[:MOST_DOUBTS]
        yield assemble(film_id, film, group, Ties(keys, _joins(block, members, pairs), open_), memory)


def _mentions(block: Sequence[Node], members: Iterable[int]) -> list[Mention]:
    return sorted((mention for place in members for mention in block[place].mentions), key=lambda mention: mention.name)


def _joins(block: Sequence[Node], members: Sequence[int], pairs: Pairs) -> list[Join]:
    """For each page its best pair with another node of the film; for those that say the same, that."""
    inside = {block[place] for place in members}
    found: list[Join] = []
    for node in (block[place] for place in members):
        page = node.mentions[0].page
        once = () if node.mentions[0].names_it_now else (NAMED_ONCE,)
        fits = [
            (-verdict.score, other.order, other)
            for other, verdict in pairs.of(node).items()
            if other in inside and verdict.verdict != "different"
        ]
        if fits and len(found) < MOST_JOINS:
            score, _, other = min(fits)
            found.append(Join(page=page, score=-score, reasons=(*reasons(node, other), *once)))
        elif len(inside) > 1:
            found.append(Join(page=page, score=1.0, reasons=(SAID["same"], *once)))
        alike = (f"states what {page} states", *once)
        found += [Join(page=mention.page, score=1.0, reasons=alike) for mention in node.mentions[1:MOST_JOINS]]
        if len(found) >= MOST_JOINS:
            break
    return sorted(found[:MOST_JOINS], key=lambda join: (join.page, -join.score, join.reasons))
