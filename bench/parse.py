"""What reading an HTML page costs, in CPU time, against selectolax's bare parse and against extruct and trafilatura.

    python -m bench.parse [FOLDER] [--rounds N] [--glue]

Every page is read by all in turn, round after round, in one process; of each the best round counts. FOLDER defaults
to ../shared/pages beside the repository, and where that is absent to the tests' own pages. `--glue` also measures
extruct and trafilatura (`fast=True`), which takes long.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable
from pathlib import Path

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
POSTS = frozenset({"review", "column"})


def page_of(body: bytes) -> Page:
    return Page(name="bench", body=body, media_type="text/html")


def whole(body: bytes) -> object:
    page = page_of(body)
    return reading(page, read(page))


def with_lines(body: bytes) -> Page:
    page = page_of(body)
    page.lines  # noqa: B018  # made when asked for
    return page


def glue(body: bytes) -> object:
    import extruct
    import trafilatura

    text = body.decode("utf-8", "replace")
    return extruct.extract(text, errors="ignore"), trafilatura.bare_extraction(text, fast=True)


def stages(body: bytes, *, glued: bool) -> dict[str, Callable[[], object]]:
    """The things to measure, each a call without arguments."""
    text = body.decode("utf-8", "replace")
    markup = set_apart(decode_both(body, is_html=True).utf8)
    page = with_lines(body)
    found: dict[str, Callable[[], object]] = {
        "bare parse": lambda: LexborHTMLParser(body),
        "bare parse of text": lambda: LexborHTMLParser(text),
        "decode": lambda: decode_both(body, is_html=True),
        "set scripts apart": lambda: set_apart(page._decoded.utf8),
        "lines": lambda: visible_lines(markup),
        "structured data": lambda: structured.read(page),
        "whole reading": lambda: whole(body),
    }
    return found | ({"extruct + trafilatura": lambda: glue(body)} if glued else {})


def measure(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The best CPU time of each call over the rounds, in ms; the calls take turns."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(rounds):
        for name, call in calls.items():
            begun = time.process_time_ns()
            call()
            best[name] = min(best[name], (time.process_time_ns() - begun) / 1e6)
    return best


def kinds(folder: Path) -> dict[str, str]:
    """What readers said each page is, where that is known."""
    truth = folder / "truth.json"
    told = json.loads(truth.read_text(encoding="utf-8")) if truth.exists() else {}
    return {name: row["page_type"] for name, row in told.items()}


def show(title: str, rows: list[dict[str, float]]) -> None:
    print(f"\n{title}: {len(rows)} pages")
    parse = sum(row["bare parse"] for row in rows)
    for name in rows[0]:
        total = sum(row[name] for row in rows)
        ratios = sorted(row[name] / row["bare parse"] for row in rows)
        print(f"  {name:24}{total:9.1f} ms{total / parse:8.2f} x{ratios[len(ratios) // 2]:8.2f} x median")
    over = [row["whole reading"] / (4 * row["bare parse"] + 1) for row in rows]
    print(f"  pages within 4 bare parses and 1 ms: {sum(ratio <= 1 for ratio in over)} of {len(over)}")
    if "extruct + trafilatura" in rows[0]:
        times = sum(row["extruct + trafilatura"] for row in rows) / sum(row["whole reading"] for row in rows)
        print(f"  extruct + trafilatura cost {times:.1f} times the whole reading")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED if SHARED.exists() else OWN)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--glue", action="store_true")
    arguments = parser.parse_args()
    told = kinds(arguments.folder)
    films: list[dict[str, float]] = []
    posts: list[dict[str, float]] = []
    gc.collect()
    gc.freeze()
    for path in sorted(arguments.folder.rglob("*.html")):
        row = measure(stages(path.read_bytes(), glued=arguments.glue), arguments.rounds)
        is_post = told.get(path.relative_to(arguments.folder).as_posix()) in POSTS
        (posts if is_post else films).append(row)
    print(f"{arguments.folder.name}: best of {arguments.rounds} rounds, CPU time")
    for title, rows in (("film pages and others", films), ("posts", posts)):
        if rows:
            show(title, rows)


if __name__ == "__main__":
    main()
