"""Titles as they are compared: every form under which a film goes.

Articles, numerals, subtitles, the words of an edition and letters that broke on their way do not keep equal titles
apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from sys import intern

from anyascii import anyascii

from pipelines.matching.letters import LOST, mark_lost, surviving
from pipelines.matching.printed import spaced
from pipelines.matching.tables import articles, editions, numerals, same_words, word_map, word_set
from pipelines.normalize.text import clean, fold
from pipelines.normalize.titles import title_year

_YEAR = re.compile(r"(18[89]\d|19\d\d|20[0-4]\d)")
_BRACKET = re.compile(r"\s*[(\[{]\s*([^()\[\]{}]*?)\s*[)\]}]")
_ALIAS = re.compile(r"\s+(?:aka|a\.k\.a\.|also known as|AKA|/)\s+")
_MOVED_ARTICLE = re.compile(r"^(.*),\s*([\w']{1,3}['’]?)$")
_SEPARATOR = re.compile(r",?\s+or[:,]\s|:\s|\s[-–—]+\s|\s\|\s|:$|(?<=\w)…\s|\.\.\.\s")
_OWNER = re.compile(r"^(?:[\w.]+\s+){0,3}[\w.]+(?:['’]s|s['’])\s+(?=\S)")
_ELIDED = re.compile(r"\b[dl]['’](?=\w)", re.IGNORECASE)
_NUMBERED_WORD = re.compile(r"([a-z]{3,})(\d{1,2})")
_DIGIT_LETTERS = re.compile(r"[a-z]+(?:\d[a-z]+)+")
_READ_AS_LETTERS = str.maketrans("013457", "oieasv")
_ROMAN = re.compile(r"[ivx]+")
_ENGLISH_ARTICLES = frozenset({"the", "a", "an"})
_MANY_FORMS = 40
_MANY_CUTS = 6
_LONGEST = 500  # letters of a title; more is none
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Title:
    """One form of a title. `key` is its words in one, folded, without a leading article, numbers as digits."""

    shown: str
    key: str
    words: tuple[str, ...]
    numbers: frozenset[str]
    stem: str
    """The key without its numbers."""
    heads: frozenset[str]
    """The keys of what stands before each colon or dash."""
    tails: frozenset[str]
    """The keys of what stands after each."""
    owned: str
    """The key without an owner before it ("Bram Stoker's Dracula"); "" where there is none."""
    loose: str
    """The key without a leading article of any language."""
    wild: str
    """The key with "?" for each letter that broke; "" where none did."""
    sure: str
    """The key of the letters that can be relied on: without those that often break (marked ones) or broke."""
    is_latin: bool


@dataclass(frozen=True, slots=True)
class Titles:
    """All forms of one film's title. `shown` are those that the page displays; `known` has every form."""

    shown: tuple[Title, ...]
    known: tuple[Title, ...]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Aside:
    """What brackets beside a title say: "(1996 film)", "(TV Series)", "(2012/II)"."""

    year: int | None = None
    kind: str | None = None


def titles_of(displayed: Iterable[str], others: Iterable[str] = ()) -> tuple[Titles, Aside]:
    """Every form of a film's titles, and what their brackets say besides.

    >>> found, aside = titles_of(["Babysitter, The (2017)"], ["La niñera"])
    >>> sorted(found.keys), aside.year
    (['babysitter', 'laninera'], 2017)
    """
    asides: list[Aside] = []
    shown = _forms(displayed, asides)
    known: dict[str, Title] = {}
    for form in (*shown, *_forms(others, asides)):
        known.setdefault(form.key, form)
    forms = tuple(known.values())[:_MANY_FORMS]
    aside = Aside(
        next((a.year for a in asides if a.year), None),
        next((a.kind for a in asides if a.kind), None),
    )
    return Titles(shown, forms, frozenset(form.key for form in forms)), aside


def _forms(printed: Iterable[str], asides: list[Aside]) -> tuple[Title, ...]:
    found: dict[str, Title] = {}
    for text in printed:
        for variant in variants(text, asides):
            form = title_form(variant)
            if form is not None:
                found.setdefault(form.key, form)
    return tuple(found.values())


def variants(printed: str, asides: list[Aside]) -> list[str]:
    """The titles that one printed title gives: without its brackets, and each bracket that is a title itself.

    >>> variants("Swades ( Swades: We, the People )", [])
    ['Swades', 'Swades: We, the People']
    >>> variants("(500) Days of Summer", []), variants("Hamlet (1996 film)", [])
    (['(500) Days of Summer'], ['Hamlet'])
    """
    text = clean(spaced(printed[:_LONGEST])).strip(' "“”')
    if text[-4:].isdigit():
        text, year = title_year(text)
        asides.append(Aside(year))
    inside: list[str] = []

    def take(match: re.Match[str]) -> str:
        if match.start() == 0:
            return match.group()
        words_in = fold(match.group(1)).split()
        if all(_says_no_title(word) for word in words_in):
            asides.append(_aside(match.group(1), words_in))
        else:
            inside.append(match.group(1))
        return " "

    outside = _BRACKET.sub(take, text).strip(" ,").removesuffix(" or")
    parts = [part for piece in (outside, *inside) for part in _ALIAS.split(piece)]
    return [part for part in parts if part.strip(" -:")]


