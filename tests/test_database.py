"""Opening a ledger: collections, indexes, validators, and the errors that a person can mend."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pymongo.errors import WriteError

from ledger.database import Ledger
from ledger.indexes import INDEXES
from ledger.records import Film, RatingPoint
from ledger.validators import COLLECTIONS, document


def test_every_collection_and_index_exists(ledger: Ledger) -> None:
    assert {item.name for item in COLLECTIONS} <= set(ledger.database.list_collection_names())
    for index in INDEXES:
        found = ledger[index.collection].index_information()
        assert [tuple(key) for key in found[index.name]["key"]] == list(index.keys)


def test_a_film_is_accepted_and_comes_back(ledger: Ledger) -> None:
    film = Film(_id="up-2009", pages=("a",), title="Up", rules={"box_office.gross": "latest"})
    ledger["films"].insert_one(document(film))
    assert Film.model_validate(ledger["films"].find_one({"_id": "up-2009"})) == film


def test_times_keep_their_zone(ledger: Ledger) -> None:
    seen = datetime(2020, 5, 17, 12, tzinfo=UTC)
    ledger["rating_points"].insert_one(
        document(RatingPoint(_id="p", page="a", kind="critic", first_seen=seen, last_seen=seen))
    )
    found = ledger["rating_points"].find_one({"_id": "p"})
    assert found is not None
    assert found["first_seen"] == seen


def test_a_wrong_type_is_refused(ledger: Ledger) -> None:
    with pytest.raises(WriteError):
        ledger["films"].insert_one({"_id": "up-2009", "pages": "a"})
