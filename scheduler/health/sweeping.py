"""What no run tells: a schedule whose time came and went, a run that never ends, a time when no service was there."""

from __future__ import annotations

from datetime import datetime

from ledger.database import Ledger


def sweep(ledger: Ledger, now: datetime) -> None:
    """Look at every schedule and every run that is under way; judge what ended and was not judged."""
