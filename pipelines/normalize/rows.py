"""The tables of `tables/*.toml`, each read once, and the words that say nothing."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table `tables/NAME.toml`; callers must not change it."""
    source = resources.files("pipelines.normalize").joinpath("tables", f"{name}.toml")
    return tomllib.loads(source.read_text("utf-8"))


@cache
def _nothing() -> frozenset[str]:
    return frozenset(table("nothing")["words"])


def says_nothing(words: str) -> bool:
    """Whether a page uses these words to say that it has no value.

    >>> [says_nothing(words) for words in ("", " – ", "N/A", "tbd", "Up")]
    [True, True, True, True, False]
    """
    bare = words.strip(" \t\r\n\u00a0.:")
    if len(bare) > 40:
        return False
    return not bare or not bare.strip("-–—−?*_/\\|…") or bare.casefold() in _nothing()
