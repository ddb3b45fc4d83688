"""Writing many documents: new ones together, changed ones one by one, and all so that a second try does no harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from pymongo import ReplaceOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

Documents = Collection[dict[str, Any]]
Item = TypeVar("Item")

BATCH = 500
"""Documents in one write, and ids in one look-up."""
_DUPLICATE = 11000


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of at most `size`.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def insert_new(collection: Documents, documents: Sequence[dict[str, Any]]) -> None:
    """Insert what is not there. What is, through another process or a run that was cut off, is replaced."""
    for batch in batches(documents):
        try:
            collection.insert_many(batch, ordered=False)
        except BulkWriteError as error:
            failed = error.details.get("writeErrors", [])
            if any(failure.get("code") != _DUPLICATE for failure in failed) or not failed:
                raise
            replace_all(collection, [batch[failure["index"]] for failure in failed])


def replace_all(collection: Documents, documents: Sequence[dict[str, Any]]) -> None:
    """Write each document in the place of the one with its id."""
    for batch in batches(documents):
        collection.bulk_write([ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in batch], ordered=False)


def if_content(contents: Iterable[str], changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """An update by these expressions, {field: expression}, of those documents whose `content_hash` is one of these.

    The documents are to be chosen by `_id` alone: by name and content, the embedded server looks at every one there is.

    >>> if_content(["a"], {"seen": 1})
    [{'$set': {'seen': {'$cond': [{'$in': ['$content_hash', ['a']]}, 1, {'$ifNull': ['$seen', '$$REMOVE']}]}}}]
    """
    is_one = {"$in": ["$content_hash", sorted(set(contents))]}
    kept = {name: {"$cond": [is_one, made, {"$ifNull": [f"${name}", "$$REMOVE"]}]} for name, made in changes.items()}
    return [{"$set": kept}]


def delete_all(collection: Documents, ids: Iterable[str]) -> None:
    """Delete the documents with these ids."""
    for batch in batches(ids):
        collection.delete_many({"_id": {"$in": batch}})


def find_all(
    collection: Documents, field: str, values: Iterable[Any], only: dict[str, int] | None = None
) -> Iterator[dict[str, Any]]:
    """The documents whose `field` is one of the values; one with several of them may come several times."""
    for batch in batches(values):
        yield from collection.find({field: {"$in": batch}}, only)
