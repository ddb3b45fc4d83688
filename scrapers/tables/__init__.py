"""General knowledge as data: labels in many languages, phrases, block shapes. Each table is read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table `scrapers/tables/NAME.toml` as plain values.

    >>> "Runtime" in table("labels")["runtime_minutes"]["labels"]["en"]
    True
    """
    source = resources.files("scrapers.tables").joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
