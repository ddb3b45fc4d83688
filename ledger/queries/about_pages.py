"""Questions about pages, their readings, and what went wrong on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ledger.database import Ledger
from ledger.queries.question import Question, ask, ask_in_batches
from ledger.stored import KeptPage, StoredIssue, StoredReading

LATEST_FIRST = (("last_seen", -1), ("_id", 1))
BY_PAGE = (("page", 1), ("_id", 1))


def pages_latest_first() -> Question:
    """All pages, the latest seen first."""
    return Question(collection="pages", index="last_seen_desc___id", order=LATEST_FIRST)


def pages_where(name: str, value: str) -> Question:
    """The pages whose `name` ("outcome", "source", "run") is `value`, the latest seen first."""
    return Question(collection="pages", index=f"{name}__last_seen_desc___id", where={name: value}, order=LATEST_FIRST)


def readings_named(names: Sequence[str]) -> Question:
    """The readings of these pages (some hundreds)."""
    return Question(collection="readings", index="_id_", where={"_id": {"$in": list(names)}})


def readings_by_page() -> Question:
    """All readings, in the order of their pages' names."""
    return Question(collection="readings", index="page", order=(("page", 1),))


def issues_by_page() -> Question:
    """All issues, page by page."""
    return Question(collection="issues", index="page___id", order=BY_PAGE)


def issues_of_page(page: str) -> Question:
    """What went wrong on this page."""
    return Question(collection="issues", index="page___id", where={"page": page}, order=(("_id", 1),))


def issues_where(name: str, value: str) -> Question:
    """The issues whose `name` ("field" or "run") is `value`, page by page."""
    return Question(collection="issues", index=f"{name}__page___id", where={name: value}, order=BY_PAGE)


def pages(
    ledger: Ledger,
    outcome: str | None = None,
    source: str | None = None,
    run: str | None = None,
    limit: int | None = None,
) -> Iterator[KeptPage]:
    """Kept pages, the latest seen first, by what came, by source, by run."""
    wanted = {"run": run, "source": source, "outcome": outcome}
    name = next((name for name, value in wanted.items() if value is not None), None)
    question = pages_latest_first() if name is None else pages_where(name, wanted[name] or "")
    rest = {key: value for key, value in wanted.items() if value is not None and key != name}
    yield from map(KeptPage.model_validate, ask(ledger, replace(question, rest=rest), limit))


def pages_in(name: str) -> list[str]:
    """The pages that may be meant: a "#" parts a page from one of several films on it, or is in the page's own name.

    >>> pages_in("post.html#Up"), pages_in("up.html")
    (['post.html#Up', 'post.html'], ['up.html'])
    """
    return [name, *(name[:place] for place, sign in enumerate(name) if sign == "#")]


def readings(ledger: Ledger) -> Iterator[StoredReading]:
    """What every page said, in the order of their names."""
    yield from map(StoredReading.model_validate, ask(ledger, readings_by_page()))


def readings_by_name(ledger: Ledger, names: Sequence[str]) -> Mapping[str, StoredReading]:
    """{page: its reading} of the pages that a film names."""
    found = ask_in_batches(ledger, readings_named(()), "_id", [page for name in names for page in pages_in(name)])
    return {document["_id"]: StoredReading.model_validate(document) for document in found}


def issues(
    ledger: Ledger,
    page: str | None = None,
    field: str | None = None,
    run: str | None = None,
    limit: int | None = None,
) -> Iterator[StoredIssue]:
    """What went wrong, page by page, by page, field and run."""
    wanted = {"page": page, "run": run, "field": field}
    given = {name: value for name, value in wanted.items() if value is not None}
    if page is not None:
        question = issues_of_page(page)
    elif given:
        question = issues_where(*next(iter(given.items())))
    else:
        question = issues_by_page()
    rest = {name: value for name, value in given.items() if name not in question.where}
    yield from map(StoredIssue.model_validate, ask(ledger, replace(question, rest=rest), limit))
