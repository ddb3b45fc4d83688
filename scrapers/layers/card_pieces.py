"""The pieces of a card: each string around its text, with what its own element says of it and where it stands.

A place ("the second part of the line of class `meta` above the text") is the same on every card of a list: what is
found at one place on one card is found there on the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scrapers.layers.card_words import bare_name, beside_day, day_in, is_button
from scrapers.layers.cards import Card
from scrapers.layers.score_rows import ANY_OF
from scrapers.lines import Line, read_source
from scrapers.once import once
from scrapers.shapes import date_in, for_lower_case, has_digit, is_date, is_furniture, lower, word_count
from scrapers.tables import table
from scrapers.words import Said

LAYER = "cards"
_BY_WORDS = table("phrases")["byline"]["by"]
_ATTRIBUTES = re.compile(
    rb"""\s(?:class|itemprop|rel|data-(?:testid|test-id|qa|role|test))\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""",
    re.IGNORECASE,
)
_DATETIME = re.compile(
    rb"""\s(?:datetime|content|title|data-(?:date|time|datetime|timestamp))\s*=\s*["']([^"'<>]{4,40})["']""",
    re.IGNORECASE,
)
_BY = for_lower_case(rf"^(?:{_BY_WORDS})\s*(?:[:：]?\s+|[:：]\s*)(?=\S)")
_BARE_BY = for_lower_case(rf"^(?:review |reviewed |written )?(?:{_BY_WORDS})\s*[:：]?$")
_LONGEST_BY = 40
_SCALE = re.compile(rf"^\(?(?:{ANY_OF})\s*(?:100?|20|[456])\)?$|^[%％]$", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
VALUE = r"\d{1,3}(?:[.,]\d{1,2}|\s?[½¼¾])?"
"""The number of a score, as a pattern."""
_VALUE = re.compile(rf"^{VALUE}$")
_COUNT = re.compile(r"(?<!\w)\d[\d.,   ]*")
_LABEL = re.compile(r"[^:：\d]{2,20}[:：](?=\s*\S)")
_CLOSERS = "】」』）)]》〉>"
_CLOSING = re.compile(rf"^[{re.escape(_CLOSERS)}]\s*(?:さん|様|님|氏)?\s*")
"""What ends a name in brackets, in the string behind it."""
_BARS = re.compile(r"\s*[／|｜]\s*|\s+[/·•–—-]\s+")
_SEPARATORS = " ,|·•–—-\t:：/"
_REPEATED = 3
_MANY = 0.25
_MAX_PART = 4
_DATED = 60
_OF_A_DAY = 10
"""What the place of a day has more than that of the name on the same string."""
_LONGEST_NAME, _NAME_WORDS = 40, 4
Place = tuple[bool, str, str, int, int]
"""Above the text?, the line's tag, its last class word, how often that came before on the card, the part's place."""


@dataclass
class Piece:
    """One string around a text. `between` is what stands before it in the source."""

    text: str
    line: Line
    place: Place
    between: bytes = b""
    href: str = ""
    is_signed: bool = False
    """Whether "by" stands before it."""

    @once
    def _elements(self) -> tuple[str, str]:
        return _elements(self.between)

    @property
    def near(self) -> str:
        """The words of its own element."""
        return self._elements[0]

    @property
    def far(self) -> str:
        """The words of the elements around its own."""
        return self._elements[1]

    @once
    def hints(self) -> str:
        """The words of its own element and its link."""
        return f"{self.near} {self.href}"

    @once
    def pattern(self) -> str:
        """Its text without counts; see `pattern_of`."""
        return pattern_of(self.text)

    def said(self) -> Said:
        """It as the words of the page."""
        return Said(text=self.text, layer=LAYER, where=self.line.where)


def _elements(between: bytes) -> tuple[str, str]:
    """The words of the innermost element that begins in `between`, and those of the ones around it."""
    opened = between[between.rfind(b"</") + 1 :].split(b"<")
    words = [b" ".join(filter(None, (b" ".join(hit).strip() for hit in _ATTRIBUTES.findall(tag)))) for tag in opened]
    said = [word.decode("utf-8", "replace") for word in words if word]
    return (said[-1], " ".join(said[:-1])) if said else ("", "")


def _parts(line: Line) -> list[tuple[str, bytes]]:
    """The strings of a line and what stands before each; one that is a date or a score as a whole stays whole."""
    if len(line.pieces) < 4:
        return [(line.text, line.pieces[0] if line.pieces else b"")]
    raw = zip(line.pieces[::2], line.pieces[1::2], strict=True)
    parts = [(text, between) for between, source in raw if (text := read_source(source))]
    # A date that is cut at its tags is one; a date beside a name is not.
    whole = len(line.text) < _DATED and line.has_digit and line.is_date
    numbers = len(_NUMBERS.findall(date_in(" ".join(line.parts)) or "")) if whole else 0
    if whole and not any(_is_own_date(text, numbers) for text, _ in parts):
        return [(line.text, line.pieces[0])]
    return _with_scales(parts) if line.has_digit else parts


def _is_own_date(text: str, numbers: int) -> bool:
    """Whether a part is a date by itself, and not the day or the month of one that has so many numbers: "May 2024"."""
    return is_date(text.strip(_SEPARATORS)) and not (numbers > 1 and len(_NUMBERS.findall(text)) == 1)


def _with_scales(parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The strings, each number joined to the scale that stands in an element of its own: "9" "/10"."""
    found: list[tuple[str, bytes]] = []
    for text, between in parts:
        if found and _SCALE.match(text) and _VALUE.match(found[-1][0]):
            found[-1] = (f"{found[-1][0]}{'' if text[0] in '/／%％' else ' '}{text}", found[-1][1])
        else:
            found.append((text, between))
    return found


