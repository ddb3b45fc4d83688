"""People: one name, several names in one string, the key of a name, a member of the cast."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ledger.records import CastMember
from pipelines.normalize import Unreadable
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean, fold

_LONGEST = 300
_LONGEST_LIST = 4000
_BRACKETS = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_EDGES = " \t\n,;:|/·•…"
_QUOTED = re.compile(r"""["“„«](?P<inner>[^"“”„«»]+)["”“»]""")
_DOTS = re.compile(r"\s*(?:\.{2,}|…)\s*$|^\s*(?:\.{2,}|…)\s*")


# "by" in languages where the same word also begins family names: only before two capitalised words.
_PARTICLE = re.compile(r"(?:von|de|di|av|af|par|por|door)\s+(?=[A-ZÀ-Þ][^\s]*\s+[A-ZÀ-Þ])")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What stands before a name ("Directed by"), after one ("Film Critic"), and what ends a list ("and 3 more")."""
    rows = table("people")
    before = re.compile(
        rf"(?:{_any_of(rows['before'])})(?:\s*[:：]\s*|\s+)(?=\S)|(?:{_any_of(rows['roles'])})\s*[:：]\s*(?=\S)",
        re.IGNORECASE,
    )
    after = re.compile(rf"\s*(?:,|\s[-–—|])\s*(?:{_any_of(rows['after'])})\s*$", re.IGNORECASE)
    rest = re.compile(rf"(?:^|(?<![,;\s])[,;\s]++)(?:{'|'.join(rows['rest'])})\W*$", re.IGNORECASE)
    return before, after, rest


def person(s: str) -> str:
    """One person's name as shown, without role, credit remark or doubling; "" where the words name nobody.

    A name that is printed twice in a row counts once if it has at least two words ("Duran Duran" stays).

    >>> person("By Owen Gleiberman"), person("Nancy Bach Nancy Bach"), person("Duran Duran")
    ('Owen Gleiberman', 'Nancy Bach', 'Duran Duran')
    >>> person("Andy Wachowski (as The Wachowski Brothers) ..."), person("Ty Burr, Film Critic"), person("N/A")
    ('Andy Wachowski', 'Ty Burr', '')
    """
    name = " ".join(clean(s[: 2 * _LONGEST]).split())
    if len(name) > _LONGEST:
        raise Unreadable(s, "too long for a name")
    before = ""
    while name != before:
        name, before = _trimmed(name), name
    return "" if says_nothing(name) else name


def _trimmed(name: str) -> str:
    """Without what stands around the name; each pass only takes away."""
    before, after, _ = _patterns()
    if not _ORDINARY.fullmatch(name):
        name = _DOTS.sub("", _BRACKETS.sub("", name)).strip(_EDGES)
        name = after.sub("", name).strip(_EDGES)
    if found := before.match(name) or _PARTICLE.match(name):
        name = name[found.end() :]
    name = _undoubled(name)
    quoted = _QUOTED.fullmatch(name)
    return quoted["inner"].strip() if quoted else name


# Words of letters, hyphens and dots: nothing to trim. Most names are so.
_ORDINARY = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*)*")


def _undoubled(name: str) -> str:
    words = name.split()
    half = len(words) // 2
    if half >= 2 and len(words) == 2 * half and words[:half] == words[half:]:
        return " ".join(words[:half])
    return name


_ALWAYS = re.compile(r"\s*(?:[\n|;•▪●、，､]|\s[/·]\s|\s&\s|\s\+\s|／)\s*")
_SLASH = re.compile(r"\s*/\s*")
_SHARED_SURNAME = re.compile(
    r"(?P<first>\w[\w'’.-]*) (?:and|und|et|&|y|e|och|og|en|и) (?P<second>\w[\w'’.-]*) (?P<last>\w[\w'’ -]*)"
)


@cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The words for "and", those of them that also stand inside names, and what follows a comma within one name."""
    rows = table("people")
    sure = re.compile(rf"\s+(?:{'|'.join(rows['and'])})\s+", re.IGNORECASE)
    unsure = re.compile(rf"\s+(?:{'|'.join(rows['and_or_particle'])})\s+")
    suffix = re.compile(rf"(?:{'|'.join(map(re.escape, rows['suffixes']))})\.?", re.IGNORECASE)
    return sure, unsure, suffix


