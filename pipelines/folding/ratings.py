"""Fold the scores that a film's pages print: one for each site, kind of voice and name, as it is now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ledger.records import Rating, RatingStatement
from pipelines.folding.choose import PAGE_TYPES
from pipelines.mentions import Mention
from pipelines.normalize.text import fold

_STATES = ("none", "pending", "scored")
Printed = tuple[Mention, RatingStatement]


def fold_ratings(film: str, mentions: Iterable[Mention]) -> list[Rating]:
    """The scores of one film, in the order of their ids. The order of `mentions` does not count."""
    printed: dict[tuple[str, str, str], list[Printed]] = {}
    for mention in mentions:
        for statement in mention.ratings:
            printed.setdefault((mention.source, statement.kind, statement.name or ""), []).append((mention, statement))
    ids = _ids(film, printed)
    found = []
    for (source, kind, name), rows in printed.items():
        _, now = max(rows, key=_currency)
        pages = tuple(sorted({mention.page for mention, _ in rows}))
        found.append(
            Rating.model_validate(
                {**now.model_dump(), "_id": ids[source, kind, name], "film": film, "source": source, "pages": pages}
            )
        )
    return sorted(found, key=lambda rating: rating.id)


def _currency(row: Printed) -> tuple[object, ...]:
    """Which of two scores of one site is the later one: a score before none, the later visit, the more votes."""
    mention, statement = row
    counts = (statement.votes or 0, statement.critic_reviews or 0, statement.user_reviews or 0)
    day = mention.fetched_at.date().isoformat() if mention.fetched_at else ""
    kind_of_page = -PAGE_TYPES.index(mention.page_type)
    return (
        _STATES.index(statement.state),
        day,
        counts,
        kind_of_page,
        mention.name,
        statement.model_dump_json(),
    )


def _ids(film: str, keys: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """A readable id for each key; where two would be the same, each with a seal of what it is made of."""
    readable = {
        key: ".".join([film, *(word for part in key if (word := fold(part).replace(" ", "-")))]) for key in keys
    }
    taken: dict[str, int] = {}
    for name in readable.values():
        taken[name] = taken.get(name, 0) + 1
    return {
        key: name if taken[name] == 1 else f"{name}.{hashlib.sha256(repr(key).encode()).hexdigest()[:8]}"
        for key, name in readable.items()
    }
