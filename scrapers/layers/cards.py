"""Cards: the reviews of an HTML page, found by the shape that they repeat.

A list of reviews repeats one arrangement of elements: lines before the text (author, score), the text, lines after
it (date, votes). The texts share a class word; what stands between two texts is cut into the end of one card and the
beginning of the next by what stands before the first text and after the last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

from scrapers.layers.card_cuts import Rises
from scrapers.layers.card_texts import (
    ENDS,
    HEADINGS,
    MAX_BETWEEN,
    bodies,
    is_signature,
    is_text,
    lists,
    text_groups,
    with_first,
)
from scrapers.lines import Line
from scrapers.shapes import for_lower_case, lower
from scrapers.tables import table

_HINTS = {name: for_lower_case(words) for name, words in table("phrases")["card_hints"].items()}
_SECTION_BACK = 12
_SECTION_LINES = 60
_AFTER = 6
_NEAR = 2
"""Lines above a text that may sign it."""
_LABEL = 20
"""Characters of an element that may head what follows its line."""
_TWO = 2
_LONE_SCORE = re.compile(r"\d{1,2}(?:[.,]\d)?(?:\s*/\s*\d{1,2})?$")
"""A score that stands alone above the head of the one review."""
_SHORTEST = 2
"""Words of the shortest sentence that continues a text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One repeated block: the lines around a text, and the text."""

    before: tuple[Line, ...]
    body: tuple[Line, ...]
    after: tuple[Line, ...]


def words_of(card: Card) -> str:
    """The class words and addresses of a card."""
    lines = (*card.before, *card.body, *card.after)
    return " ".join([*(line.classes for line in lines), *(href for line in lines for _, href in line.links)]).casefold()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deck:
    """Cards of one list. `hints` are the class words of its lines and the heads above it."""

    cards: tuple[Card, ...]
    hints: str
    head: str
    is_told: bool = True
    """Whether class words make them a list, and not their tags alone."""


def _split(between: Sequence[Line], first: Counter[tuple[str, str]], last: Counter[tuple[str, str]]) -> int:
    """How many of these lines end the card above: what also follows the last text, not what precedes the first."""
    weights = [(last[line.kind] > 0) - (first[line.kind] > 0) for line in between]
    best, score, highest = 0, 0, 0
    for at, weight in enumerate(weights, 1):
        score += weight
        if score > highest:
            best, highest = at, score
    # A heading begins a card, whatever else speaks for it.
    heads = [at for at, line in enumerate(between) if line.tag in HEADINGS]
    return min([best, *heads[:1]]) if heads else best


def _deck(lines: Sequence[Line], spans: Sequence[tuple[int, int]], rises: Rises, *, is_told: bool) -> Deck:
    starts, ends = _by_blocks(spans, rises) or _by_likeness(lines, spans)
    cards = tuple(
        Card(before=tuple(lines[start:a]), body=tuple(lines[a:b]), after=tuple(lines[b:end]))
        for start, (a, b), end in zip(starts, spans, ends, strict=True)
    )
    back = lines[max(0, spans[0][0] - _SECTION_BACK) : spans[0][0]]
    heads = [_head(line) for line in back if line.tag in HEADINGS or line.words <= 4 or len(line.first_part) <= _LABEL]
    hints = " ".join(line.classes for line in (*back, *lines[spans[0][0] : spans[0][1]]))
    return Deck(cards=cards, hints=hints, head=" / ".join(heads), is_told=is_told)


def _head(line: Line) -> str:
    """What a line may say as a head; of one that goes on its first element does."""
    return line.text if line.tag in HEADINGS or line.words <= 4 else line.first_part


def _by_blocks(spans: Sequence[tuple[int, int]], rises: Rises) -> tuple[list[int], list[int]] | None:
    """Where the cards begin and end, where each is a block of its own."""
    rank = rises.rank(spans)
    starts = [rises.first(start, rank) for start, _ in spans] if rank is not None else [None]
    ends = [rises.last(end, rank) for _, end in spans] if rank is not None else [None]
    known = [at for at in starts if at is not None], [at for at in ends if at is not None]
    if len(known[0]) < len(spans) or len(known[1]) < len(spans) - 1:
        return None
    ends_known = known[1] if ends[-1] is not None else [*known[1], _like_the_others(spans, known[1], len(rises.of))]
    if any(start < end for end, start in zip(ends_known, known[0][1:], strict=False)):
        return None
    return known[0], ends_known


def _like_the_others(spans: Sequence[tuple[int, int]], ends: Sequence[int], most: int) -> int:
    """Where the last card ends, which nothing closes: as far below its text as most of the others."""
    below = [end - span[1] for span, end in zip(spans, ends, strict=False)]
    return min(most, spans[-1][1] + int(median(below))) if below else spans[-1][1]


def _by_likeness(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where the cards begin and end, by what stands before the first text and after the last."""
    gaps = [start - end for (_, end), (start, _) in pairwise(spans)]
    window = min(MAX_BETWEEN, int(median(gaps)) + 2 if gaps else 4)
    above = lines[max(0, spans[0][0] - window) : spans[0][0]]
    below = lines[spans[-1][1] : spans[-1][1] + window]
    between = [lines[end:start] for (_, end), (start, _) in pairwise(spans)]
    repeated = Counter(key for one in between for key in {line.kind for line in one})
    first = Counter(key for line in above if repeated[key := line.kind])
    last = Counter(key for line in below if repeated[key := line.kind])
    cuts = [_split(one, first, last) for one in between]
    if below and is_signature(below[0]) and not any(map(is_signature, above[-_NEAR:])):
        # What signs the last text, and stands above none, signs each text.
        signed = [next((at for at, line in enumerate(one, 1) if is_signature(line)), 0) for one in between]
        cuts = [max(cut, _to_block(one, at)) for cut, one, at in zip(cuts, between, signed, strict=True)]
    opening = _opening(above, [one[cut:] for one, cut in zip(between, cuts, strict=True)])
    ends = [end + cut for (_, end), cut in zip(spans, cuts, strict=False)]
    starts = [end + _past_others(one[cut:]) for end, one, cut in zip(ends, between, cuts, strict=True)]
    ends.append(min(len(lines), spans[-1][1] + min(len(below), max(cuts, default=0))))
    return [spans[0][0] - len(above) + opening, *starts], ends


