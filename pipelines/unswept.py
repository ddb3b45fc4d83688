"""Work that makes many records at once, without Python's search for cycles among them.

The search goes through all that is alive, again and again while it grows; records hold no cycles. Measured on a film of
10,000 reviews: 10 to 28 of 100 of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """Let nothing be searched for cycles within; afterwards all is as before.

    >>> with unswept():
    ...     gc.isenabled()
    False
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
