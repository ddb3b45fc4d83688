"""The texts of cards: which lines of a page are the texts of reviews, and which texts make one list."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from scrapers.layers.card_cuts import Rises
from scrapers.layers.card_words import FULL, is_button
from scrapers.layers.same_review import is_warning, may_warn
from scrapers.lines import Line
from scrapers.shapes import ago_in, date_in, for_lower_case, is_name, word_count
from scrapers.tables import table

_ENTRY = table("phrases")["entry"]
ENDS = for_lower_case(rf"^(?:{FULL}|{_ENTRY['helpful']})$")
"""What ends a text: a link to the whole of it, a count of its readers."""
_LONG, _HOLDS_LONG, _ASCII_HOLDS_LONG = 7, 8, 12
"""Words from which a line may be a review's text, and characters that hold fewer."""
_TOLD = 200
"""Characters within which a line tells whether it is a text."""
_MOSTLY = 0.6
MAX_BETWEEN = 14
"""Lines between two texts, at most: beyond that they belong to different lists."""
_MAX_BLOCK = 40
"""The same, where each stands in a block of its own."""
_TAGS = re.compile(
    r"^[^:：\[\]#＃]{1,30}[:：]\s*"
    r"(?:(?:[\[［【][^\[\]［］【】]{1,30}[\]］】]|[#＃][^\s#＃]{1,30})[\s,、・]*)+$"
)
"""A label with words in brackets or behind hashes: what a text is filed under, and no text."""
_TWICE = 4
"""Lines within which a text that stands twice is the same."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NAMES = re.compile(rb"</?([a-zA-Z][a-zA-Z0-9-]*)")
_HOLDER = re.compile(rb"<(?:table|ul|ol|dl)[\s>]|<(?:table|ul|ol|dl)$", re.IGNORECASE)
_OPENING = 3
"""Tags before a line by which it is like others."""
_FEWEST = 2
"""Texts that make a list."""
_LONGEST_SIGNATURE, _BESIDE_A_DAY, _BESIDE_A_BARE_DAY = 120, 12, 8
"""Characters of a line that signs a text, and words beside its day, where elements cut the line and where not."""
_CUT = 4
"""Pieces of a line that is cut by an element."""


def is_text(line: Line, *, may_warn: bool = True) -> bool:
    """Whether the line may be a review's text: long enough and no furniture, or a warning in the place of a text."""
    text = line.text
    long = len(text) > _TOLD
    few = len(text) <= _HOLDS_LONG or (len(text) <= _ASCII_HOLDS_LONG and text.isascii())
    if few or (word_count(text[:_TOLD]) if long else line.words) < _LONG:
        return may_warn and is_warning(line.low)
    return long or not (line.is_furniture or _TAGS.match(text) or (len(text) < _TOLD // 2 and ENDS.match(line.low)))


def text_groups(lines: Sequence[Line], taken: frozenset[int]) -> list[tuple[list[int], bool]]:
    """Lines that are alike and mostly texts; most text first, none with another's lines.

    Alike are lines that share a tag and a class word; where class words tell no list, those that the same tags open.
    Beside the lines stands whether class words tell the list.
    """
    warns = may_warn("\n".join([line.low for line in lines]))
    texts = {
        at
        for at, line in enumerate(lines)
        if line.number not in taken
        and line.pieces
        and is_text(line, may_warn=warns)
        and not (len(line.pieces) > _CUT and is_signature(line))
    }
    chosen: list[tuple[list[int], bool]] = []
    used: set[int] = set()
    for alike in (_by_class, _by_tags, _by_place):
        left = texts - used
        for members in _texts_first(lines, alike(lines, left), left) if len(left) >= _FEWEST else ():
            if not used.intersection(members):
                chosen.append((members, alike is _by_class))
                used.update(members)
    return chosen


def is_signature(line: Line) -> bool:
    """Whether a line below a text says who wrote it, and when: a day and few words beside it, or a dash and a name.

    >>> told = "posted by Ann, 3 May 2004", "It opened on May 3, and nobody came to see it.", "— Ann Lee"
    >>> [is_signature(Line(text, 1, 1)) for text in told]
    [True, False, True]
    """
    text = line.text
    if len(text) > _LONGEST_SIGNATURE:
        return False
    if text[0] in "—–-―" and len(text) > 1:
        return is_name(text.strip("—–-― ").split(",")[0])
    cut = len(line.pieces) >= _CUT
    own = cut or (line.gap and not (line.pieces and set(_NAMES.findall(line.pieces[0].lower())) == {b"br"}))
    if not line.has_digit or line.ends_sentence or not own:
        return False
    day = date_in(text) or ago_in(text)
    return bool(day) and line.words - word_count(day or "") <= (_BESIDE_A_DAY if cut else _BESIDE_A_BARE_DAY)


def _by_class(lines: Sequence[Line], texts: set[int]) -> Iterable[list[int]]:
    """Lines of a tag and a class word that two texts have.

    A warning stands in an element of its own where others have their text: its tag may be another.
    """
    said = [(at, lines[at].tag, set(lines[at].classes.split())) for at in texts]
    warns = {at for at in texts if len(lines[at].text) < _TOLD and is_warning(lines[at].low)}
    tags: defaultdict[str, set[str]] = defaultdict(set)
    for _, tag, words in said if warns else ():
        for word in words:
            tags[word].add(tag)
    count: Counter[tuple[str, str]] = Counter()
    for at, tag, words in said:
        count.update((other, word) for word in words for other in (tags[word] if at in warns else (tag,)))
    usual: defaultdict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for (tag, word), n in count.items():
        if n >= _FEWEST:
            usual[tag].append((word, word.encode()))
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        for tag in usual if at in warns else (line.tag,):
            for word, raw in usual.get(tag, ()):
                if line.pieces and raw in line.pieces[0] and len(line.text) > 1 and word in line.classes.split():
                    found[tag, word].append(at)
    return found.values()


def _by_tags(lines: Sequence[Line], texts: set[int]) -> Iterable[list[int]]:
    """Lines of a tag and a last class word that two texts have, and that the same tags open."""
    return _with_key(lines, texts, _opened)


def _by_place(lines: Sequence[Line], texts: set[int]) -> Iterable[list[int]]:
    """The same, of one table or list: elsewhere such lines may be anything."""
    places: dict[int, int] = {}
    for line in lines:
        begins = line.gap > 1 or (line.pieces and _HOLDER.search(line.pieces[0]))
        places[line.number] = line.number if begins else places.get(line.number - 1, 0)
    return _with_key(lines, texts, lambda line: (*_opened(line), str(places[line.number])))


def _with_key(
    lines: Sequence[Line], texts: set[int], key_of: Callable[[Line], tuple[str | bytes, ...]]
) -> Iterable[list[int]]:
    count = Counter(key_of(lines[at]) for at in texts)
    usual = {key for key, n in count.items() if n >= _FEWEST}
    tags = {key[0] for key in usual}
    found: defaultdict[tuple[str | bytes, ...], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.tag in tags and line.pieces and len(line.text) > 1 and (key := key_of(line)) in usual:
            found[key].append(at)
    return found.values()


def _opened(line: Line) -> tuple[str | bytes, ...]:
    return (*line.kind, *_NAMES.findall(line.pieces[0])[-_OPENING:])


def _texts_first(lines: Sequence[Line], groups: Iterable[list[int]], texts: set[int]) -> list[list[int]]:
    """The groups that are mostly texts, those with most text first."""
    found: list[tuple[int, list[int]]] = []
    for group in groups:
        members = [at for at in group if at in texts or not (is_signature(lines[at]) or _TAGS.match(lines[at].text))]
        long = [at for at in members if at in texts]
        if len(long) >= _FEWEST and len(long) >= _MOSTLY * len(members):
            found.append((sum(lines[at].words for at in long), members))
    return [members for _, members in sorted(found, key=lambda group: (-group[0], -len(group[1]), group[1][0]))]


def with_first(lines: Sequence[Line], members: list[int]) -> list[int]:
    """The texts, and the one above the first where a signature stands between: other tags open it, below a heading."""
    at = members[0] - 2
    signed = sum(is_signature(lines[member - 1]) for member in members if member) * 2 > len(members)
    if at < 0 or not signed or not is_signature(lines[at + 1]):
        return members
    first, other = lines[at], lines[members[0]]
    return [at, *members] if first.kind == other.kind and first.pieces and is_text(first, may_warn=False) else members


def _continues(line: Line, head: Line) -> bool:
    """Whether the line is a further paragraph of the text above it: an element of the same kind without a class."""
    plain = not line.classes or line.classes == head.classes
    if not plain:
        return False
    short = len(line.text) < _TOLD
    ends = (
        (short and (line.is_date or is_signature(line) or ago_in(line.text) or is_button(line.text)))
        or ENDS.match(line.low)
        or line.tag in HEADINGS
    )
    ends = ends or not (len(line.text) > _TOLD or line.words) or line.is_furniture
    return line.tag in (head.tag, "p", "") and not ends and not (line.href and line.words < _LONG)


def bodies(lines: Sequence[Line], members: Sequence[int], rises: Rises) -> list[tuple[int, int]]:
    """Where each text begins and ends (past its last line); paragraphs that follow each other are one."""
    single = _once_each(lines, members)
    rank = rises.rank([(at, at + 1) for at in single])
    spans: list[tuple[int, int]] = []
    for at in single:
        if spans and at < spans[-1][1]:
            continue
        past = len(lines) if rank is None else rises.last(at + 1, rank) or len(lines)
        end = _past_warning(lines, at, members, past) if is_warning(lines[at].low) else at + 1
        while end < past and _continues(lines[end], lines[at]):
            end += 1
        spans.append((at, end))
    return spans


def _past_warning(lines: Sequence[Line], at: int, members: Sequence[int], past: int) -> int:
    """Where the text begins to go on behind a warning, its button and the paragraph that it hides."""
    if at + 1 in members:
        return at + 2
    end = at + 1
    while end < past and (is_warning(lines[end].low) or is_button(lines[end].text)):
        end += 1
    hides = end < past and lines[end].tag == lines[at].tag and is_text(lines[end], may_warn=False)
    return end + 1 if hides else at + 1


def _once_each(lines: Sequence[Line], members: Sequence[int]) -> list[int]:
    """The texts without those that a card shows twice (for narrow and for wide screens)."""
    return [
        at
        for place, at in enumerate(members)
        if not place or at - members[place - 1] > _TWICE or lines[at].text != lines[members[place - 1]].text
    ]


def lists(lines: Sequence[Line], spans: Sequence[tuple[int, int]], rises: Rises) -> list[list[tuple[int, int]]]:
    """Split where too much stands between two texts, or a heading of a kind that the other cards do not have."""
    rank = rises.rank(spans)
    near: list[list[tuple[int, int]]] = [[]]
    for span in spans:
        gap = span[0] - near[-1][-1][1] if near[-1] else 0
        # Blocks of one rank are a list, however much each holds.
        if gap > (MAX_BETWEEN if rank is None else _MAX_BLOCK) or (
            gap and _leaves(rises, near[-1][-1][1], span[0], rank)
        ):
            near.append([])
        near[-1].append(span)
    return [part for group in near for part in _under_heads(lines, group)]


def _leaves(rises: Rises, end: int, start: int, rank: int | None) -> bool:
    """Whether the block that holds the cards ends between two texts."""
    return rank is not None and rises.of[rises.places(end, start)[0]].low < rank - 1


def _under_heads(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    heads = [{line.tag for line in lines[end:start]} & HEADINGS for (_, end), (start, _) in pairwise(spans)]
    usual = Counter(tag for tags in heads for tag in tags)
    rare = {tag for tag, n in usual.items() if n * 3 <= len(heads)}
    found: list[list[tuple[int, int]]] = [list(spans[:1])]
    for tags, span in zip(heads, spans[1:], strict=True):
        if tags & rare:
            found.append([])
        found[-1].append(span)
    return found
