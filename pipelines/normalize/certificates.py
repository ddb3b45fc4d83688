"""Certificates: who rated a film, for whom, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ledger.records import ContentRating
from pipelines.normalize import Unreadable
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean, fold

_LONGEST = 600


@dataclass(frozen=True, slots=True)
class _System:
    name: str
    country: str | None
    labels: tuple[str, ...]
    values: frozenset[str]
    typical: frozenset[str]


@cache
def _systems() -> tuple[_System, ...]:
    return tuple(
        _System(
            name=row["name"],
            country=row.get("country"),
            labels=tuple(fold(label) for label in row["labels"]),
            values=frozenset(map(_key, row["values"])),
            typical=frozenset(map(_key, row.get("typical", ()))),
        )
        for row in table("certificates")["system"]
    )


def _key(value: str) -> str:
    """Values alike but for case, and blanks and dashes inside, are one: "PG 13", "pg-13"."""
    return re.sub(r"(?<=\w)[\s\-–_.]+(?=\w)", "", value).casefold()


_LEAD = re.compile(
    r"^(?:(?:this film |film )?(?:is |has been )?(?:officially )?(?:rated|certified|classified)"
    r"|certificate|certification|cert)\b\.?\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s*[|»·]?\s*(?:\bsee (?:all|full|more)\b|\bview (?:all|content)\b).*$|\s*[»›]\s*$", re.IGNORECASE)
_BY_WHOM = re.compile(r"\s+by\s+(?:the\s+)?(?:mpaa?|motion picture association(?: of america)?)\b", re.IGNORECASE)
_WHERE = re.compile(r"^\[[^\[\]]{1,12}\]\s*(?=\S)")
"""For where a certificate holds: "[Domestic] 15"."""
_BEHIND_VALUE = re.compile(r"\s*(?:rating|rated|certificate|certified|and (?:over|up|older))\b", re.IGNORECASE)
_BEFORE_REASON = re.compile(
    r"^\s*(?:[|:;–—-]\s*|\(\s*)?(?:,?\s*on\s+appeal\s+)?(?:,?\s*(?:for|due\s+to|contains|pour|wegen|por|за)\s+)?",
    re.IGNORECASE,
)


def content_rating(words: str, label: str = "") -> ContentRating | None:
    """A certificate: the system by its label or a value that is its own, the value as printed, the reason if given.

    >>> content_rating("Rated PG for thematic elements and language").plain()
    {'system': 'MPA', 'value': 'PG', 'reason': 'thematic elements and language', 'country': 'US'}
    >>> content_rating("Rated PG | For Thematic elements and language").reason, content_rating("FSK 12").plain()
    ('thematic elements and language', {'system': 'FSK', 'value': '12', 'country': 'DE'})
    >>> content_rating("15", "BBFC").system, content_rating("18+").system, content_rating("16") is None
    ('BBFC', 'RARS', False)
    >>> content_rating("12 anos - Não recomendado para menores de 12 anos", "Classificação").plain()
    {'system': 'ClassInd', 'value': '12', 'country': 'BR'}
    """
    s = " ".join(clean(words[: _LONGEST * 2]).split()).strip(" ,;")
    s = _BY_WHOM.sub(" ", s).strip(" .") if _BY_WHOM.search(s) else s
    s = s[1:-1] if s.startswith("(") and s.endswith(")") else _WHERE.sub("", s)
    if says_nothing(s) and fold(s) not in _unrated():
        return None
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a certificate")
    system, bare = _named_system(_LEAD.sub("", s), label)
    value, reason, system = _split(_LEAD.sub("", bare), system, is_labelled=bool(label.strip()))
    if value is None and (twice := _TWICE.match(bare)):
        value, reason, system = _split(twice["short"], system, is_labelled=bool(label.strip()))
    if value is None:
        raise Unreadable(words, "no certificate that is known here")
    if system is None or _key(value) not in system.values:
        system = _system_of(value) or system  # one label names the systems of several countries
    return ContentRating(
        system=system.name if system else None,
        value=value,
        reason=reason,
        country=system.country if system else None,
    )


def _named_system(s: str, label: str) -> tuple[_System | None, str]:
    """The system that the words begin with, or that the label names, and the words without that name."""
    pattern, by_name = _prefixes()
    if found := pattern.match(s):
        return by_name[fold(found["name"] or found["place"])], s[found.end() :]
    return _system_of_label(label[:_LONGEST]), s


@cache
def _prefixes() -> tuple[re.Pattern[str], dict[str, _System]]:
    """A system's name, or its country's before a colon ("UK:15"), at the beginning of the words."""
    systems = dict(zip((row["name"] for row in table("certificates")["system"]), _systems(), strict=True))
    names: dict[str, _System] = {}
    places: dict[str, _System] = {}
    for row in table("certificates")["system"]:
        names |= dict.fromkeys(row["labels"], systems[row["name"]])
        places |= dict.fromkeys(row.get("places", ()), systems[row["name"]])
    name, place = ("|".join(sorted(map(re.escape, words), key=len, reverse=True)) for words in (names, places))
    pattern = re.compile(
        rf"(?P<name>{name})\b\s*(?:rating)?\s*[:\-–]?\s*(?=\S)|(?P<place>{place})\s*:\s*(?=\S)", re.IGNORECASE
    )
    return pattern, {fold(word): system for word, system in {**places, **names}.items()}


@lru_cache(maxsize=4096)
def _system_of_label(label: str) -> _System | None:
    """The system that a label names in full words; it may be no more than the country's name."""
    folded = fold(label)
    named = next((y for y in _systems() for name in y.labels if f" {name} " in f" {folded} "), None)
    return named or (_prefixes()[1].get(folded) if folded else None)


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str, _System | None], ...]:
    """Sentences that stand for a value: "Freigegeben ab 12 Jahren" for FSK's 12."""
    by_name: dict[str, _System | None] = {system.name: system for system in _systems()}
    rows = table("certificates")["phrase"]
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["value"], by_name.get(row["system"])) for row in rows)


