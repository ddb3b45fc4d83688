"""Could it be chance? Exact tests for small counts: three pages prove little, three hundred a lot.

Nothing here knows of pages; every function gives a probability from 0 to 1, exact and not by a bell curve, since the
counts that matter most are the small ones.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p


def _chosen(of: int, some: int) -> float:
    """The logarithm of the number of ways to choose `some` of `of`."""
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)


def so_few(found: int, pages: int, found_before: int, pages_before: int) -> float:
    """How likely it is to find a thing on so few pages or fewer, if it is as common as it was before.

    Fisher's exact test, one-sided: all `pages + pages_before` pages are taken for one heap, of which `pages` are drawn.

    >>> round(so_few(0, 12, 12, 12), 9), round(so_few(0, 3, 3, 3), 3), so_few(3, 3, 3, 3)
    (3.7e-07, 0.05, 1.0)
    """
    with_it, drawn, heap = found + found_before, pages, pages + pages_before
    lowest = max(0, drawn - (heap - with_it))
    whole = _chosen(heap, drawn)
    ways = (
        _chosen(with_it, one) + _chosen(heap - with_it, drawn - one) - whole
        for one in range(lowest, min(found, with_it, drawn) + 1)
    )
    return min(1.0, sum(map(exp, ways)))


def so_many_lost(had: int, kept: int, usual: float) -> float:
    """How likely it is that so many or more of `had` lose a thing, if each does with the probability `usual`.

    The binomial test, one-sided.

    >>> round(so_many_lost(4, 0, 0.1), 6), round(so_many_lost(10, 9, 0.1), 3), so_many_lost(2, 1, 0)
    (0.0001, 0.651, 0.0)
    """
    lost = had - kept
    if not lost or usual >= 1:
        return 1.0
    if usual <= 0:
        return 0.0
    ways = (_chosen(had, one) + one * log(usual) + (had - one) * log1p(-usual) for one in range(lost, had + 1))
    return min(1.0, sum(map(exp, ways)))


def so_small(count: int, earlier: float, times: int) -> float:
    """How likely a count is so small or smaller, if it is usually `earlier`, which was seen `times` times.

    The exact test for two rates of Poisson: of all that was counted, each has the chance 1 in `times + 1` to be now.

    >>> round(so_small(0, 12, 1), 5), round(so_small(4, 10, 1), 2), so_small(0, 12, 5) < so_small(0, 12, 1)
    (0.00024, 0.09, True)
    """
    together, share = count + round(earlier * times), 1 / (times + 1)
    ways = (_chosen(together, one) + one * log(share) + (together - one) * log1p(-share) for one in range(count + 1))
    return min(1.0, sum(map(exp, ways)))
