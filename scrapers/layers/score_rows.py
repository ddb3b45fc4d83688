"""What one line tells of scores: its numbers, its name of a score, its count of voices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from scrapers.layers.card_words import TO_WHOLE
from scrapers.lines import Line
from scrapers.once import once
from scrapers.shapes import for_lower_case, has_digit, lower
from scrapers.tables import table
from scrapers.words import RatingKind, RatingWords

_TABLE = table("scores")
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)"
_OF = _TABLE["stated"]["of"]
ANY_OF = f"{_OF}|{_TABLE['stated']['of_also']}"
"""What stands between a value and its scale, where nothing counts voices beside it."""
UNITS = "|".join(_TABLE["stated"][row] for row in ("stars", "hearts", "points"))
"""What is counted, where a score is said in words ("4 stars of 5")."""
_VALUE = for_lower_case(
    rf"(?P<grouped>(?<![\d.,]){_GROUPED})"
    r"|(?<![\d.,:/$€£+-])(?P<value>\d{1,3}(?:\.\d{1,3}|,\d{1,2})?)"
    rf"\s*(?:(?P<percent>[%％])|(?:{_OF})\s*(?P<best>100?|20|[456])(?:[.,]00?(?!\d))?(?![\d.,/]))?"
    rf"(?![\d/]|[.,]\d|\s?(?:{_TABLE['unit']['words']}))"
)
_TOP = for_lower_case(
    rf"^\W*(?:{_OF})\s*(?P<below>100?|20|[456])(?:[.,]00?)?\W*$"
    r"|(?P<full>100?|20|[456])\s?(?:点満点|點滿分|分满分|分制|점 ?만점)|(?:满分|滿分)\s?(?P<top>100?|20|[456])(?!\d)"
)
_SCALE = for_lower_case(rf"(?<![^\s(/])(?:{_OF}|op|na|na skali)\s*(?P<best>100?|20|[456])(?![\w.,/]*\d|\w)")
_NUMBER = (
    r"\d{1,3}(?:[.,'’٬ \u00a0\u202f]?\d{3})*(?:[.,]\d+)?"
    rf"(?:\s?(?:{_TABLE['unit']['voices']}))?"
)
_VOICES = rf"(?P<critic>{_TABLE['count']['critic']})|(?P<audience>{_TABLE['count']['audience']})"
_COUNT = for_lower_case(rf"(?P<count>{_NUMBER})\+?\s*(?:{_VOICES})(?!\w)")
_COUNT_AFTER = for_lower_case(
    rf"(?:{_VOICES}|{_TABLE['count']['any']})\s*[:(]\s*(?P<count>{_NUMBER})\)?|=\s*(?P<sum>\d+)$"
)
_AFTER_SIGNS = frozenset(":(=")
"""One of these stands in every count behind its word."""
_BARE_COUNT = for_lower_case(rf"^\(?(?P<count>{_NUMBER})\)?$")
_COUNTED = for_lower_case(
    rf"(?:\s?(?:{_TABLE['unit']['voices']}))?\+?\s*(?:{_TABLE['count']['critic']}|{_TABLE['count']['audience']})(?!\w)"
)
_COUNTS_NEXT = for_lower_case(rf"(?<!\w)(?:{_TABLE['count']['any']})\s*[:(]\s*$")
_HUNDREDS = 3
"""Digits of so many votes."""
LONGEST = 110
"""Characters of a line that may hold a score."""
_BESIDE_COUNT, _BESIDE_ALONE = 28, 3
"""Letters beside a whole number, its name and its count of voices, and beside one with its name alone."""
LETTER = re.compile(r"[^\W\d_]")
_HEAD = re.compile(r"[^\d(（|·•:：]{2,40}")
_BASE = re.compile(rf"\s+{_TABLE['count']['base']}$", re.IGNORECASE)
_SPLIT_NUMBER = re.compile(r"(?<=\d) (?=[.,]\d)|(?<=\d[.,]) (?=\d)|(?<=\d) (?=[.,] \d)")
MISSING = for_lower_case(rf"(?<!\w)(?:{_TABLE['state']['pending']}|{_TABLE['state']['none']})(?!\w)")
"""Words that say of a score that there is none, or none yet."""
_THOUSANDS = for_lower_case(rf"\s?(?:{_TABLE['unit']['voices']})")
_FINE = re.compile(r"\d{1,2}[.,]\d{1,2}")
"""A number with tenths or hundredths: no count is so fine."""
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that scores go by: its words, and what it tells of the scores."""

    pattern: re.Pattern[str]
    kind: RatingKind | None
    """None where the name does not tell who gave them."""
    best: str
    is_service: bool


