"""The score of each card: written as a ratio or in stars, drawn by class words, a bare number, a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapers.layers.card_pieces import VALUE, Piece
from scrapers.layers.card_stars import by_width, in_a_row, tooltips
from scrapers.layers.card_words import is_button, is_of_readers
from scrapers.layers.cards import Card, hinted
from scrapers.layers.score_rows import ANY_OF, UNITS
from scrapers.layers.score_words import in_digits
from scrapers.shapes import for_lower_case, has_digit, lower
from scrapers.tables import table

_NO_SCORE = for_lower_case(table("phrases")["entry"]["votes"])
_STATED = table("scores")["stated"]
RATIO = re.compile(
    rf"^\D{{0,25}}?({VALUE})\s*(?:(?:{UNITS})\s*)?(?:{ANY_OF})\s*(100?|20|[456])(?:[.,]00?)?(?!\d)\W*(?:{UNITS})?\W*$",
    re.IGNORECASE,
)
_STARS = re.compile(r"^[★☆✭⭐½¼¾\s]+$|^\*{1,5}(?:\s?½)?$")
_NUMBER = re.compile(r"^\d{1,3}(?:[.,]\d{1,2})?\s?%?$")
_POINTS = re.compile(
    rf"^\D{{0,20}}?(\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*(?:(?:{UNITS})\s*(?P<and_half>{_STATED['halves']})?|(?P<half>{_STATED['halves']})\s*(?:{UNITS}))\W*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"^\W*(?:{_STATED['label']})(?:\s[^\W\d]{{2,20}}){{0,2}}\s*[:：]?\s*({VALUE})\W*$",
    re.IGNORECASE,
)
_UNIT = re.compile(rf"(?<=\d)\s?(?:{_STATED['points']})$", re.IGNORECASE)
_WORD = re.compile(r"\w")
_LETTER = re.compile(r"^[A-F][+\-−]?$")
_DRAWN = re.compile(
    rb"(?<![a-z])(?:allstar|stars?|rated|rating|score|note|grade|value|(?:star|rating|score)[-_]?(?:rating|value|icon))"
    rb"[-_]{0,2}(?:of-)?(\d{1,3})(?=[\s\"'])"
    rb"|\s(?:data-)?(?:score|rating|value|stars|rate)\s*=\s*[\"']?(\d{1,3}(?:\.\d{1,2})?)(?=[\s\"'/])"
)
_FEW_TOPS = re.compile(rb"(?<![a-z])(?:allstar|stars?|rated|rating)[-_]{0,2}(?:of-)?\d")
_TENS = re.compile(
    rb"(?:rating|star|note|score)[^\"'<>]*\s(?:n|v|val|r|s|w|rank|rate)[-_]?([0-5])([05])(?=[\s\"'])", re.IGNORECASE
)
"""Tenths of five stars, in a class word beside one that speaks of stars ("rating-stars n35")."""
_ALLSTAR = re.compile(rb"allstar(\d)0")
_CLASS = re.compile(rb"""\s(?:class|state|data-state|sentiment|alt)\s*=\s*["']([^"']*)["']""")
_VERDICTS = tuple((re.compile(rb"(?<![a-z])%s(?![a-z])" % word.lower().encode()), word) for word in ("Fresh", "Rotten"))
"""Verdicts that stand in class words alone."""
_STAR_WORD = for_lower_case(rf"(?<![^\W\d_])(?:{_STATED['stars']})")
_FIVE = 5
_MOST = 0.5
_FEW = 3
_LONGEST, _LETTERS = 60, 2
"""Characters of a score, and of one that is a letter."""
_SIGNS = "★☆✭⭐½¼¾*"


def _number(words: str) -> float:
    """The number that these words are, with its half.

    >>> _number("3,5"), _number("3 ½")
    (3.5, 3.5)
    """
    plain = words.rstrip("½¼¾ ")
    part = {"½": 0.5, "¼": 0.25, "¾": 0.75}.get(words[-1], 0.0) if plain != words else 0.0
    return float(plain.replace(",", ".")) + part


def ratio(text: str) -> tuple[float, float] | None:
    """A value and the top of its scale, the first not above the second.

    >>> ratio("Note: 3,5 / 5"), ratio("9 из 10"), ratio("7 / 5"), ratio("24/7"), ratio("3½ uit 5")
    ((3.5, 5.0), (9.0, 10.0), None, None, (3.5, 5.0))
    """
    found = RATIO.match(text) if has_digit(text) else None
    if not found:
        return None
    value, best = _number(found[1]), float(found[2])
    return (value, best) if value <= best else None


def is_score(piece: Piece) -> bool:
    """Whether the piece is a score by its own shape, or a bare number or letter whose element says so."""
    text = piece.text
    if len(text) > _LONGEST or not (has_digit(text) or len(text) <= _LETTERS or text[0] in _SIGNS or in_digits(text)):
        return False
    shaped = ratio(text) or _STARS.match(text) or _POINTS.match(text) or in_digits(text)
    if not (shaped or _NUMBER.match(text) or _LETTER.match(text)):
        return False
    if _NO_SCORE.search(piece.line.low) or hinted("votes", piece.near):
        return False
    return bool(shaped) or hinted("score", f"{piece.near} {piece.far}")


def is_bare(text: str) -> bool:
    """Whether it is a number without its scale.

    >>> is_bare("7,5"), is_bare("7/10")
    (True, False)
    """
    return bool(_NUMBER.match(text)) and _value_of(text) <= 100


def _raw(card: Card) -> bytes:
    """The markup around the card's text, in lower case."""
    lines = (*card.before, *card.body[:1], *card.after)
    return b" ".join([piece for line in lines for piece in line.pieces[::2]]).lower()


