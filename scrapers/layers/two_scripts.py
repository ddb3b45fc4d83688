"""Names that the data for machines write in two scripts: "宋慧乔 Hye-kyo Song" where the page shows "宋慧乔"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scrapers.layers.label_table import names_fact
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


def is_name_again(line: Line, below: Line) -> bool:
    """Whether the line below says a name in another script: it goes on with the block, or with the link.

    >>> is_name_again(Line("宋慧乔", 1, 1, "dd"), Line("Hye-kyo Song", 2, 0, "dd"))
    True
    >>> is_name_again(Line("宋慧乔", 1, 1, "dd"), Line("Zhao", 2, 1, "dd")), is_name_again(Line("A", 1), Line("B", 2))
    (False, False)
    >>> is_name_again(Line("Ann Lee", 1, 1, "li"), Line("導演", 2, 0, "li"))
    False
    """
    if line.href != below.href or names_fact(below.text):
        return False
    goes_on = below.gap == 0 or (below.href != "" and below.text.isascii())
    return goes_on and halves(f"{line.text} {below.text}") is not None


def as_shown(people: Sequence[Said], lines: Sequence[Line]) -> tuple[Said, ...]:
    """The people, each by the half of its name that the page shows, where it shows one without the other.

    >>> said = Said(text="宋慧乔 Hye-kyo Song", layer="structured.jsonld", where="actor[0]")
    >>> [one.text for one in as_shown([said], [Line("主演: 宋慧乔 / 刘亦非", 1)])]
    ['宋慧乔']
    >>> [one.text for one in as_shown([said], [Line("宋慧乔 Hye-kyo Song", 1)])]
    ['宋慧乔 Hye-kyo Song']
    >>> [one.text for one in as_shown([said], [Line("宋慧乔", 1), Line("Hye-kyo Song", 2)])]
    ['宋慧乔']
    """
    both = {said.text: pair for said in people if (pair := halves(said.text))}
    if not both:
        return tuple(people)
    shown = "\n".join(["", *[line.text for line in lines], ""])
    short = {name: kept for name, pair in both.items() if (kept := _kept(name, pair, shown))}
    return tuple(_named(said, short[said.text]) if said.text in short else said for said in people)


def _kept(name: str, pair: tuple[str, str], shown: str) -> str:
    """The half that the page shows alone, or over the other; "" where it shows the whole name, or none."""
    if name in shown:
        return ""
    if "\n{}\n{}\n".format(*pair) in shown:
        return pair[0]
    alone = [half for half in pair if half in shown]
    return alone[0] if len(alone) == 1 else ""


def _named(said: Said, name: str) -> Said:
    return replace(said, text=name, parts={**said.parts, "name": name} if "name" in said.parts else said.parts)