@cache
def _names() -> tuple[Name, ...]:
    return tuple(
        Name(
            for_lower_case(rf"(?<!\w)(?:{row['words']})(?!\w)"),
            row["kind"] or None,
            row["best"],
            row.get("service", False),
        )
        for row in _TABLE["name"]
    )


_ANY_NAME = for_lower_case(rf"(?<!\w)(?:{'|'.join(row['words'] for row in _TABLE['name'])})(?!\w)")


@lru_cache(maxsize=4096)
def named(words: str) -> tuple[str, Name] | None:
    """The name of a score in these few words."""
    low = lower(words) if len(words) <= 60 else ""
    if not _ANY_NAME.search(low):
        return None
    found = next((found, name) for name in _names() if (found := name.pattern.search(low)))
    return words[found[0].start() : found[0].end()], found[1]


@lru_cache(maxsize=4096)
def pure_name(words: str) -> tuple[str, Name] | None:
    """The name that these words are, but for a few; a list's heading that only mentions one is none."""
    found = named(words) if len(words) <= 40 else None
    if not found or MISSING.search(lower(words)) or any(c.isdigit() for c in _IN_BRACKETS.sub("", words)):
        return None
    spare = len(LETTER.findall(words)) - len(LETTER.findall(found[0]))
    return found if spare <= (20 if found[1].is_service else 8) else None


@lru_cache(maxsize=4096)
def first_name(words: str) -> tuple[str, Name] | None:
    """The name of a score that these words begin with, before a number or a bracket: "Community 1205 ratings".

    >>> bool(first_name("Community 1,205 ratings")), bool(first_name("12 reviews of the community"))
    (True, False)
    """
    head = _HEAD.match(words)
    name = _BASE.sub("", head[0].strip()) if head else ""
    return pure_name(name) if name else None


def top_in(low: str) -> str | None:
    """The top of a scale that the line (in lower case) tells, and the value does not: "out of 10", "10点満点".

    >>> top_in("out of 10"), top_in("（10点満点・投票数 36）"), top_in("5 of 10 people")
    ('10', '10', None)
    """
    found = _TOP.search(low) if has_digit(low) and len(low) <= LONGEST else None
    return found[found.lastgroup or 0] if found else None


def scale_behind(low: str) -> str:
    """The top of the scale that stands among the words (in lower case) behind a value: "media di 58 voti su 10".

    >>> scale_behind(" media di 58 voti su 10"), scale_behind(" promedio de 6 críticas"), scale_behind(" de 10")
    ('10', '', '10')
    """
    for found in _SCALE.finditer(low) if has_digit(low) else ():
        if not _COUNTED.match(low, found.end()):
            return found["best"]
    return ""


def is_only_count(words: str) -> bool:
    """Whether the words are a count of voices and little else.

    >>> is_only_count("3.942 votos"), is_only_count("3 of 5 users like it very much")
    (True, False)
    """
    if len(words) > 40 or count_in(words, bare=False) is None:
        return False
    rest = _COUNT.sub("", lower(words), 1)
    return rest != lower(words) and len(LETTER.findall(rest)) <= 8


def is_service(words: str) -> bool:
    """Whether the words name a service that gathers scores, and not just anyone's rating.

    >>> is_service("IMDb"), is_service("Rating"), is_service("Rotten Tomatoes")
    (True, False, True)
    """
    found = named(words)
    return bool(found and found[1].is_service)


def tells_kind(words: str) -> bool:
    """Whether the words tell whose score it is, and name no service.

    >>> [tells_kind(words) for words in ("Pubblico", "Critica", "Rating", "Metascore", "")]
    [True, True, False, False, False]
    """
    found = named(words)
    return bool(found and found[1].kind and not found[1].is_service)


def _spaced(line: Line) -> str:
    """The line's text with a blank between its elements, but for a number that is cut into them: "7" ".4"."""
    parts = line.parts
    if all(len(part) <= 2 and (part.isdigit() or part in {".", ","}) for part in parts):
        return "".join(parts)
    return _SPLIT_NUMBER.sub("", " ".join(parts)) if line.has_digit else " ".join(parts)


def is_of_many(score: RatingWords) -> bool:
    """Whether a score in a post is not the author's: a service's, or an audience's with its votes.

    Without a name it is the audience's where hundreds voted; fewer may have voted on the post.

    >>> from scrapers.words import Said
    >>> votes = Said(text="4 127", layer="scores", where="line 2")
    >>> of_many = [RatingWords(kind="audience", name=name, votes=votes) for name in ("Users", "Rating", "")]
    >>> [is_of_many(one) for one in (*of_many, RatingWords(kind="audience", name="IMDb"))]
    [True, False, True, True]
    """
    if not score.name:
        return score.votes is not None and sum(map(str.isdigit, score.votes.text)) >= _HUNDREDS
    found = named(score.name)
    return bool(found and (found[1].is_service or (score.votes and found[1].kind == "audience")))


