"""A question to the ledger: what is asked for, and the index that answers it.

`where` is what the index bounds: equal values, `$in`, at most one range. `rest` is held against the documents that
the index gave. `order` is the index's own, behind the equal values, so that a server need not sort. The two parts
are sent as two `$match` stages: MongoDB joins them to one plan, and the embedded server, whose planner scans the
whole collection for a filter on several fields, bounds by the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ledger.database import Ledger

Document = dict[str, Any]
Order = tuple[tuple[str, int], ...]

IN_A_BATCH = 500
"""Values of one `$in`: a film of 10,000 pages is asked for in twenty questions, not in one of a megabyte."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of `collection`; `index` is the name of the index that answers ("_id_" is every collection's)."""

    collection: str
    index: str
    where: Mapping[str, Any] = field(default_factory=dict)
    rest: Mapping[str, Any] = field(default_factory=dict)
    order: Order = ()
    without: tuple[str, ...] = ()
    """Fields that the answer does not need."""
    only: tuple[str, ...] = ()
    """The fields that the answer needs, where those are few."""

    @property
    def projection(self) -> dict[str, int] | None:
        """What of the documents is asked for; None for all."""
        return dict.fromkeys(self.only, 1) or dict.fromkeys(self.without, 0) or None

    @property
    def pipeline(self) -> list[Document]:
        """The question as an aggregation, for where there is a `rest`."""
        stages: list[Document] = [{"$match": dict(self.where)}, {"$match": dict(self.rest)}]
        if self.order:
            stages.append({"$sort": dict(self.order)})
        if self.projection:
            stages.append({"$project": self.projection})
        return stages


def ask(ledger: Ledger, question: Question, limit: int | None = None) -> Iterator[Document]:
    """The documents, in the question's order, as they come; at most `limit`."""
    documents = ledger[question.collection]
    if question.rest:
        stages = question.pipeline if limit is None else [*question.pipeline, {"$limit": limit}]
        yield from documents.aggregate(stages)
        return
    cursor = documents.find(dict(question.where), question.projection)
    if question.order:
        cursor = cursor.sort(list(question.order))
    yield from cursor if limit is None else cursor.limit(limit)


def ask_in_batches(ledger: Ledger, question: Question, name: str, values: Sequence[Any]) -> Iterator[Document]:
    """The documents whose `name` is one of `values`, each once, asked for some hundred values at a time."""
    rest = iter(dict.fromkeys(values))
    seen: set[Any] = set()
    while batch := list(islice(rest, IN_A_BATCH)):
        asked = Question(
            collection=question.collection,
            index=question.index,
            where={**question.where, name: {"$in": batch}},
            without=question.without,
            only=question.only,
        )
        for document in ask(ledger, asked):
            if document["_id"] not in seen:
                seen.add(document["_id"])
                yield document
