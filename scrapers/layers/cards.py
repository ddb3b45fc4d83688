"""Cards: the reviews of an HTML page, found by the shape that they repeat.

A list of reviews repeats one arrangement of elements: lines before the text (author, score), the text, lines after
it (date, votes). The texts share a class word; what stands between two texts is cut into the end of one card and the
beginning of the next by what stands before the first text and after the last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import median

from scrapers.layers.same_review import is_warning, may_warn
from scrapers.lines import Line
from scrapers.shapes import for_lower_case, lower, word_count
from scrapers.tables import table

_HINTS = {name: for_lower_case(words) for name, words in table("phrases")["card_hints"].items()}
_ENTRY = table("phrases")["entry"]
_END = for_lower_case(rf"^(?:{_ENTRY['full']}|{_ENTRY['helpful']})$")
_LONG, _HOLDS_LONG, _ASCII_HOLDS_LONG = 7, 8, 12
"""Words from which a line may be a review's text, and characters that hold fewer."""
_TOLD = 200
"""Characters within which a line tells whether it is a text."""
_MOSTLY = 0.6
_SECTION_BACK = 12
_MAX_BETWEEN = 14
"""Lines between two texts, at most: beyond that they belong to different lists."""
_SECTION_LINES = 60
_AFTER = 6
_SHORTEST = 2
"""Words of the shortest sentence that continues a text."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One repeated block: the lines around a text, and the text."""

    before: tuple[Line, ...]
    body: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deck:
    """Cards of one list. `hints` are the class words of its lines and the heads above it."""

    cards: tuple[Card, ...]
    hints: str
    head: str


def _is_text(line: Line, *, may_warn: bool = True) -> bool:
    """Whether the line may be a review's text: long enough and no furniture, or a warning in the place of a text."""
    text = line.text
    long = len(text) > _TOLD
    few = len(text) <= _HOLDS_LONG or (len(text) <= _ASCII_HOLDS_LONG and text.isascii())
    if few or (word_count(text[:_TOLD]) if long else line.words) < _LONG:
        return may_warn and is_warning(line.low)
    return long or not line.is_furniture


def _text_groups(lines: Sequence[Line], taken: frozenset[int]) -> list[list[int]]:
    """Lines that share a tag and a class word and are mostly texts; most text first, none with another's lines."""
    warns = may_warn("\n".join([line.low for line in lines]))
    texts = {
        at
        for at, line in enumerate(lines)
        if line.number not in taken and line.pieces and _is_text(line, may_warn=warns)
    }
    count = Counter((lines[at].tag, word) for at in texts for word in set(lines[at].classes.split()))
    usual: defaultdict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for (tag, word), n in count.items():
        if n >= 2:
            usual[tag].append((word, word.encode()))
    by_word: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        for word, raw in usual.get(line.tag, ()):
            if line.pieces and raw in line.pieces[0] and len(line.text) > 1 and word in line.classes.split():
                by_word[line.tag, word].append(at)
    groups: list[tuple[int, list[int]]] = []
    for members in by_word.values():
        long = [at for at in members if at in texts]
        if len(long) >= 2 and len(long) >= _MOSTLY * len(members):
            groups.append((sum(lines[at].words for at in long), members))
    chosen: list[list[int]] = []
    used: set[int] = set()
    for _, members in sorted(groups, key=lambda group: (-group[0], -len(group[1]), group[1][0])):
        if not used.intersection(members):
            chosen.append(members)
            used.update(members)
    return chosen


def _continues(line: Line, head: Line) -> bool:
    """Whether the line is a further paragraph of the text above it: an element of the same kind without a class."""
    plain = not line.classes or line.classes == head.classes
    if not plain:
        return False
    ends = (len(line.text) < _TOLD and line.is_date) or _END.match(line.low) or line.tag in _HEADINGS
    return line.tag in (head.tag, "p", "") and not ends and not (line.href and line.words < _LONG)


def _bodies(lines: Sequence[Line], members: Sequence[int]) -> list[tuple[int, int]]:
    """Where each text begins and ends (past its last line); paragraphs that follow each other are one."""
    spans: list[tuple[int, int]] = []
    for at in members:
        if spans and at < spans[-1][1]:
            continue
        warned = is_warning(lines[at].low) and at + 1 in members
        end = at + 1 + warned
        while end < len(lines) and _continues(lines[end], lines[at]):
            end += 1
        spans.append((at, end))
    return spans


