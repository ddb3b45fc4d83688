"""How much a run brought, held against the runs before it: the pages that came and were there, the time it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median

from ledger.health import Reason
from ledger.runs import Run
from scheduler.chance import so_few, so_small
from scheduler.expectations import there
from scrapers.outcomes import GOOD, NOT_ASKED, TURNED_AWAY

CHANCE = 0.001
"""The probability that a run which is as all before it is told to have brought too little."""
FALLEN, SUNK = 0.5, 0.8
"""What is failing is at most this part of what it was, and what is worth a warning that part."""
FEW = 5
"""Where pages are known that need not be asked for, so many have to fail before all of them failing says something."""
SLOW = 3.0
"""A run is slow that takes so many times as long as usual, in whole and for a page."""
SLOW_LEAST = timedelta(minutes=2)
"""Less than this is never slow."""
SPREAD_RUNS = 3
"""From so many good runs on it is known how long a run takes."""
QUIET_LEAST, QUIET_TIMES, QUIET_RUNS = timedelta(days=14), 4, 5
"""Nothing changed for long: for so long, so many times as long as ever before, and in so many runs."""
_WALLS = TURNED_AWAY | {"login_wall"}


def came(run: Run) -> Counter[str]:
    """{outcome: pages} of all that a run asked for."""
    found = {name.removeprefix("fetch_"): n for name, n in run.counts.items() if name.startswith("fetch_")}
    return Counter({name: count for name, count in found.items() if count})


def _good(run: Run) -> int:
    return sum(came(run)[name] for name in GOOD)


def fetched(run: Run, past: Sequence[Run]) -> Iterator[Reason]:
    """Whether the pages came that were asked for."""
    outcomes = came(run)
    asked, good, known = outcomes.total(), _good(run), there(run)
    if asked and not good and (not known or asked >= FEW):
        yield _reason(_about(outcomes), "failing", f"none of {asked:,} pages came: {_told(outcomes)}")
    elif not asked and not known:
        yield _reason("missed_pages", "failing", "no page was found: its lists, feeds and sitemaps led to none")
    elif asked >= FEW and 2 * _held_back(outcomes) >= asked:
        yield _reason("blocked", "failing", f"{good:,} of {asked:,} pages came: {_told(outcomes)}")
    elif asked:
        asked_before, good_before = sum(came(one).total() for one in past), sum(map(_good, past))
        usual = good_before / asked_before if asked_before else 0.0
        is_chance = so_few(good, asked, good_before, asked_before) > CHANCE
        if good <= SUNK * usual * asked and not is_chance:
            how = "failing" if good <= FALLEN * usual * asked else "warning"
            before = f"{good_before:,} of {asked_before:,} before"
            words = f"{good:,} of {asked:,} pages came, {before}; in place of the others: {_told(outcomes)}"
            yield _reason(_about(outcomes), how, words)


def _about(outcomes: Counter[str]) -> str:
    """Whether the pages were held back from us, or missed otherwise."""
    bad = sum(count for name, count in outcomes.items() if name not in GOOD)
    return "blocked" if 2 * _held_back(outcomes) >= bad else "missed_pages"


def _held_back(outcomes: Counter[str]) -> int:
    return sum(outcomes[name] for name in _WALLS | NOT_ASKED)


def _told(outcomes: Counter[str]) -> str:
    """The outcomes that were no pages, the most frequent first.

    >>> _told(Counter(ok=3, challenge=2, timeout=9))
    '9 timeout, 2 challenge'
    """
    bad = [(name, count) for name, count in outcomes.most_common() if name not in GOOD]
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in bad)


def volume(run: Run, past: Sequence[Run]) -> Iterator[Reason]:
    """Whether as many pages are there as in the good runs before, asked for or not."""
    whole = [there(one) for one in past]
    if not whole or not there(run):
        return
    usual, now = median(whole), there(run)
    if now <= SUNK * usual and so_small(now, usual, len(whole)) <= CHANCE:
        words = f"{now:,} pages are there, usually {usual:,.0f}"
        yield _reason("pages", "failing" if now <= FALLEN * usual else "warning", words)


def speed(run: Run, past: Sequence[Run]) -> Iterator[Reason]:
    """Whether the run took much longer than its like."""
    took = [(_seconds(one), came(one).total()) for one in past if one.ended]
    if len(took) < SPREAD_RUNS or not run.ended:
        return
    seconds, usual = _seconds(run), median(one for one, _ in took)
    each = seconds / max(1, came(run).total())
    usual_each = median(one / max(1, pages) for one, pages in took)
    if seconds >= max(SLOW * usual, SLOW_LEAST.total_seconds()) and each >= SLOW * usual_each:
        words = f"it took {in_words(timedelta(seconds=seconds))}, usually {in_words(timedelta(seconds=usual))}"
        yield _reason("slow", "warning", words)


def _seconds(run: Run) -> float:
    return (run.ended - run.started).total_seconds() if run.ended else 0.0


def change(run: Run, past: Sequence[Run]) -> Iterator[Reason]:
    """Whether anything has changed on the source's pages for long; `past` is the latest first."""
    every = [run, *past]
    moved = [one.started for one in every if one.counts.get("new") or one.counts.get("changed")]
    if not moved:
        return
    quiet = run.started - moved[0]
    longest = max((later - earlier for later, earlier in pairwise(moved)), default=timedelta(0))
    runs = sum(1 for one in every if one.started > moved[0])
    if quiet >= max(QUIET_LEAST, QUIET_TIMES * longest) and runs >= QUIET_RUNS:
        words = f"no page was new or changed for {in_words(quiet)}, in {runs:,} runs"
        yield _reason("unchanged", "warning", words)


def in_words(span: timedelta) -> str:
    """A span of time, in its largest unit that is at least two of it.

    >>> [in_words(timedelta(seconds=seconds)) for seconds in (90, 7200, 86400 * 3)]
    ['90 seconds', '2 hours', '3 days']
    """
    seconds = span.total_seconds()
    sizes = (("days", 86_400), ("hours", 3_600), ("minutes", 60))
    name, size = next(((name, size) for name, size in sizes if seconds >= 2 * size), ("seconds", 1))
    return f"{seconds / size:.0f} {name}"


def _reason(about: str, state: str, words: str) -> Reason:
    return Reason.model_validate({"about": about, "state": state, "words": words, "by": "run"})
