"""`docs/notations.md`, made from the table of notations.

To make it again: `python -m pipelines.normalize.notations > docs/notations.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pipelines.normalize.rows import table
from pipelines.normalize.scores import score

_HEAD = """# Notations of scores

A score keeps its words as printed. Beside them it has, where its notation tells them, a `value`, the top of its scale
(`best`), and a `percent` of 0 to 100. `percent` is `value / best`, rounded to two places, and stands only where value
and scale leave no doubt; where the page tells the scale apart from the words (`bestRating`), that counts as told.

This page is made from `pipelines/normalize/tables/notations.toml` by `python -m pipelines.normalize.notations`; a test
holds the two equal. A notation that is missing is one more row there.

## Forms

They are tried in this order. What stands before a colon, and outer brackets, are left out first; numbers in words
("three and a half") are read as digits.
"""

_SCALES = """
## Scales

Tops of scales that words may name: {bests}. A score above the top of its scale, or of any other scale, keeps its words
alone: "1/2" may be half a star or one of two, "5.5/5" is no place on a scale.

## Letters

Metacritic's scale, unless another is given (`score(words, letters={{"A": 95, ...}})`).

| letter | percent |
|---|---|
"""


def _cell(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value).replace("|", "\\|")


def _rows() -> Iterator[str]:
    for row in table("notations")["notation"]:
        yield f"\n### {row['name']}\n"
        if row["note"]:
            yield f"\n{row['note']}\n"
        yield "\n| words | value | best | percent |\n|---|---|---|---|\n"
        for words in row["examples"]:
            found = score(words)
            cells = (found.value, found.best, found.percent) if found else (None, None, None)
            yield f"| `{_cell(words)}` | {' | '.join(map(_cell, cells))} |\n"


def document() -> str:
    """The page, in Markdown."""
    rows = table("notations")
    bests = ", ".join(map(str, rows["bests"]))
    letters = "".join(f"| {letter} | {percent:g} |\n" for letter, percent in rows["letters"].items())
    return _HEAD + "".join(_rows()) + _SCALES.format(bests=bests) + letters


if __name__ == "__main__":
    sys.stdout.write(document())