def names(s: str) -> tuple[str, ...]:
    """Every name of a list as shown, once each, in order; "Jr." stays with its name.

    "Lana and Lilly Wachowski", when it is the whole list, is two people of one family name. The Spanish "y", Italian
    "e", Polish "i" part names only between two words and two words, because they also stand inside names.

    >>> names("Joel Coen, Ethan Coen and Robert Downey, Jr."), names("A. Neame / B. Cole | C. Dee & 3 more")
    (('Joel Coen', 'Ethan Coen', 'Robert Downey, Jr.'), ('A. Neame', 'B. Cole', 'C. Dee'))
    >>> names("Lana and Lilly Wachowski"), names("Santiago Ramón y Cajal"), names("Ana Ruiz y José Mora")
    (('Lana Wachowski', 'Lilly Wachowski'), ('Santiago Ramón y Cajal',), ('Ana Ruiz', 'José Mora'))
    >>> names("Joss Whedon (screenplay, story), Zak Penn (story)"), names("—")
    (('Joss Whedon', 'Zak Penn'), ())
    """
    text = _BRACKETS.sub("", clean(s[:_LONGEST_LIST]))
    text = _patterns()[2].sub("", text)
    shared = _SHARED_SURNAME.fullmatch(text.strip())
    if shared and " " not in shared["last"].strip():
        parts = [f"{shared['first']} {shared['last']}", f"{shared['second']} {shared['last']}"]
    else:
        parts = [name for chunk in _ALWAYS.split(text) for name in _split_chunk(chunk)]
    return tuple(dict.fromkeys(name for part in parts if (name := person(part))))


def _split_chunk(chunk: str) -> list[str]:
    """Names parted by "and" and by commas; a comma before "Jr." parts nothing."""
    sure, unsure, suffix = _joints()
    found: list[str] = []
    for piece in sure.split(f" {chunk} "):
        parts: list[str] = []
        for part in piece.split(","):
            if parts and suffix.fullmatch(part.strip()):
                parts[-1] = f"{parts[-1].rstrip()}, {part.strip()}"
            else:
                parts.append(part)
        found += [half for part in parts for half in _halves(part, unsure) if half.strip()]
    return found


def _halves(piece: str, unsure: re.Pattern[str]) -> list[str]:
    for joint in (unsure, _SLASH):
        halves = joint.split(piece.strip())
        if len(halves) > 1 and all(len(half.split()) > 1 for half in halves):
            return halves
    return [piece]


def name_key(s: str) -> str:
    """The folded words of a name in alphabetical order: equal for "Bong Joon-ho" and "Joon Ho Bong".

    >>> name_key("Bong Joon-ho"), name_key("Joon Ho BONG"), name_key("Penélope Cruz")
    ('bong ho joon', 'bong ho joon', 'cruz penelope')
    """
    return " ".join(sorted(fold(s).split()))


_CHARACTER_EDGES = re.compile(r"^(?:\.{2,}|…|[-–—:,/]|\s)+|(?:\.{3,}|…|[-–—:,/]|\s)+$")


@cache
def _character_remarks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("people")
    words = "|".join(rows["character_remarks"])
    remark = re.compile(rf"\s*[(\[](?:{words})(?:[^()\[\]]*)[)\]]", re.IGNORECASE)
    return remark, re.compile(rf"^(?:{'|'.join(rows['as'])})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)


def credited_cast(name: str, character: str = "") -> CastMember | None:
    """A member of the cast; None where the words name nobody. Remarks such as "(voice)" are no part of a character.

    >>> credited_cast("Nancy Bach Nancy Bach", "... Deborah (uncredited)")
    CastMember(name='Nancy Bach', character='Deborah')
    """
    shown = person(name)
    if not shown:
        return None
    remark, leading = _character_remarks()
    role = " ".join(clean(character[:_LONGEST_LIST]).split())
    role = leading.sub("", _CHARACTER_EDGES.sub("", remark.sub("", role)))
    role = _CHARACTER_EDGES.sub("", role)
    return CastMember(name=shown, character=None if says_nothing(role) else role)
