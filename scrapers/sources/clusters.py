"""Addresses of a site, gathered into the patterns that they follow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

LEAST_ALIKE = 3
"""So many addresses make a pattern, and so many that share a part of the path say that it is a fixed one."""
MOST_FIXED = 12
"""A part with more different values than these, each of them seldom, is a name and no fixed word."""


def clusters(urls: Iterable[str]) -> dict[str, list[str]]:
    """{pattern of a source: the addresses that follow it}, the patterns with most addresses first.

    >>> at = "https://a.example"
    >>> found = clusters([*(f"{at}/film/{n}/" for n in range(4)), *(f"{at}/by/{n}" for n in "abc"), f"{at}/about"])
    >>> {pattern: len(some) for pattern, some in found.items()}
    {'/film/{number}/': 4, '/by/*': 3}
    >>> list(clusters(f"{at}/show?id={n}" for n in range(3)))
    ['/show?id={number}']
    """
    of_shape: dict[tuple[int, bool, tuple[str, ...]], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        split = urlsplit(url)
        parts = tuple(part for part in split.path.split("/") if part)
        keys = tuple(key for key, _ in parse_qsl(split.query, keep_blank_values=True))
        of_shape[len(parts), split.path.endswith("/"), keys].append((parts, url))
    found: dict[str, list[str]] = {}
    for (length, is_folder, keys), rows in of_shape.items():
        for path, some in _patterns(rows, 0, length):
            if len(some) >= LEAST_ALIKE and ("*" in path or "{number}" in path or keys):
                pattern = "/" + "/".join(path) + ("/" if is_folder and path else "") + _query(keys, some)
                found.setdefault(pattern, []).extend(some)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _patterns(
    rows: list[tuple[tuple[str, ...], str]], place: int, length: int
) -> Iterable[tuple[tuple[str, ...], list[str]]]:
    if place == length:
        yield (), [url for _, url in rows]
        return
    values = Counter(parts[place] for parts, _ in rows)
    fixed = {value for value, n in values.items() if n >= LEAST_ALIKE and not value.isdigit()}
    if len(fixed) > MOST_FIXED or (place and len(values) > MOST_FIXED):
        fixed = set()
    wild = [row for row in rows if row[0][place] not in fixed]
    groups = [(value, [row for row in rows if row[0][place] == value]) for value in sorted(fixed)]
    if wild:
        name = "{number}" if all(parts[place].isdigit() for parts, _ in wild) else "*"
        groups.append((name, wild))
    for name, some in groups:
        for rest, urls in _patterns(some, place + 1, length):
            yield (name, *rest), urls


def _query(keys: tuple[str, ...], urls: list[str]) -> str:
    if not keys:
        return ""
    values = [dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) for url in urls]
    said = ("{number}" if all(one.get(key, "").isdigit() for one in values) else "*" for key in keys)
    return "?" + "&".join(f"{key}={value}" for key, value in zip(keys, said, strict=True))
