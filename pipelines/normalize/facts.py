"""Facts of a film that are neither people, places, dates, money nor scores."""

from __future__ import annotations

import re
from functools import cache

from ledger.records import Awards, Connection
from pipelines.normalize import Unreadable
from pipelines.normalize.certificates import content_rating
from pipelines.normalize.links import identifiers
from pipelines.normalize.numerals import ascii_digits
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.runtimes import runtime_minutes
from pipelines.normalize.text import clean, fold
from pipelines.normalize.titles import title_year

__all__ = [
    "aspect_ratio",
    "awards",
    "connection",
    "content_rating",
    "genres",
    "identifiers",
    "items",
    "runtime_minutes",
]

_LONGEST = 4000
_SIGNS = re.compile(
    r"\s*[\n|•●▪;]\s*|\s+[·/]\s+|(?<=[\u3040-\u9fff\uac00-\ud7af])\s*[/、，·]\s*(?=[\u3040-\u9fff\uac00-\ud7af])|、"
)
_COMMAS = re.compile(r"\s*[,，]\s*")
_MORE = re.compile(
    r"(?:\.{2,}|…|(?:see |show )?(?:more|all|full summary)(?: »)?|»|\+ ?\d+(?: more)?|více|mehr|plus|más|ещё|еще|更多)",
    re.I,
)


def items(words: str) -> tuple[str, ...]:
    """The members of a list, as shown, once each: at its bars, bullets and lines, or where it has none, its commas.

    >>> items("Datasat | Dolby Digital | SDDS"), items("Color, Black and White"), items("-")
    (('Datasat', 'Dolby Digital', 'SDDS'), ('Color', 'Black and White'), ())
    >>> items("Pittsburgh, Pennsylvania, USA | Rome, Italy")
    ('Pittsburgh, Pennsylvania, USA', 'Rome, Italy')
    """
    text = clean(words[:_LONGEST])
    parts = _SIGNS.split(text)
    if len([part for part in parts if part.strip()]) < 2:
        parts = _with_suffixes(_COMMAS.split(text))
    return _shown(parts)


def _with_suffixes(parts: list[str]) -> list[str]:
    """ "Warner Bros. Pictures, Inc." is one company."""
    found: list[str] = []
    for part in parts:
        if found and fold(part) in table("facts")["company_suffixes"]:
            found[-1] += f", {part}"
        else:
            found.append(part)
    return found


def genres(words: str) -> tuple[str, ...]:
    """The genres as shown, untranslated; "Action & Adventure" is one.

    >>> genres("Drama, Action & Adventure, Sci-Fi"), genres("Drama / Krimi"), genres("剧情 / 爱情")
    (('Drama', 'Action & Adventure', 'Sci-Fi'), ('Drama', 'Krimi'), ('剧情', '爱情'))
    >>> genres("Action Drama Sci-Fi"), genres("War, Drama and Comedy"), genres("Kids and Family")
    (('Action', 'Drama', 'Sci-Fi'), ('War', 'Drama', 'Comedy'), ('Kids and Family',))
    """
    text = clean(words[:_LONGEST])
    parts = [part for piece in _SIGNS.split(text.replace("·", "|")) for part in _COMMAS.split(piece)]
    return _shown([genre for part in parts for genre in _known_apart(_TRAILING_MORE.sub("", part), len(parts))])


_TRAILING_MORE = re.compile(r"(?<=\w)\s+(?:see )?more(?: »)?\s*$", re.IGNORECASE)


@cache
def _known_genres() -> frozenset[str]:
    return frozenset(table("facts")["genres"])


def _known_apart(part: str, of: int) -> list[str]:
    """Genres that only blanks part, three at least, or at the end of a list an "and": where each of them is known."""
    known = _known_genres()
    ends = _AND.split(part)
    if of > 1 and len(ends) == 2 and all(fold(end) in known for end in ends):
        return ends
    halves = [half.strip() for half in part.split("/")]
    # "Comedy/drama" is two; "Action/Adventure" is a genre of sites that write it so.
    if len(halves) > 1 and halves[1][:1].islower() and all(fold(half) in known for half in halves):
        return halves
    words = part.split()
    return words if len(words) > 2 and all(fold(word) in known for word in words) else [part]


_AND = re.compile(r"\s+(?:and|und|et|y|e|och|og|en|i|a|и)\s+")