def _to_block(between: Sequence[Line], signed: int) -> int:
    """Where the block of the signature ends, where another begins behind it: what goes on with it is of its card."""
    return next((at for at in range(signed, len(between)) if between[at].gap), signed) if signed else 0


def _past_others(above: Sequence[Line]) -> int:
    """Where the card begins in the lines above its text, where others stand among them whose text is not known.

    Such a card has the heading of this one and no text; its author is not this one's.
    """
    heads = [at for at, line in enumerate(above) if line.tag in HEADINGS and line.kind == above[-1].kind]
    if len(heads) < _TWO or heads[-1] < len(above) - 1:
        return 0
    return next((at for at in range(heads[-1], heads[-2], -1) if above[at].kind == above[0].kind), heads[-1])


def _opening(above: Sequence[Line], later: Sequence[Sequence[Line]]) -> int:
    """Where the first card begins in the lines above its text: as far up as they look like those of later cards."""
    sizes = [len(start) for start in later]
    if not sizes:
        scored = len(above) > 3 and _LONE_SCORE.match(above[-4].text) and above[-2].tag in HEADINGS
        return max(0, len(above) - (4 if scored and not above[-1].has_digit else 3))
    known = {line.kind for start in later for line in start}
    opens = {start[0].kind for start in later if start}
    at = len(above)
    while at > max(0, len(above) - max(sizes)) and above[at - 1].kind in known:
        at -= 1
    begins = [place for place in range(at, len(above)) if above[place].kind in opens]
    return begins[0] if begins else min(at, max(0, len(above) - int(median(sizes))))


def section_deck(lines: Sequence[Line], at: int, *, is_of_card: bool = False) -> Deck | None:
    """The one review of a section whose head stands at `at`: its longest run of text, with what stands around it.

    `is_of_card` tells that the head is a part of the review ("A review by Ann").
    """
    end = at + 1
    # A heading of a lower rank is the review's own.
    over = {tag for tag in HEADINGS if lines[at].tag not in HEADINGS or tag <= lines[at].tag}
    while end < len(lines) and end - at < _SECTION_LINES and not (lines[end].gap > 1 and lines[end].tag in over):
        end += 1
    texts = [i for i in range(at + 1, end) if is_text(lines[i]) and not ENDS.match(lines[i].low)]
    if not texts:
        return None
    start = max(texts, key=lambda i: (lines[i].words, -i))
    while start - 1 > at and _begins_above(lines[start - 1], lines[start]) and _runs_on(lines[start - 1], lines[start]):
        start -= 1
    past = start + 1
    while past < end and _runs_on(lines[past], lines[start]):
        past += 1
    card = Card(
        before=tuple(lines[at + (not is_of_card) : start]),
        body=tuple(lines[start:past]),
        after=tuple(lines[past:end][:_AFTER]),
    )
    return Deck(cards=(card,), hints="review", head=lines[at].text)


def _begins_above(line: Line, other: Line) -> bool:
    """Whether `other` may be a further paragraph: it has no class words, or those of the line above it."""
    words = other.classes
    return not words or words == line.classes


def _runs_on(line: Line, other: Line) -> bool:
    """Whether two lines are paragraphs of one text."""
    sentence = line.ends_sentence and line.words >= _SHORTEST
    return sentence and line.tag == other.tag and not ENDS.match(line.low) and not line.is_furniture


@lru_cache(maxsize=8192)
def hinted(name: str, words: str) -> bool:
    """Whether these class words or this address hint at a field ("author", "score" ...)."""
    return _HINTS[name].search(lower(words)) is not None


def decks(lines: Sequence[Line], taken: frozenset[int]) -> Iterator[Deck]:
    """The page's lists of repeated texts, those with most text first."""
    groups = text_groups(lines, taken)
    if not groups:
        return
    rises = Rises(lines)
    for alike, is_told in groups:
        members = alike if is_told else with_first(lines, alike)
        for spans in filter(None, lists(lines, bodies(lines, members, rises), rises)):
            start, end = spans[0]
            of_reviews = not hinted("not_review", " ".join(line.classes for line in lines[start:end]))
            if of_reviews and (is_told or len(spans) > 1):
                yield _deck(lines, spans, rises, is_told=is_told)