@cache
def _unrated() -> frozenset[str]:
    return frozenset(map(fold, table("certificates")["unrated"]))


@cache
def _known_value() -> re.Pattern[str]:
    """Any value of any system at the beginning of the words, the longest first."""
    rows = table("certificates")
    values = {v for row in rows["system"] for v in row["values"]} | set(rows["unrated"])
    loose = [re.sub(r"\\?[ -]", r"[\\s\\-–]?", re.escape(v)) for v in sorted(values, key=len, reverse=True)]
    return re.compile(rf"(?:{'|'.join(loose)})(?![\w+])", re.IGNORECASE)


_TWICE = re.compile(r"(?P<short>(?P<age>\d{1,2})(?:\s+[^\W\d_]+)?)\s+[-–—|]\s+\D+(?P=age)(?!\d)\D*$")
"""An age, and behind a dash what it means: "12 anos - Não recomendado para menores de 12 anos"."""
_CODE = re.compile(r"(?!\d{3})[A-Z0-9][A-Z0-9+/-]{0,6}")


def _split(s: str, system: _System | None, *, is_labelled: bool) -> tuple[str | None, str | None, _System | None]:
    """Value, reason and system of the words that are left. A code that no table knows needs a label to be one."""
    found = _known_value().match(s)
    if (found is None or found[0].isdecimal() or found.end() < len(s)) and (phrase := _phrase(s)):
        return phrase[0], None, system or phrase[1]
    if found is None:
        code = _CODE.fullmatch(s) if is_labelled else None
        return (code[0] if code else None), None, system
    rest = _MORE.sub("", s[found.end() :])
    if behind := _BEHIND_VALUE.match(rest):
        rest = rest[behind.end() :]
    if not rest.strip(" .)"):
        return found[0], None, system
    before = _BEFORE_REASON.match(rest)
    if before is None or not before[0].strip():
        stands_alone = rest.startswith(",") or _phrase(rest.strip(" .,:;()-–"))
        return (found[0] if stands_alone else None), None, system
    return found[0], _reason(rest[before.end() :], before[0]), system


def _phrase(s: str) -> tuple[str, _System | None] | None:
    return next(
        ((found.expand(value), own) for pattern, value, own in _phrases() if (found := pattern.fullmatch(s))), None
    )


def _reason(words: str, before: str) -> str | None:
    """The reason; its first letter is made small where only the beginning of the phrase is capitalised."""
    reason = words.strip(" .,;")
    if "(" in before and reason.endswith(")") and reason.count(")") > reason.count("("):
        reason = reason[:-1].strip(" .,;")
    first, _, others = reason.partition(" ")
    if first[:1].isupper() and first[1:].islower() and not any(word[:1].isupper() for word in others.split()):
        reason = reason[0].lower() + reason[1:]
    return reason or None


def _system_of(value: str) -> _System | None:
    """The system whose own the value is: "PG-13" is the MPA's, "12A" the BBFC's; "15" is many's."""
    return next((system for system in _systems() if _key(value) in system.typical), None)
