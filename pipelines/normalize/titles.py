"""Titles: the year beside them, the keys under which two spellings of one title meet, and readable identifiers."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from anyascii import anyascii

from pipelines.normalize.rows import table
from pipelines.normalize.text import clean, fold

_YEAR = r"(?P<year>18[789]\d|19\d\d|20\d\d)"
_YEARS = rf"{_YEAR}(?:\s?[-–—/]\s?(?:\d{{2,4}}|\?{{4}})?)?(?:/[IVXL]+)?"
_NEAR_YEAR = r"(?P<year>18[89]\d|19\d\d|20[0-3]\d)"
_LONGEST = 1000

# "12 Monkeys (1995)", "X [2012]", "X (TV Movie 2012)", "X (2012, USA)", "X (2003) (V)", "X (I) (2012)", "X（2012年）"
_WORDS = r"[^\W\d][^\d()\[\]（）]{0,30}?"
_BRACKETED = re.compile(
    rf"\s*(?:\((?:[IVXL]+)\)\s*)?[(\[（［【]\s*(?:(?P<before>{_WORDS})(?P<comma>,)?\s*)?{_YEARS}"
    rf"\s*(?:年|г\.?)?(?:(?P<comma2>,)?\s*(?P<after>{_WORDS}))?\s*[)\]）］】]"
    rf"(?:\s*[(\[][^\d()\[\]]{{1,30}}[)\]])?\s*$"
)
_DASHED = re.compile(rf"\s+[-–—|·•]\s+{_NEAR_YEAR}\s*$")
_QUOTED = re.compile(r"""["“„«「『](?P<inner>[^"“”„«»「」『』]+)["”“»」』]""")


def title_year(words: str) -> tuple[str, int | None]:
    """A title and the year that is printed beside it. A year that is a part of the title stays there.

    >>> title_year("Won't Back Down (2012)"), title_year("2012 (2009)"), title_year("Blade Runner 2049")
    (("Won't Back Down", 2012), ('2012', 2009), ('Blade Runner 2049', None))
    >>> title_year("(500) Days of Summer"), title_year("Crash (II) (TV Movie 2004)"), title_year("1917 – 2019")
    (('(500) Days of Summer', None), ('Crash', 2004), ('1917', 2019))
    """
    s = clean(words)
    if len(s) <= _LONGEST and any(c.isdigit() for c in s[-120:]):
        found = _BRACKETED.search(s, max(0, len(s) - 120))
        if not found or not _has_remarks_alone(found):
            found = _DASHED.search(s, max(0, len(s) - 40))
        if found and (title := s[: found.start()].strip(" ,")):
            return _unquoted(title), int(found["year"])
    return _unquoted(s), None


def _has_remarks_alone(found: re.Match[str]) -> bool:
    """Whether the words beside the year tell what or whence the film is: known ones, a name, a list with commas."""
    sides = (found["before"], found["comma"]), (found["after"], found["comma2"])
    return all(
        not words or comma or fold(words) in _remarks() or (" " not in words and words[0].isupper())
        for words, comma in sides
    )


@cache
def _remarks() -> frozenset[str]:
    return frozenset(fold(word) for word in table("titles")["remarks"])


def _unquoted(title: str) -> str:
    whole = _QUOTED.fullmatch(title)
    return whole["inner"].strip() or title if whole else title


_SUBTITLE = re.compile(r"\s*[:：]\s+|\s+[-–—~|]\s+|：|(?<=\w):(?=\s)")
_TRAILING_ARTICLE = re.compile(r"^(?P<title>.+),\s+(?P<article>[^\W\d_]{1,4}['’]?)$")
_ELIDED = re.compile(r"^(?:l|d|un|dell|all|nell|s|t)['’](?=\w)", re.IGNORECASE)
_REMARK = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_ALSO_KNOWN_AS = re.compile(r"(?<=\w)\s*,?\s+(?:aka|a\.k\.a\.)\s+(?=\w)", re.IGNORECASE)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "Å": "Aa"})