def _number_in(raw: bytes) -> str:
    if tens := _TENS.search(raw):
        return f"{int(tens[1]) + int(tens[2]) / 10:g}/5"
    found = _ALLSTAR.search(raw) or _DRAWN.search(raw)
    return found[found.lastindex or 1].decode() if found else ""


def _verdict_in(raw: bytes) -> str:
    if b"fresh" not in raw and b"rotten" not in raw:
        return ""
    words = b" ".join(_CLASS.findall(raw))
    return next((said for pattern, said in _VERDICTS if pattern.search(words)), "")


def _told(raw: bytes) -> str:
    """The score that an attribute of the card states."""
    said = tooltips(raw)
    single = "".join(words for words in said if len(words) == 1 and is_star(words))
    if len(single) > 1:
        return single
    for words in (in_digits(words) or words for words in said):
        if found := ratio(words):
            return f"{found[0]:g}/{found[1]:g}"
        stars = _POINTS.match(words)
        if stars:
            value = _points(stars)
            return f"{value:g}/5" if value <= _FIVE and _STAR_WORD.search(lower(words)) else words
        if is_star(words):
            return words
        if labelled := _LABELLED.match(words):
            return labelled[1]
    return ""


def _points(found: re.Match[str]) -> float:
    """The number of points or stars, with the half that is said in words."""
    return float(found[1].replace(",", ".")) + (0.5 if found["and_half"] or found["half"] else 0)


def shown(card: Card, written: str, around: Sequence[str]) -> str:
    """The score that the card shows in attributes or in a row of stars, where it says more than the written one.

    `around` are the pieces around the text: a number among them tells the scale of a bar.
    """
    raw = _raw(card)
    told = _told(raw) or in_a_row(raw)
    if not written:
        return told or by_width(raw, [_value_of(text) for text in around if is_bare(text) and "%" not in text])
    value = ratio(told)
    same = value is not None and is_bare(written) and _value_of(written) == value[0]
    return told if same or (is_star(written) and not is_star(told)) else ""


def drawn(cards: Sequence[Card], known: Sequence[bool]) -> list[str]:
    """Of each card the score that is drawn and not written: a class word ("stars-5"), an attribute, a verdict.

    Numbers are believed where no card of the list has a written one, and they differ or can only be stars. Verdicts
    fill in for cards that have no score. "" where there is none.
    """
    raws = [_raw(card) for card in cards]
    if not any(known):
        numbers = [_number_in(raw) for raw in raws]
        differ = len(set(numbers)) > 1 or len(cards) <= _FEW or all(_FEW_TOPS.search(raw) for raw in raws)
        if sum(map(bool, numbers)) >= _MOST * len(cards) and differ:
            return numbers
    verdicts = [_verdict_in(raw) for raw in raws]
    usual = sum(map(bool, verdicts)) >= _MOST * len(cards)
    return [verdict if usual and not has else "" for verdict, has in zip(verdicts, known, strict=True)]


