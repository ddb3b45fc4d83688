"""The collections, and their `$jsonSchema` validators, made from the records."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger.captures import PastCapture
from ledger.crawling import Fetch, Host
from ledger.health import Health
from ledger.records import RatingPoint, Record
from ledger.runs import Fill, Run, RunLog
from ledger.scheduling import Firing, StoredSchedule
from ledger.stored import (
    Body,
    FilmIds,
    KeptPage,
    Open,
    PastReview,
    ScoreMeans,
    StoredClues,
    StoredDoubt,
    StoredFilm,
    StoredIssue,
    StoredRating,
    StoredReading,
    StoredReview,
    TextSignature,
)


class Collection(NamedTuple):
    """A collection, the record that its documents are, and whether it can be computed from the others."""

    name: str
    record: type[Record]
    computed: bool = False


COLLECTIONS = (
    Collection("bodies", Body),
    Collection("pages", KeptPage),
    Collection("captures", PastCapture),
    Collection("readings", StoredReading),
    Collection("judgements", Open),
    Collection("runs", Run),
    Collection("run_logs", RunLog),
    Collection("fetches", Fetch),
    Collection("hosts", Host),
    Collection("issues", StoredIssue),
    Collection("fills", Fill),
    Collection("health", Health),
    Collection("schedules", StoredSchedule),
    Collection("firings", Firing),
    Collection("rating_points", RatingPoint),
    Collection("past_reviews", PastReview),
    Collection("film_ids", FilmIds),
    Collection("meta", Open),
    Collection("films", StoredFilm, computed=True),
    Collection("reviews", StoredReview, computed=True),
    Collection("ratings", StoredRating, computed=True),
    Collection("doubts", StoredDoubt, computed=True),
    Collection("score_means", ScoreMeans, computed=True),
    Collection("review_clues", StoredClues, computed=True),
    Collection("text_signatures", TextSignature, computed=True),
)

BSON_TYPES: Mapping[Any, dict[str, Any]] = {
    str: {"bsonType": "string"},
    bool: {"bsonType": "bool"},
    int: {"bsonType": ["int", "long"]},
    float: {"bsonType": "number"},
    bytes: {"bsonType": "binData"},
    datetime: {"bsonType": "date"},
    types.NoneType: {"bsonType": "null"},
    Any: {},
}


def document(record: BaseModel) -> dict[str, Any]:
    """The record as it is stored: aliases for names, dates as dates, absent values left out if they may be.

    >>> from ledger.records import Conflict, Score
    >>> document(Score(words="B+"))
    {'words': 'B+'}
    >>> document(Conflict(field="year", values=(), rule="none"))
    {'field': 'year', 'values': [], 'rule': 'none'}
    """
    found = {}
    held = record.__dict__
    for name, kept_as, is_required in _fields(type(record)):
        value = held[name]
        if type(value) not in _AS_THEY_ARE:
            value = _stored(value)
        if is_required or not _is_absent(value):
            found[kept_as] = value
    return found | {name: _stored(value) for name, value in (record.model_extra or {}).items()}


@cache
def _fields(record: type[BaseModel]) -> tuple[tuple[str, str, bool], ...]:
    """The fields of a record: name, name in the document, and whether it must be there."""
    return tuple((name, one.alias or name, one.is_required()) for name, one in record.model_fields.items())


_AS_THEY_ARE = frozenset({str, int, float, bool, bytes, datetime, types.NoneType})


def _stored(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return document(value)
    if isinstance(value, dict):
        return {key: _stored(item) for key, item in value.items() if not _is_absent(item)}
    return [_stored(item) for item in value] if isinstance(value, list | tuple) else value


def _is_absent(value: Any) -> bool:
    """None, or nothing but an empty list or record.

    >>> [_is_absent(value) for value in (None, (), {}, 0, "", {"a": 0})]
    [True, True, True, False, False, False]
    """
    return value is None or (isinstance(value, dict | list | tuple) and not value)


def json_schema(record: type[BaseModel]) -> dict[str, Any]:
    """The record in MongoDB's terms. An absent value is left out of a document, so null is never allowed.

    >>> from ledger.records import Score
    >>> json_schema(Score)["required"], json_schema(Score)["additionalProperties"]
    (['words'], False)
    >>> json_schema(Score)["properties"]["percent"]
    {'bsonType': 'number', 'minimum': 0, 'maximum': 100}
    """
    properties = {}
    required = []
    for name, declared in record.model_fields.items():
        stored_as = declared.alias or name
        properties[stored_as] = _of_field(declared)
        if declared.is_required():
            required.append(stored_as)
    schema: dict[str, Any] = {"bsonType": "object", "properties": properties}
    if required:
        schema["required"] = required
    if record.model_config.get("extra") != "allow":
        schema["additionalProperties"] = False
    return schema


def _of_field(declared: FieldInfo) -> dict[str, Any]:
    return _bounded(_of_type(declared.annotation), declared.metadata)


def _bounded(schema: dict[str, Any], metadata: list[Any] | tuple[Any, ...]) -> dict[str, Any]:
    """The schema with the bounds that pydantic keeps beside the type."""
    bounds = {"ge": "minimum", "le": "maximum", "pattern": "pattern"}
    found = dict(schema)
    for holder in metadata:
        for item in (holder, *getattr(holder, "metadata", ())):
            for name, term in bounds.items():
                if getattr(item, name, None) is not None:
                    found[term] = getattr(item, name)
    return found


def _of_type(kind: Any) -> dict[str, Any]:
    if kind in BSON_TYPES:
        return BSON_TYPES[kind]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return json_schema(kind)
    make = COMPOSED.get(get_origin(kind))
    if make is None:
        raise TypeError(f"no BSON type is known for {kind!r}: add it to ledger.validators")
    return make(get_args(kind))


def _of_union(inner: tuple[Any, ...]) -> dict[str, Any]:
    some = [_of_type(item) for item in inner if item is not types.NoneType]
    return some[0] if len(some) == 1 else {"anyOf": some}


COMPOSED: Mapping[Any, Callable[[tuple[Any, ...]], dict[str, Any]]] = {
    Annotated: lambda inner: _bounded(_of_type(inner[0]), inner[1:]),
    Literal: lambda inner: {"enum": list(inner)},
    Union: _of_union,
    types.UnionType: _of_union,
    tuple: lambda inner: {"bsonType": "array", "items": _of_type(inner[0])},
    dict: lambda inner: {"bsonType": "object", "additionalProperties": _of_type(inner[1])},
}
"""What is made of other types, by its origin, from its arguments: `tuple[X, ...]`, `dict[str, X]`."""
