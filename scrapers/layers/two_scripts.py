"""Names that the data for machines write in two scripts: "宋慧乔 Hye-kyo Song" where the page shows "宋慧乔"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scrapers.lines import Line
from scrapers.words import Said

_LATIN = r"[A-Za-zÀ-ɏḀ-ỿ]"
_OTHER = r"[^\W\d_A-Za-zÀ-ɏḀ-ỿ]"
_BOTH = re.compile(
    rf"(?P<one>(?:(?!{_LATIN})\S)*{_OTHER}(?:(?!{_LATIN}).)*?)\s+(?P<other>(?:(?!{_OTHER}).)*{_LATIN}(?:(?!{_OTHER}).)*)"
)
_BOTH_TURNED = re.compile(
    rf"(?P<one>(?:(?!{_OTHER}).)*{_LATIN}(?:(?!{_OTHER}).)*?)\s+(?P<other>(?:(?!{_LATIN}).)*{_OTHER}(?:(?!{_LATIN}).)*)"
)
_LONGEST = 80


def halves(name: str) -> tuple[str, str] | None:
    """The name in the one script and in the other; None where it is in one.

    >>> halves("宋慧乔 Hye-kyo Song"), halves("Lee Byung-hun 이병헌"), halves("Ann Lee"), halves("T・ジョイ")
    (('宋慧乔', 'Hye-kyo Song'), ('Lee Byung-hun', '이병헌'), None, None)
    """
    if name.isascii() or " " not in name or len(name) > _LONGEST:
        return None
    found = _BOTH.fullmatch(name) or _BOTH_TURNED.fullmatch(name)
    return (found["one"].strip(), found["other"].strip()) if found else None


def as_shown(people: Sequence[Said], lines: Sequence[Line]) -> tuple[Said, ...]:
    """The people, each by the half of its name that the page shows, where it shows one without the other.

    >>> said = Said(text="宋慧乔 Hye-kyo Song", layer="structured.jsonld", where="actor[0]")
    >>> [one.text for one in as_shown([said], [Line("主演: 宋慧乔 / 刘亦非", 1)])]
    ['宋慧乔']
    >>> [one.text for one in as_shown([said], [Line("宋慧乔 Hye-kyo Song", 1)])]
    ['宋慧乔 Hye-kyo Song']
    """
    both = {said.text: pair for said in people if (pair := halves(said.text))}
    if not both:
        return tuple(people)
    shown = "\n".join([line.text for line in lines])
    short = {name: kept for name, pair in both.items() if (kept := _kept(name, pair, shown))}
    return tuple(_named(said, short[said.text]) if said.text in short else said for said in people)


def _kept(name: str, pair: tuple[str, str], shown: str) -> str:
    """The half that the page shows alone; "" where it shows the whole name, both halves or none."""
    if name in shown:
        return ""
    alone = [half for half in pair if half in shown]
    return alone[0] if len(alone) == 1 else ""


def _named(said: Said, name: str) -> Said:
    return replace(said, text=name, parts={**said.parts, "name": name} if "name" in said.parts else said.parts)
