"""Names of people as they are compared: order, initials, marks and numerals after a name do not count."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from sys import intern

from anyascii import anyascii
from rapidfuzz import fuzz, process

from pipelines.matching.letters import LOST, agree, mark_lost, surviving
from pipelines.matching.tables import word_set
from pipelines.normalize.rows import says_nothing
from pipelines.normalize.text import clean, fold

_NOT_THE_NAME = re.compile(r"\((?:[IVXLC]+|as [^)]*|uncredited|voice|co-?director)\)|[\"“][^\"”]*[\"”]", re.IGNORECASE)
_NO_PERSON = re.compile(r"\d+ more credits?|see (?:all|more|full).*|\W*", re.IGNORECASE)
_CUT_OFF = re.compile(r"(?:\.\.\.|…)\s*$")
_FUZZY_LIMIT = 10  # names a side that are compared letter by letter, after the equal ones are taken out
_LONGEST = 200  # letters of a name; more is none
_ENOUGH = 3  # people that are equal to the letter; more say no more, and nobody needs to be looked for
_SAME_SPELLING = 87
_FEWEST_LETTERS = 7


@dataclass(frozen=True, slots=True)
class Person:
    """One name. `key` is its folded words in alphabetic order, in one; `words` are in the order of the page."""

    shown: str
    key: str
    words: tuple[str, ...]
    wild: str
    sure: str
    letters: str
    """All its letters in alphabetic order: equal where only the order or the hyphens differ."""
    is_cut: bool
    is_whole: bool
    """Neither cut off nor with letters that broke or may break."""


@dataclass(frozen=True, slots=True)
class People:
    """The people of one role: names as shown, in the page's order, and the key of each in the same order.

    Only strings are kept, each once in the process: lists of films hold a million names.
    """

    shown: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.order)

    def __len__(self) -> int:
        return len(self.order)

    def all_but(self, keys: Container[str]) -> list[Person]:
        """The first people whose key is not in `keys`, at most as many as are compared letter by letter."""
        rest = (name for name, key in zip(self.shown, self.order, strict=True) if key not in keys)
        return [one for name in islice(rest, _FUZZY_LIMIT) if (one := person(name)) is not None]


def people_of(names: Iterable[str]) -> People:
    """The people named; what is no name ("2 more credits") is left out.

    >>> people_of(["Chan-wook Park", "Tom Ford (VIII)", "2 more credits", "Park Chan-wook"]).order
    ('chanparkwook', 'fordtom')
    """
    found: dict[str, str] = {}
    for name in names:
        one = person(name)
        if one is not None:
            found.setdefault(intern(one.key), intern(one.shown))
    return _people(tuple(found.values()), tuple(found))


def together(roles: Iterable[People]) -> People:
    """The people of several roles, each once."""
    found: dict[str, str] = {}
    for role in roles:
        for name, key in zip(role.shown, role.order, strict=True):
            found.setdefault(key, name)
    return _people(tuple(found.values()), tuple(found))


def _people(shown: tuple[str, ...], order: tuple[str, ...]) -> People:
    return People(shown, order, frozenset(order)) if order else _NOBODY


_NOBODY = People()


@lru_cache(maxsize=32768)
def person(name: str) -> Person | None:
    """One name in the form that is compared, or None where it names nobody."""
    shown = clean(name[:_LONGEST])
    if _NO_PERSON.fullmatch(shown) or says_nothing(shown) or fold(shown) in word_set("no_person"):
        return None
    bare = _NOT_THE_NAME.sub(" ", shown)
    is_cut = bool(_CUT_OFF.search(bare))
    marked = mark_lost(_CUT_OFF.sub("", bare))
    named = _name_words(marked)
    if not named:
        return None
    ordered = sorted(named)
    key = "".join(ordered)
    plain = key.replace(LOST, "")
    sure = "".join(sorted(_name_words(surviving(marked)))) if not marked.isascii() else plain
    return Person(
        shown=" ".join(shown.split()),
        key=plain,
        words=tuple(word.replace(LOST, "") for word in named),
        wild=key.replace(LOST, "?") if LOST in key else "",
        sure=sure,
        letters="".join(sorted(plain)),
        is_cut=is_cut,
        is_whole=not is_cut and sure == plain,
    )


def _name_words(text: str) -> list[str]:
    latin = text if text.isascii() else anyascii(text.replace(LOST, "\0")).replace("\0", LOST)
    found = fold(latin).split()
    return [word for word in found if word not in word_set("name_endings")] if len(found) > 2 else found


def shared(left: People, right: People) -> list[tuple[str, str]]:
    """Who is named on both sides, as each spells the name; each name at most once.

    >>> shared(people_of(["Jean-Luc Goddard", "Joel Coen"]), people_of(["Jean-Luc Godard", "Ethan Coen"]))
    [('Jean-Luc Goddard', 'Jean-Luc Godard')]
    """
    if right.order < left.order:
        # One fixed order, so that near names are given out alike whichever side comes first.
        return [(one, other) for other, one in shared(right, left)]
    equal = left.keys & right.keys
    theirs = dict(zip(right.order, right.shown, strict=True)) if equal else {}
    pairs = [(name, theirs[key]) for name, key in zip(left.shown, left.order, strict=True) if key in equal]
    if len(equal) >= min(_ENOUGH, len(left), len(right)):
        return pairs
    rest = right.all_but(equal)
    words_there = {word for one in rest for word in one.words}
    for one in left.all_but(equal):
        other = _near(one, rest, words_there)
        if other is not None:
            pairs.append((one.shown, other.shown))
            rest.remove(other)
    return pairs


def _near(one: Person, rest: list[Person], words_there: set[str]) -> Person | None:
    """The first of `rest` who is this person by another spelling; most people share no word with any, so look first."""
    if one.is_whole and words_there.isdisjoint(one.words):
        spelled_alike = process.extractOne(
            one.key, [other.key for other in rest], scorer=fuzz.ratio, score_cutoff=_SAME_SPELLING
        )
        if spelled_alike is None and all(other.is_whole for other in rest):
            return None
    return next((other for other in rest if same_person(one, other)), None)


def same_person(a: Person, b: Person) -> bool:
    """Whether two spellings name one person, in all likelihood.

    >>> def same(one, other): return same_person(person(one), person(other))
    >>> same("Catherine Zeta-Jones", "C. Zeta Jones"), same("Pablo Larra_n", "Pablo Larraín")
    (True, True)
    >>> same("Park Chanwook", "Chan-wook Park"), same("Chris Miller", "Christopher Miller")
    (True, True)
    >>> same("Joel Coen", "Ethan Coen"), same("Chris Evans", "Chris Pine"), same("Robert Downey Jr.", "Robert Downey")
    (False, False, True)
    """
    if a.key == b.key:
        return True
    if a.is_whole and b.is_whole and set(a.words).isdisjoint(b.words):
        return _one_slip(a, b)
    return agree(a, b) or (_cut_fits(a, b) if a.is_cut or b.is_cut else _words_agree(a, b))


def _cut_fits(a: Person, b: Person) -> bool:
    one, other = "".join(a.words), "".join(b.words)
    start = one if a.is_cut else other
    return len(start) >= _FEWEST_LETTERS and (other if a.is_cut else one).startswith(start)


def _words_agree(a: Person, b: Person) -> bool:
    """Whether two names of several words are one by their words, or but for a slip."""
    if len(a.words) == 1 or len(b.words) == 1:
        return False
    if a.letters == b.letters:
        return not set(a.words).isdisjoint(b.words)
    return _words_fit(a.words, b.words) or _one_slip(a, b)


def _words_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """All words of one are in the other; or the last words are equal and the first ones begin alike."""
    few, many = sorted((one, other), key=len)
    if set(few) <= set(many):
        return len(few) >= 2
    if one[-1] != other[-1] or len(one[-1]) < 2:
        return False
    a, b = sorted((one[0], other[0]), key=len)
    return (len(a) == 1 or (len(a) >= 3 and a[:3] == b[:3])) and b.startswith(a[:1])


def _one_slip(a: Person, b: Person) -> bool:
    """One or two letters differ in a long name; both names' words must be near, not only the sum."""
    if fuzz.ratio(a.key, b.key) < _SAME_SPELLING or min(len(a.key), len(b.key)) < _FEWEST_LETTERS:
        return False
    return len(a.words) != len(b.words) or all(fuzz.ratio(x, y) >= 60 for x, y in zip(a.words, b.words, strict=True))
