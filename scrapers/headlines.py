"""What a heading says of the page, and what of the film: "Reviews of Up (2009)", "Up Audience Reviews", "『Up』を観た".

The words that a page puts around a film's title, in many languages, stand in `phrases.toml` under `page_title`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scrapers.shapes import word_count
from scrapers.tables import table

_ROWS = table("phrases")["page_title"]
_HEADS = f"{table('titles')['head']['words']}|{_ROWS['before']}|{table('phrases')['headline']['prefix'][1:]}"
_BEFORE = re.compile(rf"^(?:{_HEADS})(?=\S)", re.IGNORECASE)
_BEHIND = re.compile(_ROWS["behind"], re.IGNORECASE)
_REVIEW_OF = re.compile(_ROWS["review_of"], re.IGNORECASE)
_ALONE = re.compile(_ROWS["alone"], re.IGNORECASE)
_TITLES_IN_MARKS = re.compile(r"《([^》]{1,60})》|『([^』]{1,60})』|〈([^〉]{1,60})〉")
_QUOTED = re.compile(
    r"^(?:映画|電影|电影|영화|film(?:en|u)?|фильм)?\s*(?:「(?P<a>[^」]{1,60})」|„(?P<b>[^“”\"]{1,80})[“”\"]|«(?P<c>[^»]{1,80})»"
    r"|»(?P<d>[^«]{1,80})«|“(?P<e>[^”]{1,80})”|\"(?P<f>[^\"]{1,80})\"|‘(?P<g>[^’]{1,80})’)(?P<rest>.*)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[(（\[]?(?:18[89]|19\d|20\d)\d[)）\]]?")
_EDGES = " ,.:;|-–—·・"
_LONGEST = 200


@lru_cache(maxsize=2048)
def film_of(heading: str) -> str:
    """The film's title out of a heading; the heading itself where it says nothing else, "" where it names no film.

    >>> [film_of(text) for text in ("Reviews of Up", "Up Audience Reviews", "Critic Reviews", "Up review – it flies")]
    ['Up', 'Up', '', 'Up']
    >>> [film_of(text) for text in ("雨の日 のレビュー", "《渡》：河", "„Cena” – recenzja", "Film review: Up")]
    ['雨の日', '渡', 'Cena', 'Up']
    """
    text = heading.strip()
    if len(text) > _LONGEST or _ALONE.fullmatch(text.strip(_EDGES)):
        return ""
    marked = {next(filter(None, one)) for one in _TITLES_IN_MARKS.findall(text)}
    if len(marked) == 1:
        return str(marked.pop()).strip()
    bare = _BEFORE.sub("", text, count=1)
    if quoted := _QUOTED.match(bare):
        found = str(next(one for one in quoted.groups()[:-1] if one is not None))
        return found.strip(_EDGES) or bare
    if reviewed := _REVIEW_OF.match(bare):
        bare = reviewed["title"]
    return _BEHIND.sub("", bare).strip() or bare.strip()


def beside(heading: str, title: str) -> int:
    """How many words the heading says beside the film's title, its year and what the page is.

    >>> beside("Up (2009)", "Up"), beside("Up Audience Reviews", "Up"), beside("Up: a balloon that flies", "Up")
    (0, 0, 4)
    >>> beside("Wet and warm", "Up")
    3
    """
    rest = _YEAR.sub(" ", heading)
    at = rest.casefold().find(title.casefold())
    if at >= 0:
        before, behind = rest[:at], rest[at + len(title) :]
        page = _BEFORE.match(rest)
        if page and page.end() == at:
            before = ""
        if _BEHIND.fullmatch(behind):
            behind = ""
        rest = f"{before} {behind}"
    return word_count(rest)
