"""The film's title and year out of what the head calls the page: "Up (2009) - Reviews | Some Site"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scrapers.headlines import film_of
from scrapers.structure.film import folded

_YEAR = re.compile(r"\((?:[^()]{0,60}?\D)?((?:18[89]|19\d|20[0-4])\d)\)")
_QUOTED = re.compile(r"^\s*[«《『「„“]([^»》』」“”]{1,80})[»》』」“”]")
_CUT = re.compile(r"\s+[-–—|•·:⭐★»/]+\s+|\s*[|｜•⭐★_]\s*|\s*\((?=[^()]*(?:18[89]|19\d|20[0-4])\d\))")
_WORDS_ABOUT = re.compile(
    r"(?<![\s:,–—-])[\s:,–—-]++(?:(?:movie|film|critic|user|audience)\s+)?(?:reviews?|ratings?|info(?:rmation)?|trailers?|cast|kritik(?:en)?|"
    r"critiques?|críticas?|recensioni?|recenze|recensie|recension|отзывы|рецензии|影评|映画)$",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200e\u200f\u200b]")


def head_title(titles: Sequence[str], headings: Iterable[str]) -> str:
    """The film's title: the heading that the head's titles begin with, else their part before year or site.

    >>> head_title(["Up (2009) - Reviews | Some Site"], ["Up (2009)"]), head_title(["‎Up (2009) • Letters"], [])
    ('Up', 'Up')
    >>> head_title(["«Вверх» (Up, 2009)"], []), head_title(["Fast - Furious - Some Site"], ["Fast - Furious"])
    ('Вверх', 'Fast - Furious')
    """
    if heading := heading_title(titles, headings):
        return heading
    for title in sorted(filter(None, titles), key=len):
        plain = _INVISIBLE.sub("", title).strip()
        quoted = _QUOTED.match(plain)
        if quoted:
            return quoted[1].strip()
        bare = _CUT.split(_before_year(plain), maxsplit=1)[0]
        return _WORDS_ABOUT.sub("", bare).strip()
    return ""


def heading_title(titles: Sequence[str], headings: Iterable[str]) -> str:
    """The heading, without its year, with which one of the titles begins; "" where there is none."""
    for heading in headings:
        bare = _before_year(heading)
        if not film_of(bare):
            continue  # the name of a section
        if folded(bare) and any(f"{folded(title)} ".startswith(f"{folded(bare)} ") for title in titles):
            return bare
    return ""


def _before_year(text: str) -> str:
    found = _YEAR.search(text)
    before = text[: found.start()].strip() if found else ""
    return before or text.strip()


def head_year(titles: Sequence[str], title: str) -> str:
    """The year that stands in brackets behind the film's title; "" where none does.

    >>> head_year(["Best films (2017)", "Up (2009) - Reviews"], "Up"), head_year(["Best of (2017)"], "Up")
    ('2009', '')
    """
    for words in titles:
        for found in _YEAR.finditer(words):
            if folded(title) and folded(title) in folded(words[: found.start()]):
                return found[1]
    return ""