def _is_bare_by(text: str) -> bool:
    return len(text) <= _LONGEST_BY and _BARE_BY.match(lower(text)) is not None


def _ends_by(part: str) -> bool:
    """Whether a string that tells several things ends with "by": "Posted: 3 May / Author:"."""
    last = _BARS.split(part.strip())[-1]
    return len(last) < len(part.strip()) and _is_bare_by(last)


def pieces_of(lines: Sequence[Line], *, is_above: bool, whole: Callable[[Line], bool]) -> list[Piece]:
    """The pieces of these lines in order. A line of which `whole` holds is one piece."""
    found: list[Piece] = []
    seen: Counter[tuple[str, str]] = Counter()
    for line in lines:
        key = line.kind
        first = line.pieces[0] if line.pieces else b""
        parts = [(line.text, first)] if whole(line) else _parts(line)
        links = dict(line.links) if len(parts) > 1 else {}
        signed = bool(found) and _is_bare_by(found[-1].text)
        for at, (whole_part, between) in enumerate(parts):
            part = _CLOSING.sub("", whole_part) if whole_part[0] in _CLOSERS else whole_part
            by = _BY.match(lower(part))
            text, bare = part.strip(_SEPARATORS), (part[by.end() :] if by else part).strip(_SEPARATORS)
            if not text:
                continue
            href = links.get(whole_part, "") or line.href
            place = (is_above, *key, seen[key], min(at, _MAX_PART))
            is_signed = signed or bare != text
            bare = bare if bare else text
            day = day_in(bare) if len(bare) < _DATED and not whole(line) else None
            if day:
                found.append(Piece(day, line, (*place[:-1], place[-1] + _OF_A_DAY), between, href))
                bare = beside_day(bare, day)
                if (
                    not bare
                    or len(bare) > _LONGEST_NAME
                    or word_count(bare_name(bare)[0]) > _NAME_WORDS
                    or bare[-1] in ":："
                ):
                    signed = _ends_by(part)
                    continue
            bare, is_told = bare_name(bare)
            found.append(Piece(bare, line, place, between, href, is_signed or is_told))
            signed = _is_bare_by(part.strip()) or _ends_by(part)
        seen[key] += 1
    return found


def pattern_of(text: str) -> str:
    """The text without its counts and without what it says of a label: "26 followers" and "1,204 followers" are one.

    >>> pattern_of("26 followers") == pattern_of("1,204 followers"), pattern_of("ann81")
    (True, 'ann81')
    >>> pattern_of("Seen: in the cinema") == pattern_of("Seen: at home")
    True
    """
    label = _LABEL.match(text)
    if label:
        return f"{label[0]}#"
    return _COUNT.sub("#", text) if has_digit(text) else text


def furniture(decked: Sequence[Iterable[Piece]]) -> set[str]:
    """The patterns that many cards repeat: buttons, labels, badges, counts."""
    count = Counter(text for pieces in decked for text in {piece.pattern for piece in pieces})
    labels = {piece.pattern for pieces in decked for piece in pieces if piece.line.text[-1] in ":："}
    few = len(decked) < _REPEATED
    least = len(decked) if few else _REPEATED
    return {
        text
        for text, n in count.items()
        if n >= least > 1 and n > _MANY * len(decked) and not (few and "#" not in text and text not in labels)
    }


def is_label(text: str) -> bool:
    """Whether it only introduces a name, or leads elsewhere."""
    return _is_bare_by(text) or is_furniture(text) or is_button(text)


def hidden_dates(card: Card) -> list[str]:
    """Dates in the attributes of the elements around the text (<time datetime>), where no visible one tells."""
    raw = b" ".join(piece for line in (*card.before, *card.after) for piece in line.pieces[::2])
    found = (hit.decode("utf-8", "replace") for hit in _DATETIME.findall(raw))
    return [words for words in found if is_date(words) or is_date(words[:10])]
