"""Validators take every record there can be, and refuse what is not one."""

from __future__ import annotations

import copy
import types
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from pymongo.errors import WriteError

from ledger.database import Ledger
from ledger.validators import COLLECTIONS, Collection, document, json_schema

EXAMPLES = 25
DATES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(
    # MongoDB keeps milliseconds.
    lambda when: when.replace(microsecond=when.microsecond // 1000 * 1000, tzinfo=UTC)
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
NAMES = st.from_regex(r"\A[a-z][a-z0-9_.\[\]-]{0,8}\Z")
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False),
    bytes: st.binary(max_size=8),
    datetime: DATES,
    types.NoneType: st.none(),
    Any: TEXT | st.integers(0, 9),
}


def values(kind: Any, bounds: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Values of a field of this type, within its bounds."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return values(inner[0], inner[1:])
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*(values(item, bounds) for item in inner))
    if origin is tuple:
        return st.lists(values(inner[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(NAMES, values(inner[1]), max_size=2)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return records(kind)
    return bounded(kind, bounds)


def bounded(kind: Any, bounds: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    every = [item for holder in bounds for item in (holder, *getattr(holder, "metadata", ()))]
    for item in every:
        if pattern := getattr(item, "pattern", None):
            return st.from_regex(rf"\A(?:{pattern})\Z").map(str.strip)
    low = next((item.ge for item in every if hasattr(item, "ge")), None)
    high = next((item.le for item in every if hasattr(item, "le")), None)
    if low is None or kind is types.NoneType:
        return PLAIN[kind]
    return st.integers(low, high or 2**63 - 1) if kind is int else st.floats(low, high)


@cache
def records(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Records of this type; made once, as the letters of all scripts take long."""
    fields = {
        declared.alias or name: values(declared.annotation, tuple(declared.metadata))
        for name, declared in kind.model_fields.items()
    }
    needed = {declared.alias or name for name, declared in kind.model_fields.items() if declared.is_required()}
    required = {name: what for name, what in fields.items() if name in needed}
    optional = {name: what for name, what in fields.items() if name not in needed}
    return st.fixed_dictionaries(required, optional=optional).map(kind.model_validate)


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda item: item.name)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_record_is_taken_and_comes_back(ledger: Ledger, collection: Collection, data: st.DataObject) -> None:
    record = data.draw(records(collection.record))
    stored = document(record)
    ledger[collection.name].replace_one({"_id": stored["_id"]}, stored, upsert=True)
    assert ledger[collection.name].find_one({"_id": stored["_id"]}) == stored
    # What is absent comes back as its default: a None in a list of anything is all that may differ.
    assert document(type(record).model_validate(stored)) == stored


def places(schema: dict[str, Any], stored: Any, at: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every value of a document that its schema speaks of, with the way to it."""
    found: list[tuple[tuple[Any, ...], Any]] = [(at, schema)] if at and schema else []
    if isinstance(stored, dict):
        for name, value in stored.items():
            inner = schema.get("properties", {}).get(name) or schema.get("additionalProperties") or {}
            found += places(inner, value, (*at, name))
    if isinstance(stored, list):
        for number, value in enumerate(stored):
            found += places(schema.get("items", {}), value, (*at, number))
    return found


@pytest.mark.parametrize(
    "collection", [item for item in COLLECTIONS if item.name != "meta"], ids=lambda item: item.name
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_one_wrong_value_is_refused(ledger: Ledger, collection: Collection, data: st.DataObject) -> None:
    record = data.draw(records(collection.record))
    stored = document(record)
    within = [way for way, _ in places(json_schema(collection.record), stored) if way != ("_id",)]
    if not within:
        return
    way = data.draw(st.sampled_from(within))
    wrong = copy.deepcopy(stored)
    holder: Any = wrong
    for step in way[:-1]:
        holder = holder[step]
    holder[way[-1]] = None  # absent values are left out, so null is never right
    with pytest.raises(WriteError, match="validation"):
        ledger[collection.name].replace_one({"_id": stored["_id"]}, wrong, upsert=True)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("films", {"_id": "up-2009", "pages": "a"}),
        ("films", {"_id": "up-2009", "pages": ["a"], "year": "2009"}),
        ("films", {"_id": "up-2009", "pages": ["a"], "yaer": 2009}),
        ("films", {"_id": "up-2009", "title": "Up"}),
        ("films", {"_id": "up-2009", "pages": ["a"], "release_dates": [{"date": "28 May 2009"}]}),
        ("reviews", {"_id": "r", "film": "f", "kind": "reader", "sightings": []}),
        (
            "reviews",
            {"_id": "r", "film": "f", "kind": "critic", "sightings": [], "rating": {"words": "x", "percent": 101}},
        ),
        ("pages", {"_id": "p", "media_type": "text/html", "content_hash": "0", "size": 1, "first_seen": "today"}),
        ("bodies", {"_id": "b", "zstd": "text", "size": 1}),
    ],
)
def test_what_is_no_record_is_refused(ledger: Ledger, name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(WriteError, match="validation"):
        ledger[name].insert_one(wrong)