def title_keys(title: str) -> tuple[str, ...]:
    """Folded keys without spaces, the fullest first; titles that may be one film's share at least one of them.

    Articles are dropped, numerals and "&" unified; the title without its subtitle, and the title in Latin letters,
    are further keys. Empty only where the title has no letter and no digit.

    >>> title_keys("The Godfather: Part II"), title_keys("Godfather, The: Part 2")
    (('godfatherpart2', 'godfather'), ('godfatherpart2', 'godfather'))
    >>> title_keys("Spider-Man & Friends") == title_keys("Spiderman and Friends")
    True
    >>> title_keys("Die Hard"), title_keys("Брат 2")
    (('diehard', 'hard'), ('брат2', 'brat2'))
    """
    whole = title_year(title[:_LONGEST])[0]
    forms = _forms(whole)
    keys = [key for form in forms for key in _keys_of(form)]
    for form in forms:
        if not form.isascii():
            keys += _keys_of(anyascii(form))
            if (spelled := form.translate(_UMLAUTS)) != form:
                keys += _keys_of(spelled)
    return tuple(dict.fromkeys(key for key in keys if key))


def _forms(title: str) -> list[str]:
    """The title itself, then without remarks in brackets, then without its last subtitle, without all of them."""
    parts = [_article_first(part) for part in _SUBTITLE.split(title) if part.strip()]
    forms = [": ".join(parts)] if parts else [title]
    bare = _article_first(_REMARK.sub("", title))
    if bare and bare not in (title, forms[0]):
        forms.append(bare)
    forms += [_article_first(name) for name in _ALSO_KNOWN_AS.split(bare)] if _ALSO_KNOWN_AS.search(bare) else []
    forms += [": ".join(parts[:n]) for n in range(len(parts) - 1, 0, -1) if len(fold(": ".join(parts[:n]))) > 1]
    return forms


def _article_first(part: str) -> str:
    """ "Matrix, The" as "The Matrix"."""
    found = _TRAILING_ARTICLE.match(part.strip())
    if found and found["article"].casefold().rstrip("'’") in _articles():
        return f"{found['article']}{'' if found['article'][-1] in '’' + chr(39) else ' '}{found['title']}"
    return part.strip()


def _keys_of(form: str) -> list[str]:
    """The key without an English article; where another language's article leads, also the key without that."""
    words = fold(_ELIDED.sub("", form).replace("&", " and ").replace("+", " and ")).split()
    tokens = [_unified(words, i) for i in range(len(words))]
    if len(tokens) > 1 and tokens[0] in _ENGLISH_ARTICLES:
        tokens = tokens[1:]
    kept = [t for t in tokens if t not in _CONJUNCTIONS] or tokens
    keys = ["".join(kept)]
    if len(kept) > 1 and kept[0] in _articles():
        keys.append("".join(kept[1:]))
    return keys


_ENGLISH_ARTICLES = frozenset({"the", "a", "an"})
_CONJUNCTIONS = frozenset({"and", "und", "et", "och", "og"})


@cache
def _articles() -> frozenset[str]:
    return frozenset(table("titles")["articles"])


@cache
def _unifications() -> dict[str, str]:
    rows = table("titles")
    numerals = {word: str(row["number"]) for row in rows["numeral"] for word in row["words"]}
    return {**numerals, **rows["same"]}


def _unified(words: list[str], i: int) -> str:
    """A word in its one form. A single letter is a numeral only at the end or after "part" ("V for Vendetta")."""
    word = words[i]
    if len(word) == 1 and (i == 0 or (i < len(words) - 1 and words[i - 1] not in _COUNTED)):
        return word
    return _unifications().get(word, word)


_COUNTED = frozenset({"part", "pt", "vol", "volume", "chapter", "episode", "no", "teil", "parte", "partie"})

_LONGEST_SLUG = 80


def slug(title: str, year: int | None = None) -> str:
    """A readable identifier in ASCII, of the title in Latin letters and the year; never empty.

    >>> slug("Won't Back Down", 2012), slug("Le Fabuleux Destin d’Amélie Poulain"), slug("Брат", 1997)
    ('wont-back-down-2012', 'le-fabuleux-destin-damelie-poulain', 'brat-1997')
    >>> slug("???", 2000)
    'untitled-a03b221c-2000'
    """
    words = fold(anyascii(_article_first(title_year(title[:_LONGEST])[0]))).split()
    name = "-".join(words)
    if len(name) > _LONGEST_SLUG:
        name = name[: _LONGEST_SLUG + 1].rpartition("-")[0] or name[:_LONGEST_SLUG]
    if not name:
        seal = hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = f"untitled-{seal}" if title.strip() else "untitled"
    return f"{name}-{year}" if year is not None else name
