"""What a service starts for a run: filmledger's command in a process that ends with its service, and ends gently.

The service holds the other end of this process's standard input. When that closes, for whatever reason, the service
is gone: then this process stops as by SIGTERM, so that no run goes on that nobody watches over.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time
from typing import NoReturn

STOP_SECONDS = 25.0
"""How long the command may take to stop; what then still runs is killed, which loses nothing stored."""


def main() -> None:
    """Run `cli.main` with this process's arguments."""
    signal.signal(signal.SIGTERM, _stop)  # Scrapy puts its own in its place: running pages end
    threading.Thread(target=_watch, daemon=True).start()
    sys.argv[0] = "filmledger"
    runpy.run_module("cli.main", run_name="__main__")


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _watch() -> None:
    """Wait for the end of the service."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
