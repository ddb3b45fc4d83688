"""Every question is answered by its index: no collection scan, no sort in memory."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ledger.database import Ledger
from ledger.indexes import INDEXES
from ledger.queries import about_doubts, about_fills, about_films, about_pages, about_reviews, about_runs, table
from ledger.queries.question import Question
from ledger.queries.table import QUERIES

KEYS = {(index.collection, index.name): index.keys for index in INDEXES}
UNIQUE = {("readings", "page")}
"""Keys that no two documents share; behind any other, equal keys would come in any order."""
DAY = datetime(2024, 5, 17, tzinfo=UTC)


def keys_of(question: Question) -> tuple[tuple[str, int], ...]:
    return (("_id", 1),) if question.index == "_id_" else KEYS[question.collection, question.index]


def plan(ledger: Ledger, question: Question) -> dict[str, Any]:
    """The server's own explanation, asked as `ask` asks."""
    command: dict[str, Any]
    if question.rest:
        command = {"aggregate": question.collection, "pipeline": question.pipeline, "cursor": {}}
    else:
        command = {"find": question.collection, "filter": dict(question.where)}
        if question.order:
            command["sort"] = dict(question.order)
    return ledger.database.command({"explain": command, "verbosity": "queryPlanner"})


def stages(explained: Any) -> Iterator[dict[str, Any]]:
    """Every stage of the winning plan, in either server's form."""
    if isinstance(explained, Mapping):
        if "winningPlan" in explained:
            yield from stages(explained["winningPlan"])
        else:
            if isinstance(explained.get("stage"), str):
                yield dict(explained)
            for name, part in explained.items():
                if name not in ("rejectedPlans", "command", "executionStats"):
                    yield from stages(part)
    elif isinstance(explained, list):
        for part in explained:
            yield from stages(part)


def _doubt(number: int, page: Callable[[int], str]) -> dict[str, Any]:
    films = {"film": f"film-{number}", "other_film": f"film-{number + 1}"}
    pages = {"page": page(number), "other_page": page(number + 1)}
    judged = {} if number % 9 else {"judgement": f"j{number}"}
    return {"_id": "~".join(films.values()), **films, **pages, "score": 0.5, "worth": number % 90, **judged}


def _fill(number: int) -> dict[str, Any]:
    return {
        "_id": f"r{number} {number % 9}",
        "run": f"r{number}",
        "at": DAY + timedelta(hours=number),
        "source": f"s{number % 9}.example",
        "kind": "title" if number % 2 else "all",
        "pages": number,
        "filled": {"title": number},
    }


def _run(number: int) -> dict[str, Any]:
    return {
        "_id": f"r{number}",
        "started": DAY + timedelta(minutes=number),
        "state": ("ended", "ended", "running", "cut_off")[number % 4],
        "schedule": f"s{number % 20}",
        "source": f"s{number % 20}.example",
    }


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Enough documents that a planner has a choice."""
    many = range(300)
    page = "https://example.org/{}".format
    ledger["films"].insert_many(
        {
            "_id": f"film-{i}",
            "title": f"Film {i % 50}",
            "year": 1950 + i % 70,
            "pages": [page(i)],
            "tokens": ["film", f"word{i % 40}", "up", "pete", "docter"][: 2 + i % 4],
            "conflicts": [{"field": "runtime_minutes", "values": [], "rule": "x"}] if i % 3 else [],
        }
        for i in many
    )
    ledger["reviews"].insert_many(
        {
            "_id": f"r{i}",
            "film": f"film-{i % 20}",
            "kind": ("critic", "audience", "column")[i % 3],
            "sightings": [],
            "tokens": ["roger", "ebert", f"word{i % 40}"],
        }
        for i in many
    )
    ledger["ratings"].insert_many(
        {"_id": f"s{i}", "film": f"film-{i % 20}", "kind": "critic", "source": f"s{i % 9}.org", "pages": []}
        for i in many
    )
    ledger["issues"].insert_many(
        {"_id": f"i{i}", "page": page(i % 30), "field": ("year", "cast")[i % 2], "why": "?", "run": f"r{i % 4}"}
        for i in many
    )
    ledger["fills"].insert_many(_fill(i) for i in many)
    ledger["doubts"].insert_many(_doubt(i, page) for i in many)
    ledger["runs"].insert_many(_run(i) for i in many)
    ledger["run_logs"].insert_many(
        {"_id": f"r{i % 20} {i}", "run": f"r{i % 20}", "number": i, "at": DAY, "lines": ["a line"]} for i in many
    )
    return ledger


def test_every_question_is_held_to_its_index(filled: Ledger) -> None:
    for name, question in QUERIES.items():
        found = list(stages(plan(filled, question)))
        kinds = [stage["stage"] for stage in found]
        used = {stage["indexName"] for stage in found if "indexName" in stage}
        by_id = question.index == "_id_" and {"IDHACK", "EXPRESS_IXSCAN"} & set(kinds)
        # Where two indexes bound the question, MongoDB may take the one that it measures to be quicker.
        may_use = {index.name for index in INDEXES if question.rest and index.collection == question.collection}
        assert "COLLSCAN" not in kinds, name
        assert used == {question.index} or by_id or (used and used <= may_use), (name, kinds)
        if not filled.is_embedded:
            # The embedded server reports a sort over any index of several keys, bounded or not: there the next
            # test alone says that the order is the index's own.
            assert "SORT" not in kinds, name


@pytest.mark.parametrize("name", QUERIES)
def test_the_order_of_a_question_is_that_of_its_index(name: str) -> None:
    question = QUERIES[name]
    keys, bounded = keys_of(question), set(question.where)
    assert {key for key, _ in keys[: len(bounded)]} == bounded
    if question.order:
        assert all(not isinstance(value, dict) for value in question.where.values())
        following = keys[len(bounded) :][: len(question.order)]
        assert question.order in (following, tuple((key, -order) for key, order in following))
        assert (question.collection, question.order[-1][0]) in UNIQUE or question.order[-1][0] == "_id"


def test_every_question_is_in_the_table() -> None:
    asked = {
        name
        for module in (about_doubts, about_fills, about_films, about_pages, about_reviews, about_runs)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and function.__annotations__.get("return") == "Question"
    }
    assert len(asked) > 20
    assert {name for name in asked if f".{name}(" not in inspect.getsource(table)} == set()


def test_the_check_sees_a_question_without_an_index(filled: Ledger) -> None:
    asked = Question(collection="films", index="none", where={"runtime_minutes": 90}, order=(("title", 1),))
    assert "COLLSCAN" in [stage["stage"] for stage in stages(plan(filled, asked))]
