"""The ledger's records for other programs: JSON, JSON Lines, CSV, and schema.org JSON-LD.

The public form of a record is the record without absent values, its `_id` called `id`, and without what only
filmledger itself needs (`INTERNAL`). Everything here is lazy: a million records pass without being held.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

from ledger.records import Record

INTERNAL = frozenset({"digest", "keys", "tokens", "stale_keys", "linked", "past", "read_hash"})
Public = dict[str, Any]
Columns = Mapping[str, Callable[[Any], object]]
"""{name of a CSV column: its value, from the record}."""

# Letters that a terminal obeys or that change the direction of a text; JSON may write them as escapes.
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def public(record: Record) -> Public:
    """The record for other programs.

    >>> from ledger.records import Film
    >>> public(Film(_id="up-2009", title="Up", pages=("a",), keys=("t:up",)))
    {'id': 'up-2009', 'title': 'Up', 'pages': ['a']}
    """
    plain = {"id" if name == "_id" else name: value for name, value in record.plain().items() if name not in INTERNAL}
    return {**({"id": plain["id"]} if "id" in plain else {}), **plain}


def to_json(value: Any, indent: int | None = None) -> str:
    r"""`value` as JSON in UTF-8, without letters that a terminal would obey.

    >>> print(to_json({"title": "Amélie", "note": "a\x9bb"}))
    {"title": "Amélie", "note": "a\u009bb"}
    """
    return json.dumps(value, ensure_ascii=False, indent=indent).translate(_ESCAPED)


def json_lines(values: Iterable[Any]) -> Iterator[str]:
    """JSON Lines: one value a line."""
    for value in values:
        yield to_json(value) + "\n"


def json_array(values: Iterable[Any]) -> Iterator[str]:
    r"""One JSON array with a line for each value: whole for a parser, and each line by itself for `grep`.

    >>> "".join(json_array([1, 2])), "".join(json_array([]))
    ('[\n1,\n2\n]\n', '[]\n')
    """
    before = "[\n"
    for value in values:
        yield before + to_json(value)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def csv_lines(records: Iterable[Any], columns: Columns) -> Iterator[str]:
    r"""CSV (RFC 4180, UTF-8) with a line of names. Several values in one cell are parted by "; ".

    A text that a spreadsheet would run as a formula gets an apostrophe in front; JSON has it letter for letter.

    >>> "".join(csv_lines([("=1+1", ["a", "b"])], {"x": lambda row: row[0], "y": lambda row: row[1]}))
    "x,y\r\n'=1+1,a; b\r\n"
    """
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(value(record)) for value in columns.values()])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _cell(value: object) -> object:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def json_ld(things: Iterable[Public]) -> Iterator[str]:
    """One JSON-LD document whose graph has a line for each thing (see `ledger.schema_org`)."""
    yield '{"@context": "https://schema.org", "@graph": '
    yield from json_array(things)
    yield "}\n"
