"""How far the titles of two films agree.

A number that differs keeps titles apart ("Rocky II", "Rocky III"), and so does another subtitle of one series.
"""

from __future__ import annotations

from typing import Literal, get_args

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipelines.matching.letters import agree
from pipelines.matching.titles import Title, Titles
from pipelines.normalize.text import fold

TitleLevel = Literal[
    "equal_long",
    "equal_short",
    "near",
    "subtitle",
    "other_script",
    "contained",
    "numbered_once",
    "some",
    "numbered",
    "none",
]
"""From agreement to contradiction. `numbered`: two numbers or two subtitles of one series; `numbered_once`: only one of
the two has a number, which may be a sequel or the other site's name for the first film."""

_LONG_KEY = 12  # letters; or three words: a title that few other films have
_LONG_TAIL = 8
_SHORTEST_NEAR = 6
_SHORTEST_CUT = 6  # letters of a title that dots show to be cut off
_LONGEST_COLUMN = 20  # letters from which a title may be cut off without a sign of it
_MOST_OF_IT = 0.6
_LIKE = 75
_NEAR = 88


def title_level(left: Titles, right: Titles) -> TitleLevel | None:
    """How far two films' titles agree: the best of their forms. None where a film has no title."""
    if not left.known or not right.known:
        return None
    shared = left.keys & right.keys
    if shared:
        return _equal(max(shared, key=len), left, right)
    best: TitleLevel = "none"
    for one, others in ((left.shown, right.known), (right.shown, left.known)):
        for a in one:
            for b in others:
                level = pair_level(a, b)
                if _RANK[level] < _RANK[best]:
                    best = level
    if best == "none" and any(f.is_latin for f in left.known) != any(f.is_latin for f in right.known):
        return "other_script"
    return best


_RANK: dict[TitleLevel, int] = {level: rank for rank, level in enumerate(get_args(TitleLevel))}


def _equal(key: str, left: Titles, right: Titles) -> TitleLevel:
    words = max(len(form.words) for form in (*left.known, *right.known) if form.key == key)
    return "equal_long" if len(key) >= _LONG_KEY or words >= 3 else "equal_short"


def pair_level(a: Title, b: Title) -> TitleLevel:
    """How far two forms agree."""
    if a.key == b.key or agree(a, b):
        return "equal_long" if max(len(a.key), len(b.key)) >= _LONG_KEY else "equal_short"
    if cut := _cut_level(a, b) or _cut_level(b, a):
        return cut
    if any(len(tail) >= _LONG_TAIL for tail in a.tails & b.tails):
        return "subtitle"
    return _other_number(a, b) if _numbers_differ(a, b) else _other_words(a, b)


def _cut_level(a: Title, b: Title) -> TitleLevel | None:
    """Whether one title is the other, cut off: with dots at its end, or in the middle of a word where it is long.

    What is left of a series' title may fit several of its films, so most of the title must be there.
    """
    if not a.key or not b.key.startswith(a.key):
        return None
    has_dots = a.shown.endswith(("...", "…", ".."))
    in_a_word = len(a.words) <= len(b.words) and a.words[-1] != b.words[len(a.words) - 1]
    if len(a.key) < (_SHORTEST_CUT if has_dots else _LONGEST_COLUMN) or not (has_dots or in_a_word):
        return None
    if a.key + "s" == b.key:
        return None
    return "near" if len(a.key) >= _MOST_OF_IT * len(b.key) and a.numbers == b.numbers else "subtitle"


def _other_number(a: Title, b: Title) -> TitleLevel:
    if not _one_series(a, b):
        return _overlap(a, b)
    return "numbered" if a.numbers - {"1"} and b.numbers - {"1"} else "numbered_once"


def _other_words(a: Title, b: Title) -> TitleLevel:
    if a.stem == b.stem or a.loose == b.loose or _nearly(a.key, b.key) or sorted(a.words) == sorted(b.words):
        return "near"
    if a.key in b.heads | b.tails | {b.owned} or b.key in a.heads | a.tails | {a.owned} or a.tails & b.tails:
        return "subtitle"
    return "numbered" if a.heads & b.heads else _overlap(a, b)


def _numbers_differ(a: Title, b: Title) -> bool:
    """A lone 1 is no number of its own: "Saga: Part 1" may be "Saga"."""
    one, other = a.numbers, b.numbers
    return one != other and one | other != {"1"}


def _one_series(a: Title, b: Title) -> bool:
    one, other = a.stem, b.stem
    if not one or not other:
        return False
    begins = one.startswith(other) or other.startswith(one)
    return begins or _nearly(one, other) or bool(a.heads & b.heads)


def _nearly(one: str, other: str) -> bool:
    """A letter of a title differs, or two or three of a long one; a plural is another title ("Alien", "Aliens")."""
    longest = max(len(one), len(other))
    if longest < _SHORTEST_NEAR or one + "s" == other or other + "s" == one or fuzz.ratio(one, other) < _NEAR:
        return False
    return Levenshtein.distance(one, other) <= (1 if longest < 12 else 2 if longest < 20 else 3)


def _overlap(a: Title, b: Title) -> TitleLevel:
    likeness = fuzz.ratio(a.key, b.key)
    if likeness >= _LIKE and a.numbers == b.numbers and _nearly(fold(a.shown), fold(b.shown)):
        return "near"  # a slip in a word that the key leaves out: "Thee Storm", "Sun end Moon"
    shared = set(a.words) & set(b.words)
    fewest = min(len(set(a.words)), len(set(b.words)))
    if len(shared) == fewest and sum(map(len, shared)) >= 3:
        return "contained"
    return "some" if sum(map(len, shared)) * 2 >= min(len(a.key), len(b.key)) or likeness >= _LIKE else "none"