class Row:
    """A line, and what is asked of it here, each found out once.

    Its text has a blank between its elements: "61%" and "207" are not glued to "61%207".
    """

    def __init__(self, line: Line) -> None:
        self.line = line

    @once
    def text(self) -> str:
        """Its text, with a blank between its elements."""
        line = self.line
        return _spaced(line) if len(line.pieces) >= 4 and len(line.text) <= LONGEST else line.text

    @once
    def low(self) -> str:
        """Its text in lower case."""
        return self.line.low if self.text is self.line.text else lower(self.text)

    @once
    def values(self) -> tuple[re.Match[str], ...]:
        """The numbers on it that may be values or counts."""
        return tuple(_VALUE.finditer(self.low)) if self.line.has_digit else ()

    @once
    def is_shaped(self) -> bool:
        """Whether one of them has a scale."""
        return any(value["percent"] or value["best"] for value in self.values)

    @once
    def is_value(self) -> bool:
        """Whether it is one value and nothing else."""
        first = self.values[0] if self.values else None
        whole = first is not None and first.start() == 0 and first.end() >= len(self.text.rstrip())
        return whole and first is not None and bool(first["value"])

    @once
    def begins_with_value(self) -> bool:
        """Whether it is one value, and at most its count of voices in brackets behind it: "4 (18 votes)"."""
        first = self.values[0] if self.values else None
        if first is None or first.start() or not first["value"]:
            return False
        behind = self.text[first.end() :].strip()
        return not behind or (behind[0] in "(（" and count_in(behind, bare=True) is not None)

    @once
    def name(self) -> tuple[str, Name] | None:
        """The name of a score that it is, but for a few words."""
        if self.line.href and TO_WHOLE.fullmatch(self.line.low):
            return None
        found = pure_name(self.text)
        if found or not self.line.has_digit or self.is_shaped or len(self.text) > LONGEST:
            return found
        counts = not any("." in value[0] or "," in value[0] for value in self.values)
        is_count_alone = not _AFTER_SIGNS.isdisjoint(self.text)
        return first_name(self.text) if counts and not is_count_alone and count_in(self.text, bare=False) else None


def is_count(row: Row, value: re.Match[str]) -> bool:
    """Whether the number counts voices ("46 critics") and is no score."""
    if not value["value"]:
        return True
    if _COUNTED.match(row.low, value.end()):
        is_fine = _FINE.fullmatch(value["value"]) and not _THOUSANDS.match(row.low, value.end())
        return not (is_fine or "/" in value[0])
    before = row.low[: value.start()]
    return before.rstrip()[-1:] in _AFTER_SIGNS and _COUNTS_NEXT.search(before) is not None


def count_in(words: str, *, bare: bool, behind: bool = False) -> tuple[str, RatingKind | None] | None:
    """A count of voices in these words; with `bare`, a number alone will do; `behind` a value even a small one."""
    if len(words) > LONGEST or not has_digit(words):
        return None
    low = lower(words)
    found = _COUNT.search(low)
    if found is None and not _AFTER_SIGNS.isdisjoint(low):
        found = _COUNT_AFTER.search(low)
    if found:
        kind: RatingKind | None = "critic" if found["critic"] else "audience" if found["audience"] else None
        name = "count" if found["count"] else "sum"
        return words[found.start(name) : found.end(name)].strip(), kind
    alone = _BARE_COUNT.match(low) if bare else None
    usable = alone and (behind or not _VALUE.fullmatch(alone["count"]) or bool(re.match(_GROUPED, alone["count"])))
    return (words[alone.start("count") : alone.end("count")].strip(), None) if alone and usable else None


def is_whole_score(row: Row, found: re.Match[str], name: tuple[str, Name] | None) -> bool:
    """Whether a whole number without a scale is a score: its name has a scale of 100, or voices are counted behind it.

    Little else is on the line: "65 average of 6 critics", "Users 4 (18 votes)".
    """
    if not name:
        return False
    before, after = row.text[: found.start()], row.text[found.end() :]
    if before.rstrip().endswith("("):
        return False
    letters = len(LETTER.findall(f"{before}{after}".replace(name[0], "")))
    if name[1].best == "100":
        return letters <= (_BESIDE_COUNT if count_in(before + after, bare=False) else _BESIDE_ALONE)
    bare = LETTER.findall(before.replace(name[0], ""))
    return len(bare) <= _BESIDE_ALONE and letters <= _BESIDE_COUNT and count_in(after, bare=False) is not None
