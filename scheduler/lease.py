"""The lease: of any number of services one is in charge, and another takes over when it falls silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from ledger.database import Ledger

_ID = "scheduler-lease"


def hold(ledger: Ledger, owner: str, now: datetime, seconds: float) -> bool:
    """Take the lease, or prolong one's own, for so many seconds; False while another holds it."""
    leases, until = ledger["meta"], now + timedelta(seconds=seconds)
    values = {"$set": {"owner": owner, "until": until}}
    if leases.update_one({"_id": _ID, "owner": owner}, values).matched_count:
        return True
    if leases.update_one({"_id": _ID, "until": {"$lt": now}}, values).matched_count:
        return True
    try:
        leases.insert_one({"_id": _ID, "owner": owner, "until": until})
    except DuplicateKeyError:
        return False
    return True


def release(ledger: Ledger, owner: str) -> None:
    """Give the lease back, if one holds it."""
    ledger["meta"].delete_one({"_id": _ID, "owner": owner})