def _lists(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Split where too much stands between two texts, or a heading of a kind that the other cards do not have."""
    near: list[list[tuple[int, int]]] = [[]]
    for span in spans:
        if near[-1] and span[0] - near[-1][-1][1] > _MAX_BETWEEN:
            near.append([])
        near[-1].append(span)
    return [part for group in near for part in _under_heads(lines, group)]


def _under_heads(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    heads = [{line.tag for line in lines[end:start]} & _HEADINGS for (_, end), (start, _) in pairwise(spans)]
    usual = Counter(tag for tags in heads for tag in tags)
    rare = {tag for tag, n in usual.items() if n * 3 <= len(heads)}
    found: list[list[tuple[int, int]]] = [list(spans[:1])]
    for tags, span in zip(heads, spans[1:], strict=True):
        if tags & rare:
            found.append([])
        found[-1].append(span)
    return found


def _split(between: Sequence[Line], first: Counter[tuple[str, str]], last: Counter[tuple[str, str]]) -> int:
    """How many of these lines end the card above: what also follows the last text, not what precedes the first."""
    weights = [(last[line.kind] > 0) - (first[line.kind] > 0) for line in between]
    best, score, highest = 0, 0, 0
    for at, weight in enumerate(weights, 1):
        score += weight
        if score > highest:
            best, highest = at, score
    # A heading begins a card, whatever else speaks for it.
    heads = [at for at, line in enumerate(between) if line.tag in _HEADINGS]
    return min([best, *heads[:1]]) if heads else best


def _deck(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> Deck:
    gaps = [start - end for (_, end), (start, _) in pairwise(spans)]
    window = min(_MAX_BETWEEN, int(median(gaps)) + 2 if gaps else 4)
    above = lines[max(0, spans[0][0] - window) : spans[0][0]]
    below = lines[spans[-1][1] : spans[-1][1] + window]
    between = [lines[end:start] for (_, end), (start, _) in pairwise(spans)]
    repeated = Counter(key for one in between for key in {line.kind for line in one})
    first = Counter(key for line in above if repeated[key := line.kind])
    last = Counter(key for line in below if repeated[key := line.kind])
    cuts = [_split(one, first, last) for one in between]
    starts = [one[cut:] for one, cut in zip(between, cuts, strict=True)]
    starts.insert(0, above[_opening(above, starts) :])
    size = max(cuts, default=0)
    ends = [*(one[:cut] for one, cut in zip(between, cuts, strict=True)), below[:size]]
    cards = tuple(
        Card(before=tuple(start), body=tuple(lines[a:b]), after=tuple(end))
        for start, (a, b), end in zip(starts, spans, ends, strict=True)
    )
    back = lines[max(0, spans[0][0] - _SECTION_BACK) : spans[0][0]]
    heads = [line.text for line in back if line.tag in _HEADINGS or line.words <= 4]
    hints = " ".join(line.classes for line in (*back, *lines[spans[0][0] : spans[0][1]]))
    return Deck(cards=cards, hints=hints, head=" / ".join(heads))


def _opening(above: Sequence[Line], later: Sequence[Sequence[Line]]) -> int:
    """Where the first card begins in the lines above its text: as far up as they look like those of later cards."""
    sizes = [len(start) for start in later]
    if not sizes:
        return max(0, len(above) - 3)
    known = {line.kind for start in later for line in start}
    opens = {start[0].kind for start in later if start}
    at = len(above)
    while at > max(0, len(above) - max(sizes)) and above[at - 1].kind in known:
        at -= 1
    begins = [place for place in range(at, len(above)) if above[place].kind in opens]
    return begins[0] if begins else min(at, max(0, len(above) - int(median(sizes))))


def section_deck(lines: Sequence[Line], at: int) -> Deck | None:
    """The one review of a section whose head stands at `at`: its longest run of text, with what stands around it."""
    end = at + 1
    while end < len(lines) and end - at < _SECTION_LINES and not (lines[end].gap > 1 and lines[end].tag in _HEADINGS):
        end += 1
    texts = [i for i in range(at + 1, end) if _is_text(lines[i]) and not _END.match(lines[i].low)]
    if not texts:
        return None
    start = max(texts, key=lambda i: (lines[i].words, -i))
    while start - 1 > at and _begins_above(lines[start - 1], lines[start]) and _runs_on(lines[start - 1], lines[start]):
        start -= 1
    past = start + 1
    while past < end and _runs_on(lines[past], lines[start]):
        past += 1
    card = Card(
        before=tuple(lines[at + 1 : start]), body=tuple(lines[start:past]), after=tuple(lines[past:end][:_AFTER])
    )
    return Deck(cards=(card,), hints="review", head=lines[at].text)


def _begins_above(line: Line, other: Line) -> bool:
    """Whether `other` may be a further paragraph: it has no class words, or those of the line above it."""
    words = other.classes
    return not words or words == line.classes


def _runs_on(line: Line, other: Line) -> bool:
    """Whether two lines are paragraphs of one text."""
    sentence = line.ends_sentence and line.words >= _SHORTEST
    return sentence and line.tag == other.tag and not _END.match(line.low) and not line.is_furniture


@lru_cache(maxsize=8192)
def hinted(name: str, words: str) -> bool:
    """Whether these class words or this address hint at a field ("author", "score" ...)."""
    return _HINTS[name].search(lower(words)) is not None


def decks(lines: Sequence[Line], taken: frozenset[int]) -> Iterator[Deck]:
    """The page's lists of repeated texts, those with most text first."""
    for members in _text_groups(lines, taken):
        for spans in filter(None, _lists(lines, _bodies(lines, members))):
            start, end = spans[0]
            if not hinted("not_review", " ".join(line.classes for line in lines[start:end])):
                yield _deck(lines, spans)