def bare(cards: Sequence[Sequence[Piece]]) -> list[Piece | None]:
    """Where no score has a shape of its own: the first bare number, if most cards have one and they differ.

    Where some have none ("want to see" in its place), the others' numbers stand at one place.
    """
    first = [next((p for at, p in enumerate(one) if _may_be_bare(one, at)), None) for one in cards]
    found = [piece for piece in first if piece]
    numbers = [piece.text for piece in found]
    usual = len(numbers) > 0.8 * len(cards) and len(set(numbers)) > 1
    at_one_place = len({piece.place for piece in found}) == 1 and len(numbers) >= max(_FEW, 0.6 * len(cards))
    usual = usual or (at_one_place and len(set(numbers)) > 1 and all(_value_of(text) <= 10 for text in numbers))
    single = len(cards) == 1 and first[0] is not None and first[0].place[0]
    single = single and (_value_of(numbers[0]) <= 10 or numbers[0].endswith("%"))
    return first if usual or single else [None] * len(cards)


def _may_be_bare(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the piece is a bare number that no word before it makes a count ("Recommended 41")."""
    piece = pieces[at]
    before = next((one for one in reversed(pieces[max(0, at - 2) : at]) if _WORD.search(one.text)), None)
    if not is_bare(piece.text) or hinted("votes", piece.near) or _NO_SCORE.search(piece.line.low):
        return False
    if before is None or before.line is not piece.line:
        return True
    return not (is_button(before.text) or is_of_readers(before.text))


def _value_of(text: str) -> float:
    return float(text.rstrip(" %").replace(",", "."))


def best_of(scores: Sequence[str]) -> str:
    """The top of the scale of bare numbers, from the largest on the list; "" where they name it themselves.

    >>> best_of(["8", "10", "3"]), best_of(["3.5", "4.0"]), best_of(["80", "9"]), best_of(["80%"])
    ('10', '5', '100', '')
    """
    numbers = [_value_of(text) for text in map(without_unit, scores) if is_bare(text) and "%" not in text]
    if not numbers or any("%" in text for text in scores):
        return ""
    top = max(numbers)
    decimal = any("," in text or "." in text for text in scores)
    return "5" if top <= 5 and (decimal or len(numbers) > 2) else "10" if top <= 10 else "100"


def is_of_five(text: str) -> bool:
    """Whether it counts stars in words.

    >>> is_of_five("valutazione 4 stelle"), is_of_five("8 stars"), is_of_five("4 points")
    (True, False, False)
    """
    found = _POINTS.match(text)
    return bool(found and _STAR_WORD.search(lower(text)) and _points(found) <= _FIVE)


def counted(text: str) -> str:
    """The number of points that a score in brackets counts, "" where it is none: stars beside it may have the scale.

    >>> counted("（1点）"), counted("(2 Punkte)"), counted("8 Punkte")
    ('1', '2', '')
    """
    bare = text.strip("()（）")
    return without_unit(bare) if bare != text and _UNIT.search(bare) and is_bare(without_unit(bare)) else ""


def without_unit(text: str) -> str:
    """A score without the word that only says "points".

    >>> without_unit("10分"), without_unit("8 Punkte"), without_unit("4 stars")
    ('10', '8', '4 stars')
    """
    return _UNIT.sub("", text)


def with_scale(text: str, best: str, of_stars: str) -> tuple[str, str]:
    """A score and the top of its scale, as those of the list tell it; "" where it names its own.

    >>> with_scale("8", "10", ""), with_scale("★★★", "", "5"), with_scale("(2 Punkte)", "", "5")
    (('8', '10'), ('★★★', '5'), ('2', '5'))
    """
    if of_stars and (number := counted(text)):
        return number, of_stars
    scale = best if is_bare(without_unit(text)) else of_stars if is_star(text) else ""
    return text, scale or ("5" if is_of_five(text) else "")


def best_of_stars(scores: Sequence[str]) -> str:
    """The top of the scale of stars that show no empty ones, from the list: five, where one has more than four.

    >>> best_of_stars(["★★★", "★★★★★"]), best_of_stars(["★★★☆☆", "★★★★★"])
    ('5', '')
    """
    stars = [text for text in scores if _STARS.match(text)]
    if not stars or any("☆" in text for text in stars):
        return ""
    full = max(sum(text.count(star) for star in "★✭⭐*") + (0.5 if "½" in text else 0) for text in stars)
    return "5" if 4 < full <= 5 or len(stars) >= _FEW else ""


def is_star(text: str) -> bool:
    """Whether it is a row of stars."""
    return bool(_STARS.match(text))
