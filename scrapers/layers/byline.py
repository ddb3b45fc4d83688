"""Who wrote a post, and when: the lines around its headline and below its text that name author and day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scrapers.layers.strips import is_runtime
from scrapers.lines import Line, read_source
from scrapers.shapes import date_in, for_lower_case, has_digit, is_name, lower, word_count
from scrapers.tables import table
from scrapers.words import Said

LAYER = "article"
_TABLE = table("posts")["byline"]
_BY = for_lower_case(rf"^(?:{_TABLE['by']})\s*[:：=＝／/]?$")
_ENDS_BY = for_lower_case(rf"[\s,](?:{_TABLE['by']})\s*[:：]?$")
"""What stands before a name, behind the day on which something was posted."""
_BY_NAME = for_lower_case(rf"^\W{{0,2}}(?:{_TABLE['by']})(?:\s*[:：／/=＝]\s*|\s+)(?=\S)")
_AFTER = for_lower_case(rf",?\s+(?:{_TABLE['after']})\b.*$")
_UPDATED = for_lower_case(rf"(?<!\w)(?:{_TABLE['updated']})")
_SIGNATURE, _WRITTEN_AT = for_lower_case(_TABLE["signature"]), for_lower_case(_TABLE["written_at"])
_CLASSES = for_lower_case(_TABLE["classes"])
_PARTS = re.compile(r"\s*[|·•—–]\s*|\s{2,}|\u3000|,\s+(?=[a-zæøåä])|\s[-/]\s")
_NATIVE_NAME = re.compile(r"^[^\W\d_][^\d|:：]{1,30}$")
_LONGEST = 140
"""Characters of a line that names author and day."""
_PLAIN = frozenset({"", "p", "div", "pre", "section", "article", "footer"})
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s/]+/?$")
_SIGNED, _LONGEST_SIGNATURE = 3, 60
"""Lines below a text in which it is signed, and characters of such a line."""
_CLASS = re.compile(rb"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_CARD, _CARDED = b"vcard", frozenset({b"fn", b"p-name"})
"""Class words of the microformat of blogs: of the card of an author, and of the name in it, be it an account's."""
_CARD_TAGS = 5
"""Tags before a name in which both stand."""
_CAPITAL = re.compile(r"^[A-ZÀ-ÞЀ-ЯŁŚŽŻŠČŘĐİΑ-Ω]")
_MOST_WORDS = 4
"""Words of a name in a script without capitals."""


def _pieces(line: Line) -> list[str]:
    """The line, cut where its elements and its bars are, and before a day ("By Ann Lee, May 3, 2018")."""
    found = (piece.strip(" ,;|") for part in line.parts for piece in _PARTS.split(part))
    return [part for piece in found if piece for part in _before_day(piece)]


def _before_day(piece: str) -> list[str]:
    day = date_in(piece) if ", " in piece and has_digit(piece) else None
    start = piece.find(f", {day}") if day else -1
    return [piece[:start], piece[start + 2 :]] if start > 0 else [piece]


def _name(words: str) -> str | None:
    """The name that these words are, or begin with; in scripts without capitals any few words are one.

    >>> _name("Sigrid Holmgaard"), _name("Nora Ellison at"), _name("the water is high"), _name("मीरा जोशी")
    ('Sigrid Holmgaard', 'Nora Ellison', None, 'मीरा जोशी')
    """
    words = words.strip(" ,;|()")
    if is_name(words):
        return words
    short = _AFTER.sub("", words) if len(words) <= 60 else words
    if is_name(short):
        return words[: len(short)]
    caseless = words.upper() == words.lower() and _NATIVE_NAME.match(words) is not None
    return words if caseless and len(words.split()) <= _MOST_WORDS else None


def _named(pieces: Sequence[str]) -> str | None:
    """The name behind a word for "by", in the piece after it or in the same."""
    for at, piece in enumerate(pieces):
        low = lower(piece)
        if at + 1 < len(pieces) and (_BY.match(low) or (has_digit(low) and _ENDS_BY.search(low))):
            return _name(pieces[at + 1]) or (pieces[at + 1] if word_count(pieces[at + 1]) <= 2 else None)
        found = _BY_NAME.match(low)
        name = _name(piece[found.end() :]) if found else None
        if name:
            return name
    return None


def is_byline(line: Line) -> bool:
    """Whether a short line names the author behind a word for "by", and says nothing else.

    >>> [is_byline(Line(text, 1)) for text in ("Yazar: Elif Tanyeli", "By the Sea", "Kritik von Nora Ellison")]
    [True, False, True]
    """
    found = _BY_NAME.match(line.low) if len(line.text) <= _LONGEST_SIGNATURE else None
    return found is not None and is_name(line.text[found.end() :])


def _around(lines: Sequence[Line], headline: int | None, first: int, last: int) -> Iterator[int]:
    """Where author and day are named: between headline and text, above the headline, below the text."""
    top = headline if headline is not None else max(0, first - 3)
    yield from range(top + 1, first)
    yield from range(max(0, top - 4), top)
    yield from range(last + 1, min(len(lines), last + 16))