def _says_no_title(word: str) -> bool:
    return word in word_set("bracket_words") or bool(_ROMAN.fullmatch(word)) or bool(_YEAR.fullmatch(word))


def _aside(text: str, folded: list[str]) -> Aside:
    year = _YEAR.search(text)
    kinds = word_map("kinds")
    said = " ".join(folded)
    return Aside(int(year.group(1)) if year else None, next((kinds[k] for k in kinds if k in said), None))


@lru_cache(maxsize=4096)
def title_form(text: str) -> Title | None:
    """One title in the form that is compared, or None where it has no letter and no digit.

    >>> title_form("Kill Bill: Vol. II").key, title_form("Young & Beautiful").key, title_form("Twelve Monkeys").key
    ('killbill2', 'youngbeautiful', '12monkeys')
    """
    unmoved = _with_article_first(text)
    marked = mark_lost(unmoved)
    cuts = _cuts(marked)
    all_words = _words(marked if cuts else _SEPARATOR.split(marked)[0])
    if not all_words:
        return None
    key = "".join(all_words)
    plain = _key(all_words)
    if not plain:
        return None
    return Title(
        shown=intern(text),
        key=intern(plain),
        words=tuple(intern(word.replace(LOST, "")) for word in all_words),
        numbers=frozenset(word for word in all_words if word.isdigit()) or _NONE,
        stem=_key(word for word in all_words if not word.isdigit()),
        heads=frozenset(_key(_words(head)) for head, _ in cuts) - {""} or _NONE,
        tails=frozenset(_key(_words(tail)) for _, tail in cuts) - {""} or _NONE,
        owned=_key(_words(_OWNER.sub("", marked))) if _OWNER.match(marked) else "",
        loose=_key(_without_leading(all_words, articles())),
        wild=key.replace(LOST, "?") if LOST in key else "",
        sure=plain if marked.isascii() else _key(_words(surviving(marked))),
        is_latin=_is_latin(unmoved),
    )


def _key(all_words: Iterable[str]) -> str:
    """The words in one, broken letters left out; equal keys are one string, as lists of films hold many."""
    return intern("".join(all_words).replace(LOST, ""))


def _with_article_first(text: str) -> str:
    moved = _MOVED_ARTICLE.match(text.strip())
    if moved and fold(moved.group(2)) in articles():
        return f"{moved.group(2)} {moved.group(1)}"
    return text


def _cuts(text: str) -> list[tuple[str, str]]:
    """The text before and after each of its separators; none where an edition is all that follows."""
    cuts = [(text[: found.start()], text[found.end() :]) for found in islice(_SEPARATOR.finditer(text), _MANY_CUTS)]
    empty = word_set("editions") | word_set("subtitles_that_say_nothing") | {""}
    return [(head, tail) for head, tail in cuts if fold(tail) not in empty]


def _words(text: str) -> tuple[str, ...]:
    """The words of a title: transliterated, folded, numbers as digits, edition and leading article left out."""
    folded = fold(_ELIDED.sub("", text).replace("&", " and ").replace("+", " and "))
    if not folded.isascii():
        folded = fold(anyascii(folded.replace(LOST, "\0")).replace("\0", LOST))
    spelled = tuple(part for word in folded.split() for part in _spelled(word))
    return _numbered(_without_edition(_without_leading(spelled, _ENGLISH_ARTICLES)))


def _spelled(word: str) -> list[str]:
    """The word or words that a word with digits stands for: "alien3" is "alien 3", "se7en" is "seven"."""
    if found := _NUMBERED_WORD.fullmatch(word):
        return [found.group(1), found.group(2)]
    return [word.translate(_READ_AS_LETTERS) if _DIGIT_LETTERS.fullmatch(word) else word]


def _without_edition(all_words: tuple[str, ...]) -> tuple[str, ...]:
    for edition in editions():
        if len(edition) < len(all_words) and all_words[-len(edition) :] == edition:
            return all_words[: -len(edition)]
    return all_words


def _without_leading(all_words: tuple[str, ...], articles: frozenset[str]) -> tuple[str, ...]:
    return all_words[1:] if len(all_words) > 1 and all_words[0] in articles else all_words


def _numbered(all_words: tuple[str, ...]) -> tuple[str, ...]:
    """Numerals as digits; the word "part" before a number, and joining words, left out."""
    found: list[str] = []
    for place, word in enumerate(all_words):
        is_part = place > 0 and all_words[place - 1] in word_set("part_words")
        number = _number(word, is_first=place == 0, is_part=is_part)
        if number and is_part and len(found) > 1:
            found.pop()
        if number or word not in word_set("joiners") or len(all_words) == 1:
            found.append(number or same_words().get(word, word))
    return tuple(found)


def _number(word: str, *, is_first: bool, is_part: bool) -> str | None:
    """A number in digits. A Roman numeral is one only after other words, and "I" only after "part"."""
    if word.isdigit():
        return word
    if _ROMAN.fullmatch(word) and (is_first or (word == "i" and not is_part)):
        return None
    return numerals().get(word)


def _is_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return not letters or sum(c < "\u0250" or c == LOST for c in letters) * 2 >= len(letters)
