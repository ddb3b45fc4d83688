"""The console script: imports nothing, so that Ctrl-C is met from the first moment on. `cli.app` has the commands."""

from __future__ import annotations

import sys
from typing import Any

INTERRUPTED = "Stopped. What was stored is kept; the same command goes on from there."


def run() -> None:
    """Run the command line of this process, and exit."""
    try:
        from cli.app import app

        app()
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{INTERRUPTED}\n")
        sys.exit(130)


def __getattr__(name: str) -> Any:
    """The typer app, for who asks for it here."""
    if name == "app":
        from cli.app import app

        return app
    raise AttributeError(name)


if __name__ == "__main__":
    run()
