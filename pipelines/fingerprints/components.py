"""What hangs together by pairs."""

from __future__ import annotations

from collections.abc import Iterable


def components(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each of the places 0 to `count` - 1 the first place that it is tied to, through others or not.

    >>> components(5, [(1, 3), (3, 4)])
    [0, 1, 2, 1, 1]
    """
    first = list(range(count))

    def top(place: int) -> int:
        while first[place] != place:
            first[place] = first[first[place]]
            place = first[place]
        return place

    for left, right in pairs:
        one, other = top(left), top(right)
        first[max(one, other)] = min(one, other)
    return [top(place) for place in range(count)]
