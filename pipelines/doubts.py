"""What a person should settle: films that may be one, and judgements that contradict identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ledger.records import Doubt, Film, Judgement
from ledger.stored import FilmDoubt
from pipelines.clusters import Edge, Grouped
from pipelines.folding.film import Folded
from pipelines.judgements import contradiction
from pipelines.matching.compare import chance
from pipelines.pairs import Node, reasons

MOST_DOUBTS = 20
"""Doubts that are written into one film."""
JOINT = "~"
"""Stands between the parts of a doubt's id, and in no film's."""


def doubts_of(block: Sequence[Node], grouped: Grouped, ids: Sequence[str]) -> dict[str, list[Doubt]]:
    """For each film those that may be the same one, best first."""
    film_of = {place: ids[number] for number, members in enumerate(grouped.groups) for place in members}
    found: dict[str, list[Doubt]] = {}
    for edge in sorted(grouped.doubts, key=lambda edge: edge.rank):
        for here, there in ((edge.left, edge.right), (edge.right, edge.left)):
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


def contradicted(
    judged: Iterable[Judgement], film_of: Mapping[str, int], facts: Sequence[Folded], ids: Sequence[str]
) -> dict[str, list[Doubt]]:
    """For each film the judgements that identifiers contradict. `film_of` numbers the films of mentions."""
    found: dict[str, list[Doubt]] = {}
    for judgement in judged:
        here, there = film_of.get(judgement.left), film_of.get(judgement.right or "")
        if here is None or there is None or judgement.right is None or judgement.kind == "pin":
            continue
        if not (against := contradiction(judgement, facts[here], facts[there])):
            continue
        sides = ((here, judgement.left, there, judgement.right), (there, judgement.right, here, judgement.left))
        for film, page, other, other_page in sides[: 1 if here == there else 2]:
            doubt = Doubt(film=ids[other], page=page, other=other_page, **against._asdict(), judgement=judgement.id)
            found.setdefault(ids[film], []).append(doubt)
    return found


def doubts_between(films: Iterable[Film]) -> tuple[FilmDoubt, ...]:
    """The doubts that stand in some films, each once, in the order of their ids. A doubt's films must all be given."""
    given = {film.id: film for film in films}
    found: dict[str, FilmDoubt] = {}
    for film in given.values():
        for doubt in film.doubts:
            (one, page), (other, other_page) = sorted(((film.id, doubt.page), (doubt.film, doubt.other)))
            named = JOINT.join((one, other, *([doubt.judgement] if doubt.judgement else [])))
            found[named] = FilmDoubt(
                _id=named,
                film=one,
                other_film=other,
                page=page,
                other_page=other_page,
                score=doubt.score,
                worth=sum(_worth(given[name]) for name in {one, other}),
                reasons=doubt.reasons,
                judgement=doubt.judgement,
            )
    return tuple(found[name] for name in sorted(found))


def _worth(film: Film) -> int:
    return len(film.pages) + sum(film.review_counts.values())