def author(lines: Sequence[Line], headline: int | None, first: int, last: int) -> Said | None:
    """The author: behind a word for "by", else a name at the head of a line whose class or date says what it is."""
    places = [at for at in _around(lines, headline, first, last) if len(lines[at].text) <= _LONGEST]
    for at in places:
        if lines[at].tag in ("h1", "h2", "h3", "figcaption") or lines[at].is_paragraph:
            continue
        name = _named([*_pieces(lines[at]), *_behind(lines, at)])
        if name:
            return Said(text=name, layer=LAYER, where=lines[at].where)
    for at in places:
        pieces = _pieces(lines[at]) if at < first and not lines[at].is_paragraph else []
        told = lines[at].classes and "author" in lower(lines[at].classes)
        dated = len(pieces) > 1 and any(date_in(piece) for piece in pieces[1:])
        if pieces and (told or dated) and is_name(pieces[0]) and not date_in(pieces[0]):
            return Said(text=pieces[0], layer=LAYER, where=lines[at].where)
    below = (lines[at] for at in places if last < at <= last + _SIGNED and lines[at].tag in _PLAIN)
    signs = (line for line in below if names_author(line) and len(line.parts) > 1 and is_name(line.first_part))
    signer = next((Said(text=line.parts[0], layer=LAYER, where=line.where) for line in signs), None)
    return signer or next((found for at in places if (found := _carded(lines[at]))), None)


def _behind(lines: Sequence[Line], at: int) -> list[str]:
    """The first piece of the next line, where this one says no more than "by"."""
    following = lines[at + 1] if at + 1 < len(lines) and _BY.match(lines[at].low) else None
    return _pieces(following)[:1] if following and len(following.text) <= _LONGEST_SIGNATURE else []


def _is_card(before: bytes) -> bool:
    """Whether the last tag of a source is that of a name, and one of the few before it that of a card."""
    found = [_CLASS.search(tag) for tag in before.lower().rsplit(b"<", _CARD_TAGS)[1:]]
    *around, own = [set((one[1] or one[2] or one[3] or b"").split()) if one else set() for one in found] or [set()]
    return not own.isdisjoint(_CARDED) and any(_CARD in words for words in around)


def _carded(line: Line) -> Said | None:
    """The name that the markup of a line calls its author's: <span class="author vcard"><span class="fn">ann81."""
    for before, source in zip(line.pieces[::2], line.pieces[1::2], strict=False):
        if _CARD in before and b"author" in before and _is_card(before):
            return Said(text=read_source(source), layer=LAYER, where=line.where)
    return None


def signed(lines: Sequence[Line], last: int) -> Said | None:
    """The name alone on a line that signs a text: right below it, or below its score or its day.

    >>> text = Line("So it ends, and nobody claps.", 1, 1, "p")
    >>> said = signed([text, Line("Rating: 3/5", 2, 1, "p"), Line("— Ann Lee", 3, 1, "p")], 0)
    >>> said.text if said else ""
    'Ann Lee'
    >>> said = signed([text, Line("Ann Lee", 2, 1, "p", "/authors/ann")], 0)
    >>> said.text if said else ""
    'Ann Lee'
    """
    for line in lines[last + 1 : last + 1 + _SIGNED]:
        bare = line.text.strip(" —–-―()[]·•*_/")
        if line.tag not in _PLAIN or len(line.text) > _LONGEST_SIGNATURE or (line.href and not is_writers(line)):
            return None
        name = _name(bare.split(",")[0]) if _CAPITAL.search(bare) else None
        if name and (" " in name or bare != line.text):
            return Said(text=name, layer=LAYER, where=line.where)
        if not (line.has_digit or line.is_furniture):
            return None
    return None


def is_writers(line: Line) -> bool:
    """Whether a line names or leads to who wrote a text, by its address or its element's class words."""
    return _WRITTEN_AT.search(lower(line.href)) is not None or _SIGNATURE.search(lower(line.classes)) is not None


def names_author(line: Line) -> bool:
    """Whether its class words, run together or not ("AuthorInfo"), say that a line names who wrote a text."""
    return bool(line.classes) and ("author" in lower(line.classes) or is_writers(line))


def published(lines: Sequence[Line], headline: int | None, first: int, last: int) -> Said | None:
    """The day of publication on a line that names the author or is of the kind that does; not that of a change."""
    for at in _around(lines, headline, first, last):
        line = lines[at]
        if len(line.text) > _LONGEST or line.is_paragraph or not line.has_digit or line.tag == "figcaption":
            continue
        if at > last and _is_of_another(lines, at, last):
            continue
        low = lower(line.text)
        told = _CLASSES.search(lower(line.classes)) or _BY_NAME.match(low) or _named(_pieces(line))
        if not (line.is_date or told or _is_behind_address(line)):
            continue
        found = _first_day(line)
        if found:
            return Said(text=found, layer=LAYER, where=line.where)
    return None


def _is_of_another(lines: Sequence[Line], at: int, last: int) -> bool:
    """Whether a day below the text is another article's, below the link to it, or the film's beside its length."""
    line, above = lines[at], lines[at - 1]
    is_news = bool(line.href) or (
        at - 1 > last and bool(above.href) and above.words >= _MOST_WORDS and not names_author(above)
    )
    return is_news or any(is_runtime(part.strip(" /|·,;–-")) for part in line.parts)


def _is_behind_address(line: Line) -> bool:
    """Whether the line begins with the address of who published it, and has a day in an element of its own."""
    return _ADDRESS.match(line.first_part) is not None and any(date_in(part[:12]) for part in line.parts[1:3])


def _first_day(line: Line) -> str | None:
    """The first date of the line before which nothing says that it is of a change."""
    updated = False
    only: str | None = None
    for piece in _pieces(line):
        is_changed = _UPDATED.search(lower(piece)) is not None
        found = date_in(piece)
        if found and not (updated or is_changed):
            return found
        only = only or found
        updated = is_changed and not found
    return only