def _shown(parts: list[str]) -> tuple[str, ...]:
    shown = (part.strip(" .:,;") if part.strip(" ,;").endswith("..") else part.strip(" :,;") for part in parts)
    return tuple(dict.fromkeys(part for part in shown if part and not says_nothing(part) and not _MORE.fullmatch(part)))


@cache
def _award_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rows = table("facts")["awards"]
    wins, nominations = "|".join(rows["wins"]), "|".join(rows["nominations"])
    return (
        re.compile(rf"(?<!\d)(\d[\d.,]{{0,12}}+)\s*(?:{wins})", re.I),
        re.compile(rf"(?<!\d)(\d[\d.,]{{0,12}}+)\s*(?:{nominations})", re.I),
        re.compile(r"\bwon\s+(\d+)\s", re.I),
        re.compile(r"\bnominated\s+for\s+(\d+)\s", re.I),
    )


def awards(words: str) -> Awards | None:
    """Wins and nominations over all awards; None where the words say nothing.

    "Won 2 Oscars. Another 85 wins" is 87 wins; "Won 4 Oscars. 235 wins total" is 235.

    >>> awards("1 win & 3 nominations. See more awards »"), awards("Won 2 Oscars. Another 85 wins & 80 nominations.")
    (Awards(wins=1, nominations=3), Awards(wins=87, nominations=80))
    >>> awards("2 nominations"), awards("5 victoires et 12 nominations")
    (Awards(wins=None, nominations=2), Awards(wins=5, nominations=12))
    """
    s = ascii_digits(" ".join(clean(words[:_LONGEST]).split()))
    if says_nothing(s):
        return None
    wins, nominations, won, nominated = (_first(pattern, s) for pattern in _award_patterns())
    if re.search(r"\banother\b", s, re.I):
        wins = (wins or 0) + won if won else wins
        nominations = (nominations or 0) + nominated if nominated else nominations
    wins, nominations = (won if wins is None else wins), (nominated if nominations is None else nominations)
    if wins is None and nominations is None:
        raise Unreadable(words, "neither wins nor nominations")
    return Awards(wins=wins, nominations=nominations)


def _first(pattern: re.Pattern[str], s: str) -> int | None:
    found = pattern.search(s)
    return int(re.sub(r"\D", "", found[1])[:9]) if found else None


_RATIO = re.compile(r"(?<![\d.,:])(\d{1,2}(?:[.,]\d{1,3})?)\s?(?:[:：/x×]|to)\s?(\d{1,2}(?:[.,]\d{1,2})?)(?![\d:])")
_LONE_RATIO = re.compile(r"[1-4][.,]\d{1,3}")


def aspect_ratio(words: str) -> str | None:
    """The first aspect ratio as "2.35 : 1"; None where the words say nothing.

    >>> aspect_ratio("2.35:1"), aspect_ratio("1,85 : 1 (some scenes) | 2.39 : 1"), aspect_ratio("16:9")
    ('2.35 : 1', '1.85 : 1', '16 : 9')
    """
    s = ascii_digits(" ".join(clean(words[:_LONGEST]).split()))
    if says_nothing(s):
        return None
    if found := _RATIO.search(s):
        return f"{found[1]} : {found[2]}".replace(",", ".")
    if _LONE_RATIO.fullmatch(s):
        return f"{s} : 1".replace(",", ".")
    raise Unreadable(words, "no aspect ratio")


@cache
def _relations() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = {fold(word): relation for relation, words in table("facts")["relations"].items() for word in words}
    words = sorted((w for ws in table("facts")["relations"].values() for w in ws), key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, words))})\s*:?\s+(?=\S)", re.I), rows


_SEE_MORE = re.compile(r"\s*(?:see more|more)?\s*»?\s*$", re.I)


def connection(words: str) -> Connection | None:
    """How this film is connected with another; None where the words say nothing.

    >>> connection("References Walk the Line (2005)")
    Connection(relation='references', title='Walk the Line', year=2005)
    """
    s = " ".join(clean(words[:_LONGEST]).split())
    if says_nothing(s):
        return None
    pattern, rows = _relations()
    found = pattern.match(s)
    title, year = title_year(_SEE_MORE.sub("", s[found.end() :])) if found else ("", None)
    if not found or not title:
        raise Unreadable(words, "no relation to a film that is known here")
    return Connection(relation=rows[fold(found[1])], title=title, year=year)
