"""Winnowed fingerprints: few hashes of a text, and still a hash in every run of words that two texts share.

Every run of GRAM words (of SIGN_GRAM signs in a script without spaces) is hashed; of every WINDOW neighbouring hashes
the smallest is kept. Two texts that share a run of `WINDOW + GRAM - 1` = 6 words (9 signs) share a whole window, hence
its smallest hash: Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting" (2003).
A text of a few sentences keeps every hash, so that a few edits do not take them all.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipelines.fingerprints.texts import Words

Grams = npt.NDArray[np.uint64]
Places = npt.NDArray[np.uint32]

GRAM = 3
"""Words in one hash."""
SIGN_GRAM = 6
"""Signs in one hash, where it begins with a sign of a script without spaces."""
WINDOW = 4
"""Neighbouring hashes of which one is kept."""
SHORT = 40
"""Words up to which a text keeps every hash: a few edits must not take all the fingerprints of a quotation."""
FOUND_WORDS = WINDOW + GRAM - 1
"""A shared run of so many words is always found."""
FOUND_SIGNS = WINDOW + SIGN_GRAM - 1
"""A shared run of so many signs is always found."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)


def grams(words: Words) -> Grams:
    """One hash for each word: of the run that begins there, as far as the text goes on.

    >>> from pipelines.fingerprints.texts import words
    >>> first, second = grams(words("a b c d")), grams(words("x a b c"))
    >>> bool(first[0] == second[1]), bool(first[1] == second[2])
    (True, False)
    """
    tokens = words.tokens.astype(np.uint64)
    if not words.signs.any():
        return _runs(tokens, GRAM)
    return np.where(words.signs, _runs(tokens, SIGN_GRAM), _runs(tokens, GRAM))


def _runs(tokens: Grams, length: int) -> Grams:
    found = tokens.copy()
    for step in range(1, min(length, len(tokens))):
        found *= _FACTOR
        found[:-step] += tokens[step:]
    found ^= found >> _HALF
    found *= _MIXER
    found ^= found >> _HALF
    return found


def winnowed(words: Words) -> tuple[Grams, Places]:
    """The kept hashes of a text and the words that they begin at, in order; a text of any length has at least one.

    >>> from pipelines.fingerprints.texts import words
    >>> text = "the quick brown fox jumps over the lazy dog and runs away from the hounds of the hill"
    >>> left, right = (winnowed(words(side))[0] for side in (text, "so " + " ".join(text.split()[5:11]) + " too"))
    >>> bool(set(left.tolist()) & set(right.tolist()))
    True
    """
    hashes = grams(words)
    last = SIGN_GRAM if words.signs[-SIGN_GRAM:].any() else GRAM
    hashes = hashes[: max(1, len(hashes) - last + 1)]
    if len(hashes) <= SHORT:
        return hashes, np.arange(len(hashes), dtype=np.uint32)
    windows = len(hashes) - WINDOW + 1
    smallest = hashes[:windows]
    for step in range(1, WINDOW):
        smallest = np.minimum(smallest, hashes[step : step + windows])
    kept = np.zeros(len(hashes), dtype=np.bool_)
    for step in range(WINDOW):
        kept[step : step + windows] |= hashes[step : step + windows] == smallest
    places = np.flatnonzero(kept)
    return hashes[places], places.astype(np.uint32)
