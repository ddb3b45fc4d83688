"""Writes the tables of docs/ledger.md from the records, their docstrings, docs/fields.toml, and the indexes."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import tomllib
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from ledger.indexes import INDEXES
from ledger.records import Record
from ledger.validators import COLLECTIONS, Collection

PAGE = Path(__file__).with_name("ledger.md")
MEANINGS = Path(__file__).with_name("fields.toml")
BEGIN, END = "<!-- written by docs/write_ledger.py -->\n", "<!-- end of what is written -->\n"
NAMES: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    bytes: "bytes",
    datetime: "moment (UTC)",
    Any: "any",
}


def own_fields(record: type[Record]) -> dict[str, str | None]:
    """{field: its docstring} of the fields that this class adds."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(record))).body[0]
    if not isinstance(tree, ast.ClassDef):
        raise TypeError(f"{record.__name__} is no class")
    found: dict[str, str | None] = {}
    for statement, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else None
            found[statement.target.id] = str(said) if said else None
    return found


@cache
def meanings() -> Mapping[str, Mapping[str, str]]:
    """docs/fields.toml."""
    return tomllib.loads(MEANINGS.read_text(encoding="utf-8"))


def classes_of(record: type[Record]) -> Iterator[type[Record]]:
    """The record's class and those above it that have fields, the topmost first."""
    for kind in reversed(record.__mro__):
        if issubclass(kind, Record) and kind is not Record:
            yield kind


def fields_of(record: type[Record]) -> dict[str, str]:
    """{field: meaning} of all fields, in their order. Raises KeyError for a field without a meaning."""
    found: dict[str, str] = {}
    for kind in classes_of(record):
        for name, said in own_fields(kind).items():
            if name != "model_config":
                found[name] = " ".join((said or meanings()[kind.__name__][name]).split())
    return found


def type_words(hint: Any) -> str:
    """A type in words.

    >>> type_words(tuple[str, ...]), type_words(int | None), type_words(Literal["a", "b"])
    ('list of text', 'whole number', '"a", "b"')
    """
    form = FORMS.get(get_origin(hint))
    if form:
        return form(*get_args(hint))
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return NAMES[hint]


def _one_of(*kinds: Any) -> str:
    return " or ".join(type_words(kind) for kind in kinds if kind is not type(None))


FORMS: Mapping[Any, Callable[..., str]] = {
    Annotated: lambda kind, *how: "date" if "pattern" in repr(how) else type_words(kind),
    Literal: lambda *values: ", ".join(f'"{value}"' for value in values),
    Union: _one_of,
    types.UnionType: _one_of,
    tuple: lambda kind, *_: f"list of {type_words(kind)}",
    dict: lambda key, value: f"{{{type_words(key)}: {type_words(value)}}}",
}


def table(record: type[Record]) -> Iterator[str]:
    """The fields of a record as a table."""
    hints = get_type_hints(record, include_extras=True)
    yield "| field | type | meaning |"
    yield "|---|---|---|"
    for name, meaning in fields_of(record).items():
        stored = record.model_fields[name].alias or name
        yield f"| `{stored}` | {type_words(hints[name])} | {meaning.replace('|', '/')} |"


def parts_of(record: type[Record]) -> Iterator[type[Record]]:
    """The records within a record, each once, in the order of the fields."""
    for hint in get_type_hints(record, include_extras=True).values():
        for part in _records_in(hint):
            yield part
            yield from parts_of(part)


def _records_in(hint: Any) -> Iterator[type[Record]]:
    if isinstance(hint, type) and issubclass(hint, Record):
        yield hint
    for part in get_args(hint):
        yield from _records_in(part)


def summary(record: type[Record]) -> str:
    """The first paragraph of what its class says; of the class above where it only says that it is stored."""
    said = inspect.getdoc(record) or ""
    if said.endswith("as stored."):
        said = inspect.getdoc(record.__mro__[1]) or said
    return " ".join(said.split("\n\n")[0].split())


def section(collection: Collection) -> Iterator[str]:
    """One collection: what it is, its fields, its indexes."""
    yield f"### `{collection.name}`\n"
    yield f"{'Computed. ' if collection.computed else ''}{summary(collection.record)}\n"
    yield from table(collection.record)
    indexes = [index for index in INDEXES if index.collection == collection.name]
    if indexes:
        yield "\n| index | answers |\n|---|---|"
        for index in indexes:
            keys = ", ".join(f"{name}{' ↓' if order < 0 else ''}" for name, order in index.keys)
            yield f"| `{keys}` | {index.question} |"
    yield ""


def written() -> str:
    """All that is written into the page."""
    lines = [line for collection in COLLECTIONS for line in section(collection)]
    lines.append("### Parts of documents\n")
    for part in dict.fromkeys(part for collection in COLLECTIONS for part in parts_of(collection.record)):
        lines += [f"#### {part.__name__}\n", f"{summary(part)}\n", *table(part), ""]
    return "\n".join(lines)


def page() -> str:
    """docs/ledger.md with its tables as they should be."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{written()}\n{END}{after}"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE} is written.\n")


if __name__ == "__main__":
    main()
