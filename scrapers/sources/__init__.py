"""Sources: each a site that is crawled, in one TOML file: where it starts, what it follows, how often, how politely.

Those that ship stand in this folder; the operator's own in the folder that FILMLEDGER_SOURCES names, where a source of
the same name replaces the shipped one. docs/sources.md says every key.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scrapers.sources.records import Source

VARIABLE = "FILMLEDGER_SOURCES"
NAME = re.compile(r"^[a-z0-9][a-z0-9.-]{0,59}$")


class SourceError(ValueError):
    """A source that cannot be used: its file, the line and key, what is wrong, what to do."""


def source_in(path: Path) -> Source:
    """The source in a file; its name is the file's. Raises SourceError with the line and the key."""
    try:
        text = path.read_text(encoding="utf-8")
        return source_of(path.stem, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path}: no TOML: {error}") from error
    except (ValidationError, ValueError) as error:
        raise SourceError(f"{path}{_line_of(error, text)}: {_told(error)}") from error


def source_of(name: str, table: Mapping[str, Any]) -> Source:
    """The source that a table says. Raises ValueError, or pydantic's ValidationError."""
    if not NAME.match(name):
        raise ValueError(f"{name!r} is no name of a source; use small letters, digits, '-' and '.'")
    return Source.model_validate({"name": name, **table})


def _told(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    return f"{key}: {first['msg']}" if key else str(first["msg"])


def _line_of(error: ValueError, text: str) -> str:
    """ ":12" where the key that the error is about stands on line 12 of the file; "" where it does not stand there."""
    if not isinstance(error, ValidationError):
        return ""
    keys = [str(part) for part in error.errors()[0]["loc"] if isinstance(part, str)]
    section, place = "", ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"^\s*\[+\s*([\w.-]+)", line):
            section = head[1]
            place = f":{number}" if keys and section == ".".join(keys[: section.count(".") + 1]) else place
        elif keys and (key := re.match(r"^\s*([\w-]+)\s*=", line)):
            path = [*section.split("."), key[1]] if section else [key[1]]
            if path == keys[: len(path)]:
                return f":{number}"
    return place


def folders() -> tuple[Path, ...]:
    """The operator's folder, if there is one, then that of the shipped ones. Raises SourceError."""
    own = os.environ.get(VARIABLE)
    if own and not Path(own).expanduser().is_dir():
        raise SourceError(
            f"{VARIABLE} is {own!r}, which is no folder. Set it to the folder of your sources, or unset it."
        )
    return (*([Path(own).expanduser()] if own else []), Path(__file__).parent)


def source_files() -> dict[str, Path]:
    """{name: file} of all sources; the operator's own stand before shipped ones of the same name."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.glob("*.toml")):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def find_source(name: str) -> Source:
    """The source of this name. Raises SourceError that names those there are."""
    files = source_files()
    if name not in files:
        known = ", ".join(files) or "none yet"
        raise SourceError(f"There is no source {name!r} (known: {known}). `filmledger source new URL` writes one.")
    return source_in(files[name])


def every_source() -> Iterator[Source | SourceError]:
    """Every source by name, or what is wrong with it."""
    for path in source_files().values():
        try:
            yield source_in(path)
        except SourceError as error:
            yield error
