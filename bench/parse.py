"""What reading an HTML page costs, in CPU time, against selectolax's bare parse and against extruct and trafilatura.

    python -m bench.parse [FOLDER] [--rounds N] [--without-glue] [--stages]

In each round every page is read once by all in turn, in one process, and what was remembered of other rounds is
forgotten first; of each page the best round counts. FOLDER defaults to ../shared/pages beside the repository, and
where that is absent to the tests' own pages. Three figures are held against their bars:

- a film page: the whole reading against 4 bare parses and 1 ms;
- a film page: extruct and trafilatura (`fast=True`) against the whole reading, at least 20 times;
- a post: the whole reading against trafilatura's fast time and 3 ms.

`--without-glue` leaves extruct and trafilatura out, which take long; `--stages` prints each stage of the reading.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from pipelines.statement import reading
from scrapers.decode import decode_both
from scrapers.layers import structured
from scrapers.markup import set_apart
from scrapers.pages import Page
from scrapers.read import read
from scrapers.walk import visible_lines

ROOT = Path(__file__).resolve().parent.parent
SHARED, OWN = ROOT.parent / "shared" / "pages", ROOT / "tests" / "golden"
GROUPS = {
    "film pages": frozenset({"title", "catalogue", "roundup", "user_reviews"}),
    "posts": frozenset({"review", "column"}),
}
OTHERS = "other pages"
BARE, WHOLE, TEXTS, GLUE = "bare parse", "whole reading", "trafilatura, fast", "extruct + trafilatura"
PARSES, SPARE_MS, TIMES, POST_MS = 4, 1, 20, 3
"""The bars: bare parses and ms that a film page may cost, times that the glue costs, ms that a post may cost more."""


def page_of(body: bytes) -> Page:
    return Page(name="bench", body=body, media_type="text/html")


def whole(body: bytes) -> object:
    page = page_of(body)
    return reading(page, read(page))


def with_lines(body: bytes) -> Page:
    page = page_of(body)
    page.lines  # noqa: B018  # made when asked for
    return page


def texts(body: bytes) -> object:
    import trafilatura

    return trafilatura.bare_extraction(body.decode("utf-8", "replace"), fast=True)


def glue(body: bytes) -> object:
    import extruct  # type: ignore[import-untyped]

    return extruct.extract(body.decode("utf-8", "replace"), errors="ignore"), texts(body)


def stages(body: bytes) -> dict[str, Callable[[], object]]:
    """The stages of a reading, each a call without arguments."""
    markup = set_apart(decode_both(body, is_html=True).utf8)
    page = with_lines(body)
    return {
        "decode": lambda: decode_both(body, is_html=True),
        "set scripts apart": lambda: set_apart(page._decoded.utf8),
        "lines": lambda: visible_lines(markup),
        "structured data": lambda: structured.read(page),
    }


def calls(body: bytes, *, glued: bool, staged: bool) -> dict[str, Callable[[], object]]:
    """What is measured of one page, in turn."""
    found: dict[str, Callable[[], object]] = {BARE: lambda: LexborHTMLParser(body)}
    if staged:
        found |= stages(body)
    found |= {WHOLE: lambda: whole(body)}
    return found | ({TEXTS: lambda: texts(body), GLUE: lambda: glue(body)} if glued else {})


def remembering() -> list[Any]:
    """The functions of the reader that remember texts and tags which they met."""
    found = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)]
    own = [one for one in found if one.__module__.startswith(("scrapers.", "pipelines."))]
    return [one for one in own if one.cache_parameters()["maxsize"] is not None]  # without a bound it is a table


def measure(pages: list[dict[str, Callable[[], object]]], rounds: int) -> list[dict[str, float]]:
    """The best CPU time of each page's calls over the rounds, in ms. Each round meets its pages as new ones."""
    best = [dict.fromkeys(one, float("inf")) for one in pages]
    remembered = remembering()
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for one in remembered:
            one.cache_clear()
        for row, page in zip(best, pages, strict=True):
            for name, call in page.items():
                begun = time.process_time_ns()
                call()
                row[name] = min(row[name], (time.process_time_ns() - begun) / 1e6)
    return best


def group_of(path: Path, folder: Path, told: dict[str, dict[str, str]]) -> str:
    """The group of a page, by what careful readers said of it, else by what filmledger says."""
    row = told.get(path.relative_to(folder).as_posix())
    kind = row["page_type"] if row else read(page_of(path.read_bytes())).page_type
    return next((name for name, kinds in GROUPS.items() if kind in kinds), OTHERS)


def show(title: str, rows: list[dict[str, float]]) -> None:
    print(f"\n{title}: {len(rows)}")
    parse = sum(row[BARE] for row in rows)
    for name in rows[0]:
        total = sum(row[name] for row in rows)
        print(f"  {name:24}{total:9.1f} ms{total / len(rows):8.2f} ms a page{total / parse:8.2f} x bare parse")


def bars(groups: dict[str, list[dict[str, float]]]) -> None:
    """Print each figure beside its bar."""
    films, posts = groups.get("film pages", []), groups.get("posts", [])
    print("\nbars")
    if films:
        costs = sum(row[WHOLE] for row in films)
        allowed = [PARSES * row[BARE] + SPARE_MS for row in films]
        within = sum(row[WHOLE] <= bar for row, bar in zip(films, allowed, strict=True))
        told = f"{within} of {len(films)} pages within"
        print(f"  film page / ({PARSES} bare parses + {SPARE_MS} ms): {costs / sum(allowed):.2f}, at most 1; {told}")
        if GLUE in films[0]:
            print(f"  {GLUE} / film page: {sum(row[GLUE] for row in films) / costs:.1f}, at least {TIMES}")
    if posts and TEXTS in posts[0]:
        more = [row[WHOLE] - row[TEXTS] for row in posts]
        within = sum(one <= POST_MS for one in more)
        told = f"{within} of {len(posts)} pages within"
        print(f"  post - trafilatura's fast time: {sum(more) / len(more):+.1f} ms, at most +{POST_MS}; {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED if SHARED.exists() else OWN)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without-glue", action="store_true")
    parser.add_argument("--stages", action="store_true")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    truth = folder / "truth.json"
    told = json.loads(truth.read_text(encoding="utf-8")) if truth.exists() else {}
    paths = sorted(folder.rglob("*.html"))
    pages = [calls(path.read_bytes(), glued=not arguments.without_glue, staged=arguments.stages) for path in paths]
    groups: dict[str, list[dict[str, float]]] = {}
    for path, row in zip(paths, measure(pages, arguments.rounds), strict=True):
        groups.setdefault(group_of(path, folder, told), []).append(row)
    print(f"{folder.name}: best of {arguments.rounds} rounds, CPU time")
    for title, rows in groups.items():
        show(title, rows)
    bars(groups)


if __name__ == "__main__":
    main()
