"""A scheduler service whose time goes faster than the machine's: `python quick_service.py START SPEED PLACES`.

START is the moment, in seconds since 1970, at which both clocks show the same. Settings are the environment's.
"""

from __future__ import annotations

import signal
import sys
import time
from datetime import UTC, datetime

from ledger.database import open_ledger
from ledger.settings import load_settings
from scheduler.limits import Limits
from scheduler.pace import Pace
from scheduler.service import Service, new_owner
from scheduler.tasks import Tasks


def main(start: float, speed: float, places: int) -> None:
    def clock() -> datetime:
        return datetime.fromtimestamp(start + (time.time() - start) * speed, UTC)

    settings = load_settings()
    with open_ledger(settings) as ledger:
        owner = new_owner()
        pace = Pace(clock=clock, beat_seconds=0.1, lease_seconds=1.5, places=places)
        service = Service(ledger, Tasks(ledger, owner, Limits.of(settings)), owner, pace)
        signal.signal(signal.SIGTERM, lambda *_: service.stop())
        service.run()


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
