"""Who wrote a review, and where: two bylines compared in spite of their spelling."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from anyascii import anyascii
from rapidfuzz.fuzz import ratio

from pipelines.normalize.people import person
from pipelines.normalize.text import clean, fold

Relation = Literal["same", "alike", "unknown", "elsewhere", "other"]
"""How two bylines stand to each other.

same: one author. alike: perhaps one author, otherwise spelled, or under a name that many bear. unknown: one of the
authors is not named. elsewhere: one of the authors is not named, and the publications differ. other: two authors.
"""

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_LETTERED = re.compile(r"\b(?:[A-Za-z]\.\s?){2,}")
_LONG_NAME = 9  # letters; nobody shares a single name of so many by chance
_SIGN_LETTERS = 3  # letters that a sign of a Chinese, Japanese or Korean name stands for
_CLOSE = 88  # rapidfuzz's ratio from which two spellings may be one name: one letter in eight


@cache
def _rows() -> dict[str, frozenset[str]]:
    source = resources.files("pipelines.fingerprints").joinpath("bylines.toml")
    return {name: frozenset(map(fold, rows)) for name, rows in tomllib.loads(source.read_text("utf-8")).items()}


@dataclass(frozen=True, slots=True)
class Byline:
    """An author and a publication, folded. `author` is empty where the page names nobody ("Variety Staff").

    `key` is equal for one author in every order of the name's parts, and empty for nobody.
    """

    author: tuple[str, ...]
    publication: tuple[str, ...]
    key: str


@lru_cache(maxsize=1 << 14)
def byline(author: str | None, publication: str | None) -> Byline:
    """Read a byline as a page prints it.

    >>> byline("Reviewed by LEE, Ann, film critic", "The Daily Post (Leeds)")
    Byline(author=('lee', 'ann'), publication=('post',), key='ann lee')
    >>> byline("Post Staff", "Post").author, byline("annlee (…@…)", None).author
    ((), ('annlee',))
    """
    paper = _parts(_BRACKETS.sub("", clean(publication or "")))
    kept = tuple(part for part in paper if part not in _rows()["paper_parts"]) or paper
    parts = _parts(person(author or "") or clean(author or ""))
    nobody = not parts or parts == paper or _names_nobody(parts, frozenset(paper))
    author_parts = () if nobody else parts
    return Byline(author=author_parts, publication=kept, key=" ".join(sorted(author_parts)))


def _parts(name: str) -> tuple[str, ...]:
    return tuple(fold(_LETTERED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", name)).split())


def _names_nobody(parts: tuple[str, ...], paper: frozenset[str]) -> bool:
    nobody, beside = _rows()["nobody"], _rows()["nobody_parts"]
    rest = [part for part in parts if part not in paper and part not in beside]
    return any(part in nobody or part in beside for part in parts) and all(part in nobody for part in rest)


def same_publication(left: Byline, right: Byline) -> bool | None:
    """Whether two publications are one; None where a page names none.

    >>> post, times = byline(None, "The Post"), byline(None, "Times")
    >>> same_publication(post, byline(None, "post.com")), same_publication(post, times)
    (True, False)
    """
    if not left.publication or not right.publication:
        return None
    return left.publication == right.publication or "".join(left.publication) == "".join(right.publication)


def relation(left: Byline, right: Byline) -> Relation:
    """How two bylines stand to each other.

    >>> names = ("Ann Lee", "Lee, Ann", "A. Lee", "Anne Lee", "Roy Batty", "")
    >>> [relation(byline("Ann Lee", "Post"), byline(name, "Times")) for name in names]
    ['same', 'same', 'alike', 'alike', 'other', 'elsewhere']
    """
    if not left.author or not right.author:
        return "elsewhere" if same_publication(left, right) is False else "unknown"
    return _authors(*sorted((left.author, right.author)))


@lru_cache(maxsize=1 << 14)
def _authors(left: tuple[str, ...], right: tuple[str, ...]) -> Relation:
    if sorted(left) == sorted(right) or "".join(left) == "".join(right):
        return "same" if _is_full(left) else "alike"
    fewer, more = sorted((frozenset(left), frozenset(right)), key=lambda name: (len(name), sorted(name)))
    if len(fewer) >= 2 and fewer <= more:
        return "same"
    if _initials_fit(left, right) or _spelled_alike(left, right) or (fewer <= more and len(min(fewer)) >= 5):
        return "alike"
    return "other"


def _is_full(name: tuple[str, ...]) -> bool:
    """Whether a name is one person's: more than "Paul" or "Paul S.", which many readers sign with."""
    if any(letter.isdigit() for part in name for letter in part):
        return True
    return sum(len(part) > 1 for part in name) > 1 or max(map(_length, name)) >= _LONG_NAME


def _length(part: str) -> int:
    return sum(1 if letter < "\u3000" else _SIGN_LETTERS for letter in part)


def _initials_fit(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """One family name, and first names that one could shorten to the other: "A. Lee", "Ann B. Lee"."""
    if len(left) < 2 or len(right) < 2 or left[-1] != right[-1] or len(left[-1]) < 2:
        return False
    return left[0].startswith(right[0]) or right[0].startswith(left[0])


def _spelled_alike(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """One name in two spellings or two scripts."""
    names = [" ".join(sorted(anyascii(" ".join(name)).lower().split())) for name in (left, right)]
    return min(map(len, names)) >= 6 and ratio(*names) >= _CLOSE
