"""Hold a printed reading against what is expected of its page: every value, and nothing beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
FREE = {"identifiers", "kind", "languages"}
"""Film fields that may be read though they are not listed."""


def plain(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.translate(PLAIN).split())
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not None}
    return value


def holds(want: Any, got: Any) -> bool:
    """A dict holds where each wanted key does; a list where it has the same length and each member holds."""
    if isinstance(want, dict):
        return isinstance(got, dict) and all(holds(item, got.get(key)) for key, item in want.items())
    if isinstance(want, list):
        return isinstance(got, list) and len(want) == len(got) and all(map(holds, want, got))
    return bool(want == got)


def _text(want: dict[str, Any], key: str, got: str | None) -> Iterator[str]:
    words, start = plain(got or "").split(), plain(want.get(f"{key}_starts", "")).split()
    end = plain(want.get(f"{key}_ends", "")).split()
    if words[: len(start)] != start:
        yield f"{key} begins {words[: len(start)]}, not {start}"
    if end and words[-len(end) :] != end:
        yield f"{key} ends {words[-len(end) :]}, not {end}"
    if want.get(f"{key}_words", len(words)) != len(words):
        yield f"{key} has {len(words)} words, not {want[f'{key}_words']}"


def differences(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """What is wrong with a reading, a sentence each; empty where all is right."""
    found: list[str] = []

    def check(name: str, wanted: Any, read: Any) -> None:
        if not holds(plain(wanted), plain(read)):
            found.append(f"{name} is {plain(read)!r}, not {plain(wanted)!r}")

    check("page_type", want["page_type"], got.get("page_type"))
    film, read = want["film"], got.get("film") or {}
    for name, value in film.items():
        if name.endswith("_starts"):
            found.extend(_text(film, name.removesuffix("_starts"), read.get(name.removesuffix("_starts"))))
        else:
            check(f"film.{name}", value, read.get(name))
    listed = {name.removesuffix("_starts") for name in film} | FREE
    found.extend(f"film.{name} is not on the page: {read[name]!r}" for name in read.keys() - listed)
    for group in ("ratings", "reviews"):
        check(f"number of {group}", len(want[group]), len(got.get(group) or []))
        for at, (one, mine) in enumerate(zip(want[group], got.get(group) or [], strict=False)):
            found.extend(f"{group}[{at}].{fault}" for fault in _text(one, "body", mine.get("body")))
            for name, value in one.items():
                if not name.startswith("body_"):
                    check(f"{group}[{at}].{name}", value, mine.get(name))
    return found
