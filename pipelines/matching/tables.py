"""The tables of this room: words (`words.toml`) and learned weights (`weights.toml`), each read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from pipelines.normalize.rows import table


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("pipelines.matching").joinpath(name).read_text("utf-8"))


@cache
def word_set(name: str) -> frozenset[str]:
    """A list of `words.toml`; "section.key" for one within a section."""
    section, _, key = name.rpartition(".")
    rows = _read("words.toml")[section] if section else _read("words.toml")
    return frozenset(rows[key])


@cache
def word_map(name: str) -> dict[str, str]:
    """A section of `words.toml` that says what each word stands for; callers must not change it."""
    return dict(_read("words.toml")[name])


@cache
def editions() -> tuple[tuple[str, ...], ...]:
    """The endings of titles that name the copy, as tuples of words, longest first."""
    return tuple(sorted((tuple(edition.split()) for edition in word_set("editions")), key=lambda e: (-len(e), e)))


@cache
def numerals() -> dict[str, str]:
    """Number words of several languages, and Roman numerals, as digits."""
    return {word: str(row["number"]) for row in table("titles")["numeral"] for word in row["words"]}


@cache
def same_words() -> dict[str, str]:
    """Words of titles that mean the same as another: "doctor" is "dr"."""
    return dict(table("titles")["same"])


@cache
def articles() -> frozenset[str]:
    """Articles of many languages, the English ones among them, folded."""
    return frozenset(table("titles")["articles"])


@cache
def weights() -> dict[str, dict[str, float]]:
    """{clue: {level: log-odds}}; `docs/matching.md` tells how they were found."""
    found: dict[str, dict[str, float]] = _read("weights.toml")["weights"]
    return found


@cache
def ceilings() -> dict[str, float]:
    """{level of the title: what the traits of one series may say together, in log-odds}."""
    found: dict[str, float] = _read("weights.toml")["ceilings"]
    return found


@cache
def bounds() -> dict[str, float]:
    """`intercept`: the log-odds before any clue; `same` and `different`: from and up to which score a pair is that."""
    found: dict[str, float] = _read("weights.toml")["verdict"]
    return found
