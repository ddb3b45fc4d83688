"""The tests for small counts are exact: held against counting all cases, and against their own law."""

from __future__ import annotations

from fractions import Fraction
from math import comb, isclose
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ledger.runs import Fill
from scheduler.chance import so_few, so_many_lost, so_small
from scheduler.health.losses import CHANCE, lost

counts = st.integers(0, 40)


@given(counts, counts, counts, counts)
def test_fisher_s_test_counts_all_ways_to_draw(found: int, pages: int, before: int, pages_before: int) -> None:
    found, before = min(found, pages), min(before, pages_before)
    with_it, heap = found + before, pages + pages_before
    ways = sum(comb(with_it, one) * comb(heap - with_it, pages - one) for one in range(found + 1))
    assert isclose(so_few(found, pages, before, pages_before), Fraction(ways, comb(heap, pages)), rel_tol=1e-6)


@given(counts, counts, st.sampled_from([0.0, 0.1, 0.5, 1.0]))
def test_the_binomial_test_counts_all_ways_to_lose(had: int, kept: int, usual: float) -> None:
    kept = min(kept, had)
    ways = sum(comb(had, one) * usual**one * (1 - usual) ** (had - one) for one in range(had - kept, had + 1))
    assert isclose(so_many_lost(had, kept, usual), ways, rel_tol=1e-6, abs_tol=1e-12)


@given(counts, st.integers(0, 40), st.integers(1, 20))
def test_a_smaller_count_is_never_more_likely(count: int, earlier: int, times: int) -> None:
    assert so_small(count, earlier, times) <= so_small(count + 1, earlier, times) + 1e-9
    assert 0 <= so_small(count, earlier, times) <= 1


def test_runs_that_are_alike_are_seldom_told_apart() -> None:
    """Of 400 runs with ten fields of their own chance each, no more than twice the bound are told of a loss."""
    random, told, past = Random(7), 0, list[list[Fill]]()
    shares = {f"field{number}": random.random() for number in range(10)}
    given_ = {"at": "2026-01-01T00:00:00Z", "source": "s", "kind": "title", "pages": 30}
    for number in range(400):
        filled = {name: sum(random.random() < share for _ in range(30)) for name, share in shares.items()}
        row = Fill.model_validate({**given_, "_id": str(number), "run": str(number), "filled": filled})
        told += bool(lost([row], past[:20], 30))
        past.insert(0, [row])
    assert told <= 2 * CHANCE * 400
