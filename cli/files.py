"""Files that commands write."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, parts: Iterable[bytes]) -> int:
    """Write a file whole or not at all: what stood there stays until the new one is complete. Gives its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with begun.open("wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        size = begun.stat().st_size
        begun.replace(path)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    finally:
        begun.unlink(missing_ok=True)
    return size
