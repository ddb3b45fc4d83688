"""From words to typed values: pure functions, each with a doctest, their exceptions in tables.

Every public function takes any string. It returns a value; or nothing (`None`, "" or an empty tuple) where the words
say nothing ("", "-", "N/A"); or raises `Unreadable` where words are there that cannot be understood. It raises nothing
else, looks at no clock and keeps no state but its tables.
"""

from __future__ import annotations


class Unreadable(ValueError):  # noqa: N818 - says what the words are
    """Words that could not be understood: `words` as they were given, and `why` in a phrase.

    >>> str(Unreadable("01/02/2003", "day or month first?"))
    "cannot read '01/02/2003': day or month first?"
    """

    def __init__(self, words: str, why: str) -> None:
        super().__init__(words, why)
        self.words = words
        self.why = why

    def __str__(self) -> str:
        shown = self.words if len(self.words) <= 80 else self.words[:77] + "..."
        return f"cannot read {shown!r}: {self.why}"
